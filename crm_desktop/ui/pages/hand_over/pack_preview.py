"""See the hand-over pack as it will be on paper."""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Literal, cast

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from crm_desktop.base import clock
from crm_desktop.base.i18n import _
from crm_desktop.features.hand_over import queries
from crm_desktop.features.hand_over.records import HandOverPack
from crm_desktop.ui.dialogs.paper_pages import PaperDocument, document
from crm_desktop.ui.dialogs.paper_preview import PaperPreview
from crm_desktop.ui.services import Services
from crm_desktop.ui.widgets.card import Label

WIDTH = 720


class PackPreview(PaperPreview):
    """The argument holds ids parted by commas."""

    def __init__(self, services: Services, parent: QWidget | None, argument: str = "") -> None:
        super().__init__(services, parent, width=WIDTH)
        self.ids = [one for one in argument.split(",") if one]
        self.pack: HandOverPack | None = None
        self.build(Label(_("Hand-over pack"), "strong", self, wrap=False))
        if self.ids:
            read = partial(services.store.read, queries.pack, self.ids, clock.today())
            services.lanes.read.run(self, read, self._loaded, self.fail, key="pack")

    def _loaded(self, pack: HandOverPack) -> None:
        self.pack = pack
        self.make()

    @override
    def drawing(self) -> Callable[[], PaperDocument] | None:
        return partial(_drawn, self.pack, self.papers.code()) if self.pack and self.pack.cards else None

    @override
    def file_stem(self) -> str:
        return f"{_('Hand-over pack')} {clock.today():%Y-%m-%d}"


def _drawn(pack: HandOverPack, paper: str) -> PaperDocument:
    from crm_desktop.printing import hand_over

    file = BytesIO()
    hand_over.render(pack, file, paper=cast("Literal['A4', 'A5']", paper))
    return document(file.getvalue())
