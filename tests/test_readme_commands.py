"""Every command that a README shows works as it is printed, once the tests are set up."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.measuring.gaps.counting import SHOWN_FROM, today
from bot.measuring.gaps.stores import open_store
from tests.replicas.running import free_port, request, wait_for
from tests.tools import need_tool

ROOT = Path(__file__).resolve().parents[1]
READMES = sorted(
    path
    for path in ROOT.rglob("README.md")
    if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
)
# Tried by .ci/try-readme on bare systems: here they would build the environment that runs this.
SET_UP = re.compile(r"-m venv |/pip install ")
SERVER = re.compile(r"-m web$|/gunicorn ")
# Tools of programs that commands start.
NEEDED = {"tests.replicas": ("haproxy", "redis"), "tests.browser.screenshots": ("chromium",)}
# Seconds for a command, or for a server's first answer; a busy machine takes a tenth of it.
PATIENCE = 200.0
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the commands are for a POSIX shell")


@dataclass(frozen=True, slots=True)
class Command:
    """A line of a shell block."""

    place: str
    """README and line."""
    text: str
    """The line as it is printed."""
    exported: tuple[str, ...]
    """Lines of the same block that set what it reads."""


def blocks(language: str) -> Iterator[tuple[str, int, list[str]]]:
    """Return README, first line and lines of every block of a language."""
    for path in READMES:
        text = path.read_text("utf-8")
        for found in re.finditer(rf"^```{language}\n(.*?)^```$", text, re.M | re.S):
            line = text.count("\n", 0, found.start()) + 2
            yield str(path.relative_to(ROOT)), line, found[1].splitlines()


def commands() -> Iterator[Command]:
    """Return every command of every shell block."""
    for readme, first, lines in blocks("sh"):
        exported: list[str] = []
        for number, line in enumerate(lines, first):
            if line.startswith("export "):
                exported.append(line)
            else:
                yield Command(f"{readme}:{number}", line, tuple(exported))


COMMANDS = [one for one in commands() if not SET_UP.search(one.text)]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder like the repository's, with the environment that runs this as its .venv."""
    folder = tmp_path_factory.mktemp("copy")
    for path in ROOT.iterdir():
        if path.name in ("bot", "corpus", "tests", "web") or path.is_file():
            (folder / path.name).symlink_to(path)
    (folder / ".venv").symlink_to(sys.prefix)
    # What a server counts that is asked for it.
    open_store(str(folder / "gaps.sqlite")).add({(today(), "outcome", "answer"): SHOWN_FROM})
    return folder


@contextmanager
def start(command: Command, copy: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Start a command as a stranger's shell does, with nothing set and nobody typing.

    Whatever becomes of the block, the command has ended after it.
    """
    # But for the cache: what it learns first was learned by this run.
    outside = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CHATBOT_") or name == "CHATBOT_CACHE"
    }
    script = "\n".join((*command.exported, f"exec env {command.text}"))
    with subprocess.Popen(
        ["bash", "-c", script],
        cwd=copy,
        env={**outside, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


@pytest.mark.parametrize(
    "command", [one for one in COMMANDS if not SERVER.search(one.text)], ids=lambda one: one.place
)
def test_a_command_ends_well(command: Command, copy: Path) -> None:
    """It ends by itself, without an error."""
    for module, names in NEEDED.items():
        if module in command.text:
            for name in names:
                need_tool(name)
    with start(command, copy) as running:
        printed, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0, printed
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    "command", [one for one in COMMANDS if SERVER.search(one.text)], ids=lambda one: one.place
)
def test_a_server_serves(command: Command, copy: Path) -> None:
    """It answers a question on the port that its block names, and stops when it is told to."""
    port = free_port()
    # The port that is printed may be taken on this machine.
    exported = tuple(re.sub(r"(?<=CHATBOT_PORT=)\d+", str(port), one) for one in command.exported)
    command = Command(command.place, command.text, exported)
    with start(command, copy, CHATBOT_PORT=str(port)) as running:

        def answers() -> bool:
            assert running.poll() is None, running.communicate()[0]
            try:
                return request(port, "POST", "/api/ask", b'{"question": "psoas"}')[0] == 200
            except OSError:
                return False

        try:
            wait_for(answers, "the first answer", seconds=PATIENCE)
        finally:
            running.terminate()
            printed, _ = running.communicate(timeout=60)
    assert str(port) in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    "lines", [lines for _, _, lines in blocks("python")], ids=lambda lines: str(lines[0])
)
def test_the_lines_of_python_run(lines: list[str], copy: Path) -> None:
    """They print what they promise to."""
    command = [sys.executable, "-c", "\n".join(lines)]
    run = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=PATIENCE)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout


def named_modules() -> set[tuple[str, str]]:
    """Return README and module of the commands that stand in running text."""
    mention = re.compile(r"`(?:\.venv/bin/)?python -m (tests[\w.]+)")
    return {
        (str(path.relative_to(ROOT)), module)
        for path in READMES
        for module in mention.findall(path.read_text("utf-8"))
    }


@pytest.mark.parametrize(("readme", "module"), sorted(named_modules()))
def test_a_command_in_the_text_says_what_it_does(readme: str, module: str) -> None:
    """Those that take long are not run here; asked for help, each gives it and does nothing."""
    command = [sys.executable, "-m", module, "--help"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert run.returncode == 0, run.stderr
    assert "usage:" in run.stdout


def test_the_set_up_commands_are_the_readmes_first() -> None:
    """The CI finds the one that serves and the one that tests by how they end."""
    shown = [one.text for one in commands() if one.place.startswith("README.md")][:2]
    before = "python3 -m venv .venv && .venv/bin/pip install -q -r "
    assert shown == [
        f"{before}requirements.txt && .venv/bin/python -m web",
        f"{before}tests/requirements.txt && .venv/bin/python -m pytest",
    ]


def test_the_readme_is_one_page() -> None:
    """At most 1,200 words; the folders have room for more."""
    assert len((ROOT / "README.md").read_text("utf-8").split()) <= 1200


@pytest.mark.parametrize("path", READMES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_readme_links_to_is_there(path: Path) -> None:
    """Files and headings of the repository."""
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)|src=\"([^\"]+)\"(?=[\s\S]*?>)", text):
        address, _, heading = next(filter(None, target)).partition("#")
        if address.startswith("http"):
            continue
        found = path.parent / address
        assert found.exists(), address
        if heading:
            page = found / "README.md" if found.is_dir() else found
            titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
            assert heading in {title.lower().replace(" ", "-") for title in titles}


def test_the_readme_names_the_licence_of_everything_that_runs() -> None:
    """Each requirement stands in the line of licences."""
    text = (ROOT / "README.md").read_text("utf-8")
    line = text[text.index("**What it builds on**") :].casefold()
    asked = (ROOT / ".requirements.in").read_text("utf-8")
    missing = [name for name in re.findall(r"^[\w-]+", asked, re.M) if name.casefold() not in line]
    assert missing == []
