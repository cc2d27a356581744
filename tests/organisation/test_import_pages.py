"""An import from the upload to the tree: its pages, its jobs, its files."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from awards.accounts.models import ImportState, OrgImport, OrgUnit
from awards.accounts.organisation import tasks
from awards.audit.models import AuditLine
from awards.config import Settings
from awards.files.models import StoredFile
from awards.jobs.registry import Workshop
from tests.factories import Make
from tests.organisation.importing import staff, tree
from tests.organisation.test_imports import PEOPLE, UNITS
from tests.page import Browser, Page

Browse = Callable[..., Browser]


def upload(desk: Browser, text: str | bytes, status: int = 302, **fields: Any) -> Page:
    data = text.encode() if isinstance(text, str) else text
    desk.get("/organisation/imports")
    sent = {"employer": "Lunds kommun", "file": (BytesIO(data), "staff.csv"), **fields}
    page = desk.post("/organisation/imports", sent, status, content_type="multipart/form-data")
    page.response.request.environ["wsgi.input"].close()  # the client's own copy of a large file
    return page


Work = Callable[[], None]


def test_nothing_is_written_until_it_is_confirmed(
    desk: Browser, work: Work, session: Session
) -> None:
    page = upload(desk, UNITS)
    waiting = desk.follow(page)
    assert "The file is being read" in waiting.text
    work()
    preview = desk.follow(page)
    assert "New units 4" in " ".join(preview.text.split())
    assert session.scalar(select(func.count()).select_from(OrgUnit)) == 0
    session.rollback()
    desk.post(f"{page.location}/confirm", preview.form(f"{page.location}/confirm"))
    work()
    done = desk.follow(page)
    assert "Imported" in done.text
    assert set(tree(session)) == {"Lunds kommun", "Vård och omsorg", "Hemvården", "Hemvården Öster"}


def test_the_second_time_there_is_nothing_to_change(
    desk: Browser, work: Work, session: Session
) -> None:
    for _ in range(2):
        page = upload(desk, PEOPLE.replace(";110;", ";;").replace(";111;", ";;"))
        work()
        preview = desk.follow(page)
        if "Nothing to change" in preview.text:
            break
        desk.post(f"{page.location}/confirm", preview.form(f"{page.location}/confirm"))
        work()
    else:
        pytest.fail("the same file changed something twice")
    assert not [form for form in preview.all("form") if "confirm" in form.get("action", "")]


def test_an_organisation_that_changed_meanwhile_is_shown_again(
    desk: Browser, work: Work, session: Session, make: Make
) -> None:
    page = upload(desk, UNITS)
    work()
    preview = desk.follow(page)
    top = make.unit("Lunds kommun", kind="employer")
    make.unit("Hemvården", top, code="110")
    desk.post(f"{page.location}/confirm", preview.form(f"{page.location}/confirm"))
    work()
    again = desk.follow(page)
    assert "The organisation changed after you looked" in again.text
    assert session.scalar(select(func.count()).select_from(OrgUnit)) == 2
    session.rollback()
    desk.post(f"{page.location}/confirm", preview.form(f"{page.location}/confirm"), 409)
    desk.post(f"{page.location}/confirm", again.form(f"{page.location}/confirm"))
    work()
    assert "Imported" in desk.follow(page).text
    assert len(tree(session)) == 4


def test_a_file_with_faults_can_not_be_confirmed(
    desk: Browser, work: Work, session: Session
) -> None:
    page = upload(desk, "namn;e-post\nKim;kim@\n")
    work()
    preview = desk.follow(page)
    assert "1 thing to mend in the file" in preview.text
    assert "row 2, column “e-post”“kim@” is no e-mail address." in preview.text
    desk.post(f"{page.location}/confirm", {"digest": ""}, 409)
    assert "kim@" not in staff(session)


def test_what_is_settled_leaves_only_counts_behind(
    desk: Browser, work: Work, session: Session, settings: Settings
) -> None:
    page = upload(desk, PEOPLE.replace(";110;", ";;").replace(";111;", ";;").replace(";ja", ";"))
    files = settings.instance / "files"
    assert len([f for f in files.rglob("*") if f.is_file()]) == 1
    work()
    desk.post(f"{page.location}/confirm", desk.follow(page).form(f"{page.location}/confirm"))
    work()
    taken = session.scalars(select(OrgImport)).one()
    assert (taken.state, taken.preview, taken.file_id) == (
        ImportState.APPLIED,
        {"counts": {"people-added": 2}},
        None,
    )
    assert [f for f in files.rglob("*") if f.is_file()] == []
    assert session.scalars(select(StoredFile)).all() == []
    events = session.scalars(select(AuditLine).order_by(AuditLine.number)).all()
    assert [(line.event, line.details.get("counts")) for line in events] == [
        ("import.uploaded", None),
        ("import.confirmed", None),
        ("import.applied", {"people-added": 2}),
    ]
    assert events[2].actor_id == events[0].actor_id


def test_a_file_can_be_forgotten(desk: Browser, work: Work, session: Session) -> None:
    page = upload(desk, UNITS)
    work()
    desk.follow(page)
    desk.post(f"{page.location}/drop")
    assert session.scalars(select(OrgImport.state)).one() is ImportState.DROPPED
    assert session.scalars(select(OrgUnit)).all() == []
    session.rollback()
    desk.post(f"{page.location}/drop", status=409)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "The file is empty."),
        (b"x" * (5 * 1024 * 1024 + 1), "The file is larger than 5 MB."),
        (b"\xd0\xcf\x11\xe0", "This is the old Excel format."),
        ("namn;e-post\nÅsa Ö;å@example.org".encode("cp850"), "We cannot tell how the letters"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(
    desk: Browser, data: str | bytes, words: str
) -> None:
    page = upload(desk, data, 422, employer="Sandnes kommune")
    assert words in page.text
    assert page.form("/organisation/imports")["employer"] == "Sandnes kommune"


def test_a_far_too_large_file_is_answered_too(desk: Browser) -> None:
    page = upload(desk, b"x" * (7 * 1024 * 1024), 413)
    assert "That was too much at once" in page.text


def test_without_file_or_employer_the_page_says_so(desk: Browser) -> None:
    desk.get("/organisation/imports")
    page = desk.post("/organisation/imports", {"employer": ""}, 422)
    assert "Choose a file." in page.text
    assert "Write whose people these are" in page.text


def test_headings_we_do_not_know_are_said_after_reading(desk: Browser, work: Work) -> None:
    page = upload(desk, "a;b\n1;2\n")
    work()
    assert "We do not know the headings." in desk.follow(page).text


def workbook(**sheets: list[list[Any]]) -> bytes:
    out = BytesIO()
    with Workbook(out) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


def test_a_workbook_with_two_sheets_is_one_import(
    desk: Browser, work: Work, session: Session
) -> None:
    data = workbook(
        Enheter=[["Kod", "Namn", "Överordnad"], [100, "Vården", ""], [110, "Hemvården", 100]],
        Personer=[["Namn", "E-post", "Enhetskod"], ["Kim Ek", "kim@example.org", 110]],
        Anteckningar=[["Hej"]],
    )
    page = upload(desk, data)
    work()
    desk.post(f"{page.location}/confirm", desk.follow(page).form(f"{page.location}/confirm"))
    work()
    assert tree(session)["Hemvården"] == ("Vården", "110", None, None)
    assert staff(session)["kim@example.org"] == ("Kim Ek", "", "Hemvården", True)


def test_a_bomb_is_not_unpacked(desk: Browser) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (101 * 1024 * 1024))
    page = upload(desk, out.getvalue(), 422)
    assert "The file is larger than 5 MB." in page.text


def test_the_worker_goes_on_with_what_another_left(
    desk: Browser, session: Session, workshop: Workshop, jobs: list[tuple[str, ...]]
) -> None:
    page = upload(desk, UNITS)
    jobs.clear()
    tasks.sweep(workshop)
    tasks.sweep(workshop)
    preview = desk.follow(page)
    desk.post(f"{page.location}/confirm", preview.form(f"{page.location}/confirm"))
    tasks.sweep(workshop)
    tasks.apply(workshop, page.location.rpartition("/")[2])
    assert len(tree(session)) == 4


def test_progress_is_told_to_the_script(desk: Browser, work: Work) -> None:
    page = upload(desk, UNITS)
    before = desk.client.get(f"{page.location}/progress").get_json()
    assert before == {"done": 0, "label": "The file is being read", "state": "pending", "total": 0}
    work()
    assert desk.client.get(f"{page.location}/progress").get_json()["state"] == "preview"


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_example_can_be_imported(
    browse: Browse, make: Make, work: Work, session: Session, language: str, ending: str
) -> None:
    desk = browse(make.person("Zara", roles=["coordinator"]), language)
    example = desk.client.get(f"/organisation/imports/example.{ending}").get_data()
    if ending == "csv":
        upload(desk, UNITS)
        work()
        first, digest = session.execute(select(OrgImport.id, OrgImport.digest)).one()
        session.rollback()
        desk.post(f"/organisation/imports/{first}/confirm", {"digest": digest})
        work()
    page = upload(desk, example)
    work()
    assert desk.follow(page).form(f"{page.location}/confirm")["digest"]
    assert session.scalar(select(func.count()).select_from(OrgImport)) == 1 + (ending == "csv")


def test_a_file_lets_nobody_in_whose_role_is_not_the_importers_to_give(
    desk: Browser, make: Make, work: Work, session: Session
) -> None:
    """As on a person's page: an administrator who has left comes back through an administrator."""
    gone = [
        make.person("Boss Borta", email="boss@example.org", roles=["admin"]),
        make.person("Juror Ek", email="j@example.org", roles=["juror"]),
    ]
    for one in gone:
        one.active = False
    session.commit()
    text = "e-post;namn\nboss@example.org;Någon Annan\nj@example.org;Juror Ek\n"
    page = upload(desk, text)
    work()
    preview = desk.follow(page)
    assert "not yours to give: their rows are left out Boss Borta" in preview.text
    assert "they can sign in again Juror Ek" in preview.text
    desk.post(f"{page.location}/confirm", preview.form(f"{page.location}/confirm"))
    work()
    session.expire_all()
    assert [(one.name, one.active) for one in gone] == [("Boss Borta", False), ("Juror Ek", True)]
