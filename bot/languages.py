"""Which language each turn of a conversation is in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from bot.language.languages import ENGLISH, understood
from bot.language.text import read_wording
from bot.learning.model import Model
from bot.loading.core import Core
from bot.loading.learned import DEFAULTS, TELLING_APART
from bot.stages import stage
from bot.understanding.recognising import Recogniser, load_others

_END = re.compile(r"[.!?;\n…]+")
_OTHERS = DEFAULTS / "languages" / "others.toml"


class Languages:
    """Tells the language of turns, understood or not."""

    def __init__(self, core: Core, common: frozenset[str], *, begin_with: str) -> None:
        """Take what was learned.

        :param common: English words; who uses no others speaks English.
        :param begin_with: the language of a first turn whose words could be of any.
        """
        self._core = core
        self._common = common
        self._begin_with = begin_with

    @stage("understanding")
    def of(self, turns: Sequence[str], before: str | None = None) -> tuple[str, ...]:
        """Return the code of each turn's language: what could be of any goes by the turn before.

        :param before: the language of the page, by which the first turn goes.
        """
        code = before if before in understood() else self._begin_with
        found: list[str] = []
        for turn in turns:
            said = read_wording(turn)
            if code != ENGLISH.code or not self._common.issuperset(said.words):
                code = self._recogniser.language_of(said, code)
            found.append(code)
            code = code if code in understood() else self._begin_with
        return tuple(found)

    @stage("understanding")
    def heard_in(self, turns: Sequence[str], spoken: Sequence[str]) -> tuple[frozenset[str], ...]:
        """Return all languages that a sentence of each turn is in, with that of the whole turn.

        A sentence in another language than the rest says as much as any: what is dangerous has to
        be heard.

        :param spoken: the language of each turn.
        """
        return tuple([self._heard_in(*one) for one in zip(turns, spoken, strict=True)])

    def _heard_in(self, turn: str, code: str) -> frozenset[str]:
        if code == ENGLISH.code and self._common.issuperset(read_wording(turn).words):
            return frozenset((code,))
        sentences = [said for one in _END.split(turn) if (said := read_wording(one)).words]
        if len(sentences) <= 1:
            return frozenset((code,))
        before = code if code in understood() else self._begin_with
        found = {self._recogniser.language_of(said, before) for said in sentences}
        return frozenset((code, *found))

    def sentence_in(self, code: str) -> str:
        """Return what is said in a language that is not understood, with names to be filled in."""
        return load_others(_OTHERS)[code].sentence

    def read_ahead(self) -> None:
        """Read what is otherwise read at its first need."""
        self.of(("xqzvbn",))

    @cached_property
    def _recogniser(self) -> Recogniser:
        learned = Model(self._core.weights(TELLING_APART))
        return Recogniser(learned, understood(), load_others(_OTHERS))
