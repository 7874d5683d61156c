"""The corpus folder to documents."""

import hashlib
import re
import time
from pathlib import Path

import pytest

from bot.documents.reader import read_documents, read_folder
from bot.errors import CorpusError
from bot.language.text import words

ROOT = Path(__file__).resolve().parents[2]
THREE = ROOT / "tests" / "fixtures" / "three"
ARTICLE = "massage-therapy-relieves-hip-pain"

# SHA-256 of the article's words as its publisher has them, without the six headings.
ARTICLE_WORDS = "45383d9c054c61f03bbedbf9950b16fedb73c6306a6aa712231160c686206269"


@pytest.fixture(scope="module")
def article():
    """Return the document that ships with the bot."""
    return next(doc for doc in read_documents(ROOT / "corpus") if doc.id == ARTICLE)


@pytest.fixture(scope="module")
def three():
    """Three tiny documents by id."""
    return {document.id: document for document in read_documents(THREE)}


def test_no_word_of_the_article_has_drifted(article):
    """The passages together are, word for word and mark for mark, the article's text."""
    run = " ".join(
        passage.text for section in article.sections for passage in section.passages
    ).split()
    assert len(run) == 1221
    assert hashlib.sha256(" ".join(run).encode()).hexdigest() == ARTICLE_WORDS


def test_the_article_has_its_ten_sections_and_says_which_headings_are_editorial(article):
    """Four headings are the editor's: two were lost, two never stood there."""
    assert [section.id for section in article.sections] == [
        "overview",
        "leg-muscles",
        "tight-hamstrings-and-quadriceps",
        "gluteal-muscles",
        "lateral-rotators",
        "abdominal-muscles",
        "hip-flexors",
        "the-psoas",
        "low-back",
        "a-comprehensive-plan",
    ]
    assert [section.id for section in article.sections if section.editorial] == [
        "overview",
        "gluteal-muscles",
        "abdominal-muscles",
        "a-comprehensive-plan",
    ]


def test_an_address_that_is_not_known_is_a_search_and_never_a_guess(article):
    """Of the five readings one has an address; the others lead to a search for the title."""
    related = [reading for section in article.sections for reading in section.related]
    assert [reading.link for reading in related] == [
        "search",
        "direct",
        "search",
        "search",
        "search",
    ]
    assert all(
        "site%3Awww.integrativehealthcare.org" in r.url for r in related if r.link == "search"
    )


def test_every_passage_of_the_article_reads_well_on_a_phone(article):
    """Passages have about 30 to 90 words; a technique with all its steps a few more."""
    passages = [p for section in article.sections for p in section.passages]
    lengths = [len(p.text.split()) for p in passages]
    assert min(lengths) >= 30
    assert max(lengths) <= 110
    assert all(len(p.text.split()) <= 90 for p in passages if p.kind == "explanation")


def test_each_technique_of_the_article_is_one_passage(article):
    """Checked by hand against the article: what hands do stands together with all its steps."""
    kinds = {s.id: [p.kind[0] for p in s.passages] for s in article.sections}
    assert kinds == {
        "overview": ["e", "e", "e"],
        "leg-muscles": ["e", "t"],
        "tight-hamstrings-and-quadriceps": ["e", "t"],
        "gluteal-muscles": ["e", "t"],
        "lateral-rotators": ["e", "t"],
        "abdominal-muscles": ["e", "t"],
        "hip-flexors": ["e", "t"],
        "the-psoas": ["e", "t"],
        "low-back": ["e", "e", "t"],
        "a-comprehensive-plan": ["e"],
    }
    rotators = next(s for s in article.sections if s.id == "lateral-rotators").passages[1].text
    for step in ("Using your elbows", "pin and stretch", "Then with the hip", "Then, move foot"):
        assert step in rotators


def test_markup_and_text_of_a_passage_are_the_same_words(article, three):
    """The HTML of a passage shows its text and nothing else."""
    for document in (article, *three.values()):
        for section in document.sections:
            for passage in section.passages:
                shown = re.sub(r"<[^>]*>", " ", passage.html)
                assert words(shown) == words(passage.text)


def test_sentences_of_a_passage_cover_it(article):
    """The sentence offsets leave out nothing but white space."""
    for section in article.sections:
        for passage in section.passages:
            covered = " ".join(passage.text[start:end] for start, end in passage.sentences)
            assert covered.split() == passage.text.split()


def test_lists_tables_quotes_links_and_emphasis_survive(three):
    """Markdown's means all reach the page."""
    html = "".join(section.html for doc in three.values() for section in doc.sections)
    for tag in ("<ol>", "<li>", "<table>", '<td align="right">', "<blockquote>", "<em>"):
        assert tag in html
    assert '<a href="https://example.com/flour"' in html


def test_a_nested_heading_is_a_section_of_its_own(three):
    """What stands under a deeper heading is not what stands above it."""
    levels = {section.id: section.level for section in three["kite"].sections}
    assert levels == {"wind": 1, "launching": 1, "without-a-helper": 2, "landing": 1}


def test_the_title_is_stated_or_the_only_first_heading(three):
    """A document that begins with one "# Title" needs no metadata."""
    assert three["bread"].title == "Sourdough for Sleepy People"
    assert three["moon"].title == "The Moon in Four Sentences"


def test_a_passage_has_one_anchor_in_its_section(three):
    """The reader page can be opened at each passage."""
    for document in three.values():
        for section in document.sections:
            for passage in section.passages:
                assert section.html.count(f'id="{passage.anchor}"') == 1


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Übungen", "ubungen"), ("Мышцы бедра", "мышцы-бедра"), ("髋关节", "髋关节")],
)
def test_a_heading_of_any_script_has_an_address(tmp_path, title, slug):
    """A clinic need not write in Latin letters."""
    (tmp_path / "a.md").write_text(f"# T\n\n## {title}\n\nText.\n", encoding="utf-8")
    (document,) = read_documents(tmp_path)
    assert document.sections[1].id == slug


def test_no_passage_has_the_anchor_of_a_heading(tmp_path):
    """The first passage of "Week" is another place than the section "Week 1"."""
    written = "# Plan\n\n## Week\n\nRest.\n\n## Week 1\n\nWalk.\n"
    (tmp_path / "a.md").write_text(written, encoding="utf-8")
    (document,) = read_documents(tmp_path)
    anchors = [p.anchor for section in document.sections for p in section.passages]
    ids = [section.id for section in document.sections]
    assert len({*anchors, *ids}) == len(anchors) + len(ids)


def test_a_section_as_long_as_a_book_is_read_soon(tmp_path):
    """What is done for each passage does not grow with the section."""
    sentence = "The hip flexors shorten when you sit for hours. Press the muscle with a palm.\n\n"
    (tmp_path / "a.md").write_text("# T\n\n## One\n\n" + sentence * 5000, encoding="utf-8")
    began = time.process_time()
    (document,) = read_documents(tmp_path)
    assert time.process_time() - began < 10
    assert sum(len(p.sentences) for p in document.sections[1].passages) == 10_000


GOOD = "---\ntitle: T\n---\n\n## One\n\nText.\n"
BROKEN_YAML = "---\ntitle: T\nexcerpt: knees: why\n---\n\n## One\n\nText."


@pytest.mark.parametrize(
    ("written", "line", "finding", "remedy"),
    [
        ("---\ntitle: T\n---\n\n## One\n\nText.\n\n##\n\nMore.", 9, "heading has no text", "title"),
        (GOOD + "\n## One\n\nMore.", 9, "'One' stands twice", "heading of its own"),
        (GOOD + "\n## Two\n", 9, "nothing stands under heading 'Two'", "write text"),
        ("---\ntitle: T\n\n## One\n\nText.", 1, "front matter has no end", "three hyphens"),
        (BROKEN_YAML, 3, "no valid YAML", "quotation marks"),
        ("---\ntitle: T\naddress: ftp//x\n---\n\n## One\n\nText.", 3, "no web address", "https://"),
        (
            "---\ntitle: T\neditorial: Two\n---\n\n## One\n\nA.",
            3,
            "'Two', which is no heading",
            "as",
        ),
        (
            "---\ntitle: T\nrelated: One | \n---\n\n## One\n\nText.",
            3,
            "cannot read",
            "heading | title",
        ),
        ("---\ntitle: T\n---\n\n## …\n\nText.", 5, "no letter or digit", "name what"),
        (GOOD + "\n##Two\n\nMore.", 9, "no space after the number signs", "write '## Two'"),
        (GOOD + "\n## Hips\n\n### Hips\n", 11, "nothing stands under heading 'Hips'", "write"),
        (GOOD + "\nHold.\n{: kind=tecnique }\n", 10, "'tecnique' is no kind", "technique or expl"),
    ],
)
def test_what_is_odd_is_told_in_one_line_and_served(tmp_path, written, line, finding, remedy):
    """A finding names file, line, what is odd and what to do; the document is there."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "legs.md").write_text(written, encoding="utf-8")
    reading = read_folder(folder)
    assert [document.title for document in reading.documents] == ["T"]
    assert len(reading.findings) == 1
    message = str(reading.findings[0])
    assert message.startswith(f"corpus/legs.md:{line}: ")
    assert finding in message
    assert remedy in message.split("; ", 1)[1]


def test_every_file_that_cannot_be_served_is_named_in_one_run(tmp_path):
    """An owner mends all of them before starting again."""
    (tmp_path / "a.md").write_bytes(b"na\xefve")
    (tmp_path / "b.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "c.md").write_bytes(b"\n\0")
    with pytest.raises(CorpusError) as caught:
        read_documents(tmp_path)
    first, second = str(caught.value).split("\n")
    assert "a.md:1: not UTF-8" in first
    assert "c.md:2: holds a NUL" in second


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path):
    """Latin-1 is not guessed at."""
    (tmp_path / "a.md").write_bytes(b"## One\n\nna\xefve\n")
    with pytest.raises(CorpusError, match=r"a\.md:3: not UTF-8 text; save the file as UTF-8"):
        read_documents(tmp_path)


def test_a_file_of_five_megabytes_is_refused(tmp_path):
    """A library is many documents, not one."""
    (tmp_path / "a.md").write_text("## One\n\n" + "word " * 1_000_000, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"5,000,008 bytes.*divide it"):
        read_documents(tmp_path)


def test_an_empty_or_missing_folder_is_refused(tmp_path):
    """There is nothing to answer from."""
    with pytest.raises(CorpusError, match="holds no document; put a Markdown file"):
        read_documents(tmp_path)
    with pytest.raises(CorpusError, match="no such folder; name the folder"):
        read_documents(tmp_path / "nowhere")


def test_a_title_that_two_documents_have_is_told(tmp_path):
    """A citation would not say which one it means."""
    (tmp_path / "a.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.md").write_text(GOOD, encoding="utf-8")
    reading = read_folder(tmp_path)
    assert [document.id for document in reading.documents] == ["a", "b"]
    (finding,) = map(str, reading.findings)
    assert "b.md:1: the title 'T' is that of a.md too; give each" in finding


def test_a_heading_in_a_code_block_is_code(tmp_path):
    """A fenced line that begins with a hash sign opens no section."""
    (tmp_path / "a.md").write_text(GOOD + "\n```\n##\n# not a heading\n```\n", encoding="utf-8")
    (document,) = read_documents(tmp_path)
    assert [section.title for section in document.sections] == ["One"]
