"""Question to safety notice, or none: which of the clinic's rules its words fulfil.

A question is read as concepts (bot.notices), what is denied is left out ("no numbness"), and
a rule fires when each of its slots is met. Everything is table look-up and bit masks, so no
wording can make it slow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from bot.concepts import IDIOM, SHORTEST_MENDED, Reading
from bot.lexicon import Match
from bot.notices import Notices, Rule
from bot.records import Notice
from bot.text import Wording, stem

# Earlier questions that may complete what the present one says.
REMEMBERED = 2
# Words that count which a "not" reaches ("no sign of swelling").
NEGATION_REACH = 2
# From this length on a word may have two slips.
LONG_WORD = 8

_ABILITY = frozenset(("can", "could", "cannot"))
_LISTS_ON = frozenset(("or", "nor"))
# "no control of my bladder or bowels": "my" begins nothing new after these.
_LINKS = frozenset(("of", "in", "on", "to", "around", "between", "over"))

KnownWord = Callable[[str], bool]


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


@dataclass(frozen=True, slots=True)
class _Sighting:
    """The concepts of one question."""

    wording: Wording
    matches: tuple[Match[int], ...]
    mask: int


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


def mend_wording(wording: Wording, reading: Reading, is_known_word: KnownWord) -> Wording:
    """Return the wording with slang spelt out and misspelt words that matter here mended."""
    mended: dict[int, tuple[str, ...]] = {}
    for position, word in enumerate(wording.words):
        if word in reading.spellings:
            mended[position] = reading.spellings[word]
        elif (
            len(word) >= SHORTEST_MENDED
            and wording.stems[position] not in reading.stems
            and not _is_known(word, is_known_word)
        ):
            nearest = _nearest(word, reading.mendable.get(word[0], ()))
            if nearest is not None:
                mended[position] = (nearest,)
    if not mended:
        return wording
    flat: list[str] = []
    starts: list[int] = []
    for position, word in enumerate(wording.words):
        starts.append(len(flat))
        flat.extend(mended.get(position, (word,)))
    starts.append(len(flat))
    breaks = frozenset(starts[position] for position in wording.breaks)
    return Wording(tuple(flat), tuple([stem(word) for word in flat]), breaks)


def _is_known(word: str, is_known_word: KnownWord) -> bool:
    # Word lists lack many endings: "shovelling" is known by "shovel".
    return is_known_word(word) or is_known_word(stem(word))


def _nearest(word: str, candidates: Sequence[str]) -> str | None:
    limit = 2 if len(word) >= LONG_WORD else 1
    best, best_distance = None, limit + 1
    for candidate in candidates:
        if abs(len(candidate) - len(word)) < best_distance:
            distance = DamerauLevenshtein.distance(word, candidate, score_cutoff=limit)
            if distance < best_distance:
                best, best_distance = candidate, distance
    return best


def _sight_all(
    question: Wording, notices: Notices, is_known_word: KnownWord, earlier: Sequence[Wording]
) -> list[_Sighting]:
    turns = [question, *reversed(earlier[-REMEMBERED:])]
    return [_sight(turn, notices, is_known_word) for turn in turns]


def _sight(wording: Wording, notices: Notices, is_known_word: KnownWord) -> _Sighting:
    wording = mend_wording(wording, notices.reading, is_known_word)
    matches = notices.reading.lexicon.find_all(wording.stems)
    if not matches:
        return _Sighting(wording, (), 0)
    denied = _denied(wording, notices.reading, matches)
    # What stands inside a denied phrase is denied with it: "bladder" in "no loss of bladder…".
    for match in matches:
        if match.value >= 0 and match.start in denied:
            denied.update(range(match.start, match.end))
    idioms = [match for match in matches if match.value == IDIOM]
    kept = tuple(
        match
        for match in matches
        if match.value >= 0
        and match.start not in denied
        and not any(
            idiom.start <= match.start
            and match.end <= idiom.end
            and match.end - match.start < idiom.end - idiom.start
            for idiom in idioms
        )
    )
    mask = 0
    for match in kept:
        mask |= 1 << match.value
    return _Sighting(wording, kept, mask)


def _denied(wording: Wording, reading: Reading, matches: Sequence[Match[int]]) -> set[int]:
    """Return the positions of the words that a "no", "not" or "without" reaches."""
    denied: set[int] = set()
    if reading.negators.isdisjoint(wording.stems):
        return denied
    # A "no" inside a phrase belongs to it ("no feeling") and denies nothing else.
    meant = {
        at for match in matches if match.value != IDIOM for at in range(match.start, match.end)
    }
    for position, word in enumerate(wording.stems):
        if word in reading.negators and position not in meant:
            denied |= _reached(wording, reading, position)
    return denied


def _reached(wording: Wording, reading: Reading, negator: int) -> set[int]:
    stems = wording.stems
    # "can't walk swollen leg": an ability is denied, not what follows it.
    able = negator > 0 and stems[negator - 1] in _ABILITY
    left = 1 if able else NEGATION_REACH
    reached: set[int] = set()
    for position in range(negator + 1, len(stems)):
        word = stems[position]
        if word in _LISTS_ON:
            left = NEGATION_REACH
            continue
        if word in reading.negation_ends and stems[position - 1] not in _LINKS:
            break
        if position in wording.breaks and position > negator + 1:
            if not _list_goes_on(wording, reading, position):
                break
            left = NEGATION_REACH
        if word in reading.skip and not able:
            reached.add(position)
            continue
        if left == 0:
            # The list may go on: "no weakness down there or numbness".
            if _LISTS_ON.isdisjoint(stems[position : position + 3]) or able:
                break
            continue
        left -= 1
        reached.add(position)
    return reached


def _list_goes_on(wording: Wording, reading: Reading, position: int) -> bool:
    """Tell whether a comma stands within a denied list: "no numbness, tingling or weakness"."""
    for word in wording.stems[position : position + 4]:
        if word in _LISTS_ON:
            return True
        if word in reading.negation_ends:
            return False
    return False


def _fired(sightings: Sequence[_Sighting], notices: Notices) -> list[Rule]:
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
            if _complete(rule, present) or (before and _completed_now(rule, present, before)):
                fired.append(rule)
    return fired


def _met(rule: Rule, mask: int) -> bool:
    # A plain loop: this runs for every rule that shares a concept with the question.
    for slot in rule.slots:  # noqa: SIM110
        if not mask & slot:
            return False
    return True


def _complete(rule: Rule, sighting: _Sighting) -> bool:
    """Tell whether one question alone fulfils a rule."""
    if not _met(rule, sighting.mask):
        return False
    return rule.near is None or _near_each_other(rule, rule.near, sighting.matches)


def _completed_now(rule: Rule, present: _Sighting, before: int) -> bool:
    """Tell whether the present question adds what the earlier ones lacked."""
    # Within one question the distance counts, so only what it lacks may come from before.
    return not _met(rule, before) and not _met(rule, present.mask)


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
    rule: Rule, sightings: Sequence[_Sighting], notices: Notices
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
