"""What was learned is kept by what it was learned from, and never used for anything else."""

import logging
from pathlib import Path

import pytest

import bot.learning.keeping
from bot.learning.keeping import learn_once, load_learned
from bot.learning.lessons import lesson
from bot.learning.model import Weights

LESSONS = [
    lesson(text, {"topic": {topic: 1.0}})
    for text, topic in [
        ("my hip hurts when I sit", "hip"),
        ("why does my hip hurt", "hip"),
        ("my hip aches", "hip"),
        ("can I book for Saturday", "booking"),
        ("book me in for Monday", "booking"),
        ("I want to book", "booking"),
    ]
]


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process remember nothing that another test learned."""
    monkeypatch.setattr(bot.learning.keeping, "_recent", {})


@pytest.fixture
def no_learning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make learning anew an error, to show that what was kept is used."""

    def fail(_: object) -> None:
        raise AssertionError("learned anew")

    monkeypatch.setattr(bot.learning.keeping, "learn", fail)


def assert_same(one: Weights, other: Weights) -> None:
    """Compare what was learned, bit for bit."""
    assert (one.features, one.intents) == (other.features, other.intents)
    assert one.sizes.tobytes() == other.sizes.tobytes()
    assert one.columns.tobytes() == other.columns.tobytes()


def test_the_same_lessons_are_learned_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """The next process finds what this one learned, bit for bit."""
    learned, digest = learn_once(LESSONS, cache=tmp_path)
    request.getfixturevalue("no_learning")
    monkeypatch.setattr(bot.learning.keeping, "_recent", {})
    again, same = learn_once(LESSONS, cache=tmp_path)
    assert same == digest
    assert_same(again, learned)


def test_other_lessons_are_learned_anew(tmp_path: Path) -> None:
    """One lesson more is another digest, and what was kept is not used for it."""
    _, digest = learn_once(LESSONS[:-1], cache=tmp_path)
    _, other = learn_once(LESSONS, cache=tmp_path)
    assert digest != other
    assert len(list(tmp_path.iterdir())) == 2


def test_what_is_remembered_is_kept_in_a_cache_that_lacks_it(tmp_path: Path) -> None:
    """A cache that was emptied, or another one, is filled again for the next process."""
    learn_once(LESSONS, cache=None)
    _, digest = learn_once(LESSONS, cache=tmp_path / "emptied")
    assert [path.name for path in (tmp_path / "emptied").iterdir()] == [
        f"{digest[:16]}-learned.kept"
    ]


def test_a_damaged_file_is_one_line_in_the_log_and_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Cut short in its place, it is learned anew, and the file is whole again."""
    learned, digest = learn_once(LESSONS, cache=tmp_path)
    path = next(tmp_path.iterdir())
    whole = path.read_bytes()
    path.write_bytes(whole[:-70])
    monkeypatch.setattr(bot.learning.keeping, "_recent", {})
    with caplog.at_level(logging.INFO, "bot"):
        again, _ = learn_once(LESSONS, cache=tmp_path)
    assert len(caplog.records) == 1
    assert caplog.records[0].getMessage().endswith("; learning anew")
    assert_same(again, learned)
    assert path.read_bytes() == whole
    monkeypatch.setattr(bot.learning.keeping, "_recent", {})
    assert load_learned(digest, cache=tmp_path) is not None


def test_nothing_is_written_where_nothing_is_to_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a cache the process remembers, and no file is made."""
    monkeypatch.chdir(tmp_path)
    _, digest = learn_once(LESSONS, cache=None)
    assert load_learned(digest, cache=None) is not None
    assert list(tmp_path.iterdir()) == []
