"""HELLO: which history a laptop continues, and what the server has forgotten of it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from sync.core.access import scopes_of
from sync.core.compaction import counts_as
from sync.core.mutations import Mutation
from sync.core.push import Refusal, Revoked
from sync.core.seqs import learned
from sync.core.shop import Author, Incarnation, Shop
from sync.protocol import MOST_EPOCH

Point = tuple[int, str]
"""A place in an incarnation: the number of its last mutation, and that mutation's uid."""
MOST_AHEAD = 100
"""By how many epochs a laptop may be ahead of a restored server."""
SPARE = 16
"""So many epochs are left out after the one a laptop says: another may have seen some that began after that one."""
LAST_SAID = MOST_EPOCH // 2
"""Beyond it no epoch begins because a laptop says so: the rest is for who looks after the server."""
SAID_BY = "said by "
"""The reason of such an epoch begins with this, and ends with the device."""


@dataclass(frozen=True, slots=True)
class Hello:
    """What a laptop says first."""

    author: Author
    epoch: int
    acked: Mapping[str, Point]
    """By incarnation of this laptop, the last mutation it knows as answered; 0 where something only waits."""
    parent: str = ""
    parent_lsn: int = 0
    origins: Mapping[int, int] = field(default_factory=dict)
    """What this laptop was told of the epochs: a restored server may not know those that were rolled back."""
    read: int = 0
    """How far it has read in all its scopes; 0 when it has not."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the server answers."""

    epoch: int
    known: Mapping[str, Point]
    scopes: tuple[str, ...]
    origins: Mapping[int, int] = field(default_factory=dict)
    """Epoch → the number after which it began."""
    heads: Mapping[str, int] = field(default_factory=dict)
    """By scope the number of its last change: where they equal the cursors, there is nothing to pull."""
    floor: int = 0
    """Below it the server has forgotten what left a scope: who has not read so far compares (`compaction`)."""


class Ahead(Refusal):
    """A laptop was in a later epoch than the server, and none may begin for it: the restore has to be marked."""


def check_ahead(shop: Shop, said: Hello, raised: Collection[str], most: int) -> None:
    """Whether an epoch may begin because a laptop says that it was in a later one.

    `raised`: for which devices one began already in some span, in which `most` may. The word of a laptop must not use
    up what the shop has.
    """
    if said.epoch > min(shop.epoch + MOST_AHEAD, LAST_SAID) or said.author.device in raised or len(raised) >= most:
        raise Ahead


def hello(shop: Shop, said: Hello, heads: Mapping[str, int] | None = None) -> Welcome:
    """Enter the incarnations of a device and say how far each is known; note how far it has read.

    `heads`: the last change of each of its scopes, where that is known.
    """
    author = said.author
    if author.device in shop.revoked or shop.devices.get(author.device) != author.user:
        raise Revoked
    if said.epoch > shop.epoch:  # a restore that forgot to say so
        shop.begin_epoch(above=said.epoch + SPARE, reason=f"{SAID_BY}{author.device}")
    fresh = learned(said.origins, shop.origins, shop.epoch)
    if fresh and not fresh.items() <= shop.told_by(author.device).items():
        shop.told[author.device] = learned({**shop.told_by(author.device), **fresh}, shop.origins, shop.epoch)
    known: dict[str, Point] = {}
    for inc in sorted({*said.acked, author.inc}):
        known_as = shop.incarnation(inc) or Incarnation(author.device)
        if inc == author.inc and known_as.device == author.device:
            known_as = replace(known_as, parent=said.parent, parent_lsn=said.parent_lsn)
        shop.enter(inc, known_as)
        known[inc] = known_as.last_lsn, shop.uid_at(inc, known_as.last_lsn)
    read = min(shop.counted_for(author.device, said.read), shop.head)
    shop.reached[author.device] = counts_as(read, heads or {}, shop.head)
    return Welcome(shop.epoch, known, scopes_of(shop, author.user), dict(shop.origins), floor=shop.floor)


def is_fork(inc: str, welcome: Welcome, uids: Mapping[tuple[str, int], str]) -> bool:
    """Whether the server knows a mutation of this incarnation that this copy of the file never made."""
    lsn, uid = welcome.known.get(inc, (0, ""))
    return lsn > 0 and uids.get((inc, lsn)) != uid


def forks(welcome: Welcome, uids: Mapping[tuple[str, int], str]) -> frozenset[str]:
    """The incarnations of this file whose numbers the server knows for something else.

    After a restore of the server all that was answered in them is asked again under numbers of their own: a number
    says nothing then of what the server has.
    """
    return frozenset(inc for inc in welcome.known if is_fork(inc, welcome, uids))


def asked_anew(forked: frozenset[str], waiting: frozenset[str], *, restored: bool) -> frozenset[str]:
    """The forked incarnations of which all that was answered is asked again.

    After a restore all of them. Else the earlier ones in which something waits: its number may be taken there.
    """
    return forked if restored else forked & waiting


def forgotten(welcome: Welcome, acked: Iterable[Mutation]) -> list[Mutation]:
    """The answered mutations the server does not know any more, to be put back in the order they were made (R9)."""
    return [one for one in acked if one.lsn > welcome.known.get(one.inc, (0, ""))[0]]


def renumbered(
    outbox: Iterable[Mutation], inc: str, was_sent: Callable[[Mutation], bool], new_uid: Callable[[], str]
) -> dict[tuple[str, int], Mutation]:
    """The outbox under a new incarnation, by old number: what may have arrived keeps its uid and hash (R8c)."""
    made: dict[tuple[str, int], Mutation] = {}
    for lsn, old in enumerate(outbox, 1):
        uid = old.uid if was_sent(old) else new_uid()
        made[old.inc, old.lsn] = replace(old, inc=inc, lsn=lsn, uid=uid)
    return made
