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
# Each page with figures, and the measures that it shows: the README has room for the main ones.
PAGES = {
    HERE / "README.md": None,
    ROOT / "README.md": (
        "success@1",
        "success@1, one word misspelt",
        "follow-ups, success@1",
        "out of scope rejected",
        "answerable refused",
        "red flags caught, clear",
        "red flags caught or asked about, clear",
        "red flags noticed, softer",
        "alarms on look-alikes",
        "answerable asked about",
    ),
}
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


def table(saved: dict[str, Any], *, shown: Sequence[str] | None = None) -> str:
    """Return figures as a Markdown table, goals that are missed marked.

    :param shown: the names of the measures to show; None for all.
    """
    lines = ["| measure | goal | measured | questions |", "| --- | --- | --- | --- |"]
    for one in saved["measures"]:
        if shown is not None and one["name"] not in shown:
            continue
        sign = "≤" if one["fewer_is_better"] else "≥"
        value = f"{one['value']:.2f}" if one["met"] else f"**{one['value']:.2f}, missed**"
        lines.append(f"| {one['name']} | {sign} {one['goal']:.2f} | {value} | {one['count']} |")
    plain = f"On the same questions, plain `rank-bm25` reaches a success@1 of {saved['plain']:.2f}."
    return "\n".join([*lines, "", plain])


def written_table(page: Path) -> str:
    """Return what stands between a page's marks."""
    text = page.read_text("utf-8")
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
    parser.add_argument("--write", action="store_true", help="write the pages and figures.json")
    options = parser.parse_args()
    saved = measure(options.folder)
    print(table(saved))
    if options.write:
        text = json.dumps(saved, ensure_ascii=False, indent=1)
        SAVED.write_text(f"{text}\n", encoding="utf-8")
        for page, shown in PAGES.items():
            written = page.read_text("utf-8")
            before, after = written[: written.index(BEGIN)], written[written.index(END) :]
            lines = table(saved, shown=shown)
            page.write_text(f"{before}{BEGIN}\n\n{lines}\n\n{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
