"""Certain signs: a file of word lists and combinations, and the sentences that fulfil them."""

import pytest

from bot.errors import CorpusError
from bot.files.toml_file import read_toml
from bot.language.languages import ENGLISH
from bot.language.text import read_wording
from bot.safety.signs.finding import find_signs
from bot.safety.signs.grammar import Sign, read_grammar, spellings
from bot.safety.signs.sentences import MOST_PLACES, read_sentence
from tests.made_up import FIXTURES, write

NOTICES = ("heart", "clot", "skin", "despair")
TEXT = (FIXTURES / "notices" / "signs.toml").read_text("utf-8")


def grammar_of(path):
    """Return the grammar of a file."""
    return read_grammar(read_toml(path), NOTICES, ENGLISH)


@pytest.fixture
def grammar():
    """Return the grammar of the fixture."""
    return grammar_of(FIXTURES / "notices" / "signs.toml")


@pytest.fixture
def fired(grammar):
    """Return a function: sentences to the signs that they fulfil, as notice and words."""

    def find(*sentences, across=0):
        read = [read_sentence(read_wording(one), grammar) for one in sentences]
        return [(one.sign.notice, one.said) for one in find_signs(read, grammar, across=across)]

    return find


@pytest.fixture
def named(grammar):
    """Return a function: a sentence to what it names, as list → places of words."""

    def name(sentence):
        found = read_sentence(read_wording(sentence), grammar).found
        return {key: [(one.start, one.end) for one in places] for key, places in found.items()}

    return name


# The grammar.


def test_a_phrase_is_known_by_its_first_stem(grammar):
    """Small words are left out behind it, as long as words of weight remain."""
    assert set(grammar.phrases["chest"]) == {((), "chest")}
    assert set(grammar.phrases["lower"]) == {(("leg",), "calf")}
    assert set(grammar.phrases["swollen"]) | set(grammar.phrases["swell"]) == {((), "swollen")}
    assert set(grammar.phrases["not"]) == {(("sure",), "(meant)")}
    assert set(grammar.phrases["year"]) == {(("ago",), "(elsewhere)")}
    assert set(grammar.phrases["in"]) == {(("a", "film"), "(elsewhere)")}


def test_a_phrase_of_small_words_keeps_them(tmp_path):
    """With nothing else left they are all that it is."""
    text = TEXT.replace('joke = "joking"', 'joke = "hip my the, calf the pain"')
    grammar = grammar_of(write(tmp_path / "signs.toml", text))
    assert (("my", "the"), "joke") in grammar.phrases["hip"]
    assert (("pain",), "joke") in grammar.phrases["calf"]


def test_signs_are_parts_chains_and_choices(grammar):
    """“+” parts, “>” follows, “|” is either, “-” excludes, “=” is the whole message."""
    assert grammar.signs == (
        Sign(
            "heart",
            "chest > pain - joke",
            ((frozenset({"chest"}), frozenset({"pain"})),),
            frozenset({"joke"}),
            False,
        ),
        Sign(
            "clot",
            "calf + swollen|pain",
            ((frozenset({"calf"}),), (frozenset({"swollen", "pain"}),)),
            frozenset(),
            False,
        ),
        Sign(
            "clot",
            "cannot > stand",
            ((frozenset({"cannot"}), frozenset({"stand"})),),
            frozenset(),
            False,
        ),
        Sign("skin", "=rash", ((frozenset({"rash"}),),), frozenset(), True),
        Sign("despair", "die", ((frozenset({"die"}),),), frozenset(), False),
    )
    assert grammar.by_name == {
        "chest": (0,),
        "calf": (1,),
        "cannot": (2,),
        "rash": (3,),
        "die": (4,),
    }


def test_words_for_reading(grammar):
    """Stems for what is looked up by stem, words for the rest."""
    assert grammar.filler == {"my", "the", "is", "and", "sudden"}
    assert grammar.deny == {"no", "not", "never"}
    assert grammar.parts == {"but"}
    assert grammar.persons == {"i", "my", "he", "she"}
    assert grammar.asks == {"what", "can", "is"}
    assert {"chest", "swelling", "swollen", "ache", "joking"} <= grammar.words
    assert not {"years", "film", "sure"} & grammar.words


def test_choices_in_a_phrase_multiply():
    """Two of two are four."""
    assert list(spellings("a/b c/d")) == ["a c", "a d", "b c", "b d"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[reading]", "[reading]\nodd = 'x'", "reading.odd: is not a known setting"),
        ("[reading]", "[odd]\n[reading]", "odd: is not a known setting"),
        ('filler = "my the is and"', "", "reading.filler: is missing"),
        ('deny = "no not never"', "", "reading.deny: is missing"),
        ('meant = "not sure, no idea"', "", "reading.meant: is missing"),
        ('parts = "but"', "", "reading.parts: is missing"),
        ('persons = "i my he she"', "", "reading.persons: is missing"),
        ('asks = "what can is"', "", "reading.asks: is missing"),
        ('elsewhere = "years ago, in a film"', "", "reading.elsewhere: is missing"),
        ('rash = "rash"', 'rash = ""', "words.rash: is missing"),
        ('["=rash"]', '["=rush"]', "skin: 'rush' is no word list"),
        ("- joke", "- jest", "heart: 'jest' is no word list"),
        ("despair =", "sorrow =", "sorrow: is no notice; correct it or write the notice"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path, old, new, said):
    """The place, the finding and the remedy."""
    assert old in TEXT
    path = write(tmp_path / "signs.toml", TEXT.replace(old, new, 1))
    with pytest.raises(CorpusError) as caught:
        grammar_of(path)
    assert said in str(caught.value)


def test_words_that_may_stand_in_between_are_no_must(tmp_path):
    """“skip” is the only list that may be missing."""
    text = TEXT.replace('skip = "suddenly"', "")
    assert grammar_of(write(tmp_path / "signs.toml", text)).filler == {"my", "the", "is", "and"}


# One sentence.


def test_a_sentence_names_lists_at_its_words(named):
    """Start and one behind the end; endings are free, small words may stand in between."""
    assert named("my chest aches") == {"chest": [(1, 2)], "pain": [(2, 3)]}
    assert named("the lower suddenly my leg") == {"calf": [(1, 5)]}
    assert named("rain") == {}


def test_a_phrase_ends_with_its_clause(named):
    """No other word may stand inside, and no comma."""
    assert "calf" not in named("lower, leg")
    assert "calf" not in named("lower my, leg")
    assert "calf" not in named("lower, my leg")
    assert "calf" not in named("lower back leg")
    assert "calf" not in named("the lower")


def test_what_is_denied_is_not_named(named, grammar):
    """Up to three words of weight stand between “no” and what it denies, in its clause."""
    assert named("no pain") == {}
    assert named("no a b c pain") == {}
    assert named("no the my a b c pain") == {}
    assert named("no a b c d pain") == {"pain": [(5, 6)]}
    assert named("no, pain") == {"pain": [(1, 2)]}
    assert named("no rain but pain") == {"pain": [(3, 4)]}
    assert named("pain no") == {"pain": [(0, 1)]}
    assert read_sentence(read_wording("no pain"), grammar).denies
    assert not read_sentence(read_wording("pain"), grammar).denies


def test_a_denial_that_is_part_of_a_sign_denies_nothing_else(named):
    """“cannot stand” names both; “not sure” leaves the pain."""
    assert named("can not stand")["stand"] == [(2, 3)]
    assert named("not sure why pain")["pain"] == [(3, 4)]


def test_what_tells_of_something_else_is_not_named(named):
    """Its clause alone: the next one is of here and now."""
    assert "pain" not in named("pain years ago")
    assert named("pain years ago but chest")["chest"] == [(4, 5)]
    assert "pain" not in named("years ago pain")


def test_only_denials(grammar):
    """Each clause denies something, not only one of them."""

    def told(text):
        read = read_sentence(read_wording(text), grammar)
        return read.denies, read.only_denies

    assert told("no pain") == (True, True)
    assert told("no pain, no rash") == (True, True)
    assert told("no pain, a walk") == (True, False)
    assert told("no walk") == (False, False)
    assert told("rash") == (False, False)
    assert told("no pain but rash") == (True, False)
    assert told("not here, rash") == (False, False)


def test_a_list_is_noted_twelve_times(named):
    """A text that repeats itself costs no more."""
    assert len(named("pain " * 40)["pain"]) == MOST_PLACES == 12


# Combinations.


def test_a_chain_is_words_in_order_and_near(fired):
    """At most three words of weight in between, in one clause."""
    assert fired("chest a b c pain") == [("heart", ("chest a b c pain",))]
    assert fired("chest my the suddenly a b c pain") == [
        ("heart", ("chest my the suddenly a b c pain",))
    ]
    assert fired("chest a b c d pain") == []
    assert fired("pain chest") == []
    assert fired("chest, pain") == []
    assert fired("chest a, b pain") == []
    assert fired("chest") == []


def test_the_words_of_a_chain_begin_where_it_does(fired):
    """Of two beginnings the first one that is near is told."""
    assert fired("calf pain chest pain") == [
        ("heart", ("chest pain",)),
        ("clot", ("calf", "pain")),
    ]
    assert fired("chest x chest pain") == [("heart", ("chest x chest pain",))]


def test_parts_may_stand_in_any_order_and_up_to_four_sentences_apart(fired):
    """The fourth sentence still counts, the fifth does not."""
    assert fired("swollen calf") == [("clot", ("calf", "swollen"))]
    assert fired("calf", "x", "x", "swollen") == [("clot", ("calf", "swollen"))]
    assert fired("swollen", "x", "calf") == [("clot", ("calf", "swollen"))]
    assert fired("calf", "x", "x", "x", "swollen") == []
    assert fired("x", "calf", "swollen") == [("clot", ("calf", "swollen"))]
    assert fired("calf") == []


def test_across_a_place_only_what_needs_both_sides(fired):
    """A sign that one side fulfils alone is not told again."""
    assert fired("calf", "swollen", across=1) == [("clot", ("calf", "swollen"))]
    assert fired("swollen", "calf", across=1) == [("clot", ("calf", "swollen"))]
    assert fired("swollen calf", "x", across=1) == []
    assert fired("x", "swollen calf", across=1) == []
    assert fired("x", "calf", "swollen", across=1) == []


def test_unless_silences_its_own_clause(fired):
    """A joke about the chest is one; what stands behind a comma is none."""
    assert fired("joking chest pain") == []
    assert fired("joking, chest pain") == [("heart", ("chest pain",))]


def test_alone_is_the_whole_message(fired):
    """“rash” by itself, not in a sentence."""
    assert fired("rash") == [("skin", ("rash",))]
    assert fired("a rash") == []
    assert fired("rash today") == []


def test_several_signs_come_in_the_order_of_the_file(fired):
    """Each once."""
    assert [notice for notice, _ in fired("calf pain, i can not stand, chest pain")] == [
        "heart",
        "clot",
        "clot",
    ]
