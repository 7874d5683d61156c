"""Fits the confidence model on judged questions and writes corpus/confidence.toml.

Run as: python -m tests.quality.fit_confidence [FOLDER …]

A logistic regression over the signals of bot.understanding.confidence. Answerable questions,
last turns of dialogues and keywords of the documents are the positives, out-of-scope questions
the negatives. Both classes weigh the same, so that confidence does not depend on how many of each
there are.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import cross_val_predict

from bot import Chatbot
from bot.language.text import STOP_WORDS, stem, words
from bot.measuring.judged import read_judged
from bot.understanding.confidence import SIGNALS

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
DEFAULT_FOLDERS = [ROOT / "tests" / "quality" / name for name in ("own_a", "own_c", "own_d")]
# Weak regularisation would trust a signal that a few questions happen to have.
_STRENGTH = 1.0
# A refusal costs a person an answer: at most this share of answerable questions.
_REFUSED = 0.025
# What is about as likely answerable as not is never refused: on questions that the word lists
# were made with, the share alone would set the bar too high for questions that nobody has seen.
_EVEN_ODDS = 0.45
# Every so many-th pair of neighbouring words of the documents is taken.
_KEYWORDS_EVERY = 3
# Below this confidence the reply says that it is not sure: at most this share of questions, and
# never what is twice as likely right as not.
_UNSURE = 0.06
_TWO_TO_ONE = 2 / 3


def main(arguments: Sequence[str]) -> None:
    """Fit on the folders named, print how good the fit is, and write the model."""
    folders = [Path(argument) for argument in arguments] or DEFAULT_FOLDERS
    signals, labels, alone = read_signals_of(folders)
    regression = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=1000)
    held_out = cross_val_predict(regression, signals, labels, cv=10, method="predict_proba")[:, 1]
    regression.fit(signals, labels)
    fitted = regression.predict_proba(signals)[:, 1]
    positive = np.sort(held_out[alone])
    refuse = min(float(positive[int(_REFUSED * len(positive))]), _EVEN_ODDS)
    unsure = max(min(float(positive[int(_UNSURE * len(positive))]), _TWO_TO_ONE), refuse)
    print(f"questions: {int(labels.sum())} answerable, {int((1 - labels).sum())} out of scope")
    print(f"AUROC: {roc_auc_score(labels, fitted):.3f}")
    print(f"AUROC, ten-fold: {roc_auc_score(labels, held_out):.3f}")
    print(f"Brier score, ten-fold: {brier_score_loss(labels, held_out):.3f}")
    rejected = float(np.mean(held_out[labels == 0] < refuse))
    print(f"out of scope below the refusal threshold, ten-fold: {rejected:.3f}")
    write_model(regression, refuse, unsure)


def read_signals_of(folders: Sequence[Path]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return signals, one row a question, labels (1 answerable), and which stand alone."""
    chatbot = Chatbot.load(CORPUS)
    rows = [chatbot.understand(phrase).signals for phrase in keyword_phrases(chatbot)]
    labels = [1] * len(rows)
    alone = [False] * len(rows)
    for folder in folders:
        judged = read_judged(folder)
        for name, label in (("answerable", 1), ("dialogues", 1), ("out_of_scope", 0)):
            for one in judged[name]:
                understood = chatbot.understand(one.question, history=one.history)
                rows.append(understood.signals)
                labels.append(label)
                alone.append(name == "answerable")
    return np.array(rows), np.array(labels), np.array(alone)


def keyword_phrases(chatbot: Chatbot) -> list[str]:
    """Return neighbouring words of the documents, as a therapist may type them into a search.

    Nobody judged them, but the corpus has them word for word, so they are answerable.
    """
    pairs = [
        f"{one} {other}"
        for document in chatbot.documents
        for section in document.sections
        for passage in section.passages
        for one, other in pairwise(words(passage.text))
        if not {one, other} & STOP_WORDS
        and all(chatbot.reader.searcher.terms[stem(word)].is_telling for word in (one, other))
    ]
    return pairs[::_KEYWORDS_EVERY]


def write_model(regression: LogisticRegression, refuse: float, unsure: float) -> None:
    """Write the model in the form that bot.understanding.confidence reads."""
    lines = [
        "# How the bot weighs its signals: fitted on judged questions, not written by hand.",
        "# To fit it anew: python -m tests.quality.fit_confidence",
        "",
        f"intercept = {regression.intercept_[0]:.4f}",
        "# Below this confidence a question is refused.",
        f"refuse_below = {refuse:.4f}",
        "# Below this confidence the reply says that it is not sure.",
        f"unsure_below = {unsure:.4f}",
        "",
        "[weights]",
        *(
            f"{name} = {weight:.4f}"
            for name, weight in zip(SIGNALS, regression.coef_[0], strict=True)
        ),
    ]
    (CORPUS / "confidence.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
