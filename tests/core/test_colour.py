"""Which colours can be read."""

import pytest

from awards.core.colour import DEFAULT_ACCENT, contrast, readable_accent


@pytest.mark.parametrize("accent", ["#ffff00", "#ffffff", "#ff8800", "#0f5c63", "#000000"])
def test_every_accent_can_be_read_on_paper(accent: str) -> None:
    made = readable_accent(accent)
    colour = (int(made[1:3], 16), int(made[3:5], 16), int(made[5:7], 16))
    assert contrast(colour, (0xFB, 0xFA, 0xF7)) >= 4.5


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert round(contrast((0, 0, 0), (255, 255, 255)), 2) == 21.0


def test_readable_accent_stays_as_it_is() -> None:
    assert readable_accent(" #0A3B70 ") == "#0a3b70"


@pytest.mark.parametrize("accent", ["", "teal", "#fff", "#0f5c63; } body {", "url(x)"])
def test_what_is_no_colour_becomes_the_default(accent: str) -> None:
    assert readable_accent(accent) == DEFAULT_ACCENT
