"""How sure an answer is: a logistic curve over some signals, read from a file."""

from math import exp

import pytest

from bot.errors import CorpusError
from bot.understanding.confidence import SIGNALS, Curve, load_confidence
from tests.made_up import write


def file(**changed: str) -> str:
    """Return a file with weights 1, 2, 3 … and some values changed or left out (by "")."""
    lines = {"refuse_below": "0.4", "unsure_below": "0.7", **changed}
    top = "".join(f"{key} = {value}\n" for key, value in lines.items() if value)
    weights = "".join(f"{name} = {at}.5\n" for at, name in enumerate(SIGNALS, start=1))
    return f"{top}[examples]\nintercept = -1.5\n{weights}[bare]\nintercept = 2\n{weights}"


def test_the_curve_is_logistic():
    """1 / (1 + e^-(b + wx)): here b + wx = -1 + 2 · 0.5 + 3 · 1 = 3."""
    curve = Curve(-1.0, (2.0, 3.0))
    assert curve.confidence((0.5, 1.0)) == pytest.approx(1 / (1 + exp(-3)))
    assert Curve(0.0, (1.0,)).confidence((0.0,)) == 0.5


@pytest.mark.parametrize(("total", "confidence"), [(1e6, 1 / (1 + exp(-30))), (-1e6, exp(-30))])
def test_no_sum_is_too_large(total, confidence):
    """Sums beyond ±30 are cut: e^1000 is no number that a machine has."""
    assert Curve(total, ()).confidence(()) == pytest.approx(confidence, rel=1e-9)


def test_a_file_gives_both_curves_in_the_order_of_the_signals(tmp_path):
    """Weights are found by name, and stand in the order that signals come in."""
    found = load_confidence(write(tmp_path / "confidence.toml", file()))
    weights = tuple(at + 0.5 for at in range(1, len(SIGNALS) + 1))
    assert found.examples == Curve(-1.5, weights)
    assert found.bare == Curve(2.0, weights)
    assert (found.refuse_below, found.unsure_below) == (0.4, 0.7)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (file(refuse_below="1.1"), "use 0 to 1"),
        (file(refuse_below="-0.1"), "use 0 to 1"),
        (file(unsure_below="1.1"), "use 0 to 1"),
        (file(unsure_below="-0.1"), "use 0 to 1"),
        (file(unsure_below=""), "is missing"),
        (file(shrug="1"), "is not a known setting"),
        (file().replace("-1.5", "-100.5"), "use -100 to 100"),
        (file().replace("-1.5", "100.5"), "use -100 to 100"),
        (file().replace("= 1.5", "= 100.5", 1), "use -100 to 100"),
        (file().replace("= 1.5", "= -100.5", 1), "use -100 to 100"),
        (file().replace("[bare]", "[bare]\nshrug = 1"), "is not a known setting"),
    ],
)
def test_a_number_that_cannot_be_meant_is_named(tmp_path, text, said):
    """The file and what to write instead."""
    with pytest.raises(CorpusError, match=r"confidence\.toml:\d+") as caught:
        load_confidence(write(tmp_path / "confidence.toml", text))
    assert said in str(caught.value)


@pytest.mark.parametrize("bound", ["0", "1"])
def test_a_bound_may_be_reached(tmp_path, bound):
    """0 refuses nothing and 1 refuses all: both can be meant."""
    text = file(refuse_below=bound, unsure_below=bound)
    found = load_confidence(write(tmp_path / "confidence.toml", text))
    assert found.refuse_below == found.unsure_below == float(bound)
