"""Headings and sentences to questions that people may ask: drafts for an owner to edit.

Nothing is generated beyond fixed forms around the document's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.language.text import words
from bot.records import Document, Section

_MOST_WORDS = 12
_FEWEST_WORDS = 3
_QUESTION = re.compile(
    r"(?:(?:how|what|when|where|which|who|why)(?: \w+)? )?"
    r"(?:can|do|does|is|are|should|will|may)\b",
    re.I,
)
_BEFORE_ACT = re.compile(r"(how|when|where|what|which \w+) to (.+)", re.I)
_DEFINED = re.compile(
    r"((?:An?|The)?\s?(?:[\w'’-]+\s){0,3}?[\w'’-]+) (is|are|means?) (?:an? |the |called )", re.I
)
_CAUSED = re.compile(
    r"((?:\w+ ){1,4}?\w+)(?<! may) (?:comes? from|(?:is|are) caused by|points? to)\b"
)
_CONDITION = re.compile(r"(?:if|when) (.{8,70}?),", re.I)
_ACTS = frozenset(
    """
    add apply avoid buy change check choose clean close draw empty fill grind hold keep lie lift
    move open place press pull push put remove replace roll send set sit soak start stop stretch
    switch take turn use wait walk wash wear wipe
    """.split()
)


def propose_questions(document: Document, section: Section) -> list[str]:
    """Return questions that a section may answer, the one made of its heading first."""
    proposed = [*_from_heading(document, section), *_from_sentences(section)]
    kept: dict[str, str] = {}
    for question in proposed:
        short = " ".join(question.split())
        if len(words(short)) <= _MOST_WORDS:
            kept.setdefault(short.casefold().rstrip("?"), short)
    return list(kept.values())


def _from_heading(document: Document, section: Section) -> Iterator[str]:
    if section.title == document.title:
        return
    title = _lowered(section.title.rstrip(".:"))
    if found := _BEFORE_ACT.fullmatch(title):
        yield f"{found[1]} {'should' if found[1] == 'what' else 'do'} I {found[2]}?"
    elif _QUESTION.match(title):
        yield title if title.endswith("?") else f"{title}?"
    else:
        about = _lowered(section.parents[-1] if section.parents else document.title)
        is_short = len(words(title)) < _FEWEST_WORDS and len(words(about)) <= _FEWEST_WORDS
        yield f"{title}, {about}" if is_short else title


def _from_sentences(section: Section) -> Iterator[str]:
    for passage in section.passages:
        for start, end in passage.sentences:
            sentence = passage.text[start:end]
            if found := _DEFINED.match(sentence):
                plural = found[2] == "are"
                yield f"what {'are' if plural else 'is'} {_lowered(found[1])}?"
            if found := _CAUSED.match(sentence):
                yield f"what causes {_lowered(found[1])}?"
            if found := _CONDITION.match(sentence):
                yield f"what if {_lowered(found[1])}?"
            first = sentence.split(" ", 1)[0].lower()
            if first in _ACTS:
                clause = re.split(r"[,.;:(]", sentence, maxsplit=1)[0]
                yield f"how do I {_lowered(clause)}?"


def _lowered(text: str) -> str:
    """Return text with the capitals that only a heading or a sentence's start has made small."""
    return " ".join(
        word.lower() if word[1:].islower() or word in ("A", "An") else word for word in text.split()
    )
