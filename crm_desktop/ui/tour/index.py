"""The index of a tour's pictures: one page for people (HTML), one for reading in a terminal (Markdown)."""

import html
from collections.abc import Sequence
from pathlib import Path

from crm_desktop.ui.tour.drawing import Picture


def write_index(pictures: Sequence[Picture], out: Path, *, title: str, more: Sequence[str] = ()) -> None:
    """Write `index.html` and `index.md` beside the pictures; `more` are other files (PDFs) to list."""
    (out / "index.md").write_text(_markdown(pictures, title, more), encoding="utf-8")
    (out / "index.html").write_text(_page(pictures, title, more), encoding="utf-8")


def _problems(picture: Picture) -> list[str]:
    return [f"cut off: {text}" for text in picture.clipped] + [
        f"not translated: {text}" for text in picture.untranslated
    ]


def _markdown(pictures: Sequence[Picture], title: str, more: Sequence[str]) -> str:
    lines = [f"# {title}", ""]
    for picture in pictures:
        lines += [f"## {picture.title}", "", f"![{picture.title}]({picture.file})", ""]
        lines += [f"- {problem}" for problem in _problems(picture)]
    lines += [f"- [{name}]({name})" for name in more]
    bad = sum(len(_problems(picture)) for picture in pictures)
    return "\n".join([*lines, "", f"pictures: {len(pictures)}, problems: {bad}", ""])


def _page(pictures: Sequence[Picture], title: str, more: Sequence[str]) -> str:
    parts = [
        "<!doctype html><meta charset=utf-8>", f"<title>{html.escape(title)}</title>",
        "<style>body{font:14px sans-serif;margin:24px;background:#eee}figure{margin:0 0 32px}"
        "img{max-width:100%;box-shadow:0 1px 6px #0004}.bad{color:#c62f2f}</style>",
        f"<h1>{html.escape(title)}</h1>",
    ]  # fmt: skip
    for picture in pictures:
        name, problems = html.escape(picture.title), "".join(f"<li>{html.escape(p)}" for p in _problems(picture))
        parts.append(
            f"<figure><figcaption><h2>{name}</h2></figcaption><img src='{html.escape(picture.file)}' alt='{name}'>"
            f"<ul class=bad>{problems}</ul></figure>"
        )
    parts += [f"<p><a href='{html.escape(name)}'>{html.escape(name)}</a>" for name in more]
    return "\n".join(parts)
