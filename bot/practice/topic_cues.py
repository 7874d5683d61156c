"""The cues by which a question about the practice is known, and how far each is trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.files.toml_file import TomlTable
from bot.language.phrases import CueBook, Phrase, read_cue, read_lists, stems_of
from bot.language.text import STOP_WORDS, Wording, stem

# How sure a cue makes us: alone, and beside a word of the body. A weak cue counts for nothing
# beside the body, because a health question must never be taken away from the article.
STRENGTH = {"said": (1.0, 0.8), "alone": (0.9, 0.0), "hints": (0.7, 0.0)}
_MOST_STRENGTH = tuple(map(max, zip(*STRENGTH.values(), strict=True)))
CUE_KINDS = (*STRENGTH, "unless")
# Lists in [words] that mean something to the program; all others are named in <…> only.
_SKIPPED, _BODY, _PLAIN = "skipped", "body", "plain"


@dataclass(frozen=True, slots=True)
class TopicCues:
    """What shows which topic a question is about; topics go by their position in the file."""

    book: CueBook
    # For each number of a cue: the position of its topic, and its kind.
    meanings: tuple[tuple[int, str], ...]
    # Stems that speak of the body or of hands-on work.
    body: frozenset[str]
    # Stems that may stand beside a cue that counts only alone.
    plain: frozenset[str]


def find_strengths(wording: Wording, cues: TopicCues, *, above: float = 0.0) -> dict[int, float]:
    """Return how surely a question is about each topic, from 0 to 1; topics at 0 are left out.

    Where no topic can be surer than `above`, none is looked for.
    """
    beside_body = 0 if cues.body.isdisjoint(wording.stems) else 1
    if _MOST_STRENGTH[beside_body] <= above:
        return {}
    found = cues.book.find(wording.stems)
    strengths: dict[int, float] = {}
    barred: set[int] = set()
    for number in found:
        topic, kind = cues.meanings[number]
        if kind == "unless":
            barred.add(topic)
            continue
        strength = STRENGTH[kind][beside_body]
        if strength > strengths.get(topic, 0.0) and (
            kind != "alone" or _all_plain(wording.stems, cues.plain)
        ):
            strengths[topic] = strength
    return {topic: strength for topic, strength in strengths.items() if topic not in barred}


def _all_plain(stems: Sequence[str], plain: frozenset[str]) -> bool:
    # Numbers, hours and dates are plain, however they are written.
    return all(word in plain or word[0].isdigit() for word in stems)


def read_cues(words: TomlTable, topics: Sequence[TomlTable]) -> TopicCues:
    """Return the cues of the topics, read with the lists of words.

    :raise CorpusError: when a list or a phrase cannot be used.
    """
    lists = read_lists(words)
    skipped = stems_of(lists.get(_SKIPPED, ()))
    plain = {stem(word) for word in STOP_WORDS}
    plain.update(*(stems_of(phrases) for name, phrases in lists.items() if name != _BODY))
    cues: list[tuple[int, list[list[Phrase]]]] = []
    meanings: list[tuple[int, str]] = []
    for position, topic in enumerate(topics):
        for kind in CUE_KINDS:
            for text in topic.texts(kind):
                parts = read_cue(topic, kind, text, lists=lists, skipped=skipped)
                cues.append((len(meanings), parts))
                meanings.append((position, kind))
                if kind == "alone":
                    plain.update(*map(stems_of, parts))
    book = CueBook(cues, skipped=skipped)
    return TopicCues(book, tuple(meanings), stems_of(lists.get(_BODY, ())), frozenset(plain))
