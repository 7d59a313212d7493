"""Two drawn pictures as attachments of a small demo: a delivery photo and a business card."""

import io
from typing import TYPE_CHECKING

from crm_desktop.base import paths

if TYPE_CHECKING:
    from PIL.Image import Image

_SKY, _FLOOR, _BODY, _GLASS, _WHEEL = "#DCE7F5", "#B9C2CE", "#1F6FEB", "#EAF2FF", "#1B1F26"
_PAPER, _INK, _MUTED = "#FFFFFF", "#1B1F26", "#5B6472"
THUMBNAIL = (256, 256)


def delivery_photo() -> bytes:
    """A car in front of a showroom, as JPEG."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (960, 640), _SKY)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 430, 960, 640), fill=_FLOOR)
    for left in range(60, 900, 170):
        draw.rectangle((left, 90, left + 140, 400), fill=_GLASS, outline=_MUTED, width=2)
    draw.rounded_rectangle((190, 360, 780, 500), radius=50, fill=_BODY)
    draw.polygon([(300, 370), (390, 270), (610, 270), (700, 370)], fill=_BODY)
    draw.polygon([(330, 364), (400, 290), (495, 290), (495, 364)], fill=_GLASS)
    draw.polygon([(510, 364), (510, 290), (600, 290), (660, 364)], fill=_GLASS)
    for centre in (320, 650):
        draw.ellipse((centre - 58, 442, centre + 58, 558), fill=_WHEEL)
        draw.ellipse((centre - 26, 474, centre + 26, 526), fill=_FLOOR)
    return _jpeg(picture)


def business_card(title: str, name: str, phone: str) -> bytes:
    """A business card of that name, as JPEG."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (900, 540), _PAPER)
    draw = ImageDraw.Draw(picture)
    file = paths.resources() / "fonts" / "NotoSansSC-Regular.ttf"
    draw.rectangle((0, 0, 900, 24), fill=_BODY)
    for text, top, size, ink in ((name, 150, 84, _INK), (title, 280, 40, _MUTED), (phone, 400, 48, _INK)):
        draw.text((70, top), text, font=ImageFont.truetype(str(file), size), fill=ink)
    return _jpeg(picture)


def thumbnail(content: bytes) -> bytes:
    """The same picture, small."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        small = picture.convert("RGB")
        small.thumbnail(THUMBNAIL)
        return _jpeg(small)


def _jpeg(picture: "Image") -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=85)
    return kept.getvalue()
