"""The bot's fixed sentences, one data file a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parents[1] / "defaults" / "wording"


@lru_cache
def load_wording(language: str) -> Mapping[str, str]:
    """Return the sentences of a language, or the English ones; errors as "errors.code"."""
    path = FOLDER / f"{language}.toml"
    if language not in languages():
        path = FOLDER / "en.toml"
    sentences: dict[str, str] = {}
    for key, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
        if isinstance(value, dict):
            sentences.update({f"{key}.{code}": sentence for code, sentence in value.items()})
        else:
            sentences[key] = value
    return MappingProxyType(sentences)


@lru_cache
def languages() -> tuple[str, ...]:
    """Return the languages that there are sentences in, as codes."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
