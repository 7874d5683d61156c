"""What several rooms of tests share."""

import os
from pathlib import Path

import pytest

from bot import Chatbot

# Tests ask faster than people; those of the limits set their own.
os.environ.setdefault("CHATBOT_RATE_LIMIT", "")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def chatbot() -> Chatbot:
    """Return the chatbot of the corpus that ships."""
    return Chatbot.load(ROOT / "corpus")


@pytest.fixture(scope="session")
def three() -> Chatbot:
    """Return a chatbot of three tiny documents and nothing else."""
    return Chatbot.load(ROOT / "tests" / "fixtures" / "three")
