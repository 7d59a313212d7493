"""What may be kept as a file, how it is called and what kind it is."""

import mimetypes
import re
import unicodedata
from pathlib import PurePath
from typing import TYPE_CHECKING

from crm_desktop.base.errors import FileProblem
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts import rules as fields

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_PICTURES = frozenset(mime for _start, mime in _STARTS if mime.startswith("image/")) | {"image/webp", "image/heic"}


def clean_file_name(name: str) -> str:
    """The last part of a file name, without signs that some system forbids."""
    last = PurePath(name.replace("\\", "/")).name
    text = re.sub(r'[<>:"/\\|?*]', "_", fields.clean_line("name", unicodedata.normalize("NFC", last), limit=10_000))
    stem, dot, ending = text.strip(". ").rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[:150]}.{ending}" if stem else ending
    return text.strip(". ")[:160] or _("file")


def mime_of(name: str, data: bytes) -> str:
    """The kind of a file: by its first bytes, else by its name."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1"):
        return "image/heic"
    for start, mime in _STARTS:
        if data.startswith(start):
            return mime
    guessed = mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"
    # A name can claim to be a picture; only the bytes are believed.
    return "application/octet-stream" if guessed in _PICTURES else guessed


def refuse_too_big(size: int, limit: int) -> None:
    """The shop's limit for one file."""
    if size > limit:
        raise FileProblem(
            _(
                "This file has {size} MB; files up to {limit} MB can be kept with a person. Nothing was saved. "
                "Make it smaller, or raise the limit in Settings."
            ).format(size=-(-size // 2**20), limit=limit // 2**20)
        )


def refuse_empty(size: int) -> None:
    """A file without content was not copied completely."""
    if size == 0:
        raise FileProblem(_("This file is empty. Nothing was saved. Check that it was copied completely."))


THUMBNAIL = 320
"""Longest side of a thumbnail, in pixels."""

MOST_PIXELS = 300_000_000
"""No camera makes more; a file that claims more is made to exhaust the memory."""

_COMFORTABLE = 60_000_000
"""Pixels that are decoded without hesitation; of a JPEG more, because it is decoded already reduced."""


def thumbnail(data: bytes) -> bytes | None:
    """A small upright JPEG of a photograph, or nothing for what is no readable picture."""
    import struct
    import warnings
    import zlib

    from PIL import Image

    broken = (
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OverflowError,
        EOFError,
        AssertionError,
        RuntimeError,
        MemoryError,
        struct.error,
        zlib.error,
        ZeroDivisionError,
    )
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2  # Pillow refuses at twice this
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # size is judged here, damaged metadata is not our matter
        try:
            return _reduced(data)
        except Image.DecompressionBombError:
            raise FileProblem(
                _(
                    "This picture claims to have more pixels than any camera makes, and could exhaust the memory. "
                    "Nothing was saved. Save it smaller and add it again."
                )
            ) from None
        except broken:
            return None


def _reduced(data: bytes) -> bytes | None:
    import io

    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data)) as opened:
        pixels = opened.width * opened.height
        if pixels > _COMFORTABLE and opened.format != "JPEG":
            return None
        opened.draft("RGB", (THUMBNAIL, THUMBNAIL))
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((THUMBNAIL, THUMBNAIL))
        flat = _on_white(upright)
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=82)
        return out.getvalue()


def _on_white(picture: "Picture") -> "Picture":
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        with_alpha = picture.convert("RGBA")
        sheet = Image.new("RGBA", with_alpha.size, "white")
        return Image.alpha_composite(sheet, with_alpha).convert("RGB")
    return picture.convert("RGB")
