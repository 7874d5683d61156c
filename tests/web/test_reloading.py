import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask, g

from bot.errors import CorpusError
from tests.web.conftest import ROOT
from web import create_app
from web.corpus.reloading import Watcher, hash_corpus, load_state, reload_state
from web.corpus.state import current_state, state_of


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a corpus that a test may change."""
    return Path(shutil.copytree(ROOT / "tests" / "fixtures" / "three", tmp_path / "corpus"))


@pytest.fixture
def changing(corpus: Path) -> Flask:
    """Return an application over that corpus."""
    return create_app({"CHATBOT_CORPUS": corpus})


def _documents(app: Flask) -> int:
    return app.test_client().get("/readyz").get_json()["documents"]


def test_an_edit_is_served_after_a_reload(changing: Flask, corpus: Path) -> None:
    """A new document is there, under a new hash."""
    before = state_of(changing).corpus
    (corpus / "tide.md").write_text("# Tides\n\nThe moon pulls the sea, and so the tide rises.\n")
    assert reload_state(changing)
    assert _documents(changing) == 4
    assert state_of(changing).corpus != before


def test_a_broken_edit_leaves_the_old_corpus_serving(
    changing: Flask, corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One line names the file and the fault; nobody is turned away."""
    before = state_of(changing)
    (corpus / "vocabulary.toml").write_text("[[entry]\n")
    assert not reload_state(changing)
    assert state_of(changing) is before
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "vocabulary.toml" in record.getMessage()
    assert "\n" not in record.getMessage()


def test_a_folder_that_is_gone_leaves_the_old_corpus_serving(changing: Flask, corpus: Path) -> None:
    """Whoever renames the folder for a moment takes nothing down."""
    shutil.rmtree(corpus)
    assert not reload_state(changing)
    assert _documents(changing) == 3


def test_a_request_keeps_the_corpus_that_it_began_with(changing: Flask, corpus: Path) -> None:
    """What is read in two steps comes from one and the same state."""
    with changing.test_request_context():
        first = current_state()
        (corpus / "tide.md").write_text("# Tides\n\nThe moon pulls the sea.\n")
        assert reload_state(changing)
        assert current_state() is first
        assert g.chatbot is first
    with changing.test_request_context():
        assert current_state() is not first


def test_questions_go_on_while_the_corpus_is_swapped(changing: Flask) -> None:
    """Every question of four threads is answered, whenever the swap comes."""
    statuses: list[int] = []
    done = Event()

    def ask() -> None:
        client = changing.test_client()
        while not done.is_set():
            statuses.append(client.post("/api/ask", json={"question": "moon"}).status_code)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert all(reload_state(changing) for _ in range(5))
    done.set()
    for thread in threads:
        thread.join()
    assert set(statuses) == {200}


def test_the_hash_is_of_names_and_contents(corpus: Path) -> None:
    """Times do not matter, drafts do not matter, a renamed file does."""
    before = hash_corpus(corpus)
    (corpus / "moon.md").touch()
    (corpus / ".moon.md.swp").write_text("draft")
    assert hash_corpus(corpus) == before
    (corpus / "moon.md").rename(corpus / "luna.md")
    assert hash_corpus(corpus) != before


def test_a_corpus_that_never_rests_is_refused(
    changing: Flask, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of one edit and half of the next are never served together."""
    looks = iter(range(100))
    monkeypatch.setattr(
        "web.corpus.reloading.read_stamp", lambda folder: {"x": (next(looks), 0, 0)}
    )
    state = state_of(changing)
    with pytest.raises(CorpusError, match="changes while it is read"):
        load_state(state.settings, state.assets)


def test_the_watcher_tells_of_an_edit_once_it_rests(corpus: Path) -> None:
    """One edit is told once, and no edit not at all."""
    told: list[float] = []
    watcher = Watcher(corpus, 0.02, lambda: told.append(time.monotonic()))
    watcher.start()
    time.sleep(0.2)
    assert told == []
    for number in range(5):
        (corpus / "moon.md").write_text(f"# Moon\n\nEdit {number} of the moon.\n")
    _wait_for(lambda: bool(told))
    time.sleep(0.2)
    watcher.stop()
    assert len(told) == 1


def _wait_for(happens: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.01)
