"""From the records to a scene, beside the window's thread: read, weigh, lay out, prepare what is painted."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_desktop.base.i18n import _
from crm_desktop.features.relationship_map import queries, rules
from crm_desktop.features.relationship_map.records import RINGS, Kept, Network
from crm_desktop.features.relationship_map.rules.layout import GivenUpError
from crm_desktop.features.settings.glance import shop_rules
from crm_desktop.ui.lanes import CancelledError
from crm_desktop.ui.pages.relationship_map.scene import Scene, build

if TYPE_CHECKING:
    from crm_desktop.store.plain import Source


@dataclass(frozen=True)
class Read:
    """The map, and whether somebody got a place that is not remembered yet."""

    scene: Scene
    changed: bool


def read_map(session: "Source", *, fresh: bool = False, cancelled: Callable[[], bool] = lambda: False) -> Read:
    """What the page shows; `fresh` lays it out from scratch. Raises CancelledError once nobody waits for it."""
    kept = queries.kept_places(session)
    try:
        network = queries.network(session, cancelled=cancelled)
        scene = scene_of(session, network, Kept() if fresh else kept, cancelled=cancelled)
    except GivenUpError as given_up:
        raise CancelledError from given_up
    return Read(scene, scene.layout.kept != kept)


def read_scene(session: "Source") -> Scene:
    """The whole map as it stood last."""
    return scene_of(session, queries.network(session), queries.kept_places(session))


def scene_of(
    session: "Source", network: Network, kept: Kept, *, cancelled: Callable[[], bool] = lambda: False
) -> Scene:
    """A network laid out and ready to be painted."""
    influence = rules.influences(network)
    layout = rules.lay_out(network, influence, kept, cancelled=cancelled)
    shop = shop_rules(session)
    counts = {ring: sum(person.ring == ring for person in network.people) for ring in RINGS}
    names = [f"{shop.label_of('rings', ring)} · {counts[ring]:,}" for ring in RINGS]
    return build(network, layout, influence, names, _("Me"))


def read_around(session: "Source", person_id: str, *, steps: int = 2) -> tuple[Scene, tuple[int, ...]]:
    """The part of the map around one person, laid out by itself, and the way from me to the person."""
    whole = queries.network(session, most=10**9)
    number = next(n for n, person in enumerate(whole.people) if person.id == person_id)
    ties = rules.neighbours(whole)
    part = rules.around_person(whole, ties, rules.path_to(whole, number), steps=steps)
    scene = scene_of(session, part, Kept())
    return scene, rules.path_to(part, scene.numbers[person_id])
