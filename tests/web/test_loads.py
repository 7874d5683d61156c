import os

from web.serving.loads import Loads


def test_workers_see_each_others_loads() -> None:
    """What a forked process tells is known in the other; the least of the living counts."""
    loads = Loads()
    assert loads.least() == 0
    loads.tell(1, 5)
    if (child := os.fork()) == 0:
        loads.tell(2, 3)
        os._exit(0)
    os.waitpid(child, 0)
    assert loads.least() == 3
    loads.tell(2, 0)
    assert loads.least() == 0


def test_who_has_ended_is_not_waited_for() -> None:
    """A worker that is forgotten is no freer than anybody."""
    loads = Loads()
    loads.tell(1, 5)
    loads.tell(2, 0)
    loads.forget(2)
    assert loads.least() == 5
    loads.forget(1)
    assert loads.least() == 0


def test_ages_beyond_all_places_are_counted_too() -> None:
    """Workers are numbered on for ever; places are used again."""
    loads = Loads()
    loads.tell(1_000_001, 7)
    assert loads.least() == 7
