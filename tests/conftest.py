"""What several rooms of tests share."""

import atexit
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot import Chatbot

# Tests ask faster than people; those of the limits set their own.
os.environ.setdefault("CHATBOT_RATE_LIMIT", "")

ROOT = Path(__file__).resolve().parents[1]

# What tests keep is nobody's cache; servers that they start share it.
_cache = TemporaryDirectory(prefix="chatbot-tests-", ignore_cleanup_errors=True)
atexit.register(_cache.cleanup)
os.environ["CHATBOT_CACHE"] = _cache.name


@pytest.fixture(scope="session")
def chatbot() -> Chatbot:
    """Return the chatbot of the corpus that ships."""
    return Chatbot.load(ROOT / "corpus")


@pytest.fixture(scope="session")
def three() -> Chatbot:
    """Return a chatbot of three tiny documents and nothing else."""
    return Chatbot.load(ROOT / "tests" / "fixtures" / "three")
