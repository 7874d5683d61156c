"""The standing card: when not to come for a massage, and when to call for help."""

from __future__ import annotations

from dataclasses import dataclass

from bot.files.toml_file import TomlTable
from bot.language.text import words
from bot.safety.notices.regions import Region


@dataclass(frozen=True, slots=True)
class SafetyCard:
    """What stands on the page, in the terminal and under a reply that has no answer."""

    title: str
    """Its heading."""
    call: str
    """When to call for help at once."""
    today: str
    """What a doctor should hear of the same day."""
    wait: str
    """When to ask first, or to stay away."""
    talk: str
    """Whom to talk to when life is too hard."""
    source_url: str
    """Where the facts were read."""
    asked: frozenset[str]
    """Questions that it answers, as words parted by spaces."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Its paragraphs, gravest first."""
        return (self.call, self.today, self.wait, self.talk)

    def answers(self, question: str) -> bool:
        """Tell whether a question asks for the card, as in "should I worry?"."""
        return " ".join(words(question)) in self.asked


def make_card(table: TomlTable, region: Region) -> SafetyCard:
    """Return the card with a region's numbers.

    :raise CorpusError: when a part of it is missing.
    """
    table.allow(("title", "call", "today", "wait", "talk", "asked", "source", "reviewed"))
    return SafetyCard(
        title=table.needed("title"),
        call=region.fill(table.needed("call")),
        today=region.fill(table.needed("today")),
        wait=region.fill(table.needed("wait")),
        talk=region.fill(table.needed("talk")),
        source_url=table.needed("source"),
        asked=frozenset(" ".join(words(line)) for line in table.text("asked").split(",")),
    )
