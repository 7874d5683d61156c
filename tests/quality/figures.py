"""The README's tables of quality: python -m tests.quality.figures --write.

A test holds the README to what these functions measure.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rank_bm25 import BM25Okapi

from bot import Chatbot
from bot.chatbot import PARTS
from bot.language.text import terms
from bot.measuring.judged import read_judged
from bot.measuring.measures import Measure, evaluate

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
README = ROOT / "README.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
# The set whose questions nobody reads while building comes last.
SETS = ("own_a", "own_c", "own_d", "own_b")


def measures(folder: str, without: tuple[str, ...] = ()) -> list[Measure]:
    """Return all measures on one of our sets."""
    chatbot = Chatbot.load(ROOT / "corpus", without=without)
    return evaluate(chatbot, read_judged(HERE / folder))


def quality_table() -> str:
    """Return the table of every measure on every set."""
    columns = [measures(folder) for folder in SETS]
    lines = [
        "| measure | goal | first | third | fourth | **second, never read** |",
        "| --- | --- | --- | --- | --- | --- |",
        _baseline_row("success@1, plain rank-bm25, split on spaces", stemmed=False),
        _baseline_row("success@1, with stems, stop words and headings", stemmed=True),
    ]
    for row in zip(*columns, strict=True):
        sign = "≤" if row[0].fewer_is_better else "≥"
        values = " | ".join(f"{one.value:.2f}" if one.count else "–" for one in row)
        lines.append(f"| {row[0].name} | {sign} {row[0].goal:.2f} | {values} |")
    counts = ", ".join(str(column[0].count) for column in columns)
    return "\n".join([*lines, "", f"Answerable questions in the sets: {counts}."])


def parts_table() -> str:
    """Return the table of what the set whose questions nobody reads loses without each part."""
    columns = {"all": measures("own_b")} | {
        f"− {part}": measures("own_b", (part,)) for part in PARTS
    }
    lines = [
        f"| second set | {' | '.join(columns)} |",
        f"| --- |{' --- |' * len(columns)}",
    ]
    for row in zip(*columns.values(), strict=True):
        lines.append(f"| {row[0].name} | {' | '.join(f'{one.value:.2f}' for one in row)} |")
    return "\n".join(lines)


def _baseline_row(name: str, *, stemmed: bool) -> str:
    chatbot = Chatbot.load(ROOT / "corpus")
    places = [
        (section.id, f"{section.title} {passage.text}" if stemmed else passage.text)
        for document in chatbot.documents
        for section in document.sections
        for passage in section.passages
    ]
    analyse = terms if stemmed else _split
    plain = BM25Okapi([analyse(text) for _, text in places])
    values = []
    for folder in SETS:
        judged = read_judged(HERE / folder)["answerable"]
        right = sum(
            places[int(plain.get_scores(analyse(one.question)).argmax())][0] in one.ok
            for one in judged
        )
        values.append(f"{right / len(judged):.2f}")
    return f"| {name} | | {' | '.join(values)} |"


def _split(text: str) -> list[str]:
    return text.lower().split()


def written_tables() -> str:
    """Return what stands between the README's marks."""
    text = README.read_text("utf-8")
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)].strip()


def main() -> None:
    """Print the tables, or write them into the README."""
    tables = f"{quality_table()}\n\n{parts_table()}"
    if "--write" not in sys.argv:
        print(tables)
        return
    text = README.read_text("utf-8")
    before, after = text[: text.index(BEGIN)], text[text.index(END) :]
    README.write_text(f"{before}{BEGIN}\n\n{tables}\n\n{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
