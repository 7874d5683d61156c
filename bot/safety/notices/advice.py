"""A notice in all its forms: as an alarm, as a question, and as a message by itself."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.files.toml_file import TomlTable
from bot.records import Action, Level, Notice, Suggestion
from bot.safety.notices.regions import HELPS, Region, dialled

GRAVE: tuple[Level, ...] = ("emergency", "urgent")
LEVELS: tuple[Level, ...] = (*GRAVE, "routine")
_KEYS = ("level", "title", "text", "action", "ask", "yes", "ends", "source", "reviewed")
# The answers that end a notice unless it names others.
_ENDS = ("seen", "past", "misread")


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


def level_of(table: TomlTable) -> Level:
    """Return the level of a notice's table.

    :raise CorpusError: when it is none.
    """
    level = table.text("level")
    for known in LEVELS:
        if level == known:
            return known
    remedy = f"use one of: {', '.join(LEVELS)}"
    raise table.error(f"{level!r} is not a level", remedy, key="level")


class Maker:
    """Makes notices of tables, for one region."""

    def __init__(self, region: Region, talk: TomlTable, clinic_phone: str | None) -> None:
        self.region = region
        self.choices = talk.table("choices").tables()
        self._messages = talk.table("messages")
        self._asking = talk.table("asking")
        self._actions = talk.table("actions")
        self._phone = clinic_phone or ""
        for choice in self.choices.values():
            choice.allow(("label", "question", "reply"))

    def advice(self, name: str, table: TomlTable) -> Advice:
        """Return a notice in all its forms."""
        table.allow(_KEYS)
        reviewed = table.values.get("reviewed")
        if not isinstance(reviewed, datetime.date):
            raise table.error("is not a date", "write it as 2026-01-31", key="reviewed")
        level = level_of(table)
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
                return Action(self._actions.needed("clinic"), f"tel:{dialled(self._phone)}")
            return Action(self._actions.needed("read"), _source(table))
        if kind not in HELPS:
            remedy = f"use one of: {', '.join(HELPS)}, clinic"
            raise table.error(f"{kind!r} is not an action", remedy, key="action")
        return self.region.action(
            kind, call=self._actions.needed("call"), page=self._actions.needed("page")
        )

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
