"""Sections to passages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.flow_reader import read_flow
from bot.documents.kinds import infer_kind
from bot.documents.passages import LONGEST, cut_passages


def sentence(words: int, start: str = "It") -> str:
    """Return a plain sentence of a number of words."""
    return " ".join([start, *["is"] * (words - 1)]) + "."


def cut(*paragraphs: str) -> list[str]:
    """Return the passages of a section of paragraphs."""
    flow = read_flow("".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))
    return [flow.text[cut.start : cut.end] for cut in cut_passages(flow)]


def test_a_short_section_is_one_passage():
    """Two sentences of twenty words belong together."""
    assert len(cut(f"{sentence(20)} {sentence(20)}")) == 1


def test_a_long_section_is_divided_evenly():
    """Six sentences of twenty words become two passages of sixty, not one of ninety and a rest."""
    passages = cut(" ".join([sentence(20)] * 6))
    assert [len(passage.split()) for passage in passages] == [60, 60]


def test_a_passage_never_breaks_a_sentence():
    """One sentence of 150 words stays whole, though it is too long for a phone."""
    assert cut(sentence(150)) == [sentence(150)]


def test_a_passage_ends_where_explaining_ends_and_doing_begins():
    """What is so and what a therapist does stand in passages of their own."""
    why = f"{sentence(22)} {sentence(22)}"
    how = f"{sentence(22, 'Press')} {sentence(22, 'Hold')}"
    assert cut(f"{why} {how}") == [why, how]


def test_the_author_can_say_what_kind_a_paragraph_is():
    """A stated kind wins over the one that would be inferred."""
    flow = read_flow(f'<p kind="explanation">{sentence(45, "Press")}</p>')
    assert [cut.kind for cut in cut_passages(flow)] == ["explanation"]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("With the client prone, pin the hip.", "technique"),
        ("Then move the foot outwards.", "technique"),
        ("Use slow strokes along the thigh.", "technique"),
        ("Effleurage warms the back.", "technique"),
        ("The nerve runs below the muscle.", "explanation"),
        ("Flat feet can twist the knee.", "explanation"),
        ("People who use a desk all day often ache.", "explanation"),
    ],
)
def test_kind_is_read_off_instructions_and_names_of_hands_on_work(sentence, kind):
    """An instruction, or a named technique, makes a technique."""
    assert infer_kind(sentence) == kind


@given(st.lists(st.lists(st.integers(1, 40), min_size=1, max_size=6), min_size=1, max_size=4))
def test_passages_hold_every_sentence_once_and_in_order(lengths):
    """Nothing of a section is lost, doubled or moved, and no passage of several is too long."""
    paragraphs = [" ".join(map(sentence, numbers)) for numbers in lengths]
    passages = cut(*paragraphs)
    assert " ".join(passages).split() == " ".join(paragraphs).split()
    for passage in passages:
        assert len(passage.split()) <= LONGEST or passage.count(".") == 1


def test_the_steps_of_a_technique_are_never_parted():
    """Steps that go on from one another stand in one passage, up to 120 words."""
    steps = [sentence(38, "Press"), sentence(38, "Then move"), sentence(38, "Then hold")]
    assert cut(f"{sentence(60)} {' '.join(steps)}")[-1].split() == " ".join(steps).split()


def test_a_list_stands_with_the_line_that_opens_it():
    """What follows a colon is not parted from it."""
    passages = cut(f"{sentence(60)} It helps to:", sentence(50), sentence(50))
    assert not any(passage.endswith(":") for passage in passages)


def test_code_is_cut_at_its_lines():
    """A long listing is several passages of whole lines."""
    lines = [f"step number {n} of the listing" for n in range(60)]
    flow = read_flow(f"<pre><code>{chr(10).join(lines)}</code></pre>")
    passages = [flow.text[cut.start : cut.end] for cut in cut_passages(flow)]
    assert len(passages) > 2
    assert "\n".join(passages).split("\n") == lines


def test_without_techniques_only_the_author_says_a_kind():
    """A manual that says "press the button" has no techniques."""
    flow = read_flow(f'<p>{sentence(45, "Press")}</p><p kind="technique">{sentence(45)}</p>')
    kinds = [cut.kind for cut in cut_passages(flow, techniques=False)]
    assert kinds == ["explanation", "technique"]
