"""What some sentences raise: certain → alarm, probable → one question, else nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.safety.gauge import Gauge, Leaning
from bot.safety.notices.advice import GRAVE
from bot.safety.notices.loading import Notices
from bot.safety.signs.finding import Fired, find_signs
from bot.safety.standing import Reason
from bot.safety.thresholds import ALARM_FROM, thresholds_of
from bot.safety.turns import Piece

# How much more an emergency must score to outdo a certain sign of an urgent notice.
_OUTDONE_BY = 0.3


def reason_for(
    pieces: Sequence[Piece], turn: int, notices: Notices, gauge: Gauge, *, across: int = 0
) -> Reason | None:
    """Return the notice that sentences raise, and why; None where they raise nothing.

    :param turn: the number of the turn, from 1, for explanations.
    :param across: above 0, only what needs a sentence before that place and one from there on.
    """
    if not pieces:
        return None
    sentences = [piece.sentence for piece in pieces]
    leaning = gauge.lean(
        [piece.weighed for piece in pieces],
        denials=[(sentence.denies, sentence.only_denies) for sentence in sentences],
        across=across,
    )
    signs = list(find_signs(sentences, notices.grammar, across=across))
    thresholds = thresholds_of(sentences, notices.grammar)
    levels = notices.levels
    certain = _certain(signs, leaning, levels)
    if certain is not None and leaning.danger >= thresholds.sign:
        return _by_sign(turn, certain, levels[certain.sign.notice], leaning)
    if leaning.sure >= thresholds.alarm:
        notice = leaning.emergency if leaning.lead > 0 else leaning.urgent
        return _by_words(turn, notice, levels[notice], leaning)
    if certain is not None:
        return _by_sign(turn, certain, "ask", leaning)
    if leaning.danger >= thresholds.ask:
        return _by_words(turn, leaning.nearest, "ask", leaning)
    careful = next((sign for sign in signs if levels[sign.sign.notice] == "routine"), None)
    if careful is not None:
        return _by_sign(turn, careful, "routine", leaning)
    if leaning.careful >= thresholds.care:
        return _by_words(turn, leaning.routine, "routine", leaning)
    return None


def _certain(signs: Sequence[Fired], leaning: Leaning, levels: Mapping[str, str]) -> Fired | None:
    """Return the certain sign of the gravest notice; of several, of the most probable one."""
    for level in GRAVE:
        found = [fired for fired in signs if levels[fired.sign.notice] == level]
        if found:
            outdone = leaning.danger >= ALARM_FROM and leaning.lead > _OUTDONE_BY
            return None if level == "urgent" and outdone else _most_probable(found, leaning)
    return None


def _most_probable(signs: Sequence[Fired], leaning: Leaning) -> Fired:
    return max(signs, key=lambda fired: leaning.by_notice.get(fired.sign.notice, 0.0))


def _by_sign(turn: int, fired: Fired, level: str, leaning: Leaning) -> Reason:
    sign = fired.sign
    return Reason(turn, sign.notice, level, sign.written, fired.said, round(leaning.danger, 3))


def _by_words(turn: int, notice: str, level: str, leaning: Leaning) -> Reason:
    return Reason(turn, notice, level, "", (), round(leaning.danger, 3))
