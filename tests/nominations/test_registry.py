"""The series of references, and the registry as page and file."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.core.db import Database
from awards.core.permissions import PUBLIC
from awards.nominations import actions, queries
from awards.nominations.links import links_at
from awards.nominations.models import Channel, Nomination, NominationState
from awards.nominations.registry import Entry, entries_of, next_reference, series_of
from awards.programmes.models import Award, Edition, Phase, Programme
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]
LINKS = links_at("http://localhost", secret="s" * 32)
AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("slug", "series"),
    [("2026", "LUND-2026"), ("2026-var", "LUND-2026-VAR"), ("var", "LUND-2026-VAR")],
)
def test_a_series_is_named_after_programme_year_and_edition(slug: str, series: str) -> None:
    edition = Edition(programme=Programme(slug="lund"), slug=slug, year=2026)
    assert series_of(edition) == series


def test_each_edition_counts_for_itself(make: Make, session: Session) -> None:
    this, next_one = make.edition(slug="2026"), make.edition(slug="2027", year=2027)
    drawn = [next_reference(session, edition) for edition in (this, this, next_one, this)]
    session.commit()
    assert drawn == ["LUND-2026-0001", "LUND-2026-0002", "LUND-2027-0001", "LUND-2026-0003"]


def test_a_number_that_was_not_kept_is_given_again(make: Make, session: Session) -> None:
    edition = make.edition()
    next_reference(session, edition)
    session.rollback()
    assert next_reference(session, edition) == "LUND-2026-0001"
    session.rollback()


def _file_or_server(database: Database, tmp_path: Path) -> Database:
    """Return a database that several threads may write: an in-memory SQLite has one connection."""
    if database.engine.dialect.name == "postgresql":
        return database
    path = tmp_path / "many.db"
    with database.engine.connect() as connection, closing(sqlite3.connect(path)) as copy:
        raw = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.backup(copy)
    return Database(f"sqlite:///{path}")


def test_many_who_confirm_at_once_get_each_their_number_without_a_gap(
    make: Make, database: Database, tmp_path: Path
) -> None:
    award = make.award(make.edition(Phase.NOMINATING))
    waiting = [
        make.nomination(award, state=NominationState.UNCONFIRMED, confirmed_at=None).id
        for _ in range(24)
    ]
    make.session.commit()
    shared = _file_or_server(database, tmp_path)

    def confirm(nomination_id: str) -> str:
        with shared.write() as session:
            nomination = queries.nomination_of_id(session, nomination_id)
            actions.confirm(session, nomination, links=LINKS, by=PUBLIC, at=datetime.now(UTC))
            return nomination.reference

    with ThreadPoolExecutor(6) as pool:
        given = list(pool.map(confirm, waiting))
    if shared is not database:
        shared.dispose()
    assert sorted(given) == [f"LUND-2026-{number:04}" for number in range(1, 25)]


def test_an_old_reference_stays_and_what_is_not_confirmed_has_none_of_the_series(
    make: Make, session: Session
) -> None:
    award = make.award(make.edition(Phase.NOMINATING))
    old = make.nomination(award, reference="LUND-2026-7K3MWQ")
    waiting = make.nomination(award, state=NominationState.UNCONFIRMED, confirmed_at=None)
    new = make.nomination(award, state=NominationState.UNCONFIRMED, confirmed_at=None)
    actions.confirm(session, new, links=LINKS, by=PUBLIC, at=datetime.now(UTC))
    session.commit()
    assert (old.reference, new.reference) == ("LUND-2026-7K3MWQ", "LUND-2026-0001")
    assert [e.reference for e in entries_of(session, award.edition)] == [
        "LUND-2026-0001",
        "LUND-2026-7K3MWQ",
    ]
    assert waiting.state is NominationState.UNCONFIRMED


def _three(make: Make) -> Award:
    award = make.award(make.edition(Phase.NOMINATING))
    make.nomination(award, reference="LUND-2026-0001", arrived_at=AT)
    make.nomination(
        award,
        reference="LUND-2026-0002",
        arrived_at=AT,
        channel=Channel.POST,
        late=True,
        nominator_name="=HYPERLINK(1)",
        nominee_name="+46",
    )
    make.nomination(
        award,
        reference="LUND-2026-0003",
        arrived_at=AT,
        state=NominationState.WITHDRAWN,
        nominator_name="@SUM(A1)",
    )
    return award


ROWS = [
    ("Number", "Came in", "Sender", "Matter", "How", "Note"),
    (
        "LUND-2026-0001",
        "2026-11-21 13:00",
        "Bo Nominator",
        "Nomination of Alva Norrsken for Innovation",
        "Through the form",
        "",
    ),
    (
        "LUND-2026-0002",
        "2026-11-21 13:00",
        "'=HYPERLINK(1)",
        "Nomination of +46 for Innovation",
        "By post",
        "Came late",
    ),
    (
        "LUND-2026-0003",
        "2026-11-21 13:00",
        "'@SUM(A1)",
        "Nomination of Alva Norrsken for Innovation",
        "Through the form",
        "Withdrawn",
    ),
]


def test_the_registry_as_files_holds_number_date_sender_and_matter_and_no_formula(
    browse: Browse, make: Make, session: Session
) -> None:
    award = _three(make)
    desk = browse(make.person(roles=["coordinator"]))
    there = f"/nominations/registry/{award.edition.id}"
    desk.get("/nominations/registry")
    token = {"csrf_token": desk.token}
    answer = desk.client.post(f"{there}.xlsx", data=token)
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    assert list(sheet.iter_rows(values_only=True)) == ROWS
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
    answer = desk.client.post(f"{there}.csv", data=token)
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines == [";".join(row) for row in ROWS]
    assert "lund-2026-registry.csv" in answer.headers["Content-Disposition"]
    exported = session.scalars(
        select(AuditLine).where(AuditLine.event == "registry.exported").order_by(AuditLine.number)
    ).all()
    assert [(line.subject, line.details) for line in exported] == [
        (f"edition:{award.edition.id}", {"ending": "xlsx"}),
        (f"edition:{award.edition.id}", {"ending": "csv"}),
    ]


def test_the_page_lists_the_registry_and_says_how_many_wait(browse: Browse, make: Make) -> None:
    award = _three(make)
    make.nomination(award, state=NominationState.UNCONFIRMED, confirmed_at=None)
    page = browse(make.person(roles=["coordinator"])).get("/nominations/registry")
    assert [e.text for e in page.all("th", scope="row")] == [
        "LUND-2026-0001",
        "LUND-2026-0002",
        "LUND-2026-0003",
    ]
    assert "1 text waits to be confirmed by its nominator." in page.text


def test_an_empty_registry_says_what_will_stand_there(browse: Browse, make: Make) -> None:
    make.award(make.edition(Phase.NOMINATING))
    page = browse(make.person(roles=["coordinator"])).get("/nominations/registry")
    assert "gets the number LUND-2026-0001" in page.text


def test_a_registry_of_another_programme_or_kind_is_not_there(browse: Browse, make: Make) -> None:
    award = make.award(make.edition(Phase.NOMINATING))
    elsewhere = make.programme("sandnes")
    stranger = browse(make.person(roles=["coordinator"], programme=elsewhere))
    stranger.get(f"/nominations/registry?edition={award.edition.id}", 200)
    stranger.post(f"/nominations/registry/{award.edition.id}.csv", status=404)
    desk = browse(make.person(roles=["coordinator"]))
    desk.post(f"/nominations/registry/{award.edition.id}.pdf", status=404)
    desk.get("/nominations/registry?edition=nowhere", 404)


def test_an_entry_is_all_a_registrar_needs(make: Make, session: Session) -> None:
    award = _three(make)
    first = entries_of(session, award.edition)[0]
    assert first == Entry(
        "LUND-2026-0001", AT, "Bo Nominator", "Alva Norrsken", award.name, Channel.WEB, False, False
    )
    assert len(entries_of(session, award.edition, page=2, size=2)) == 1
    assert session.scalars(select(Nomination)).all()
