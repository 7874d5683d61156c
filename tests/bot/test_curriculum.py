"""Which sentence teaches what."""

import pytest
from Stemmer import Stemmer

from bot.errors import CorpusError
from bot.language.languages import Language
from bot.language.text import read_wording
from bot.understanding.curriculum import read_shipped, read_taught
from tests.made_up import document, passage, write

HIPS = document(
    {
        "Hips": [passage("Hips ache. They turn.", place="d/hips/1")],
        "Feet": [passage("Feet hurt.", place="d/feet/1")],
    }
)
BARE = document({"Moon": [passage("Tides rise.", place="e/moon/1")]}, name="e")
CALM = {"danger": {"none": 1.0}}


@pytest.fixture
def defaults(tmp_path):
    """Return a folder that ships one example of each kind."""
    folder = tmp_path / "defaults"
    for name, heading in (
        ("practice", "price"),
        ("talk", "hello"),
        ("everything-else", "x"),
        ("follow-ups", "x"),
        ("dangers", "heart"),
        ("lookalikes", "none"),
    ):
        text = f"# {heading}\n- some {name}\n- Some  {name}\n"
        write(folder / "examples" / name / "ann.md", text)
    write(folder / "examples" / "dangers" / "bob.md", "# heart\n## soft\n- a faint danger\n")
    return folder


def taught_by(taught):
    """Return what each sentence teaches, by its words."""
    return {" ".join(one.lesson.wording.words): one.lesson.aims for one in taught}


def test_what_ships_teaches_the_practice_talk_dangers_and_everything_else(defaults):
    """Each once, though it stands twice; an ordinary question is no danger."""
    shipped = read_shipped(defaults)
    assert len(shipped) == 7
    assert taught_by(shipped) == {
        "some practice": {
            "topic": {"practice": 1.0},
            "follow": {"complete": 1.0},
            "practice": {"price": 1.0},
            **CALM,
        },
        "some talk": {
            "topic": {"talk": 1.0},
            "follow": {"complete": 1.0},
            "talk": {"hello": 1.0},
            **CALM,
        },
        "some everything else": {
            "topic": {"not covered": 1.0},
            "follow": {"complete": 1.0},
            **CALM,
        },
        "some follow ups": {"follow": {"follow-up": 1.0}, **CALM},
        "some dangers": {"danger": {"heart": 1.0}},
        "a faint danger": {"danger": {"heart": 0.6, "none": 0.4}},
        "some lookalikes": CALM,
    }
    assert {(one.folder, one.author) for one in shipped} >= {
        ("practice", "ann"),
        ("dangers", "bob"),
    }


def test_examples_of_a_document_teach_its_sections(defaults, tmp_path):
    """The better section first, the second counts 0.7."""
    text = "# Hips | feet\n- my hip aches\n- My hip  aches\n# Not covered\n- my elbow\n"
    write(tmp_path / "c" / "examples" / "d" / "cat.md", text)
    taught = read_taught(tmp_path / "c", defaults, [HIPS, BARE], {})
    found = taught_by(taught)
    assert found["my hip aches"] == {
        "follow": {"complete": 1.0},
        "topic": {"d/hips": 1.0, "d/feet": 0.7},
        **CALM,
    }
    assert found["my elbow"] == {
        "follow": {"complete": 1.0},
        "topic": {"not covered": 1.0},
        "kind": {"other": 1.0},
        **CALM,
    }
    own = [one for one in taught if one.folder == "d"]
    assert [one.author for one in own] == ["cat", "cat"]


def test_sentences_and_headings_of_a_document_with_examples_are_examples_too(defaults, tmp_path):
    """A document without examples teaches nothing."""
    write(tmp_path / "c" / "examples" / "d" / "cat.md", "# Hips\n- my hip aches\n")
    taught = read_taught(tmp_path / "c", defaults, [HIPS, BARE], {})
    own = [one for one in taught if not one.folder]
    assert taught_by(own) == {
        "d hips": {"topic": {"d/hips": 1.0}},
        "d feet": {"topic": {"d/feet": 1.0}},
        "hips ache": {"topic": {"d/hips": 1.0}},
        "they turn": {"topic": {"d/hips": 1.0}},
        "feet hurt": {"topic": {"d/feet": 1.0}},
    }
    assert {one.author for one in own} == {""}


def test_a_theme_may_name_the_kind_or_the_sentence_that_answers(defaults, tmp_path):
    """A sentence by its first words, whose kinds share the score; a kind by its name."""
    text = "# Hips\n## They…\n- a\n## why\n- b\n## at work\n- c\n"
    write(tmp_path / "c" / "examples" / "d" / "cat.md", text)
    kinds = {"d/hips:2": frozenset({"why", "helps"})}
    found = taught_by(read_taught(tmp_path / "c", defaults, [HIPS], kinds))
    assert found["a"]["sentence"] == {"d/hips:2": 1.0}
    assert found["a"]["kind"] == {"helps": 0.5, "why": 0.5}
    assert found["b"]["kind"] == {"why": 1.0}
    assert not {"sentence", "kind"} & found["c"].keys()
    assert "sentence" not in found["b"]


def test_another_language_has_no_sentences_of_the_documents(defaults, tmp_path):
    """They are English; examples are read in their own language."""
    write(tmp_path / "c" / "examples" / "d" / "cat.md", "# Hips\n- meine Hüften\n")
    german = Language("de", "Deutsch", Stemmer("german"), frozenset(), frozenset())
    taught = read_taught(tmp_path / "c", defaults, [HIPS], {}, german)
    assert [one for one in taught if not one.folder] == []
    (own,) = [one.lesson.wording for one in taught if one.folder == "d"]
    assert own == read_wording("meine Hüften", german)
    shipped = [one.lesson.wording for one in read_shipped(defaults, german)]
    assert shipped[0] == read_wording("some practice", german)


def test_a_heading_that_is_no_section_is_named(defaults, tmp_path):
    """With file, line and the headings that there are."""
    write(tmp_path / "c" / "examples" / "d" / "cat.md", "# Hips\n- a\n# Knees\n- b\n")
    with pytest.raises(CorpusError) as caught:
        read_taught(tmp_path / "c", defaults, [HIPS], {})
    assert "cat.md:4: “Knees” is no section of d.md; use one" in str(caught.value)
    assert str(caught.value).endswith("of: Hips, Feet, Not covered")
