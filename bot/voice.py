"""One language's way through the house: safety, understanding, retrieval, answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.aside import Aside, asks_whether_it_is_serious
from bot.answering.outcome import decide
from bot.answering.replies import Replier
from bot.contract import Asked
from bot.language.text import Wording, read_wording
from bot.learning.model import Scores
from bot.loading.library import Library
from bot.records import Answer, Notice, Outcome
from bot.safety.judging import Judge, Judgement
from bot.safety.notices.card import SafetyCard
from bot.stages import stage
from bot.understanding.query import Interpreter
from bot.understanding.reader import Reader, Understood
from bot.understanding.search import Searcher


class Voice:
    """Answers questions of one language."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.language = library.language
        searcher = Searcher(library.index, library.ranker, library.titles)
        interpreter = Interpreter(
            thesaurus=library.thesaurus,
            speller=library.speller,
            weights=library.word_weights,
            corpus_terms=library.ranker,
            language=library.language,
        )
        self.reader = Reader(
            searcher=searcher,
            interpreter=interpreter,
            model=library.model,
            confidence=library.confidence,
        )
        self.judge = (
            Judge(
                library.notices,
                library.model,
                language=library.language,
                answered=self._confidence_alone,
            )
            if library.notices
            else None
        )
        self._replier = Replier(
            searcher=searcher,
            citations=library.citations,
            suggestions=library.suggestions,
            wording=library.wording,
            several=len(library.documents) > 1,
            knows=library.knows,
            word_weights=library.word_weights,
        )
        self._aside = Aside(
            clinic=library.clinic,
            talk=library.talk,
            glossary=library.glossary,
            wording=library.wording,
        )

    @stage("answering")
    def answer(self, asked: Asked, judgement: Judgement) -> Answer:
        """Return the answer to what was asked in this language, after what safety says to it.

        :param asked: its history holds only turns of this language.
        """
        notice = judgement.notice
        if judgement.ended:
            return self._replier.simply(asked, "chat", judgement.ended, notice=notice)
        if judgement.message:
            return self._reply_first(asked, judgement)
        turns = self._turns(asked)
        if not turns[-1].words:
            return self._replier.simply(asked, "no_answer", self.library.wording["no_words"])
        scored = self._score(turns[-1])
        said = self._fixed(asked.question, turns[-1], scored)
        if said:
            return self._replier.simply(asked, "chat", said, notice=notice)
        return self._reply(self.reader.read(asked, turns, scored), turns, scored, notice)

    def understand(self, asked: Asked) -> Understood:
        """Return how a question is read and ranked, whatever the reply is."""
        return self.reader.read(asked, self._turns(asked))

    def say(self, asked: Asked, message: str, notice: Notice | None = None) -> Answer:
        """Return a fixed sentence as the answer to a question that is not understood."""
        return self._replier.simply(asked, "no_answer", message, notice=notice)

    @property
    def safety_card(self) -> SafetyCard | None:
        """When not to come for a massage, and when to call for help; None when safety is off."""
        return self.library.notices.card if self.library.notices is not None else None

    def read_ahead(self) -> None:
        """Read what is otherwise read at its first need, for processes that are forked to share."""
        if self.library.speller is not None:
            self.library.speller.read_ahead()
        # Safety mends words as well, by its own; a word that is none makes it read them.
        if self.judge is not None:
            self.judge.judge(("xqzvbn",))

    @stage("understanding")
    def _turns(self, asked: Asked) -> tuple[Wording, ...]:
        said = (*asked.history, asked.question)
        return tuple([read_wording(turn, self.language) for turn in said])

    @stage("understanding")
    def _score(self, said: Wording) -> Scores:
        return self.reader.model.score(said)

    def _fixed(self, question: str, said: Wording, scored: Scores) -> str:
        """Return what is said to "should I worry?" and to "what does prone mean?", or ""."""
        card = self.safety_card
        if card is not None and (card.answers(question) or asks_whether_it_is_serious(scored)):
            return " ".join(card.lines)
        return self._aside.definition(scored, said)

    def _confidence_alone(self, turn: str) -> float:
        """Return how surely the documents answer a turn by itself."""
        read = self.reader.read(Asked(turn, (), "client", 1), (read_wording(turn, self.language),))
        return read.confidence

    def _reply_first(self, asked: Asked, judgement: Judgement) -> Answer:
        """Return the reply while a grave notice stands: with vetted passages, or with none."""
        notice, vetted = judgement.notice, judgement.vetted or frozenset()
        understood: Understood | None = None
        outcome: Outcome = "urgent"
        confidence = 1.0
        if notice is not None and notice.level == "ask":
            # What was asked is answered after the answer to the notice, if the documents can.
            understood = self.reader.read(asked, self._turns(asked))
            covered = decide(understood, self.library.confidence) in ("answer", "unsure")
            outcome, confidence = "unsure" if covered else "no_answer", understood.confidence
        elif vetted:
            understood = self.reader.read(asked, self._turns(asked))
        return self._replier.beside_notice(
            asked, outcome, judgement.message, confidence, notice, understood, vetted
        )

    def _reply(
        self,
        understood: Understood,
        turns: Sequence[Wording],
        scored: Scores,
        notice: Notice | None,
    ) -> Answer:
        """Return the reply to a question that is no emergency."""
        confidence = self.library.confidence
        outcome = decide(understood, confidence)
        sure = outcome in ("answer", "unsure")
        if outcome in ("clinic", "chat"):
            message = self._aside.message(understood, scored, turns[-1], outcome)
            doubt = min(understood.confidence, 1.0 - max(understood.scores.values()))
            return self._replier.simply(
                understood.asked, outcome, message, max(0.0, doubt), notice=notice
            )
        if not sure:
            return self._replier.refuse(understood, notice, self.library.clinic.contact_text)
        return self._replier.answer(
            understood,
            outcome,
            notice,
            opening=self._aside.kind_line(scored, len(turns) - 1),
            again=self._is_shown_again(understood, turns),
            closing=self._aside.practice_line(turns[-1], self.reader.model),
        )

    def _is_shown_again(self, understood: Understood, turns: Sequence[Wording]) -> bool:
        """Tell whether the turn before was answered with the same sentence."""
        if len(turns) == 1 or not understood.carried:
            return False
        before = self.reader.read(understood.asked, turns[-3:-1])
        if decide(before, self.library.confidence) not in ("answer", "unsure"):
            return False
        return self._replier.best_sentence(before) == self._replier.best_sentence(understood)
