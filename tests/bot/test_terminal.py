"""What a stream can show, and lines that fit it."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot import Chatbot
from bot.lookup.finding import look_up
from bot.terminal.pager import find_pager
from bot.terminal.printer import Printer
from bot.terminal.rows import print_rows
from bot.terminal.streams import Style, choose_style
from bot.terminal.wrapping import columns_of, link, mark, wrap

ROOT = Path(__file__).resolve().parents[2]
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\]8;;[^\x1b]*\x1b\\)")


class Watched(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp437", "cp850", "ascii"])
@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        (("chest pain",), "! These can be signs of a heart attack"),
        (("--therapist", "chest pain"), "! These can be signs of a heart attack"),
        (("--therapist", "piriformis"), "1. Lateral Rotators"),
        (("--therapist", "QL"), "Not named in the documents: "),
        (("why does my hip hurt after sitting all day?",), ""),
        (("--json", "psoas"), "{"),
        (("check",), ""),
        (("notices",), ""),
        (("--help",), "usage: "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_every_output_works_in_every_encoding(
    encoding: str, arguments: tuple[str, ...], first: str
) -> None:
    """Nothing ends in a fault of encoding; what tells to call for help stands first."""
    run = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        timeout=120,
    )
    assert (run.returncode, run.stderr) == (0, b"")
    written = run.stdout.decode(encoding)
    assert written.startswith(first)
    if "chest pain" in arguments:
        assert written.splitlines()[1] == "-> Call 999"


@pytest.mark.parametrize(
    ("environment", "marks", "links"),
    [
        ({}, True, True),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
    ],
)
def test_a_terminal_gets_what_its_owner_wants(
    environment: dict[str, str], marks: bool, links: bool
) -> None:
    """Marks and links unless NO_COLOR or TERM=dumb say otherwise; NO_COLOR has the last word."""
    style = choose_style(Watched(), environment)
    assert (style.marks, style.links) == (marks, links)


def test_a_pipe_gets_plain_text_unless_it_asks() -> None:
    """FORCE_COLOR marks it too; addresses stay whole, so that they can be searched."""
    assert choose_style(io.StringIO(), {}) == Style(88)
    assert choose_style(io.StringIO(), {"FORCE_COLOR": "1"}) == Style(88, marks=True)


@pytest.mark.parametrize(
    ("text", "columns"),
    [("hip", 3), ("Hüfte", 5), ("Hu\u0308fte", 5), ("臀部", 4), ("\033[1mhip\033[0m", 3), ("", 0)],
)
def test_letters_are_counted_as_a_terminal_does(text: str, columns: int) -> None:
    """Accents take no column, wide letters two, marks none."""
    assert columns_of(text) == columns


def test_words_are_wrapped_and_never_broken() -> None:
    """Each line begins with its margin; a word that is too long stands alone."""
    lines = wrap("臀部 one two incomprehensibly", 9, first="1. ", rest="   ")
    assert lines == ["1. 臀部", "   one", "   two", "   incomprehensibly"]
    assert wrap("one two", 10, first="- ") == ["- one two"]


def test_marks_stand_around_their_spans() -> None:
    """What is between them stays as it is."""
    assert mark("a bc d", [(2, 4)], "bold") == "a \033[1mbc\033[0m d"


@pytest.mark.parametrize("width", [30, 39, 88])
def test_no_line_is_wider_than_the_terminal(chatbot: Chatbot, width: int) -> None:
    """Headings and addresses as well: where there are links, their words are cut."""
    printer = Printer(Style(width, marks=True, links=True))
    text = printer.answer(chatbot.ask("my bum hurts", limit=10))
    text += print_rows(look_up(chatbot, "piriformis"), printer, limit=10)
    lines = ESCAPES.sub("", text).splitlines()
    assert max(map(columns_of, lines)) <= width


def test_a_link_has_its_address_behind_its_words(chatbot: Chatbot) -> None:
    """OSC 8: the whole address leads to the very sentence, the words are short."""
    answer = chatbot.ask("psoas", limit=1)
    address = answer.passages[0].citation.source_url
    assert address
    text = Printer(Style(40, links=True)).answer(answer)
    assert f"\033]8;;{address}\033\\https://" in text
    assert link("a", "b") == "\033]8;;b\033\\a\033]8;;\033\\"
    assert address in Printer(Style(40)).answer(answer)


def test_rows_show_all_steps_and_what_is_near_apart(chatbot: Chatbot) -> None:
    """Steps are numbered; typed words are underlined; rows without them stand under a line."""
    found = look_up(chatbot, "hip flexor stretch")
    text = print_rows(found, Printer(Style(88, marks=True)), limit=10)
    assert text.index("4) Be sure to support") < text.index("Near it, without these words")
    assert "\033[4mstretch\033[0m" in text
    assert print_rows(found, Printer(Style(88)), limit=1).count("more: ask for them") == 1


def test_a_long_answer_is_paged_where_somebody_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """PAGER chooses; a pipe, a short text, cat or a dumb terminal have none."""
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((80, 24)))
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    long = "line\n" * 30
    assert find_pager(long, Watched(), {}) == ["less", "-FRX"]
    assert find_pager(long, Watched(), {"PAGER": "more -d"}) == ["more", "-d"]
    for stream, text, environment in (
        (io.StringIO(), long, {}),
        (Watched(), "line\n", {}),
        (Watched(), long, {"PAGER": "cat"}),
        (Watched(), long, {"PAGER": ""}),
        (Watched(), long, {"TERM": "dumb"}),
    ):
        assert find_pager(text, stream, environment) == []


class Typist:
    """Somebody who types into a conversation in a terminal."""

    def __init__(self, *arguments: str) -> None:
        self.master, slave = pty.openpty()
        self.running = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm", "PAGER": "cat", "INPUTRC": "/dev/null"},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.seen = ""

    def read_until(self, words: str) -> str:
        """Return what was written up to some words."""
        end = time.monotonic() + 60
        while words not in self.seen:
            assert time.monotonic() < end, self.seen
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.master, 65536).decode("utf-8", "replace")
                except OSError:
                    break
        before, _, self.seen = self.seen.partition(words)
        return before

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self.master, keys.encode())

    def end(self) -> int:
        """Wait for the end and return the exit code."""
        self.read_until("\0never")
        os.close(self.master)
        return self.running.wait(timeout=60)


def test_a_conversation_completes_recalls_and_ends() -> None:
    """Tab completes a word of the documents, the arrow recalls the line, exit ends it."""
    typist = Typist("--therapist")
    typist.read_until("> ")
    typist.type("pirif\t")
    typist.read_until("piriformis")
    typist.type("\n")
    assert "Lateral Rotators" in typist.read_until("\n> ")
    typist.type("\x1b[A")
    typist.read_until("piriformis")
    typist.type("\n")
    assert "Lateral Rotators" in typist.read_until("\n> ")
    typist.type("exit\n")
    assert typist.end() == 0


@pytest.mark.parametrize("last", ["quit\n", "bye\n", "\x04", "\n"])
def test_a_conversation_ends_as_people_expect(last: str) -> None:
    """With a word, with Ctrl+D or with an empty line; when to call for help is the last word."""
    typist = Typist()
    typist.read_until("> ")
    typist.type(last)
    typist.read_until("Call 999")
    assert typist.end() == 0
