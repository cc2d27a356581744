"""Hostile input through the one door."""

import resource
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext

import pytest

from awards.core import text

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[tryck här](javascript:alert(1))",
    '<a href="data:text/html,<script>1</script>">x</a>',
    "<svg/onload=alert(1)>",
    "<iframe src=//evil.example></iframe>",
    '"><style>*{display:none}</style>',
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "[x](\x01javascript:alert(1))",
    "<b onclick=alert(1)>fet</b>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_hostile_survives_as_a_citation(hostile: str) -> None:
    shown = str(text.citation(hostile)).lower()
    for bad in ("<script", "<img", "<svg", "<iframe", "<style", "<form", "javascript:", "data:"):
        assert bad not in shown.replace("&lt;", "")
    assert not [tag for tag in shown.split("<")[1:] if " on" in tag.partition(">")[0]]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_nomination_is_shown_as_plain_text(hostile: str) -> None:
    shown = str(text.paragraphs(hostile))
    tags = {part.partition(">")[0].split(" ")[0] for part in shown.split("<")[1:]}
    assert tags <= {"p", "/p", "br", "a", "/a"}
    assert "javascript:" not in [part for part in shown.split('"') if "href=" in part]


def test_paragraphs_and_line_breaks_are_kept() -> None:
    assert str(text.paragraphs("En rad\nen till\n\nNytt stycke")) == (
        "<p>En rad<br>en till</p><p>Nytt stycke</p>"
    )


def test_an_address_on_this_machine_becomes_a_link_without_the_full_stop() -> None:
    shown = text.paragraphs("Open http://127.0.0.1:8000/nominations/confirm/a.b-c_d.")
    address = "http://127.0.0.1:8000/nominations/confirm/a.b-c_d"
    assert shown == f'<p>Open <a href="{address}" rel="nofollow">{address}</a>.</p>'


def test_a_web_address_becomes_a_link_that_is_not_followed() -> None:
    assert str(text.paragraphs("Se https://lund.se/nytt")) == (
        '<p>Se <a href="https://lund.se/nytt" rel="nofollow">https://lund.se/nytt</a></p>'
    )


def test_a_citation_keeps_emphasis_and_lists() -> None:
    assert str(text.citation("Med *mod* och **värme**")) == (
        "<p>Med <em>mod</em> och <strong>värme</strong></p>"
    )


def test_plain_takes_the_marks_away() -> None:
    assert text.plain("Med *mod* & [värme](https://lund.se)") == "Med mod & värme"


def test_tidy_removes_what_cannot_be_seen() -> None:
    assert text.tidy("  a\r\nb\x00\u202ec  ") == "a\nbc"


@pytest.mark.parametrize(
    ("written", "words"),
    [("", 0), ("ett", 1), ("E-hemvården är bra.", 3), ("2 000 kr/mån", 3), ("— …", 0)],
)
def test_words_are_counted_as_a_person_would(written: str, words: int) -> None:
    assert text.count_words(written) == words


@pytest.fixture(scope="module")
def apart() -> ForkServerContext:
    """Where a process of its own starts at once: one before it has read our modules."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _show(written: str) -> None:
    """Show a text, within twenty seconds of the processor's, however many others want it."""
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    text.paragraphs(written)


@pytest.mark.parametrize("mark", ["(", "a-", ".", "www.", "http://", "<", "&", "\n\n", "@"])
def test_a_long_run_of_one_mark_takes_no_time(mark: str, apart: ForkServerContext) -> None:
    """Quadratic patterns took half a minute of this; a process of its own stops them."""
    process = apart.Process(target=_show, args=(mark * 20000,))
    process.start()
    process.join()
    assert process.exitcode == 0


def test_a_text_in_another_language_says_which_in_each_paragraph() -> None:
    assert str(text.paragraphs("Ett\n\nTvå", "sv")) == '<p lang="sv">Ett</p><p lang="sv">Två</p>'
    assert str(text.paragraphs("Ett", '"><script>')) == '<p lang="&quot;&gt;&lt;script&gt;">Ett</p>'
