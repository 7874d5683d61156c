"""One application over the repository's corpus, and one over three tiny documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web import create_app

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def app() -> Flask:
    return create_app({"CHATBOT_CORPUS": ROOT / "corpus", "CHATBOT_LANGUAGE": "auto"})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def tiny_app() -> Flask:
    return create_app({"CHATBOT_CORPUS": ROOT / "tests" / "fixtures" / "three"})


@pytest.fixture
def tiny(tiny_app: Flask) -> FlaskClient:
    return tiny_app.test_client()
