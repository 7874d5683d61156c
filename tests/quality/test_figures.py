"""The README tells what was measured, and by the goals that hold."""

import json

from bot.measuring.judged import FILES
from bot.measuring.measures import evaluate
from tests.quality.figures import PAGES, SAVED, table, written_table

SAVED_FIGURES = json.loads(SAVED.read_text("utf-8"))


def test_the_pages_tell_the_measured_figures():
    """Whoever measures anew writes all with tests.quality.figures --write."""
    for page, shown in PAGES.items():
        assert written_table(page) == table(SAVED_FIGURES, shown=shown)
        for name in shown or ():
            assert f"| {name} |" in written_table(page)


def test_the_goals_are_those_of_today(chatbot):
    """Each measure has its name and goal, and is met or missed as the goal says."""
    goals = {
        one.name: (one.goal, one.fewer_is_better)
        for one in evaluate(chatbot, dict.fromkeys(FILES, ()))
    }
    for figure in SAVED_FIGURES["measures"]:
        goal, fewer_is_better = goals[figure["name"]]
        assert figure["goal"] == goal
        better = figure["value"] <= goal if fewer_is_better else figure["value"] >= goal
        assert figure["met"] == better
