"""What tests leave behind in circles is let go between them.

The program's window sets the search for circles to rest when it is imported, which the collection of the tests does: a
worker would keep all of them to its end. It is searched here, between tests: on the main thread, where widgets may go.
"""

import gc

MUCH = 100_000
"""After so many objects more than were let go."""


def keep_what_is_loaded() -> None:
    """The modules and the tests stay: no search looks through them."""
    gc.collect()
    gc.freeze()


def let_go() -> None:
    """Search, when there may be much to find."""
    if gc.get_count()[0] > MUCH:
        gc.collect()
