"""The one function to call: ask(question, history) gives an Answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.contract import Asked, check_asked
from bot.errors import OptionError
from bot.language.languages import ENGLISH, understood
from bot.languages import Languages
from bot.loading.core import Core, Progress, in_silence, load_core
from bot.loading.library import library_in
from bot.records import Answer, Audience
from bot.safety.judging import NOTHING, Judgement, judge_together
from bot.safety.notices.card import SafetyCard
from bot.stages import stage
from bot.understanding.reader import Understood
from bot.voice import Voice


class Chatbot:
    """Answers questions from the documents of one folder, word for word."""

    def __init__(
        self, core: Core, *, language: str = ENGLISH.code, region: str | None = None
    ) -> None:
        """Take a core, the language to begin with, and the country of the emergency numbers."""
        self.core = core
        self._region = region
        self._voices: dict[str, Voice] = {}
        self.language = language
        english = self.voice(ENGLISH.code)
        common = english.library.word_weights.words | english.library.index.words
        self._languages = Languages(core, common, begin_with=self.language)
        self.library = self.voice(self.language).library
        self.documents = self.library.documents
        self.notices = self.library.notices
        self.clinic = self.library.clinic
        self.suggestions = self.library.suggestions
        self.reader = english.reader

    @classmethod
    def load(
        cls,
        folder: str | Path,
        *,
        language: str = ENGLISH.code,
        region: str | None = None,
        cache: str | Path | None = None,
        progress: Progress = in_silence,
    ) -> Chatbot:
        """Return the chatbot of a corpus folder.

        The region (GB, US, …) chooses the emergency numbers; by default the clinic's own. What
        takes long is kept in the folder cache, by default that of the setting CHATBOT_CACHE or the
        platform's own, and used until a file of the corpus changes; an empty one keeps nothing.

        :param language: that of the first turn where its words could be of any ("en", "es", "de").
        :raise OptionError: when the language is none that is understood, or the region no code.
        :raise CorpusError: when something in the folder cannot be used; one line that names
            file, line, finding and remedy.
        """
        if language not in understood():
            known = ", ".join(understood())
            raise OptionError(f"language={language!r} is not understood; use one of: {known}")
        if region is not None and re.fullmatch("[A-Z]{2}", region) is None:
            raise OptionError(f"region={region!r} is no code of a country; write it as in GB")
        core = load_core(Path(folder), cache=cache, progress=progress)
        return cls(core, language=language, region=region)

    def __repr__(self) -> str:
        """Return what is read of it in a debugger: how much it knows, and its language."""
        documents, passages = len(self.documents), len(self.library.index.passages)
        return f"<Chatbot documents={documents} passages={passages} language={self.language!r}>"

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        audience: Audience = "client",
        limit: int = 3,
        language: str | None = None,
    ) -> Answer:
        """Return the answer to a question, given the person's earlier ones, oldest first.

        :param language: that of the page that is asked on, for words that could be of any.
        :raise QuestionError: when a field is outside the contract (1 to 500 characters, at most
            10 earlier questions, limit 1 to 10).
        """
        asked = self._check(question, history, audience, limit, language)
        spoken = self._languages.of((*asked.history, asked.question), asked.language)
        judgement, code = self._judge((*asked.history, asked.question), spoken), spoken[-1]
        if code not in understood():
            return self._say_not_understood(asked, code, judgement)
        answer = self.voice(code).answer(_in_language(asked, spoken, code), judgement)
        return answer if code == ENGLISH.code else replace(answer, language=code)

    def voice(self, code: str) -> Voice:
        """Return what answers in one of the languages that are understood.

        :raise CorpusError: when something in the folder for that language cannot be used.
        """
        if code not in self._voices:
            self._voices[code] = Voice(library_in(code, self.core, region=self._region))
        return self._voices[code]

    def judge(self, question: str, *, history: Sequence[str] = ()) -> Judgement:
        """Return what safety says to a question after a person's earlier ones, oldest first."""
        turns = (*history, question)
        return self._judge(turns, self._languages.of(turns))

    @property
    def safety_card(self) -> SafetyCard | None:
        """When not to come for a massage, and when to call for help; None when safety is off."""
        return self.voice(self.language).safety_card

    def read_ahead(self) -> None:
        """Read what is otherwise read at its first need, for processes that are forked to share."""
        for code in understood():
            self.voice(code).read_ahead()
        self._languages.read_ahead()

    def understand(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        audience: Audience = "client",
        limit: int = 3,
    ) -> Understood:
        """Return how ask reads and ranks a question, whatever the reply is.

        A question in a language that is not understood is read as English.

        :raise QuestionError: as ask does.
        """
        asked = self._check(question, history, audience, limit)
        spoken = self._languages.of((*asked.history, asked.question))
        code = spoken[-1] if spoken[-1] in understood() else ENGLISH.code
        return self.voice(code).understand(_in_language(asked, spoken, code))

    def language_of(self, question: str, *, history: Sequence[str] = ()) -> str:
        """Return the code of the language of a question, understood or not."""
        return self._languages.of((*history, question))[-1]

    @stage("safety")
    def _judge(self, turns: Sequence[str], spoken: Sequence[str]) -> Judgement:
        """Return what safety says to some turns of known languages."""
        heard = self._languages.heard_in(turns, spoken)
        judges = {
            code: judge
            for code in understood()
            if any(code in one for one in heard) and (judge := self.voice(code).judge) is not None
        }
        return judge_together(judges, turns, spoken, heard) if judges else NOTHING

    @stage("answering")
    def _say_not_understood(self, asked: Asked, code: str, judgement: Judgement) -> Answer:
        """Return in somebody's own language that it is not understood, and whom to call."""
        voice = self.voice(self.language)
        sentence = self._languages.sentence_in(code)
        number = self.notices.region.fill("{emergency_number}") if self.notices else "112"
        names = ", ".join(self.voice(one).language.name for one in understood())
        message = sentence.format(languages=names, emergency_number=number)
        contact = self.clinic.contact_text if self.clinic.contact else ""
        answer = voice.say(asked, f"{message} {contact}".rstrip(), judgement.notice)
        return replace(answer, language=code)

    def _check(
        self,
        question: object,
        history: object,
        audience: object,
        limit: object,
        language: object = None,
    ) -> Asked:
        return check_asked(
            question,
            history=history,
            audience=audience,
            limit=limit,
            language=language,
            wording=self.library.wording,
        )


def _in_language(asked: Asked, spoken: Sequence[str], code: str) -> Asked:
    """Return what was asked with the earlier turns of one language only."""
    if all(one == code for one in spoken):
        return asked
    kept = zip(asked.history, spoken, strict=False)
    return replace(asked, history=tuple(turn for turn, one in kept if one == code))
