"""What a person said, turn by turn → at most one notice, and whether anything else may be shown.

* A certain sign, or what was learned well above doubt, raises an alarm at its level.
* A probable danger is asked about: one fixed question with its answers.
* The gravest stays on every later reply until the person answers it with one of its choices.

Each turn is judged together with up to two before it, and every run of sentences in them by itself,
so that nothing harmless that is said elsewhere can hide a sign.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.language.languages import ENGLISH, Language
from bot.learning.model import Model
from bot.records import Notice
from bot.safety.gauge import Gauge
from bot.safety.notices.loading import Notices, plain
from bot.safety.raising import reason_for
from bot.safety.standing import Reason, gravest, with_reason, without
from bot.safety.thresholds import ALARM_FROM
from bot.safety.turns import Piece, TurnReader

# A probable danger that was learned alone is not asked about where the documents answer the turn so
# surely: that spares one in a hundred ordinary questions, and loses no red flag of the sets.
_ANSWERED_FROM = 0.9
# Earlier turns that are judged together with a turn.
TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Judgement:
    """What safety has to say to the last turn of a conversation."""

    notice: Notice | None
    """The gravest notice that stands, or None."""
    message: str
    """The reply that suffices by itself; "" without a grave notice."""
    ended: str
    """The reply when the last turn ended the notice that was shown; else ""."""
    vetted: frozenset[str] | None
    """The passages that may be shown: None for all; for an emergency none."""
    reasons: tuple[Reason, ...]
    """Why the notices that stand were raised, in order of the turns."""

    @property
    def hands_on_allowed(self) -> bool:
        """Whether passages of all kinds may be shown."""
        return self.vetted is None


NOTHING = Judgement(None, "", "", None, ())


class Judge:
    """Judges conversations with one clinic's notices and the learned model."""

    def __init__(
        self,
        notices: Notices,
        model: Model,
        *,
        language: Language = ENGLISH,
        answered: Callable[[str], float] | None = None,
    ) -> None:
        """Take the notices, what was learned, and what tells how surely documents answer a turn."""
        self.notices = notices
        self._answered_surely = answered or (lambda _: 0.0)
        self.gauge = Gauge(model, notices.levels)
        self._reader = TurnReader(notices, self.gauge, model, language)

    def judge(self, turns: Sequence[str]) -> Judgement:
        """Return the judgement of a conversation, oldest turn first, the present one last."""
        return self.say(*self.follow(turns), len(turns))

    def follow(self, turns: Sequence[str]) -> tuple[list[Reason], str]:
        """Return what stands after some turns, and the reply when the last one ended a notice."""
        standing: list[Reason] = []
        pieces: list[list[Piece]] = []
        ended = ""
        for number, turn in enumerate(turns, start=1):
            answer = self._answered(plain(turn), standing, number)
            if answer is not None:
                standing, ended = answer
                # What was said before an answer is settled.
                pieces = []
                continue
            ended = ""
            here = self._reader.read(turn)
            before = [piece for turn in pieces[-TOGETHER:] for piece in turn]
            pieces.append(here)
            alone = self._raised(here, number)
            if alone is not None and self._is_doubted(alone, turn):
                alone = None
            for reason in (alone, self._look_across(before, here, number)):
                if reason is not None:
                    standing = with_reason(standing, reason)
        return standing, ended

    def _answered(
        self, said: str, standing: list[Reason], turn: int
    ) -> tuple[list[Reason], str] | None:
        """Return what stands after a fixed answer, and the reply to it; None for other words."""
        notices, shown = self.notices, gravest(standing, self.notices.levels)
        raised = notices.yes.get(said, "")
        if shown is not None and shown.level == "ask" and shown.turn < turn:
            if said in notices.short_yes:
                raised = shown.notice
            elif said in notices.short_no:
                return without(standing, shown), notices.no_reply
        if raised in notices.advice:
            level = notices.advice[raised].notice.level
            rest = [reason for reason in standing if reason.notice != raised]
            return [*rest, Reason(turn, raised, level, "answered yes", (), 1.0)], ""
        if said in notices.ends:
            return without(standing, shown), notices.ends[said]
        return None

    def _is_doubted(self, reason: Reason, turn: str) -> bool:
        """Tell whether a turn is so surely an ordinary question that nothing need be asked."""
        if reason.level != "ask" or reason.sign or reason.danger >= ALARM_FROM:
            return False
        return self._answered_surely(turn) >= _ANSWERED_FROM

    def _look_across(
        self, before: Sequence[Piece], here: Sequence[Piece], number: int
    ) -> Reason | None:
        """Return what a turn raises only together with those before it."""
        if not before or not here:
            return None
        return self._raised([*before, *here], number, across=len(before))

    def _raised(self, pieces: Sequence[Piece], number: int, *, across: int = 0) -> Reason | None:
        return reason_for(pieces, number, self.notices, self.gauge, across=across)

    def say(self, standing: Sequence[Reason], ended: str, last: int) -> Judgement:
        """Return in this language what stands after the turn of a number, from 1."""
        # A routine notice belongs to the turn that speaks of it.
        lasting = [r for r in standing if r.level != "routine" or r.turn == last]
        shown = gravest(lasting, self.notices.levels)
        if shown is None:
            return replace(NOTHING, ended=ended)
        advice = self.notices.advice[shown.notice]
        reasons = tuple(lasting)
        if shown.level == "routine":
            return Judgement(advice.notice, "", ended, None, reasons)
        if shown.level == "ask":
            return Judgement(advice.asking, advice.asking_message, "", self.notices.beside, reasons)
        vetted = frozenset[str]() if shown.level == "emergency" else self.notices.beside
        return Judgement(advice.notice, advice.message, "", vetted, reasons)


def judge_together(
    judges: Mapping[str, Judge],
    turns: Sequence[str],
    spoken: Sequence[str],
    heard: Sequence[frozenset[str]],
) -> Judgement:
    """Return the judgement of a conversation in several languages, in that of its last turn.

    Each judge hears the turns of its language, and what was answered to a notice in any.

    :param judges: by code of the language, at least one.
    :param spoken: the code of each turn's language.
    :param heard: the codes of the languages that each turn has sentences in.
    """
    speaker = judges.get(spoken[-1]) or next(iter(judges.values()))
    if len(judges) == 1 and all(spoken[-1] in one for one in heard) and spoken[-1] in judges:
        return speaker.judge(turns)
    standing: list[Reason] = []
    ended = ""
    for code, judge in judges.items():
        found, over = judge.follow(_heard_by(code, judges, turns, spoken, heard))
        for reason in found:
            standing = with_reason(standing, reason)
        ended = over if judge is speaker else ended
    return speaker.say(standing, ended, len(turns))


def _heard_by(
    code: str,
    judges: Mapping[str, Judge],
    turns: Sequence[str],
    spoken: Sequence[str],
    heard: Sequence[frozenset[str]],
) -> list[str]:
    """Return the turns as one judge hears them: those of other languages only as fixed answers."""
    found: list[str] = []
    for turn, language, languages in zip(turns, spoken, heard, strict=True):
        if code not in languages:
            own = judges.get(language)
            name = own.notices.fixed.get(plain(turn), "") if own is not None else ""
            turn = judges[code].notices.worded.get(name, "")
        found.append(turn)
    return found
