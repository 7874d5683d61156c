"""One function: a few typed words to rows, those that hold the words before those meant by them."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.marking import Asked
from bot.chatbot import Chatbot
from bot.contract import MOST_LIMIT
from bot.language.text import stem
from bot.lookup.found import Found, Row
from bot.lookup.held import library_of, passages_that_hold, vocabulary_of
from bot.lookup.technique import place_of, steps_of
from bot.lookup.typed import Typed, complete, is_ordinary, read_typed
from bot.records import Answer, AnswerPassage, Citation, Notice, Passage
from bot.understanding.reader import Understood

# How much a passage of the kind that is wanted is worth beside how well it holds the words.
_WANTED_KIND = 0.45
_EXPLAINING = ("why", "where", "read")
# So few words name a topic, whatever kind of question they sound like.
_TOPIC_WORDS = 2
# What a word says that is looked up, even where it says nothing in a question.
_A_WORD = 1.0
# What safety does not let pass without a word, even where a single word is looked up.
_ALWAYS_TOLD = ("emergency", "urgent")


def look_up(chatbot: Chatbot, text: str) -> Found:
    """Return what a text finds: rows that hold its words, then those that are meant by them.

    A single word of the documents is never refused: nobody tells of a danger with it, and what
    safety says of the gravest stands beside it. What is withheld otherwise for somebody's safety
    is found by no words.

    :raise QuestionError: when the text is outside the contract's bounds.
    """
    chatbot.ask(text, limit=1)
    typed = read_typed(chatbot, text)
    held = passages_that_hold(chatbot, typed.words)
    if not held and not is_ordinary(chatbot, typed):
        typed, held = _completed(chatbot, typed, held)
    answer = chatbot.ask(typed.text, audience="therapist", limit=MOST_LIMIT)
    if not held and answer.outcome == "no_answer" and not _withholds(answer.notice):
        typed, held = _completed(chatbot, typed, held)
        if held:
            answer = chatbot.ask(typed.text, audience="therapist", limit=MOST_LIMIT)
    notice = answer.notice
    if len(typed.words) == 1 and held:
        notice = notice if notice is not None and notice.level in _ALWAYS_TOLD else None
    elif _withholds(notice):
        return _found(chatbot, answer, typed, _rows(chatbot, [], answer, typed), notice)
    understood = chatbot.understand(typed.text, audience="therapist")
    if not held and answer.outcome == "no_answer":
        held = _held_by_meaning(chatbot, understood)
    shown = _show(chatbot, held, understood, typed)
    return _found(chatbot, answer, typed, _rows(chatbot, shown, answer, typed), notice)


def _completed(
    chatbot: Chatbot, typed: Typed, held: dict[int, float]
) -> tuple[Typed, dict[int, float]]:
    whole = complete(chatbot, typed)
    if whole is None:
        return typed, held
    return whole, passages_that_hold(chatbot, whole.words)


def _withholds(notice: Notice | None) -> bool:
    return notice is not None and notice.level != "routine"


def _held_by_meaning(chatbot: Chatbot, understood: Understood) -> dict[int, float]:
    """Return the passages that hold every word, mended, or all that one of its meanings says."""
    said = understood.query.said
    found: dict[int, float] = {}
    for position in library_of(chatbot).ranker.best(understood.query.terms, limit=MOST_LIMIT):
        text = vocabulary_of(chatbot).text_at(chatbot, position)
        stems = {*text.stems, *text.heading}
        if said and all(
            word.stem in stems or (word.means and stems.issuperset(word.means)) for word in said
        ):
            found[position] = 1.0
    return found


def _show(
    chatbot: Chatbot, held: dict[int, float], understood: Understood, typed: Typed
) -> list[AnswerPassage]:
    """Return the passages that hold the words, best first."""
    library = library_of(chatbot)
    passages = library.index.passages
    asks_why = understood.kind in _EXPLAINING and len(typed.words) > _TOPIC_WORDS
    wanted = "explanation" if asks_why else "technique"
    positions = list(held)
    ranked = library.ranker.scores_at(understood.query.terms, positions)
    score = dict(zip(positions, ranked, strict=True))

    def worth(position: int) -> tuple[float, float, int]:
        is_wanted = passages[position].kind == wanted
        return held[position] + _WANTED_KIND * is_wanted, score[position], -position

    # By the words alone: what the model expects is no matter of where a word stands.
    said = [replace(each, says=max(each.says, _A_WORD)) for each in understood.query.said]
    asked = Asked(said, "", {})
    order = sorted(positions, key=worth, reverse=True)
    return [
        library.citations.show((at, score[at]), rank, asked) for rank, at in enumerate(order, 1)
    ]


def _rows(
    chatbot: Chatbot, held: list[AnswerPassage], answer: Answer, typed: Typed
) -> tuple[Row, ...]:
    """Return the rows that hold the words, then those passages of the answer that do not."""
    known = {each.citation.passage_id for each in held}
    meant = [each for each in answer.passages if each.citation.passage_id not in known]
    # Techniques first, each kind in the order of the ranking.
    meant.sort(key=lambda each: each.kind != "technique")
    rows: list[Row] = []
    for rank, shown in enumerate((*held, *meant), start=1):
        passage = _passage_of(chatbot, shown.citation)
        # A term that the documents do not name is held by none, whatever holds what is near it.
        holds = rank <= len(held) and not typed.unnamed
        rows.append(
            Row(replace(shown, rank=rank), holds, _lines_of(shown, passage), place_of(passage))
        )
    return tuple(rows)


def _lines_of(shown: AnswerPassage, passage: Passage) -> tuple[str, ...]:
    """Return all steps of a technique, or the sentence of an explanation that answers."""
    if passage.kind == "technique":
        return steps_of(passage)
    return (" ".join(shown.text[start:end] for start, end in shown.highlights),)


def _passage_of(chatbot: Chatbot, citation: Citation) -> Passage:
    return next(
        passage
        for document in chatbot.documents
        if document.id == citation.document_id
        for section in document.sections
        if section.id == citation.section_id
        for passage in section.passages
        if passage.id == citation.passage_id
    )


def _found(
    chatbot: Chatbot, answer: Answer, typed: Typed, rows: tuple[Row, ...], notice: Notice | None
) -> Found:
    said = {reading.said.casefold() for reading in answer.read_as}
    unnamed = [typed.unnamed] if typed.unnamed else []
    unnamed += [
        word
        for word in typed.words
        if stem(word) not in library_of(chatbot).ranker
        and word not in said
        and not library_of(chatbot).thesaurus.find((word,), (stem(word),))
    ]
    return Found(
        answer=answer,
        rows=rows,
        words=typed.words,
        read_as=tuple(dict.fromkeys((*typed.readings, *answer.read_as))),
        notice=notice,
        unnamed=tuple(unnamed),
    )
