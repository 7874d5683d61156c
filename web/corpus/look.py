"""How a clinic's pages look: its colour as readable shades, and its picture."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bot.errors import CorpusError
from bot.practice.clinic import Clinic

# A picture in the header is small; whoever gives a photograph has not made it so.
MOST_BYTES = 100_000
_MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
# What the style sheet lays letters on: --chatbot-paper, light and dark.
_LIGHT = (0xF7, 0xF2, 0xEC)
_DARK = (0x1C, 0x19, 0x17)
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
# WCAG 2.2, success criterion 1.4.3.
_ENOUGH = 4.5
# How much of the colour a tinted surface has.
_TINT = 0.1

Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that the corpus brings to the pages."""

    name: str
    """Its name on the web, with a mark of its content."""
    media_type: str
    """What it is sent as."""
    content: bytes
    """What it holds."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a clinic's pages have of their own."""

    colors: Sheet | None
    """A style sheet of its colour, or None for ours."""
    logo: Sheet | None
    """Its picture, or None for ours."""


def load_look(folder: Path, clinic: Clinic) -> Look:
    """Return how the pages of a clinic look.

    :raise CorpusError: when its picture is too large.
    """
    colors = _sheet("look.css", "text/css", write_colors(clinic.color)) if clinic.color else None
    if not clinic.logo:
        return Look(colors, None)
    path = folder / clinic.logo
    content = path.read_bytes()
    if len(content) > MOST_BYTES:
        raise CorpusError(
            f"{path}: has {len(content) // 1000} kB, at most {MOST_BYTES // 1000} are sent to "
            "every visitor; save it smaller"
        )
    return Look(colors, _sheet(clinic.logo, _MEDIA_TYPES[path.suffix.lower()], content))


def write_colors(color: str) -> bytes:
    """Return a style sheet that has a colour such as ``"#1f6b61"`` in place of ours.

    On light paper it is darkened, on dark paper lightened, until letters of it can be read.
    """
    own = (int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16))
    light = _rules(_until_readable(own, _LIGHT, _BLACK), _LIGHT)
    dark = _rules(_until_readable(own, _DARK, _WHITE), _DARK)
    # On the screen alone: paper stays black on white.
    return (
        f"@media screen {{ :root {{ {light} }} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
    ).encode()


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    """Return the relative luminance, 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _until_readable(color: Color, paper: Color, towards: Color) -> Color:
    shades = (_mix(color, towards, step / 20) for step in range(21))
    return next(
        shade
        for shade in shades
        if min(contrast(shade, paper), contrast(shade, _mix(paper, shade, _TINT))) >= _ENOUGH
    )


def _mix(color: Color, other: Color, share: float) -> Color:
    red, green, blue = (
        round(one + (two - one) * share) for one, two in zip(color, other, strict=True)
    )
    return red, green, blue


def _rules(accent: Color, paper: Color) -> str:
    letters = max((_WHITE, _BLACK), key=lambda each: contrast(each, accent))
    named = {"accent": accent, "on-accent": letters, "tint": _mix(paper, accent, _TINT)}
    return " ".join(
        f"--chatbot-{name}: #{red:02x}{green:02x}{blue:02x};"
        for name, (red, green, blue) in named.items()
    )


def _sheet(name: str, media_type: str, content: bytes) -> Sheet:
    mark = hashlib.sha256(content).hexdigest()[:10]
    return Sheet(f"{Path(name).stem}.{mark}{Path(name).suffix}", media_type, content)
