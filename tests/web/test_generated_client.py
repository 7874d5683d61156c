"""A client that a generator makes of the description: what a programmer would build on."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask

from tests.browser.serving import listen
from web.api.openapi import PATH

PACKAGE = "chatbot_client"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """Return the package of a client, generated anew."""
    folder: Path = tmp_path_factory.mktemp("generated")
    config = folder / "config.yml"
    # What it writes is looked at by nobody.
    config.write_text("post_hooks: []\n", encoding="utf-8")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    command += ["--path", str(PATH), "--output-path", str(folder / PACKAGE)]
    command += ["--config", str(config), "--fail-on-warning"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr
    sys.path.insert(0, str(folder))
    yield importlib.import_module(PACKAGE)
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def client(package: ModuleType, app: Flask) -> Iterator[Any]:
    """Return a client of a real server."""
    with listen(app) as origin, package.Client(base_url=origin) as client:
        yield client


def part(name: str) -> Any:
    """Return a module of the generated package."""
    return importlib.import_module(f"{PACKAGE}.{name}")


def test_a_generated_client_asks(client: Any) -> None:
    """By body and by address, with types on what comes back."""
    question = part("models").Question(question="why is psoas work slow?", limit=1)
    answer = part("api.default.ask").sync(client=client, body=question)
    assert answer.outcome == "answer"
    assert answer.passages[0].citation.section_id == "the-psoas"
    by_address = part("api.default.ask_by_address").sync(
        client=client, question="why is psoas work slow?", limit=1
    )
    assert by_address == answer


def test_a_generated_client_is_told_what_is_wrong(client: Any) -> None:
    """An error is a record as well."""
    question = part("models").Question(question=" ")
    refused = part("api.default.ask").sync(client=client, body=question)
    assert (refused.error.code, refused.error.param) == ("question_empty", "question")


def test_a_generated_client_passes_over_what_is_new(client: Any) -> None:
    """A server of tomorrow has more fields and values; a client of today goes on."""
    models = part("models")
    answer = part("api.default.ask").sync(
        client=client, body=models.Question(question="psoas", limit=1)
    )
    later = models.Answer.from_dict({**answer.to_dict(), "tomorrow": 1, "outcome": "wondered"})
    assert later.outcome == "wondered"
    assert later.passages == answer.passages
