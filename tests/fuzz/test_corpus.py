import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import Chatbot, CorpusError
from bot.documents.reader import read_documents, read_folder
from tests.conftest import ROOT
from tests.fuzz.inputs import mutate

INPUTS = int(os.environ.get("FUZZ_INPUTS", "3000")) // 4
DOCUMENT = """---
title: Moon and *tide*
address: https://example.org/moon?a=b&c=d
---

# The moon

The moon pulls the sea towards it. That is why there are [tides](https://example.org/t "T").

> A quotation, **bold** and `code`.
> ## Quoted

import Tide from '@site/tide'

<Tide on={() => 1}>{{< note >}}[caption id="a"]Foam[/caption]</Tide> <!-- x -->

```js
# {{ code }}
```

## Faces <b>of</b> it

1. It turns once while it goes round.
2. So we always see the same face.

- Read more: [Half a moon](half.md)

### Deeper

| a | b |
| - | - |
| 1 | 2 |
"""
TABLES = {
    "thesaurus.toml": """
# Words that mean the same.
"moon" = ["lunar", "la lune"]
"tide" = ["ebb", "high water"]
""",
    "glossary.toml": """
[tide]
means = "The sea as it comes and goes."
source = "https://example.org/tide"
also = ["tides"]
""",
    "sentences.toml": """
["moon"]
why = [
  "The moon pulls",
]
""",
    "notices.toml": """
[numbness]
text = "Please ask a doctor about the numbness."
""",
    "talk.toml": """
greeting = [
  "Good evening.",
]
""",
    "clinic.toml": """
name = "Moon House"
phone = "01632 960 123"
booking = "https://example.org/book"
region = "GB"

[answers]
price = "It costs nothing, {name}."
""",
    "suggestions.toml": """
[[first]]
label = "Tides"
question = "Why are there tides?"
""",
}
SCRIPTS = ("<script", "<iframe", "javascript:", "onerror=", "onclick=")


def _check_harmless(documents: tuple) -> None:
    for document in documents:
        for section in document.sections:
            for passage in section.passages:
                assert passage.text.strip()
                assert all(0 <= a < b <= len(passage.text) for a, b in passage.sentences)
                assert not any(each in passage.html.casefold() for each in SCRIPTS[:2])


def test_no_document_raises_anything_but_a_corpus_error(tmp_path: Path) -> None:
    """A spoilt document is read harmlessly, or refused in one line that names its file."""
    rng = Random(3)  # noqa: S311 - reproducible, not secret
    path = tmp_path / "moon.md"
    read = 0
    for _ in range(INPUTS):
        path.write_text(mutate(rng, DOCUMENT), encoding="utf-8", errors="surrogatepass")
        try:
            documents = read_documents(tmp_path)
        except CorpusError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either end is right
            assert "moon.md" in str(error)  # noqa: PT017
        else:
            _check_harmless(tuple(documents))
            read += 1
    assert read > INPUTS / 3


@pytest.mark.parametrize("name", TABLES)
def test_no_table_raises_anything_but_a_corpus_error(tmp_path: Path, name: str) -> None:
    """A spoilt table stops the start in one line that names its file."""
    rng = Random(5)  # noqa: S311 - reproducible, not secret
    (tmp_path / "moon.md").write_text(DOCUMENT, encoding="utf-8")
    for _ in range(INPUTS // 50):
        text = mutate(rng, TABLES[name])
        (tmp_path / name).write_text(text, encoding="utf-8", errors="surrogatepass")
        try:
            Chatbot.load(tmp_path).ask("lunar price, why?")
        except CorpusError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either end is right
            assert name in str(error)  # noqa: PT017


@pytest.mark.parametrize("path", sorted((ROOT / "corpus").glob("*.toml")), ids=lambda p: p.name)
def test_the_corpus_that_ships_survives_its_editors(tmp_path: Path, path: Path) -> None:
    """Of the real files as well, spoilt ones are refused in one line or still answer."""
    rng = Random(9)  # noqa: S311 - reproducible, not secret
    for source in filter(Path.is_file, (ROOT / "corpus").iterdir()):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    for _ in range(2):
        text = mutate(rng, path.read_text(encoding="utf-8"))
        (tmp_path / path.name).write_text(text, encoding="utf-8", errors="surrogatepass")
        try:
            Chatbot.load(tmp_path).ask("my bum hurts")
        except CorpusError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either end is right


@given(st.binary(max_size=2000))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_document_or_a_corpus_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    """Whatever lies in the folder with the name of a document."""
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "moon.md").write_bytes(content)
    try:
        _check_harmless(tuple(read_documents(folder)))
    except CorpusError as error:
        assert "moon.md" in str(error)  # noqa: PT017 - either end is right


@pytest.mark.parametrize("address", ["https://[", "https://[x]/", "https://:80", "ftp://a.example"])
def test_an_address_that_cannot_be_parsed_is_told(tmp_path: Path, address: str) -> None:
    """Found by the mutations above: half an IPv6 address was a ValueError."""
    (tmp_path / "moon.md").write_text(f"---\naddress: '{address}'\n---\n\n# Moon\n\nIt shines.\n")
    reading = read_folder(tmp_path)
    assert reading.documents[0].address is None
    assert "is no web address" in str(reading.findings[0])
