"""What a therapist reads off a technique at a glance: its steps, the position and the site."""

from __future__ import annotations

import re

from bot.documents.kinds import sends_elsewhere
from bot.records import Passage

_POSITION = re.compile(
    r"\b(?:semi-)?(?:prone|supine)\b|\bside-?lying\b|\bface (?:down|up)\b|\bseated client\b", re.I
)
# "just medial of the greater trochanter": where on the body, up to the next part of the sentence.
_SITE = re.compile(
    r"\b(?:medial|lateral|superior|inferior|proximal|distal|anterior|posterior)"
    r" (?:of|to) the (?:\w+ ){0,2}?\w+(?=[,.;:)]| (?:and|or|of|with|while|attachment)\b|$)",
    re.I,
)
# "bend the knee so the leg is at 90 degrees": the joint and its angle, within one clause.
_ANGLE = re.compile(
    r"\b(knee|hip|elbow|ankle|shoulder|wrist|leg|arm)\b"
    r"(?:(?!\b(?:knee|hip|elbow|ankle|shoulder|wrist)\b)[^.;]){0,40}?\b(\d{1,3}) ?(?:degrees|°)",
    re.I,
)


def steps_of(passage: Passage) -> tuple[str, ...]:
    """Return the sentences of a passage in order, without those that only name other reading."""
    written = tuple(passage.text[start:end] for start, end in passage.sentences)
    return tuple(each for each in written if not sends_elsewhere(each)) or written


def place_of(passage: Passage) -> tuple[str, ...]:
    """Return position, site and angles that a technique names, in that order, each once.

    Empty for an explanation: where something is told why, nobody is to be laid down.

    >>> # "With the client prone, bend the knee to 90 degrees." gives ("prone", "knee at 90°")
    """
    if passage.kind != "technique":
        return ()
    text = passage.text
    found = [each[0].lower() for each in _POSITION.finditer(text)]
    found += [each[0] for each in _SITE.finditer(text)]
    found += [f"{joint.lower()} at {angle}°" for joint, angle in _ANGLE.findall(text)]
    return tuple(dict.fromkeys(found))
