"""Gifts and how many are left."""

from collections import defaultdict
from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.features.referrals.records import GiftLine, GiftMoveLine
from crm_desktop.store.plain import plain


def gifts(session: Session) -> tuple[GiftLine, ...]:
    """Every gift with its stock: what was there, plus what moved, less what was given as a reward."""
    source = plain(session)
    moves: dict[str, list[GiftMoveLine]] = defaultdict(list)
    for gift, day, quantity, why in source.rows(
        "SELECT gift, day, quantity, why FROM gift_move WHERE deleted IS NULL ORDER BY day, id"
    ):
        moves[gift].append(GiftMoveLine(date.fromisoformat(day), quantity, why))
    given = dict(source.rows(
        "SELECT gift, sum(quantity) FROM reward WHERE deleted IS NULL AND state = 'paid' AND gift <> '' GROUP BY gift"
    ))  # fmt: skip
    return tuple(
        GiftLine(
            row[0], row[1], row[2], row[3], row[4],
            row[4] + sum(move.quantity for move in moves[row[0]]) - given.get(row[0], 0), given.get(row[0], 0),
            tuple(moves[row[0]]),
        )
        for row in source.rows(
            "SELECT id, row_seq, name, cost, stock FROM gift WHERE deleted IS NULL ORDER BY name, id")
    )


def names(session: Session) -> dict[str, str]:
    """What gifts are called, also those that are no longer offered."""
    return dict(plain(session).rows("SELECT id, name FROM gift"))
