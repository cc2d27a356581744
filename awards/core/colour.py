"""Colours that can be read: an accent as everybody sees it, on a page and on paper. Pure."""

import re

DEFAULT_ACCENT = "#0f5c63"
READABLE = 4.5
"""WCAG 2.2 AA: the least contrast of text."""
_PAPER = (0xFB, 0xFA, 0xF7)
"""The background of pages; a certificate's is white, where every contrast is greater."""
_HEX = re.compile(r"#[0-9a-f]{6}")
_Colour = tuple[int, int, int]


def _luminance(colour: _Colour) -> float:
    """Return WCAG's relative luminance, 0 (black) to 1 (white)."""
    parts = [c / 255 for c in colour]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]  # noqa: PLR2004 - sRGB
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: _Colour, other: _Colour) -> float:
    """Return WCAG's contrast ratio of two sRGB colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable_accent(accent: str) -> str:
    """Return an accent as `#rrggbb`, darkened until it can be read on paper.

    What is no colour becomes the default: the value goes into a stylesheet.
    """
    wanted = accent.strip().lower()
    if not _HEX.fullmatch(wanted):
        wanted = DEFAULT_ACCENT
    colour = (int(wanted[1:3], 16), int(wanted[3:5], 16), int(wanted[5:7], 16))
    while contrast(colour, _PAPER) < READABLE:
        colour = (colour[0] * 19 // 20, colour[1] * 19 // 20, colour[2] * 19 // 20)
    return "#{:02x}{:02x}{:02x}".format(*colour)
