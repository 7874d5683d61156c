"""Ask one question in the terminal, or look something up."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from bot.chatbot import Chatbot
from bot.errors import QuestionError
from bot.lookup.finding import look_up
from bot.lookup.typed import complete, is_ordinary, read_typed
from bot.records import Answer, Notice
from bot.terminal.pager import write_paged
from bot.terminal.printer import Printer
from bot.terminal.rows import print_rows
from bot.terminal.streams import choose_style, writes_everything

ANSWERED, NO_ANSWER, BAD_INPUT = 0, 1, 2
# What protects people: read at once and in full, and nothing done by hand is shown beside it.
_GRAVE = ("emergency", "urgent", "ask")


def reply(
    chatbot: Chatbot,
    question: str,
    history: Sequence[str],
    options: argparse.Namespace,
    *,
    paged: bool = True,
) -> int:
    """Write the answer to a question as the options ask for it; return the exit code."""
    if options.explain:
        from bot.command.explain import explain

        explain(
            chatbot, question, corpus=options.corpus, history=history, audience=options.audience
        )
        return ANSWERED
    if options.json:
        answer = chatbot.ask(
            question, history=history, audience=options.audience, limit=options.limit
        )
        # Within JSON no letter may be written as another.
        escaped = not writes_everything(sys.stdout)
        print(json.dumps(answer.to_dict(), ensure_ascii=escaped, indent=2))
        return _code_of(answer)
    printer = Printer(choose_style(sys.stdout))
    told = [turn for turn in history if len(turn.split()) > 1]
    if options.therapist and not _withholds(chatbot, question, told):
        found = look_up(chatbot, question)
        text = print_rows(found, printer, limit=options.limit)
        _write(text, found.notice, paged)
        return ANSWERED if found.rows or found.notice else _code_of(found.answer)
    answer = _answer(chatbot, question, history, options)
    _write(printer.answer(answer), answer.notice, paged)
    return _code_of(answer)


def _withholds(chatbot: Chatbot, question: str, told: Sequence[str]) -> bool:
    """Tell whether a notice of earlier lines still stands: then nothing is looked up beside it.

    :param told: the earlier lines that may tell of something; a word alone is a lookup.
    """
    notice = chatbot.judge(question, history=told).notice if told else None
    return notice is not None and notice.level in _GRAVE


def _answer(
    chatbot: Chatbot, question: str, history: Sequence[str], options: argparse.Namespace
) -> Answer:
    """Return the answer; where there is none to half a word alone, that to the whole one."""
    asked = {"history": history, "audience": options.audience, "limit": options.limit}
    answer = chatbot.ask(question, **asked)
    is_calm = answer.notice is None or answer.notice.level == "routine"
    if answer.outcome != "no_answer" or not is_calm:
        return answer
    typed = read_typed(chatbot, question)
    whole = complete(chatbot, typed)
    if whole is None or len(typed.words) > 1 or is_ordinary(chatbot, typed):
        return answer
    try:
        completed = chatbot.ask(whole.text, **asked)
    except QuestionError:
        return answer
    return completed if completed.outcome in ("answer", "unsure") else answer


def _code_of(answer: Answer) -> int:
    return NO_ANSWER if answer.outcome == "no_answer" else ANSWERED


def _write(text: str, notice: Notice | None, paged: bool) -> None:
    if paged and (notice is None or notice.level not in _GRAVE):
        write_paged(text, sys.stdout)
    else:
        sys.stdout.write(text)
        sys.stdout.flush()
