"""The clinic's safety notices: corpus/notices.toml to records, checked line by line."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, get_args

from bot.errors import CorpusError
from bot.lexicon import Lexicon
from bot.records import Action, Level, Notice
from bot.text import stem, words

LEVELS: tuple[Level, ...] = get_args(Level)
# What a phrase with many alternatives may grow to before it is surely a slip.
MOST_PHRASES = 4000

_READING_KEYS = ("skip", "negators", "negation_ends", "still_meant", "idioms")
_NOTICE_KEYS = frozenset(
    "id level title text action source reviewed unless rules must must_not".split()
)
_RULE_KEYS = frozenset(("all", "near", "unless"))
_ACTIONS = ("emergency", "urgent", "crisis", "clinic", "none")


@dataclass(frozen=True, slots=True)
class Rule:
    """A combination of concepts that calls for a notice."""

    # Position in Notices.notices, which are ordered by gravity.
    notice: int
    # 1 for the notice's first rule.
    number: int
    # One bit mask a slot: each needs one of its concepts; the first is the telling one.
    slots: tuple[int, ...]
    # The most words between the first slot's concept and each other one; None for anywhere.
    near: int | None
    # Concepts that switch the rule off.
    unless: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How wording is read before concepts count, as stems."""

    negators: frozenset[str]
    # Words that end what a "not" reaches.
    negation_ends: frozenset[str]
    # Words that may stand inside any phrase and do not count as distance.
    skip: frozenset[str]
    # Word to the words that it stands for ("carnt": "can not").
    spellings: Mapping[str, tuple[str, ...]]
    # First letter to the words whose misspellings are mended.
    mendable: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Notices:
    """All notices, gravest first, with the tables that find them."""

    notices: tuple[Notice, ...]
    # Name of each concept; its position is its bit.
    concepts: tuple[str, ...]
    # Phrase to a concept's position, or -1: an idiom, whose words count for nothing else;
    # or -2: a negation that is none ("not sure").
    lexicon: Lexicon[int]
    # Concept's position to the rules whose first slot holds it.
    rules: Mapping[int, tuple[Rule, ...]]
    reading: Reading


IDIOM = -1
STILL_MEANT = -2


def load_notices(path: Path, *, region: str, clinic_phone: str | None = None) -> Notices:
    """Return the notices of a TOML file with the numbers of a region ("GB", "US", …) filled in.

    :raise CorpusError: when the file cannot be read or anything in it is amiss.
    """
    try:
        source = path.read_text("utf-8")
        tables = tomllib.loads(source)
    except FileNotFoundError as error:
        raise CorpusError(f"{path}: file is missing; restore it or copy the shipped one") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: not UTF-8 text; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path}: not valid TOML: {error}; correct it there") from error
    return _Reader(path, source, tables).read(region, clinic_phone)


@dataclass(slots=True)
class _Reader:
    """One pass over the parsed file; every complaint carries its place."""

    path: Path
    source: str
    tables: dict[str, Any]
    concepts: dict[str, int] = field(default_factory=dict)

    def read(self, region: str, clinic_phone: str | None) -> Notices:
        self._known_keys(self.tables, {"reading", "spellings", "regions", "concepts", "notice"}, "")
        reading = self._table(self.tables, "reading", "")
        self._known_keys(reading, set(_READING_KEYS), "[reading]")
        lists = {key: self._texts(reading, key, "[reading]") for key in _READING_KEYS}
        skip = frozenset(stem(word) for text in lists["skip"] for word in words(text))
        raw_concepts = self._table(self.tables, "concepts", "")
        self.concepts = {name: bit for bit, name in enumerate(raw_concepts)}
        phrases = _Phrases(self, raw_concepts, skip)
        table = [(stems, bit) for name, bit in self.concepts.items() for stems in phrases.of(name)]
        for key, value in (("idioms", IDIOM), ("still_meant", STILL_MEANT)):
            table += [
                (stems, value)
                for text in lists[key]
                for stems in phrases.expand(text, f"[reading] {key}")
            ]
        numbers = _Numbers(self, region, clinic_phone)
        entries = self._notices()
        notices = tuple(numbers.notice(entry, where) for entry, where in entries)
        return Notices(
            notices=notices,
            concepts=tuple(self.concepts),
            lexicon=Lexicon(table, skip=skip),
            rules=self._rules(entries),
            reading=Reading(
                negators=frozenset(map(stem, lists["negators"])),
                negation_ends=frozenset(map(stem, lists["negation_ends"])),
                skip=skip,
                spellings={
                    said: tuple(words(meant))
                    for said, meant in self._table(self.tables, "spellings", "").items()
                },
                mendable=_by_first_letter(phrases.words_seen),
            ),
        )

    def _notices(self) -> list[tuple[dict[str, Any], str]]:
        """Return the notice tables by gravity, then by order in the file, each with its name."""
        entries: list[tuple[dict[str, Any], str]] = []
        seen: set[str] = set()
        raw = self.tables.get("notice")
        if not isinstance(raw, list) or not raw:
            raise self.fault("", "no [[notice]] stands in it", "add at least one")
        for number, entry in enumerate(raw, start=1):
            identity = entry.get("id")
            if not isinstance(identity, str) or not identity:
                raise self.fault(f"notice {number}", "has no id", "give it a short name")
            where = f"notice {identity}"
            if identity in seen:
                raise self.fault(where, "stands twice", "rename or merge one", find=identity)
            seen.add(identity)
            self._known_keys(entry, set(_NOTICE_KEYS), where)
            if entry.get("level") not in LEVELS:
                raise self.fault(
                    where,
                    f"level {entry.get('level')!r} is unknown",
                    f"use {', '.join(LEVELS)}",
                    find=identity,
                )
            if not isinstance(entry.get("reviewed"), datetime.date):
                raise self.fault(
                    where, "has no review date", "write reviewed = 2026-01-31", find=identity
                )
            entries.append((entry, where))
        return sorted(entries, key=lambda pair: LEVELS.index(pair[0]["level"]))

    def _rules(self, entries: Sequence[tuple[dict[str, Any], str]]) -> dict[int, tuple[Rule, ...]]:
        by_concept: dict[int, list[Rule]] = {}
        for position, (entry, where) in enumerate(entries):
            shared = self._mask(self._texts(entry, "unless", where, needed=False), where)
            rules = entry.get("rules")
            if not isinstance(rules, list) or not rules:
                raise self.fault(where, "has no rules", "add rules = [{ all = [...] }]")
            for number, raw in enumerate(rules, start=1):
                place = f"{where}, rule {number}"
                self._known_keys(raw, set(_RULE_KEYS), place)
                near = raw.get("near")
                if near is not None and (not isinstance(near, int) or near < 0):
                    raise self.fault(place, f"near = {near!r} is no word count", "use 0 or more")
                slots = [
                    self._mask([name.strip() for name in slot.split("|")], place)
                    for slot in self._texts(raw, "all", place)
                ]
                unless = self._mask(self._texts(raw, "unless", place, needed=False), place)
                rule = Rule(position, number, tuple(slots), near, shared | unless)
                for bit in range(len(self.concepts)):
                    if slots[0] >> bit & 1:
                        by_concept.setdefault(bit, []).append(rule)
        return {bit: tuple(rules) for bit, rules in by_concept.items()}

    def _mask(self, names: Sequence[str], where: str) -> int:
        mask = 0
        for name in names:
            if name not in self.concepts:
                raise self.fault(
                    where, f"concept {name!r} is unknown", "add it to [concepts]", find=name
                )
            mask |= 1 << self.concepts[name]
        return mask

    def _table(self, parent: Mapping[str, Any], key: str, where: str) -> dict[str, Any]:
        table = parent.get(key)
        if not isinstance(table, dict):
            raise self.fault(where, f"[{key}] is missing", "add the table")
        return table

    def _texts(
        self, table: Mapping[str, Any], key: str, where: str, *, needed: bool = True
    ) -> list[str]:
        texts = table.get(key, None if needed else [])
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise self.fault(where, f"{key} is not a list of texts", f'write {key} = ["…"]')
        if needed and not texts:
            raise self.fault(where, f"{key} is empty", "add at least one")
        return texts

    def _known_keys(self, table: Mapping[str, Any], known: set[str], where: str) -> None:
        for key in table:
            if key not in known:
                raise self.fault(
                    where,
                    f"{key!r} is unknown",
                    f"use {', '.join(sorted(known))}",
                    find=key,
                )

    def fault(self, where: str, finding: str, remedy: str, *, find: str = "") -> CorpusError:
        """Return an error that names the place, with the line of `find` after the notice's id."""
        line = self._line(where, find)
        place = f"{self.path}:{line}" if line else f"{self.path}"
        return CorpusError(f"{place}: {f'{where}: ' if where else ''}{finding}; {remedy}")

    def _line(self, where: str, find: str) -> int | None:
        start = 0
        if where.startswith("notice "):
            identity = where.removeprefix("notice ").split(",")[0]
            start = max(self.source.find(f'id = "{identity}"'), 0)
        spot = self.source.find(find, start) if find else start or -1
        return self.source.count("\n", 0, spot) + 1 if spot >= 0 else None


@dataclass(slots=True)
class _Phrases:
    """Phrases with alternatives ("loss/lack of feeling", "<limb> cold") spelt out as stems."""

    reader: _Reader
    raw: Mapping[str, Any]
    skip: frozenset[str]
    words_seen: set[str] = field(default_factory=set)

    def of(self, name: str) -> Iterator[tuple[str, ...]]:
        """Yield a concept's phrases."""
        where = f"concept {name}"
        for text in self.reader._texts(self.raw, name, where):
            yield from self.expand(text, where)

    def expand(self, text: str, where: str) -> list[tuple[str, ...]]:
        """Return every wording of one phrase, without words that are skipped anyway."""
        wordings = self._wordings(text, where, ())
        if not wordings or not all(wordings):
            raise self.reader.fault(where, f"{text!r} has no word", "write words", find=text)
        stems: dict[tuple[str, ...], None] = {}
        for wording in wordings:
            self.words_seen.update(wording)
            full = tuple(stem(word) for word in wording)
            # A phrase of skipped words alone ("i have") keeps them.
            stems[tuple(word for word in full if word not in self.skip) or full] = None
        return list(stems)

    def _wordings(self, text: str, where: str, inside: tuple[str, ...]) -> list[tuple[str, ...]]:
        choices = [self._choices(piece, text, where, inside) for piece in text.split()]
        count = 1
        for choice in choices:
            count *= len(choice)
        if count > MOST_PHRASES:
            raise self.reader.fault(
                where, f"{text!r} stands for {count} phrases", "split it", find=text
            )
        return [tuple(word for part in parts for word in part) for parts in product(*choices)]

    def _choices(
        self, piece: str, text: str, where: str, inside: tuple[str, ...]
    ) -> list[tuple[str, ...]]:
        if not piece.startswith("<"):
            return [tuple(words(choice)) for choice in piece.split("/")]
        name = piece.strip("<>")
        if name not in self.raw or name in inside:
            finding = f"<{name}> in {text!r} names " + ("itself" if inside else "no concept")
            raise self.reader.fault(where, finding, "name another concept", find=text)
        return [
            wording
            for phrase in self.reader._texts(self.raw, name, f"concept {name}")
            for wording in self._wordings(phrase, where, (*inside, name))
        ]


class _Numbers:
    """The region's telephone numbers, for texts and actions."""

    def __init__(self, reader: _Reader, region: str, clinic_phone: str | None) -> None:
        regions = reader._table(reader.tables, "regions", "")
        if region not in regions:
            known = ", ".join(sorted(regions))
            raise reader.fault(
                "[regions]", f"region {region!r} is unknown", f"use {known} or add [regions.{region}]"
            )
        self._reader = reader
        self._clinic_phone = clinic_phone
        self._places: dict[str, str] = {}
        for key in ("emergency", "urgent", "urgent_help", "crisis", "crisis_help"):
            number = regions[region].get(key)
            if not isinstance(number, str):
                raise reader.fault(f"[regions.{region}]", f"{key} is missing", 'write a text or ""')
            self._places[key] = number

    def notice(self, entry: Mapping[str, Any], where: str) -> Notice:
        """Return the record of one notice."""
        return Notice(
            id=entry["id"],
            level=entry["level"],
            title=self._text(entry, "title", where),
            text=self._text(entry, "text", where),
            action=self._action(entry, where),
            source_url=self._text(entry, "source", where),
        )

    def _text(self, entry: Mapping[str, Any], key: str, where: str) -> str:
        text = entry.get(key)
        if not isinstance(text, str) or not text.strip():
            raise self._reader.fault(where, f"{key} is missing", "write it")
        places = {
            "emergency_number": self._places["emergency"],
            "urgent_help": self._places["urgent_help"],
            "crisis_help": self._places["crisis_help"],
        }
        try:
            return " ".join(text.split()).format_map(places)
        except (KeyError, ValueError, IndexError, AttributeError) as error:
            raise self._reader.fault(
                where, f"{key} has an unknown placeholder", f"use {', '.join(places)}"
            ) from error

    def _action(self, entry: Mapping[str, Any], where: str) -> Action | None:
        name = entry.get("action")
        if name not in _ACTIONS:
            raise self._reader.fault(
                where, f"action {name!r} is unknown", f"use {', '.join(_ACTIONS)}"
            )
        if name == "clinic":
            return _call("Call the clinic", self._clinic_phone or "")
        number = "" if name == "none" else self._places[name]
        return _call(f"Call {number}", number)


def _call(label: str, number: str) -> Action | None:
    dialled = "".join(mark for mark in number if mark.isdigit() or mark == "+")
    return Action(label, f"tel:{dialled}") if dialled else None


def _by_first_letter(seen: set[str]) -> dict[str, tuple[str, ...]]:
    letters: dict[str, list[str]] = {}
    for word in sorted(seen):
        if len(word) >= 5:
            letters.setdefault(word[0], []).append(word)
    return {letter: tuple(found) for letter, found in letters.items()}
