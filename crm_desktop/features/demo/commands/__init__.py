"""Filling a profile with made-up people and what happened between them."""

from crm_desktop.features.demo.commands.filling import MARK, MOST, PHONE, SMALL, fill, is_demo

__all__ = ["MARK", "MOST", "PHONE", "SMALL", "fill", "is_demo"]
