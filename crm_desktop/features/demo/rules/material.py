"""The stuff the demo is made of, read from `resources/demo`."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from crm_desktop.base import paths

LANGUAGES = ("zh_CN", "en")


@dataclass(frozen=True)
class Weighted:
    """Things that occur with different frequency."""

    things: tuple[str, ...]
    sums: tuple[float, ...]

    @classmethod
    def of(cls, table: Mapping[str, float]) -> "Weighted":
        """From thing → weight."""
        return cls(tuple(table), tuple(accumulate(table.values())))


@dataclass(frozen=True)
class Model:
    """A car that the imaginary shop sells; prices in yuan."""

    model: str
    trims: tuple[str, ...]
    low: int
    high: int
    service: tuple[int, ...] = ()


@dataclass(frozen=True)
class Material:
    """All word lists of one language."""

    names: Mapping[str, Any]
    places: Mapping[str, Any]
    cars: Mapping[str, Any]
    talk: Mapping[str, Any]
    surnames: Weighted
    models: tuple[Model, ...]
    model_sums: tuple[float, ...]

    def words(self, *path: str) -> Sequence[str]:
        """A list of the talk file: words("notes", "topic")."""
        found: Any = self.talk
        for key in path:
            found = found[key]
        return list(found)


@lru_cache(maxsize=2)
def material(language: str) -> Material:
    """The word lists for the profile's language; names of people and places stay Chinese."""
    folder = paths.resources() / "demo"
    names, cars = _read(folder / "names.toml"), _read(folder / "cars.toml")
    own = cars["own"]
    return Material(
        names=names,
        places=_read(folder / "places.toml"),
        cars=cars,
        talk=_read(folder / (language if language in LANGUAGES else "en") / "talk.toml"),
        surnames=Weighted.of(names["surnames"]),
        models=tuple(
            Model(car["model"], tuple(car["trims"]), car["low"], car["high"], tuple(car["service"])) for car in own
        ),
        model_sums=tuple(accumulate(float(car["weight"]) for car in own)),
    )


def _read(file: Path) -> dict[str, Any]:
    with file.open("rb") as content:
        return tomllib.load(content)
