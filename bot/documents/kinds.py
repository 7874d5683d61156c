"""The two kinds of passage: what a therapist does, and what is so and why."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.language.text import stem, words
from bot.records import Kind

# Names of hands-on work: one is enough. Stems.
_NAMED = frozenset(
    stem(word)
    for word in """
    effleurage friction glide knead petrissage prone stripping stroke supine tapotement technique
    therapist
    """.split()
)
# Words that go with hands-on work: two are enough. Stems.
_ACCOMPANYING = frozenset(
    stem(word)
    for word in """
    aggressively apply client compress flush lengthen pin press pressure release slow slowly steady
    stretch work
    """.split()
)
# What it is done with; together they count once, since they may hurt as well.
_TOOLS = frozenset(map(stem, "elbow fingertip forearm knuckle palm thumb".split()))
_INSTRUCTIONS = frozenset(
    """
    apply begin bend compress glide grab grasp hold knead lay let lift move place position press
    pull push put release repeat roll rotate rub sink slide stretch strip support turn use warm work
    """.split()
)
_CLAUSE = re.compile(r"[.;:]\s+")
# A comma goes before an instruction where the sentence opens with what comes first.
_OPENED = re.compile(
    r"(?:with|for|then|if|when|while|to|as|from|after|before|once|in|on|using)\b[^,]*,\s+", re.I
)
# "We lengthen the muscle": in a clinic's own article that is the therapist.
_WE = re.compile(
    r"\bwe (?:\w+ly |also |then |never )?(?:treat|release|relax|stroke|press|massage|lengthen|glide"
    r"|strip|knead|stretch|work (?:on|along|with))\b",
    re.I,
)
_LEAD_INS = frozenset("then first next now finally gently slowly also please always never".split())
_ENOUGH_CUES = 2
# Only a document that speaks of hands on a body has techniques: "press the button" is none.
_HANDS_ON = re.compile(
    r"massag|effleurag|petrissag|myofascia|trigger[ -]point|soft[ -]tissue|bodywork"
    r"|\bclient\b.{0,30}\b(?:prone|supine)|\b(?:prone|supine)\b.{0,30}\bclient\b",
    re.I | re.S,
)
# What continues the step before: "Then, with the hip pinned, move …".
_CONTINUED = re.compile(
    r"(?:and )?(?:then|next|now|after (?:that|this)|from (?:here|there)|finally|repeat"
    r"|hold (?:this|that|it|here|for)|(?:as|while) (?:you|doing) (?:do )?this|be sure"
    r"|(?:this|it) (?:gives|is important)|(?:a|another) \w+ way to \w+ (?:this|it))\b",
    re.I,
)

# What sends the reader elsewhere says nothing by itself.
_READING = re.compile(r"(?:read|learn more|find out|for more|see also)\b", re.I)


def has_techniques(text: str) -> bool:
    """Tell whether a document speaks of work with the hands on a body."""
    return _HANDS_ON.search(text) is not None


def infer_kind(sentence: str) -> Kind:
    """Return "technique" for a sentence that tells what hands do, else "explanation".

    >>> infer_kind("With the client prone, pin the hip.")
    'technique'
    """
    cues = sum(dict(filter(None, map(_cue_of, words(sentence)))).values())
    if cues >= _ENOUGH_CUES or _WE.search(sentence) is not None:
        return "technique"
    for clause in _CLAUSE.split(sentence):
        lead = _OPENED.match(clause)
        for opening in (clause, clause[lead.end() :] if lead else ""):
            first = [word for word in words(opening[:40])[:3] if word not in _LEAD_INS]
            if first and first[0] in _INSTRUCTIONS:
                return "technique"
    return "explanation"


@lru_cache(maxsize=50_000)
def _cue_of(word: str) -> tuple[str, int] | None:
    """Return what a word names of hands-on work and how much that counts."""
    base = stem(word)
    if base in _NAMED:
        return base, _ENOUGH_CUES
    if base in _TOOLS:
        return "a tool", 1
    return (base, 1) if base in _ACCOMPANYING else None


def continues(sentence: str) -> bool:
    """Tell whether a sentence goes on with the step before it.

    >>> continues("Then move the foot outwards.")
    True
    """
    return _CONTINUED.match(sentence) is not None


def sends_elsewhere(sentence: str) -> bool:
    """Tell whether a sentence only names further reading.

    >>> sends_elsewhere("Learn more about knots.")
    True
    """
    return _READING.match(sentence) is not None
