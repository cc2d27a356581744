"""Days and times of day as each language writes them."""

from datetime import UTC, datetime

import pytest
from flask import Flask, g

from awards.mail.compose import moment_in_words
from awards.web.i18n import moment

CLOSES = datetime(2026, 12, 4, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "written", "zone"),
    [
        ("sv", "4 december 2026 23:59", "centraleuropeisk tid"),
        ("nb", "4. desember 2026 kl. 23:59", "sentraleuropeisk tid"),
        ("en", "4 December 2026 23:59", "Central European Time"),
    ],
)
def test_pages_and_mails_write_a_moment_alike(
    app: Flask, language: str, written: str, zone: str
) -> None:
    with app.test_request_context():
        g.page_language = language
        assert moment(CLOSES, "Europe/Oslo") == written
    assert moment_in_words(CLOSES, "Europe/Oslo", language) == f"{written} ({zone})"
