"""Giving and taking roles: who may, where, what waits in the outbox, and who has to stay."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgKind, Person, RoleGrant
from awards.accounts.rules import LastOne
from awards.audit.models import AuditLine
from awards.core.errors import NotFound, WrongInput
from awards.core.permissions import Role
from awards.mail.models import MailState, OutboxMail
from awards.programmes.invitations import Sender
from awards.programmes.models import EligibleOrganisation, Programme
from awards.programmes.people import actions, rules
from awards.programmes.people.actions import Guest, Place
from tests.factories import Make, actor_of

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
URL = "http://localhost/sign-in"


@pytest.fixture
def programme(make: Make) -> Programme:
    return make.programme("lund")


@pytest.fixture
def by(make: Make, programme: Programme) -> Sender:
    assert programme.slug == "lund"
    return Sender(actor_of(make.person("Ko Coordinator", roles=["coordinator"])), URL)


@pytest.fixture
def admin(make: Make, programme: Programme) -> Sender:
    assert programme.slug == "lund"
    return Sender(actor_of(make.person("Ad Ministrator", roles=["admin"])), URL)


def _mails(session: Session) -> list[tuple[str, str, MailState]]:
    wanted = select(OutboxMail).order_by(OutboxMail.queued_at, OutboxMail.recipient)
    return [(m.recipient, m.template, m.state) for m in session.scalars(wanted)]


def _trail(session: Session) -> list[str]:
    return list(session.scalars(select(AuditLine.event).order_by(AuditLine.number)))


@pytest.mark.parametrize(
    ("role", "template"),
    [
        (Role.JUROR, "programmes/jury_invitation"),
        (Role.CHAIR, "programmes/jury_invitation"),
        (Role.AUDITOR, "programmes/role_given"),
        (Role.SECRETARY, "programmes/role_given"),
    ],
)
def test_a_role_is_given_and_its_mail_waits(
    make: Make, session: Session, programme: Programme, by: Sender, role: Role, template: str
) -> None:
    person = make.person("Nils Holm", email="nils@example.org", language="sv")
    grant = actions.give_role(session, programme, person, Place(role), by=by, at=AT)
    assert grant is not None
    assert (grant.programme_id, grant.edition_id, grant.role) == (programme.id, None, role)
    assert _mails(session) == [("nils@example.org", template, MailState.HELD)]
    mail = session.scalars(select(OutboxMail)).one()
    assert (mail.about, mail.language) == (f"role-grant:{grant.id}", "sv")
    assert "Nils Holm" in mail.body
    assert _trail(session) == ["role.granted"]


def test_the_same_role_again_changes_nothing(
    make: Make, session: Session, programme: Programme, by: Sender
) -> None:
    edition = make.edition(programme=programme)
    person = make.person()
    for place in (Place(Role.JUROR), Place(Role.JUROR), Place(Role.JUROR, edition.id)):
        actions.give_role(session, programme, person, place, by=by, at=AT)
    assert len(_mails(session)) == 1
    assert len(person.grants) == 1


def test_a_role_is_given_in_one_edition(
    make: Make, session: Session, programme: Programme, by: Sender
) -> None:
    one, two = (make.edition(programme=programme, slug=slug) for slug in ("2025", "2026"))
    person = make.person()
    for edition in (one, two):
        place = Place(Role.JUROR, edition.id)
        assert actions.give_role(session, programme, person, place, by=by, at=AT) is not None
    assert {grant.edition_id for grant in person.grants} == {one.id, two.id}


def test_another_programmes_edition_is_not_found(
    make: Make, session: Session, programme: Programme, by: Sender
) -> None:
    elsewhere = make.edition(programme=make.programme("sandnes"))
    with pytest.raises(NotFound):
        actions.give_role(
            session, programme, make.person(), Place(Role.JUROR, elsewhere.id), by=by, at=AT
        )


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR])
def test_some_roles_are_held_in_all_editions(
    make: Make, session: Session, programme: Programme, by: Sender, role: Role
) -> None:
    edition = make.edition(programme=programme)
    with pytest.raises(rules.WholeProgramme):
        actions.give_role(session, programme, make.person(), Place(role, edition.id), by=by, at=AT)


def test_a_coordinator_makes_no_administrator_and_unmakes_none(
    make: Make, session: Session, programme: Programme, by: Sender, admin: Sender
) -> None:
    person = make.person()
    with pytest.raises(rules.OnlyAdministrators):
        actions.give_role(session, programme, person, Place(Role.ADMIN), by=by, at=AT)
    grant = actions.give_role(session, programme, person, Place(Role.ADMIN), by=admin, at=AT)
    assert grant is not None
    with pytest.raises(rules.OnlyAdministrators):
        actions.take_role(session, grant, programme, by=by, at=AT)
    actions.take_role(session, grant, programme, by=admin, at=AT)
    assert _trail(session) == ["role.granted", "mail.dropped", "role.taken"]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.COORDINATOR])
def test_the_last_one_stays(
    make: Make, session: Session, programme: Programme, admin: Sender, by: Sender, role: Role
) -> None:
    assert by.actor.name  # both are there
    grant = session.scalars(select(RoleGrant).where(RoleGrant.role == role)).one()
    asleep = make.person(roles=[role], active=False)
    with pytest.raises(LastOne):
        actions.take_role(session, grant, programme, by=admin, at=AT)
    asleep.active = True
    session.flush()
    actions.take_role(session, grant, programme, by=admin, at=AT)
    assert [g.person_id for g in session.scalars(select(RoleGrant).where(RoleGrant.role == role))]


def test_who_is_administrator_everywhere_is_one_here_too(
    make: Make, session: Session, programme: Programme, admin: Sender
) -> None:
    everywhere = make.person()
    session.add(RoleGrant(person_id=everywhere.id, programme_id=None, role=Role.ADMIN))
    session.flush()
    grant = session.scalars(
        select(RoleGrant).where(RoleGrant.role == Role.ADMIN, RoleGrant.programme_id.is_not(None))
    ).one()
    actions.take_role(session, grant, programme, by=admin, at=AT)
    assert _trail(session) == ["role.taken"]


def test_with_the_role_goes_the_mail_that_still_waits(
    make: Make, session: Session, programme: Programme, by: Sender
) -> None:
    grant = actions.give_role(
        session, programme, make.person(email="a@example.org"), Place(Role.JUROR), by=by, at=AT
    )
    assert grant is not None
    actions.take_role(session, grant, programme, by=by, at=AT)
    assert _mails(session) == [("a@example.org", "programmes/jury_invitation", MailState.DROPPED)]


GUEST = Guest(" Ida\r\n Nord ", "IDA@example.no", "nb")


def test_a_guest_is_a_person_without_a_unit_whose_invitation_waits(
    session: Session, programme: Programme, by: Sender
) -> None:
    person = actions.invite_guest(session, programme, GUEST, Place(Role.ADVISER), by=by, at=AT)
    assert (person.name, person.email, person.language, person.org_unit_id) == (
        "Ida Nord",
        "ida@example.no",
        "nb",
        None,
    )
    assert [
        g.role for g in session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id))
    ] == [Role.ADVISER]
    assert _mails(session) == [("ida@example.no", "programmes/guest_invitation", MailState.HELD)]
    body = session.scalars(select(OutboxMail.body)).one()
    assert "vil gjerne ha deg som rådgiver" in body
    assert _trail(session) == ["person.added", "role.granted"]


def test_an_address_that_is_somebodys_is_caught(
    make: Make, session: Session, programme: Programme, by: Sender
) -> None:
    make.person(email="ida@example.no", active=False)
    with pytest.raises(rules.AddressTaken):
        actions.invite_guest(session, programme, GUEST, Place(Role.JUROR), by=by, at=AT)


@pytest.fixture
def bjorn(make: Make) -> Person:
    """Somebody who works for the employer of another programme."""
    there = make.unit("Sandnes kommune", kind=OrgKind.EMPLOYER)
    edition = make.edition(programme=make.programme("sandnes"))
    make.session.add(EligibleOrganisation(edition_id=edition.id, org_unit_id=there.id))
    return make.person("Bjørn Vik", email="bjorn@sandnes.example", language="nb", unit=there)


def test_another_programmes_people_get_no_role_by_their_name(
    session: Session, programme: Programme, by: Sender, bjorn: Person
) -> None:
    with pytest.raises(rules.WorksElsewhere):
        actions.give_role(session, programme, bjorn, Place(Role.JUROR), by=by, at=AT)
    assert (bjorn.grants, _mails(session)) == ([], [])


def test_another_programmes_people_are_invited_by_their_address_and_stay_as_they_are(
    session: Session, programme: Programme, by: Sender, bjorn: Person
) -> None:
    guest = Guest("B Vik", "Bjorn@sandnes.example", "sv")
    for role in (Role.COORDINATOR, Role.AUDITOR):
        with pytest.raises(rules.NotAcross):
            actions.invite_guest(session, programme, guest, Place(role), by=by, at=AT)
    found = actions.invite_guest(session, programme, guest, Place(Role.JUROR), by=by, at=AT)
    assert found is bjorn
    assert (bjorn.name, bjorn.language) == ("Bjørn Vik", "nb")
    assert _mails(session) == [
        ("bjorn@sandnes.example", "programmes/jury_invitation", MailState.HELD)
    ]
    assert _trail(session) == ["role.granted"]
    with pytest.raises(rules.HeldAlready):
        actions.invite_guest(session, programme, guest, Place(Role.JUROR), by=by, at=AT)


def test_whoever_administers_everything_gives_any_role_across(
    make: Make, session: Session, programme: Programme, bjorn: Person
) -> None:
    above = make.person("Ada Admin")
    session.add(RoleGrant(person_id=above.id, programme_id=None, role=Role.ADMIN))
    session.flush()
    session.refresh(above)
    by = Sender(actor_of(above), URL)
    actions.give_role(session, programme, bjorn, Place(Role.COORDINATOR), by=by, at=AT)
    assert [grant.role for grant in bjorn.grants] == [Role.COORDINATOR]


@pytest.mark.parametrize(
    "guest", [Guest(" ", "a@example.org", "sv"), Guest("A", "x", "sv"), Guest("A", "a@b.se", "fi")]
)
def test_a_guest_needs_a_name_an_address_and_a_language_of_ours(
    session: Session, programme: Programme, by: Sender, guest: Guest
) -> None:
    with pytest.raises(WrongInput):
        actions.invite_guest(session, programme, guest, Place(Role.JUROR), by=by, at=AT)
    assert session.scalars(select(Person.id).where(Person.name == "A")).all() == []


def test_somebody_who_may_not_sign_in_gets_no_role(
    make: Make, session: Session, programme: Programme, by: Sender
) -> None:
    asleep = make.person(active=False)
    with pytest.raises(WrongInput):
        actions.give_role(session, programme, asleep, Place(Role.JUROR), by=by, at=AT)


def test_the_trail_says_which_edition_a_role_was_given_in_and_taken_from(
    make: Make, session: Session, programme: Programme, by: Sender
) -> None:
    edition, person = make.edition(programme=programme), make.person()
    for where in (None, edition.id):
        grant = actions.give_role(
            session, programme, person, Place(Role.JUROR, where), by=by, at=AT
        )
        assert grant is not None
        actions.take_role(session, grant, programme, by=by, at=AT)
    lines = session.execute(select(AuditLine.event, AuditLine.details).order_by(AuditLine.number))
    assert [(event, details) for event, details in lines if event != "mail.dropped"] == [
        (event, {"edition_id": where, "person_id": person.id, "role": "juror"})
        for where in (None, edition.id)
        for event in ("role.granted", "role.taken")
    ]
