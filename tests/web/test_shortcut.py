import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import ROOT
from web import create_app
from web.serving.state import state_of

THREE = ROOT / "tests" / "fixtures" / "three"
QUESTION = json.dumps({"question": "why does the moon pull the sea", "limit": 2.0})
SHORT, LONG = "application/json", "application/json; charset=utf-8"


def _refuse(*_: Any, **__: Any) -> None:
    raise AssertionError("the long way was taken")


def test_the_usual_question_does_not_meet_the_framework(
    tiny_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is sound is answered before Flask looks at it."""
    monkeypatch.setattr(tiny_app, "full_dispatch_request", _refuse)
    client = tiny_app.test_client()
    assert client.post("/api/ask", data=QUESTION, content_type=SHORT).status_code == 200
    assert client.post("/api/ask", data=QUESTION, content_type=LONG).status_code == 500


@pytest.mark.parametrize("accepted", ["", "gzip", "gzip;q=0", "br, gzip;q=0.5"])
def test_both_ways_reply_alike(tiny: FlaskClient, accepted: str) -> None:
    """Status, headers and body are the same, packed or plain."""
    short, long = (
        tiny.post(
            "/api/ask", data=QUESTION, content_type=kind, headers={"Accept-Encoding": accepted}
        )
        for kind in (SHORT, LONG)
    )
    assert (short.status_code, short.data) == (long.status_code, long.data)
    assert short.headers.pop("X-Request-Id") != long.headers.pop("X-Request-Id")
    assert sorted(short.headers) == sorted(long.headers)


@pytest.mark.parametrize("body", [QUESTION, '{"question": ""}', "{"])
def test_a_question_counts_once_against_the_limit(body: str) -> None:
    """Also one that begins on the shortcut and ends on the long way."""
    app = create_app({"CHATBOT_CORPUS": THREE, "CHATBOT_RATE_LIMIT": "2/hour"})
    statuses = [
        app.test_client().post("/api/ask", data=body, content_type=SHORT).status_code
        for _ in range(3)
    ]
    assert 429 not in statuses[:2]
    assert statuses[2] == 429


def test_a_fault_is_met_again_on_the_long_way(
    tiny_app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told once, by the one body for errors and in one line of the log."""

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(state_of(tiny_app).chatbot, "ask", fail)
    reply = tiny_app.test_client().post("/api/ask", data=QUESTION, content_type=SHORT)
    assert (reply.status_code, reply.get_json()["error"]["code"]) == (500, "internal_error")
    assert [r.message for r in caplog.records if r.levelname == "ERROR"] == [
        "RuntimeError on api.ask"
    ]
