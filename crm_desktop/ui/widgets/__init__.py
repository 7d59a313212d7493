"""Widgets that know no business."""
