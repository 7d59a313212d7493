"""What a manager changes in what the shop shares, and a consultant in what is his own."""

from __future__ import annotations

from crm_desktop.features.catalogue import commands as catalogue
from crm_desktop.features.catalogue.records import NewModel
from crm_desktop.features.reviews import commands as reviews
from crm_desktop.features.scripts import commands as scripts
from crm_desktop.features.scripts.queries import script
from crm_desktop.features.scripts.queries import scripts as scripts_of
from crm_desktop.features.scripts.records import PERSONAL, SHOP
from crm_desktop.features.settings import commands as settings
from tests.sync.showroom.hands import Hands, Idle
from tests.sync.showroom.with_shop import PNG


class WithRules(Hands):
    """Somebody who decides what holds for all."""

    def do_edit_model(self) -> None:
        car = NewModel("比亚迪", self.dice.choice(["汉", "唐", "宋"]), self.words(), list_price=20_000_000)
        self.write(catalogue.edit_model, self.row("catalogue_model"), car)

    def do_label(self) -> None:
        kind = self.dice.choice(["sources", "occasions", "lost_reasons", "relation_kinds"])
        self.write(settings.override, kind, self.code(kind), {"label": self.words()})

    def do_number(self) -> None:
        key = self.dice.choice(["attachment_mb", "lease_days"])
        self.write(settings.override, "numbers", key, self.dice.randint(30, 60))

    def do_shipped_again(self) -> None:
        kind = self.dice.choice(["sources", "levels", "numbers", "occasions"])
        self.write(settings.reset, kind)

    def do_remove_custom_field(self) -> None:
        fields = self._ids("SELECT key FROM setting WHERE kind = 'custom_fields' AND deleted IS NULL ORDER BY key")
        if not fields:
            raise Idle
        self.write(settings.remove_custom_field, self.dice.choice(fields))

    def do_leave(self) -> None:
        day = self.day()
        self.write(settings.add_leave, day, day, note=self.words())

    def do_remove_leave(self) -> None:
        codes = self._ids("SELECT key FROM setting WHERE kind = 'leave' AND deleted IS NULL ORDER BY key")
        if not codes:
            raise Idle
        self.write(settings.remove_leave, self.dice.choice(codes))

    def do_logo(self) -> None:
        self.write(settings.set_logo, self.dice.choice([PNG, b""]))

    # Scripts ---------------------------------------------------------------------------------------------------------

    def _script(self) -> str:
        """One of the first, which others change too."""
        keys = sorted(one.key for one in self.store.read(scripts_of))[:4]
        own = self._ids("SELECT DISTINCT key FROM script WHERE deleted IS NULL ORDER BY key")
        return self.dice.choice([*keys, *own])

    def do_reword(self) -> None:
        key = self._script()
        found = self.store.read(script, key)
        if found is None:
            raise Idle
        draft = scripts.draft_of(found)
        changed = type(draft)(self.words(), draft.situation, draft.beats, stage=draft.stage, opener=draft.opener)
        self.write(scripts.save_version, key, changed, scope=self.dice.choice([SHOP, PERSONAL]))

    def do_version(self) -> None:
        self.write(scripts.use_version, self._script(), self.dice.choice([0, 1, 2]))

    def do_switch(self) -> None:
        self.write(scripts.switch, self._script(), on=self.dice.random() < 0.5)

    def do_remove_script(self) -> None:
        self.write(scripts.remove, self._script())

    def do_review_all(self) -> None:
        for one in self._ids("SELECT id FROM review WHERE deleted IS NULL AND state = 'asked' ORDER BY id LIMIT 3"):
            self.write(reviews.approve, one)
