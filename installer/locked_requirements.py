"""Prints the packages of `uv.lock` that this machine needs as hashed pip requirements: `… app` or `… dev`."""

import sys
import tomllib
from pathlib import Path
from typing import Any

from pip._vendor.packaging.markers import Marker

PROJECT = "crm-desktop"
LOCK = Path(__file__).resolve().parent.parent / "uv.lock"


def wanted(packages: dict[str, dict[str, Any]], level: str) -> set[str]:
    """The names reached from the project, following only the dependencies that hold on this machine."""
    project = packages[PROJECT]
    waiting = list(project["dependencies"])
    if level == "dev":
        waiting += project["dev-dependencies"]["dev"] + project["optional-dependencies"]["server"]
    found: set[str] = set()
    while waiting:
        dependency = waiting.pop()
        name = dependency["name"]
        for extra in dependency.get("extra", []):
            waiting += packages[name].get("optional-dependencies", {}).get(extra, [])
        if name in found or ("marker" in dependency and not Marker(dependency["marker"]).evaluate()):
            continue
        found.add(name)
        waiting += packages[name].get("dependencies", [])
    return found


def requirement(package: dict[str, Any]) -> str:
    """One line: the version and every hash the lock knows for it."""
    files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
    hashes = " ".join(f"--hash={file['hash']}" for file in files)
    return f"{package['name']}=={package['version']} {hashes}"


def main() -> None:
    """Read the lock, print the lines."""
    packages = {package["name"]: package for package in tomllib.loads(LOCK.read_text("utf-8"))["package"]}
    for name in sorted(wanted(packages, sys.argv[1])):
        print(requirement(packages[name]))


if __name__ == "__main__":
    main()
