"""What a person's commands write: all of it or nothing, and one line when it fails."""

import errno
import os
import sqlite3
from pathlib import Path

import pytest

import bot.files.whole_file
from bot.__main__ import main
from bot.errors import CorpusError, GapsError
from bot.files.whole_file import write_document, write_whole
from bot.measuring.gaps.stores import SqliteGaps

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
FORBIDDEN = PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def break_step(monkeypatch: pytest.MonkeyPatch, step: str, reason: BaseException) -> None:
    """Let one step of a writing fail."""

    def fail(*_: object, **__: object) -> None:
        raise reason

    place = bot.files.whole_file.tempfile if step == "mkstemp" else bot.files.whole_file.os
    monkeypatch.setattr(place, step, fail)


@pytest.mark.parametrize("step", ["mkstemp", "fsync", "replace"])
@pytest.mark.parametrize("reason", [FULL, FORBIDDEN, KeyboardInterrupt()], ids=repr)
def test_the_old_file_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, reason: BaseException
) -> None:
    """Whatever fails, at whichever step: what was there is there, and nothing beside it."""
    path = tmp_path / "legs.md"
    write_document(path, "# Legs\n")
    with monkeypatch.context() as patch:
        break_step(patch, step, reason)
        with pytest.raises((CorpusError, KeyboardInterrupt)):
            write_document(path, "# Other legs\n")
    assert [file.name for file in tmp_path.iterdir()] == ["legs.md"]
    assert path.read_text("utf-8") == "# Legs\n"


def test_a_document_may_be_read_by_others_and_a_kept_file_by_none(tmp_path: Path) -> None:
    """The server may run as another user than who imports."""
    write_document(tmp_path / "new" / "legs.md", "# Legs\n")
    write_whole(tmp_path / "own", [b"x"])
    assert (tmp_path / "new" / "legs.md").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o600


def test_an_import_to_a_full_disk_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the file, what is wrong and what to do, and tells so by its exit code."""
    (tmp_path / "legs.md").write_text("# Legs\n\nThey carry us.\n", "utf-8")
    break_step(monkeypatch, "fsync", FULL)
    assert main(["import", str(tmp_path / "legs.md"), "--to", str(tmp_path / "corpus")]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "legs.md: cannot be written (No space left on device); make room" in told
    assert list((tmp_path / "corpus").iterdir()) == []


def test_an_import_below_a_file_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that cannot be made is no accident of the program."""
    (tmp_path / "legs.md").write_text("# Legs\n\nThey carry us.\n", "utf-8")
    (tmp_path / "taken").write_text("", "utf-8")
    assert main(["import", str(tmp_path / "legs.md"), "--to", str(tmp_path / "taken")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_copy_of_the_counts_that_fails_leaves_no_half_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of a copy would be taken for a whole one on the day that it is needed."""
    store = SqliteGaps(tmp_path / "gaps.sqlite")
    store.add({("2026-01-31", "asked", "psoas"): 2})

    class Full(sqlite3.Connection):
        def backup(self, target: sqlite3.Connection, **_: object) -> None:  # type: ignore[override]
            target.execute("CREATE TABLE half (a)")
            target.commit()
            raise sqlite3.OperationalError("database or disk is full")

    connect = sqlite3.connect
    monkeypatch.setattr(
        "bot.measuring.gaps.stores.sqlite3.connect",
        lambda path, **options: connect(path, factory=Full, **options),
    )
    with pytest.raises(GapsError, match="cannot be written"):
        store.back_up(tmp_path / "copy.sqlite")
    assert not (tmp_path / "copy.sqlite").exists()
