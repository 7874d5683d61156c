from pathlib import Path

from tests.benchmarks.soak import Held, is_steady, soak


def test_two_thousand_questions_leave_nothing_behind(tmp_path: Path) -> None:
    """Memory, threads and handles stay where they are; the command asks a hundred thousand."""
    early, late, failed, _ = soak(tmp_path, 2000)
    assert failed == 0
    assert is_steady(early, late), (early, late)


def test_growth_is_noticed() -> None:
    """A leak in any of the three is one."""
    early = Held(mib=50.0, threads=10, handles=40)
    assert is_steady(early, early)
    assert not is_steady(early, Held(mib=90.0, threads=10, handles=40))
    assert not is_steady(early, Held(mib=50.0, threads=60, handles=40))
    assert not is_steady(early, Held(mib=50.0, threads=10, handles=90))
