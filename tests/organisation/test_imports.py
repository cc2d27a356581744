"""What a file would change, what it does change, and what is wrong with it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgUnit, OrgUnitName, Person, RoleGrant
from awards.accounts.organisation.imports.report import preview_of
from awards.accounts.organisation.imports.sheets import Unreadable
from awards.accounts.organisation.rules import NAMED_BY_A_ROUND
from awards.core.permissions import Role
from awards.programmes.models import EligibleOrganisation
from tests.factories import Make
from tests.organisation.importing import AT, TODAY, brought_in, planned, staff, told, tree

UNITS = """kod;namn;överordnad;typ
100;Vård och omsorg;;förvaltning
110;Hemvården;100;enhet
111;Hemvården Öster;110;enhet
"""
PEOPLE = """Namn;E-post;Titel;Enhetskod;Chef
Kim Ek;Kim.Ek@example.org;chef;110;ja
Åsa Lind;asa@example.org;undersköterska;111;
"""


def test_units_and_people_are_added(session: Session) -> None:
    assert brought_in(session, UNITS) == {"units-added": 4}
    assert brought_in(session, PEOPLE) == {"people-added": 2, "units-manager": 1}
    assert tree(session) == {
        "Lunds kommun": (None, None, None, None),
        "Vård och omsorg": ("Lunds kommun", "100", None, None),
        "Hemvården": ("Vård och omsorg", "110", "Kim Ek", None),
        "Hemvården Öster": ("Hemvården", "111", None, None),
    }
    assert staff(session) == {
        "asa@example.org": ("Åsa Lind", "undersköterska", "Hemvården Öster", True),
        "kim.ek@example.org": ("Kim Ek", "chef", "Hemvården", True),
    }


@pytest.mark.parametrize("complete", [False, True])
def test_the_same_files_twice_change_nothing(session: Session, complete: bool) -> None:
    for text in (UNITS, PEOPLE):
        brought_in(session, text)
    again = [planned(session, text, complete=complete) for text in (UNITS, PEOPLE)]
    assert [(plan.empty, told(plan)) for plan in again] == [(True, []), (True, [])]
    assert [dict(plan.unchanged) for plan in again] == [{"units": 4}, {"units": 3, "people": 2}]


def test_a_new_person_can_be_found_by_typing(session: Session) -> None:
    brought_in(session, UNITS)
    brought_in(session, PEOPLE)
    assert session.scalars(select(Person.search).order_by(Person.search)).all() == [
        " asa lind asa@example.org underskoterska",
        " kim ek kim.ek@example.org chef",
    ]


def test_a_renamed_unit_keeps_its_old_name_for_what_is_old(session: Session) -> None:
    brought_in(session, UNITS)
    text = UNITS.replace("Vård och omsorg", "Omsorgen")
    assert brought_in(session, text) == {"units-renamed": 1}
    unit = session.scalars(select(OrgUnit).where(OrgUnit.code == "100")).one()
    names = [unit.name_on(day) for day in (date(2026, 11, 21), TODAY, date(2027, 1, 1))]
    assert names == ["Vård och omsorg", "Omsorgen", "Omsorgen"]


def test_a_unit_renamed_twice_in_a_day_keeps_the_first_name(session: Session) -> None:
    brought_in(session, UNITS)
    for name in ("Felstavat", "Omsorgen"):
        brought_in(session, UNITS.replace("Vård och omsorg", name))
    kept = session.execute(select(OrgUnitName.until, OrgUnitName.name)).all()
    assert [tuple(row) for row in kept] == [(TODAY, "Vård och omsorg")]


def test_units_and_people_move(session: Session) -> None:
    brought_in(session, UNITS)
    brought_in(session, PEOPLE)
    assert brought_in(session, UNITS.replace("Öster;110", "Öster;100")) == {"units-moved": 1}
    moved = PEOPLE.replace("undersköterska;111", "sjuksköterska;110")
    assert brought_in(session, moved) == {"people-moved": 1, "people-title": 1}
    assert tree(session)["Hemvården Öster"][0] == "Vård och omsorg"
    assert staff(session)["asa@example.org"] == ("Åsa Lind", "sjuksköterska", "Hemvården", True)


def test_what_a_complete_file_leaves_out_is_closed(session: Session, make: Make) -> None:
    brought_in(session, UNITS)
    brought_in(session, PEOPLE)
    juror = make.person("Juror Ek", email="j@example.org", roles=["juror"])
    hem = session.scalars(select(OrgUnit).where(OrgUnit.code == "110")).one()
    juror.org_unit_id = hem.id
    guest = make.person("Guest", email="guest@elsewhere.example")
    epoch = session.scalars(
        select(Person.session_epoch).where(Person.email == "asa@example.org")
    ).one()
    session.commit()
    without = "\n".join(line for line in PEOPLE.splitlines() if "asa@" not in line)
    plan = planned(session, without, complete=True)
    assert (plan.counts(), plan.kept) == ({"people-closed": 1}, ["Juror Ek"])
    brought_in(session, without, complete=True)
    gone = session.scalars(select(Person).where(Person.email == "asa@example.org")).one()
    assert (gone.active, gone.session_epoch) == (False, epoch + 1)
    assert (juror.active, guest.active) == (True, True)
    smaller = UNITS.replace("111;Hemvården Öster;110;enhet\n", "")
    assert brought_in(session, smaller, complete=True) == {"units-closed": 1}
    assert tree(session)["Hemvården Öster"][3] == TODAY
    assert brought_in(session, UNITS) == {"units-reopened": 1}
    assert brought_in(session, PEOPLE) == {"people-reopened": 1}


def test_the_preview_names_whoever_comes_back_with_a_role(session: Session, make: Make) -> None:
    brought_in(session, UNITS)
    brought_in(session, PEOPLE)
    back = session.scalars(select(Person).where(Person.email == "asa@example.org")).one()
    back.active = False
    session.add(RoleGrant(person_id=back.id, programme_id=make.programme().id, role=Role.JUROR))
    session.commit()
    plan = planned(session, PEOPLE)
    assert (plan.counts(), plan.let_in) == ({"people-reopened": 1}, [back.name])
    assert preview_of(plan)["let_in"] == [back.name]


def test_a_unit_in_use_is_not_closed(session: Session) -> None:
    brought_in(session, UNITS)
    brought_in(session, PEOPLE)
    smaller = UNITS.replace("111;Hemvården Öster;110;enhet\n", "")
    assert told(planned(session, smaller, complete=True)) == [
        (0, "", "Hemvården Öster is missing in the file, but somebody works there.")
    ]


@pytest.mark.parametrize(("days_left", "kept"), [(1, True), (-1, False)])
def test_a_unit_that_a_running_round_names_is_not_closed(
    session: Session, make: Make, days_left: int, kept: bool
) -> None:
    brought_in(session, UNITS)
    unit = session.scalars(select(OrgUnit).where(OrgUnit.name == "Hemvården Öster")).one()
    edition = make.edition(
        opens_at=AT - timedelta(days=9),
        closes_at=AT - timedelta(days=8),
        scoring_opens_at=AT - timedelta(days=7),
        scoring_closes_at=AT + timedelta(days=days_left),
    )
    session.add(EligibleOrganisation(edition_id=edition.id, org_unit_id=unit.id))
    session.commit()
    smaller = UNITS.replace("111;Hemvården Öster;110;enhet\n", "")
    plan = planned(session, smaller, complete=True)
    said = [(0, "", NAMED_BY_A_ROUND % {"unit": "Hemvården Öster"})]
    assert told(plan) == (said if kept else [])


def test_a_file_that_is_not_complete_closes_nothing(session: Session) -> None:
    brought_in(session, UNITS)
    brought_in(session, PEOPLE)
    assert planned(session, "namn;e-post\nNy Person;ny@example.org\n").counts() == {
        "people-added": 1
    }
    assert planned(session, "kod;namn\n100;Vård och omsorg\n").counts() == {}


def test_a_combined_file_brings_the_units_along(session: Session) -> None:
    text = (
        "E-post,Fornavn,Etternavn,Stilling,Enhet,Leder\n"
        "kari@example.org,Kari,Nes,rektor,Oppvekst / Lura skole,ja\n"
        "ola@example.org,Ola,Vik,lærer,Oppvekst / Lura skole,kari@example.org\n"
    )
    assert brought_in(session, text) == {"units-added": 3, "people-added": 2}
    assert tree(session) == {
        "Lunds kommun": (None, None, None, None),
        "Oppvekst": ("Lunds kommun", None, None, None),
        "Lura skole": ("Oppvekst", None, "Kari Nes", None),
    }
    assert planned(session, text).empty


def test_a_combined_file_with_codes_renames_and_moves_units(session: Session) -> None:
    head = "name\te-mail\tunit code\tunit\n"
    brought_in(session, head + "Al Ek\tal@example.org\t7\tCare / Home care\n")
    changed = head + "Al Ek\tal@example.org\t7\tHealth / Home help\n"
    counts = brought_in(session, changed)
    assert counts == {"units-added": 1, "units-renamed": 1, "units-moved": 1}
    assert tree(session)["Home help"] == ("Health", "7", None, None)
    assert planned(session, changed).empty


def test_several_employers_stand_beside_each_other(session: Session) -> None:
    text = (
        "employer;code;name\nLunds kommun;1;Skolan\nKraftringen AB;1;Nätet\n"
        "Kraftringen AB;2;Handel\n"
    )
    assert brought_in(session, text) == {"units-added": 5}
    assert tree(session)["Nätet"] == ("Kraftringen AB", "1", None, None)
    assert planned(session, text).empty


def test_a_row_may_be_the_employer_itself(session: Session) -> None:
    text = "kode;navn;overordnet;type\nSK;Sandnes kommune;;arbeidsgiver\n"
    assert brought_in(session, text) == {"units-added": 1}
    assert planned(session, text).empty


WRONG_UNITS = "kod;namn;överordnad;typ;chef;giltig från;giltig till\n"
WRONG_PEOPLE = "namn;e-post;titel;enhetskod;enhet;chef\n"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (WRONG_UNITS + "1;;;;;;\n", [(2, "namn", "The name is missing.")]),
        (
            WRONG_UNITS + "1;A;2;;;;\n2;B;1;;;;\n",
            [
                (2, "överordnad", "A cannot belong to B, because B is a part of it."),
                (3, "överordnad", "B cannot belong to A, because A is a part of it."),
            ],
        ),
        (WRONG_UNITS + "1;A;1;;;;\n", [(2, "överordnad", "A cannot belong to A, because A is a part of it.")]),
        (WRONG_UNITS + "1;A;;;;;\n1;B;;;;;\n", [(3, "kod", "The code 1 stands in two rows.")]),
        (
            WRONG_UNITS + ";A;;;;;\n;A;;;;;\n",
            [(3, "namn", "“A” stands twice in the same place. Give the units codes.")],
        ),
        (
            WRONG_UNITS + "1;A;99;;;;\n",
            [(2, "överordnad", "There is no unit “99”, neither in the file nor in Utmärkt.")],
        ),
        (
            WRONG_UNITS + "1;A;;rum;;;\n",
            [(2, "typ", "“rum” is no kind of unit. Write employer, administration, company or unit.")],
        ),
        (
            WRONG_UNITS + "1;A;;;;2026-02-30;\n",
            [(2, "giltig från", "“2026-02-30” is no day. Write it like 2026-01-31.")],
        ),
        (
            WRONG_UNITS + "1;A;;;;2026-02-01;31.1.2026\n",
            [(2, "giltig till", "The last day is before the first one.")],
        ),
        (
            WRONG_UNITS + "1;A;;;nobody@example.org;;\n",
            [(2, "chef", "Nobody has the address nobody@example.org, neither in the file nor in Utmärkt.")],
        ),
        (WRONG_UNITS + "1;A;;;kim;;\n", [(2, "chef", "“kim” is no e-mail address."), (2, "chef", "Nobody has the address kim, neither in the file nor in Utmärkt.")]),
        (WRONG_PEOPLE + ";kim@example.org;;;;\n", [(2, "namn", "The name is missing.")]),
        (WRONG_PEOPLE + "Kim;;;;;\n", [(2, "e-post", "The e-mail address is missing.")]),
        (WRONG_PEOPLE + "Kim;kim@home;;;;\n", [(2, "e-post", "“kim@home” is no e-mail address.")]),
        (
            WRONG_PEOPLE + "Kim;kim@example.org;;;;\nKim;KIM@example.org ;;;;\n",
            [(3, "e-post", "The address stands in row 2 already. One address, one person.")],
        ),
        (
            WRONG_PEOPLE + "Kim;kim@example.org;;77;;\n",
            [(2, "enhetskod", "There is no unit with the code 77. Import the units first.")],
        ),
        (
            WRONG_PEOPLE + "Kim;kim@example.org;;;Köket;ja\nBo;bo@example.org;;;Köket;ja\n",
            [(3, "chef", "Köket would have two managers: kim@example.org (row 2) and bo@example.org.")],
        ),
        (
            WRONG_PEOPLE + "Kim;kim@example.org;;7;A / B;\nBo;bo@example.org;;7;A / C;\n",
            [(3, "enhet", "The code 7 stands beside two names: B and C.")],
        ),
        (
            WRONG_PEOPLE + "Kim;kim@example.org;;;;;more;and more\n",
            [(2, "", "The row has 8 cells, but there are 6 headings.")],
        ),
        ("namn;e-post\n" + "x" * 201 + ";kim@example.org\n", [(2, "namn", "The text is longer than 200 characters.")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_row_and_column(
    session: Session, text: str, faults: list[tuple[int, str, str]]
) -> None:
    assert told(planned(session, text)) == faults


def test_rows_are_counted_as_the_program_shows_them(session: Session) -> None:
    text = 'namn;e-post\n\n"Kim\nEk";kim@example.org\n;bo@example.org\n'
    assert told(planned(session, text)) == [(5, "namn", "The name is missing.")]


TABLE = "namn;e-post\nÅsa Öberg Ærø;asa@example.org\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_letters_survive_in_every_encoding_of_an_office(session: Session, encoding: str) -> None:
    (added,) = planned(session, TABLE.encode(encoding)).people
    assert added.name == "Åsa Öberg Ærø"


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_columns_are_told_apart(session: Session, separator: str) -> None:
    (added,) = planned(session, TABLE.replace(";", separator)).people
    assert added.name == "Åsa Öberg Ærø"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b" \n", "The file is empty."),
        (TABLE.encode("mac-roman", "replace"), "We cannot tell how the letters"),
        (TABLE.encode("cp850", "replace"), "We cannot tell how the letters"),
        (b"namn;e-post\n\x81\x8d;a@example.org\n", "We cannot tell how the letters"),
        (TABLE.encode().decode("cp1252", "replace").encode(), "have been damaged on the way"),
        (b"\xd0\xcf\x11\xe0rest", "This is the old Excel format."),
        (b"PK\x03\x04not really", "The workbook cannot be opened."),
        (b"\x00\x01\x02", "This is no table."),
        (b"%PDF-1.7\n%\xb5\xed\xae\xfb\n\x00", "This is no table."),
        (b"a;b\n1;2\n", "We do not know the headings."),
        (b'namn;e-post\n"Kim;kim@example.org\n', "The quotation marks do not fit together"),
        (b'namn;e-post\n"Kim"x;kim@example.org\n', "The quotation marks do not fit together"),
        (b"namn;e-post\n" + b"x;\n" * 60_001, "The file has more than 60,000 rows."),
        (b"x" * (5 * 1024 * 1024 + 1), "The file is larger than 5 MB."),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(
    session: Session, data: bytes, words: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        planned(session, data)
    assert refused.value.message.startswith(words) or words in refused.value.message


def test_an_import_changes_no_address_and_closes_nobody_with_a_role(
    session: Session, make: Make
) -> None:
    brought_in(session, UNITS)
    brought_in(session, PEOPLE)
    held = session.scalars(select(Person).where(Person.email == "asa@example.org")).one()
    session.add(RoleGrant(person_id=held.id, programme_id=make.programme().id, role="admin"))
    session.commit()
    brought_in(session, PEOPLE.replace("asa@example.org", "mine@example.org"), complete=True)
    session.refresh(held)
    assert (held.email, held.active, held.session_epoch) == ("asa@example.org", True, 0)
    mine = session.scalars(select(Person).where(Person.email == "mine@example.org")).one()
    assert (mine.id == held.id, mine.grants) == (False, [])
