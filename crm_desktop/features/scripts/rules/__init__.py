"""Which script fits, how its variables are filled, and which words it should not use."""

from crm_desktop.features.scripts.rules.claims import findings, findings_of, unknown_variables
from crm_desktop.features.scripts.rules.filling import VARIABLES, fill, fill_text, variable_meanings, variables
from crm_desktop.features.scripts.rules.fitting import (
    STAGES,
    best_for,
    choose,
    offered,
    referral_situation,
    stage_of,
)
from crm_desktop.features.scripts.rules.searching import search_words, wanted

__all__ = [
    "STAGES", "VARIABLES", "best_for", "choose", "fill", "fill_text", "findings", "findings_of", "offered",
    "referral_situation", "search_words", "stage_of", "unknown_variables", "variable_meanings", "variables", "wanted",
]  # fmt: skip
