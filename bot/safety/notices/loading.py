"""What ships in bot/defaults/notices and what a clinic's notices.toml changes, checked key by key.

A clinic's file may hold the same tables as the files that ship: each value there takes the place of
the one that ships, everything else stays. `off = ["diabetes"]` switches single notices off, and
`off = ["all"]` all of them; both are logged at each start.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.files.toml_file import TomlTable, laid_over, read_toml
from bot.language.languages import ENGLISH, Language
from bot.language.text import words
from bot.safety.notices.advice import LEVELS, Advice, Maker, level_of
from bot.safety.notices.card import SafetyCard, make_card
from bot.safety.notices.regions import Region, read_region
from bot.safety.signs.grammar import Grammar, read_grammar

OFF, ALL = "off", "all"
# Names of the short answers among the fixed ones.
SHORT_YES, SHORT_NO = "(yes)", "(no)"
_TABLES = ("regions", "conversation", "signs")
_CONVERSATION = ("messages", "asking", "choices", "short", "polite", "beside", "card", "actions")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notices:
    """Everything that safety says, and what it recognises."""

    advice: Mapping[str, Advice]
    """By id, gravest level first."""
    levels: Mapping[str, str]
    """The level of each notice."""
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
    fixed: Mapping[str, str]
    """A fixed answer, as words, → its name, the same in every language."""
    worded: Mapping[str, str]
    """The name of a fixed answer → how it is said."""
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


def plain(text: str) -> str:
    """Return the words of a text alone, as fixed sentences are recognised by."""
    return " ".join(words(text))


def load_notices(
    defaults: Path,
    own: Path | None = None,
    *,
    region: str,
    clinic_phone: str | None = None,
    language: Language = ENGLISH,
    spoken: Sequence[Path] = (),
) -> Notices | None:
    """Return the notices of a region with what a clinic's own file changes; None when all are off.

    :param clinic_phone: serves routine notices, whose action is to call the clinic.
    :param language: that of the words that signs are told by.
    :param spoken: files that say and recognise the same in that language; each takes the place of
        what stands before it.

    :raise CorpusError: when a file cannot be read or anything in it is amiss.
    """
    files = [path for path in (own, *spoken) if path is not None and path.is_file()]
    top = _layered(defaults, [read_toml(path) for path in files])
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
    maker = Maker(where, talk, clinic_phone)
    tables = top.table("notices").tables()
    order = sorted(
        (n for n in tables if n not in off), key=lambda n: LEVELS.index(level_of(tables[n]))
    )
    advice = {name: maker.advice(name, tables[name]) for name in order}
    short = talk.table("short")
    short_yes = frozenset(map(plain, short.needed("yes").split(",")))
    short_no = frozenset(map(plain, short.needed("no").split(",")))
    answers = {n: tables[n].text("yes") for n in order if tables[n].text("yes")}
    answers |= {f"({name})": c.needed("question") for name, c in maker.choices.items()}
    return Notices(
        advice=advice,
        levels={name: one.notice.level for name, one in advice.items()},
        grammar=read_grammar(top.table("signs"), tables, language, off=off),
        yes={plain(tables[n].text("yes")): n for n in order if tables[n].text("yes")},
        ends={plain(c.needed("question")): c.needed("reply") for c in maker.choices.values()},
        short_yes=short_yes,
        short_no=short_no,
        fixed={plain(said): name for name, said in answers.items()}
        | dict.fromkeys(short_yes, SHORT_YES)
        | dict.fromkeys(short_no, SHORT_NO),
        worded=answers | {SHORT_YES: min(short_yes), SHORT_NO: min(short_no)},
        no_reply=maker.choices["none"].needed("reply"),
        polite=frozenset(map(plain, talk.table("polite").needed("words").split(","))),
        beside=frozenset(talk.table("beside").texts("passages")),
        card=make_card(talk.table("card"), where),
        region=where,
    )


def _layered(defaults: Path, files: Sequence[TomlTable]) -> TomlTable:
    """Return all that ships as one table, with the values of files over it, one after the other."""
    values: dict[str, Any] = {name: _values(defaults / f"{name}.toml") for name in _TABLES}
    values["notices"] = {
        name: {"level": level, **table}
        for level in LEVELS
        for name, table in _values(defaults / f"{level}.toml")["notices"].items()
    }
    top = TomlTable(defaults / "emergency.toml", "", "", values)
    for own in files:
        own.allow((OFF, "notices", "regions", "words", "signs", "reading", *_CONVERSATION))
        given = dict(own.values)
        signs = {name: given.pop(name) for name in ("words", "signs", "reading") if name in given}
        talk = {name: given.pop(name) for name in _CONVERSATION if name in given}
        given |= {"signs": signs, "conversation": talk}
        top = TomlTable(own.path, own.source, "", laid_over(top.values, given))
    return top


def _values(path: Path) -> dict[str, Any]:
    top = read_toml(path)
    return dict(top.table("regions").values) if path.stem == "regions" else dict(top.values)
