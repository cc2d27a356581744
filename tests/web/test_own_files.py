"""Our own files: browsers keep them under the address of now, and ask again under others."""

import shutil
from pathlib import Path

import pytest
from flask import url_for
from flask.testing import FlaskClient

from awards import create_app
from awards.config import Settings
from awards.core.db import Database
from awards.web.own_files import stamp_of
from tests.page import Page

ROOT = Path(__file__).parents[2]
KEPT = "public, max-age=31536000, immutable"


def test_browser_keeps_every_file_that_a_page_names(client: FlaskClient) -> None:
    page = Page(client.get("/accessibility"))
    named = [link.get("href", "") for link in page.all("link")]
    named += [script.get("src", "") for script in page.all("script")]
    own = [address for address in named if address.startswith("/static/")]
    answers = [client.get(address) for address in own]
    assert len(own) > 10
    assert {(a.status_code, a.headers["Cache-Control"]) for a in answers} == {(200, KEPT)}
    for answer in answers:
        answer.close()


@pytest.mark.parametrize("under", ["/static", "/static/v-before"])
def test_file_is_asked_for_again_under_any_other_address(under: str, client: FlaskClient) -> None:
    answer = client.get(f"{under}/js/nominate/steps.js")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
    answer.close()


def test_nothing_outside_the_folder_is_served(client: FlaskClient) -> None:
    for path in ("/static/v-before/../app.py", "/static/v-before/none.css", "/static/v-before/"):
        assert client.get(path).status_code == 404


def test_stamp_is_another_one_when_a_file_changes_or_moves(tmp_path: Path) -> None:
    stamps = set()
    for number, (name, text) in enumerate([("a.js", "1"), ("a.js", "2"), ("b.js", "2")]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / name).write_text(text)
        stamps.add(stamp_of(folder))
    copy = shutil.copytree(tmp_path / "0", tmp_path / "copy")
    assert len(stamps) == 3
    assert stamp_of(copy) in stamps


def test_files_are_not_kept_while_developing(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = create_app(settings, database)
    with app.test_request_context():
        assert url_for("static", filename="css/base.css") == "/static/css/base.css"
