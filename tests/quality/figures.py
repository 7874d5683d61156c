"""The README's figures of quality: ``python -m tests.quality.figures --write``.

They are measured on a set whose questions nobody reads while building, so they are taken by hand
when a release is made and not with every build. What was measured is kept in figures.json; a test
holds the README to it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rank_bm25 import BM25Okapi

from bot import Chatbot
from bot.measuring.judged import Judged, read_judged
from bot.measuring.measures import evaluate

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
README = ROOT / "README.md"
SAVED = HERE / "figures.json"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def measure(folder: Path) -> dict[str, Any]:
    """Return what figures.json holds: each measure with its value, goal and number of questions.

    Values are shares from 0 to 1; ``plain`` is success@1 of rank-bm25 on words as they are typed.
    """
    chatbot = Chatbot.load(ROOT / "corpus")
    judged = read_judged(folder)
    return {
        "set": folder.name,
        "plain": round(_plain_success(chatbot, judged["answerable"]), 3),
        "measures": [
            {
                "name": one.name,
                "value": round(one.value, 3),
                "goal": one.goal,
                "fewer_is_better": one.fewer_is_better,
                "count": one.count,
                "met": one.met,
            }
            for one in evaluate(chatbot, judged)
            if one.count
        ],
    }


def table(saved: dict[str, Any]) -> str:
    """Return figures as a Markdown table, goals that are missed marked."""
    lines = ["| measure | goal | measured | questions |", "| --- | --- | --- | --- |"]
    for one in saved["measures"]:
        sign = "≤" if one["fewer_is_better"] else "≥"
        value = f"{one['value']:.2f}" if one["met"] else f"**{one['value']:.2f}, missed**"
        lines.append(f"| {one['name']} | {sign} {one['goal']:.2f} | {value} | {one['count']} |")
    plain = f"On the same questions, plain `rank-bm25` reaches a success@1 of {saved['plain']:.2f}."
    return "\n".join([*lines, "", plain])


def written_table() -> str:
    """Return what stands between the README's marks."""
    text = README.read_text("utf-8")
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)].strip()


def _plain_success(chatbot: Chatbot, answerable: Sequence[Judged]) -> float:
    places = [
        (section.id, passage.text.lower().split())
        for document in chatbot.documents
        for section in document.sections
        for passage in section.passages
    ]
    plain = BM25Okapi([words for _, words in places])
    right = sum(
        places[int(plain.get_scores(one.question.lower().split()).argmax())][0] in one.ok
        for one in answerable
    )
    return right / len(answerable)


def main() -> None:
    """Print the table, or write it into the README and its figures into figures.json."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality.figures", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE / "own_b")
    parser.add_argument("--write", action="store_true", help="write README.md and figures.json")
    options = parser.parse_args()
    saved = measure(options.folder)
    print(table(saved))
    if options.write:
        text = json.dumps(saved, ensure_ascii=False, indent=1)
        SAVED.write_text(f"{text}\n", encoding="utf-8")
        page = README.read_text("utf-8")
        before, after = page[: page.index(BEGIN)], page[page.index(END) :]
        README.write_text(f"{before}{BEGIN}\n\n{table(saved)}\n\n{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
