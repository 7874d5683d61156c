"""The clinic's safety notices: corpus/notices.toml to records, checked key by key."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from bot.files.toml_file import TomlTable, read_toml
from bot.records import Action, Level, Notice
from bot.safety.concepts import Reading, read_concepts

# Gravest first.
LEVELS: tuple[Level, ...] = get_args(Level)

_TOP_KEYS = ("reading", "spellings", "regions", "concepts", "overruled", "notices")
_NOTICE_KEYS = (
    *("level", "title", "text", "action", "source", "reviewed"),
    *("unless", "rules", "must", "must_not"),
)
_RULE_KEYS = ("all", "near", "unless")
_REGION_KEYS = ("emergency", "urgent", "urgent_help", "crisis", "crisis_help")
# Actions that call a number of the region; "clinic" calls the clinic's own.
_NUMBERS = ("emergency", "urgent", "crisis")
_ACTIONS = (*_NUMBERS, "clinic", "none")


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A combination of concepts that calls for a notice."""

    # Position in Notices.notices.
    notice: int
    # 1 for the notice's first rule.
    number: int
    # One bit mask of concepts a slot: each needs one of its own; distance counts from the first.
    slots: tuple[int, ...]
    # The most words between the first slot's concept and each other one; None for anywhere.
    near: int | None
    # Bit mask of the concepts that switch the rule off.
    unless: int


@dataclass(frozen=True, slots=True)
class Notices:
    """All notices, gravest first, with the tables that find them."""

    notices: tuple[Notice, ...]
    reading: Reading
    # Mask of concepts, as a phrase may stand for, to the rules to try where it is named.
    rules: Mapping[int, tuple[Rule, ...]]


def load_notices(path: Path, *, region: str, clinic_phone: str | None = None) -> Notices:
    """Return the notices of a TOML file with a region's telephone numbers filled in.

    `region` is a table of the file ("GB", "US", …); `clinic_phone` serves notices whose
    action is "clinic".

    :raise CorpusError: when the file cannot be read or anything in it is amiss.
    """
    top = read_toml(path)
    top.allow(_TOP_KEYS)
    reading = read_concepts(top)
    numbers = _read_region(top, region, clinic_phone)
    tables = top.table("notices").tables()
    if not tables:
        raise top.error("no notice stands in it", "add a table [notices.<name>]")
    levels = {name: _level(table) for name, table in tables.items()}
    order = sorted(tables, key=lambda name: LEVELS.index(levels[name]))
    notices = tuple(_notice(name, levels[name], tables[name], numbers) for name in order)
    rules = [
        rule
        for position, name in enumerate(order)
        for rule in _rules(position, tables[name], reading.concepts)
    ]
    return Notices(notices, reading, _by_rarest_slot(rules, reading.chains.by_mask))


def _by_rarest_slot(rules: Sequence[Rule], masks: Iterable[int]) -> dict[int, tuple[Rule, ...]]:
    """Return the rules by the masks that meet one slot: the one that other rules use least.

    So a question about a leg does not try every rule about legs.
    """
    uses: Counter[int] = Counter(
        concept for rule in rules for slot in rule.slots for concept in bits_of(slot)
    )

    def commonness(slot: int) -> int:
        return sum(uses[concept] for concept in bits_of(slot))

    rarest = [(min(rule.slots, key=commonness), rule) for rule in rules]
    return {mask: tuple([rule for slot, rule in rarest if slot & mask]) for mask in masks}


def bits_of(mask: int) -> Iterator[int]:
    """Yield the bits that are set, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _read_region(top: TomlTable, region: str, clinic_phone: str | None) -> dict[str, str]:
    regions = top.table("regions").tables()
    if region not in regions:
        known = ", ".join(sorted(regions))
        remedy = f"set the clinic's region to one of: {known}; or add [regions.{region}]"
        raise top.table("regions").error(f"region {region!r} is unknown", remedy)
    table = regions[region]
    table.allow(_REGION_KEYS)
    for key in ("emergency", "urgent_help", "crisis_help"):
        if not table.text(key):
            raise table.error("is missing", 'write it between quotes, as in "112"', key=key)
    return {key: table.text(key) for key in _REGION_KEYS} | {"clinic": clinic_phone or ""}


def _level(table: TomlTable) -> Level:
    level = table.text("level")
    if level not in LEVELS:
        remedy = f"use one of: {', '.join(LEVELS)}"
        raise table.error(f"{level!r} is not a level", remedy, key="level")
    return level


def _notice(name: str, level: Level, table: TomlTable, numbers: Mapping[str, str]) -> Notice:
    table.allow(_NOTICE_KEYS)
    if not isinstance(table.values.get("reviewed"), datetime.date):
        raise table.error("is not a date", "write it as 2026-01-31", key="reviewed")
    for key in ("must", "must_not"):
        table.text(key)
    source = table.text("source")
    if not source.startswith("https://"):
        raise table.error(f"{source!r} is not an address", "begin it with https://", key="source")
    return Notice(
        id=name,
        level=level,
        title=_filled(table, "title", numbers),
        text=_filled(table, "text", numbers),
        action=_action(table, numbers),
        source_url=source,
    )


def _filled(table: TomlTable, key: str, numbers: Mapping[str, str]) -> str:
    text = " ".join(table.text(key).split())
    if not text:
        raise table.error("is missing", "write what people shall read", key=key)
    places = {
        "emergency_number": numbers["emergency"],
        "urgent_help": numbers["urgent_help"],
        "crisis_help": numbers["crisis_help"],
    }
    for name, said in places.items():
        text = text.replace("{" + name + "}", said)
    if "{" in text or "}" in text:
        remedy = f"use {', '.join('{' + name + '}' for name in places)} or no braces"
        raise table.error("has an unknown placeholder", remedy, key=key)
    return text


def _action(table: TomlTable, numbers: Mapping[str, str]) -> Action | None:
    name = table.text("action")
    if name not in _ACTIONS:
        remedy = f"use one of: {', '.join(_ACTIONS)}"
        raise table.error(f"{name!r} is not an action", remedy, key="action")
    number = numbers.get(name, "")
    dialled = "".join(mark for mark in number if mark.isdigit() or mark == "+")
    if not dialled:
        return None
    return Action("Call the clinic" if name == "clinic" else f"Call {number}", f"tel:{dialled}")


def _rules(position: int, table: TomlTable, concepts: Sequence[str]) -> list[Rule]:
    raw = table.values.get("rules")
    if not isinstance(raw, list) or not raw:
        raise table.error("is missing or empty", 'write [{ all = ["fever"] }]', key="rules")
    shared = _mask(table.texts("unless"), table, "unless", concepts)
    rules: list[Rule] = []
    for number, values in enumerate(raw, start=1):
        rule = _RuleTable(number, table, values, concepts)
        slots = tuple(rule.masks("all"))
        if not slots:
            raise table.error(f"rule {number} has no `all`", 'write all = ["fever"]', key="rules")
        unless = shared
        for mask in rule.masks("unless"):
            unless |= mask
        rules.append(Rule(position, number, slots, rule.near(), unless))
    return rules


@dataclass(frozen=True, slots=True)
class _RuleTable:
    """One inline table of `rules`; complaints name the notice and the rule's number."""

    number: int
    notice: TomlTable
    values: Any
    concepts: Sequence[str]

    def masks(self, key: str) -> list[int]:
        """Return one mask a text; "a | b" sets both bits."""
        values = self.values if isinstance(self.values, dict) else {"": ""}
        unknown = [name for name in values if name not in _RULE_KEYS]
        if unknown:
            remedy = f"use {', '.join(_RULE_KEYS)}"
            raise self.notice.error(f"rule {self.number} holds {unknown[0]!r}", remedy, key="rules")
        listed = replace(self.notice, values=values)
        return [
            _mask([name.strip() for name in slot.split("|")], self.notice, "rules", self.concepts)
            for slot in listed.texts(key)
        ]

    def near(self) -> int | None:
        """Return the distance in words, or None when anywhere will do."""
        near = self.values.get("near")
        if near is None or (type(near) is int and near >= 0):
            return near
        finding = f"rule {self.number} has near = {near!r}"
        raise self.notice.error(finding, "write a number of words", key="rules")


def _mask(names: Sequence[str], table: TomlTable, key: str, concepts: Sequence[str]) -> int:
    mask = 0
    for name in names:
        if name not in concepts:
            raise table.error(
                f"{name!r} is not a concept", "correct it or add it to [concepts]", key=key
            )
        mask |= 1 << concepts.index(name)
    return mask
