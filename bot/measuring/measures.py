"""Judged questions to measures: how often the bot is right, and where it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from bot.chatbot import Chatbot
from bot.measuring.judged import Judged, misspell
from bot.records import Answer

_ANSWERING = frozenset(("answer", "unsure", "urgent"))
_REFUSING = frozenset(("no_answer", "clinic", "chat"))
# The share of answerable questions that may be refused where refusals are compared.
REFUSED_AT_MOST = 0.03


@dataclass(frozen=True, slots=True)
class Measure:
    """A share of judged questions, with the ones that were missed."""

    name: str
    # 0 to 1.
    value: float
    # How many questions it was taken over.
    count: int
    # What is aimed at: at least, or at most where fewer is better.
    goal: float
    fewer_is_better: bool = False
    # Id, question and what came instead.
    misses: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        """Tell whether the goal is met."""
        return self.value <= self.goal if self.fewer_is_better else self.value >= self.goal


@dataclass(frozen=True, slots=True)
class _Asked:
    judged: Judged
    answer: Answer


def evaluate(chatbot: Chatbot, judged: dict[str, tuple[Judged, ...]]) -> list[Measure]:
    """Return every measure over a set of judged questions, in the order of the README's table."""
    answerable = _ask_all(chatbot, judged["answerable"])
    outside = _ask_all(chatbot, judged["out_of_scope"])
    flags = _ask_all(chatbot, judged["red_flag"])
    alike = _ask_all(chatbot, judged["not_red_flag"])
    dialogues = _ask_all(chatbot, judged["dialogues"])
    misspelt = _ask_all(chatbot, judged["answerable"], change=misspell)
    clear = [asked for asked in flags if asked.judged.clear]
    soft = [asked for asked in flags if not asked.judged.clear]
    follow_ups = [asked for asked in dialogues if not asked.judged.switch]
    switches = [asked for asked in dialogues if asked.judged.switch]
    return [
        _share("success@1", answerable, _right_first, 0.92),
        _share("success@3", answerable, _right_among_first, 0.98),
        _auroc(answerable, outside),
        _share("out of scope rejected", outside, _rejected, 0.93),
        _share(
            "answerable refused",
            answerable,
            lambda asked: not _rejected(asked),
            REFUSED_AT_MOST,
            fewer=True,
        ),
        _rejected_at_equal_cost(answerable, outside),
        _share("success@1, one word misspelt", misspelt, _right_first, 0.88),
        _share("follow-ups, success@1", follow_ups, _right_first, 0.90),
        _share("topic switches, success@1", switches, _right_first, 0.95),
        _share("red flags caught, clear", clear, _alarmed, 1.0),
        _share("red flags noticed, softer", soft, _noticed, 1.0),
        _share("alarms on look-alikes", alike, _calm, 0.02, fewer=True),
        _share("alarms on answerable", answerable, _calm, 0.02, fewer=True),
    ]


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the chance that a positive value stands above a negative one; ties count half.

    Mann and Whitney's U over the number of pairs (Hanley and McNeil, 1982).
    """
    if not positive or not negative:
        return 1.0
    above = sum((p > n) + 0.5 * (p == n) for p, n in product(positive, negative))
    return above / (len(positive) * len(negative))


def _ask_all(
    chatbot: Chatbot,
    judged: Iterable[Judged],
    *,
    change: Callable[[str, str], str] | None = None,
) -> list[_Asked]:
    return [
        _Asked(
            one,
            chatbot.ask(
                change(one.question, one.id) if change else one.question, history=one.history
            ),
        )
        for one in judged
    ]


def _right_first(asked: _Asked) -> bool:
    return _right(asked, 1)


def _right_among_first(asked: _Asked) -> bool:
    return _right(asked, 3)


def _right(asked: _Asked, first: int) -> bool:
    shown = asked.answer.passages[:first]
    return asked.answer.outcome in _ANSWERING and any(
        passage.citation.section_id in asked.judged.ok for passage in shown
    )


def _rejected(asked: _Asked) -> bool:
    return asked.answer.outcome in _REFUSING


def _noticed(asked: _Asked) -> bool:
    return asked.answer.notice is not None


def _alarmed(asked: _Asked) -> bool:
    return asked.answer.outcome == "urgent"


def _calm(asked: _Asked) -> bool:
    return not _alarmed(asked)


def _share(
    name: str,
    asked: Sequence[_Asked],
    is_right: Callable[[_Asked], bool],
    goal: float,
    *,
    fewer: bool = False,
) -> Measure:
    """Return the share that is right, or of what is wrong where fewer is better."""
    missed = [one for one in asked if not is_right(one)]
    right = 1.0 - len(missed) / len(asked) if asked else 1.0
    value = 1.0 - right if fewer else right
    return Measure(name, value, len(asked), goal, fewer, tuple(map(_describe, missed)))


def _auroc(answerable: Sequence[_Asked], outside: Sequence[_Asked]) -> Measure:
    value = auroc(
        [asked.answer.confidence for asked in answerable],
        [asked.answer.confidence for asked in outside],
    )
    name = "confidence, answerable above out of scope (AUROC)"
    return Measure(name, value, len(answerable) + len(outside), 0.97)


def _rejected_at_equal_cost(answerable: Sequence[_Asked], outside: Sequence[_Asked]) -> Measure:
    """Return how much is rejected by the confidence that refuses 3 % of the answerable."""
    name = "out of scope rejected at 3 % refused"
    sure = sorted(asked.answer.confidence for asked in answerable)
    threshold = sure[int(REFUSED_AT_MOST * len(sure))] if sure else 0.0
    missed = [
        asked
        for asked in outside
        if asked.answer.confidence >= threshold and asked.answer.outcome in _ANSWERING
    ]
    value = 1.0 - len(missed) / len(outside) if outside else 1.0
    return Measure(name, value, len(outside), 0.93, misses=tuple(map(_describe, missed)))


def _describe(asked: _Asked) -> str:
    answer = asked.answer
    sections = ", ".join(dict.fromkeys(p.citation.section_id for p in answer.passages))
    notice = f", notice {answer.notice.id}" if answer.notice else ""
    turns = " | ".join((*asked.judged.history, answer.question))
    wanted = f" (wanted {', '.join(sorted(asked.judged.ok))})" if asked.judged.ok else ""
    return (
        f"{asked.judged.id}: {turns} → {answer.outcome} {answer.confidence:.2f}"
        f"{': ' + sections if sections else ''}{notice}{wanted}"
    )
