"""What was understood to an answer: fixed wording around passages, word for word."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.answering.citations import Citations
from bot.answering.offering.following import about_the_nearest, after_these, near_sections
from bot.answering.offering.suggestions import Suggestions
from bot.answering.showing import asked_of, hits_to_show
from bot.answering.wording import line_in_turn
from bot.contract import Asked
from bot.records import Answer, AnswerPassage, Notice, Outcome, Suggestion
from bot.understanding.information import WordWeights
from bot.understanding.reader import Understood
from bot.understanding.search import Scored, Searcher


@dataclass(frozen=True, slots=True)
class Replier:
    """Makes answers from the documents, the suggestions and the fixed wording."""

    searcher: Searcher
    """Knows the passages."""
    citations: Citations
    """Shows them."""
    suggestions: Suggestions
    """What to offer next."""
    wording: Mapping[str, str]
    """The bot's own sentences."""
    several: bool
    """Whether there is more than one document."""
    knows: Callable[[str], bool]
    """Tells whether a word is English: others are not echoed."""
    word_weights: WordWeights
    """Tell which words name a subject."""

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
        first = self.suggestions.first
        return self._compose(asked, outcome, message, confidence, notice=notice, suggestions=first)

    def beside_notice(
        self,
        asked: Asked,
        outcome: Outcome,
        message: str,
        confidence: float,
        notice: Notice | None,
        understood: Understood | None,
        vetted: Collection[str],
    ) -> Answer:
        """Return a grave notice, with passages only where a clinician has vetted them."""
        passages = self.searcher.passages
        hits = [
            hit
            for hit in (self._shown(understood) if understood is not None else [])
            if passages[hit[0]].id in vetted
        ]
        return self._compose(
            asked, outcome, message, confidence, notice=notice, understood=understood, hits=hits
        )

    def refuse(self, understood: Understood, notice: Notice | None, contact: str) -> Answer:
        """Return that the documents have no answer, whom to ask, and what they do have."""
        many = "_many" if self.several else ""
        turn = len(understood.asked.history)
        message = line_in_turn(self.wording, f"no_answer{many}", turn)
        lacking = self._lacking(understood)
        if lacking:
            message = f"{message} {self.wording['lacking'].format(word=lacking)}"
        nearest = about_the_nearest(understood, self.suggestions, self.searcher)
        return self._compose(
            understood.asked,
            "no_answer",
            f"{message} {contact}".rstrip(),
            understood.confidence,
            notice=notice,
            understood=understood,
            suggestions=nearest or self.suggestions.first,
        )

    def answer(
        self,
        understood: Understood,
        outcome: Outcome,
        notice: Notice | None,
        *,
        opening: str = "",
        again: bool = False,
        closing: str = "",
    ) -> Answer:
        """Return the passages that answer, or that may be near.

        :param opening: a kind line to begin with instead of the usual one.
        :param again: the same sentence was shown a moment ago.
        :param closing: a line to end with, such as the practice's own answer.
        """
        hits = self._shown(understood)
        offer = self.suggestions, self.searcher
        choices = () if outcome == "answer" else near_sections(understood, *offer)
        message = opening or self._opening(understood, hits[0], choices, outcome, again=again)
        return self._compose(
            understood.asked,
            outcome,
            " ".join(filter(None, (message, self.wording["quoted"], closing))),
            understood.confidence,
            notice=notice,
            understood=understood,
            hits=hits,
            suggestions=choices or after_these(understood, hits, *offer),
        )

    def best_sentence(self, understood: Understood) -> str | None:
        """Return the name of the sentence that an answer would mark first, if there is any."""
        hits = self._shown(understood)
        if not hits:
            return None
        sentence, _ = self.citations.best_sentence(hits[0][0], asked_of(understood))
        return sentence.key

    def _shown(self, understood: Understood) -> list[Scored]:
        return hits_to_show(understood, self.searcher, self.citations)

    def _lacking(self, understood: Understood) -> str:
        """Return the word that says most of those that the documents lack, or ""."""
        lacking = [
            said
            for said in understood.query.said
            if said.stem not in self.searcher.ranker
            and not said.means
            and self.knows(said.word)
            and self.word_weights.names_a_subject(said.word, said.stem)
        ]
        return max(lacking, key=lambda said: said.says).word if lacking else ""

    def _opening(
        self,
        understood: Understood,
        best: Scored,
        choices: Sequence[Suggestion],
        outcome: Outcome,
        *,
        again: bool,
    ) -> str:
        turn = len(understood.asked.history)
        document, section = self.citations.place(best[0])
        if choices:
            *labels, last = (choice.label for choice in choices)
            joined = f"{', '.join(labels)} {self.wording['or']} {last}"
            return self.wording["choice"].format(choices=joined)
        if outcome == "unsure":
            return line_in_turn(self.wording, "unsure", turn).format(section=section.title)
        if again:
            return line_in_turn(self.wording, "again", turn)
        sentence, _ = self.citations.best_sentence(best[0], asked_of(understood))
        kinds = sentence.kinds
        kind = understood.kind if understood.kind in kinds else min(kinds, default="other")
        line = line_in_turn(self.wording, kind, turn)
        named = self.wording["named"].format(document=document.title) if self.several else ""
        return f"{line} {named}".rstrip()

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
        passages: tuple[AnswerPassage, ...] = ()
        if understood is not None:
            wanted = asked_of(understood)
            passages = tuple(
                [self.citations.show(hit, rank, wanted) for rank, hit in enumerate(hits, start=1)]
            )
        return Answer(
            outcome,
            message,
            asked.question,
            round(confidence, 4),
            read_as=understood.query.readings if understood is not None else (),
            notice=notice,
            passages=passages,
            related=self.citations.related(hits),
            suggestions=suggestions,
        )
