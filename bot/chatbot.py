"""The one function to call: ask(question, history) gives an Answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.answering.aside import Aside, asks_whether_it_is_serious
from bot.answering.outcome import decide
from bot.answering.replies import Replier
from bot.contract import Asked, check_asked
from bot.core import Progress, in_silence
from bot.language.text import Wording, read_wording
from bot.learning.model import Scores
from bot.library import Library, load_library
from bot.records import Answer, Audience, Notice, Outcome
from bot.safety.judging import NOTHING, Judge, Judgement
from bot.safety.notices import SafetyCard
from bot.understanding.query import Interpreter
from bot.understanding.reader import Reader, Understood
from bot.understanding.search import Searcher


class Chatbot:
    """Answers questions from the documents of one folder, word for word."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.documents = library.documents
        self.notices = library.notices
        self.clinic = library.clinic
        self.suggestions = library.suggestions
        searcher = Searcher(library.index, library.ranker, library.titles)
        interpreter = Interpreter(
            thesaurus=library.thesaurus,
            speller=library.speller,
            weights=library.word_weights,
            corpus_terms=library.ranker,
        )
        self.reader = Reader(
            searcher=searcher,
            interpreter=interpreter,
            model=library.model,
            confidence=library.confidence,
        )
        self._judge = (
            Judge(library.notices, library.model, answered=self._confidence_alone)
            if library.notices
            else None
        )
        self._replier = Replier(
            searcher=searcher,
            citations=library.citations,
            suggestions=library.suggestions,
            wording=library.wording,
            several=len(library.documents) > 1,
            knows=library.speller.knows,
            word_weights=library.word_weights,
        )
        self._aside = Aside(
            clinic=library.clinic,
            talk=library.talk,
            glossary=library.glossary,
            wording=library.wording,
        )

    @classmethod
    def load(
        cls,
        folder: str | Path,
        *,
        language: str = "en",
        region: str | None = None,
        cache: str | Path | None = None,
        progress: Progress = in_silence,
    ) -> Chatbot:
        """Return the chatbot of a corpus folder.

        The region (GB, US, …) chooses the emergency numbers; by default the clinic's own. What
        takes long is kept in the folder cache, by default that of the setting CHATBOT_CACHE or the
        platform's own, and used until a file of the corpus changes; an empty one keeps nothing.

        :raise CorpusError: when something in the folder cannot be used; one line that names
            file, line, finding and remedy.
        """
        return cls(
            load_library(
                Path(folder), language=language, region=region, cache=cache, progress=progress
            )
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
        asked = self._check(question, history, audience, limit)
        judgement = self.judge(asked.question, history=asked.history)
        notice = judgement.notice
        if judgement.ended:
            return self._replier.simply(asked, "chat", judgement.ended, notice=notice)
        if judgement.message:
            return self._reply_first(asked, judgement)
        turns = _turns(asked)
        if not turns[-1].words:
            return self._replier.simply(asked, "no_answer", self.library.wording["no_words"])
        scored = self.reader.model.score(turns[-1])
        said = self._fixed(asked.question, turns[-1], scored)
        if said:
            return self._replier.simply(asked, "chat", said, notice=notice)
        return self._reply(self.reader.read(asked, turns), turns, scored, notice)

    def _fixed(self, question: str, said: Wording, scored: Scores) -> str:
        """Return what is said to "should I worry?" and to "what does prone mean?", or ""."""
        card = self.safety_card
        if card is not None and (card.answers(question) or asks_whether_it_is_serious(scored)):
            return " ".join(card.lines)
        return self._aside.definition(scored, said)

    def judge(self, question: str, *, history: Sequence[str] = ()) -> Judgement:
        """Return what safety says to a question after a person's earlier ones, oldest first."""
        return self._judge.judge((*history, question)) if self._judge is not None else NOTHING

    @property
    def safety_card(self) -> SafetyCard | None:
        """When not to come for a massage, and when to call for help; None when safety is off."""
        return self.notices.card if self.notices is not None else None

    def read_ahead(self) -> None:
        """Read what is otherwise read at its first need, for processes that are forked to share."""
        self.library.speller.read_ahead()
        # Safety mends words as well, by its own; a word that is none makes it read them.
        self.judge("xqzvbn")

    def understand(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        audience: Audience = "client",
        limit: int = 3,
    ) -> Understood:
        """Return how ask reads and ranks a question, whatever the reply is.

        :raise QuestionError: as ask does.
        """
        asked = self._check(question, history, audience, limit)
        return self.reader.read(asked, _turns(asked))

    def _confidence_alone(self, turn: str) -> float:
        """Return how surely the documents answer a turn by itself."""
        read = self.reader.read(Asked(turn, (), "client", 1), (read_wording(turn),))
        return read.confidence

    def _check(self, question: object, history: object, audience: object, limit: object) -> Asked:
        return check_asked(
            question,
            history=history,
            audience=audience,
            limit=limit,
            wording=self.library.wording,
        )

    def _reply_first(self, asked: Asked, judgement: Judgement) -> Answer:
        """Return the reply while a grave notice stands: with vetted passages, or with none."""
        notice, vetted = judgement.notice, judgement.vetted or frozenset()
        understood: Understood | None = None
        outcome: Outcome = "urgent"
        confidence = 1.0
        if notice is not None and notice.level == "ask":
            # What was asked is answered after the answer to the notice, if the documents can.
            understood = self.reader.read(asked, _turns(asked))
            covered = decide(understood, self.library.confidence) in ("answer", "unsure")
            outcome, confidence = "unsure" if covered else "no_answer", understood.confidence
        elif vetted:
            understood = self.reader.read(asked, _turns(asked))
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
            return self._replier.refuse(understood, notice, self.clinic.contact_text)
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


def _turns(asked: Asked) -> tuple[Wording, ...]:
    return tuple([read_wording(turn) for turn in (*asked.history, asked.question)])
