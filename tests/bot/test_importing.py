"""python -m bot import: what people have, to clean Markdown in the corpus folder."""

import sys
import zipfile

import pytest

from bot.__main__ import main
from bot.documents.reader import read_documents

HTML = """<!doctype html><html><head><title>Sore knees | Hill Street Clinic</title>
<link rel="canonical" href="https://example.org/knees"></head><body>
<nav><a href="/">Home</a></nav><main><h1>Sore knees</h1><p>Most knees are <b>fine</b>.</p>
<h2>Stairs</h2><ul><li>Go slowly.</li><li>Hold on.</li></ul><script>x()</script>
<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table></main>
<footer>Imprint</footer></body></html>"""

WORDPRESS = """<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/"
xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<item><title>Sore knees</title><link>https://example.org/knees</link>
<content:encoded><![CDATA[Most knees are fine.

<strong>Go slowly</strong> on stairs.
<h2>Stairs</h2>
[caption id="a" width="1"]<img src="x" /> Hold on.[/caption]]]></content:encoded>
<wp:post_name>sore-knees</wp:post_name><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type></item>
<item><title>Not yet</title><content:encoded>Secret.</content:encoded>
<wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>"""

_PARAGRAPH = (
    '<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{bold}<w:t>{text}</w:t></w:r></w:p>'
)


def write_word(path, *paragraphs):
    """Write a Word file of paragraphs: (style, text), in bold where the style is "Bold"."""
    body = "".join(
        _PARAGRAPH.format(style=style, text=text, bold="<w:rPr><w:b/></w:rPr>" * (style == "Bold"))
        for style, text in paragraphs
    )
    office = "http://schemas.openxmlformats.org"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{office}/package/2006/content-types"><Default Extension="xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document'
            '.main+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r" '
            f'Type="{office}/officeDocument/2006/relationships/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{office}/wordprocessingml/2006/main"><w:body>{body}</w:body>'
            "</w:document>",
        )


def run(capsys, *arguments):
    """Return the exit code and what was printed and complained."""
    code = main(["import", *map(str, arguments)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def sections(folder):
    """Return the only document of a folder: title, address, texts by heading."""
    (document,) = read_documents(folder)
    texts = {s.title: "\n\n".join(p.text for p in s.passages) for s in document.sections}
    return document.title, document.address, texts


def test_a_page_of_a_website_is_its_own_text(capsys, tmp_path):
    """Navigation, footer and scripts stay behind; title and address come along."""
    (tmp_path / "knees.html").write_text(HTML, encoding="utf-8")
    code, out, _ = run(capsys, tmp_path / "knees.html", "--to", tmp_path / "corpus")
    assert code == 0
    assert "“Sore knees”, 2 sections, 2 passages" in out
    title, address, texts = sections(tmp_path / "corpus")
    assert (title, address) == ("Sore knees", "https://example.org/knees")
    assert texts == {
        "Sore knees": "Most knees are fine.",
        "Stairs": "Go slowly.\nHold on.\n\na b\n\n1 2",
    }


@pytest.mark.parametrize(
    ("styles", "title"), [(("Title", "Heading2"), "Sore knees"), (("Bold", "Bold"), "Leg")]
)
def test_a_word_file_has_headings_though_they_are_only_bold(capsys, tmp_path, styles, title):
    """Styles are read where the author used them, else short bold lines."""
    paragraphs = [
        (styles[0], "Sore knees"),
        ("Normal", "Most knees are fine."),
        (styles[1], "Stairs"),
        ("Normal", "Go slowly."),
    ]
    write_word(tmp_path / "leg.docx", *paragraphs)
    code, _, err = run(capsys, tmp_path / "leg.docx", "--to", tmp_path / "corpus")
    assert (code, err) == (0, "")
    found, address, texts = sections(tmp_path / "corpus")
    assert (found, address) == (title, None)
    assert texts == {"Sore knees": "Most knees are fine.", "Stairs": "Go slowly."}


def test_published_posts_of_a_wordpress_export_come_in(capsys, tmp_path):
    """Paragraphs are those that WordPress draws; drafts stay behind."""
    (tmp_path / "site.xml").write_text(WORDPRESS, encoding="utf-8")
    code, out, _ = run(capsys, tmp_path / "site.xml", "--to", tmp_path / "corpus")
    assert code == 0
    assert out.count("\n") == 1
    assert [path.name for path in (tmp_path / "corpus").iterdir()] == ["sore-knees.md"]
    title, address, texts = sections(tmp_path / "corpus")
    assert (title, address) == ("Sore knees", "https://example.org/knees")
    assert texts["Sore knees"].startswith("Most knees are fine.\n\nGo slowly on stairs.")
    assert texts["Stairs"] == "Hold on."


def test_markdown_is_cleaned_and_keeps_its_code(capsys, tmp_path):
    """A folder keeps its subfolders; what generators wrote goes, code stays as it was."""
    (tmp_path / "site" / "legs").mkdir(parents=True)
    (tmp_path / "site" / "legs" / "knee.mdx").write_text(
        "---\ntitle: Knee\nsidebar_position: 2\n---\nimport A from 'a'\n\n<A>\n\n## Stairs\n\n"
        "Go slowly.[^1]\n\n```\n{{< x >}}\n```\n\n</A>\n\n[^1]: Very.\n",
        encoding="utf-8",
    )
    code, _, _ = run(capsys, tmp_path / "site", "--to", tmp_path / "corpus")
    assert code == 0
    written = (tmp_path / "corpus" / "legs" / "knee.md").read_text(encoding="utf-8")
    assert written.startswith("---\ntitle: Knee\n---\n\n## Stairs\n")
    assert "import A" not in written
    assert "<A>" not in written
    assert "```\n{{< x >}}\n```" in written
    assert sections(tmp_path / "corpus")[2]["Stairs"] == "Go slowly.\n\n{{< x >}}\n\nVery."


def test_nothing_is_written_over_unasked(capsys, tmp_path):
    """A document that its owner has edited stays, until --replace."""
    (tmp_path / "a.txt").write_text("New.", encoding="utf-8")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("Mine.", encoding="utf-8")
    code, out, _ = run(capsys, tmp_path / "a.txt", "--to", tmp_path / "corpus")
    assert code == 0
    assert "is there already; left as it is" in out
    assert (tmp_path / "corpus" / "a.md").read_text(encoding="utf-8") == "Mine."
    run(capsys, tmp_path / "a.txt", "--to", tmp_path / "corpus", "--replace")
    assert "New." in (tmp_path / "corpus" / "a.md").read_text(encoding="utf-8")


def test_what_cannot_be_read_is_said_and_the_rest_comes_in(capsys, tmp_path):
    """One line a file, exit code 2."""
    (tmp_path / "a.docx").write_bytes(b"no archive")
    (tmp_path / "b.pdf").write_bytes(b"%PDF")
    (tmp_path / "c.md").write_text("Good.", encoding="utf-8")
    files = [tmp_path / name for name in ("a.docx", "b.pdf", "c.md", "d.md")]
    code, out, err = run(capsys, *files, "--to", tmp_path / "corpus")
    assert code == 2
    assert out.count("\n") == 1
    complaints = err.splitlines()
    assert "is no Word file that can be read" in complaints[0]
    assert "b.pdf: is no document that can be brought in" in complaints[1]
    assert "d.md: no such file" in complaints[2]


def test_a_missing_package_is_said_with_the_line_that_installs_it(capsys, tmp_path, monkeypatch):
    """Answering needs none of them, so they are optional."""
    monkeypatch.setitem(sys.modules, "markdownify", None)
    (tmp_path / "knees.html").write_text(HTML, encoding="utf-8")
    code, _, err = run(capsys, tmp_path / "knees.html", "--to", tmp_path / "corpus")
    assert code == 2
    assert "pip install -r bot/command/importing/requirements.txt" in err
