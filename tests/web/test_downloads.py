"""Files leave by a path without cookies, as downloads, for two minutes."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, request_started
from flask import session as current
from sqlalchemy.orm import Session

from awards.core.clock import now
from awards.files.actions import keep, write_bytes
from awards.files.models import StoredFile
from awards.web import downloads
from awards.web.downloads import link_token
from tests.conftest import SECRET
from tests.factories import Make, open_session
from tests.page import Browser

Browse = Callable[..., Browser]
NAME = 'Åsa "x"; y\u202e.pdf'


@pytest.fixture
def file(session: Session, tmp_path: Path) -> StoredFile:
    file_id = write_bytes(tmp_path / "files", b"%PDF-1.7")
    stored = keep(
        session, file_id, name="a.pdf", media_type="application/pdf", data=b"%PDF-1.7", at=now()
    )
    session.commit()
    return stored


def _link(file: StoredFile, name: str = "a.pdf") -> str:
    return f"/files/{link_token(file.id, name, secret=SECRET)}"


def test_a_file_is_a_download_in_a_sandbox(browse: Browse, file: StoredFile) -> None:
    answer = browse().client.get(_link(file, "Åsa.pdf"))
    names = ("Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Cache-Control")
    assert answer.data == b"%PDF-1.7"
    assert {name: answer.headers[name] for name in names} == {
        "Content-Type": "application/pdf",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    shown = answer.headers["Content-Disposition"]
    assert (shown.partition(";")[0], "filename*=UTF-8''%C3%85sa.pdf" in shown) == (
        "attachment",
        True,
    )
    assert {"Last-Modified", "ETag"}.isdisjoint(set(answer.headers.keys()))


def test_the_path_of_files_neither_reads_nor_sets_a_cookie(
    app: Flask, make: Make, session: Session, file: StoredFile
) -> None:
    person = make.person()
    client = app.test_client()
    key = open_session(app.extensions["database"], person)
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = key, True
    seen: list[dict[str, object]] = []

    def note(_app: Flask) -> None:
        seen.append(dict(current))

    with request_started.connected_to(note, app):
        for url in (_link(file), "/files/nonsense", "/files/"):
            answer = client.get(url)
            vary = answer.headers.get("Vary", "")
            assert (answer.headers.getlist("Set-Cookie"), "Cookie" in vary) == ([], False), url
        client.get("/accessibility")
    assert (seen[:3], seen[-1].get("_user_id")) == ([{}, {}, {}], key)


@pytest.mark.parametrize("token", ["nonsense", "a.b.c"])
def test_a_link_that_is_not_ours_leads_nowhere(browse: Browse, token: str) -> None:
    browse().get(f"/files/{token}", 404)


def test_a_link_of_another_secret_leads_nowhere(browse: Browse, file: StoredFile) -> None:
    browse().get(f"/files/{link_token(file.id, 'a.pdf', secret='other' * 10)}", 404)


def test_an_old_link_says_what_to_do(
    browse: Browse, file: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "SECONDS", -1)
    page = browse().get(_link(file), 410, headers={"Accept-Language": "en"})
    assert page.h1 == "That link has run out"
    assert "choose the file once more" in page.text


def test_a_file_whose_row_or_bytes_are_gone_is_not_found(
    browse: Browse, file: StoredFile, session: Session, tmp_path: Path
) -> None:
    link = _link(file)
    next((tmp_path / "files").glob("*/*")).unlink()
    page = browse().get(link, 404, headers={"Accept-Language": "en"})
    assert "no longer here" in page.text
    session.delete(file)
    session.commit()
    browse().get(link, 404)


def test_a_name_cannot_break_out_of_the_header(browse: Browse, file: StoredFile) -> None:
    header = browse().client.get(_link(file, NAME)).headers["Content-Disposition"]
    assert re.search(r"filename\*=UTF-8''%C3%85sa%20%22x%22%3B%20y%E2%80%AE\.pdf", header)
