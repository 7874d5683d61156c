"""Fits the confidence to a corpus folder's own examples, and says how well it fits."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from bot.errors import EvaluationError
from bot.files.whole_file import write_document
from bot.language.languages import ENGLISH, Language
from bot.measuring.fitting import calibration_error, fit_curve, judge_unseen
from bot.understanding.confidence import SIGNALS, load_confidence

_FEWEST = 100


def fit(
    folder: Path,
    stream: TextIO,
    *,
    write: Path | None = None,
    language: Language = ENGLISH,
) -> None:
    """Write the fitted curve of a folder's examples, and keep it in a file when one is named.

    :raise EvaluationError: when there are too few examples to fit anything to.
    :raise CorpusError: when the folder cannot be used.
    """
    unseen = judge_unseen(folder, language=language)
    answered = [one for one in unseen if one.answered]
    if len(answered) < _FEWEST:
        raise EvaluationError(
            f"{folder}: {len(answered)} examples of sections; write {_FEWEST} or more under "
            f"{folder / 'examples'} before fitting"
        )
    curve = fit_curve(unseen)
    right = sum(one.section_right for one in answered) / len(answered)
    print(f"examples, cross-validated by author: {len(unseen)}", file=stream)
    print(f"first section right: {right:.3f}", file=stream)
    print(f"calibration error: {calibration_error(unseen, curve):.3f}", file=stream)
    lines = [f"{name} = {value:.3f}" for name, value in zip(SIGNALS, curve.weights, strict=True)]
    lines = ["[examples]", f"intercept = {curve.intercept:.3f}", *lines]
    print("\n".join(lines), file=stream)
    if write is not None:
        write_document(write, _with_examples(write, lines))


def _with_examples(path: Path, lines: list[str]) -> str:
    """Return a confidence file's text with these lines for documents that have examples."""
    load_confidence(path)
    text = path.read_text(encoding="utf-8")
    before, _, after = text.partition("[examples]")
    bare = after[after.index("[bare]") :]
    return before + "\n".join(lines) + "\n\n" + bare
