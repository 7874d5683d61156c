"""One answer, whichever face asks: library, terminal, API, page, widget and lookup."""

import json
import re
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient

from bot import Chatbot
from bot.__main__ import main


class Vector(NamedTuple):
    """A question and the kind of reply to it; which passages are best, other tests judge."""

    question: str
    outcome: str
    audience: str = "client"
    history: tuple[str, ...] = ()


VECTORS = [
    Vector("pin and stretch piriformis", "answer"),
    Vector("my bum hurts when I sit", "answer"),
    Vector("how do you massage it?", "answer", history=("what is the psoas?",)),
    Vector("massage for a frozen shoulder", "no_answer"),
    Vector("hello", "chat"),
    Vector("how much is a session?", "clinic"),
    Vector("my calf is swollen, hot and red", "urgent"),
    Vector("I can't feel between my legs and I can't pee", "urgent"),
    Vector("hip flexors", "answer", audience="therapist"),
    Vector("how is the psoas treated", "answer", audience="therapist"),
]
_ANCHOR = re.compile(r'href="[^"]*/read/[^"#]+#([a-z-]+-\d+)"><cite>')

vectors = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.question)


@pytest.fixture
def answer(vector: Vector, chatbot: Chatbot) -> dict[str, Any]:
    """Return what the library answers; the reply is of the kind that it should be."""
    told = chatbot.ask(vector.question, history=vector.history, audience=vector.audience)
    assert told.outcome == vector.outcome
    assert bool(told.passages) == (told.outcome == "answer")
    return told.to_dict()


def anchors(answer: dict[str, Any]) -> list[str]:
    """Return where the passages of an answer stand, best first."""
    return [passage["citation"]["url"].split("#")[1] for passage in answer["passages"]]


@vectors
def test_the_library_and_the_api_agree(
    vector: Vector, answer: dict[str, Any], client: FlaskClient
) -> None:
    """The same object reaches the caller of either."""
    fields = {"question": vector.question, "audience": vector.audience}
    reply = client.post("/api/ask", json={**fields, "history": list(vector.history)})
    assert reply.get_json() == answer


@pytest.mark.parametrize(
    "vector", [each for each in VECTORS if not each.history], ids=lambda vector: vector.question
)
def test_the_terminal_agrees(
    vector: Vector, answer: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """--json prints what the API sends; earlier questions need a conversation."""
    main(["--json", "--audience", vector.audience, vector.question])
    assert json.loads(capsys.readouterr().out) == answer


@pytest.mark.parametrize(
    "vector",
    [each for each in VECTORS if each.audience == "client"],
    ids=lambda vector: vector.question,
)
@pytest.mark.parametrize("address", ["/", "/embed"])
def test_page_and_widget_agree(
    vector: Vector, answer: dict[str, Any], address: str, client: FlaskClient
) -> None:
    """The chat page and the widget's panel show the same passages in the same order."""
    asked = {"question": vector.question, "history": list(vector.history)}
    page = client.post(address, data=asked).get_data(as_text=True)
    latest = page.split('id="latest"')[-1]
    assert f'data-outcome="{vector.outcome}"' in latest
    assert _ANCHOR.findall(latest) == anchors(answer)


@pytest.mark.parametrize(
    "vector",
    [each for each in VECTORS if each.audience == "therapist"],
    ids=lambda vector: vector.question,
)
def test_the_lookup_agrees(vector: Vector, answer: dict[str, Any], client: FlaskClient) -> None:
    """The lookup has the same passages among its own, which are more."""
    rows = client.get("/lookup/rows", query_string={"q": vector.question})
    shown = re.findall(r"/read/[^\"#]+#([a-z-]+-\d+)", rows.get_data(as_text=True))
    assert set(anchors(answer)) <= set(shown)
