"""The crawler can fail: a name is planted in every kind of place, and each time it is seen."""

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from flask import Response, request, session
from openpyxl import load_workbook
from openpyxl.comments import Comment
from sqlalchemy import select
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request

from awards.core.press.weasy import HTML
from awards.files.actions import path_of
from awards.files.kinds import DOCX
from awards.juries.models import PanelSeat
from awards.nominations.attachments.models import Attachment
from awards.nominations.models import Nomination
from awards.programmes.models import Award, Edition, Phase
from awards.results.workbook import make_workbook
from awards.triage.blind_files.models import BlindFile, FileState
from awards.triage.models import CandidateNomination, CopyState, JurorCopy
from tests import samples
from tests.samples import photo_pdf
from tests.whole.conftest import SetScene
from tests.whole.crawler import walk
from tests.whole.leaks import Finder
from tests.whole.scene import SHEETS, Scene


def _name_behind(here: Scene) -> tuple[str, str]:
    """Return the address of a sheet in the juror's queue, and who nominated the candidate.

    Somebody whom no other text names: a bystander may stand in the jury's workbook.
    """
    page = here.client.get("/scoring").get_data(as_text=True)
    bystanders = " ".join(here.secrets.texts.values())
    wanted = select(CandidateNomination.candidate_id, Nomination.nominator_name).join(Nomination)
    with here.database.read() as reading:
        names = dict(reading.execute(wanted).all())
    sheets = re.findall(rf"{SHEETS}[a-z0-9]{{16}}", page)
    behind = ((sheet, names[here.own[sheet.removeprefix(SHEETS)]]) for sheet in sheets)
    return next((sheet, name) for sheet, name in behind if name not in bystanders)


def _append(answer: Response, text: str) -> None:
    answer.set_data(answer.get_data(as_text=True) + text)


HIDING_PLACES: dict[str, Callable[[Response, str], None]] = {
    "nowhere": lambda answer, name: None,  # noqa: ARG005
    "a comment": lambda a, name: _append(a, f"<!-- {name} -->"),
    "an attribute": lambda a, name: _append(a, f'<i data-who="{name}"></i>'),
    "a last name alone": lambda a, name: _append(a, f"<p>Tack {name.split()[-1]}!</p>"),
    "a genitive": lambda a, name: _append(a, f"<p>{name.split()[-1]}s idé</p>"),
    "an entity": lambda a, name: _append(a, "".join(f"&#{ord(c)};" for c in name)),
    "marks inside the name": lambda a, name: _append(a, f"<b>{name[0]}</b>{name[1:]}"),
    "an address": lambda a, name: _append(a, f'<a href="?who={quote_plus(name)}">x</a>'),
    "a header": lambda a, name: a.headers.set("X-Candidate", quote(name)),
    "a file name": lambda a, name: a.headers.set(
        "Content-Disposition", f"inline; filename*=UTF-8''{quote(name.replace(' ', '-').lower())}"
    ),
    "an entity tag": lambda a, name: a.set_etag(quote(name)),
}


def test_a_planted_name_is_seen_wherever_it_hides(scene: SetScene, engine_kind: str) -> None:
    here = scene(engine_kind, Phase.SCORING, "juror")
    name, client, seen = _name_behind(here)[1], here.client, {}
    hide: Callable[[Response, str], None] = HIDING_PLACES["nowhere"]

    def plant(answer: Response) -> Response:
        if request.path == "/scoring":
            hide(answer, name)
        return answer

    here.app.after_request_funcs.setdefault(None, []).append(plant)
    for place, hide in HIDING_PLACES.items():  # noqa: B007 - `plant` reads it
        here.leaks.clear()
        here.look("/scoring", client.get("/scoring"))
        seen[place] = {leak.url for leak in here.leaks}
    assert seen == {place: {"/scoring"} for place in HIDING_PLACES} | {"nowhere": set()}


def test_a_name_in_the_session_cookie_is_seen(scene: SetScene, engine_kind: str) -> None:
    here = scene(engine_kind, Phase.SCORING, "juror")
    name = _name_behind(here)[1]

    def remember() -> None:
        session["last_seen"] = name

    here.app.before_request_funcs.setdefault(None, []).append(remember)
    here.look("/scoring", here.client.get("/scoring"))
    assert {(leak.url, leak.where) for leak in here.leaks} == {("/scoring", "header Set-Cookie")}


def test_a_name_left_in_a_juror_copy_is_seen_by_the_walk(scene: SetScene, engine_kind: str) -> None:
    here = scene(engine_kind, Phase.SCORING, "juror")
    sheet, name = _name_behind(here)
    candidate = here.own[sheet.removeprefix(SHEETS)]
    with here.database.write() as writing:
        approved = (JurorCopy.candidate_id == candidate, JurorCopy.state == CopyState.APPROVED)
        copy = writing.scalars(select(JurorCopy).where(*approved)).one()
        text = f"Vi på avdelningen, hälsar {name}."
        copy.sections = [*copy.sections, {**copy.sections[0], "key": "x", "text": text}]
    here.secrets.texts[candidate] += text
    walk(here.client, here.look)
    seen = {leak.url.partition("?")[0] for leak in here.leaks}
    assert seen == {sheet, "/scoring/offline/scores.xlsx"}
    assert {t for leak in here.leaks for t in leak.tokens} <= {name, *name.split()}


def test_a_name_in_a_juror_copy_that_was_never_approved_is_not_served(
    scene: SetScene, engine_kind: str
) -> None:
    """The counterpart: a draft with a name in it reaches nobody."""
    here = scene(engine_kind, Phase.SCORING, "juror")
    sheet, name = _name_behind(here)
    with here.database.write() as writing:
        one = select(JurorCopy).where(JurorCopy.candidate_id == here.own[sheet[len(SHEETS) :]])
        copy = writing.scalars(one).one()
        writing.add(
            JurorCopy(
                candidate_id=copy.candidate_id,
                version=copy.version + 1,
                state=CopyState.DRAFT,
                sections=[{**copy.sections[0], "text": name}],
                changed_at=datetime.now(UTC),
            )
        )
    here.look(sheet, here.client.get(sheet))
    assert (here.leaks, here.pages) == ([], {sheet: 200})


@pytest.mark.parametrize("place", ["a cell", "a sheet's name", "a property", "a comment"])
def test_a_name_in_the_workbook_is_seen(
    scene: SetScene, engine_kind: str, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    here = scene(engine_kind, Phase.DELIBERATION, "chair")
    with here.database.read() as reading:
        name = reading.scalars(select(Nomination.nominee_name).limit(1)).one()
        award = reading.scalars(
            select(PanelSeat.award_id)
            .join(Award, Award.id == PanelSeat.award_id)
            .join(Edition, Edition.id == Award.edition_id)
            .where(PanelSeat.person_id == here.person.id, Edition.slug == "2026")
        ).first()

    def with_name(*args: Any, **values: Any) -> bytes:
        return _written(make_workbook(*args, **values), place, name)

    monkeypatch.setattr("awards.results.views.make_workbook", with_name)
    client = here.client
    token = _token_of(client.get("/results").get_data(as_text=True))
    url = f"/results/{award}.xlsx"
    here.look(url, client.post(url, data={"csrf_token": token}))
    assert {leak.url for leak in here.leaks} == {url}
    assert {t for leak in here.leaks for t in leak.tokens} == {name}


def _token_of(page: str) -> str:
    """Return the one-time token of a page's form."""
    found: list[str] = re.findall(r'name="csrf_token" value="([^"]*)"', page)
    return found[0]


def _written(workbook: bytes, place: str, name: str) -> bytes:
    book = load_workbook(io.BytesIO(workbook))
    sheet = book.worksheets[0]
    if place == "a cell":
        sheet.cell(row=40, column=9).value = name
    elif place == "a sheet's name":
        sheet.title = name
    elif place == "a property":
        book.properties.creator = name
    else:
        sheet["A1"].comment = Comment(name, "x")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_name_in_json_and_in_a_pdf_is_seen(scene: SetScene, engine_kind: str) -> None:
    here = scene(engine_kind, Phase.SCORING, "juror")
    name = _name_behind(here)[1]
    pdf = HTML(string=f"<title>x</title><p>{name}</p>").write_pdf()
    for body, kind in ((json.dumps({"who": name}), "application/json"), (pdf, "application/pdf")):
        answer = TestResponse(
            [body.encode() if isinstance(body, str) else body],
            "200 OK",
            Headers({"Content-Type": kind}),
            Request({}),
        )
        here.look(f"/{kind}", answer)
    assert {leak.url for leak in here.leaks} == {"/application/json", "/application/pdf"}


def _pdf_with_photo(name: str) -> bytes:
    """Make a PDF of a photograph that still has what its camera noted."""
    return photo_pdf(samples.picture(size=(64, 64), camera=name))


IN_FILES: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "nowhere": ("application/pdf", lambda _name: samples.pdf("Tack alla")),
    "a page": ("application/pdf", lambda name: samples.pdf(f"Tack {name}!")),
    "a PDF's author": ("application/pdf", lambda name: samples.pdf("Tack alla", author=name)),
    "a PDF's language": ("application/pdf", lambda name: samples.pdf(root={"/Lang": name})),
    "a photograph in a PDF": ("application/pdf", _pdf_with_photo),
    "a photograph's camera": ("image/jpeg", lambda name: samples.picture(camera=name)),
    "a document": (DOCX.media_type, lambda name: samples.office("docx", {"word/a.xml": name})),
    "a document's author": (DOCX.media_type, lambda name: samples.office(author=name)),
    "a photograph in a document": (
        DOCX.media_type,
        lambda name: samples.office("docx", {"word/media/a.jpeg": samples.picture(camera=name)}),
    ),
}


@pytest.mark.parametrize("place", IN_FILES)
def test_a_name_in_an_approved_file_is_seen_by_the_walk(
    scene: SetScene, engine_kind: str, place: str
) -> None:
    here = scene(engine_kind, Phase.SCORING, "juror")
    name = "Greta Lindqvist"
    here.finder = Finder({name})
    media_type, made = IN_FILES[place]
    with here.database.write() as writing:
        approved = select(BlindFile).where(BlindFile.state == FileState.APPROVED)
        for blind in writing.scalars(approved).unique():
            blind.file.media_type = media_type
            path_of(here.files, blind.file_id).write_bytes(made(name))
    walk(here.client, here.look, _sheets_with_files(here))
    seen = {leak.url.startswith("/files/") for leak in here.leaks}
    assert seen == (set() if place == "nowhere" else {True})
    assert here.types_of("/files/") == {media_type}


def _sheets_with_files(here: Scene) -> list[str]:
    """Return addresses of files that the juror may open, from the sheets that have any."""
    approved = (
        select(CandidateNomination.candidate_id)
        .join(Attachment, Attachment.nomination_id == CandidateNomination.nomination_id)
        .join(BlindFile, BlindFile.attachment_id == Attachment.id)
        .where(BlindFile.state == FileState.APPROVED)
    )
    with here.database.read() as reading:
        candidates = set(reading.scalars(approved))
    pages = re.findall(rf"{SHEETS}[a-z0-9]{{16}}", here.client.get("/scoring").text)
    theirs = [p for p in dict.fromkeys(pages) if here.own[p.removeprefix(SHEETS)] in candidates]
    texts = [here.client.get(page).text for page in theirs]
    return [link for text in texts for link in re.findall(rf"{SHEETS}[a-z0-9]{{16}}/files/1", text)]


def test_a_file_named_after_somebody_is_seen(
    scene: SetScene, engine_kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the link that leads to it, and in the header of the download."""
    here = scene(engine_kind, Phase.SCORING, "juror")
    here.finder = Finder({"Greta Lindqvist"})
    monkeypatch.setattr("awards.scoring.views.sheets._file_name", lambda _file: "Greta Lindqvist")
    address = _sheets_with_files(here)[0]
    answer = here.client.get(address)
    here.look(address, answer)
    here.look(answer.location, here.client.get(answer.location))
    assert {leak.where for leak in here.leaks} == {"link to a file", "header Content-Disposition"}
