"""A programme's coat of arms or logo: taken in harmless, shown everywhere, and taken away."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.config import Settings
from awards.files.actions import keep, path_of, write_bytes
from awards.files.models import StoredFile
from awards.programmes.models import Phase, Programme
from tests import samples
from tests.factories import Make
from tests.page import Browser, Page, text_of

Browse = Callable[..., Browser]

SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)
WORDS = {"arms_alt-sv": "Lunds vapen", "arms_alt-nb": "Lunds våpen", "arms_alt-en": "Arms of Lund"}


@pytest.fixture
def programme(make: Make) -> Programme:
    """Lund's programme, with a round in which everybody may nominate."""
    programme = make.programme("lund", organisation="Lunds kommun")
    make.award(make.edition(Phase.NOMINATING, programme=programme))
    return programme


@pytest.fixture
def desk(browse: Browse, make: Make, programme: Programme) -> Browser:
    """Its coordinator's browser."""
    return browse(make.person("Ko Coordinator", roles=["coordinator"], programme=programme))


def _url(programme: Programme) -> str:
    return f"/set-up/programmes/{programme.id}/arms"


def _send(
    desk: Browser, programme: Programme, data: bytes, status: int = 302, en: str = "Arms of Lund"
) -> Page:
    form = desk.get(_url(programme)).form(_url(programme))
    sent = form | WORDS | {"arms_alt-en": en} | {"file": (io.BytesIO(data), "Vår logga.PNG")}
    return desk.post(_url(programme), sent, status, content_type="multipart/form-data")


def _shield(kind: str = "PNG", size: tuple[int, int] = (900, 1200), **more: Any) -> bytes:
    return samples.picture(kind, size=size, mode="RGBA" if kind == "PNG" else "RGB", **more)


def _lines(session: Session) -> list[tuple[str, dict[str, object]]]:
    session.rollback()
    found = session.scalars(
        select(AuditLine).where(AuditLine.event.like("programme.%")).order_by(AuditLine.number)
    )
    return [(line.event, dict(line.details)) for line in found]


def _errors(page: Page) -> list[str]:
    boxes = [e for e in page.all("div") if e.get("data-errors") is not None]
    return [text_of(line) for box in boxes for line in box.iter("li")]


def test_it_is_written_anew_and_stands_on_every_page_in_the_readers_language(
    desk: Browser, programme: Programme, session: Session, browse: Browse, settings: Settings
) -> None:
    _send(desk, programme, _shield("JPEG", camera="Canon of Ada"))
    session.refresh(programme)
    stored = session.get_one(StoredFile, programme.arms_id)
    kept = path_of(settings.instance / "files", stored.id).read_bytes()
    assert b"Canon" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (450, 600))
    assert (stored.name, stored.size) == ("arms.jpg", len(kept))
    session.commit()
    for language, alt in (("sv", "Lunds vapen"), ("nb", "Lunds våpen"), ("en", "Arms of Lund")):
        shown = (
            browse(None, language).get("/awards/lund/2026/").first("img", class_="l-brand__arms")
        )
        assert (shown.get("src"), shown.get("alt")) == (f"/files/arms/{stored.id}", alt)
    assert _lines(session) == [("programme.arms-set", {"version": 2, "kind": "jpg"})]


def test_it_is_served_for_ever_under_its_address_without_cookies(
    desk: Browser, programme: Programme, session: Session, browse: Browse
) -> None:
    _send(desk, programme, _shield())
    session.refresh(programme)
    url = f"/files/arms/{programme.arms_id}"
    session.commit()
    answer = browse().client.get(url)
    names = (
        "Content-Type",
        "X-Content-Type-Options",
        "Content-Security-Policy",
        "Cache-Control",
        "ETag",
        "Set-Cookie",
        "Vary",
    )
    assert answer.data.startswith(b"\x89PNG")
    assert {name: answer.headers.get(name) for name in names} == {
        "Content-Type": "image/png",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "public, max-age=31536000, immutable",
        "ETag": f'"{programme.arms_id}"',
        "Set-Cookie": None,
        "Vary": None,
    }
    again = browse().client.get(url, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_what_is_no_picture_for_paper_is_refused_and_the_words_stay(
    desk: Browser, programme: Programme, session: Session
) -> None:
    page = _send(desk, programme, SVG, 422)
    assert _errors(page) == [
        "An SVG can hold small programs. Save it as PNG first, some 500 pixels wide."
    ]
    assert {n: v for n, v in page.form(_url(programme)).items() if n in WORDS} == WORDS
    session.refresh(programme)
    assert (programme.arms_id, programme.arms_alt, _lines(session)) == (None, {}, [])


def test_a_picture_and_what_it_shows_are_asked_for(desk: Browser, programme: Programme) -> None:
    form = desk.get(_url(programme)).form(_url(programme))
    page = desk.post(_url(programme), form, 422)
    assert _errors(page) == ["Choose a picture.", "Write what the picture shows."]


def test_the_words_change_without_the_picture(
    desk: Browser, programme: Programme, session: Session
) -> None:
    _send(desk, programme, _shield())
    session.refresh(programme)
    before = programme.arms_id
    session.commit()
    form = desk.get(_url(programme)).form(_url(programme))
    desk.post(_url(programme), form | {"arms_alt-en": "A lion"})
    desk.post(_url(programme), desk.get(_url(programme)).form(_url(programme)))
    session.refresh(programme)
    assert (programme.arms_id, programme.arms_alt["en"]) == (before, "A lion")
    assert _lines(session)[1:] == [
        ("programme.changed", {"version": 3, "fields": ["arms_alt"]}),
    ]


def test_another_picture_has_another_address_and_the_first_is_gone(
    desk: Browser, programme: Programme, session: Session
) -> None:
    _send(desk, programme, _shield())
    session.refresh(programme)
    first = programme.arms_id
    session.commit()
    _send(desk, programme, _shield("JPEG"))
    session.refresh(programme)
    assert [row.id for row in session.scalars(select(StoredFile))] == [programme.arms_id]
    session.commit()
    desk.get(f"/files/arms/{first}", 404)
    desk.get(f"/files/arms/{programme.arms_id}")


def test_taken_away_it_is_on_no_page_and_in_no_folder_of_ours(
    desk: Browser, programme: Programme, session: Session
) -> None:
    _send(desk, programme, _shield())
    page = desk.get(_url(programme))
    form = next(f for f in page.all("form") if (f.get("action") or "").endswith("/arms/remove"))
    assert form.get("data-confirm") == (
        "The picture is deleted, and Staff awards has none on its pages and certificates."
    )
    for _ in range(2):  # a double click
        desk.post(f"{_url(programme)}/remove")
    assert desk.get(_url(programme)).all("img") == []
    session.refresh(programme)
    assert (programme.arms_id, programme.arms_alt) == (None, {})
    assert session.scalars(select(StoredFile)).all() == []
    assert _lines(session)[1:] == [("programme.arms-removed", {"version": 3})]


def test_two_who_change_it_at_once_notice(
    desk: Browser, programme: Programme, session: Session
) -> None:
    _send(desk, programme, _shield())
    seen = desk.get(_url(programme)).form(_url(programme))
    _send(desk, programme, _shield("JPEG"), en="Theirs")
    page = desk.post(_url(programme), seen | {"arms_alt-en": "Mine"}, 409)
    assert "Theirs" in page.text
    assert page.form(_url(programme))["arms_alt-en"] == "Mine"
    session.refresh(programme)
    assert programme.arms_alt["en"] == "Theirs"


def test_another_programmes_is_not_ones_own_to_change(
    browse: Browse, make: Make, programme: Programme, session: Session
) -> None:
    sandnes = make.programme("sandnes", organisation="Sandnes kommune")
    stranger: Person = make.person("Siri", roles=["coordinator"], programme=sandnes)
    browser = browse(stranger)
    browser.get(_url(programme), 404)
    sent = {**WORDS, "version": "1", "file": (io.BytesIO(_shield()), "a.png")}
    browser.post(_url(programme), sent, 404, content_type="multipart/form-data")
    browser.post(f"{_url(programme)}/remove", status=404)
    session.refresh(programme)
    assert (programme.arms_id, programme.version) == (None, 1)


def test_no_other_file_is_served_there(
    desk: Browser, session: Session, programme: Programme, settings: Settings
) -> None:
    data = _shield()
    other = write_bytes(settings.instance / "files", data)
    at = datetime.now(UTC)
    keep(session, other, name="a.png", media_type="image/png", data=data, at=at)
    session.commit()
    for name in (other, programme.id, "..%2f..%2fsecret"):
        desk.get(f"/files/arms/{name}", 404)
