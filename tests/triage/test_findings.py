"""What an award's rules find about a nomination, with its evidence."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from awards.accounts.models import RoleGrant
from awards.core.errors import WrongInput
from awards.core.permissions import SYSTEM, Role
from awards.decisions.models import DecidedOutcome, Decision, Outcome
from awards.nominations.models import Nomination, NominationState, NomineeKind, Relation
from awards.programmes.models import Award, EligibleOrganisation, Phase
from awards.triage.actions import judge, verdict_mark
from awards.triage.findings import Evidence, Finding, FindingKind, findings_of
from awards.triage.models import IneligibleReason, Verdict
from awards.triage.queries import candidate_of
from awards.triage.rules import Judgement
from tests.factories import Make, in_three
from tests.page import Browser

Browse = Callable[..., Browser]
AT = datetime.now(UTC)
DAY = timedelta(days=1)


def award_with(make: Make, **rules: Any) -> Award:
    return make.award(make.edition(Phase.TRIAGE, rules=rules))


def found(session: Session, nomination: Nomination) -> list[Finding]:
    findings = findings_of(session, nomination, AT)
    session.commit()
    return findings


def kinds(session: Session, nomination: Nomination) -> list[FindingKind]:
    return [finding.kind for finding in found(session, nomination)]


def won(
    make: Make,
    session: Session,
    year: int,
    name: str,
    *,
    members: tuple[str, ...] = (),
    announced: datetime | None = AT - DAY,
    outcome: Outcome = Outcome.WINNER,
    programme: Any = None,
) -> Award:
    """Let somebody have won in a year."""
    edition = make.edition(
        Phase.ANNOUNCED, slug=f"won-{year}-{name}", year=year, programme=programme
    )
    award = make.award(edition, decided_at=AT - 2 * DAY, announce_at=announced)
    candidate = make.candidate(award)
    decision = Decision(
        award_id=award.id, body="KS", decided_on=AT.date(), paragraph="§ 1", recorded_at=AT
    )
    team = [{"name": member, "title": ""} for member in members]
    decision.winners = [
        DecidedOutcome(
            candidate_id=candidate.id, outcome=outcome, public_name=name, public_members=team
        )
    ]
    session.add(decision)
    session.commit()
    return award


def test_by_default_nothing_is_found(make: Make, session: Session) -> None:
    assert found(session, make.nomination(award_with(make))) == []


# Those who have won before.


@pytest.mark.parametrize(("rule", "rules_out"), [("warn", False), ("block", True)])
def test_who_has_won_in_the_years_before_is_found_with_award_and_year(
    make: Make, session: Session, rule: str, rules_out: bool
) -> None:
    award = award_with(make, repeat_winners=rule, repeat_years=2)
    won(make, session, 2024, "alva  NORRSKEN")
    won(make, session, 2023, "Alva Norrsken")
    won(make, session, 2025, "Morgonlaget", members=("Siv Ahl", "Alva Norrsken"))
    name = in_three("Innovation")
    assert found(session, make.nomination(award)) == [
        Finding(
            FindingKind.WON_BEFORE,
            (Evidence("Alva Norrsken", name, 2025), Evidence("Alva Norrsken", name, 2024)),
            rules_out,
        )
    ]


def test_members_who_have_won_are_found_too(make: Make, session: Session) -> None:
    award = award_with(make, repeat_winners="warn")
    won(make, session, 2025, "Siv Ahl")
    nomination = make.nomination(
        award,
        nominee_kind=NomineeKind.GROUP,
        nominee_name="Kvällslaget",
        members=[("Siv Ahl", ""), ("Åke Öst", "")],
    )
    [finding] = found(session, nomination)
    assert finding.evidence == (Evidence("Siv Ahl", in_three("Innovation"), 2025),)


def test_what_is_not_a_win_of_those_years_in_this_programme_is_not_found(
    make: Make, session: Session
) -> None:
    award = award_with(make, repeat_winners="block", repeat_years=3)
    elsewhere = make.programme("sandnes")
    won(make, session, 2025, "Alva Norrsken", programme=elsewhere)
    won(make, session, 2022, "Alva Norrsken")
    won(make, session, 2024, "Alva Norrsken", announced=AT + DAY)
    won(make, session, 2023, "Alva Norrsken", outcome=Outcome.HONOURABLE_MENTION)
    assert found(session, make.nomination(award)) == []


def test_whoever_is_ruled_out_takes_part_only_with_a_word_on_who_it_is(
    make: Make, session: Session
) -> None:
    award = award_with(make, repeat_winners="block")
    won(make, session, 2025, "Alva Norrsken")
    nomination = make.nomination(award)
    with pytest.raises(WrongInput):
        judge(session, nomination, Judgement(Verdict.ELIGIBLE), seen="", by=SYSTEM, at=AT)
    session.rollback()
    note = "Her namesake at the library; born in another year."
    given = Judgement(Verdict.ELIGIBLE, note=note)
    judge(session, nomination, given, seen="", by=SYSTEM, at=AT)
    candidate = candidate_of(session, nomination.id)
    assert (candidate and candidate.verdict, verdict_mark(candidate)) == (
        Verdict.ELIGIBLE,
        AT.isoformat(),
    )


def test_the_page_shows_the_finding_and_asks_for_the_word(
    make: Make, session: Session, browse: Browse
) -> None:
    award = award_with(make, repeat_winners="block")
    won(make, session, 2025, "Alva Norrsken")
    nomination = make.nomination(award)
    browser = browse(make.person(roles=["coordinator"]))
    page = browser.get(f"/triage/nominations/{nomination.id}")
    assert "Has won before Open Alva Norrsken, Innovation 2025" in page.text
    sent = {"verdict": "eligible", "seen": "", "reason": "", "note": ""}
    again = browser.post(f"/triage/nominations/{nomination.id}", sent, 422)
    assert "If it is somebody else, write how you know." in again.text
    no = {**sent, "verdict": "ineligible", "reason": IneligibleReason.OTHER.value, "note": "Won."}
    browser.post(f"/triage/nominations/{nomination.id}", no)


# The same nominee in several awards.


def test_the_same_nominee_in_another_award_is_found_where_one_is_enough(
    make: Make, session: Session
) -> None:
    award = award_with(make, several_awards=False)
    nomination = make.nomination(award)
    other = make.award(award.edition, "openness")
    same = make.nomination(other, nominee_name="ALVA norrsken")
    make.nomination(other, nominee_name="Somebody Else")
    make.nomination(other, nominee_name="Alva Norrsken", state=NominationState.WITHDRAWN)
    make.nomination(award, nominee_name="Alva Norrsken")
    assert found(session, nomination) == [
        Finding(
            FindingKind.OTHER_AWARD,
            (Evidence("ALVA norrsken", in_three("Openness"), nomination_id=same.id),),
        )
    ]
    award.edition.rules = {}
    session.commit()
    assert found(session, nomination) == []


# Who nominates.


@pytest.mark.parametrize(
    ("address", "relation", "strange"),
    [
        ("bo@lund.se", Relation.STAFF, False),
        ("bo@skola.lund.se", Relation.STAFF, False),
        ("bo@notlund.se", Relation.STAFF, True),
        ("bo@gmail.com", Relation.STAFF, True),
        ("bo@gmail.com", Relation.RESIDENT, False),
        ("kim@company.example", Relation.STAFF, False),
    ],
)
def test_staff_are_known_by_their_address_or_as_people(
    make: Make, session: Session, address: str, relation: Relation, strange: bool
) -> None:
    award = award_with(make, staff_domains=["lund.se"])
    make.person("Kim Ek", email="kim@company.example")
    nomination = make.nomination(award, nominator_email=address, relation=relation)
    assert (kinds(session, nomination) == [FindingKind.UNKNOWN_ADDRESS]) is strange


def test_a_nominator_without_the_role_is_found(make: Make, session: Session) -> None:
    award = award_with(make, nominator_roles=["juror"])
    juror = make.person(roles=["juror"])
    auditor = make.person(roles=["auditor"])
    elsewhere = make.person(roles=["juror"], programme=make.programme("sandnes"))
    seen = [
        kinds(session, make.nomination(award, nominator_email=email))
        for email in (juror.email, auditor.email, elsewhere.email, "stranger@example.org")
    ]
    assert seen == [[], *[[FindingKind.WITHOUT_ROLE]] * 3]


def test_a_role_in_one_edition_is_none_in_another(make: Make, session: Session) -> None:
    award = award_with(make, nominator_roles=["juror"])
    earlier = make.edition(programme=award.edition.programme, slug="2025", year=2025)
    seen = []
    for edition in (award.edition, earlier):
        juror = make.person()
        grant = RoleGrant(
            person_id=juror.id,
            programme_id=edition.programme_id,
            edition_id=edition.id,
            role=Role.JUROR,
        )
        session.add(grant)
        session.commit()
        seen.append(kinds(session, make.nomination(award, nominator_email=juror.email)))
    assert seen == [[], [FindingKind.WITHOUT_ROLE]]


def test_what_the_form_refuses_is_found_when_it_came_another_way(
    make: Make, session: Session
) -> None:
    award = award_with(
        make, nominators=["staff"], nominee_kinds=["group"], group_least=3, group_most=5
    )
    resident = make.nomination(award, relation=Relation.RESIDENT)
    own = make.nomination(
        award,
        nominee_kind=NomineeKind.GROUP,
        members=[("Bo Nominator", ""), ("Siv Ahl", "")],
    )
    crowd = make.nomination(
        award, nominee_kind=NomineeKind.GROUP, members=[(f"M {n}", "") for n in range(6)]
    )
    assert [kinds(session, one) for one in (resident, own, crowd)] == [
        [FindingKind.MAY_NOT_NOMINATE, FindingKind.KIND_NOT_ASKED],
        [FindingKind.SELF_NOMINATION, FindingKind.TOO_FEW_MEMBERS],
        [FindingKind.TOO_MANY_MEMBERS],
    ]


# The organisations of the year.


def test_a_unit_of_no_eligible_organisation_is_found_by_name(make: Make, session: Session) -> None:
    award = award_with(make)
    company = make.unit("LKF")
    department = make.unit("Drift", company)
    team = make.unit("Drift öster", department)
    outside = make.unit("Parkering")
    session.add(EligibleOrganisation(edition_id=award.edition_id, org_unit_id=company.id))
    session.commit()
    inside = make.nomination(award, units=[team])
    mixed = make.nomination(award, units=[team, outside])
    assert found(session, inside) == []
    assert found(session, mixed) == [
        Finding(FindingKind.OTHER_ORGANISATION, (Evidence("Parkering"),))
    ]


def test_looking_costs_as_many_queries_however_much_there_is(make: Make, session: Session) -> None:
    award = award_with(
        make,
        repeat_winners="warn",
        several_awards=False,
        staff_domains=["lund.se"],
        nominator_roles=["juror"],
    )
    nomination = make.nomination(award, units=[make.unit("LKF")])
    other = make.award(award.edition, "openness")

    def queries() -> int:
        seen: list[str] = []

        def note(*args: Any) -> None:
            seen.append(str(args[2]))

        bind = session.get_bind()
        event.listen(bind, "before_cursor_execute", note)
        findings_of(session, nomination, AT)
        event.remove(bind, "before_cursor_execute", note)
        session.commit()
        return len(seen)

    before = queries()
    for year in range(2023, 2026):
        won(make, session, year, f"Alva {year}")
        make.nomination(other, units=[make.unit(f"Unit {year}")])
    assert before == queries() <= 6
