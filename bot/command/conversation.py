"""A conversation in the terminal: lines that can be edited, recalled and completed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bot.chatbot import Chatbot
from bot.command.asking import ANSWERED, BAD_INPUT, reply
from bot.contract import MOST_HISTORY
from bot.errors import BotError
from bot.lookup.typed import completions
from bot.terminal.printer import Printer
from bot.terminal.streams import choose_style

_ENDS = frozenset(("exit", "quit", "bye"))
_WELCOME = "Ask about hip pain and massage. Tab completes a word; exit, or an empty line, ends."


def converse(chatbot: Chatbot, options: argparse.Namespace) -> int:
    """Answer one line after another until the input ends; return the last exit code.

    Nothing of it is kept: the lines that can be recalled are those of this conversation.
    """
    history: list[str] = []
    asking = sys.stdin.isatty()
    if asking:
        edit_lines(chatbot)
        print(_WELCOME)
    code = ANSWERED
    while True:
        try:
            question = input("> " if asking else "")
        except EOFError:
            if asking:
                # Whatever is written next begins on a line of its own.
                print()
                _show_card(chatbot)
            return code
        if not question.strip() or question.strip().casefold() in _ENDS:
            if asking:
                _show_card(chatbot)
                return code
            continue
        try:
            code = reply(chatbot, question, history, options, paged=asking)
        except BotError as error:
            print(error, file=sys.stderr)
            code = BAD_INPUT
        else:
            history = [*history, question][-MOST_HISTORY:]


def edit_lines(chatbot: Chatbot) -> None:
    """Have arrows recall lines and Tab complete words, where Python can edit lines."""
    try:
        import readline
    except ImportError:
        # Windows edits lines by itself.
        return

    def offer(half: str, number: int) -> str | None:
        offered: Sequence[str] = completions(chatbot, half)
        return offered[number] if number < len(offered) else None

    readline.set_completer(offer)
    readline.set_completer_delims(" \t\n.,;:!?\"'()")
    # The editor of macOS calls it otherwise.
    is_libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")


def _show_card(chatbot: Chatbot) -> None:
    """Write when not to come for a massage and when to call for help, as the last word."""
    card = chatbot.safety_card
    if card is not None:
        sys.stdout.write(Printer(choose_style(sys.stdout)).card(card.title, card.lines))
