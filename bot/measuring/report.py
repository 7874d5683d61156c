"""Measures as tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from bot.chatbot import Chatbot
from bot.measuring.judged import read_judged
from bot.measuring.measures import Measure, evaluate


def print_measures(corpus: Path, folder: Path, stream: TextIO, *, misses: bool = False) -> None:
    """Write the measures of a folder of judged questions, with the misses on request."""
    # A folder may hold a part of the files.
    measures = [one for one in evaluate(Chatbot.load(corpus), read_judged(folder)) if one.count]
    width = max(len(measure.name) for measure in measures)
    print(f"{'measure':{width}}  value   goal     of", file=stream)
    for measure in measures:
        sign = "≤" if measure.fewer_is_better else "≥"
        mark = "" if measure.met else "  missed"
        print(
            f"{measure.name:{width}}  {measure.value:.3f}  {sign} {measure.goal:.3f}"
            f"  {measure.count:5d}{mark}",
            file=stream,
        )
    if misses:
        _print_misses(measures, stream)


def _print_misses(measures: Sequence[Measure], stream: TextIO) -> None:
    for measure in measures:
        if measure.misses:
            print(f"\n{measure.name}", file=stream)
            for miss in measure.misses:
                print(f"  {miss}", file=stream)
