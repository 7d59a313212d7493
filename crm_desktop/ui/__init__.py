"""Everything Qt. How a page is written:

    class CustomersPage(Page):                                   # ui/pages/customers/page.py
        refresh_on = frozenset({"contact", "customer", "touch"}) # tables; visible pages reload, hidden ones when shown

        def __init__(self, services: Services) -> None:
            super().__init__(services)                           # gives services, notices, signals
            self._build()                                        # widgets only

        def refresh(self) -> None:
            self.load(queries.rows, self.filter, then=self.show_rows, key="rows")     # read lane; newest key wins

        def show_rows(self, rows: list[CustomerRow]) -> None: ...

        def grade_as(self, level: str) -> None:
            # long steps: self.long(_("Importing…"), lambda progress, cancelled: …, then=…, writes=True)
            self.do(_("Change level"), commands.set_level, self.id, level, done=_("Level changed"))  # toast with Undo

Rules: a page sees features' records, queries and commands only, never SQL, a thread or another page; another page
is reached by `signals.open_record.emit("person", id)`. Text inputs are `LineInput`/`TextInput`, labels `Label`
(plain text, wraps) or `ElidedLabel` (names), lists `ListView` with `Row`s, blocks `Card`. Colours come by tone
("muted" "accent" "ok" "warn" "bad"), styles by property (`button.setProperty("kind", "primary")`), never by
`setStyleSheet`. Archives edit through `Form` (ui/forms). No `exec()`; dialogs `open()`. Register in `navigation.PAGES`.
"""
