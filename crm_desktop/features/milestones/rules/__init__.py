"""Pure decisions about the life cycle, one noun a file."""

from crm_desktop.features.milestones.rules.car_dates import (
    inspection_until,
    insurance_until,
    months_later,
    proposed_car,
)
from crm_desktop.features.milestones.rules.life_cycle import deal_of, owner_of, refusal, status_after
from crm_desktop.features.milestones.rules.losses import clean_truth, freeze_day, revival_day
from crm_desktop.features.milestones.rules.proposals import TOLD_BY_DEALS, proposals
from crm_desktop.features.milestones.rules.words import deed_text, reason_code, reason_text

__all__ = [
    "TOLD_BY_DEALS", "clean_truth", "deal_of", "deed_text", "freeze_day", "inspection_until", "insurance_until",
    "months_later", "owner_of", "proposals", "proposed_car", "reason_code", "reason_text", "refusal", "revival_day",
    "status_after",
]
