"""Files as people have them: what generators, editors and other dialects write."""

import pytest

from bot.documents.reader import read_folder


def read(tmp_path, written, name="a.md"):
    """Return the only document of a folder, its text by section, and the findings."""
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(written, str):
        written = written.encode("utf-8")
    path.write_bytes(written)
    reading = read_folder(tmp_path)
    (document,) = reading.documents
    return document, [str(finding) for finding in reading.findings]


def texts(document):
    """Return the text of each section, its passages apart by a blank line."""
    return {s.title: "\n\n".join(p.text for p in s.passages) for s in document.sections}


def markup(document):
    """Return the markup of all passages."""
    return "".join(p.html for s in document.sections for p in s.passages)


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ('---\ntitle: "Knees: a guide"\nlayout: post\ntags: [a, b]\n---\n', "Knees: a guide"),
        ("---\ntitle: Knees\ndraft: false\nnested:\n  deep: {a: 1}\n---\n", "Knees"),
        ("---\ntitle: >-\n  Knees and\n  hips\n---\n", "Knees and hips"),
        ("---\ntitle: 2020\ndate: 2020-13-45\n---\n", "2020"),
        ("---\ntitle: yes\nrelated: true\nsearch:\n  exclude: true\n---\n", "yes"),
        ("---\nTitle: 'It''s the knee'\nkey: !tag x\n---\n", "It's the knee"),
        ('+++\ntitle = "Knees"\nweight = 3\n[menu.main]\nname = "x"\n+++\n', "Knees"),
        ("title: Knees\ndate: 2020-01-01\n\n", "Knees"),
        ("\ufeff---\r\ntitle: Knees\r\n---\r\n", "Knees"),
        ("", "Sore knees"),
    ],
)
def test_front_matter_of_any_generator_is_kept_aside_and_its_title_read(tmp_path, front, title):
    """YAML with quotes and lists, TOML, a bare header; none at all leaves the file's name."""
    document, findings = read(tmp_path, front + "\n## One\n\nText.\n", "sore-knees.md")
    assert document.title == title
    assert texts(document) == {"One": "Text."}
    assert findings == []


def test_the_address_may_be_called_as_other_programs_call_it(tmp_path):
    """A canonical address links the passages to their source; a path does not."""
    written = "---\nurl: /knees/\ncanonical_url: https://example.org/knees\n---\n\nText.\n"
    assert read(tmp_path, written)[0].address == "https://example.org/knees"


def test_two_rulers_are_no_front_matter(tmp_path):
    """Prose between two lines of hyphens is prose."""
    document, _ = read(tmp_path, "---\nWalk a little.\n\n---\n\nRest.\n")
    assert texts(document) == {"A": "Walk a little.\n\nRest."}


def test_text_above_the_first_heading_belongs_to_the_title(tmp_path):
    """It is a section of its own, called as the document."""
    document, findings = read(tmp_path, "Hello.\n\n## Knees\n\nBend.\n", "my-page.md")
    assert texts(document) == {"My page": "Hello.", "Knees": "Bend."}
    assert document.sections[0].id == "my-page"
    assert findings == []


def test_sections_know_the_headings_they_stand_under(tmp_path):
    """Outermost first, without the document's title, though a level is skipped."""
    written = "# Legs\n\n## Knee\n\n#### Pain\n\nIce.\n\n## Hip\n\n### Pain\n\nHeat.\n"
    document, findings = read(tmp_path, written)
    assert {s.id: s.parents for s in document.sections} == {
        "legs": (),
        "knee": (),
        "pain": ("Knee",),
        "hip": (),
        "pain-2": ("Hip",),
    }
    assert findings == []


def test_underlined_headings_open_sections_with_their_own_lines(tmp_path):
    """A long line above hyphens is a paragraph above a ruler."""
    long = "This sentence is long enough that nobody could have meant it as a heading. " * 2
    document, findings = read(tmp_path, f"Legs\n====\n\nKnee\n----\n\n{long}\n---\n\n##\n\nEnd.\n")
    assert [(s.title, s.level) for s in document.sections] == [("Legs", 1), ("Knee", 2)]
    assert len(findings) == 1
    assert ":10: heading has no text" in findings[0]


def test_a_heading_in_a_quotation_or_a_list_is_text(tmp_path):
    """It swallows nothing of the section and opens none."""
    written = "## One\n\n> ## Quoted\n> Words.\n\nMore.\n\n- # Item\n- Other\n\nEnd.\n"
    document, _ = read(tmp_path, written)
    assert texts(document) == {"One": "Quoted\n\nWords.\n\nMore.\n\nItem\n\nOther\n\nEnd."}
    assert "<h" not in markup(document)


def test_a_heading_s_marks_are_not_in_its_title(tmp_path):
    """Emphasis, links, code, ids and closing signs are markup."""
    written = "## **Sore** [knees](x) `a_b` {#knees} ##\n\nText.\n\n## 1. First & last\n\nText.\n"
    document, _ = read(tmp_path, written)
    assert [s.title for s in document.sections] == ["Sore knees a_b", "1. First & last"]


@pytest.mark.parametrize(
    ("written", "html"),
    [
        ("**Signs:**\n- a\n- b", "<p><strong>Signs:</strong></p><ul><li>a</li><li>b</li></ul>"),
        ("Do:\n1. a\n2. b", "<p>Do:</p><ol><li>a</li><li>b</li></ol>"),
        ("- a\n  - b\n    - c", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>"),
        ("1) a\n   * b\n2) c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("- a\n  goes on\n- b", "<ul><li>a goes on</li><li>b</li></ul>"),
        ("It was\n1986. What a year", "<p>It was 1986. What a year</p>"),
        ("- [ ] a\n- [x] b", "<ul><li>a</li><li>b</li></ul>"),
        (
            "Says:\n> - a\n> - b",
            "<p>Says:</p><blockquote><ul><li>a</li><li>b</li></ul></blockquote>",
        ),
        ("- a\n  ```\n  x = 1\n  ```\n- b", "<ul><li><p>a</p><pre><code>x = 1</code></pre></li>"),
        ("Table:\n| a | b |\n|---|---|\n| 1 | 2 |", "<p>Table:</p><table><thead><tr><th>a</th>"),
        ("`<b>` and ``a`b``", "<p><code>&lt;b&gt;</code> and <code>a`b</code></p>"),
        ("```js\n# a\n<b>\n```", "<pre><code># a\n&lt;b&gt;</code></pre>"),
        ("<div>\n\n**a**\n\n</div>", "<p><strong>a</strong></p>"),
        ("<p>a</p>\n<ul>\n<li>b</li>\n</ul>", "<p>a</p><ul><li>b</li></ul>"),
    ],
)
def test_blocks_are_those_of_commonmark(tmp_path, written, html):
    """Lists, quotations and tables may follow a line directly; lists nest by their marks."""
    document, _ = read(tmp_path, f"## One\n\n{written}\n")
    shown = " ".join(markup(document).split()) if "<pre>" not in html else markup(document)
    assert shown.replace("> <", "><").replace(" <", "<").startswith(html.replace(" <", "<"))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("import Tabs from '@theme/Tabs';\n\nRest.", "Rest."),
        ("import {\n  A,\n} from 'x'\nexport const a = {\n\n  b: 1,\n}\n\nRest.", "Rest."),
        ('<Tabs on={() => "a > b"}>\n\n**Rest.**\n\n</Tabs>\n<Figure src="x" />', "Rest."),
        ("{/* hidden */}\n\nRest <!-- not\nshown --> well.", "Rest well."),
        ('{{< figure src="a.jpg" >}}\n{{% note %}}Rest.{{% /note %}}', "Rest."),
        ("{% include x.html %}\nRest{{ site.x }}.", "Rest."),
        ("{% highlight js %}\nx {{ y }}\n{% endhighlight %}", "x {{ y }}"),
        ('[caption id="a" width="3"]<img src="x"> Rest.[/caption]\n\n[gallery ids="1,2"]', "Rest."),
        ('<!-- wp:paragraph {"a":1} -->\n<p>Rest.</p>\n<!-- /wp:paragraph -->', "Rest."),
        (":::tip Mind this\nRest.\n:::", "Mind this\n\nRest."),
        ('!!! note "Mind this"\n    Rest.\n\n    Well.', "Mind this\n\nRest.\n\nWell."),
        ("> [!WARNING]\n> Rest.", "Rest."),
        ("Rest.[^1] Well.\n\n[^1]: A note.", "Rest. Well.\n\nA note."),
        ("![alt](a.jpg)\n\nRest.\n{: .lead}", "Rest."),
        ("Rest [well][w].\n\n[w]: https://example.org", "Rest well."),
        ("<script>\nlet x;\n</script>\n<style>a {}</style>\nRest.", "Rest."),
        ("<details><summary>Why?</summary>\n\nRest.\n\n</details>", "Why?\n\nRest."),
        ("*[HTML]: markup\n\nRest.\n\n[TOC]", "Rest."),
        ("Rest[1] or [see here] then.", "Rest[1] or [see here] then."),
    ],
)
def test_what_generators_put_between_the_words_is_taken_out(tmp_path, written, text):
    """MDX, Hugo, Jekyll, WordPress, Docusaurus, MkDocs and GitHub leave only words."""
    document, findings = read(tmp_path, f"## One\n\n{written}\n\n## Two\n\nEnd.\n")
    assert texts(document) == {"One": text, "Two": "End."}
    assert findings == []


def test_a_definition_of_a_link_serves_every_section(tmp_path):
    """Its line may stand at the end of the file."""
    written = "## One\n\nSee [this][a].\n\n## Two\n\nEnd.\n\n[a]: https://example.org/a\n"
    document, _ = read(tmp_path, written)
    assert '<a href="https://example.org/a"' in markup(document)


def test_a_relative_link_is_completed_or_only_its_words_stay(tmp_path):
    """Nothing on our page leads nowhere."""
    body = "\n\n[knees](../knees/) and [script](javascript:alert(1))\n"
    document, _ = read(tmp_path, "---\naddress: https://example.org/legs/hip/\n---" + body)
    assert 'href="https://example.org/legs/knees/"' in markup(document)
    assert "javascript" not in markup(document)
    document, _ = read(tmp_path, "# Title" + body)
    assert "href" not in markup(document)


def test_subfolders_give_their_names_and_some_files_are_no_documents(tmp_path):
    """Readme, hidden files, examples and drafts are not published."""
    for name in (
        "knee/index.md",
        "knee/Runner's knee.mdx",
        "back.markdown",
        "notes.txt",
        "README.md",
        ".hidden.md",
        ".git/a.md",
        "examples/back/questions.md",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"Text of {name}.", encoding="utf-8")
    (tmp_path / "old.md").write_text("---\ndraft: true\n---\nText.", encoding="utf-8")
    (tmp_path / "page.docx").write_bytes(b"PK")
    reading = read_folder(tmp_path)
    ids = {document.id: document.title for document in reading.documents}
    assert ids == {
        "back": "Back",
        "knee-runners-knee": "Runner's knee",
        "knee": "Knee",
        "notes": "Notes",
    }
    told = [str(finding) for finding in reading.findings]
    assert "old.md:1: is a draft and not read" in told[0]
    assert "page.docx:1: is not read; bring it in: python -m bot import" in told[1]


def test_plain_text_is_read_though_it_is_indented(tmp_path):
    """An indented line of a text file is no code."""
    document, _ = read(tmp_path, "Knees\n=====\r\n\r\n    Bend them.\n", "knees.txt")
    assert texts(document) == {"Knees": "Bend them."}
    assert "<pre>" not in markup(document)


def test_two_files_of_one_name_are_both_served(tmp_path):
    """The second is numbered and told."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.md").write_text("One.", encoding="utf-8")
    (tmp_path / "a-b.md").write_text("Two.", encoding="utf-8")
    reading = read_folder(tmp_path)
    assert [document.id for document in reading.documents] == ["a-b", "a-b-2"]
    assert "another file has the name 'a-b' too" in str(reading.findings[0])


def test_a_line_alone_at_the_top_of_a_text_file_is_its_title(tmp_path):
    """People who write plain text put the title there."""
    document, _ = read(tmp_path, "Sore Knees\n\nBend them.\n", "a.txt")
    assert document.title == "Sore Knees"
    assert texts(document) == {"Sore Knees": "Bend them."}
