"""The practice and the questions about it: price, booking, hours and the like."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.files.toml_file import TomlTable, read_toml
from bot.language.text import Wording
from bot.practice.topic_cues import CUE_KINDS, TopicCues, find_strengths, read_cues
from bot.records import Action

# What a practice may say of itself.
DETAILS = ("name", "address", "phone", "email", "booking")
# The details by which it can be reached, in the order in which a person is told.
CONTACTS = ("phone", "email", "booking")
DEFAULT_REGION = "GB"


@dataclass(frozen=True, slots=True)
class ClinicReply:
    """What is said to a question about the practice."""

    topic: str
    message: str
    # 1: about the practice. 0.8: so, too, though the body is spoken of. Less: so it seems,
    # and an article that answers well should win.
    strength: float
    # Ways to reach the practice, as far as they are known.
    contact: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of question about the practice."""

    id: str
    # The whole reply.
    message: str


@dataclass(frozen=True, slots=True)
class Clinic:
    """The practice, as its file describes it; everything may be empty."""

    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    booking: str = ""
    # Country code of two letters, for emergency numbers.
    region: str = DEFAULT_REGION
    # Ways to reach the practice: what a button says and where it leads.
    contact: tuple[Action, ...] = ()
    # The same as sentences, or a line to ask the practice when no way is known.
    contact_text: str = ""
    # In the order of the file.
    topics: tuple[Topic, ...] = ()
    cues: TopicCues | None = None


def find_topic(wording: Wording, clinic: Clinic, *, above: float = 0.0) -> ClinicReply | None:
    """Return the reply to a question about the practice, or None for any other question.

    The strongest cue wins, then the earlier topic of the file; it must be stronger than `above`.
    """
    if clinic.cues is None:
        return None
    strengths = find_strengths(wording, clinic.cues, above=above)
    if not strengths:
        return None
    position = min(strengths, key=lambda topic: (-strengths[topic], topic))
    if strengths[position] <= above:
        return None
    topic = clinic.topics[position]
    return ClinicReply(topic.id, topic.message, strengths[position], clinic.contact)


def load_clinic(path: Path) -> Clinic:
    """Return the practice that a file describes; without a file, an empty one.

    :raise CorpusError: when something in the file cannot be used.
    """
    if not path.exists():
        return Clinic()
    top = read_toml(path)
    top.allow((*DETAILS, "region", "wording", "words", "topics"))
    details = {key: top.text(key) for key in DETAILS}
    region = top.text("region").upper() or DEFAULT_REGION
    _check_details(top, details, region)
    wording = top.table("wording")
    wording.allow(("unknown", "ask", *DETAILS[1:], *(f"{key}_label" for key in CONTACTS)))
    lines = {key: _fill(wording, key, details) for key in DETAILS[1:] if details[key]}
    contact_text = " ".join(lines[key] for key in CONTACTS if lines.get(key))
    contact_text = contact_text or _fill(wording, "ask", details)
    tables = top.table("topics").tables()
    return Clinic(
        **details,
        region=region,
        contact=_contact(wording, details),
        contact_text=contact_text,
        topics=tuple(
            Topic(name, _message(table, wording, details, lines, contact_text))
            for name, table in tables.items()
        ),
        cues=read_cues(top.table("words"), tuple(tables.values())),
    )


def _check_details(top: TomlTable, details: Mapping[str, str], region: str) -> None:
    """Refuse details that a telephone, a mail program or a browser could not use."""
    if not (len(region) == 2 and region.isascii() and region.isalpha()):
        remedy = 'use two letters, as in "GB", "IE" or "US"'
        raise top.error(f"{region!r} is not a country code", remedy, key="region")
    phone, email, booking = (details[key] for key in CONTACTS)
    if phone and (set(phone) - set("0123456789+()-./ ") or not any(map(str.isdigit, phone))):
        remedy = "use digits, spaces, brackets and a leading + only"
        raise top.error(f"{phone!r} is not a telephone number", remedy, key="phone")
    if email and (email.count("@") != 1 or len(email.split()) != 1):
        raise top.error(f"{email!r} is not an email address", "write it as name@place", key="email")
    if booking and (not booking.startswith(("https://", "http://")) or len(booking.split()) != 1):
        raise top.error(f"{booking!r} is not a link", "begin it with https://", key="booking")


def _contact(wording: TomlTable, details: Mapping[str, str]) -> tuple[Action, ...]:
    # "+44 (0)20 …" shows the zero that is dialled within the country only.
    phone = details["phone"].replace("(0)", "") if "+" in details["phone"] else details["phone"]
    hrefs = {
        "phone": "tel:" + "".join(mark for mark in phone if mark in "+0123456789"),
        "email": "mailto:" + details["email"],
        "booking": details["booking"],
    }
    return tuple(
        Action(_fill(wording, f"{key}_label", details) or details[key], hrefs[key])
        for key in CONTACTS
        if details[key]
    )


def _message(
    table: TomlTable,
    wording: TomlTable,
    details: Mapping[str, str],
    lines: Mapping[str, str],
    contact_text: str,
) -> str:
    """Return a topic's reply: its answer, else the details that answer it, else whom to ask."""
    table.allow(("about", "answer", "details", *CUE_KINDS))
    answer = _fill(table, "answer", details)
    if answer:
        return answer
    named = table.texts("details")
    for key in named:
        if key not in DETAILS[1:]:
            remedy = f"use some of: {', '.join(DETAILS[1:])}"
            raise table.error(f"{key!r} is not a detail of the practice", remedy, key="details")
    told = " ".join(lines[key] for key in named if lines.get(key))
    if told:
        return told
    about = table.text("about")
    if not about:
        remedy = 'say in a few words what it is about, as in about = "parking"'
        raise table.error("has neither an answer nor an about", remedy)
    unknown = _fill(wording, "unknown", {**details, "about": about})
    return " ".join(part for part in (unknown, contact_text) if part)


def _fill(table: TomlTable, key: str, values: Mapping[str, str]) -> str:
    """Return a text with each {name} in it replaced by its value.

    :raise CorpusError: when a name is not known or its value is empty.
    """
    text = table.text(key)
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError as error:
        remedy = "write {{ and }} for brackets that are meant as such"
        raise table.error(
            f"has a bracket without its partner ({error})", remedy, key=key
        ) from error
    for name in names:
        if name not in values:
            remedy = f"use one of: {', '.join(f'{{{known}}}' for known in values)}"
            raise table.error(f"{{{name}}} is not known", remedy, key=key)
        if not values[name]:
            remedy = f"fill in {name} at the top of the file, or leave {{{name}}} out"
            raise table.error(f"{{{name}}} is empty", remedy, key=key)
    return text.format_map(values)
