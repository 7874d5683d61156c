from pathlib import Path

import pytest

from bot.errors import CorpusError
from bot.language.text import read_wording
from bot.safety.concept_finder import glance_at, sight_concepts
from bot.safety.concepts import IDIOM
from bot.safety.notices import bits_of, load_notices

SMALL = """
[reading]
skip = "the my"
negators = "no, not"
negation_ends = "but"
still_meant = "not sure"
idioms = "hot stone"

[spellings]
tummy = "belly"

[regions.GB]
emergency = "999"
urgent = "111"
urgent_help = "NHS 111"
crisis = ""
crisis_help = "a crisis line"

[concepts]
hot = "hot"
joint = "hip/knee joint, ankle"
hot_joint = '''
<hot> <joint>,
burning <joint>
'''
hips = "=hips"
fine = "fine"

[overruled]
fine = "hot"

[notices.gentle]
level = "routine"
title = "Gentle"
text = "Ask {urgent_help}."
action = "clinic"
source = "https://example.org/gentle"
reviewed = 2026-01-31
rules = [{ all = ["joint"] }]

[notices.grave]
level = "emergency"
title = "Call {emergency_number}"
text = "Call now."
action = "emergency"
source = "https://example.org/grave"
reviewed = 2026-01-31
unless = ["hot_joint"]
rules = [{ all = ["hot | joint", "joint"], near = 3, unless = ["hot"] }]
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the path of a small, sound file."""
    path = tmp_path / "corpus" / "notices.toml"
    path.parent.mkdir()
    path.write_text(SMALL, "utf-8")
    return path


def test_notices_stand_by_gravity(small: Path) -> None:
    """The gravest notice comes first, whatever the order in the file."""
    loaded = load_notices(small, region="GB")
    assert [notice.id for notice in loaded.notices] == ["grave", "gentle"]


def test_numbers_of_the_region_fill_texts_and_actions(small: Path) -> None:
    """Placeholders and buttons carry the region's numbers, or the clinic's own."""
    grave, gentle = load_notices(small, region="GB", clinic_phone="+44 20 1234").notices
    assert grave.title == "Call 999"
    assert grave.action is not None
    assert (grave.action.label, grave.action.href) == ("Call 999", "tel:999")
    assert gentle.text == "Ask NHS 111."
    assert gentle.action is not None
    assert (gentle.action.label, gentle.action.href) == ("Call the clinic", "tel:+44201234")


def test_without_a_number_there_is_no_button(small: Path) -> None:
    """A clinic without a telephone gets a notice without an action."""
    assert load_notices(small, region="GB").notices[1].action is None


def test_phrases_are_spelt_out(small: Path) -> None:
    """Alternatives multiply; skipped words fall away."""
    reading = load_notices(small, region="GB").reading
    found = reading.lexicon.find_all(["hot", "knee", "the", "joint"])
    named = {reading.concepts[bit] for match in found for bit in bits_of(match.value)}
    assert named == {"hot", "joint"}
    assert reading.lexicon.find_all(["hot", "stone"])[0].value == IDIOM


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("hot knee joint", "hot joint hot_joint"),
        ("hot and sore ankle", "hot joint hot_joint"),
        ("burning, the ankle", "joint"),
        ("hot but the ankle", "hot joint"),
        ("hot one two three ankle", "hot joint"),
        ("my hips", "hips"),
        ("my hip", ""),
        ("fine", "fine"),
        ("fine hot", "hot"),
    ],
)
def test_concepts_are_sighted(small: Path, question: str, named: str) -> None:
    """Chains bridge a few words of one clause; "=" asks for the very word; some give way."""
    reading = load_notices(small, region="GB").reading
    glance = glance_at(read_wording(question), reading, lambda _word: True)
    seen = sight_concepts(glance, reading)
    assert [reading.concepts[bit] for bit in bits_of(seen.mask)] == named.split()


@pytest.mark.parametrize(
    ("sound", "broken", "said"),
    [
        ('all = ["joint"]', 'all = ["jiont"]', "notices.gentle.rules: 'jiont' is not a concept"),
        ("<hot> <joint>,", "<hott> x,", "concepts.hot_joint: <hott> names no concept"),
        ("<hot> <joint>,", "<hot_joint> x,", "concepts.hot_joint: <hot_joint> names no concept"),
        ('hot = "hot"\n', 'hot = "?"\n', "concepts.hot: '?' has no word"),
        ('hot = "hot"\n', 'hot = ""\n', "concepts.hot: has no phrases"),
        ('hot = "hot"\n', 'hot = ["hot"]\n', "concepts.hot: is not a text"),
        ('level = "routine"', 'level = "mild"', "notices.gentle.level: 'mild' is not a level"),
        ('action = "clinic"', 'action = "call"', "notices.gentle.action: 'call' is not an action"),
        ("{urgent_help}", "{help}", "notices.gentle.text: has an unknown placeholder"),
        ('title = "Gentle"', 'title = " "', "notices.gentle.title: is missing"),
        ('title = "Gentle"', 'tilte = "x"', "notices.gentle.tilte: is not a known setting"),
        ('"https://example.org/gentle"', '"a book"', "notices.gentle.source: 'a book' is not"),
        ("near = 3", "near = -1", "notices.grave.rules: rule 1 has near = -1"),
        ("near = 3", "close = 3", "notices.grave.rules: rule 1 holds 'close'"),
        ('rules = [{ all = ["joint"] }]', "rules = []", "notices.gentle.rules: is missing"),
        ('[{ all = ["joint"] }]', "[{ near = 1 }]", "notices.gentle.rules: rule 1 has no `all`"),
        ('[{ all = ["joint"] }]', '["joint"]', "notices.gentle.rules: rule 1 holds"),
        ('urgent_help = "NHS 111"', 'urgent_help = ""', "regions.GB.urgent_help: is missing"),
        ("[reading]", "[raeding]", "raeding: is not a known setting"),
        ("[concepts]", "[concepts", ":19: Expected"),
        ('fine = "hot"', 'good = "hot"', "overruled.good: is not a concept"),
        ('fine = "hot"', 'fine = "hott"', "overruled.fine: 'hott' is not a concept"),
        (SMALL[SMALL.index("[notices.gentle]") :], "", "no notice stands in it"),
        (SMALL[: SMALL.index("[spellings]")], "", "[reading] is missing or empty"),
    ],
)
def test_a_mistake_names_its_place_and_a_remedy(
    small: Path, sound: str, broken: str, said: str
) -> None:
    """Whatever is amiss stops the start with one line: place, finding; remedy."""
    assert sound in SMALL
    small.write_text(SMALL.replace(sound, broken, 1), "utf-8")
    with pytest.raises(CorpusError) as caught:
        load_notices(small, region="GB")
    message = str(caught.value)
    assert message.startswith("corpus/notices.toml")
    assert said in message
    assert "; " in message
    assert "\n" not in message


def test_a_review_date_is_asked_for(small: Path) -> None:
    """Advice about safety says when somebody last looked at it."""
    small.write_text(SMALL.replace("reviewed = 2026-01-31", "", 1), "utf-8")
    with pytest.raises(CorpusError, match=r"gentle\.reviewed: is not a date; write it as"):
        load_notices(small, region="GB")


def test_a_mistake_names_its_line(small: Path) -> None:
    """The message leads to the line of the key that is wrong."""
    lines = SMALL.splitlines()
    line = lines.index('level = "routine"') + 1
    small.write_text(SMALL.replace('level = "routine"', 'level = "x"'), "utf-8")
    with pytest.raises(CorpusError, match=f"^corpus/notices.toml:{line}: "):
        load_notices(small, region="GB")


def test_an_unknown_region_lists_the_known_ones(small: Path) -> None:
    """A region without numbers would leave people without help, so the start stops."""
    with pytest.raises(CorpusError, match=r"region 'XX' is unknown; .*one of: GB"):
        load_notices(small, region="XX")


def test_a_phrase_that_grows_without_end_is_refused(small: Path) -> None:
    """Alternatives multiply, so a slip could fill the memory."""
    many = "a/b/c/d/e/f/g/h/i/j"
    small.write_text(SMALL.replace('hot = "hot"', f'hot = "{many} {many} {many} {many}"'))
    with pytest.raises(CorpusError, match="stands for 10000 phrases; split it"):
        load_notices(small, region="GB")
