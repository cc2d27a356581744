"""The desk's list by its filters, the way through it, steps by their preview, notes and views."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.db import Database
from awards.core.ids import new_id
from awards.mail.models import OutboxMail
from awards.nominations.models import Channel, Nomination, NominationState
from awards.programmes.models import Award, Phase
from awards.triage.desk.actions import look_through
from awards.triage.desk.models import DeskNote, KeptFinding, SavedView
from awards.triage.models import Candidate, CandidateNomination, CopyState, Verdict
from awards.triage.twins.models import TwinPair
from tests.counting import queries_of
from tests.factories import Make
from tests.page import Browser, Page, text_of

Browse = Callable[..., Browser]
NOW = datetime.now(UTC)


@pytest.fixture
def coordinator(make: Make) -> Person:
    """Coordinates the programme, whose edition stands in triage."""
    make.edition(Phase.TRIAGE)
    person: Person = make.person("Karin Samordnare", roles=["coordinator"])
    return person


@pytest.fixture
def award(make: Make, coordinator: Person) -> Award:
    del coordinator
    return make.award()


@pytest.fixture
def desk(browse: Browse, coordinator: Person) -> Browser:
    return browse(coordinator)


def listed(page: Page) -> list[str]:
    """Return the nominees in the list, in its order."""
    return [str(th.find("a").text) for th in page.all("th", scope="row")]  # type: ignore[union-attr]


def shown(desk: Browser, **query: str) -> list[str]:
    return listed(desk.get("/triage", query_string=query))


# Finding and filtering.


def test_words_are_found_in_names_units_and_texts(make: Make, desk: Browser, award: Award) -> None:
    unit = make.unit("Sjöbergagården")
    make.nomination(award, nominee_name="Åsa Ärlig", nominator_name="Östen Fors", units=[unit])
    make.nomination(
        award, nominee_name="Teamet", members=[("Ture Øst", "kock")], text="Cykelverkstad."
    )
    asked = {
        "asa arlig": ["Åsa Ärlig"],
        "sjobergag": ["Åsa Ärlig"],
        "ÖSTEN": ["Åsa Ärlig"],
        "ture öst": ["Teamet"],
        "CYKEL": ["Teamet"],
        "asa cykel": [],
        ".*": [],
    }
    assert {words: shown(desk, q=words) for words in asked} == asked


def test_every_filter_keeps_what_it_says(
    make: Make, session: Session, coordinator: Person, desk: Browser, award: Award
) -> None:
    house = make.unit("Huset")
    room = make.unit("Rummet", house)
    plain = make.nomination(award, nominee_name="Plain")
    make.nomination(award, nominee_name="Late", late=True)
    make.nomination(award, nominee_name="Post", channel=Channel.POST)
    make.nomination(award, nominee_name="Room", units=[room])
    draft = make.nomination(award, nominee_name="Draft")
    make.candidate(nomination=draft, copy=CopyState.DRAFT)
    bare = make.nomination(award, nominee_name="Bare")
    merged = make.candidate(nomination=bare, copy=None)
    twin = make.nomination(award, nominee_name="Twin")
    session.add(CandidateNomination(nomination_id=twin.id, candidate_id=merged.id))
    session.add(
        DeskNote(nomination_id=plain.id, assignee_id=coordinator.id, note="Hm", changed_at=NOW)
    )
    first, second = sorted((plain.id, draft.id))
    session.add(
        TwinPair(
            first_id=first,
            second_id=second,
            edition_id=award.edition_id,
            points=9,
            evidence=[],
            mark="m",
        )
    )
    look_through(session, award.edition, at=NOW)
    session.commit()
    asked = {
        ("late", "yes"): ["Late"],
        ("finding", "late"): ["Late"],
        ("finding", "open"): ["Late"],
        ("finding", "too-short"): [],
        ("channel", "post"): ["Post"],
        ("unit", house.id): ["Room"],
        ("copy", "draft"): ["Draft"],
        ("copy", "none"): ["Bare", "Twin"],
        ("copy", "approved"): [],
        ("assignee", "me"): ["Plain"],
        ("assignee", coordinator.id): ["Plain"],
        ("duplicates", "merged"): ["Bare", "Twin"],
        ("duplicates", "suggested"): ["Draft", "Plain"],
        ("state", "late"): ["Late"],
        ("award", award.slug): ["Bare", "Draft", "Late", "Plain", "Post", "Room", "Twin"],
    }
    seen = {(key, value): sorted(shown(desk, **{key: value})) for key, value in asked}
    assert seen == asked
    assert len(shown(desk, assignee="nobody")) == 6
    assert len(shown(desk, finding="nonsense", copy="x", sort="y", channel="z")) == 7


def test_the_list_is_sorted_by_the_programmes_alphabet(
    make: Make, desk: Browser, award: Award
) -> None:
    for name in ("Östen", "Zoe", "Ärla", "adam", "Åke", "Érik"):
        make.nomination(award, nominee_name=name)
    assert shown(desk, sort="name") == ["adam", "Érik", "Zoe", "Åke", "Ärla", "Östen"]


def test_dates_sort_both_ways(make: Make, desk: Browser, award: Award) -> None:
    for days, name in enumerate(("Newest", "Middle", "Oldest"), start=1):
        arrived = award.edition.closes_at - timedelta(days=days)
        make.nomination(award, nominee_name=name, arrived_at=arrived)
    assert shown(desk, sort="oldest") == ["Oldest", "Middle", "Newest"]
    assert shown(desk, sort="newest") == ["Newest", "Middle", "Oldest"]


def test_tabs_count_what_the_other_filters_leave(make: Make, desk: Browser, award: Award) -> None:
    make.nomination(award, channel=Channel.POST)
    make.nomination(award)
    make.nomination(award, channel=Channel.POST, late=True)
    page = desk.get("/triage?channel=post")
    (states,) = page.all("nav", aria_label="State")
    text = text_of(states)
    assert re.findall(r"(All|To look at|Late)\s+(\d+)", text) == [
        ("All", "2"),
        ("To look at", "1"),
        ("Late", "1"),
    ]


# The way through.


def test_the_way_back_leads_to_the_same_place_of_the_same_list(
    make: Make, desk: Browser, award: Award
) -> None:
    names = [f"N{number:02}" for number in range(52)]
    made = {name: make.nomination(award, nominee_name=name) for name in names}
    last = made["N51"]
    address = f"/triage/nominations/{last.id}?sort=name&q=N"
    page = desk.get(address)
    back = next(link for link in page.links if link.endswith(f"#n-{last.id}"))
    assert "page=2" in back
    assert "sort=name" in back
    assert "52 of 52 in the list" in page.text
    before = next(link for link in page.links if made["N50"].id in link)
    assert "sort=name" in before


def test_a_verdict_is_taken_back_where_it_is_shown(make: Make, desk: Browser, award: Award) -> None:
    address = f"/triage/nominations/{make.nomination(award).id}"
    assert "Take the verdict back" not in desk.get(address).text
    desk.post(address, {**desk.get(address).form(address), "verdict": "eligible"}, 302)
    page = desk.get(address)
    assert "Take the verdict back" in page.text
    assert "Take it back" not in desk.get("/triage").text
    actions = [one.get("action", "") for one in page.all("form")]
    (action,) = [one for one in actions if one.endswith("/undo")]
    answer = desk.post(action, page.form(action), 302)
    assert answer.headers["Location"].endswith(address)
    assert "It takes part as" not in desk.get(address).text


def test_one_that_leaves_the_list_by_its_verdict_keeps_its_place(
    make: Make, desk: Browser, award: Award
) -> None:
    made = [
        make.nomination(award, nominee_name=f"N{n}", arrived_at=NOW - timedelta(days=9 - n))
        for n in range(3)
    ]
    address = f"/triage/nominations/{made[1].id}?state=to-look-at"
    action = f"/triage/nominations/{made[1].id}?state=to-look-at"
    form = desk.get(address).form(action)
    answer = desk.post(action, {**form, "verdict": "eligible"}, 302)
    assert answer.headers["Location"].endswith("?state=to-look-at")
    page = desk.get(address)
    assert "2 of 3 in the list" in page.text
    following = f"/triage/nominations/{made[2].id}?state=to-look-at"
    assert following in page.links


# Many at once.


def test_a_preview_says_what_happens_to_how_many_and_why_not(
    make: Make, session: Session, desk: Browser, award: Award
) -> None:
    fine = make.nomination(award, nominee_name="Fine")
    late = make.nomination(award, nominee_name="Late", late=True)
    gone = make.nomination(award, nominee_name="Gone", state=NominationState.WITHDRAWN)
    query: dict[str, Any] = {"do": "accept", "id": [fine.id, late.id, gone.id], "channel": "web"}
    page = desk.get("/triage/steps", query_string=query)
    assert "Let 1 nomination take part" in page.text
    assert "2 are left out" in page.text
    assert "The nominator has taken it back (1)" in page.text
    assert "The rules have found something that nobody has answered (1)" in page.text
    assert session.scalars(select(Candidate)).all() == []
    session.commit()
    action = "/triage/steps?channel=web"
    form = page.form(action)
    assert form["id"] == fine.id
    answer = desk.post(action, form, 302)
    assert "channel=web" in answer.headers["Location"]
    after = desk.get(answer.headers["Location"])
    assert "1 nomination takes part now" in after.text
    actions = [str(form.get("action")) for form in after.all("form")]
    undo = next(action for action in actions if action.endswith("/undo?channel=web"))
    desk.post(undo, {}, 302)
    assert session.scalars(select(Candidate)).one().verdict is None


def test_everything_of_a_list_can_be_chosen(make: Make, desk: Browser, award: Award) -> None:
    for number in range(3):
        make.nomination(award, channel=Channel.POST, nominee_name=f"P{number}")
    make.nomination(award)
    page = desk.get("/triage/steps?do=assign&everything=yes&channel=post")
    assert "Give 3 nominations to a coordinator" in page.text


def test_what_has_moved_since_the_preview_is_shown_again(
    make: Make, session: Session, desk: Browser, award: Award
) -> None:
    nomination = make.nomination(award, nominee_name="Moved")
    form = desk.get(f"/triage/steps?do=accept&id={nomination.id}").form("/triage/steps")
    make.candidate(nomination=nomination, verdict=Verdict.INELIGIBLE, copy=None)
    session.commit()
    page = desk.post("/triage/steps", form, 409)
    assert "Something has changed since you looked." in page.text
    assert "There is a verdict already (1)" in page.text


def test_refusing_many_asks_for_a_reason_and_writes_letters(
    make: Make, session: Session, desk: Browser, award: Award
) -> None:
    nomination = make.nomination(award)
    address = f"/triage/steps?do=refuse&id={nomination.id}"
    form = desk.get(address).form("/triage/steps")
    page = desk.post("/triage/steps", form, 422)
    assert "Choose why it cannot take part." in page.text
    desk.post("/triage/steps", {**page.form("/triage/steps"), "reason": "too-thin"}, 302)
    (mail,) = session.scalars(select(OutboxMail)).all()
    session.commit()
    opened = desk.get(f"/triage/nominations/{nomination.id}")
    assert f"/outbox/{mail.id}" in " ".join(opened.links)
    assert "A letter to the nominator waits in the outbox" in opened.text


def test_ticking_none_says_what_to_do(desk: Browser, award: Award) -> None:
    del award
    assert "You have not ticked any" in desk.get("/triage/steps?do=assign").text


# Findings, notes, views.


def test_a_finding_is_answered_on_the_page(
    make: Make, session: Session, desk: Browser, award: Award
) -> None:
    nomination = make.nomination(award, nominator_name="A. Norrsken")
    address = f"/triage/nominations/{nomination.id}?finding=open"
    action = f"/triage/nominations/{nomination.id}/findings/self-nomination?finding=open"
    page = desk.get(address)
    assert "A. Norrsken, beside Alva Norrsken" in page.text
    form = page.form(action)
    wrong = desk.post(action, {**form, "self-nomination-answer": "overruled"}, 422)
    assert "Write why it does not count here." in wrong.text
    given = {"self-nomination-answer": "overruled", "self-nomination-reason": "Her aunt Anna."}
    desk.post(action, {**form, **given}, 302)
    after = desk.get(address)
    assert "Does not count" in after.text
    assert "Her aunt Anna." in after.text
    assert session.scalars(select(KeptFinding)).one().reason == "Her aunt Anna."


def test_a_yes_waits_until_each_finding_is_answered(
    make: Make, session: Session, desk: Browser, award: Award
) -> None:
    nomination = make.nomination(award, nominator_name="A. Norrsken")
    url = f"/triage/nominations/{nomination.id}"
    action = f"{url}/findings/self-nomination"
    yes = {"verdict": "eligible", "note": "Looks fine."}
    page = desk.post(url, {**desk.get(url).form(url), **yes}, 422)
    assert "1 finding above is open. Say first whether it is so." in page.text
    assert "#findings" in page.links
    assert session.scalars(select(Candidate)).all() == []
    session.commit()
    given = {"self-nomination-answer": "overruled", "self-nomination-reason": "Her aunt Anna."}
    desk.post(action, {**page.form(action), **given}, 302)
    desk.post(url, {**desk.get(url).form(url), **yes}, 302)
    assert session.scalars(select(Candidate)).one().verdict is Verdict.ELIGIBLE


def test_an_accepted_finding_fills_in_the_verdict(make: Make, desk: Browser, award: Award) -> None:
    nomination = make.nomination(award, late=True)
    url = f"/triage/nominations/{nomination.id}"
    action = f"{url}/findings/late"
    desk.post(action, {**desk.get(url).form(action), "late-answer": "accepted"}, 302)
    form = desk.get(url).form(url)
    assert (form["verdict"], form["reason"]) == ("ineligible", "late")


def test_a_note_is_only_for_coordinators_and_says_when_another_was_faster(
    make: Make, session: Session, desk: Browser, award: Award, coordinator: Person
) -> None:
    nomination = make.nomination(award)
    url, action = (f"/triage/nominations/{nomination.id}{end}" for end in ("", "/note"))
    form = desk.get(url).form(action)
    desk.post(action, {**form, "desk-note": "Call Bo.", "desk-assignee": coordinator.id}, 302)
    mine = {**form, "desk-note": "Ask HR.", "desk-assignee": coordinator.id}
    page = desk.post(action, mine, 409)
    assert "Call Bo." in page.text
    assert page.form(action)["desk-note"] == "Ask HR."
    desk.post(action, page.form(action), 302)
    assert session.scalars(select(DeskNote.note)).one() == "Ask HR."
    session.commit()
    row = desk.get("/triage").text
    assert "Karin Samordnare has a note" in row
    assert "Ask HR." not in row


def test_a_view_is_ones_own_or_the_programmes(
    make: Make, session: Session, browse: Browse, desk: Browser, award: Award
) -> None:
    colleague = browse(make.person("Yusuf", roles=["coordinator"]))
    other = make.programme("sandnes")
    stranger = browse(make.person(roles=["coordinator"], programme=other))
    here = f"edition={award.edition_id}"
    for name, more in (("Mine alone", {}), ("Everybody's", {"shared": "y"})):
        action = f"/triage/views?{here}&award={award.id}&late=yes"
        form = {k: v for k, v in desk.get(action).form(action).items() if k != "shared"}
        desk.post(action, {**form, "name": name, **more}, 302)
    session.commit()
    views = {view.name: view for view in session.scalars(select(SavedView))}
    assert views["Mine alone"].filters == {"award": award.slug, "late": "yes"}
    session.commit()
    assert "Mine alone" in desk.get("/triage").text
    seen = colleague.get("/triage").text
    assert ("Everybody's" in seen, "Mine alone" in seen) == (True, False)
    colleague.post(f"/triage/views/{views['Mine alone'].id}/remove", {}, 404)
    stranger.post(f"/triage/views/{views['Everybody' + chr(39) + 's'].id}/remove", {}, 404)
    desk.post(f"/triage/views/{views['Mine alone'].id}/remove", {}, 302)
    desk.get("/triage/views")  # says that it is gone
    assert "Mine alone" not in desk.get("/triage").text


def test_another_programmes_coordinator_reaches_nothing(
    make: Make, browse: Browse, desk: Browser, award: Award
) -> None:
    nomination = make.nomination(award)
    other = make.programme("sandnes")
    make.edition(Phase.TRIAGE, programme=other, slug="there")
    stranger = browse(make.person(roles=["coordinator"], programme=other))
    url = f"/triage/nominations/{nomination.id}"
    stranger.get(url, 404)
    for address in (f"{url}/note", f"{url}/findings/late", f"{url}/findings/late/reopen"):
        stranger.post(address, {}, 404)
    stranger.get(f"/triage/steps?edition={award.edition_id}&do=assign&id={nomination.id}", 404)
    shown = stranger.get(f"/triage/steps?do=assign&id={nomination.id}")
    assert nomination.nominee_name not in shown.text
    del desk


# A long list.


def many(session: Session, award: Award, count: int) -> None:
    """Insert nominations in bulk."""
    rows = [
        {
            "id": new_id(),
            "award_id": award.id,
            "reference": f"LUND-{new_id(8).upper()}",
            "state": NominationState.RECEIVED,
            "nominee_kind": "person",
            "nominee_name": f"Alva {number:03} Norrsken",
            "effect_kind": "achieved",
            "effect": "Calmer mornings.",
            "nominator_name": "Bo Nominator",
            "nominator_email": f"bo{number}@example.org",
            "relation": "staff",
            "arrived_at": award.edition.closes_at - timedelta(days=1),
            "confirmed_at": award.edition.closes_at - timedelta(days=1),
            "changed_at": NOW,
        }
        for number in range(count)
    ]
    session.execute(insert(Nomination), rows)
    look_through(session, award.edition, at=NOW)
    session.commit()


ADDRESSES = (
    "/triage",
    "/triage?page=2&sort=name",
    "/triage?q=norrsken&finding=open&assignee=me&copy=draft&duplicates=suggested",
    "/triage/steps?do=accept&everything=yes",
    "/triage/views?late=yes",
)


def test_five_hundred_cost_no_more_questions_than_three(
    make: Make, session: Session, database: Database, desk: Browser, award: Award
) -> None:
    def asked() -> dict[str, int]:
        return {one: queries_of(database, partial(desk.get, one)) for one in ADDRESSES}

    many(session, award, 3)
    few = asked()
    many(session, award, 500)
    full = asked()
    assert {one: (few[one], full[one]) for one in ADDRESSES if few[one] < full[one]} == {}
    assert max(full.values()) <= 13
    assert full["/triage"] <= 12
    assert len(listed(desk.get("/triage?page=11"))) == 3
    del make
