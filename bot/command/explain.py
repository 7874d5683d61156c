"""How a question is read and ranked, step by step, for the person who mends the data."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TextIO

from bot.chatbot import Chatbot
from bot.language.text import read_wording
from bot.records import Audience
from bot.safety.rules import fired_rules
from bot.understanding.confidence import SIGNALS
from bot.understanding.reader import Understood


def explain(
    chatbot: Chatbot,
    question: str,
    *,
    history: Sequence[str] = (),
    audience: Audience = "client",
    stream: TextIO | None = None,
) -> None:
    """Write tokens, readings, terms, scores, signals and fired safety rules of a question."""
    out = stream or sys.stdout
    understood = chatbot.understand(question, history=history, audience=audience)
    answer = chatbot.ask(question, history=history, audience=audience)
    _explain_reading(understood, out)
    _explain_safety(chatbot, understood, out)
    _explain_scores(chatbot, understood, out)
    print("confidence signals", file=out)
    weights = chatbot.model.weights
    for name, signal, weight in zip(SIGNALS, understood.signals, weights, strict=True):
        print(f"  {name:16} {signal:6.2f} × {weight:6.2f} = {signal * weight:6.2f}", file=out)
    print(
        f"  intercept {chatbot.model.intercept:.2f}; confidence {understood.confidence:.3f}; "
        f"refused below {chatbot.model.refuse_below:.2f}, "
        f"unsure below {chatbot.model.unsure_below:.2f}",
        file=out,
    )
    print(f"outcome: {answer.outcome}: {answer.message}", file=out)


def _explain_reading(understood: Understood, out: TextIO) -> None:
    query = understood.query
    print(f"words: {' '.join(understood.wording.words)}", file=out)
    for reading in query.readings:
        print(f"read “{reading.said}” as {reading.meant} ({reading.why})", file=out)
    outside = ", ".join(f"{topic.name} ({topic.kind})" for topic in query.outside)
    print(f"outside the corpus: {outside or 'nothing'}", file=out)
    print(f"wants: {', '.join(sorted(query.wants)) or 'nothing in particular'}", file=out)
    print(f"carried over: {', '.join(sorted(query.carried)) or 'nothing'}", file=out)


def _explain_safety(chatbot: Chatbot, understood: Understood, out: TextIO) -> None:
    if chatbot.notices is None:
        return
    rules = fired_rules(
        understood.wording,
        chatbot.notices,
        is_known_word=chatbot.reader.speller.knows,
        earlier=[read_wording(past) for past in understood.asked.history],
    )
    for rule in rules:
        evidence = ", ".join(f"{found.concept}: “{found.said}”" for found in rule.concepts)
        print(
            f"notice {rule.notice.id} ({rule.notice.level}), rule {rule.number}: {evidence}",
            file=out,
        )
    if not rules:
        print("notices: none", file=out)


def _explain_scores(chatbot: Chatbot, understood: Understood, out: TextIO) -> None:
    ranker, passages = chatbot.reader.searcher.ranker, chatbot.reader.searcher.passages
    terms = understood.query.terms
    alone = {term: ranker.scores({term: weight}) for term, weight in terms.items()}
    print("terms", file=out)
    for term, weight in terms.items():
        told = chatbot.reader.searcher.terms[term]
        telling = ", telling" if told.is_telling else ""
        print(f"  {term}: weight {weight:.2f}, idf {told.idf:.2f}{telling}", file=out)
    print("passages", file=out)
    for position, score in understood.found.hits[: understood.asked.limit]:
        shares = ", ".join(
            f"{term} {scores[position]:.2f}"
            for term, scores in alone.items()
            if scores[position] > 0
        )
        passage = passages[position]
        print(f"  {score:6.2f} {passage.id} ({passage.kind}): {shares}", file=out)
