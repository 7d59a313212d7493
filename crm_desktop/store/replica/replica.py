"""The data file as `sync.client.session` sees it. Every method is one or several short transactions."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from crm_desktop.store.replica import (
    answers,
    applying,
    freezing,
    incarnation,
    numbering,
    outbox,
    places,
    quarantine,
    state,
    tending,
    withdrawal,
)
from crm_desktop.store.replica.lane import LONGEST, Lane, nowhere
from crm_desktop.store.replica.schema import document
from sync.client.session import is_current
from sync.client.upkeep import SHARES
from sync.core.digest import Held, Range, Sum
from sync.core.handshake import Hello, Welcome
from sync.core.mutations import Mutation, Outcome, Row
from sync.core.own import Run
from sync.core.pages import Page
from sync.core.schema import Schema, Table
from sync.core.shop import Author
from sync.core.values import Key

if TYPE_CHECKING:
    from crm_desktop.store.store import Store


class TokenKeeper(Protocol):
    """Where the token lies that tells this file from its copies: the key store of the system."""

    def load(self) -> str:
        """The token that was kept last; empty when there is none."""

    def save(self, token: str) -> None:
        """Keep a token."""


@dataclass(frozen=True)
class Options:
    """How much goes into one transaction, and what tests replace."""

    mutations: int = outbox.MOST_MUTATIONS
    """In one request."""
    answers: int = 300
    """Answers, or rows of the server, taken in with one transaction: well under the time a save may wait."""
    frozen: int = freezing.CHUNK
    new_name: Callable[[], str] = incarnation.new_name
    at: Callable[[str], None] = nowhere
    longest: float = LONGEST
    """Seconds until what was written is kept, though nobody waits."""


class Replica:
    """One laptop's copy of the shop."""

    def __init__(self, store: "Store", tokens: TokenKeeper, options: Options | None = None) -> None:
        self._options = options or Options()
        self._lane, self._tokens = Lane(store, self._options.at, self._options.longest), tokens
        self._schema = known_schema()
        self._passed_on = False
        """Whether this session gave the file a token of its own."""
        self._walk = freezing.Walk()
        self._frozen: dict[str, Mutation] = {}
        """What was frozen and not sent yet, by uid: it is sent next, and need not be read again."""
        self._numbered: numbering.Tables = {}
        """Where the rows stand whose numbers were told last."""

    # Who this is -------------------------------------------------------------------------------------------------

    def hello(self) -> Hello:
        """Who this is and what it knows as answered. A copy of the file becomes a history of its own.

        Where nothing waits to be sent nothing is written: an unchanged file and its copies are still one.
        """
        kept = self._tokens.load()
        with self._lane.look() as raw:
            known = state.read(raw)
            self._passed_on = False
            self._frozen.clear()
            self._walk = freezing.Walk()
            waits = not outbox.is_empty(raw) or freezing.may_freeze(raw, known)
            if kept in (known.token, known.token_before) and not waits:
                return incarnation.hello(raw, known)
        return self._pass_on(kept)

    def _pass_on(self, kept: str) -> Hello:
        """Give this file a token that no copy of it has, before anything gets a number."""
        with self._lane.part("hello") as raw:
            before = now = state.read(raw)
            if kept not in (before.token, before.token_before):
                now = incarnation.renewed(raw, before, self._options.new_name)
            now = now.changed(token=self._options.new_name(), token_before=kept)
            state.write(raw, before, now)
            said = incarnation.hello(raw, now)
        self._tokens.save(now.token)
        self._passed_on = True
        return said

    def introduction(self) -> Hello:
        """Who this is, for whoever asks nothing about rows: nothing is written."""
        with self._lane.look() as raw:
            return incarnation.hello(raw, state.read(raw))

    def is_settled(self, welcome: Welcome) -> bool:
        """Whether the session is over with its hello: of all that may be left to do nothing is, in one look."""
        with self._lane.look() as raw:
            known = state.read(raw)
            return (
                is_current(welcome, incarnation.cursors(raw)) and not known.compare
                and outbox.is_empty(raw) and not freezing.may_freeze(raw, known)
                and not incarnation.is_news(raw, known, welcome) and not quarantine.waiting(raw)
            )  # fmt: skip

    def adopt(self, welcome: Welcome) -> None:
        """Put back what the server forgot and adopt its epoch: one transaction, before anything is read (R10b)."""
        if self._is_news(welcome):
            with self._lane.part("adopt") as raw:
                before = state.read(raw)
                state.write(raw, before, incarnation.adopted(raw, before, welcome, self._options.new_name))
                self._lane.at("adopt: adopted")
        self._retry()

    def _is_news(self, welcome: Welcome) -> bool:
        """Whether the server says anything else than this file knows."""
        with self._lane.look() as raw:
            known = state.read(raw)
            return incarnation.is_news(raw, known, welcome)

    def _retry(self) -> None:
        """What could not be shown is tried again: the person it hangs on, or a newer program, may be here."""
        with self._lane.look() as raw:
            waiting = quarantine.waiting(raw)
        for start in range(0, len(waiting), self._options.answers):
            with self._lane.part("retry") as raw:
                applying.apply(raw, waiting[start : start + self._options.answers], self._lane.at)

    def new_incarnation(self) -> None:
        """This copy of the file goes on under a history of its own, with what waits in earlier ones.

        In which of them the server turned a number away is not told. It may be of a name this laptop had before.
        """
        with self._lane.part("new incarnation") as raw:
            before = state.read(raw)
            waiting = outbox.waits_in(raw)
            state.write(raw, before, incarnation.renewed(raw, before, self._options.new_name, waiting=waiting))

    # What goes out -----------------------------------------------------------------------------------------------

    def freeze(self) -> bool:
        """Freeze open edits until they fill a push. Whether there may be more."""
        with self._lane.look() as raw:
            if not freezing.may_freeze(raw, state.read(raw)):
                return False
        if not self._passed_on:  # saved after this session's hello
            self._pass_on(self._tokens.load())
        with self._lane.stretch("freeze") as piece:
            for size in self._lane.sizes(self._options.frozen):
                more, made = self._freeze(piece(), size)
                self._frozen.update({one.uid: one for one in made})
                if not more or outbox.fills_a_push(self._frozen.values(), self._options.mutations):
                    break
        return more

    def _freeze(self, raw: Any, most: int) -> tuple[bool, Sequence[Mutation]]:
        applying.let_go_hidden(raw, self._lane.at)
        self._lane.at("freeze: hidden gone")
        before = state.read(raw)
        now, more, made = freezing.freeze(raw, self._schema, before, self._options.new_name, most, self._walk)
        self._lane.at("freeze: frozen")
        state.write(raw, before, now)
        return more, made

    def batch(self, after: Sequence[Mutation] = ()) -> tuple[Author, Sequence[Mutation]]:
        """The oldest mutations that wait to be sent, of one incarnation; they count as sent. `after`: those that follow
        these, which are answered and not taken in yet.
        """
        with self._lane.look() as raw:
            known = state.read(raw)
            chosen, all_marked = outbox.next_batch(raw, known.inc, self._options.mutations, self._frozen, after)
        if not all_marked:
            with self._lane.part("batch") as raw:
                outbox.mark_sent(raw, chosen)
        for one in chosen:
            self._frozen.pop(one.uid, None)
        return known.author(chosen[0].inc if chosen else ""), chosen

    def acknowledge(self, batch: Sequence[Mutation], outcomes: Sequence[Outcome]) -> None:
        """Take in the answers."""
        pairs = list(zip(batch, outcomes, strict=True))
        with self._lane.much(len(pairs)):
            with self._lane.stretch("answers") as piece:
                for some in self._lane.pieces(pairs, self._options.answers):
                    answers.acknowledge(piece(), some, self._lane.at)
            self._lane.work_off()

    # What comes in -----------------------------------------------------------------------------------------------

    def place(self) -> tuple[Author, int, Mapping[str, int]]:
        """Who asks, in which epoch, from which cursors."""
        with self._lane.look() as raw:
            known = state.read(raw)
            return known.author(), known.epoch, incarnation.cursors(raw)

    def knows(self, own: Sequence[Run]) -> bool:
        """Whether all these mutations were answered here, and their rows are here to get their numbers."""
        with self._lane.look() as raw:
            known = numbering.known(raw, state.read(raw).inc, own)
        self._numbered = known or {}
        return known is not None

    def apply(self, page: Page) -> None:
        """Take in a page. The cursors are saved with its last rows: what is cut off before is applied again (R7)."""
        with self._lane.much(len(page.rows)):
            with self._lane.stretch("apply") as piece:
                for run in page.own:
                    numbering.number(piece(), state.read(piece()).inc, run, self._numbered)
                self._apply(piece, page.rows)
                for some in self._lane.pieces(page.evictions, self._options.answers):
                    applying.evict(piece(), some, self._lane.at)
                _save_cursors(piece(), page.cursors)
                before = state.read(piece())
                if set(page.cursors) != set(before.scopes):  # what the user may read changed since the hello
                    state.write(piece(), before, before.changed(compare=True))
            if not page.more:  # else the rows of one person would be derived from with each page that has some
                self._lane.work_off()

    def _apply(self, piece: Callable[[], Any], rows: Sequence[Row], *, force: bool = False) -> None:
        for some in self._lane.pieces(rows, self._options.answers):
            applying.apply(piece(), some, self._lane.at, force=force)

    # Comparison --------------------------------------------------------------------------------------------------

    def must_reconcile(self) -> bool:
        """Whether the server was restored, or the scopes changed, since the last comparison."""
        with self._lane.look() as raw:
            return state.read(raw).compare

    def held(self) -> Held:
        """The state of every row, by table; of every table, without what never leaves the laptop."""
        with self._lane.look() as raw:
            return applying.held(raw)

    def differences(self, inventory: Mapping[Key, int]) -> tuple[Iterable[Key], Iterable[Key]]:
        """What to fetch and what to let go."""
        with self._lane.look() as raw:
            found = applying.differences(raw, inventory)
        return sorted(found.fetch), sorted(found.drop)

    def reconcile(self, rows: Sequence[Row], drop: Iterable[Key]) -> None:
        """Take the server's rows as they are; only pending edits stay over them."""
        gone = list(drop)
        for start in range(0, len(gone), self._options.answers):
            with self._lane.part("drop") as raw:
                applying.drop(raw, gone[start : start + self._options.answers], self._lane.at)
        with self._lane.stretch("take as it is") as piece:
            self._apply(piece, rows, force=True)
        with self._lane.part("compared") as raw:
            before = state.read(raw)
            read_to = dict(raw.execute("DELETE FROM sync_cursor RETURNING scope, seq").fetchall())
            counted = state.counted(raw)
            # What left and what was erased meanwhile only pages tell: on from the last state both have in common.
            _save_cursors(raw, {one: counted(read_to.get(one, 0)) for one in before.scopes})
            looked = 0 if places.settle(raw) else before.looked
            self._lane.at("compared: cursors")
            state.write(raw, before, before.changed(compare=False, looked=looked))
        self._lane.work_off()

    # Upkeep ------------------------------------------------------------------------------------------------------

    def share(self) -> Sequence[tuple[Range, Sum]]:
        """The ranges whose turn it is today, with the sums of what is here; none when today's were looked at."""
        with self._lane.look() as raw:
            known = state.read(raw)
            if known.tended == tending.today():
                return []
            asked = tending.ranges(raw, known.share) if tending.due(known) else []
        if not asked:
            self.tended()
            return []
        return [(one, self._summed(one)) for one in asked]

    def _summed(self, asked: Range) -> Sum:
        with self._lane.look() as raw:  # one at a time: a page that reads waits for no more
            return tending.summed(raw, asked)

    def mend(self, asked: Range, rows: Sequence[Row], theirs: Collection[Key]) -> int:
        """Take the shop's values where a row of the same state says something else. How many rows did."""
        with self._lane.part("mend") as raw:
            before = state.read(raw)
            mended, compare = tending.mend(raw, self._lane.at, asked, rows, theirs)
            state.write(raw, before, before.changed(compare=before.compare or compare))
        self._lane.work_off()
        return mended

    def tended(self) -> None:
        """Today's share was looked at; what is kept of old answers is cut, too."""
        with self._lane.look() as raw:
            if state.read(raw).tended == tending.today():
                return
        more = True
        while more:
            with self._lane.part("trim") as raw:
                more = tending.trim(raw)
        with self._lane.part("tended") as raw:
            before = state.read(raw)
            share = (before.share + 1) % SHARES if before.tended else 0
            state.write(raw, before, before.changed(tended=tending.today(), share=share))

    def is_quiet(self) -> bool:
        """Whether nothing waits to be sent."""
        with self._lane.look() as raw:
            if raw.execute("SELECT 1 FROM sync_outbox LIMIT 1").fetchone():
                return False
            found = freezing.find(raw, state.read(raw).looked, 1)
            return not (found.chosen(1) or found.withdrawn or withdrawal.shared_again(raw))


def _save_cursors(raw: Any, cursors: Mapping[str, int]) -> None:
    raw.executemany("INSERT OR REPLACE INTO sync_cursor VALUES (?, ?)", list(cursors.items()))


@cache
def known_schema() -> Schema:
    """The tables of this version as the protocol's schema."""
    return Schema(
        tuple(
            Table(told["name"], told["parent"], told["owner"], texts=frozenset(told["texts"]))
            for told in document()["tables"]
        )
    )
