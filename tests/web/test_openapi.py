import re
from dataclasses import fields
from typing import get_args

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema_rs import Draft202012Validator

from bot import records
from web.api.errors import known_codes

QUESTIONS = [
    "Why must work on the psoas be slow?",
    "my bum hurts and it runs down my leg",
    "I fell and cannot stand on my leg",
    "numb",
    "hello",
    "how much is it",
    "quantum physics",
    "½",
]
RECORDS = {
    "Answer": records.Answer,
    "Reading": records.Reading,
    "Notice": records.Notice,
    "Action": records.Action,
    "Passage": records.AnswerPassage,
    "Citation": records.Citation,
    "Related": records.Related,
    "Suggestion": records.Suggestion,
}


@pytest.fixture
def described(client: FlaskClient) -> dict:
    """Return the description as it is served."""
    return client.get("/api/openapi.json").get_json()


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_are_as_described(client: FlaskClient, described: dict, question: str) -> None:
    """Every kind of answer fits the schema, and the schema allows for fields that may come."""
    answer = client.post("/api/ask", json={"question": question, "limit": 10}).get_json()
    schema = {"$ref": "#/components/schemas/Answer", "components": described["components"]}
    Draft202012Validator(schema).validate(answer)
    Draft202012Validator(schema).validate({**answer, "new": 1, "outcome": "new"})


def test_levels_and_outcomes_are_those_of_the_records(described: dict) -> None:
    """Neither a level nor an outcome is missing or promised in vain."""
    schemas = described["components"]["schemas"]
    assert schemas["Notice"]["properties"]["level"]["anyOf"][0]["enum"] == list(
        get_args(records.Level)
    )
    assert schemas["Answer"]["properties"]["outcome"]["anyOf"][0]["enum"] == list(
        get_args(records.Outcome)
    )


@pytest.mark.parametrize("name", RECORDS)
def test_schemas_have_the_fields_of_the_records(described: dict, name: str) -> None:
    """A field added to a record is described, and one removed is not promised."""
    properties = described["components"]["schemas"][name]["properties"]
    assert list(properties) == [field.name for field in fields(RECORDS[name])]


def test_what_is_described_is_there(app: Flask, described: dict) -> None:
    """Every path and method of the description has a view, and every view below /api a path."""
    views = {
        (rule.rule, method.lower()) for rule in app.url_map.iter_rules() for method in rule.methods
    }
    promised = {(path, method) for path, item in described["paths"].items() for method in item}
    assert promised <= views
    own = {view for view in views if view[0].startswith("/api/") and view[1] in ("get", "post")}
    assert own <= promised


def test_other_sites_may_read_the_description(client: FlaskClient) -> None:
    """It is public, as the documentation is."""
    assert client.get("/api/openapi.json").headers["Access-Control-Allow-Origin"] == "*"


def test_every_error_is_as_described(client: FlaskClient, described: dict) -> None:
    """Codes are snake_case and listed; the field at fault and the request are named."""
    error = client.post("/api/ask", json={}).get_json()
    schema = {"$ref": "#/components/schemas/Error", "components": described["components"]}
    Draft202012Validator(schema).validate(error)
    assert re.fullmatch("[a-z_]+", error["error"]["code"])
    assert set(error["error"]) == {"code", "message", "param", "request_id"}


def test_every_code_is_listed(described: dict) -> None:
    """A program can tell from the description what may come; others may be added."""
    listed = described["components"]["schemas"]["Error"]["properties"]["error"]["properties"]
    first, second = listed["code"]["anyOf"]
    assert sorted(first["enum"]) == sorted(set(known_codes()))
    assert "enum" not in second


def test_the_description_may_be_kept(client: FlaskClient) -> None:
    """Whoever has it asks whether it has changed."""
    first = client.get("/api/openapi.json")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = client.get("/api/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
