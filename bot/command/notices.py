"""Every notice as one Markdown page for a clinician to read, correct and sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from bot.errors import CorpusError
from bot.files.toml_file import read_toml
from bot.learning.examples import Example, read_examples
from bot.loading.learned import DEFAULTS
from bot.loading.library import load_safety
from bot.safety.gauge import FOLDERS, NONE
from bot.safety.notices.advice import Advice
from bot.safety.notices.loading import Notices

# How many examples of a notice stand on the page; the files hold the others.
_SHOWN = 12


def write_notices(corpus: Path, out: TextIO, *, region: str | None = None) -> None:
    """Write the page for a corpus folder, with its own changes, in one region.

    :raise CorpusError: when the notices cannot be used or are switched off.
    """
    notices = load_safety(corpus, region=region)
    if notices is None:
        raise CorpusError(f"{corpus.name}/notices.toml: safety is switched off; delete off = …")
    examples = [one for name in FOLDERS for one in read_examples(DEFAULTS / "examples" / name)]
    for line in _page(notices, examples):
        print(line, file=out)


def _page(notices: Notices, examples: Sequence[Example]) -> Iterator[str]:
    region = notices.region
    yield f"# Safety notices, region {region.name}"
    yield ""
    yield (
        "For a clinician to read, correct and sign. Until a name stands under a notice, nobody "
        "with a medical training has approved it. Texts are in `bot/defaults/notices/`, examples "
        "in `bot/defaults/examples/`; a clinic's `corpus/notices.toml` overrules single notices."
    )
    yield from ("", "## Whom to call", "", "| need | number | said as | source |")
    yield "| --- | --- | --- | --- |"
    for kind, one in region.helps.items():
        yield f"| {kind} | {one.number or one.page or '–'} | {one.said} | <{one.source}> |"
    card = notices.card
    yield from ("", f"## The standing card: {card.title}", "")
    for line in card.lines:
        yield from (f"- {line}",)
    yield f"- Source: <{card.source_url}>"
    for name, advice in notices.advice.items():
        own = [example.text for example in examples if example.intents[0] == name]
        alike = [e.text for e in examples if e.intents[0] == NONE and e.theme.startswith(name)]
        yield from _notice(advice, notices, own, alike)
    yield from _words()


def _notice(
    advice: Advice, notices: Notices, own: Sequence[str], alike: Sequence[str]
) -> Iterator[str]:
    notice = advice.notice
    yield from ("", f"## {notice.id} ({notice.level})", "")
    yield from (f"**{notice.title}.** {notice.text}", "")
    if notice.action is not None:
        yield f"- Button: {notice.action.label} (`{notice.action.href}`)"
    if advice.message:
        yield f"- Message by itself: {advice.message}"
    if advice.asking is not None:
        yield f"- Asked when it is only probable: {advice.asking.text}"
        yield f"- Answers: {'; '.join(choice.label for choice in advice.asking.choices)}"
        yield f"- What ends it: {'; '.join(choice.label for choice in notice.choices)}"
    signs = [sign.written for sign in notices.grammar.signs if sign.notice == notice.id]
    yield f"- Certain signs: {'; '.join(f'`{sign}`' for sign in signs) or 'none'}"
    yield f"- Source: <{notice.source_url}>, read {advice.reviewed.isoformat()}"
    yield from _examples("Learned from", own)
    yield from _examples("Told apart from", alike)
    yield from ("", "Checked by: ______________________  Date: ____________")


def _examples(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        step = max(1, len(lines) // _SHOWN)
        yield from ("", f"{title} {len(lines)} examples, such as:", "")
        yield from (f"- “{line}”" for line in lines[::step][:_SHOWN])


def _words() -> Iterator[str]:
    yield from ("", "## What the words of the signs stand for", "")
    lists = read_toml(DEFAULTS / "notices" / "signs.toml").table("words")
    for name in lists.values:
        yield f"- `{name}`: {lists.text(name)}"
