import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psutil
import pytest
from flask import Flask, g

from bot.errors import CorpusError
from tests.replicas.running import wait_for
from tests.web.conftest import ROOT
from web import create_app
from web.corpus.files import hash_corpus
from web.corpus.loading import load_state
from web.corpus.rehearsal import rehearse
from web.corpus.reloading import Reloader
from web.corpus.state import State, current_state, hold_state, state_of
from web.settings.config import Settings

THREE = ROOT / "tests" / "fixtures" / "three"
TIDE = "# Tides\n\nThe moon pulls the sea, and so the tide rises.\n"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rehearse only where that is what is tried."""
    monkeypatch.setattr("web.corpus.reloading.rehearse", lambda settings: None)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Return a corpus that a test may change."""
    return Path(shutil.copytree(THREE, tmp_path / "corpus"))


@pytest.fixture
def changing(corpus: Path) -> Flask:
    """Return an application over that corpus."""
    return create_app({"CHATBOT_CORPUS": corpus})


def _documents(app: Flask) -> int:
    return app.test_client().get("/readyz").get_json()["documents"]


def _reload(app: Flask) -> bool:
    return Reloader(state_of(app).settings, lambda state: hold_state(app, state)).read_anew()


def test_an_edit_is_served_after_a_reload(changing: Flask, corpus: Path) -> None:
    """A new document is there, under a new hash."""
    before = state_of(changing).corpus
    (corpus / "tide.md").write_text(TIDE)
    assert _reload(changing)
    assert _documents(changing) == 4
    assert state_of(changing).corpus != before


def test_a_broken_edit_leaves_the_old_corpus_serving(
    changing: Flask, corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One line names the file and the fault; nobody is turned away."""
    before = state_of(changing)
    (corpus / "clinic.toml").write_text("[[entry]\n")
    assert not _reload(changing)
    assert state_of(changing) is before
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "corpus/clinic.toml:1: " in record.getMessage()
    assert "\n" not in record.getMessage()


def test_a_folder_that_is_gone_leaves_the_old_corpus_serving(changing: Flask, corpus: Path) -> None:
    """Whoever renames the folder for a moment takes nothing down."""
    shutil.rmtree(corpus)
    assert not _reload(changing)
    assert _documents(changing) == 3


@pytest.mark.parametrize("error", [RuntimeError("x\ny"), MemoryError(), RecursionError()])
def test_whatever_goes_wrong_leaves_the_old_corpus_serving(
    changing: Flask,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    """A fault that nobody foresaw is one line as well, and is counted."""

    def fail(_: Settings) -> State:
        raise error

    monkeypatch.setattr("web.corpus.reloading.load_state", fail)
    told: list[str] = []
    before = state_of(changing)
    reloader = Reloader(
        before.settings, lambda state: hold_state(changing, state), tell=told.append
    )
    assert not reloader.read_anew()
    assert state_of(changing) is before
    assert told == ["refused"]
    (record,) = caplog.records
    assert type(error).__name__ in record.getMessage()
    assert "\n" not in record.getMessage()


def test_a_request_keeps_the_corpus_that_it_began_with(changing: Flask, corpus: Path) -> None:
    """What is read in two steps comes from one and the same state."""
    with changing.test_request_context():
        first = current_state()
        (corpus / "tide.md").write_text(TIDE)
        assert _reload(changing)
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
    try:
        assert all(_reload(changing) for _ in range(3))
    finally:
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
    monkeypatch.setattr("web.corpus.loading.read_stamp", lambda folder: {"x": (next(looks), 0, 0)})
    with pytest.raises(CorpusError, match="changes while it is read"):
        load_state(state_of(changing).settings)


class Watched:
    """A reloader whose readings are noted instead of done."""

    def __init__(self, corpus: Path, monkeypatch: pytest.MonkeyPatch, *, fails: int = 0) -> None:
        """Look fifty times a second; the first looks may fail."""
        self.read = 0
        self._fails = fails
        monkeypatch.setattr(Reloader, "read_anew", self._note)
        self.reloader = Reloader(Settings(corpus=str(corpus)), print, seconds=0.02)

    def _note(self, *_: Any) -> bool:
        self.read += 1
        if self.read <= self._fails:
            raise OSError("the folder is away")
        return True


def test_an_edit_is_read_once_it_rests(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No edit is not read; one under way waits until two looks agree, and is read once."""
    looks = iter("old old old edit1 edit2 edit3 edit3".split())
    read_after: list[str] = []
    seen: list[str] = []

    def look(folder: Path) -> dict[str, tuple[str, int, int]]:
        seen.append(next(looks, "edit3"))
        return {"moon.md": (seen[-1], 0, 0)}

    monkeypatch.setattr("web.corpus.reloading.read_stamp", look)
    watched = Watched(corpus, monkeypatch)
    monkeypatch.setattr(Reloader, "read_anew", lambda _: read_after.extend(seen) or True)
    watched.reloader.start()
    _wait_for(lambda: len(seen) > 12)
    watched.reloader.stop()
    assert read_after == "old old old edit1 edit2 edit3 edit3".split()


def test_a_look_that_fails_is_not_the_last(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever happens in the thread that watches, it goes on watching."""
    watched = Watched(corpus, monkeypatch, fails=2)
    watched.reloader.start()
    for number in range(1, 4):
        watched.reloader.ask()
        _wait_for(lambda number=number: watched.read == number)
    watched.reloader.stop()


def test_what_can_be_read_passes_its_rehearsal() -> None:
    """The process of its own finds nothing wrong, and says so."""
    rehearse(Settings(corpus=str(THREE)))


def test_a_rehearsal_tells_what_is_wrong(corpus: Path) -> None:
    """The line of the process of its own is passed on as it is."""
    (corpus / "moon.md").write_bytes(b"# Moon\n\n\xff\n")
    with pytest.raises(CorpusError, match=r"^corpus/moon\.md:3: not UTF-8 text"):
        rehearse(Settings(corpus=str(corpus)))


def test_a_reading_that_takes_too_long_is_ended(corpus: Path) -> None:
    """Whatever a file does to its reader ends at a deadline, in one line."""
    before = set(_children())
    with pytest.raises(CorpusError, match=r"takes longer than 0 s; .*divide large documents"):
        rehearse(Settings(corpus=str(corpus)), seconds=0.05)
    assert set(_children()) <= before


def test_a_reading_that_takes_too_much_memory_is_ended(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound is the child's; those that answer keep theirs."""
    monkeypatch.setenv("PYTHONPATH", str(corpus.parent))
    (corpus.parent / "sitecustomize.py").write_text(
        "import resource\n"
        "bound = resource.setrlimit\n"
        "resource.setrlimit = lambda kind, most: bound(kind, (60_000_000, 60_000_000))\n"
    )
    (corpus / "large.md").write_text("# Large\n\n" + "The moon pulls the sea. " * 30_000)
    with pytest.raises(CorpusError):
        rehearse(Settings(corpus=str(corpus)))


def test_a_reader_that_crashes_is_one_line(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even a fault below Python reaches those that answer."""
    monkeypatch.setenv("PYTHONPATH", str(corpus.parent))
    (corpus.parent / "sitecustomize.py").write_text("import os\nos.abort()\n")
    with pytest.raises(CorpusError, match="reading it failed; try `python -m bot check`"):
        rehearse(Settings(corpus=str(corpus)))


def test_a_folder_of_something_else_is_refused(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A film beside the articles is not read into memory."""
    monkeypatch.setattr("web.corpus.files.MOST_BYTES", 1_000_000)
    with (corpus / "film.mp4").open("wb") as film:
        film.truncate(10_000_000)
    with pytest.raises(CorpusError, match="move the rest elsewhere"):
        hash_corpus(corpus)


def test_a_file_name_that_is_no_text_does_no_harm(corpus: Path) -> None:
    """Old archives have such names; the file is hashed like any other."""
    before = hash_corpus(corpus)
    (corpus / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    assert hash_corpus(corpus) != before


def test_a_file_that_may_not_be_read_is_told(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line names it."""

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(CorpusError, match=r"bread\.md: cannot be read \(Permission denied\)"):
        hash_corpus(corpus)


def _children() -> list[int]:
    living = (each for each in psutil.Process().children() if each.status() != "zombie")
    return [each.pid for each in living]


def _wait_for(happens: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_rehearsal_ends_with_those_who_wait_for_it(corpus: Path) -> None:
    """A server that is killed leaves no reader behind, however long there is to read."""
    slow = "import time; import web.corpus.loading as loading; from web.corpus import rehearsal\n"
    slow += "loading.load_state = lambda settings: time.sleep(60)\nrehearsal.main()"
    start = (
        "import os, subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-c', {slow!r}, sys.argv[1], 'en', "
        "str(os.getpid())], stdout=subprocess.DEVNULL)\nprint(child.pid)"
    )
    command = [sys.executable, "-c", start, str(corpus)]
    started = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    wait_for(lambda: _has_ended(int(started.stdout)), "its end")


def _has_ended(pid: int) -> bool:
    try:
        # Where nobody is left to bury it, its number stays.
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
