"""How the map is derived, weighed, laid out and walked; pure functions."""

from crm_desktop.features.relationship_map.rules.choosing import around_person, chosen, matching
from crm_desktop.features.relationship_map.rules.influence import influences
from crm_desktop.features.relationship_map.rules.keeping import kept_from, kept_text
from crm_desktop.features.relationship_map.rules.layout import lay_out
from crm_desktop.features.relationship_map.rules.paths import around, neighbours, path_to
from crm_desktop.features.relationship_map.rules.ties import Crowd, Groups, Linked, stands_in, ties_of

__all__ = [
    "Crowd", "Groups", "Linked", "around", "around_person", "chosen", "influences", "kept_from", "kept_text", "lay_out",
    "matching", "neighbours", "path_to", "stands_in", "ties_of",
]  # fmt: skip
