import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.spelling import read_english_words
from bot.language.text import read_wording
from bot.records import Notice
from bot.safety.concept_finder import mend_wording
from bot.safety.notices import LEVELS, Notices, load_notices
from bot.safety.rules import find_notice, fired_rules

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "corpus" / "notices.toml"
TABLES: dict[str, dict[str, Any]] = tomllib.loads(SHIPPED.read_text("utf-8"))["notices"]
QUALITY = ROOT / "tests" / "quality"


def judged(name: str) -> list[dict[str, Any]]:
    """Return the judged questions of a file."""
    return [json.loads(line) for line in (QUALITY / name).read_text("utf-8").splitlines()]


FRESH = judged("safety_fresh.jsonl")
BLIND = judged("safety_blind.jsonl")


@cache
def notices() -> Notices:
    """Return the notices that ship."""
    return load_notices(SHIPPED, region="GB")


ENGLISH = read_english_words()


def is_known_word(word: str) -> bool:
    """Tell whether a word is English."""
    return word in ENGLISH


def ask(question: str, *earlier: str) -> Notice | None:
    """Return the notice for a question after earlier ones."""
    return find_notice(
        read_wording(question),
        notices(),
        is_known_word=is_known_word,
        earlier=[read_wording(past) for past in earlier],
    )


def alarms(question: str, *earlier: str) -> bool:
    """Tell whether a question calls for an emergency or urgent notice."""
    notice = ask(question, *earlier)
    return notice is not None and notice.level != "routine"


def examples(key: str, *levels: str) -> list[Any]:
    """Return the example questions of all notices of some levels, each with its notice."""
    return [
        pytest.param(name, question, id=f"{name}: {question}")
        for name, table in TABLES.items()
        if table["level"] in levels
        for question in table[key].splitlines()
    ]


@pytest.mark.parametrize(("name", "question"), examples("must", "emergency", "urgent"))
def test_a_red_flag_alarms(name: str, question: str) -> None:
    """Every example of a grave notice calls for it or for one at least as grave."""
    notice = ask(question)
    assert notice is not None
    assert notice.level != "routine"


@pytest.mark.parametrize(("name", "question"), examples("must", "routine"))
def test_a_routine_matter_gets_a_notice(name: str, question: str) -> None:
    """Every example of a routine notice gets a notice."""
    assert ask(question) is not None


@pytest.mark.parametrize(("name", "question"), examples("must_not", *LEVELS))
def test_a_look_alike_does_not_alarm(name: str, question: str) -> None:
    """No counter-example alarms, and a routine notice stays away from its own."""
    notice = ask(question)
    assert (
        notice is None
        or (notice.level == "routine" and notice.id != name)
        or (notice.level == "routine" and TABLES[name]["level"] != "routine")
    )


@pytest.mark.parametrize("name", TABLES)
def test_a_notice_brings_its_examples(name: str) -> None:
    """Grave notices carry 12 and 8 examples at least, routine ones 5 and 4."""
    table = TABLES[name]
    least = (5, 4) if table["level"] == "routine" else (12, 8)
    assert (len(table["must"].splitlines()), len(table["must_not"].splitlines())) >= least
    assert len(table["must_not"].splitlines()) >= least[1]


def test_most_examples_reach_their_own_notice() -> None:
    """A graver notice may win, but a notice that never speaks for itself is dead."""
    for name, table in TABLES.items():
        own = {
            fired.notice.id
            for question in table["must"].splitlines()
            for fired in fired_rules(read_wording(question), notices(), is_known_word=is_known_word)
        }
        assert name in own, name


def test_fresh_red_flags_are_caught() -> None:
    """Red flags that no rule was written for first: a missed one is the worst error."""
    missed = [row["question"] for row in FRESH if row["alarm"] and not alarms(row["question"])]
    assert missed == []


def test_fresh_look_alikes_rarely_alarm() -> None:
    """Ordinary questions and look-alikes alarm in at most two of a hundred."""
    calm = [row["question"] for row in FRESH if not row["alarm"]]
    false = [question for question in calm if alarms(question)]
    assert len(false) <= 0.02 * len(calm), false


def test_blind_red_flags_are_caught() -> None:
    """Of red flags written before the rules, half of them never looked at, few are missed."""
    grave = [row["question"] for row in BLIND if row["alarm"] and row["clear"]]
    soft = [row["question"] for row in BLIND if row["alarm"] and not row["clear"]]
    assert sum(map(alarms, grave)) >= 0.95 * len(grave)
    assert sum(ask(question) is not None for question in soft) >= 0.95 * len(soft)


def test_blind_look_alikes_rarely_alarm() -> None:
    """Ordinary questions written before the rules alarm in at most two of a hundred."""
    calm = [row["question"] for row in BLIND if not row["alarm"]]
    assert sum(map(alarms, calm)) <= 0.02 * len(calm)


@pytest.mark.parametrize(
    "question",
    [
        "no numbness between my legs and no bladder trouble",
        "I have no numbness, tingling or weakness in my legs",
        "I haven't got a fever but my hip aches",
        "my calf isn't swollen, only tight",
        "there is no sign of swelling in my thigh",
        "without any loss of bladder control, my back hurts",
        "never had cancer, my back just aches",
        "I don't feel numb or weak, my back is stiff",
    ],
)
def test_what_is_denied_does_not_count(question: str) -> None:
    """A sign that the person says is absent raises no alarm."""
    assert not alarms(question)


@pytest.mark.parametrize(
    "question",
    [
        "not sure why but my calf is swollen and warm",
        "no fever but my thigh is red, hot and swollen",
        "I can't walk and my hip is hot and swollen",
        "no longer have any feeling between my legs",
        "lost weight without trying and my hip aches all night",
        "not only is my calf swollen, I'm also breathless",
        "no idea why I keep wetting myself",
        "can't stand on that leg without sharp bone pain when I run",
        "I haven't been able to wee and my back is bad",
    ],
)
def test_a_not_that_denies_nothing_hides_nothing(question: str) -> None:
    """A "not" elsewhere in the sentence leaves the sign standing."""
    assert alarms(question)


def test_word_order_is_free() -> None:
    """Signs combine wherever they stand."""
    assert alarms("warm and really swollen, that's my calf")
    assert alarms("my calf, it's warm and really swollen")


def test_signs_need_each_other() -> None:
    """One sign of a combination is an ordinary complaint."""
    assert not alarms("my left calf is sore after work")
    assert not alarms("I feel warm")
    assert alarms("my left calf is sore, warm and swollen")


def test_distance_counts() -> None:
    """Words far apart in a long tale do not combine where a rule asks them to be near."""
    near = "numb around the genitals"
    far = "numb hands when I give a massage to clients who ask me to avoid the genitals"
    assert alarms(near)
    assert not alarms(far)


def test_the_gravest_notice_wins() -> None:
    """Breathlessness with a swollen calf is an emergency, not only a swollen calf."""
    urgent = ask("my calf is swollen")
    emergency = ask("my calf is swollen and I am short of breath")
    assert urgent is not None
    assert urgent.level == "urgent"
    assert emergency is not None
    assert emergency.level == "emergency"


@pytest.mark.parametrize(
    ("earlier", "question"),
    [
        (["my calf hurts"], "it's also swollen and warm"),
        (["my mum fell yesterday", "is massage good after that?"], "she can't put weight on it"),
        (["my back is really bad"], "and since today I have trouble weeing"),
    ],
)
def test_an_earlier_question_completes_a_rule(earlier: list[str], question: str) -> None:
    """What was said one or two turns before still counts."""
    assert alarms(question, *earlier)


@pytest.mark.parametrize(
    ("earlier", "question"),
    [
        (["my calf is swollen and warm"], "do you take card payments?"),
        (["my calf is swollen and warm"], "how do I stretch my calf?"),
        (["I have a fever and hip pain"], "what is the psoas?"),
        (["my hands were cold and numb"], "how do I stretch my leg?"),
        (["I had a fall", "how much is a massage", "where are you"], "I can't lift my leg high"),
    ],
)
def test_an_old_alarm_does_not_repeat(earlier: list[str], question: str) -> None:
    """A later question that adds no sign, or comes too late, raises no alarm."""
    assert not alarms(question, *earlier)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("nubmness between the legs", "numbness"),
        ("blader", "bladder"),
        ("brethless", "breathless"),
        ("swollne calf", "swollen"),
        ("tempreture", "temperature"),
        ("carnt walk", "can"),
    ],
)
def test_misspelt_words_that_matter_are_mended(question: str, meant: str) -> None:
    """One slip, or two in a long word, is forgiven when the word is not English."""
    mended = mend_wording(read_wording(question), notices().reading, is_known_word)
    assert meant in mended.words


@pytest.mark.parametrize("word", ["shoveling", "painter", "number", "hot", "rossiter"])
def test_other_words_stay_as_they_are(word: str) -> None:
    """A word that is known, short or far from any sign is left alone."""
    wording = read_wording(word)
    assert mend_wording(wording, notices().reading, is_known_word) is wording


def test_mending_keeps_clause_breaks() -> None:
    """Slang that stands for two words moves the breaks after it."""
    mended = mend_wording(read_wording("i carnt walk. ok"), notices().reading, is_known_word)
    assert mended.words == ("i", "can", "not", "walk", "ok")
    assert mended.breaks == {4}


def test_a_notice_is_explained() -> None:
    """Every fired rule names its concepts and the words that stood for them."""
    fired = fired_rules(
        read_wording("it is swollen now"),
        notices(),
        is_known_word=is_known_word,
        earlier=[read_wording("my calf hurts")],
    )
    clot = next(rule for rule in fired if rule.notice.id == "clot")
    found = {(concept.concept, concept.said, concept.turns_ago) for concept in clot.concepts}
    assert ("swollen", "swollen", 0) in found
    assert ("leg_whole", "calf", 1) in found
    levels = [LEVELS.index(rule.notice.level) for rule in fired]
    assert levels == sorted(levels)


@given(st.text(max_size=300), st.lists(st.text(max_size=60), max_size=3))
def test_no_text_is_too_strange(question: str, earlier: list[str]) -> None:
    """Any text gets a notice or none, never an error."""
    notice = ask(question, *earlier)
    assert notice is None or notice in notices().notices


@given(st.lists(st.sampled_from("no not or my calf swollen warm , . can't feel leg".split())))
def test_the_notice_is_the_gravest_rule(said: list[str]) -> None:
    """The notice shown and the rules explained agree."""
    wording = read_wording(" ".join(said))
    fired = fired_rules(wording, notices(), is_known_word=is_known_word)
    shown = find_notice(wording, notices(), is_known_word=is_known_word)
    assert shown == (fired[0].notice if fired else None)


def test_every_region_loads() -> None:
    """Each region that ships has what the texts need, and its own emergency number."""
    regions = tomllib.loads(SHIPPED.read_text("utf-8"))["regions"]
    for region, numbers in regions.items():
        loaded = load_notices(SHIPPED, region=region)
        grave = loaded.notices[0]
        assert grave.action is not None
        assert grave.action.label == f"Call {numbers['emergency']}"
