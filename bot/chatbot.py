"""The one function to call: ask(question, history) gives an Answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot import clinic as practice
from bot import small_talk
from bot.asking import Asked, check_asked
from bot.citing import Librarian
from bot.confidence import Model, load_model, read_signals
from bot.conversation import resolve
from bot.corpus import read_documents
from bot.notices import Notices, load_notices
from bot.query import Interpreter, Query
from bot.records import Answer, Audience, Document, Hit, Notice, Outcome, Passage, Suggestion
from bot.safety import find_notice
from bot.search import Found, Searcher
from bot.spelling import Speller
from bot.suggestions import Suggestions, load_suggestions
from bot.text import STOP_WORDS, Wording, read_wording, words
from bot.vocabulary import EMPTY, Vocabulary, load_vocabulary
from bot.wording import load_wording

# Parts that can be switched off, to measure what each is worth.
PARTS = ("vocabulary", "spelling", "wants", "conversation", "confidence", "safety", "clinic")
Part = Literal["vocabulary", "spelling", "wants", "conversation", "confidence", "safety", "clinic"]

# Sections whose best scores differ by less than this share are equally near.
_NEAR_TIE = 0.04
_MOST_CHOICES = 3
# After two passages of a section, another section's passage tells more than a third.
_MOST_OF_ONE_SECTION = 2
# Passages that score less than this share of the best are not worth a person's time.
_WORTH_SHOWING = 0.3


@dataclass(frozen=True, slots=True)
class Understood:
    """Everything that was found out about a question before anything is said."""

    asked: Asked
    wording: Wording
    query: Query
    found: Found
    signals: tuple[float, ...]
    confidence: float
    notice: Notice | None


class Chatbot:
    """Answers questions from the documents of one folder, word for word."""

    def __init__(
        self,
        documents: Sequence[Document],
        *,
        vocabulary: Vocabulary = EMPTY,
        notices: Notices | None = None,
        clinic: practice.Clinic | None = None,
        talk: small_talk.SmallTalk | None = None,
        suggestions: Suggestions | None = None,
        model: Model,
        language: str = "en",
        without: Collection[str] = (),
    ) -> None:
        self.documents = tuple(documents)
        self.vocabulary = EMPTY if "vocabulary" in without else vocabulary
        self.suggestions = suggestions or Suggestions((), {})
        self.clinic = clinic or practice.Clinic()
        self.notices = None if "safety" in without else notices
        self.model = model
        self.searcher = Searcher(self.documents, wants="wants" not in without)
        self.speller = self._build_speller()
        self._interpreter = Interpreter(
            self.vocabulary,
            None if "spelling" in without else self.speller,
            self.searcher.ranker,
        )
        self._talk = talk
        self._librarian = Librarian(self.documents)
        self._wording = load_wording(language)
        self._without = frozenset(without)

    @classmethod
    def load(
        cls,
        folder: str | Path,
        *,
        language: str = "en",
        region: str | None = None,
        without: Collection[str] = (),
    ) -> Chatbot:
        """Return the chatbot of a corpus folder.

        :raise CorpusError: when something in the folder cannot be used; one line that names
            file, line, finding and remedy.
        """
        folder = Path(folder)
        documents = read_documents(folder)
        clinic = practice.load_clinic(folder / "clinic.toml")
        notices = folder / "notices.toml"
        return cls(
            documents,
            vocabulary=load_vocabulary(folder / "vocabulary.toml", folder / "everyday-words.txt"),
            notices=(
                load_notices(
                    notices, region=region or clinic.region, clinic_phone=clinic.phone or None
                )
                if notices.exists()
                else None
            ),
            clinic=clinic,
            talk=small_talk.load_small_talk(folder / "small_talk.toml"),
            suggestions=load_suggestions(folder / "suggestions.toml", documents),
            model=load_model(folder / "confidence.toml"),
            language=language,
            without=without,
        )

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
        asked = check_asked(
            question, history=history, audience=audience, limit=limit, wording=self._wording
        )
        wording = read_wording(asked.question)
        earlier = [read_wording(past) for past in asked.history]
        notice = self._find_notice(wording, earlier)
        if notice is not None and notice.level == "emergency":
            return self._reply(asked, "urgent", self._wording["emergency"], 1.0, notice=notice)
        reply = self._about_the_bot(asked, wording)
        if reply is not None and notice is None:
            return reply
        understood = self._understand(asked, wording, earlier, notice)
        if notice is not None and notice.level == "urgent":
            return self._urgent(understood)
        reply = self._about_the_practice(understood)
        if reply is not None:
            return reply
        if "confidence" not in self._without:
            if understood.confidence < self.model.refuse_below or not understood.found.hits:
                return self._refuse(understood)
        elif not understood.found.hits:
            return self._refuse(understood)
        return self._answer(understood)

    def understand(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        audience: Audience = "client",
        limit: int = 3,
    ) -> Understood:
        """Return how a question is read and ranked, whatever the reply would be."""
        asked = check_asked(
            question, history=history, audience=audience, limit=limit, wording=self._wording
        )
        wording = read_wording(asked.question)
        earlier = [read_wording(past) for past in asked.history]
        return self._understand(asked, wording, earlier, self._find_notice(wording, earlier))

    def _build_speller(self) -> Speller:
        field = {
            word
            for document in self.documents
            for section in document.sections
            for text in (section.title, *(passage.text for passage in section.passages))
            for word in words(text)
        }
        everyday = self.vocabulary.everyday_words | STOP_WORDS | {"not"}
        return Speller((field | self.vocabulary.words) - everyday, everyday)

    def _find_notice(self, wording: Wording, earlier: Sequence[Wording]) -> Notice | None:
        if self.notices is None:
            return None
        return find_notice(wording, self.notices, is_known_word=self.speller.knows, earlier=earlier)

    def _understand(
        self,
        asked: Asked,
        wording: Wording,
        earlier: Sequence[Wording],
        notice: Notice | None,
    ) -> Understood:
        query = self._interpreter.read(wording)
        if earlier and "conversation" not in self._without:
            past: list[Query] = []
            for turn in earlier:
                past.append(resolve(self._interpreter.read(turn), past, self.searcher.is_telling))
            query = resolve(query, past, self.searcher.is_telling)
        found = self.searcher.search(query, audience=asked.audience, limit=4 * asked.limit)
        signals = read_signals(
            query,
            found.sections,
            idf=self.searcher.ranker.idf,
            is_subject=self.searcher.is_telling,
        )
        return Understood(
            asked, wording, query, found, signals, self.model.confidence(signals), notice
        )

    def _about_the_bot(self, asked: Asked, wording: Wording) -> Answer | None:
        if not wording.words:
            return self._reply(
                asked,
                "no_answer",
                self._wording["no_words"],
                0.0,
                suggestions=self.suggestions.first,
            )
        if self._talk is None or "clinic" in self._without:
            return None
        talk = small_talk.find_small_talk(wording, self._talk)
        if talk is None:
            return None
        return self._reply(asked, "chat", talk.message, 0.0, suggestions=self.suggestions.first)

    def _about_the_practice(self, understood: Understood) -> Answer | None:
        if "clinic" in self._without:
            return None
        reply = practice.find_topic(understood.wording, self.clinic)
        if reply is None or reply.strength < understood.confidence:
            return None
        return self._reply(
            understood.asked,
            "clinic",
            reply.message,
            round(1.0 - reply.strength, 4),
            notice=understood.notice,
            suggestions=self.suggestions.first[:2],
        )

    def _urgent(self, understood: Understood) -> Answer:
        """Return the notice, with what explains but with nothing to be done by hand."""
        shown = [
            hit
            for hit in self._worth_showing(understood)
            if self.searcher.passages[hit.position].kind == "explanation"
        ]
        if understood.confidence < self.model.refuse_below:
            shown = []
        return self._reply(
            understood.asked,
            "urgent",
            self._wording["urgent"],
            round(understood.confidence, 4),
            notice=understood.notice,
            query=understood.query,
            hits=shown,
        )

    def _refuse(self, understood: Understood) -> Answer:
        outside = list(dict.fromkeys(topic.name for topic in understood.query.outside))
        if outside:
            message = self._wording["no_answer"].format(topic=outside[0])
        else:
            message = self._wording["no_answer_near"]
        if self.clinic.contact_text:
            message = f"{message} {self.clinic.contact_text}"
        return self._reply(
            understood.asked,
            "no_answer",
            message,
            round(understood.confidence, 4),
            notice=understood.notice,
            query=understood.query,
            suggestions=self.suggestions.first,
        )

    def _answer(self, understood: Understood) -> Answer:
        hits = self._worth_showing(understood)
        choices = self._choices(understood)
        document, section = self._librarian.place(self.searcher.passages[hits[0].position])
        outcome: Outcome = "answer"
        suggestions = self._following(understood, hits)
        if understood.confidence < self.model.unsure_below:
            outcome = "unsure"
            if len(choices) > 1:
                suggestions = tuple(choices)
                message = self._wording["choice"].format(choices=self._join(choices))
            else:
                message = self._wording["unsure"].format(section=section.title)
        else:
            key = "answer" if len(self.documents) == 1 else "answer_named"
            message = self._wording[key].format(section=section.title, document=document.title)
        return self._reply(
            understood.asked,
            outcome,
            message,
            round(understood.confidence, 4),
            notice=understood.notice,
            query=understood.query,
            hits=hits,
            suggestions=suggestions,
        )

    def _worth_showing(self, understood: Understood) -> list[Hit]:
        """Return the hits to show: not too many of one section, none far below the best."""
        hits = understood.found.hits
        if not hits:
            return []
        kept: list[Hit] = []
        spare: list[Hit] = []
        counts: dict[str, int] = {}
        for hit in hits:
            if hit.score < _WORTH_SHOWING * hits[0].score:
                break
            section = self.searcher.passages[hit.position].anchor.rsplit("-", 1)[0]
            counts[section] = counts.get(section, 0) + 1
            (kept if counts[section] <= _MOST_OF_ONE_SECTION else spare).append(hit)
        return (kept + spare)[: understood.asked.limit]

    def _choices(self, understood: Understood) -> list[Suggestion]:
        """Return a suggestion for each section that is as near as the best."""
        sections = understood.found.sections
        near = [hit for hit in sections if hit.score >= (1 - _NEAR_TIE) * sections[0].score]
        choices: list[Suggestion] = []
        for hit in near[:_MOST_CHOICES]:
            passage = self.searcher.passages[hit.position]
            known = self.suggestions.sections.get((passage.document_id, passage.section_id))
            if known is not None:
                question = known.next[0].question if known.next else known.choice
                choices.append(Suggestion(known.choice, question))
        return choices

    def _join(self, choices: Sequence[Suggestion]) -> str:
        labels = [choice.label for choice in choices]
        return f"{', '.join(labels[:-1])} {self._wording['or']} {labels[-1]}"

    def _following(self, understood: Understood, hits: Sequence[Hit]) -> tuple[Suggestion, ...]:
        """Return what may be asked next: of the sections shown, but not what was asked."""
        said = {understood.asked.question, *understood.asked.history}
        offered: dict[str, Suggestion] = {}
        for hit in hits:
            passage = self.searcher.passages[hit.position]
            known = self.suggestions.sections.get((passage.document_id, passage.section_id))
            for suggestion in known.next if known is not None else ():
                if suggestion.question not in said:
                    offered.setdefault(suggestion.question, suggestion)
        return tuple(offered.values())[:_MOST_CHOICES]

    def _reply(
        self,
        asked: Asked,
        outcome: Outcome,
        message: str,
        confidence: float,
        *,
        notice: Notice | None = None,
        query: Query | None = None,
        hits: Sequence[Hit] = (),
        suggestions: tuple[Suggestion, ...] = (),
    ) -> Answer:
        weights = self._weights(query) if query is not None and hits else {}
        passages: list[Passage] = [self.searcher.passages[hit.position] for hit in hits]
        return Answer(
            outcome=outcome,
            message=message,
            question=asked.question,
            confidence=confidence,
            read_as=query.readings if query is not None else (),
            notice=notice,
            passages=tuple(
                self._librarian.show(passage, hit, rank, weights)
                for rank, (passage, hit) in enumerate(zip(passages, hits, strict=True), start=1)
            ),
            related=self._librarian.related(passages),
            suggestions=suggestions,
        )

    def _weights(self, query: Query) -> Mapping[str, float]:
        idf: Any = self.searcher.ranker.idf
        return {term: weight * idf(term) for term, weight in query.terms.items()}
