"""The one function to call: ask(question, history) gives an Answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from bot.answering.replies import Replier
from bot.answering.wording import load_wording
from bot.contract import Asked, check_asked
from bot.language.text import Wording, read_wording
from bot.library import Library, Progress, build_speller, in_silence, load_library
from bot.practice.clinic import find_topic
from bot.practice.small_talk import find_small_talk
from bot.records import Answer, Audience, Notice
from bot.retrieval.large.ranking import Ranker
from bot.safety.rules import find_notice
from bot.understanding.reader import Reader, Understood
from bot.understanding.search import Searcher
from bot.understanding.vocabulary import EMPTY

# Parts that can be switched off, to measure what each is worth.
PARTS = ("vocabulary", "spelling", "wants", "conversation", "confidence", "safety", "clinic")


class Chatbot:
    """Answers questions from the documents of one folder, word for word."""

    def __init__(
        self,
        library: Library,
        ranker: Ranker,
        *,
        language: str = "en",
        without: Collection[str] = (),
    ) -> None:
        self.documents = library.documents
        self.vocabulary = library.vocabulary if "vocabulary" not in without else EMPTY
        self.notices = library.notices if "safety" not in without else None
        self.clinic = library.clinic
        self.suggestions = library.suggestions
        self.model = library.model
        self._knows_practice = "clinic" not in without
        self._talk = library.talk if self._knows_practice else None
        self._abstains = "confidence" not in without
        self._wording = load_wording(language)
        searcher = Searcher(library.shelf, ranker, wants="wants" not in without)
        speller = library.speller
        if "vocabulary" in without:
            speller = build_speller(self.documents, self.vocabulary)
        self.reader = Reader(
            searcher,
            speller,
            self.vocabulary,
            self.model,
            covered=library.covered,
            without=without,
        )
        self._replier = Replier(
            self.documents, searcher, self.suggestions, self.model, self._wording
        )

    @classmethod
    def load(
        cls,
        folder: str | Path,
        *,
        language: str = "en",
        region: str | None = None,
        without: Collection[str] = (),
        progress: Progress = in_silence,
    ) -> Chatbot:
        """Return the chatbot of a corpus folder.

        The region (GB, US, …) chooses the emergency numbers; by default the clinic's own. What
        was read is kept in the folder's ".index" and used until a file of the folder changes.

        :raise CorpusError: when something in the folder cannot be used; one line that names
            file, line, finding and remedy.
        """
        library, ranker = load_library(Path(folder), region=region, progress=progress)
        return cls(library, ranker, language=language, without=without)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        audience: Audience = "client",
        limit: int = 3,
    ) -> Answer:
        """Return the answer to a question, given the person's earlier ones, oldest first.

        :raise QuestionError: when a field is outside the contract (1 to 500 characters, at most
            10 earlier questions, limit 1 to 10).
        """
        asked = self._check(question, history, audience, limit)
        wording = read_wording(asked.question)
        earlier = [read_wording(past) for past in asked.history]
        notice = self._find_notice(wording, earlier)
        if notice is not None and notice.level == "emergency":
            return self._replier.emergency(asked, notice)
        if not wording.words:
            return self._replier.speechless(asked)
        if notice is None and self._talk is not None:
            talk = find_small_talk(wording, self._talk)
            if talk is not None:
                return self._replier.simply(asked, "chat", talk.message)
        understood = self.reader.read(asked, wording, earlier, noticed=notice is not None)
        return self._reply(understood, notice)

    def read_ahead(self) -> None:
        """Read what is otherwise read at its first need, for processes that are forked to share."""
        self.reader.speller.read_ahead()

    def understand(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        audience: Audience = "client",
        limit: int = 3,
    ) -> Understood:
        """Return how a question is read and ranked, whatever the reply would be.

        :raise QuestionError: as ask does.
        """
        asked = self._check(question, history, audience, limit)
        earlier = [read_wording(past) for past in asked.history]
        return self.reader.read(asked, read_wording(asked.question), earlier)

    def _check(self, question: object, history: object, audience: object, limit: object) -> Asked:
        return check_asked(
            question, history=history, audience=audience, limit=limit, wording=self._wording
        )

    def _find_notice(self, wording: Wording, earlier: Sequence[Wording]) -> Notice | None:
        if self.notices is None:
            return None
        knows = self.reader.speller.knows
        return find_notice(wording, self.notices, is_known_word=knows, earlier=earlier)

    def _reply(self, understood: Understood, notice: Notice | None) -> Answer:
        """Return the reply to a question that is neither an emergency nor small talk."""
        if notice is not None and notice.level == "urgent":
            return self._replier.urgent(understood, notice)
        if self._knows_practice:
            topic = find_topic(understood.wording, self.clinic, above=understood.confidence)
            if topic is not None:
                doubt = min(understood.confidence, 1.0 - topic.strength)
                return self._replier.simply(
                    understood.asked, "clinic", topic.message, doubt, notice=notice
                )
        unsure = understood.confidence < self.model.refuse_below
        if not understood.found.hits or (unsure and self._abstains):
            return self._replier.refuse(understood, notice, self.clinic.contact_text)
        return self._replier.answer(understood, notice)
