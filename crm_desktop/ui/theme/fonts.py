"""Registers the shipped Chinese font and chooses the family: the system's own on Windows and macOS comes first."""

import sys
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from crm_desktop.base import paths
from crm_desktop.ui.theme.tokens import SCALE

SHIPPED = "Noto Sans SC"
FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")


def families() -> list[str]:
    """The font families to try, best first."""
    if sys.platform == "win32":
        return ["Microsoft YaHei UI", "Segoe UI", SHIPPED]
    if sys.platform == "darwin":
        return ["PingFang SC", ".AppleSystemUIFont", SHIPPED]
    return [SHIPPED]


def register() -> QFont:
    """The application's font, its files registered; call once there is a QGuiApplication."""
    for file in FILES:
        QFontDatabase.addApplicationFont(str(paths.resources() / "fonts" / file))
    return sized(SCALE.body)


@cache
def sized(pixels: int, *, weight: int = 400) -> QFont:
    """The application's family at this size and weight; shared, so copy it before changing it."""
    font = QFont()
    font.setFamilies(families())
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(weight))
    return font
