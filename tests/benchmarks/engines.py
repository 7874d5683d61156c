"""The rankers that are compared, each behind the same two calls: build and search.

All index the same terms with k1 = 1.5 and b = 0.75 where they let it be set, run in one process
on one thread, and return the positions of the ten best passages.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from importlib.util import find_spec

import numpy as np

from bot.retrieval.indexing import build_ranker

LIMIT = 10
Passages = Sequence[Sequence[str]]
Search = Callable[[list[str]], list[int]]


def need_peers(*modules: str) -> None:
    """Check that the engines to compare with are installed.

    :raise SystemExit: when one is missing, with the command that installs them.
    """
    missing = [module for module in dict.fromkeys(modules) if find_spec(module) is None]
    if missing:
        raise SystemExit(
            f"{', '.join(missing)}: not installed; "
            ".venv/bin/pip install -r tests/benchmarks/requirements.txt"
        )


def build_ours(passages: Passages) -> Search:
    """Return the search of bot.retrieval, of the kind that suits the number of passages."""
    ranker = build_ranker([passages], weights=[1.0])

    def search(question: list[str]) -> list[int]:
        best = ranker.best(dict.fromkeys(question, 1.0), limit=LIMIT)
        return sorted(best, key=best.__getitem__, reverse=True)

    return search


def build_rank_bm25(passages: Passages) -> Search:
    """Return the search of rank-bm25, as its own get_top_n ranks."""
    from rank_bm25 import BM25Plus

    bm25 = BM25Plus(passages, delta=0)

    def search(question: list[str]) -> list[int]:
        positions: list[int] = np.argsort(bm25.get_scores(question))[::-1][:LIMIT].tolist()
        return positions

    return search


def _build_bm25s(passages: Passages, backend: str) -> Search:
    import bm25s

    bm25 = bm25s.BM25(k1=1.5, b=0.75, backend=backend)
    bm25.index(passages, show_progress=False)

    def search(question: list[str]) -> list[int]:
        found, _ = bm25.retrieve(
            [question], k=LIMIT, show_progress=False, backend_selection=backend
        )
        positions: list[int] = found[0].tolist()
        return positions

    return search


def build_bm25s_numpy(passages: Passages) -> Search:
    """Return the search of bm25s on numpy."""
    return _build_bm25s(passages, "numpy")


def build_bm25s_numba(passages: Passages) -> Search:
    """Return the search of bm25s on numba, compiled before it is timed."""
    search = _build_bm25s(passages, "numba")
    search(list(passages[0][:2]))
    return search


def build_tantivy(passages: Passages) -> Search:
    """Return the search of tantivy: an index in memory, one segment."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=1_000_000_000, num_threads=1)
    for passage in passages:
        writer.add_document(tantivy.Document(text=" ".join(passage)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(question: list[str]) -> list[int]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", term, "freq"))
            for term in question
        ]
        hits = searcher.search(tantivy.Query.boolean_query(terms), LIMIT, count=False).hits
        return [address.doc for _, address in hits]

    return search


def build_fts5(passages: Passages) -> Search:
    """Return the search of SQLite FTS5, in memory, merged into one b-tree."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE p USING fts5(text, content='', detail=none)")
    connection.executemany(
        "INSERT INTO p(rowid, text) VALUES (?, ?)",
        ((position, " ".join(passage)) for position, passage in enumerate(passages)),
    )
    connection.execute("INSERT INTO p(p) VALUES ('optimize')")
    statement = f"SELECT rowid FROM p WHERE p MATCH ? ORDER BY rank LIMIT {LIMIT}"  # noqa: S608

    def search(question: list[str]) -> list[int]:
        return [row[0] for row in connection.execute(statement, (" OR ".join(question),))]

    return search


ENGINES: dict[str, Callable[[Passages], Search]] = {
    "bot": build_ours,
    "bm25s (numba)": build_bm25s_numba,
    "bm25s (numpy)": build_bm25s_numpy,
    "tantivy": build_tantivy,
    "SQLite FTS5": build_fts5,
    "rank-bm25": build_rank_bm25,
}
# The modules of the engines that are not installed with the tests.
MODULES = {
    "bm25s (numba)": ("bm25s", "numba"),
    "bm25s (numpy)": ("bm25s",),
    "tantivy": ("tantivy",),
}
