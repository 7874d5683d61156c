"""Quality beside the peers: python -m tests.benchmarks.collections FOLDER...

Each peer does what its documentation does: its own analysis (English stems, stop words where it
has them), title and text together or as two fields where it has fields, default parameters,
any word of the query may match. All are measured by bot.measuring.beir.
"""

from __future__ import annotations

import argparse
import re
import sqlite3
from collections.abc import Callable, Sequence
from statistics import mean

from bot.errors import EvaluationError
from bot.measuring.beir.files import Collection, read_collection
from bot.measuring.beir.measures import measure_ranking
from bot.measuring.beir.ranking import DEPTH, CollectionRanker
from tests.benchmarks.engines import need_peers

# A query → positions of documents, best first.
Search = Callable[[str], list[int]]


def search_bot(collection: Collection) -> Search:
    """Return the search of bot.measuring.beir."""
    ranker = CollectionRanker(collection.documents)
    places = {document.id: place for place, document in enumerate(collection.documents)}
    return lambda query: [places[name] for name in ranker.rank(query)]


def search_bm25s(collection: Collection) -> Search:
    """Return the search of bm25s with its own tokeniser, stop words and PyStemmer."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    texts = [document.whole for document in collection.documents]
    bm25 = bm25s.BM25()
    bm25.index(
        bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False),
        show_progress=False,
    )

    def search(query: str) -> list[int]:
        terms = bm25s.tokenize(
            [query], stopwords="en", stemmer=stemmer, show_progress=False, return_ids=False
        )
        found, scores = bm25.retrieve(terms, k=min(DEPTH, len(texts)), show_progress=False)
        return [int(place) for place, score in zip(found[0], scores[0], strict=True) if score > 0]

    return search


def search_tantivy(collection: Collection) -> Search:
    """Return the search of tantivy with its English analyser over title and text."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("title", tokenizer_name="en_stem")
    builder.add_text_field("text", tokenizer_name="en_stem")
    builder.add_integer_field("place", stored=True)
    index = tantivy.Index(builder.build())
    writer = index.writer(num_threads=1)
    for place, document in enumerate(collection.documents):
        writer.add_document(tantivy.Document(title=document.title, text=document.text, place=place))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(query: str) -> list[int]:
        parsed = index.parse_query(_plain(query), ["title", "text"])
        hits = searcher.search(parsed, DEPTH).hits
        return [searcher.doc(address)["place"][0] for _, address in hits]

    return search


def search_fts5(collection: Collection) -> Search:
    """Return the search of SQLite FTS5 with its Porter stemmer over title and text."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE d USING fts5(title, text, tokenize='porter unicode61')"
    )
    connection.executemany(
        "INSERT INTO d(rowid, title, text) VALUES (?, ?, ?)",
        ((place, entry.title, entry.text) for place, entry in enumerate(collection.documents)),
    )
    statement = "SELECT rowid FROM d WHERE d MATCH ? ORDER BY rank LIMIT ?"

    def search(query: str) -> list[int]:
        any_word = " OR ".join(f'"{word}"' for word in _plain(query).split())
        return [row[0] for row in connection.execute(statement, (any_word, DEPTH))]

    return search


def search_whoosh(collection: Collection) -> Search:
    """Return the search of Whoosh with its stemming analyser and BM25F."""
    from whoosh.analysis import StemmingAnalyzer
    from whoosh.fields import STORED, TEXT, Schema
    from whoosh.filedb.filestore import RamStorage
    from whoosh.qparser import MultifieldParser, OrGroup

    analyzer = StemmingAnalyzer()
    schema = Schema(title=TEXT(analyzer=analyzer), text=TEXT(analyzer=analyzer), place=STORED)
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for place, document in enumerate(collection.documents):
        writer.add_document(title=document.title, text=document.text, place=place)
    writer.commit()
    searcher = index.searcher()
    parser = MultifieldParser(["title", "text"], schema, group=OrGroup)

    def search(query: str) -> list[int]:
        hits = searcher.search(parser.parse(_plain(query)), limit=DEPTH)
        return [hit["place"] for hit in hits]

    return search


def _plain(query: str) -> str:
    """Return the words alone: what parsers take for operators is not meant."""
    return " ".join(re.findall(r"\w+", query.lower()))


SEARCHES: dict[str, Callable[[Collection], Search]] = {
    "bot": search_bot,
    "bm25s": search_bm25s,
    "tantivy": search_tantivy,
    "SQLite FTS5": search_fts5,
    "Whoosh": search_whoosh,
}


def compare(collection: Collection, name: str) -> tuple[float, float, float]:
    """Return mean nDCG@10, MRR@10 and Recall@100 of one engine."""
    search = SEARCHES[name](collection)
    found = [
        measure_ranking(
            [collection.documents[place].id for place in search(query.whole)],
            collection.qrels[query.id],
        )
        for query in collection.queries
        if query.id in collection.qrels
    ]
    return (
        mean(one.ndcg_at_10 for one in found),
        mean(one.mrr_at_10 for one in found),
        mean(one.recall_at_100 for one in found),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table for each folder named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", metavar="folder", nargs="+", help="a collection in BEIR's form")
    options = parser.parse_args(arguments)
    need_peers("bm25s", "tantivy", "whoosh")
    for folder in options.folders:
        try:
            collection = read_collection(folder)
        except EvaluationError as error:
            raise SystemExit(str(error)) from error
        print(f"{folder}\n{'':13}{'nDCG@10':>10}{'MRR@10':>10}{'Recall@100':>12}")
        for name in SEARCHES:
            ndcg, mrr, recall = compare(collection, name)
            print(f"{name:13}{ndcg:>10.4f}{mrr:>10.4f}{recall:>12.4f}", flush=True)


if __name__ == "__main__":
    main()
