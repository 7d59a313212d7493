"""Draws every scene of the program into pictures and reports texts that are cut off or not translated.

A scene is a name and a callable that brings the window into a state; pages and the lead register scenes in a list.
"""

from crm_desktop.ui.tour.drawing import Picture, Scene, draw, settle
from crm_desktop.ui.tour.index import write_index
from crm_desktop.ui.tour.texts import clipped_texts, shown_texts, untranslated_texts

__all__ = [
    "Picture", "Scene", "clipped_texts", "draw", "settle", "shown_texts", "untranslated_texts", "write_index",
]  # fmt: skip
