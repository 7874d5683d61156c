"""What was understood to an answer: fixed wording around passages, word for word."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.answering.citations import Citations
from bot.answering.marking import Asked as WhatIsAsked
from bot.answering.suggestions import SectionSuggestions, Suggestions
from bot.contract import Asked
from bot.records import Answer, AnswerPassage, Notice, Outcome, Suggestion
from bot.understanding.information import WordWeights
from bot.understanding.reader import Understood
from bot.understanding.search import Scored, Searcher

# Sections whose relevance differs by less than this are equally near.
_NEAR_TIE = 0.03
_MOST_SUGGESTIONS = 3
# Kinds of question that no technique answers.
_EXPLAINING = ("why", "where", "read")
# A therapist's so few words name a topic to look up ("hip flexors"), whatever they sound like.
_TOPIC_WORDS = 2
# Passages that score less than this share of the best are not worth a person's time.
_WORTH_SHOWING = 0.25


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
            for hit in (self._worth_showing(understood) if understood is not None else [])
            if passages[hit[0]].id in vetted
        ]
        return self._compose(
            asked, outcome, message, confidence, notice=notice, understood=understood, hits=hits
        )

    def refuse(self, understood: Understood, notice: Notice | None, contact: str) -> Answer:
        """Return that the documents have no answer, whom to ask, and what they do have."""
        many = "_many" if self.several else ""
        turn = len(understood.asked.history)
        message = self._line(f"no_answer{many}", turn)
        lacking = self._lacking(understood)
        if lacking:
            message = f"{message} {self.wording['lacking'].format(word=lacking)}"
        return self._compose(
            understood.asked,
            "no_answer",
            f"{message} {contact}".rstrip(),
            understood.confidence,
            notice=notice,
            understood=understood,
            suggestions=self._nearest(understood) or self.suggestions.first,
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
        hits = self._worth_showing(understood)
        choices = () if outcome == "answer" else self._choices(understood)
        message = opening or self._opening(understood, hits[0], choices, outcome, again=again)
        return self._compose(
            understood.asked,
            outcome,
            f"{message} {closing}".rstrip(),
            understood.confidence,
            notice=notice,
            understood=understood,
            hits=hits,
            suggestions=choices or self._following(understood, hits),
        )

    def best_sentence(self, understood: Understood) -> str | None:
        """Return the name of the sentence that an answer would mark first, if there is any."""
        hits = self._worth_showing(understood)
        if not hits:
            return None
        sentence, _ = self.citations.best_sentence(hits[0][0], _asked(understood))
        return sentence.key

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

    def _line(self, key: str, turn: int) -> str:
        """Return one of the lines of a key; they follow one another with the turns."""
        count = 1
        while f"{key}.{count + 1}" in self.wording:
            count += 1
        return self.wording[f"{key}.{turn % count + 1}"]

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
            return self._line("unsure", turn).format(section=section.title)
        if again:
            return self._line("again", turn)
        sentence, _ = self.citations.best_sentence(best[0], _asked(understood))
        kinds = sentence.kinds
        kind = understood.kind if understood.kind in kinds else min(kinds, default="other")
        line = self._line(kind, turn)
        named = self.wording["named"].format(document=document.title) if self.several else ""
        return f"{line} {named}".rstrip()

    def _worth_showing(self, understood: Understood) -> list[Scored]:
        """Return the hits to show, best first; the best section leads with its best sentence."""
        hits = understood.found.hits
        if not hits:
            return []
        section_of = self.searcher.section_of
        least = _WORTH_SHOWING * hits[0][1]
        kept = [hit for hit in hits if hit[1] >= least][: understood.asked.limit]
        first = section_of[hits[0][0]]
        own = [at for at, hit in enumerate(hits) if section_of[hit[0]] == first]
        if understood.asked.audience == "therapist" and _wants_technique(understood):
            passages = self.searcher.passages
            own = [at for at in own if passages[hits[at][0]].kind == "technique"] or own
        asked = _asked(understood)
        lead = max(own, key=lambda at: (self.citations.best_sentence(hits[at][0], asked)[1], -at))
        leading = (hits[lead][0], hits[0][1])
        rest = [hit for hit in kept if hit[0] != leading[0]]
        # The passage that led before takes the place of the one that leads now.
        below = hits[lead][1]
        rest = [(at, below if at == hits[0][0] else score) for at, score in rest]
        return [leading, *sorted(rest, key=lambda hit: -hit[1])][: understood.asked.limit]

    def _choices(self, understood: Understood) -> tuple[Suggestion, ...]:
        """Return a suggestion for each section as near as the best, if there are several."""
        sections = understood.found.sections
        near = [hit for hit in sections if hit[1] >= sections[0][1] - _NEAR_TIE]
        choices: list[Suggestion] = []
        for hit in near[:_MOST_SUGGESTIONS]:
            known = self._suggested(hit[0])
            if known is not None:
                question = known.next[0].question if known.next else known.choice
                choices.append(Suggestion(known.choice, question))
        return tuple(choices) if len(choices) > 1 else ()

    def _nearest(self, understood: Understood) -> tuple[Suggestion, ...]:
        """Return questions of the section that is nearest to what has no answer."""
        for section, _ in understood.found.sections[:1]:
            known = self._suggested(section)
            if known is not None and understood.found.explained > 0.0:
                return (*known.next, *self.suggestions.first)[: _MOST_SUGGESTIONS + 1]
        return ()

    def _following(self, understood: Understood, hits: Sequence[Scored]) -> tuple[Suggestion, ...]:
        """Return what may be asked next: of the sections shown, but not what was asked."""
        said = {understood.asked.question, *understood.asked.history}
        offered: dict[str, Suggestion] = {}
        for hit in hits:
            known = self._suggested(self.searcher.section_of[hit[0]])
            for suggestion in known.next if known is not None else ():
                if suggestion.question not in said:
                    offered.setdefault(suggestion.question, suggestion)
        return tuple(offered.values())[:_MOST_SUGGESTIONS]

    def _suggested(self, section: int) -> SectionSuggestions | None:
        return self.suggestions.sections.get(self.searcher.section_keys[section])

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
            wanted = _asked(understood)
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


def _wants_technique(understood: Understood) -> bool:
    """Tell whether a therapist asks for what is done rather than for what is known."""
    is_topic = len(understood.query.wording.words) <= _TOPIC_WORDS
    return is_topic or understood.kind not in _EXPLAINING


def _asked(understood: Understood) -> WhatIsAsked:
    return WhatIsAsked(understood.query.said, understood.kind, understood.points)
