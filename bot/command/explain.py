"""How a question is read and ranked, step by step, for the person who mends the data."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from bot.chatbot import Chatbot
from bot.language.text import read_wording
from bot.learning.examples import read_examples
from bot.learning.nearest import nearest_examples
from bot.loading.learned import DEFAULTS
from bot.records import Audience
from bot.safety.gauge import TASK
from bot.understanding.confidence import SIGNALS
from bot.understanding.reader import Understood

_MOST_TOPICS = 4


def explain(
    chatbot: Chatbot,
    question: str,
    *,
    corpus: Path,
    history: Sequence[str] = (),
    audience: Audience = "client",
    stream: TextIO | None = None,
) -> None:
    """Write readings, topics, passages, signals and safety rules of a question, as ask has them.

    :param corpus: the folder of the chatbot, for the examples that it learned from.
    """
    out = stream or sys.stdout
    understood = chatbot.understand(question, history=history, audience=audience)
    answer = chatbot.ask(question, history=history, audience=audience)
    _explain_reading(understood, out)
    _explain_safety(chatbot, understood, out)
    _explain_topics(chatbot, understood, out)
    _explain_examples(chatbot, understood, corpus, out)
    _explain_passages(chatbot, understood, out)
    _explain_confidence(chatbot, understood, out)
    print(f"outcome: {answer.outcome}: {answer.message}", file=out)


def _explain_reading(understood: Understood, out: TextIO) -> None:
    query = understood.query
    carried = "; read together with an earlier question" if understood.carried else ""
    print(f"words: {' '.join(query.wording.words)}{carried}", file=out)
    for reading in query.readings:
        print(f"read “{reading.said}” as {reading.meant} ({reading.why})", file=out)
    says = ", ".join(f"{said.word} {said.says:.1f}" for said in query.said)
    print(f"what each word says: {says or 'nothing'}", file=out)
    print(f"asked for: {understood.kind or 'unknown'}", file=out)


def _explain_safety(chatbot: Chatbot, understood: Understood, out: TextIO) -> None:
    asked = understood.asked
    turns = (*asked.history, asked.question)
    judgement = chatbot.judge(asked.question, history=asked.history)
    for reason in judgement.reasons:
        said = ", ".join(f"“{words}”" for words in reason.said)
        sign = f", sign “{reason.sign}”: {said}" if reason.said else ""
        print(
            f"notice {reason.notice} ({reason.level}), turn {reason.turn}, "
            f"danger {reason.danger:.2f}{sign}",
            file=out,
        )
        scored = chatbot.reader.model.score(read_wording(turns[reason.turn - 1]))
        reasons = ", ".join(
            f"{feature} {share:+.2f}" for feature, share in scored.reasons(TASK, reason.notice)
        )
        print(f"  learned: {reasons}", file=out)
    if not judgement.reasons:
        print("notices: none", file=out)


def _explain_topics(chatbot: Chatbot, understood: Understood, out: TextIO) -> None:
    scored = chatbot.reader.model.score(understood.query.wording)
    print("topics", file=out)
    best = sorted(understood.scores.items(), key=lambda pair: -pair[1])[:_MOST_TOPICS]
    for topic, score in best:
        reasons = ", ".join(
            f"{feature} {share:+.2f}" for feature, share in scored.reasons("topic", topic)
        )
        print(f"  {score:6.2f} {topic}: {reasons}", file=out)


def _explain_examples(chatbot: Chatbot, understood: Understood, corpus: Path, out: TextIO) -> None:
    examples = (*read_examples(corpus / "examples"), *read_examples(DEFAULTS / "examples"))
    wording = understood.query.wording
    print("nearest examples", file=out)
    for likeness, example in nearest_examples(chatbot.reader.model, examples, wording):
        filed = " | ".join(example.intents)
        print(f"  {likeness:6.2f} {filed}: {example.text} ({example.place})", file=out)


def _explain_passages(chatbot: Chatbot, understood: Understood, out: TextIO) -> None:
    ranker, passages = chatbot.reader.searcher.ranker, chatbot.reader.searcher.passages
    terms = understood.query.terms
    alone = {term: ranker.best({term: weight}, limit=len(ranker)) for term, weight in terms.items()}
    print("passages", file=out)
    for position, score in understood.found.hits[: understood.asked.limit]:
        shares = ", ".join(
            f"{term} {scores[position]:.2f}" for term, scores in alone.items() if position in scores
        )
        passage = passages[position]
        print(f"  {score:6.2f} {passage.id} ({passage.kind}), BM25: {shares or 0}", file=out)


def _explain_confidence(chatbot: Chatbot, understood: Understood, out: TextIO) -> None:
    confidence = chatbot.reader.confidence
    curve = chatbot.reader.curve_of(understood)
    print("confidence", file=out)
    for name, signal, weight in zip(SIGNALS, understood.signals, curve.weights, strict=True):
        print(f"  {name:16} {signal:6.2f} × {weight:6.2f} = {signal * weight:6.2f}", file=out)
    print(
        f"  intercept {curve.intercept:.2f}; confidence {understood.confidence:.3f}; "
        f"refused below {confidence.refuse_below:.2f}, unsure below {confidence.unsure_below:.2f}",
        file=out,
    )
