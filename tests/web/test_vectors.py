"""One ranking, whichever face asks: library, terminal, API, page, widget and lookup."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot import Chatbot
from bot.__main__ import main

VECTORS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "fixtures" / "vectors.jsonl").read_text().splitlines()
]
_ANCHOR = re.compile(r'href="[^"]*/read/[^"#]+#([a-z-]+-\d+)"><cite>')

vectors = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["question"]))


def seen(answer: dict[str, Any]) -> tuple[str, list[str]]:
    """Return the outcome and the passages of an answer's object."""
    return answer["outcome"], [
        passage["citation"]["url"].split("#")[1] for passage in answer["passages"]
    ]


def wanted(vector: dict[str, Any]) -> tuple[str, list[str]]:
    """Return the outcome and the passages that every face must show."""
    return vector["outcome"], vector["passages"]


@vectors
def test_the_library_and_the_api_agree(
    vector: dict[str, Any], client: FlaskClient, chatbot: Chatbot
) -> None:
    """The same object reaches the caller of either."""
    fields = {name: vector[name] for name in ("question", "history", "audience")}
    reply = client.post("/api/ask", json=fields).get_json()
    assert seen(reply) == wanted(vector)
    question = fields.pop("question")
    assert chatbot.ask(question, **fields).to_dict() == reply


@vectors
def test_the_terminal_agrees(vector: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    """--json prints what the API sends; earlier questions need a conversation."""
    if vector["history"]:
        return
    main(["--json", "--audience", vector["audience"], vector["question"]])
    assert seen(json.loads(capsys.readouterr().out)) == wanted(vector)


@vectors
@pytest.mark.parametrize("address", ["/", "/embed"])
def test_page_and_widget_agree(vector: dict[str, Any], address: str, client: FlaskClient) -> None:
    """The chat page and the widget's panel show the same passages in the same order."""
    if vector["audience"] != "client":
        return
    questions = [*vector["history"], vector["question"]]
    page = client.post(address, data={"question": questions[-1], "history": questions[:-1]})
    latest = page.get_data(as_text=True).split('id="latest"')[-1]
    assert f'data-outcome="{vector["outcome"]}"' in latest
    assert _ANCHOR.findall(latest) == vector["passages"]


@vectors
def test_the_lookup_agrees(vector: dict[str, Any], client: FlaskClient) -> None:
    """The lookup begins with the same passages, techniques before explanations."""
    if vector["audience"] != "therapist":
        return
    rows = client.get("/lookup/rows", query_string={"q": vector["question"]})
    shown = re.findall(r"/read/[^\"#]+#([a-z-]+-\d+)", rows.get_data(as_text=True))
    assert set(vector["passages"]) <= set(shown)
