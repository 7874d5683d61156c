"""What was understood to an answer: fixed wording around passages, word for word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.answering.citations import Librarian
from bot.answering.suggestions import SectionSuggestions, Suggestions
from bot.contract import Asked
from bot.records import Answer, Document, Notice, Outcome, Suggestion
from bot.understanding.confidence import Model
from bot.understanding.reader import Understood
from bot.understanding.search import Scored, Searcher
from bot.understanding.vocabulary import Topic

# Sections whose best scores differ by less than this share are equally near.
_NEAR_TIE = 0.04
_MOST_SUGGESTIONS = 3
# What a second passage of a section counts beside the best of another section.
_REPEATED = 0.6
# Passages that score less than this share of the best are not worth a person's time.
_WORTH_SHOWING = 0.2


class Replier:
    """Makes answers from the documents, the suggestions and the fixed wording."""

    def __init__(
        self,
        documents: Sequence[Document],
        searcher: Searcher,
        suggestions: Suggestions,
        model: Model,
        wording: Mapping[str, str],
    ) -> None:
        self._named = len(documents) > 1
        self._searcher = searcher
        self._suggestions = suggestions
        self._model = model
        self._wording = wording
        self._librarian = Librarian(documents)
        # For each section, by number.
        self._next = [suggestions.sections.get(key) for key in searcher.section_keys]

    def simply(
        self,
        asked: Asked,
        outcome: Outcome,
        message: str,
        confidence: float = 0.0,
        *,
        notice: Notice | None = None,
    ) -> Answer:
        """Return an answer without passages, with the first questions to ask."""
        first = self._suggestions.first
        return self._compose(asked, outcome, message, confidence, notice=notice, suggestions=first)

    def speechless(self, asked: Asked) -> Answer:
        """Return the answer to something without a word."""
        return self.simply(asked, "no_answer", self._wording["no_words"])

    def emergency(self, asked: Asked, notice: Notice) -> Answer:
        """Return the answer to an emergency: the notice alone."""
        return self._compose(asked, "urgent", self._wording["emergency"], 1.0, notice=notice)

    def urgent(self, understood: Understood, notice: Notice) -> Answer:
        """Return the notice, with what explains but with nothing to be done by hand."""
        hits: list[Scored] = []
        if understood.confidence >= self._model.refuse_below:
            passages = self._searcher.passages
            hits = [
                hit
                for hit in self._worth_showing(understood)
                if passages[hit[0]].kind == "explanation"
            ]
        return self._compose(
            understood.asked,
            "urgent",
            self._wording["urgent"],
            understood.confidence,
            notice=notice,
            understood=understood,
            hits=hits,
        )

    def refuse(self, understood: Understood, notice: Notice | None, contact: str) -> Answer:
        """Return that the corpus has no answer: what it lacks, and who may help."""
        many = "_many" if self._named else ""
        topic = _topic_to_name(understood.query.outside)
        if topic:
            message = self._wording[f"no_answer{many}"].format(topic=topic)
        else:
            message = self._wording[f"no_answer_near{many}"]
        return self._compose(
            understood.asked,
            "no_answer",
            f"{message} {contact}".rstrip(),
            understood.confidence,
            notice=notice,
            understood=understood,
            suggestions=self._suggestions.first,
        )

    def answer(self, understood: Understood, notice: Notice | None) -> Answer:
        """Return the passages that answer, or that may be near."""
        hits = self._worth_showing(understood)
        sure = understood.confidence >= self._model.unsure_below
        choices = () if sure else self._choices(understood)
        return self._compose(
            understood.asked,
            "answer" if sure else "unsure",
            self._answer_message(hits[0], choices, sure=sure),
            understood.confidence,
            notice=notice,
            understood=understood,
            hits=hits,
            suggestions=choices or self._following(understood, hits),
        )

    def _answer_message(self, best: Scored, choices: Sequence[Suggestion], *, sure: bool) -> str:
        document, section = self._librarian.place(best[0])
        if choices:
            *labels, last = (choice.label for choice in choices)
            joined = f"{', '.join(labels)} {self._wording['or']} {last}"
            return self._wording["choice"].format(choices=joined)
        if not sure:
            return self._wording["unsure"].format(section=section.title)
        key = "answer_named" if self._named else "answer"
        return self._wording[key].format(section=section.title, document=document.title)

    def _worth_showing(self, understood: Understood) -> list[Scored]:
        """Return the hits to show, best first: none far below the best.

        A second passage of a section is chosen before the best of another only when it scores
        clearly more.
        """
        hits, limit = understood.found.hits, understood.asked.limit
        section_of = self._searcher.section_of
        least = _WORTH_SHOWING * hits[0][1] if hits else 0.0
        seen: set[int] = set()
        # What a hit is worth (falling), its passage's position, and its place among the hits.
        ranked: list[tuple[float, int, int]] = []
        for place, (position, score) in enumerate(hits):
            if place == limit:
                # A hit is worth its score at most.
                least = max(least, -max(ranked)[0])
            if score < least:
                break
            section = section_of[position]
            ranked.append((-score * _REPEATED if section in seen else -score, position, place))
            seen.add(section)
        ranked.sort()
        return [hits[place] for place in sorted([place for _, _, place in ranked[:limit]])]

    def _choices(self, understood: Understood) -> tuple[Suggestion, ...]:
        """Return a suggestion for each section as near as the best, if there are several."""
        sections = understood.found.sections
        near = [hit for hit in sections if hit[1] >= (1 - _NEAR_TIE) * sections[0][1]]
        choices: list[Suggestion] = []
        for hit in near[:_MOST_SUGGESTIONS]:
            known = self._suggested(hit[0])
            if known is not None:
                question = known.next[0].question if known.next else known.choice
                choices.append(Suggestion(known.choice, question))
        return tuple(choices) if len(choices) > 1 else ()

    def _following(self, understood: Understood, hits: Sequence[Scored]) -> tuple[Suggestion, ...]:
        """Return what may be asked next: of the sections shown, but not what was asked."""
        said = {understood.asked.question, *understood.asked.history}
        offered: dict[str, Suggestion] = {}
        for hit in hits:
            known = self._suggested(hit[0])
            for suggestion in known.next if known is not None else ():
                if suggestion.question not in said:
                    offered.setdefault(suggestion.question, suggestion)
        return tuple(offered.values())[:_MOST_SUGGESTIONS]

    def _suggested(self, position: int) -> SectionSuggestions | None:
        return self._next[self._searcher.section_of[position]]

    def _compose(
        self,
        asked: Asked,
        outcome: Outcome,
        message: str,
        confidence: float,
        *,
        notice: Notice | None = None,
        understood: Understood | None = None,
        hits: Sequence[Scored] = (),
        suggestions: tuple[Suggestion, ...] = (),
    ) -> Answer:
        weights = understood.found.weighed.weights if understood is not None else {}
        show = self._librarian.show
        return Answer(
            outcome,
            message,
            asked.question,
            round(confidence, 4),
            read_as=understood.query.readings if understood is not None else (),
            notice=notice,
            passages=tuple([show(hit, rank, weights) for rank, hit in enumerate(hits, start=1)]),
            related=self._librarian.related(hits),
            suggestions=suggestions,
        )


def _topic_to_name(outside: Sequence[Topic]) -> str:
    """Return what a refusal names: a topic of the vocabulary before a single word."""
    named = sorted(outside, key=lambda topic: topic.kind == "unknown")
    return next((topic.name for topic in named if topic.name), "")
