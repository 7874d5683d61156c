"""Read a text file of the corpus, whatever editor wrote it."""

from __future__ import annotations

from pathlib import Path

from bot.errors import CorpusError, place_of

# Ten times the longest file that ships.
MOST_BYTES = 2_000_000


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, without the mark that some editors begin it with.

    :raise CorpusError: when the file cannot be read, is over ``MOST_BYTES``, or is not text.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise CorpusError(
                f"{place_of(path)}: is {size / 1e6:.1f} MB long, and {MOST_BYTES / 1e6:.1f} MB is "
                "the most; divide it, or move what is no text elsewhere"
            )
        raw = path.read_bytes()
    except OSError as error:
        finding = f"cannot be read ({error.strerror})"
        raise CorpusError(f"{place_of(path)}: {finding}; check that it may be read") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = place_of(path, raw.count(b"\n", 0, error.start) + 1)
        raise CorpusError(f"{place}: not UTF-8 text; save the file as UTF-8") from error
    if "\0" in text:
        place = place_of(path, text.count("\n", 0, text.index("\0")) + 1)
        raise CorpusError(f"{place}: holds a NUL character; save the file as plain text")
    return text
