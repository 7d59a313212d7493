"""Two entries become one: where both know something different, the user says which is right."""

from collections.abc import Sequence
from functools import partial

from crm_desktop.base.dates import PartialDate
from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.features.contacts.records import PersonName
from crm_desktop.features.contacts.rules.words import field_name
from crm_desktop.features.duplicates.commands import merge
from crm_desktop.features.duplicates.queries import differences
from crm_desktop.features.duplicates.records import MergeField
from crm_desktop.ui.dialogs.sheet import Sheet
from crm_desktop.ui.people.archive.part import ArchivePage
from crm_desktop.ui.widgets.card import Label
from crm_desktop.ui.widgets.choice_chips import ChoiceChips

KEEP, OTHER = "keep", "other"
LISTS = {
    "gender": "genders", "source": "sources", "occasion": "occasions", "consent": "consents", "how_known": "how_known",
}  # fmt: skip


class MergeDialog(Sheet):
    """One line of chips a field in which both differ; the kept entry's value is chosen at first."""

    def __init__(self, page: ArchivePage, keep: str, other: PersonName, fields: Sequence[MergeField]) -> None:
        super().__init__(_("Merge with {name}").format(name=other.name), page, width=520)
        self.page, self._keep, self._other = page, keep, other
        self.choices: dict[str, ChoiceChips] = {}
        whole = _("Phones, notes, touches, cars, files and promises of both are kept. Undo takes the merge back.")
        self.body.addWidget(Label(whole, "muted", self))
        if fields:
            self.body.addWidget(Label(_("Which is right? The other value is kept in the note."), "strong", self))
        for one in fields:
            self.body.addWidget(Label(field_name("contact", one.field), "muted", self))
            chips = ChoiceChips(field_name("contact", one.field), self)
            chips.offer([(KEEP, self._shown(one.field, one.keep)), (OTHER, self._shown(one.field, one.other))],
                        chosen=KEEP)  # fmt: skip
            self.choices[one.field] = chips
            self.body.addWidget(chips)
        self.problem = Label("", "error", self)
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.add_close(_("Cancel"))
        self.yes = self.add_button(_("Merge"), primary=True)
        self.yes.clicked.connect(self.merge)

    def _shown(self, field: str, value: str) -> str:
        if field == "birthday":
            day = PartialDate.stored(value)
            return day.label() if day else value
        shop = self.page.data.shop if self.page.data else None
        return shop.label_of(LISTS[field], value) if shop and field in LISTS else value

    def merge(self) -> None:
        """Do it."""
        self.yes.setEnabled(False)
        wins = [field for field, chips in self.choices.items() if chips.code() == OTHER]
        self.page.act(
            _("Merge two entries"), merge, self._keep, self._other.id, wins, then=self.answered,
            failed=self._refuse, done=_("{name} is merged in.").format(name=self._other.name),
        )  # fmt: skip

    def _refuse(self, problem: UserError) -> None:
        self.yes.setEnabled(True)
        self.problem.setText(str(problem))
        self.problem.show()


def ask_merge(page: ArchivePage, keep: str, other: PersonName) -> None:
    """Look where the two differ, then ask."""
    page.load(differences, keep, other.id, then=partial(_open, page, keep, other), key="differences")


def _open(page: ArchivePage, keep: str, other: PersonName, fields: list[MergeField]) -> None:
    MergeDialog(page, keep, other, fields).open()
