"""Filling a profile with made-up people and what happened between them."""

from crm_desktop.features.demo.commands.filling import MOST, PHONE, SMALL, fill, is_demo

__all__ = ["MOST", "PHONE", "SMALL", "fill", "is_demo"]
