"""Reads the network: rings, steps, yields, groups, tips."""

from crm_desktop.features.network.queries.groups import group, groups, groups_of
from crm_desktop.features.network.queries.rings import occasions, rings
from crm_desktop.features.network.queries.steps import path
from crm_desktop.features.network.queries.tips import partners, tip, tips
from crm_desktop.features.network.queries.yields import yields

__all__ = ["group", "groups", "groups_of", "occasions", "partners", "path", "rings", "tip", "tips", "yields"]
