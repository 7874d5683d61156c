"""The commands that make the bot at home in a shell."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from bot.chatbot import Chatbot
from bot.command.asking import ANSWERED
from bot.command.shell.completions import SHELLS, completion_script
from bot.command.shell.installing import NAME, install
from bot.lookup.typed import completions


def install_command(given: Sequence[str], *, prog: str) -> int:
    """Make a command beside Python and print where it is; return the exit code."""
    parser = argparse.ArgumentParser(
        prog=prog, description="Put a command beside Python that works from any folder."
    )
    parser.add_argument("--name", default=NAME, help=f"what it is called, by default {NAME}")
    parser.add_argument("--folder", type=Path, help="where it is put")
    options = parser.parse_args(given)
    print(install(options.folder, name=options.name))
    return ANSWERED


def print_completions(
    given: Sequence[str],
    parser: argparse.ArgumentParser,
    *,
    name: str,
    commands: Sequence[str],
    options: Sequence[str],
) -> int:
    """Print the script of a shell, or the documents' words that begin with half a one.

    :param name: how the command was called; one that has no name of its own is known as hip.
    """
    parser.add_argument("shell", choices=(*SHELLS, "words"), help="words: of the documents")
    parser.add_argument("half", nargs="?", default="", help="how the words begin")
    chosen = parser.parse_args(given)
    if chosen.shell == "words":
        print(*completions(Chatbot.load(chosen.corpus), chosen.half), sep="\n")
        return ANSWERED
    called = NAME if " " in name else name
    script = completion_script(chosen.shell, name=called, commands=commands, options=options)
    print(script, end="")
    return ANSWERED
