"""Process start to first painted window, and to a usable Today on the big profile, each against a bare window."""

from pathlib import Path

from tests.bench.line import Line, least
from tests.bench.processes import moments_of

ROUNDS = 9


def measure(profile: Path) -> list[Line]:
    """Interleaved, so that a busy machine is busy for all."""
    moments_of("bare_window.py")
    moments_of("program_window.py", profile)  # compiles what is not yet compiled
    bare, painted, usable = [], [], []
    for _round in range(ROUNDS):
        bare.append(moments_of("bare_window.py")["painted"])
        heard = moments_of("program_window.py", profile)
        painted.append(heard["painted"])
        usable.append(heard["usable"])
    floor = least(bare)
    return [
        Line("start to first painted window", floor, least(painted), "<= 2 x", 2 * floor),
        Line("start to Today usable, big profile", floor, least(usable), "<= 6 x", 6 * floor),
    ]
