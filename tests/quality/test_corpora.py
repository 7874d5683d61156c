"""Corpora on other topics: their judgements hold together, and their words are found."""

import json
from pathlib import Path

import pytest
from rank_bm25 import BM25Plus

from bot.documents.reader import read_folder
from bot.language.text import terms

CORPORA = Path(__file__).parent / "corpora"
NAMES = sorted(path.name for path in CORPORA.iterdir() if path.is_dir())


def judged(name, file):
    """Return the rows of a file of judged questions."""
    with (CORPORA / name / f"{file}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module", params=NAMES)
def corpus(request):
    """Return a corpus's name and its documents."""
    return request.param, read_folder(CORPORA / request.param / "corpus")


def test_the_documents_are_read_without_a_finding(corpus):
    """They come from four generators and none of them is odd."""
    _, reading = corpus
    assert reading.findings == ()
    assert len(reading.documents) >= 5


def test_every_judgement_names_a_section_that_has_text(corpus):
    """A section that is renamed takes its questions with it."""
    name, reading = corpus
    known = {f"{d.id}/{s.id}" for d in reading.documents for s in d.sections if s.passages}
    rows = judged(name, "answerable")
    assert len(rows) == 60
    assert {key for row in rows for key in row["ok"]} <= known
    assert all(row["gold"] == row["ok"][0] for row in rows)
    outside = judged(name, "out_of_scope")
    assert len(outside) == 30
    assert {row["kind"] for row in outside} == {"near", "far"}


def test_plain_bm25_finds_most_documents(corpus):
    """The floor that every ranking has to be above: titles, headings and passages as one text."""
    name, reading = corpus
    keys, texts = [], []
    for document in reading.documents:
        for section in document.sections:
            for passage in section.passages:
                keys.append(f"{document.id}/{section.id}")
                above = " ".join((document.title, *section.parents, section.title))
                texts.append(terms(f"{above} {passage.text}"))
    bm25 = BM25Plus(texts)
    rows = judged(name, "answerable")
    best = [keys[int(bm25.get_scores(terms(row["question"])).argmax())] for row in rows]
    documents = sum(
        key.split("/")[0] in {one.split("/")[0] for one in row["ok"]}
        for key, row in zip(best, rows, strict=True)
    )
    sections = sum(key in row["ok"] for key, row in zip(best, rows, strict=True))
    assert documents >= 50
    assert sections >= 40
