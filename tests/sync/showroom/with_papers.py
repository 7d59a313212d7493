"""What comes in files and goes out in files, on a stick that lies in the office."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from crm_desktop.features.attachments import commands as attachments
from crm_desktop.features.catalogue.records import NewModel
from crm_desktop.import_export.exchange import import_files
from crm_desktop.import_export.export import export_people
from crm_desktop.import_export.price_list import bring_in
from crm_desktop.import_export.undo import list_batches, undo_import
from tests.sync.showroom.hands import Hands, Idle

HEADERS = "姓名,电话,级别,标签,公司,下次回访,车牌,意向车型,备注,爱好"
OTHERS = 0.15
"""How often somebody takes the full copy of a colleague."""
KINDS = ("扫描.pdf", "录音.m4a", "表.xlsx", "照片.png")


class WithPapers(Hands):
    """Somebody who has files."""

    stick: Path

    def _line(self) -> str:
        pick = self.dice.choice
        return ",".join([
            self.name(), self.phone(), pick(["", "H", "C"]), pick(["", "VIP", "老客户"]), pick(["", "比亚迪"]),
            pick(["", self.day().isoformat()]), pick(["", "京A12345"]), pick(["", "汉 EV"]), self.words(),
            pick(["", self.words()]),
        ])  # fmt: skip

    def do_import_table(self) -> None:
        file = self.stick / f"{self.user}.csv"
        file.write_text("\n".join([HEADERS, *(self._line() for _ in range(3))]) + "\n", encoding="utf-8")
        import_files(self.store, [file], as_=self.dice.choice([None, "customers", "network"]))

    def do_export_cards(self) -> None:
        ids = [self.person(), self.person()]
        export_people(self.store, self.stick / f"{self.user}{self.dice.choice(['.vcf', '.csv', '.xlsx'])}", ids=ids)

    def do_import_cards(self) -> None:
        """Somebody's, who may be known here, or to whom he belongs."""
        files = sorted(one for one in self.stick.iterdir() if one.suffix != ".json")
        if not files:
            raise Idle
        import_files(self.store, [self.dice.choice(files)], as_=self.dice.choice([None, "customers"]))

    def do_undo_import(self) -> None:
        batches = [one.id for one in self.store.read(list_batches) if one.undone is None]
        if not batches:
            raise Idle
        undo_import(self.store, batches[0])

    def do_export_copy(self) -> None:
        export_people(self.store, self.stick / f"{self.user}.json")

    def do_import_copy(self) -> None:
        """One's own, or a colleague's."""
        user = self.dice.choice(self._colleagues) if self.dice.random() < OTHERS else self.user
        if not (file := self.stick / f"{user}.json").exists():
            raise Idle
        import_files(self.store, [file])

    def do_price_list(self) -> None:
        cars = [
            NewModel("比亚迪", model, self.dice.choice(["", "旗舰"]), list_price=self.dice.choice([None, 18_000_000]))
            for model in ("汉", "唐", self.words())
        ]
        bring_in(self.store, cars, file="price.xlsx")

    # Attachments -----------------------------------------------------------------------------------------------------

    def do_any_file(self) -> None:
        data = (self.words() * self.dice.choice([1, 9_000])).encode()
        private = self.dice.choice([None, True, False])
        self.write(attachments.add_file, self.person(), self.dice.choice(KINDS[:-1]), data=data, private=private)

    def do_same_file(self) -> None:
        """The same bytes with somebody else."""
        self.write(attachments.add_file, self.person(), KINDS[0], data=b"%PDF the same for all")

    def do_picture(self) -> None:
        self.write(attachments.use_as_photo, self.row("attachment", "thumbnail <> ''"))

    def do_open_file(self) -> None:
        """It is looked at: its bytes are read, where they are here."""
        row = self.row("attachment")
        name = self.store.read(lambda session: session.scalar(
            text("SELECT sha256 FROM attachment WHERE id = :id"), {"id": row}
        ))  # fmt: skip
        self.store.blobs.get(name)
