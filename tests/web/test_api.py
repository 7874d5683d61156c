import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.conftest import ROOT
from web import create_app
from web.api.ask import encode_answer
from web.corpus.state import current_state

PSOAS = "Why must work on the psoas be slow?"


def test_an_answer_is_the_contracts_object(client: FlaskClient) -> None:
    """Every field of the contract is there, and passages are cited with both addresses."""
    answer = client.post("/api/ask", json={"question": PSOAS}).get_json()
    assert set(answer) >= {
        "outcome", "message", "question", "confidence", "read_as", "notice", "passages",
        "related", "suggestions",
    }  # fmt: skip
    first = answer["passages"][0]
    assert first["citation"]["section_id"] == "the-psoas"
    assert first["citation"]["url"].startswith("/read/massage-therapy-relieves-hip-pain#the-psoas-")
    assert "#:~:text=" in first["citation"]["source_url"]
    start, end = first["highlights"][0]
    assert 0 <= start < end <= len(first["text"])


@pytest.mark.parametrize(
    "question",
    [
        PSOAS,
        "hello",
        "how much is it",
        "quantum physics",
        "I fell and cannot stand on my leg",
        "½ 🦵",
    ],
)
def test_json_is_that_of_the_record(app: Flask, question: str) -> None:
    """The encoder writes what the record's own to_dict() holds."""
    with app.app_context():
        answer = current_state().chatbot.ask(question, limit=10)
    assert json.loads(encode_answer(answer)) == json.loads(json.dumps(answer.to_dict()))


def test_history_and_options_reach_the_bot(client: FlaskClient) -> None:
    """Limit bounds the passages, and a question that points back is read with what was said."""
    body = {"question": "how do you treat it?", "history": ["tell me about the psoas"], "limit": 1}
    answer = client.post("/api/ask", json=body).get_json()
    assert [each["citation"]["section_id"] for each in answer["passages"]] == ["the-psoas"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "question_missing"),
        ({"question": None}, "question_missing"),
        ({"question": 7}, "question_invalid"),
        ({"question": ["a"]}, "question_invalid"),
        ({"question": " \n "}, "question_empty"),
        ({"question": "x" * 501}, "question_too_long"),
        ({"question": "x", "history": "y"}, "history_invalid"),
        ({"question": "x", "history": None}, "history_invalid"),
        ({"question": "x", "history": ["y"] * 11}, "history_too_long"),
        ({"question": "x", "audience": "doctor"}, "audience_invalid"),
        ({"question": "x", "audience": []}, "audience_invalid"),
        ({"question": "x", "limit": 0}, "limit_invalid"),
        ({"question": "x", "limit": True}, "limit_invalid"),
        ({"question": "x", "limit": 2.5}, "limit_invalid"),
        ({"question": "x", "language": ["es"]}, "language_invalid"),
        ([], "not_an_object"),
        ("psoas", "not_an_object"),
        (None, "not_an_object"),
    ],
)
def test_what_is_outside_the_contract_is_400(client: FlaskClient, body: Any, code: str) -> None:
    """A wrong field is refused with a code and a sentence."""
    response = client.post("/api/ask", data=json.dumps(body), content_type="application/json")
    assert response.status_code == 400
    error = response.get_json()["error"]
    assert error["code"] == code
    assert error["message"].endswith(".")


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"[" * 16_000, b"\xff\xfe\x00", b'{"question": "psoas"', b"question=psoas",
        b'{"question": "x", "limit": ' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
def test_what_is_not_json_is_400(client: FlaskClient, raw: bytes) -> None:
    """Broken, endless and foreign bodies get the one error body, never a 500."""
    response = client.post("/api/ask", data=raw, content_type="application/json")
    assert (response.status_code, response.get_json()["error"]["code"]) == (400, "not_json")


def test_half_a_character_is_answered(client: FlaskClient) -> None:
    """A lone surrogate, which JSON can carry and UTF-8 cannot, is no reason to fail."""
    raw = b'{"question": "psoas \\ud83e", "history": ["\\udfff"]}'
    response = client.post("/api/ask", data=raw, content_type="application/json")
    assert response.status_code == 200
    assert response.get_json()["question"] == "psoas ?"


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_other_content_types_are_415(client: FlaskClient, media_type: str | None) -> None:
    """Only application/json is read."""
    response = client.post("/api/ask", data=b'{"question": "psoas"}', content_type=media_type)
    assert response.status_code == 415
    assert response.get_json()["error"]["code"] == "unsupported_media_type"


def test_a_whole_number_may_have_a_point(client: FlaskClient) -> None:
    """JSON tells 1 and 1.0 not apart."""
    answer = client.post("/api/ask", json={"question": PSOAS, "limit": 1.0}).get_json()
    assert len(answer["passages"]) == 1


def test_charset_beside_the_type_is_accepted(client: FlaskClient) -> None:
    """Parameters of the content type do not matter."""
    response = client.post(
        "/api/ask",
        data=json.dumps({"question": PSOAS}),
        content_type="application/json; charset=utf-8",
    )
    assert response.status_code == 200


def test_a_body_over_16_kib_is_413(client: FlaskClient) -> None:
    """The limit is 16 KiB, whatever the body holds."""
    history = ["x" * 500] * 40
    response = client.post("/api/ask", json={"question": PSOAS, "history": history})
    assert (response.status_code, response.get_json()["error"]["code"]) == (413, "body_too_large")


def test_other_methods_are_405_and_told_which_to_use(client: FlaskClient) -> None:
    """405 names the methods that there are."""
    response = client.put("/api/ask")
    assert (response.status_code, response.get_json()["error"]["code"]) == (
        405,
        "method_not_allowed",
    )
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))


def test_unknown_api_addresses_are_404_in_json(client: FlaskClient) -> None:
    """Below /api every error has the one body."""
    response = client.get("/api/<b>nothing</b>")
    assert response.get_json()["error"]["code"] == "not_found"
    assert b"<b>" not in response.data


def test_markup_is_never_echoed_as_markup(client: FlaskClient) -> None:
    """A question's markup comes back as a JSON string and nowhere in a passage."""
    question = "<script>alert(1)</script> psoas"
    response = client.post("/api/ask", json={"question": question})
    answer = response.get_json()
    assert response.mimetype == "application/json"
    assert answer["question"] == question
    assert not any("<script" in passage["html"] for passage in answer["passages"])


def test_a_fault_of_ours_is_500_with_a_fixed_sentence(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the exception's text nor a path reaches the caller."""
    with app.app_context():
        chatbot = current_state().chatbot

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr(chatbot, "ask", fail)
    response = client.post("/api/ask", json={"question": PSOAS})
    assert (response.status_code, response.get_json()["error"]["code"]) == (500, "internal_error")
    assert b"secret" not in response.data


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("histroy", "histroy is not a field; did you mean history?"),
        ("x", "x is not a field; use question, history, audience, limit, language"),
        ("<b>" + "y" * 90, "?b?" + "y" * 37 + " is not a field"),
    ],
)
def test_an_unknown_field_is_refused_by_its_name(client: FlaskClient, name: str, told: str) -> None:
    """A slip of the pen is told, in a body and in an address; no markup comes back."""
    for reply in (
        client.post("/api/ask", json={"question": PSOAS, name: []}),
        client.get("/api/ask", query_string={"question": PSOAS, name: "a"}),
    ):
        error = reply.get_json()["error"]
        assert (reply.status_code, error["code"]) == (400, "field_unknown")
        assert error["message"].startswith(told)
        assert told.startswith(error["param"])


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "question"),
        ({"question": "x", "history": 1}, "history"),
        ({"question": "x", "limit": 0}, "limit"),
        ({"question": "x", "audience": "y"}, "audience"),
        ([], None),
    ],
)
def test_an_error_names_the_field_and_the_request(
    client: FlaskClient, body: Any, param: str | None
) -> None:
    """The id is that of the header, so that either leads to the line of the log."""
    reply = client.post("/api/ask", json=body)
    error = reply.get_json()["error"]
    assert error["param"] == param
    assert error["request_id"] == reply.headers["X-Request-Id"]


def test_an_answer_may_be_asked_for_by_address(client: FlaskClient) -> None:
    """It is the same as that of POST, with all its options."""
    asked = {"question": "how do you treat it?", "history": ["psoas"], "limit": 1}
    by_address = client.get("/api/ask", query_string={**asked, "audience": "therapist"})
    by_body = client.post("/api/ask", json={**asked, "audience": "therapist"})
    assert by_address.data == by_body.data
    for wrong in ({}, {"question": "x", "limit": "many"}, {"question": "x", "limit": "99"}):
        assert client.get("/api/ask", query_string=wrong).status_code == 400


def test_an_answer_holds_as_long_as_the_corpus(client: FlaskClient, tiny: FlaskClient) -> None:
    """Whoever has it asks again with its ETag, and gets it anew only when something changed."""
    first = client.get("/api/ask", query_string={"question": PSOAS})
    tag = {"If-None-Match": first.headers["ETag"]}
    again = client.get("/api/ask", query_string={"question": PSOAS}, headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    other = tiny.get("/api/ask", query_string={"question": "moon"}, headers=tag)
    assert other.status_code == 200
    assert client.post("/api/ask", json={"question": PSOAS}).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [("1", "7f-a.b", True), ("0", "7f-a.b", False), ("1", "a b", False), ("1", "x" * 129, False)],
)
def test_a_trusted_proxy_names_the_request(proxies: str, given: str, kept: bool) -> None:
    """One name then leads through all logs; strangers name nothing."""
    app = create_app(
        {
            "CHATBOT_CORPUS": ROOT / "tests" / "fixtures" / "three",
            "CHATBOT_TRUSTED_PROXIES": proxies,
        }
    )
    reply = app.test_client().get("/healthz", headers={"X-Request-Id": given})
    assert (reply.headers["X-Request-Id"] == given) is kept


def test_embedding_sites_may_read_what_stands_beside_the_answer() -> None:
    """Browsers show a script of another site only the headers that are named."""
    origin = "https://www.example.org"
    app = create_app(
        {
            "CHATBOT_CORPUS": ROOT / "tests" / "fixtures" / "three",
            "CHATBOT_EMBED_ORIGINS": origin,
        }
    )
    headers = {"Origin": origin}
    reply = app.test_client().get("/api/ask?question=moon", headers=headers)
    shown = reply.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "RateLimit", "Retry-After", "X-Request-Id"} <= set(shown)
    asked = app.test_client().options("/api/ask", headers=headers)
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, POST"
