"""Texts that people act on in a round: a reason is asked for, kept, and read on the rules page."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.programmes.models import Award, Edition, Phase, RuleChange
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]


def _desk(browse: Browse, make: Make) -> Browser:
    return browse(make.person("Ko Ek", roles=["coordinator"]))


def _kept(session: Session) -> list[tuple[Any, ...]]:
    session.expire_all()
    rows = session.scalars(select(RuleChange).order_by(RuleChange.key)).all()
    kept = [(row.key, row.award_id, row.before, row.after, row.reason) for row in rows]
    session.commit()
    return kept


def _line(session: Session, event: str) -> dict[str, Any]:
    found = session.scalars(select(AuditLine).where(AuditLine.event == event)).one().details
    session.commit()
    return found


def _award(make: Make, phase: Phase) -> Award:
    return make.award(make.edition(phase))


@pytest.mark.parametrize(
    ("what", "name", "begun", "before"),
    [
        ("awards", "statement-sv", Phase.NOMINATING, Phase.UPCOMING),
        ("awards", "prompts-0-label-sv", Phase.NOMINATING, Phase.UPCOMING),
        ("awards", "deciding_body-sv", Phase.NOMINATING, Phase.UPCOMING),
        ("awards", "legal_basis-sv", Phase.NOMINATING, Phase.UPCOMING),
        ("awards", "name-sv", Phase.NOMINATING, Phase.UPCOMING),
        ("awards", "prize-sv", Phase.NOMINATING, Phase.UPCOMING),
        ("texts", "who_may_nominate-sv", Phase.NOMINATING, Phase.UPCOMING),
        ("texts", "who_decides-sv", Phase.NOMINATING, Phase.UPCOMING),
        ("texts", "public_records-sv", Phase.NOMINATING, Phase.UPCOMING),
        ("texts", "deciding_body-sv", Phase.NOMINATING, Phase.UPCOMING),
        ("texts", "legal_basis-sv", Phase.NOMINATING, Phase.UPCOMING),
        ("criteria", "name-sv", Phase.SCORING, Phase.TRIAGE),
        ("criteria", "description-sv", Phase.SCORING, Phase.TRIAGE),
        ("criteria", "levels-0-sv", Phase.SCORING, Phase.TRIAGE),
    ],
)
def test_a_text_asks_for_a_reason_once_people_act_on_it(
    browse: Browse,
    make: Make,
    session: Session,
    what: str,
    name: str,
    begun: Phase,
    before: Phase,
) -> None:
    early, late = make.edition(before, slug="early"), make.edition(begun, slug="late")
    desk = _desk(browse, make)
    for edition in (early, late):
        make.award(edition)
    url, running = _url(early, what), _url(late, what)
    session.commit()
    assert "reason" not in desk.get(url).form(url)
    desk.post(url, desk.get(url).form(url) | {name: "Tidigt"})
    assert _kept(session) == []
    url = running
    typed = desk.get(url).form(url) | {name: "Annat"}
    refused = desk.post(url, typed, 422)
    assert "Write why “" in refused.text
    assert refused.form(url)[name] == "Annat"
    assert _kept(session) == []
    desk.post(url, refused.form(url) | {"reason": " Felstavat. "})
    kept = _kept(session)
    assert [(line[3], line[4]) for line in kept] == [(kept[0][3], "Felstavat.")]
    assert kept[0][3].startswith("sv: Annat")


def _url(edition: Edition, what: str) -> str:
    return {
        "awards": f"/set-up/awards/{edition.awards[0].id}",
        "texts": f"/set-up/editions/{edition.id}/texts",
        "criteria": f"/set-up/criteria/{edition.criteria[0].id}",
    }[what]


def test_the_trail_says_that_there_was_a_reason_and_the_rules_page_says_which(
    browse: Browse, make: Make, session: Session
) -> None:
    award = _award(make, Phase.SCORING)
    other = make.award(award.edition, slug="other")
    criterion = award.edition.criteria[0]
    desk, rules = _desk(browse, make), f"/set-up/editions/{award.edition_id}/rules"
    key, url = criterion.key, f"/set-up/criteria/{criterion.id}"
    mine, others = (f"/set-up/awards/{one.id}" for one in (award, other))
    session.commit()
    assert "since the edition opened" in desk.get(rules).text
    desk.post(url, desk.get(url).form(url) | {"levels-0-sv": "Inget alls", "reason": "Oklart."})
    desk.post(mine, desk.get(mine).form(mine) | {"statement-sv": "Till er", "reason": "Beslutat."})
    assert [line[0] for line in _kept(session)] == [f"levels:{key}", "statement"]
    assert _line(session, "criterion.changed")["reason"] is True
    assert _line(session, "award.changed") == {
        "version": 2,
        "fields": ["statement"],
        "reason": True,
    }
    text = desk.get(rules).text
    for words in ("Ko Ek", "Words for each level", "Oklart.", "sv: Inget alls", "Beslutat."):
        assert words in text, words
    assert "Beslutat." in desk.get(f"{mine}/rules").text
    text = desk.get(f"{others}/rules").text
    assert ("Oklart." in text, "Beslutat." in text) == (True, False)


def test_what_nobody_acts_on_changes_without_a_reason(
    browse: Browse, make: Make, session: Session
) -> None:
    award = _award(make, Phase.SCORING)
    desk, url = _desk(browse, make), f"/set-up/awards/{award.id}"
    desk.post(url, desk.get(url).form(url) | {"emblem": "lov"})
    assert _kept(session) == []
    assert _line(session, "award.changed") == {"version": 2, "fields": ["emblem"], "reason": False}


@pytest.mark.parametrize(
    "phase", [Phase.NOMINATING, Phase.TRIAGE, Phase.SCORING, Phase.DELIBERATION]
)
def test_a_running_edition_is_not_archived(
    browse: Browse, make: Make, session: Session, phase: Phase
) -> None:
    edition = _award(make, phase).edition
    desk, url = _desk(browse, make), f"/set-up/editions/{edition.id}"
    action = f"{url}/archive"
    page = desk.get(url)
    assert page.all("form", action=action) == []
    assert "can be archived once every award is announced" in page.text
    assert "once every award is announced" in desk.post(action, status=409).text
    session.expire_all()
    assert edition.archived_at is None


@pytest.mark.parametrize("phase", [Phase.UPCOMING, Phase.ANNOUNCED])
def test_an_edition_is_archived_before_and_after_its_round(
    browse: Browse, make: Make, session: Session, phase: Phase
) -> None:
    edition = make.edition(phase)
    past = edition.scoring_closes_at if phase is Phase.ANNOUNCED else None
    make.award(edition, decided_at=past, announce_at=past)
    desk, url = _desk(browse, make), f"/set-up/editions/{edition.id}"
    assert desk.get(url).all("form", action=f"{url}/archive")
    desk.post(f"{url}/archive")
    session.expire_all()
    assert edition.archived_at is not None


def test_the_auditor_reads_the_reason_and_nobody_elses(
    browse: Browse, make: Make, session: Session
) -> None:
    award = _award(make, Phase.NOMINATING)
    desk, url = _desk(browse, make), f"/set-up/awards/{award.id}"
    typed = desk.get(url).form(url) | {"prize-sv": "Tre kronor", "reason": "The council cut it."}
    desk.post(url, typed)
    auditor = browse(make.person("Au Ek", roles=["auditor"]))
    assert "Read why rules, texts and weights were changed" in auditor.get("/audit").text
    page = auditor.get("/audit/reasons")
    assert "The council cut it." in page.text
    assert "sv: Tre kronor" in page.text
    town = make.programme("malmo")
    stranger = browse(make.person("Str Ek", roles=["auditor"], programme=town))
    assert "The council cut it." not in stranger.get("/audit/reasons").text


def test_an_award_may_name_its_own_body_and_basis(browse: Browse, make: Make) -> None:
    edition = make.edition(Phase.UPCOMING)
    own, plain = make.award(edition, slug="own"), make.award(edition, slug="plain")
    desk, url = _desk(browse, make), f"/set-up/awards/{own.id}"
    said = {"deciding_body-en": "The school board", "legal_basis-en": "The school act"}
    desk.post(url, desk.get(url).form(url) | said)
    make.session.expire_all()
    assert (own.decided_by["en"], own.handled_under["en"]) == ("The school board", "The school act")
    assert (plain.decided_by, plain.handled_under) == (edition.deciding_body, edition.legal_basis)
    assert "The school board" in browse().get("/awards/lund/2026/").text
