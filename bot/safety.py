"""Question to safety notice, or none: which of the clinic's rules its words fulfil.

A question is read as concepts, what is denied is left out ("no numbness": bot.sighting), and
a rule fires when each of its slots is met. Everything is table look-up and bit masks, so no
wording can make it slow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.lexicon import Match
from bot.notices import Notices, Rule
from bot.records import Notice
from bot.sighting import KnownWord, Sighting, sight_concepts
from bot.text import Wording

# Earlier questions that may complete what the present one says.
REMEMBERED = 2
# Rules whose words stand nearer than this are not completed across questions.
LEAST_SHARED_DISTANCE = 5


@dataclass(frozen=True, slots=True)
class FoundConcept:
    """A concept that a question names, and where."""

    concept: str
    # Words [start, end) of the mended wording, as typed.
    said: str
    start: int
    end: int
    # 0 for the present question, 1 for the one before it, …
    turns_ago: int


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule that a question fulfils."""

    notice: Notice
    # 1 for the notice's first rule.
    number: int
    concepts: tuple[FoundConcept, ...]


def find_notice(
    question: Wording,
    notices: Notices,
    *,
    is_known_word: KnownWord,
    earlier: Sequence[Wording] = (),
) -> Notice | None:
    """Return the gravest notice that a question calls for, or None.

    `earlier` holds the conversation's questions so far, oldest first: the last two may
    complete a rule, but one that they fulfilled among themselves does not fire again.
    `is_known_word` tells whether a word is English: only others are read as misspelt.
    """
    sightings = _sight_all(question, notices, is_known_word, earlier)
    fired = _fired(sightings, notices)
    if not fired:
        return None
    return notices.notices[min(rule.notice for rule in fired)]


def fired_rules(
    question: Wording,
    notices: Notices,
    *,
    is_known_word: KnownWord,
    earlier: Sequence[Wording] = (),
) -> tuple[FiredRule, ...]:
    """Return every rule that fires, gravest first, with the words that fulfil it.

    The options are those of find_notice.
    """
    sightings = _sight_all(question, notices, is_known_word, earlier)
    rules = sorted(_fired(sightings, notices), key=lambda rule: (rule.notice, rule.number))
    return tuple(
        FiredRule(notices.notices[rule.notice], rule.number, _evidence(rule, sightings, notices))
        for rule in rules
    )


def _sight_all(
    question: Wording, notices: Notices, is_known_word: KnownWord, earlier: Sequence[Wording]
) -> list[Sighting]:
    turns = [question, *reversed(earlier[-REMEMBERED:])]
    return [sight_concepts(turn, notices.reading, is_known_word) for turn in turns]


def _fired(sightings: Sequence[Sighting], notices: Notices) -> list[Rule]:
    present = sightings[0]
    if not present.mask:
        return []
    before = 0
    for sighting in sightings[1:]:
        before |= sighting.mask
    known = present.mask | before
    named = {match.value for sighting in sightings for match in sighting.matches}
    fired: list[Rule] = []
    for concept in named & notices.rules.keys():
        for rule in notices.rules[concept]:
            if known & rule.unless or not _met(rule, known) or rule in fired:
                continue
            if _complete(rule, present) or (
                before and _completed_now(rule, present, before, notices.reading.commonplace)
            ):
                fired.append(rule)
    return fired


def _met(rule: Rule, mask: int) -> bool:
    # A plain loop: this runs for every rule that shares a concept with the question.
    for slot in rule.slots:  # noqa: SIM110
        if not mask & slot:
            return False
    return True


def _complete(rule: Rule, sighting: Sighting) -> bool:
    """Tell whether one question alone fulfils a rule."""
    if not _met(rule, sighting.mask):
        return False
    return rule.near is None or _near_each_other(rule, rule.near, sighting.matches)


def _completed_now(rule: Rule, present: Sighting, before: int, commonplace: int) -> bool:
    """Tell whether the present question adds a telling sign that the earlier ones lacked."""
    # Words that must stand close together are one expression: two questions cannot share it.
    if rule.near is not None and rule.near < LEAST_SHARED_DISTANCE:
        return False
    # Within one question the distance counts, so only what it lacks may come from before.
    if _met(rule, present.mask):
        return False
    return any(not before & slot and present.mask & slot & ~commonplace for slot in rule.slots)


def _near_each_other(rule: Rule, near: int, matches: Sequence[Match[int]]) -> bool:
    for first in matches:
        if rule.slots[0] >> first.value & 1 and all(
            any(
                slot >> match.value & 1
                and match.start - first.end <= near
                and first.start - match.end <= near
                for match in matches
            )
            for slot in rule.slots[1:]
        ):
            return True
    return False


def _evidence(
    rule: Rule, sightings: Sequence[Sighting], notices: Notices
) -> tuple[FoundConcept, ...]:
    wanted = 0
    for slot in rule.slots:
        wanted |= slot
    return tuple(
        FoundConcept(
            notices.reading.concepts[match.value],
            " ".join(sighting.wording.words[match.start : match.end]),
            match.start,
            match.end,
            turns_ago,
        )
        for turns_ago, sighting in enumerate(sightings)
        for match in sighting.matches
        if wanted >> match.value & 1
    )
