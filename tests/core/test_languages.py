"""How each language writes a day and a time of day, on pages and in mails."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from awards.mail.compose import moment_in_words
from awards.web.i18n import clock_to_the_second, moment

AT = datetime(2026, 12, 4, 22, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("sv", "4 december 2026 23:59"),
        ("nb", "4. desember 2026 kl. 23:59"),
        ("en", "4 December 2026 23:59"),
    ],
)
def test_a_moment_is_written_as_the_language_does(app: Flask, language: str, written: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert (moment(AT), clock_to_the_second(AT)) == (written, f"{written}:00")
    assert moment_in_words(AT, "Europe/Oslo", language).startswith(f"{written} (")
