"""Whom to call in a country: a table of regions.toml to numbers and to what texts say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.files.toml_file import TomlTable
from bot.records import Action

# What each region must know: for emergencies, the same day, a crisis, and after violence.
HELPS = ("emergency", "urgent", "crisis", "abuse")
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Help:
    """Whom to call for one kind of need."""

    number: str
    """As it is dialled; "" where there is none."""
    said: str
    """As a sentence names it."""
    page: str
    """A page that tells where to turn; "" where a number does."""
    source: str
    """Where it was read."""


@dataclass(frozen=True, slots=True)
class Region:
    """Whom to call in one country."""

    name: str
    """Its code, "GB"."""
    helps: Mapping[str, Help]
    """By kind of need."""

    def fill(self, text: str, **more: str) -> str:
        """Return a text with the region's numbers in place of {emergency_number} and so on.

        :raise KeyError: when the text has another placeholder.
        :raise ValueError: when a brace stands alone.
        """
        said = {
            "emergency_number": self.helps["emergency"].said,
            "urgent_help": self.helps["urgent"].said,
            "crisis_help": self.helps["crisis"].said,
            "abuse_help": self.helps["abuse"].said,
        }
        return text.format(**said, **more)

    def action(self, kind: str, *, call: str, page: str) -> Action:
        """Return the button for a need: a number, else a page, else the emergency number.

        :param call: what it says before a {number}.
        :param page: what it says where a page tells whom to call.
        """
        wanted = self.helps[kind]
        if wanted.number:
            return Action(call.format(number=wanted.number), f"tel:{dialled(wanted.number)}")
        if wanted.page:
            return Action(page, wanted.page)
        number = self.helps["emergency"].number
        return Action(call.format(number=number), f"tel:{dialled(number)}")


def dialled(number: str) -> str:
    """Return the digits of a telephone number, with a leading plus if it has one."""
    return "".join(mark for mark in number if mark.isdigit() or mark == "+")


def read_region(regions: TomlTable, code: str) -> Region:
    """Return a country's region; one that no table names gets the table "default".

    :raise CorpusError: when the table lacks a number, a name or a source.
    """
    tables = regions.tables()
    named = (name for name, one in tables.items() if code in one.text("countries").split())
    table = tables[code if code in tables else next(named, DEFAULT)]
    table.allow((*HELPS, "countries", "reviewed"))
    return Region(code, {kind: _help(table.table(kind)) for kind in HELPS})


def _help(table: TomlTable) -> Help:
    table.allow(("number", "said", "page", "source"))
    found = Help(
        table.text("number"), table.needed("said"), table.text("page"), table.needed("source")
    )
    if table.name.endswith(".emergency") and not dialled(found.number):
        raise table.error("has no number", 'write it as in number = "112"', key="number")
    return found
