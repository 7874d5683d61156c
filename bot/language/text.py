"""Text to sentences, words and terms: pure functions, the same for documents and questions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.language.languages import ENGLISH, Language
from bot.records import Span

STOP_WORDS = ENGLISH.stop_words

_APOSTROPHES = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "＇": "'",
        "′": "'",
        "‛": "'",
        "ʹ": "'",
        "ʻ": "'",
    }
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_BREAKS = frozenset(".!?;:,()\n–—")
_WORD_OR_BREAK = re.compile(rf"{_WORD.pattern}|[{''.join(sorted(_BREAKS))}]")
# Words that hold a "not" which a reader must not lose; typed with or without the apostrophe.
_NEGATED = (
    "can do does did is are was were has have had could should would must ca wo sha ai".split()
)
_IRREGULAR = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}
_NEGATIONS = {
    base + ending: (_IRREGULAR.get(base, base), "not")
    for base in _NEGATED
    for ending in ("n't", "nt", "not")
}
_TAKEN_APART = _BREAKS | _NEGATIONS.keys()
_CLITIC = re.compile(r"'(?:s|m|d|re|ve|ll)$")
# Ends that sentencex takes for a full stop, though a measure or an example follows.
_UNFINISHED = re.compile(r"(?:\b(?:approx|ca|cf|fig|no|incl|esp|min|max)\.|,|;|:)[)\]]?\s*$", re.I)


def normalise(text: str, language: Language = ENGLISH) -> str:
    """Return text in NFKC, case-folded, with plain apostrophes and no control or format marks."""
    normal = _plain_letters(text)
    for letters, meant in language.spelled:
        normal = normal.replace(letters, meant)
    return normal


def _plain_letters(text: str) -> str:
    if text.isascii():
        return text.lower().replace("`", "'")
    # Before NFKC, which takes an acute accent that stands alone apart.
    folded = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    # A combining accent is dropped, so that "piriformís" finds "piriformis".
    return "".join(
        mark
        for mark in unicodedata.normalize("NFKD", folded)
        if unicodedata.category(mark) not in ("Mn", "Cf")
    )


# Nothing here is remembered: what people type is theirs, and to look it up again is cheap.
def _parts(word: str) -> tuple[str, ...]:
    if word in _NEGATIONS:
        return _NEGATIONS[word]
    return (_CLITIC.sub("", word).replace("'", ""),) if "'" in word else (word,)


def words(text: str, language: Language = ENGLISH) -> list[str]:
    """Return the words of a text in order, normalised, with contractions taken apart.

    "can't" gives "can", "not"; "client's" gives "client".
    """
    return [part for word in _WORD.findall(normalise(text, language)) for part in _parts(word)]


def pairs_of(run: Sequence[str]) -> tuple[str, ...]:
    """Return each word with the next, joined by a space."""
    return tuple(map(" ".join, pairwise(run)))


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a question, with their stems and the places where a clause ends."""

    # As words() gives them.
    words: tuple[str, ...]
    # The stem of each word.
    stems: tuple[str, ...]
    # Positions of the words that begin after a punctuation mark or a new line.
    breaks: frozenset[int]
    # Each stem with the next, joined by a space.
    pairs: tuple[str, ...]

    def clauses(self) -> tuple[Wording, ...]:
        """Return its clauses of two words and more; none where it is all one clause."""
        if not self.breaks:
            return ()
        edges = [0, *sorted(self.breaks), len(self.words)]
        return tuple(
            _wording(self.words[start:end], self.stems[start:end], ())
            for start, end in pairwise(edges)
            if end - start > 1
        )

    def then(self, following: Wording) -> Wording:
        """Return this wording and one that follows, as if said in one breath."""
        size = len(self.words)
        breaks = (*self.breaks, size, *(at + size for at in following.breaks))
        return _wording(self.words + following.words, self.stems + following.stems, breaks)


def read_wording(text: str, language: Language = ENGLISH) -> Wording:
    """Return a question's words, stems and clause breaks, read once for every room."""
    normal = normalise(text, language).rstrip("?.! \n")
    pieces: list[str] = _WORD_OR_BREAK.findall(normal)
    breaks: list[int] = []
    # Most questions are one clause of plain words.
    if "'" in normal or not _TAKEN_APART.isdisjoint(pieces):
        pieces, whole = [], pieces
        for piece in whole:
            if piece in _BREAKS:
                breaks.append(len(pieces))
            else:
                pieces.extend(_parts(piece))
    return _wording(pieces, language.stemmer.stemWords(pieces), breaks)


def _wording(words: Iterable[str], stems: Sequence[str], breaks: Iterable[int]) -> Wording:
    return Wording(tuple(words), tuple(stems), frozenset(breaks), pairs_of(stems))


def respell(
    wording: Wording, mended: Mapping[int, Sequence[str]], language: Language = ENGLISH
) -> Wording:
    """Return a wording in which the words at some positions are others, one or several each."""
    if not mended:
        return wording
    found: list[str] = []
    stems: list[str] = []
    starts: list[int] = []
    for position, word in enumerate(wording.words):
        starts.append(len(found))
        if position in mended:
            found.extend(mended[position])
            stems.extend(language.stemmer.stemWords(mended[position]))
        else:
            found.append(word)
            stems.append(wording.stems[position])
    starts.append(len(found))
    return _wording(found, stems, (starts[position] for position in wording.breaks))


def stem(word: str, language: Language = ENGLISH) -> str:
    """Return the Snowball stem of a normalised word: in English that of Porter 2."""
    stemmed: str = language.stemmer.stemWord(word)
    return stemmed


def terms(text: str) -> list[str]:
    """Return the terms of a text: stems of its words without stop words, repeats kept."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


def sentences(text: str) -> tuple[Span, ...]:
    """Return the [start, end) offsets of the sentences of one paragraph, white space trimmed."""
    # Questions never need it and it takes time to load.
    from sentencex import segment

    spans: list[Span] = []
    start = end = 0
    for piece in segment("en", text):
        end += len(piece)
        following = text[end : end + 1]
        if _UNFINISHED.search(text[start:end]) or following.islower():
            continue
        spans.append(_trimmed(text, start, end))
        start = end
    if start < len(text):
        spans.append(_trimmed(text, start, len(text)))
    return tuple(span for span in spans if span[0] < span[1])


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
