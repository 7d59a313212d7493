"""Which script a made-up consultant used; without chance, so that the same seed gives the same people as before."""

_OUTGOING = ("call", "wechat", "visit")
_WANTS = {
    "N": "follow_new", "O": "follow_ordered", "F1": "follow_lost", "F2": "follow_frozen", "L": "follow_lost_contact",
    "T": "follow_cancelled",
}  # fmt: skip
_ASKED = {
    "delivery_d1": "after_delivery_d1", "delivery_d3": "after_delivery_d3", "delivery_d7": "after_delivery_d7",
    "delivery_d30": "after_delivery_d30", "first_maintenance": "maintenance", "maintenance": "maintenance",
    "insurance_45": "insurance", "insurance_33": "insurance", "insurance_30": "insurance",
    "anniversary": "anniversary", "revival": "revival", "spring_festival": "festival", "dragon_boat": "festival",
    "mid_autumn": "festival",
}  # fmt: skip


def in_follow_up(kind: str, status: str, level: str, *, owns: bool, place: int) -> str:
    """The script of one talk with a customer; two of three are led without one."""
    if kind not in _OUTGOING or place % 3:
        return ""
    if owns:
        return "follow_owner"
    return _WANTS.get(status, f"follow_{level.lower() or 'c'}")


def in_network(opener: str) -> str:
    """The script of an opener."""
    return f"opener_{opener}" if opener else ""


def in_answer(rule: str) -> str:
    """The script for what an event asked for."""
    return _ASKED.get(rule, "")
