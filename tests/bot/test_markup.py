"""Sanitised markup as a flow of text."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.flow_reader import read_flow
from bot.documents.html_flow import Wrap, mark
from bot.documents.source.markup import sanitise

LIST = "<ol><li>Lay it down.</li><li>Walk <em>twenty</em> steps.</li><li>Pull.</li></ol>"


def plain(html: str) -> str:
    """Return the letters of some markup without its tags and white space."""
    return "".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<p style="position:fixed" onclick="alert(1)">x</p>',
        '<iframe src="https://example.com"></iframe>',
        "<svg><script>alert(1)</script></svg>",
        '<p id="question" class="notice">x</p>',
        "<form><input name=q></form>",
        '<a href="data:text/html,x">x</a>',
    ],
)
def test_sanitised_markup_can_do_nothing(hostile):
    """No script, style, frame, form, picture, id or class of a document reaches a page."""
    clean = sanitise(hostile)
    words = "script onerror onclick javascript style iframe svg <form input id= class= data: <img"
    assert not any(word in clean for word in words.split())


def test_text_of_blocks_stands_apart_and_white_space_is_folded():
    """Paragraphs stand apart by a blank line, list items by a new line, cells by a space."""
    flow = read_flow(
        "<p>One\n  two.</p><ul><li>a</li><li>b</li></ul>"
        "<table><tr><td>c</td><td>d</td></tr></table>"
    )
    assert flow.text == "One two.\n\na\nb\n\nc d"


def test_cut_opens_and_closes_what_it_needs_and_a_list_goes_on_counting():
    """The second half of a numbered list begins with its own number."""
    flow = read_flow(LIST)
    start = flow.text.index("Walk")
    assert flow.cut(start, len(flow.text)) == (
        '<ol start="2"><li>Walk <em>twenty</em> steps.</li><li>Pull.</li></ol>'
    )


def test_mark_wraps_each_piece_of_a_sentence_that_elements_divide():
    """A mark never crosses an element, so the markup stays well-formed."""
    text = "Walk ten steps. Stop."
    assert mark("<p>Walk <em>ten</em> steps. Stop.</p>", text, ((0, 15),)) == (
        "<p><mark>Walk </mark><em><mark>ten</mark></em><mark> steps.</mark> Stop.</p>"
    )


def test_text_is_escaped_again():
    """What was escaped in a document is escaped on the page."""
    marked = mark("<p>1 &lt; 2 &amp; 3</p>", "1 < 2 & 3", ((0, 1),))
    assert marked == "<p><mark>1</mark> &lt; 2 &amp; 3</p>"


def test_a_mark_stands_where_it_was_counted_though_an_element_is_empty():
    """A paragraph of nothing but a space, as WordPress pastes it, shifts no highlight."""
    flow = read_flow(sanitise("<ul><li>Warm up.</li><li><p>&nbsp;</p></li></ul><p>Knead.</p>"))
    start = flow.text.index("Knead")
    html = flow.cut(0, len(flow.text))
    marked = mark(html, flow.text, ((start, start + 6),))
    assert "<mark>Knead.</mark>" in marked


_TEXT = st.text(alphabet="ab c.<&\n", min_size=1, max_size=12)
_INLINE = st.builds(
    lambda text, tag: (
        f"<{tag}>{text.replace('&', '&amp;').replace('<', '&lt;')}</{tag}>" if tag else "x "
    ),
    _TEXT,
    st.sampled_from(["em", "strong", "", "code"]),
)
_BLOCK = st.builds(
    lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
    st.sampled_from(["p", "blockquote", "li", "pre", "ul", "td"]),
    st.lists(_INLINE, min_size=1, max_size=4),
)


@given(st.lists(_BLOCK, max_size=5).map("".join).map(sanitise), st.data())
def test_cutting_and_wrapping_keep_every_word(html, data):
    """However markup is cut in two or wrapped, the words stay the same."""
    flow = read_flow(html)
    at = data.draw(st.integers(0, len(flow.text)))
    whole = plain(flow.cut(0, len(flow.text)))
    assert plain(flow.cut(0, at)) + plain(flow.cut(at, len(flow.text))) == whole
    assert plain(flow.wrap([Wrap(0, at, "<mark>", "<mark>", "</mark>")])) == whole


@given(st.lists(_BLOCK, max_size=5).map("".join).map(sanitise), st.data())
def test_marks_hold_the_letters_they_were_counted_for(html, data):
    """Whatever is cut and marked, the marked letters are those of the span."""
    flow = read_flow(html)
    start, end = sorted(data.draw(st.integers(0, len(flow.text))) for _ in range(2))
    first, last = sorted(data.draw(st.integers(0, end - start)) for _ in range(2))
    text = flow.text[start:end]
    marked = mark(flow.cut(start, end), text, ((first, last),))
    shown = "".join(re.findall(r"<mark>(.*?)</mark>", marked, re.S))
    assert plain(unescape(shown)) == "".join(text[first:last].split())
