"""Question to safety notice, or none: which of the clinic's rules its words fulfil.

A question is read as concepts, what is denied is left out ("no numbness":
bot.safety.concept_finder), and a rule fires when each of its slots is met. Everything is
table look-up and bit masks, so no wording can make it slow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.language.phrase_table import Match
from bot.language.text import Wording
from bot.records import Notice
from bot.safety.concept_finder import Glance, KnownWord, Sighting, glance_at, sight_concepts
from bot.safety.notices import Notices, Rule, bits_of

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
    fired, _ = _fired(question, notices, is_known_word, earlier)
    return notices.notices[min(rule.notice for rule in fired)] if fired else None


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
    fired, sightings = _fired(question, notices, is_known_word, earlier)
    return tuple(
        FiredRule(notices.notices[rule.notice], rule.number, _evidence(rule, sightings, notices))
        for rule in sorted(fired, key=lambda rule: (rule.notice, rule.number))
    )


def _fired(
    question: Wording, notices: Notices, is_known_word: KnownWord, earlier: Sequence[Wording]
) -> tuple[list[Rule], list[Sighting]]:
    """Return the rules that fire, and the turns that were looked at for them, latest first."""
    reading = notices.reading
    turns = [question, *reversed(earlier[-REMEMBERED:])] if earlier else [question]
    glances = [glance_at(turn, reading, is_known_word) for turn in turns]
    possible = _possible_rules(glances, notices.rules)
    # Nearly every question ends here.
    if not possible:
        return [], []
    sightings = [sight_concepts(glance, reading) for glance in glances]
    present, before = sightings[0], 0
    if not present.mask:
        return [], sightings
    for sighting in sightings[1:]:
        before |= sighting.mask
    known = present.mask | before
    fired = [
        rule
        for rule in possible
        if _met(rule, known)
        and not known & rule.unless
        and (
            _complete(rule, present)
            or (before and _completed_now(rule, present, before, reading.commonplace))
        )
    ]
    return fired, sightings


def _possible_rules(glances: Sequence[Glance], rules: Mapping[int, Sequence[Rule]]) -> list[Rule]:
    """Return the rules that have all their slots met, if nothing is denied."""
    mask = 0
    for glance in glances:
        mask |= glance.mask
    possible: dict[Rule, None] = {}
    for glance in glances:
        for match in glance.matches:
            for rule in rules[match.value]:
                # A plain loop: this runs for every rule that shares a concept with a question.
                for slot in rule.slots:
                    if not mask & slot:
                        break
                else:
                    possible[rule] = None
    return list(possible)


def _met(rule: Rule, mask: int) -> bool:
    return all(mask & slot for slot in rule.slots)


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
        if rule.slots[0] & first.value and all(
            any(
                slot & match.value
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
            notices.reading.concepts[bit],
            " ".join(sighting.wording.words[match.start : match.end]),
            match.start,
            match.end,
            turns_ago,
        )
        for turns_ago, sighting in enumerate(sightings)
        for match in sighting.matches
        for bit in bits_of(match.value & wanted)
    )
