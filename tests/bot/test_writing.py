"""A machine that is too small: a disk without room for the output or what is kept, no memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import GapsError
from bot.measuring.gaps.report import back_up
from bot.measuring.gaps.stores import SqliteGaps
from tests.conftest import ROOT

THREE = ROOT / "tests" / "fixtures" / "three"
needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")


def test_a_document_of_other_bytes_is_left_or_replaced(tmp_path: Path) -> None:
    """What lies there may be no text at all."""
    from bot.command.importing.command import bring_in

    (tmp_path / "moon.md").write_bytes(b"\xff\xfe")
    (line,) = bring_in(THREE / "moon.md", Path("moon.md"), tmp_path)
    assert "is there already" in line
    assert list(bring_in(THREE / "moon.md", Path("moon.md"), tmp_path, replace=True))
    assert "moon" in (tmp_path / "moon.md").read_text().casefold()


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """Half a copy would be taken for a whole one, and be in the way of the next."""
    path, copy = tmp_path / "gaps.sqlite", tmp_path / "copy.sqlite"
    store = SqliteGaps(path)
    store.add({("2026-01-01", "word", f"word{number}"): 1 for number in range(2000)})
    # Cut short behind its head, as by a disk that lost its end.
    os.truncate(path, 8192)
    with pytest.raises(GapsError, match="cannot be written"):
        store.back_up(copy)
    assert not copy.exists()


def test_a_backup_of_no_counts_is_a_file_of_none(tmp_path: Path) -> None:
    """A store that was emptied has a copy, too."""

    class Empty:
        def add(self, counts: object) -> None: ...

        def read(self) -> list:
            return []

    back_up(Empty(), tmp_path / "copy.sqlite")
    assert list(SqliteGaps(tmp_path / "copy.sqlite").read()) == []


@needs_limits
@pytest.mark.parametrize("most", [0, 512, 3000, 20_000])
def test_a_full_disk_costs_a_kept_file_and_no_answer(tmp_path: Path, most: int) -> None:
    """However much of a file has room: an answer, one line for what cannot be kept, no rest."""
    from tests.faults import DISK, run_limited

    cache = tmp_path / "cache"
    done = run_limited(DISK, most, "tests.bot.asking", str(THREE), str(cache))
    assert done.stdout == "unsure\n"
    lines = done.stderr.splitlines()
    assert lines
    assert all("cannot be written (File too large); the next start" in line for line in lines)
    assert not [each for each in cache.iterdir() if each.name.startswith(".")]


@pytest.mark.parametrize("arguments", [["moon"], ["moon", "--json"], ["check"], ["notices"]])
def test_output_that_has_no_room_is_one_line(arguments: list[str]) -> None:
    """A full disk behind ">" is told in a line, with an exit code, and no stack trace."""
    if not Path("/dev/full").exists():
        pytest.skip("only Linux has a disk that is always full")
    command = [sys.executable, "-m", "bot", *arguments]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=120
        )
    assert done.stderr == (
        "the output: cannot be used (No space left on device); make room for it\n"
    )
    assert done.returncode == 2


_SHORT_OF_MEMORY = """
import sys, web, bot.__main__
from bot import Chatbot
def fail(*given, **options):
    raise MemoryError
Chatbot.load = web.create_app = fail
"""


@pytest.mark.parametrize(
    "start",
    [
        "sys.exit(bot.__main__.main(['moon']))",
        "import web.__main__ as alone; alone.create_app = fail; sys.exit(alone.main())",
        "from web.serving.gunicorn_conf import load_app; load_app()",
    ],
    ids=["bot", "web", "gunicorn"],
)
def test_too_little_memory_is_one_line(start: str) -> None:
    """Whoever starts it on too small a machine is told so, not shown a stack."""
    done = subprocess.run(
        [sys.executable, "-c", _SHORT_OF_MEMORY + start],
        cwd=ROOT,
        env={**os.environ, "CHATBOT_PORT": "0"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2
    assert done.stderr == (
        "there is not enough memory; stop other programs, or divide the documents\n"
    )
