"""Asked in Spanish or German, or in a language that is not understood."""

import tomllib
from pathlib import Path

import pytest

from bot import Chatbot
from bot.language.languages import understood
from bot.loading.learned import DEFAULTS
from bot.understanding.recognising import load_others

OTHERS = load_others(DEFAULTS / "languages" / "others.toml")
FURTHER = understood()[1:]
CHEST = {
    "en": "I have chest pain and can't breathe",
    "es": "me duele el pecho y no puedo respirar",
    "de": "ich habe brustschmerzen und bekomme keine luft",
}
SEEN = {
    "en": "A doctor has looked at it.",
    **{
        code: tomllib.loads((DEFAULTS / "languages" / code / "notices.toml").read_text("utf-8"))[
            "choices"
        ]["seen"]["question"]
        for code in FURTHER
    },
}


def keys_of(path: Path) -> set[str]:
    """Return the keys of a file, of tables as "table.key"."""
    found: set[str] = set()

    def walk(table: dict, before: str) -> None:
        for key, value in table.items():
            found.add(before + key)
            if isinstance(value, dict):
                walk(value, f"{before}{key}.")

    walk(tomllib.loads(path.read_text("utf-8")), "")
    return found


@pytest.mark.parametrize("code", FURTHER)
@pytest.mark.parametrize("name", ["wording.toml", "talk.toml", "practice.toml"])
def test_every_language_says_all_that_english_says(code: str, name: str) -> None:
    """No sentence is missing, and none is said that nobody asks for."""
    assert keys_of(DEFAULTS / "languages" / code / name) == keys_of(DEFAULTS / name)


@pytest.mark.parametrize("code", FURTHER)
def test_no_notice_is_left_in_english(chatbot: Chatbot, code: str) -> None:
    """Title, text, question and answers of each are in the language; the numbers are the same."""
    english, other = chatbot.notices, chatbot.voice(code).library.notices
    assert other.levels == english.levels
    for name, advice in english.advice.items():
        said = other.advice[name]
        assert said.notice.title != advice.notice.title
        assert said.notice.text != advice.notice.text
        assert [c.question for c in said.notice.choices] != [
            c.question for c in advice.notice.choices
        ] or not advice.notice.choices
        if advice.asking is not None:
            assert said.asking.text != advice.asking.text
        href = advice.notice.action.href
        assert not href.startswith("tel:") or said.notice.action.href == href
    assert other.card.call != english.card.call
    assert english.region.helps["emergency"].number in other.card.call


@pytest.mark.parametrize("code", FURTHER)
def test_every_word_list_of_signs_is_told_in_the_language(chatbot: Chatbot, code: str) -> None:
    """A list that is not said in a language would make its signs deaf there."""
    english = tomllib.loads((DEFAULTS / "notices" / "signs.toml").read_text("utf-8"))["words"]
    path = DEFAULTS / "languages" / code / "notices.toml"
    other = tomllib.loads(path.read_text("utf-8"))["words"]
    assert other.keys() == english.keys()
    assert [name for name in english if other[name] == english[name]] == []


@pytest.mark.parametrize(
    ("question", "code", "section"),
    [
        ("¿por qué me duele la nalga cuando me siento?", "es", "gluteal-muscles"),
        ("como se masajea el psoas", "es", "the-psoas"),
        ("warum tut mein po beim sitzen weh?", "de", "gluteal-muscles"),
        ("wie massiert man den psoas", "de", "the-psoas"),
    ],
)
def test_a_question_is_answered_in_its_language(
    chatbot: Chatbot, question: str, code: str, section: str
) -> None:
    """The article's own words, with sentences around them that the person reads."""
    answer = chatbot.ask(question)
    assert answer.language == code
    assert answer.outcome in ("answer", "unsure")
    assert answer.passages[0].citation.section_id == section
    assert chatbot.voice(code).library.wording["quoted"] in answer.message
    english = {one.question for one in chatbot.ask("psoas").suggestions}
    assert not english & {one.question for one in answer.suggestions}


@pytest.mark.parametrize("code", understood())
def test_an_emergency_is_one_in_every_language(chatbot: Chatbot, code: str) -> None:
    """It comes alone, in the language, with the number."""
    answer = chatbot.ask(CHEST[code])
    assert (answer.outcome, answer.notice.level, answer.language) == ("urgent", "emergency", code)
    assert answer.passages == ()
    assert "999" in answer.message


@pytest.mark.parametrize("code", FURTHER)
def test_a_danger_among_sentences_of_another_language_is_heard(chatbot: Chatbot, code: str) -> None:
    """Somebody who begins politely in English says the rest as it comes."""
    said = f"Hello, thanks for being there. {CHEST[code]}. My sister loves her massages with you."
    assert chatbot.ask(said).notice.level == "emergency"


@pytest.mark.parametrize("first", understood())
@pytest.mark.parametrize("then", understood())
def test_an_alarm_outlasts_a_change_of_language(chatbot: Chatbot, first: str, then: str) -> None:
    """What was said in one language stands in all, and is ended by the answer of any."""
    asked = {
        "en": "what does the psoas do?",
        "es": "¿qué hace el psoas?",
        "de": "was macht der psoas?",
    }
    answer = chatbot.ask(asked[then], history=[CHEST[first]])
    assert (answer.notice.level, answer.language) == ("emergency", then)
    title = chatbot.voice(then).library.notices.advice[answer.notice.id].notice.title
    assert answer.notice.title == title
    ended = chatbot.ask(SEEN[then], history=[CHEST[first]])
    assert (ended.outcome, ended.notice) == ("chat", None)


@pytest.mark.parametrize("code", sorted(OTHERS))
def test_a_language_that_is_not_understood_is_told_so_in_it(chatbot: Chatbot, code: str) -> None:
    """Kindly, with the languages that are, and always with the emergency number."""
    answer = chatbot.ask(OTHERS[code].examples[0])
    assert (answer.language, answer.outcome, answer.passages) == (code, "no_answer", ())
    assert "999" in answer.message
    for known in understood():
        assert chatbot.voice(known).language.name in answer.message


def test_words_of_any_language_go_by_the_page_and_by_the_turn_before(chatbot: Chatbot) -> None:
    """A browser's language alone decides nothing: only words that could be of any go by it."""
    assert chatbot.ask("psoas").language == "en"
    assert chatbot.ask("psoas", language="de").language == "de"
    assert chatbot.ask("why does my hip hurt?", language="de").language == "en"
    assert chatbot.ask("ok", history=["¿por qué me duele la cadera?"]).language == "es"


def test_a_follow_up_is_read_with_turns_of_its_language_alone(chatbot: Chatbot) -> None:
    """“y por qué” goes with what was asked in Spanish, not with the English line between."""
    history = ["¿qué es el piriforme?", "thanks, where can I park?"]
    answer = chatbot.ask("¿y cómo lo estiran?", history=history)
    assert answer.language == "es"
    assert answer.passages[0].citation.section_id == "lateral-rotators"


def test_a_corpus_without_examples_of_a_language_still_hears_its_dangers(three: Chatbot) -> None:
    """Safety ships with the bot, in every language."""
    answer = three.ask(CHEST["es"])
    assert (answer.notice.level, answer.language) == ("emergency", "es")
