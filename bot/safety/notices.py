"""What ships in bot/defaults/notices and what a clinic's notices.toml changes, checked key by key.

A clinic's file may hold the same tables as the files that ship: each value there takes the place of
the one that ships, everything else stays. `off = ["diabetes"]` switches single notices off, and
`off = ["all"]` all of them; both are logged at each start.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.files.toml_file import TomlTable, read_toml
from bot.language.text import words
from bot.records import Action, Level, Notice, Suggestion
from bot.safety.card import SafetyCard, read_card
from bot.safety.grammar import read_grammar
from bot.safety.regions import HELPS, Region, dialled, read_region
from bot.safety.signs import Grammar

GRAVE: tuple[Level, ...] = ("emergency", "urgent")
LEVELS: tuple[Level, ...] = (*GRAVE, "routine")
OFF, ALL = "off", "all"
_KEYS = ("level", "title", "text", "action", "ask", "yes", "ends", "source", "reviewed")
_TABLES = ("regions", "conversation", "signs")
_CONVERSATION = ("messages", "asking", "choices", "short", "polite", "beside", "card")
# The answers that end a notice unless it names others.
_ENDS = ("seen", "past", "misread")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Advice:
    """A notice in all its forms."""

    notice: Notice
    """As it is shown when the danger is certain; a routine notice has only this form."""
    message: str
    """The reply when nothing but its message is shown: it holds the number to call."""
    asking: Notice | None
    """As it is shown, with level "ask", when the danger is only probable."""
    asking_message: str
    """The reply then."""
    reviewed: datetime.date
    """When its text was last read against its source."""


@dataclass(frozen=True, slots=True)
class Notices:
    """Everything that safety says, and what it recognises."""

    advice: Mapping[str, Advice]
    """By id, gravest level first."""
    grammar: Grammar
    """Certain signs."""
    yes: Mapping[str, str]
    """The answer that raises a notice, as words, → its id."""
    ends: Mapping[str, str]
    """An answer that ends the notice that is shown, as words, → the reply to it."""
    short_yes: frozenset[str]
    """Other words for yes, understood right after a question."""
    short_no: frozenset[str]
    """Other words for no."""
    no_reply: str
    """The reply to no."""
    polite: frozenset[str]
    """Words of politeness, left out at both ends of a sentence."""
    beside: frozenset[str]
    """Passages that may stand beside a notice of level urgent or ask."""
    card: SafetyCard
    """The standing card."""
    region: Region
    """Whom to call."""

    @property
    def levels(self) -> dict[str, str]:
        """The level of each notice."""
        return {name: one.notice.level for name, one in self.advice.items()}


def plain(text: str) -> str:
    """Return the words of a text alone, as fixed sentences are recognised by."""
    return " ".join(words(text))


def load_notices(
    defaults: Path, own: Path | None = None, *, region: str, clinic_phone: str | None = None
) -> Notices | None:
    """Return the notices of a region with what a clinic's own file changes; None when all are off.

    `clinic_phone` serves routine notices, whose action is to call the clinic.

    :raise CorpusError: when a file cannot be read or anything in it is amiss.
    """
    top = _layered(defaults, read_toml(own) if own is not None and own.is_file() else None)
    off = set(top.texts(OFF))
    if off:
        _log.warning("safety notices are switched off by notices.toml: %s", ", ".join(sorted(off)))
    if ALL in off:
        return None
    unknown = sorted(off - set(top.table("notices").values))
    if unknown:
        raise top.error(f"{unknown[0]!r} is no notice", "correct it or delete it", key=OFF)
    talk = top.table("conversation")
    talk.allow(_CONVERSATION)
    where = read_region(top.table("regions"), region)
    maker = _Maker(where, talk, clinic_phone)
    tables = top.table("notices").tables()
    order = sorted((n for n in tables if n not in off), key=lambda n: _rank(tables[n]))
    advice = {name: maker.advice(name, tables[name]) for name in order}
    grammar = read_grammar(top.table("signs"), tables)
    short = talk.table("short")
    return Notices(
        advice=advice,
        grammar=replace(grammar, signs=tuple(s for s in grammar.signs if s.notice in advice)),
        yes={plain(tables[n].text("yes")): n for n in order if tables[n].text("yes")},
        ends={plain(c.needed("question")): c.needed("reply") for c in maker.choices.values()},
        short_yes=frozenset(map(plain, short.needed("yes").split(","))),
        short_no=frozenset(map(plain, short.needed("no").split(","))),
        no_reply=maker.choices["none"].needed("reply"),
        polite=frozenset(map(plain, talk.table("polite").needed("words").split(","))),
        beside=frozenset(talk.table("beside").texts("passages")),
        card=read_card(talk.table("card"), where),
        region=where,
    )


def _layered(defaults: Path, own: TomlTable | None) -> TomlTable:
    """Return all that ships as one table, with the values of a clinic's file over it."""
    values: dict[str, Any] = {name: _values(defaults / f"{name}.toml") for name in _TABLES}
    values["notices"] = {
        name: {"level": level, **table}
        for level in LEVELS
        for name, table in _values(defaults / f"{level}.toml")["notices"].items()
    }
    if own is None:
        return TomlTable(defaults / "emergency.toml", "", "", values)
    own.allow((OFF, "notices", "regions", "words", "signs", "reading", *_CONVERSATION))
    given = dict(own.values)
    signs = {name: given.pop(name) for name in ("words", "signs", "reading") if name in given}
    talk = {name: given.pop(name) for name in _CONVERSATION if name in given}
    given |= {"signs": signs, "conversation": talk}
    return TomlTable(own.path, own.source, "", _over(values, given))


def _values(path: Path) -> dict[str, Any]:
    top = read_toml(path)
    return dict(top.table("regions").values) if path.stem == "regions" else dict(top.values)


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        held = merged.get(key)
        both = isinstance(held, dict) and isinstance(value, dict)
        merged[key] = _over(held, value) if both and held is not None else value
    return merged


def _rank(table: TomlTable) -> int:
    level = table.text("level")
    if level not in LEVELS:
        remedy = f"use one of: {', '.join(LEVELS)}"
        raise table.error(f"{level!r} is not a level", remedy, key="level")
    return LEVELS.index(level)


class _Maker:
    """Makes notices of tables, for one region."""

    def __init__(self, region: Region, talk: TomlTable, clinic_phone: str | None) -> None:
        self.region = region
        self.choices = talk.table("choices").tables()
        self._messages = talk.table("messages")
        self._asking = talk.table("asking")
        self._phone = clinic_phone or ""
        for choice in self.choices.values():
            choice.allow(("label", "question", "reply"))

    def advice(self, name: str, table: TomlTable) -> Advice:
        """Return a notice in all its forms."""
        table.allow(_KEYS)
        reviewed = table.values.get("reviewed")
        if not isinstance(reviewed, datetime.date):
            raise table.error("is not a date", "write it as 2026-01-31", key="reviewed")
        level = LEVELS[_rank(table)]
        notice = Notice(
            id=name,
            level=level,
            title=self._filled(table, "title"),
            text=self._filled(table, "text"),
            action=self._action(table),
            choices=tuple(self._ends(table)) if level in GRAVE else (),
            source_url=_source(table),
        )
        if level not in GRAVE:
            return Advice(notice, "", None, "", reviewed)
        form = table.text("action") if table.text("action") in ("crisis", "abuse") else level
        message = self._filled(self._messages, form, title=notice.title)
        asking = replace(
            notice,
            level="ask",
            title=self._filled(self._asking, "title"),
            text=self._filled(self._asking, "text", ask=table.needed("ask")),
            choices=(_choice(table.needed("yes")), self._no(), self._seen()),
        )
        return Advice(
            notice,
            message,
            asking,
            self._filled(self._messages, "ask", ask=table.needed("ask")),
            reviewed,
        )

    def _filled(self, table: TomlTable, key: str, **more: str) -> str:
        try:
            return self.region.fill(" ".join(table.needed(key).split()), **more)
        except (KeyError, ValueError, IndexError) as error:
            remedy = "use {emergency_number}, {urgent_help}, {crisis_help}, {abuse_help} or none"
            raise table.error("has an unknown placeholder", remedy, key=key) from error

    def _action(self, table: TomlTable) -> Action:
        kind = table.text("action")
        if kind == "clinic":
            if dialled(self._phone):
                return Action("Call the clinic", f"tel:{dialled(self._phone)}")
            return Action("Read more", _source(table))
        if kind not in HELPS:
            remedy = f"use one of: {', '.join(HELPS)}, clinic"
            raise table.error(f"{kind!r} is not an action", remedy, key="action")
        return self.region.action(kind)

    def _ends(self, table: TomlTable) -> Iterator[Suggestion]:
        for name in table.texts("ends") or _ENDS:
            if name not in self.choices:
                remedy = f"use {', '.join(self.choices)}"
                raise table.error(f"{name!r} is no choice", remedy, key="ends")
            yield Suggestion(
                self.choices[name].needed("label"), self.choices[name].needed("question")
            )

    def _no(self) -> Suggestion:
        no = self._asking.table("no")
        return Suggestion(no.needed("label"), no.needed("question"))

    def _seen(self) -> Suggestion:
        seen = self.choices["seen"]
        return Suggestion(seen.needed("label"), seen.needed("question"))


def _choice(question: str) -> Suggestion:
    return Suggestion(question.rstrip("."), question)


def _source(table: TomlTable) -> str:
    source = table.text("source")
    if not source.startswith("https://"):
        raise table.error(f"{source!r} is not an address", "begin it with https://", key="source")
    return source
