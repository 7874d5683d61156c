"""What counts as right in a reply to a judged question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.chatbot import Chatbot
from bot.measuring.judged import Judged
from bot.records import Answer

_ANSWERING = frozenset(("answer", "unsure", "urgent"))
_REFUSING = frozenset(("no_answer", "clinic", "chat"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A judged question with its reply."""

    judged: Judged
    """The question."""
    answer: Answer
    """The reply."""


def ask_all(
    chatbot: Chatbot,
    judged: Iterable[Judged],
    *,
    change: Callable[[Judged], Sequence[str]] | None = None,
) -> list[Asked]:
    """Return the replies to judged questions; change returns the turns that are asked instead."""
    asked: list[Asked] = []
    for one in judged:
        *history, question = change(one) if change else (*one.history, one.question)
        asked.append(Asked(one, chatbot.ask(question[:500], history=history[-10:])))
    return asked


def right_first(asked: Asked) -> bool:
    """Tell whether the first passage is of an acceptable section."""
    return _right(asked, 1)


def right_among_first(asked: Asked) -> bool:
    """Tell whether one of the first three passages is of an acceptable section."""
    return _right(asked, 3)


def _right(asked: Asked, first: int) -> bool:
    shown = asked.answer.passages[:first]
    return asked.answer.outcome in _ANSWERING and any(
        passage.citation.section_id in asked.judged.ok for passage in shown
    )


def rejected(asked: Asked) -> bool:
    """Tell whether the documents were said to have no answer."""
    return asked.answer.outcome in _REFUSING


def answered(asked: Asked) -> bool:
    """Tell whether passages were shown as an answer."""
    return asked.answer.outcome in ("answer", "unsure")


def taken_aside(asked: Asked) -> bool:
    """Tell whether the question was taken for one to the practice or for small talk."""
    return asked.answer.outcome in ("clinic", "chat")


def noticed(asked: Asked) -> bool:
    """Tell whether there is a notice of any level."""
    return asked.answer.notice is not None


def alarmed(asked: Asked) -> bool:
    """Tell whether there is an alarm."""
    return asked.answer.outcome == "urgent"


def asked_back(asked: Asked) -> bool:
    """Tell whether it is asked whether it may be a matter for a doctor."""
    return asked.answer.notice is not None and asked.answer.notice.level == "ask"


def is_emergency(asked: Asked) -> bool:
    """Tell whether there is an alarm of the gravest level."""
    return asked.answer.notice is not None and asked.answer.notice.level == "emergency"


def shows_technique(asked: Asked) -> bool:
    """Tell whether something that is done by hand is shown."""
    return any(passage.kind == "technique" for passage in asked.answer.passages)
