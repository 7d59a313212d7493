"""What connecting to the shop does to the data on this laptop, in sentences."""

from collections.abc import Sequence

from crm_desktop.base.i18n import _, ngettext, sentences
from crm_desktop.features.sync.queries.own_rules import rule_kind
from crm_desktop.features.sync.records import Before
from crm_desktop.ui.pages.sync.enrol_parts import Effect
from crm_desktop.ui.theme.tokens import Tone


def effects_of(before: Before, user: str) -> list[Effect]:
    """Line by line: who goes, who stays, which rules give way."""
    lines = [
        Effect("account-arrow-right-outline", Tone.ACCENT, _goes(before.customers), _others(before, user)),
        Effect("shield-lock-outline", Tone.OK, _stays(before.private)),
        _rules(before.rules),
    ]
    if before.made_up:
        said = _("This profile was filled with people who do not exist. They would stand among the shop's customers.")
        lines.append(Effect("alert-outline", Tone.BAD, said))
    return lines


def effects_of_renewal() -> list[Effect]:
    """For a laptop that belongs to the shop already: only its key is another one."""
    return [
        Effect(
            "key-outline",
            Tone.OK,
            _("This laptop belongs to a shop already; the code gives it a new key."),
            _("Everything here stays as it is, and what waits goes up as before."),
        )
    ]


def _goes(customers: int) -> str:
    if not customers:
        return _("No customer is here yet; those you add become yours in the shop.")
    said = ngettext(
        "{n} customer with the whole archive becomes yours in the shop.",
        "{n} customers with their whole archives become yours in the shop.", customers,
    )  # fmt: skip
    return said.format(n=f"{customers:,}")


def _others(before: Before, user: str) -> str:
    more = before.shared - before.customers
    seen = _("Seen by {user} and the sales managers.").format(user=user)
    if more <= 0:
        return seen
    shared = ngettext("So does {n} contact you shared.", "So do {n} contacts you shared.", more)
    return sentences(shared.format(n=f"{more:,}"), seen)


def _stays(private: int) -> str:
    if not private:
        return _("Private contacts stay on this laptop; there are none now.")
    said = ngettext(
        "{n} private contact stays on this laptop only.", "{n} private contacts stay on this laptop only.", private
    )
    return said.format(n=f"{private:,}")


def _rules(kinds: Sequence[str]) -> Effect:
    if not kinds:
        return Effect("cog-outline", Tone.MUTED, _("The rules, forms and lists of the shop hold from then on."))
    said = _("These rules of yours give way to the shop's, unless you are its manager: {rules}.")
    names = dict.fromkeys(rule_kind(kind) for kind in kinds)
    remark = _("Your own values are kept aside: the Sync page shows them.")
    return Effect("cog-outline", Tone.WARN, said.format(rules=_(", ").join(names)), remark)
