"""What a document's front matter says of its sections: further readings, editorial headings."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from urllib.parse import quote_plus, urlsplit

from bot.documents.findings import Findings
from bot.documents.source.markdown_file import Source
from bot.documents.source.metadata import ADDRESS_REMEDY, is_address
from bot.records import Related

_SEARCH = "https://duckduckgo.com/?q={query}"


def read_editorial(source: Source, headings: Collection[str], findings: Findings) -> frozenset[str]:
    """Return the headings that are the editor's, not the author's."""
    named = source.metadata.editorial
    return frozenset(_known(source, "editorial", named, headings, findings))


def read_related(
    source: Source, headings: Collection[str], findings: Findings
) -> dict[str, tuple[Related, ...]]:
    """Return the readings of each heading: "heading | title" or "heading | title | address"."""
    found: dict[str, tuple[Related, ...]] = {}
    for line in source.metadata.related:
        heading, *rest = (piece.strip() for piece in line.split("|"))
        if not 1 <= len(rest) <= 2 or not all(rest):
            findings.tell(
                source.lines["related"],
                f"cannot read the related reading {line!r}",
                "write 'heading | title' or 'heading | title | address'",
            )
        elif len(rest) == 2 and not is_address(rest[1]):
            place = source.lines["related"]
            findings.tell(place, f"{rest[1]!r} is no web address", ADDRESS_REMEDY)
        else:
            for known in _known(source, "related", [heading], headings, findings):
                found[known] = (*found.get(known, ()), _reading(source, *rest))
    return found


def _known(
    source: Source,
    key: str,
    named: Collection[str],
    headings: Collection[str],
    findings: Findings,
) -> Iterator[str]:
    for title in named:
        if title in headings:
            yield title
            continue
        findings.tell(
            source.lines[key],
            f"{key!r} names {title!r}, which is no heading",
            "write the heading as it stands in the document",
        )


def _reading(source: Source, title: str, address: str | None = None) -> Related:
    if address is not None:
        return Related(title, address, "direct")
    site = urlsplit(source.metadata.address or "").hostname
    query = f'"{title}"' + (f" site:{site}" if site else "")
    template = source.metadata.search or _SEARCH
    return Related(title, template.replace("{query}", quote_plus(query)), "search")
