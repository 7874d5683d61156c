import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from flask import Flask

from bot.errors import GapsError
from bot.language.english_words import read_plain_words
from bot.measuring.gaps.stores import SqliteGaps
from tests.web.conftest import ROOT
from web import create_app
from web.api.answering import GAPS
from web.operating.gaps import Collector

THREE = ROOT / "tests" / "fixtures" / "three"
PASSAGE = "bread/kneading/1"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where gaps are counted."""
    return tmp_path / "gaps.sqlite"


@pytest.fixture
def counting(path: Path) -> Flask:
    """Return an application that counts gaps."""
    return create_app({"CHATBOT_CORPUS": THREE, "CHATBOT_GAPS": path})


def _saved(app: Flask, path: Path) -> dict[tuple[str, str], int]:
    app.extensions[GAPS].save()
    return {(kind, name): count for (_, kind, name), count in SqliteGaps(path).read()}


def test_outcomes_and_words_are_counted(counting: Flask, path: Path) -> None:
    """A question without an answer counts its outcome and the words that nothing explains."""
    reply = counting.test_client().post("/api/ask", json={"question": "volcano"})
    assert reply.get_json()["outcome"] == "no_answer"
    assert _saved(counting, path) == {("outcome", "no_answer"): 1, ("word", "volcano"): 1}


def test_no_name_number_or_invention_is_stored(counting: Flask, path: Path) -> None:
    """Whatever is not in a list of plain words is never written down, not even hashed."""
    question = "does Doctor Kowalski at 12 Elm Road know 07700 900123 or xqzvbn, asks Sarah?"
    counting.test_client().post("/api/ask", json={"question": question})
    names = {name for kind, name in _saved(counting, path) if kind != "outcome"}
    assert names <= read_plain_words()
    stored = path.read_bytes().lower()
    for private in (b"kowalski", b"07700", b"900123", b"xqzvbn", b"sarah"):
        assert private not in stored


def test_only_the_last_question_of_a_conversation_counts(counting: Flask, path: Path) -> None:
    """A page that answers a whole conversation anew counts its newest question."""
    counting.test_client().post("/", data={"history": ["volcano"] * 3, "question": "moon"})
    assert sum(_saved(counting, path).values()) == 1


def test_thumbs_are_counted_by_passage(counting: Flask, path: Path) -> None:
    """The script gets 204, a person without script a page of thanks."""
    client = counting.test_client()
    vote = {"passage": PASSAGE, "vote": "down"}
    assert client.post("/thumb", data=vote, headers={"X-Fragment": "1"}).status_code == 204
    page = client.post("/thumb", data={**vote, "vote": "up"})
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert _saved(counting, path) == {("down", PASSAGE): 1, ("up", PASSAGE): 1}


@pytest.mark.parametrize(
    "vote",
    [{}, {"passage": "my name is Sarah", "vote": "up"}, {"passage": PASSAGE, "vote": "sideways"}],
)
def test_nothing_else_can_be_written_by_a_vote(
    counting: Flask, path: Path, vote: dict[str, str]
) -> None:
    """A vote for no passage, or of no kind, is refused and not stored."""
    assert counting.test_client().post("/thumb", data=vote).status_code == 400
    assert _saved(counting, path) == {}


def test_thumbs_are_shown_only_where_they_are_counted(path: Path, app: Flask) -> None:
    """Without the setting there is neither a thumb nor an address for one."""
    asked = {"query_string": {"q": "psoas"}}
    shown = create_app({"CHATBOT_CORPUS": ROOT / "corpus", "CHATBOT_GAPS": path})
    assert 'action="/thumb' in shown.test_client().get("/", **asked).get_data(as_text=True)
    assert "/thumb" not in app.test_client().get("/", **asked).get_data(as_text=True)
    assert app.test_client().post("/thumb").status_code == 404


@pytest.mark.parametrize(
    "break_it",
    [
        pytest.param(lambda path: path.mkdir(), id="a folder in its place"),
        pytest.param(lambda path: path.write_bytes(b"x" * 5000), id="a damaged file"),
        pytest.param(lambda path: path.symlink_to("/dev/full"), id="a full disk"),
        pytest.param(lambda path: path.parent.rmdir(), id="a folder that is gone"),
    ],
)
def test_a_store_that_fails_never_touches_the_answer(
    path: Path, break_it: Callable[[Path], object], caplog: pytest.LogCaptureFixture
) -> None:
    """The answer comes, one line says what is wrong, and the counts wait."""
    used = path.parent / "counts" / "gaps.sqlite"
    used.parent.mkdir()
    app = create_app({"CHATBOT_CORPUS": THREE, "CHATBOT_GAPS": used})
    used.unlink()
    break_it(used)
    client = app.test_client()
    for _ in range(3):
        assert client.post("/api/ask", json={"question": "volcano"}).status_code == 200
        app.extensions[GAPS].save()
    warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "counts wait" in warnings[0].getMessage()
    assert app.extensions[GAPS].failing


def test_the_thread_that_saves_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault that nobody foresaw costs one saving, not all that follow."""
    saved = Event()

    class Store:
        broken = True

        def add(self, counts: dict) -> None:
            if self.broken:
                self.broken = False
                raise ValueError
            saved.set()

    collector = Collector(Store(), every=0.01)
    collector.count_vote("a", "up")
    while collector._store.broken:
        time.sleep(0.01)
    collector.count_vote("a", "up")
    assert saved.wait(10)
    collector.stop()


def test_counts_that_waited_are_saved_when_the_store_is_back(path: Path) -> None:
    """Nothing is lost over an outage, and nothing counted twice."""
    taken: list[dict] = []

    class Store:
        away = True

        def add(self, counts: dict) -> None:
            if self.away:
                raise GapsError("away")
            taken.append(dict(counts))

    store = Store()
    collector = Collector(store, every=60)
    collector.count_vote("a", "up")
    collector.save()
    collector.count_vote("a", "up")
    store.away = False
    collector.stop()
    assert [list(counts.values()) for counts in taken] == [[2]]


def test_a_fault_in_counting_never_touches_the_answer(
    counting: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong beside the answer stays beside it."""

    def fail(*_: object) -> None:
        raise RuntimeError("psoas")

    monkeypatch.setattr("web.operating.gaps.tally_answer", fail)
    assert counting.test_client().post("/api/ask", json={"question": "hi"}).status_code == 200
    assert "RuntimeError" in caplog.text
    assert "psoas" not in caplog.text
