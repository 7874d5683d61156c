"""The bot's fixed sentences, one data file a language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType


@lru_cache
def load_wording(path: Path) -> Mapping[str, str]:
    """Return the sentences of a file that ships with the bot; those of tables as "errors.code"."""
    sentences: dict[str, str] = {}
    for key, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
        if isinstance(value, dict):
            sentences.update({f"{key}.{code}": sentence for code, sentence in value.items()})
        else:
            sentences[key] = value
    return MappingProxyType(sentences)


def line_in_turn(wording: Mapping[str, str], key: str, turn: int) -> str:
    """Return one of the lines "key.1", "key.2" …: they follow one another with the turns."""
    count = 1
    while f"{key}.{count + 1}" in wording:
        count += 1
    return wording[f"{key}.{turn % count + 1}"]
