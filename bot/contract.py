"""What comes in beside a question, checked against the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args
from unicodedata import normalize

from bot.errors import QuestionError
from bot.records import Audience

MOST_CHARACTERS = 500
MOST_HISTORY = 10
LEAST_LIMIT, MOST_LIMIT = 1, 10
_AUDIENCES: tuple[Audience, ...] = get_args(Audience)

Code = Literal[
    "question_missing",
    "question_invalid",
    "question_empty",
    "question_too_long",
    "history_invalid",
    "history_too_long",
    "history_question_too_long",
    "audience_invalid",
    "limit_invalid",
    "language_invalid",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was said before it, within the contract's bounds."""

    # 1 to 500 characters, trimmed.
    question: str
    # The person's earlier questions, oldest first; blank ones left out.
    history: tuple[str, ...]
    audience: Audience
    # The most passages to return, 1 to 10.
    limit: int
    # The language of the page that is asked on, or None.
    language: str | None = None


def check_asked(
    question: object,
    *,
    history: object,
    audience: object,
    limit: object,
    language: object = None,
    wording: Mapping[str, str],
) -> Asked:
    """Return what was asked.

    :raise QuestionError: when a field has another type or range than the contract's.
    """
    return Asked(
        question=_check_question(question, wording),
        history=() if history == () else _check_history(history, wording),
        audience=_check_audience(audience, wording),
        limit=_check_limit(limit, wording),
        language=_check_language(language, wording),
    )


def _refusal(wording: Mapping[str, str], code: Code, **values: int) -> QuestionError:
    field = code.partition("_")[0]
    return QuestionError(code, wording[f"errors.{code}"].format(**values), param=field)


def _check_question(question: object, wording: Mapping[str, str]) -> str:
    if question is None:
        raise _refusal(wording, "question_missing")
    if not isinstance(question, str):
        raise _refusal(wording, "question_invalid")
    trimmed = question.strip()
    if not trimmed:
        raise _refusal(wording, "question_empty")
    length = _length_of(trimmed)
    if length > MOST_CHARACTERS:
        raise _refusal(wording, "question_too_long", length=length, limit=MOST_CHARACTERS)
    return _writable(trimmed)


def _check_history(history: object, wording: Mapping[str, str]) -> tuple[str, ...]:
    if isinstance(history, str) or not isinstance(history, Sequence):
        raise _refusal(wording, "history_invalid")
    if not all(isinstance(earlier, str) for earlier in history):
        raise _refusal(wording, "history_invalid")
    if len(history) > MOST_HISTORY:
        raise _refusal(wording, "history_too_long", length=len(history), limit=MOST_HISTORY)
    longest = max(map(_length_of, history), default=0)
    if longest > MOST_CHARACTERS:
        raise _refusal(wording, "history_question_too_long", length=longest, limit=MOST_CHARACTERS)
    return tuple(_writable(earlier) for earlier in history if earlier.strip())


def _check_audience(audience: object, wording: Mapping[str, str]) -> Audience:
    for known in _AUDIENCES:
        if audience == known:
            return known
    raise _refusal(wording, "audience_invalid")


def _check_limit(limit: object, wording: Mapping[str, str]) -> int:
    if (
        not isinstance(limit, int)
        or isinstance(limit, bool)
        or not LEAST_LIMIT <= limit <= MOST_LIMIT
    ):
        raise _refusal(wording, "limit_invalid", least=LEAST_LIMIT, most=MOST_LIMIT)
    return limit


def _check_language(language: object, wording: Mapping[str, str]) -> str | None:
    if language is not None and not isinstance(language, str):
        raise _refusal(wording, "language_invalid")
    return language


def _length_of(text: str) -> int:
    """Return how many characters a text has, or is read as where those are far more.

    Unicode has signs that stand for a whole sentence, up to eighteen characters each (NFKC,
    Unicode Standard Annex 15): a question of five hundred would be nine thousand to read.
    """
    written = len(text)
    if text.isascii() or written > MOST_CHARACTERS:
        return written
    read = len(normalize("NFKC", text))
    return read if read > 2 * MOST_CHARACTERS else written


def _writable(text: str) -> str:
    """Return text without half characters, which no page or file can hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
