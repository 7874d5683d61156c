"""The concepts that a question names: misspelt words mended, what is denied left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.language.phrase_table import Match
from bot.language.text import Wording, respell, stem
from bot.safety.concepts import IDIOM, SHORTEST_MENDED, STILL_MEANT, Reading
from bot.safety.sequences import find_chains

# Words that count which a "not" reaches ("no sign of swelling").
NEGATION_REACH = 2
# From this length on a word may have two slips.
LONG_WORD = 8

_NO_CONCEPTS = IDIOM | STILL_MEANT
_ABILITY = frozenset(("can", "could", "cannot"))
_LISTS_ON = frozenset(("or", "nor"))
# "no control of my bladder or bowels": "my" begins nothing new after these.
_LINKS = frozenset(("of", "in", "on", "to", "around", "between", "over"))

KnownWord = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Glance:
    """Everything that the words of one question stand for, denied or not."""

    # As typed, misspelt words mended.
    wording: Wording
    # Each phrase with the mask of what it stands for.
    matches: list[Match[int]]
    # All of these masks together.
    mask: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """The concepts that one question names and does not deny."""

    wording: Wording
    matches: tuple[Match[int], ...]
    mask: int


def glance_at(wording: Wording, reading: Reading, is_known_word: KnownWord) -> Glance:
    """Return all that a question may name: enough to see that it calls for nothing."""
    wording = mend_wording(wording, reading, is_known_word)
    matches = reading.lexicon.find_all(wording.stems, wording.pairs)
    exact = reading.exact
    if not exact.keys().isdisjoint(wording.words):
        matches += [
            Match(position, position + 1, exact[word])
            for position, word in enumerate(wording.words)
            if word in exact
        ]
    mask = _mask_of(matches)
    longer = find_chains(wording, matches, mask, reading.chains)
    return Glance(wording, longer, mask if longer is matches else _mask_of(longer))


def sight_concepts(glance: Glance, reading: Reading) -> Sighting:
    """Return the concepts that a question names and does not deny."""
    wording, matches = glance.wording, glance.matches
    denied = _denied(wording, reading, matches)
    # What stands inside a denied phrase is denied with it: "bladder" in "no loss of bladder…".
    for start, end, mask in matches:
        if start in denied and mask & ~_NO_CONCEPTS:
            denied.update(range(start, end))
    idioms = [match for match in matches if match.value & IDIOM]
    kept = tuple(
        match
        for match in matches
        if match.start not in denied and not (idioms and _within_idiom(match, idioms))
    )
    mask = _mask_of(kept) & ~_NO_CONCEPTS
    for concept, stronger in reading.overruled:
        if mask & stronger:
            mask &= ~concept
    return Sighting(wording, kept, mask)


def _mask_of(matches: Iterable[Match[int]]) -> int:
    mask = 0
    for match in matches:
        mask |= match.value
    return mask


def _within_idiom(match: Match[int], idioms: Sequence[Match[int]]) -> bool:
    return any(
        idiom.start <= match.start
        and match.end <= idiom.end
        and match.end - match.start < idiom.end - idiom.start
        for idiom in idioms
    )


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
            # "can't stand without pain" has the pain.
            if word == "without" and "not" in wording.stems[max(0, position - 6) : position]:
                continue
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


def mend_wording(wording: Wording, reading: Reading, is_known_word: KnownWord) -> Wording:
    """Return the wording with slang spelt out and misspelt words that matter here mended."""
    words, stems, spellings = wording.words, reading.stems, reading.spellings
    strange = [position for position, word in enumerate(wording.stems) if word not in stems]
    mended: dict[int, tuple[str, ...]] = {}
    for position in strange:
        word = words[position]
        if len(word) >= SHORTEST_MENDED and not _is_known(word, is_known_word):
            nearest = _nearest(word, reading.mendable.get(word[0], ()))
            if nearest is not None:
                mended[position] = (nearest,)
    if not spellings.keys().isdisjoint(words):
        for position, word in enumerate(words):
            if word in spellings:
                mended[position] = spellings[word]
    return respell(wording, mended)


def _is_known(word: str, is_known_word: KnownWord) -> bool:
    # Word lists lack many endings: "shovelling" is known by "shovel".
    return is_known_word(word) or is_known_word(stem(word))


def _nearest(word: str, candidates: Sequence[str]) -> str | None:
    # Loaded at the first word that is not known, which many a start is spared.
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    limit = 2 if len(word) >= LONG_WORD else 1
    found = process.extractOne(
        word, candidates, scorer=DamerauLevenshtein.distance, score_cutoff=limit
    )
    return None if found is None else found[0]
