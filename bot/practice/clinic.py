"""The practice: who it is, how to reach it, and what it answers about its own business."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.files.toml_file import TomlTable, read_toml
from bot.records import Action

# What a practice may say of itself.
DETAILS = ("name", "address", "phone", "email", "booking")
# The details by which it can be reached, in the order in which a person is told.
CONTACTS = ("phone", "email", "booking")
DEFAULT_REGION = "GB"
# How its pages look.
LOOKS = ("line", "logo", "color")
PICTURES = (".svg", ".png", ".webp", ".jpg", ".jpeg")


@dataclass(frozen=True, slots=True)
class Clinic:
    """The practice, as its file describes it; everything may be empty."""

    name: str = ""
    """What it is called."""
    address: str = ""
    """Where it is."""
    phone: str = ""
    """Its telephone number as written."""
    email: str = ""
    """Its address for email."""
    booking: str = ""
    """The address of its booking page."""
    line: str = ""
    """What the pages say of it under their title, such as who answers for them."""
    logo: str = ""
    """File name of its picture, in the corpus folder."""
    color: str = ""
    """Its own colour, as "#1f6b61"."""
    region: str = DEFAULT_REGION
    """Country code of two letters, for emergency numbers."""
    contact: tuple[Action, ...] = ()
    """Ways to reach it: what a button says and where it leads."""
    contact_text: str = ""
    """The same as sentences, or a line to ask the practice when no way is known."""
    topics: Mapping[str, str] = field(default_factory=dict)
    """Topic → the whole reply."""


def load_clinic(path: Path, defaults: Path, spoken: Path | None = None) -> Clinic:
    """Return the practice that a file describes; without a file, one without details.

    :param defaults: the topics and the wording that ship with the bot (practice.toml).
    :param spoken: a file whose answers, in another language, take the place of the first one's.
    :raise CorpusError: when something in a file cannot be used.
    """
    standard = read_toml(defaults)
    top = read_toml(path) if path.exists() else TomlTable(path, "", "", {})
    top.allow((*DETAILS, *LOOKS, "region", "answers"))
    details = {key: top.text(key) for key in DETAILS}
    looks = {key: top.text(key) for key in LOOKS}
    _check_looks(top, looks)
    region = top.text("region").upper() or DEFAULT_REGION
    _check_details(top, details, region)
    wording = standard.table("wording")
    lines = {key: _fill(wording, key, details) for key in DETAILS[1:] if details[key]}
    contact_text = " ".join(lines[key] for key in CONTACTS if lines.get(key))
    contact_text = contact_text or _fill(wording, "ask", details)
    topics = standard.table("topics").tables()
    answers = (read_toml(spoken) if spoken is not None and spoken.exists() else top).table(
        "answers"
    )
    answers.allow(topics)
    return Clinic(
        **details,
        **looks,
        region=region,
        contact=_contact(wording, details),
        contact_text=contact_text,
        topics={
            name: _fill(answers, name, details)
            or _message(topic, wording, details, lines, contact_text)
            for name, topic in topics.items()
        },
    )


def _check_looks(top: TomlTable, looks: Mapping[str, str]) -> None:
    """Refuse a picture that is not there and a colour that no page could use."""
    color, logo = looks["color"], looks["logo"]
    if color and re.fullmatch(r"#[0-9a-fA-F]{6}", color) is None:
        remedy = 'write # and six digits, as in "#1f6b61"'
        raise top.error(f"{color!r} is not a colour", remedy, key="color")
    if logo and (Path(logo).name != logo or Path(logo).suffix.lower() not in PICTURES):
        remedy = f"name a file of this folder that ends in {', '.join(PICTURES)}"
        raise top.error(f"{logo!r} is not a picture", remedy, key="logo")
    if logo and not (top.path.parent / logo).is_file():
        raise top.error(f"there is no {logo} beside this file", "put it there", key="logo")


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
    topic: TomlTable,
    wording: TomlTable,
    details: Mapping[str, str],
    lines: Mapping[str, str],
    contact_text: str,
) -> str:
    """Return what is said where the clinic has no answer: fitting details, or whom to ask."""
    told = " ".join(lines[key] for key in topic.texts("details") if lines.get(key))
    if told:
        return told
    unknown = _fill(wording, "unknown", {**details, "about": topic.needed("about")})
    return f"{unknown} {contact_text}"


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
