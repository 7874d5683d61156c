"""A folder in BEIR's form → its documents, queries and judgements.

The folder holds `corpus.jsonl` and `queries.jsonl` (`id` or `_id`, `title`, `text`) and
`qrels/test.tsv` or `qrels.tsv` (query, document, relevance; a heading line is optional).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import EvaluationError


@dataclass(frozen=True, slots=True)
class Entry:
    """A document or a query of a collection."""

    id: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        """Title and text as one."""
        return f"{self.title} {self.text}" if self.title else self.text


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, queries, and which documents answer which query."""

    documents: tuple[Entry, ...]
    queries: tuple[Entry, ...]
    # Query id → document id → relevance, 0 or less for judged and not relevant.
    qrels: Mapping[str, Mapping[str, int]]


def read_collection(folder: str | Path) -> Collection:
    """Return the collection of a folder.

    :raise EvaluationError: when a file is missing or a line of it cannot be read.
    """
    folder = Path(folder)
    documents = tuple(_read_entries(folder / "corpus.jsonl"))
    queries = tuple(_read_entries(folder / "queries.jsonl"))
    tests = folder / "qrels" / "test.tsv"
    qrels = _read_qrels(tests if tests.is_file() else folder / "qrels.tsv")
    return Collection(documents, queries, qrels)


def _read_lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield place and text of every line that is not empty."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield f"{path}:{number}", line.rstrip("\r\n")
    except OSError as error:
        raise EvaluationError(
            f"{path}: cannot be read ({error.strerror}); name a folder with "
            "corpus.jsonl, queries.jsonl and qrels/test.tsv"
        ) from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path}: is not UTF-8; save it as UTF-8") from error


def _read_entries(path: Path) -> Iterator[Entry]:
    for place, line in _read_lines(path):
        try:
            found: dict[str, Any] = json.loads(line)
            name = found["_id"] if "_id" in found else found["id"]
            yield Entry(str(name), str(found.get("title") or ""), str(found["text"] or ""))
        except (ValueError, KeyError, TypeError) as error:
            raise EvaluationError(
                f"{place}: not an object with id and text; write one JSON object a line"
            ) from error


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    qrels: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for place, line in _read_lines(path):
        columns = line.split("\t")
        try:
            query, document, relevance = columns[0], columns[-2], int(columns[-1])
        except (ValueError, IndexError) as error:
            if place.endswith(":1"):
                continue
            raise EvaluationError(
                f"{place}: not a query, a document and a whole number; part them by tabs"
            ) from error
        qrels[query][document] = relevance
    return dict(qrels)
