"""The desk, a nomination, and the juror copy beside its original."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.core.db import Database
from awards.mail.models import OutboxMail
from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Phase
from awards.triage import blind
from awards.triage.models import Candidate, CopyState, JurorCopy, Verdict
from tests.factories import Make
from tests.page import Browser, text_of

Browse = Callable[..., Browser]
TEXT = "Alva Norrsken bytte schemat. Hennes kollegor på Sjöbergagården jublade, sa Bo Nominator."


@pytest.fixture
def coordinator(make: Make) -> Person:
    """Coordinates the programme, whose edition stands in triage."""
    make.edition(Phase.TRIAGE)
    person: Person = make.person("Karin Samordnare", roles=["coordinator"])
    return person


@pytest.fixture
def sent(make: Make, coordinator: Person) -> Nomination:
    """A nomination with its names in the text."""
    award = make.award()
    return make.nomination(award, text=TEXT, units=[make.unit("Sjöbergagården")])


def _url(nomination: Nomination) -> str:
    return f"/triage/nominations/{nomination.id}"


def _copy_url(candidate: Candidate) -> str:
    return f"/triage/candidates/{candidate.id}/copy"


@contextmanager
def _counted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(*args: Any) -> None:
        statements.append(args[2])

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


def test_an_unconfirmed_ones_address_is_corrected_and_gets_a_new_link(
    browse: Browse, coordinator: Person, make: Make, session: Session
) -> None:
    one = make.nomination(
        make.award(), state=NominationState.UNCONFIRMED, nominator_email="bo@exampel.org"
    )
    desk = browse(coordinator)
    page = desk.get(_url(one))
    there = f"{_url(one)}/address"
    wrong = desk.post(there, {**page.form(there), "email": "bo"}, 422)
    assert wrong.form(there)["email"] == "bo"
    done = desk.follow(desk.post(there, {**page.form(there), "email": "Bo@Example.org"}))
    assert "A new link is on its way to bo@example.org." in done.text
    session.expire_all()
    mails = session.scalars(select(OutboxMail.recipient)).all()
    events = session.scalars(select(AuditLine.event)).all()
    assert (one.nominator_email, list(mails)) == ("bo@example.org", ["bo@example.org"])
    assert "nomination.address-corrected" in events


def test_what_is_confirmed_or_elsewhere_keeps_its_address(
    browse: Browse, coordinator: Person, make: Make, sent: Nomination, session: Session
) -> None:
    before, there = sent.nominator_email, f"{_url(sent)}/address"
    desk = browse(coordinator)
    assert there not in desk.get(_url(sent)).html
    done = desk.follow(desk.post(there, {"email": "other@example.org"}))
    assert "It has been confirmed meanwhile." in done.text
    elsewhere = make.programme("elsewhere")
    stranger = make.person("Eva Annan", roles=["coordinator"], programme=elsewhere)
    browse(stranger).post(there, {"email": "other@example.org"}, 404)
    session.expire_all()
    assert sent.nominator_email == before


def _take_part(browser: Browser, session: Session, nomination: Nomination) -> Candidate:
    """Let a nomination take part and prepare its copy, by the pages."""
    form = browser.get(_url(nomination)).form(_url(nomination))
    browser.post(_url(nomination), {**form, "verdict": "eligible"})
    candidate = session.scalars(select(Candidate)).one()
    session.commit()
    browser.post(f"{_copy_url(candidate)}/prepare")
    return candidate


def _read_by_jurors(session: Session, candidate: Candidate) -> list[str] | None:
    session.expire_all()
    copy = blind.approved_copy(session, candidate.id)
    texts = [section["text"] for section in copy.sections] if copy else None
    session.commit()
    return texts


@pytest.mark.parametrize("role", ["juror", "chair", "communications", "auditor", "admin"])
def test_only_coordinators_reach_triage(
    browse: Browse, make: Make, sent: Nomination, role: str
) -> None:
    candidate = make.candidate(nomination=sent)
    other = browse(make.person(roles=[role]))
    for url in ("/triage", _url(sent), _copy_url(candidate)):
        page = other.get(url, 403)
        assert sent.nominee_name not in page.text


def test_another_programmes_coordinator_finds_nothing(
    browse: Browse, make: Make, sent: Nomination
) -> None:
    candidate = make.candidate(nomination=sent)
    other = make.programme("sandnes")
    stranger = browse(make.person(roles=["coordinator"], programme=other))
    stranger.get(f"/triage?edition={sent.award.edition_id}", 200)
    stranger.get(_url(sent), 404)
    stranger.post(_url(sent), {"verdict": "eligible"}, 404)
    stranger.get(_copy_url(candidate), 404)
    for verb in ("", "/prepare", "/restart", "/approve"):
        stranger.post(f"{_copy_url(candidate)}{verb}", {}, 404)


def test_desk_says_what_to_do_first(browse: Browse, coordinator: Person, sent: Nomination) -> None:
    page = browse(coordinator).get("/triage")
    assert "1 nomination waits for you" in page.text
    assert _url(sent) in page.links


def test_desk_counts_each_state(browse: Browse, make: Make, coordinator: Person) -> None:
    award = make.award()
    make.nomination(award)
    make.nomination(award, late=True)
    make.nomination(award, state=NominationState.WITHDRAWN)
    make.nomination(award, state=NominationState.UNCONFIRMED)
    make.candidate(award)
    make.candidate(award, copy=CopyState.DRAFT)
    make.candidate(award, copy=None)
    make.candidate(award, verdict=Verdict.INELIGIBLE, copy=None)
    page = browse(coordinator).get("/triage")
    (states,) = page.all("nav", aria_label="State")
    assert [text_of(link) for link in states.iter("a")] == [
        "All 8",
        "To look at 1",
        "Late 1",
        "Needs a juror copy 1",
        "Copy to approve 1",
        "Ready for the jury 1",
        "Does not take part 1",
        "Not confirmed 1",
        "Withdrawn 1",
    ]


def test_desk_finds_by_nominee_nominator_and_reference(
    browse: Browse, make: Make, coordinator: Person
) -> None:
    award = make.award()
    wanted = make.nomination(award, nominee_name="Åsa Ärlig", nominator_name="Östen Fors")
    make.nomination(award)
    browser = browse(coordinator)
    for words in ("åsa", "ÄRLIG", "östen f", wanted.reference.lower()):
        page = browser.get("/triage", query_string={"q": words})
        named = [link for link in page.links if link.startswith("/triage/nominations/")]
        found = [link.partition("?")[0] for link in named]
        assert (words, found) == (words, [_url(wanted)])


def test_desk_without_matches_shows_the_way_back(
    browse: Browse, coordinator: Person, sent: Nomination
) -> None:
    page = browse(coordinator).get("/triage?q=100%25_")
    assert "Nothing matches" in page.text
    assert f"/triage?edition={sent.award.edition_id}" in page.links


def test_empty_desk_says_what_will_be_here(browse: Browse, coordinator: Person) -> None:
    assert "Nobody has sent a nomination in this round." in browse(coordinator).get("/triage").text


def test_coordinator_without_a_round_is_not_lost(browse: Browse, make: Make) -> None:
    assert "There is no round yet" in browse(make.person(roles=["coordinator"])).get("/triage").text


def test_desk_leads_on_to_the_panels_when_all_is_done(
    browse: Browse, make: Make, coordinator: Person
) -> None:
    make.candidate(make.award())
    page = browse(coordinator).get("/triage")
    assert "All done: 1 candidate is ready for the jury" in page.text
    assert "Go to the panels" in page.text


def test_desk_asks_as_many_queries_for_many_as_for_few(
    browse: Browse, make: Make, coordinator: Person, database: Database
) -> None:
    award = make.award()
    numbers = []
    for more in (3, 60):
        for _ in range(more):
            make.nomination(award)
        with _counted(database) as statements:
            page = browse(coordinator).get("/triage?page=1")
        numbers.append(len([s for s in statements if s.lstrip().upper().startswith("SELECT")]))
    assert "Page 1 of 2" in page.text
    assert numbers[0] == numbers[1] <= 12


def test_nomination_shows_everything_that_was_sent(
    browse: Browse, coordinator: Person, sent: Nomination
) -> None:
    page = browse(coordinator).get(_url(sent))
    for words in (TEXT, sent.effect, sent.nominator_name, sent.nominator_email, "Sjöbergagården"):
        assert words in page.text


def test_verdict_without_a_choice_keeps_the_note(
    browse: Browse, coordinator: Person, sent: Nomination
) -> None:
    page = browse(coordinator).post(_url(sent), {"note": "I wonder."}, 422)
    assert "Choose whether it takes part." in page.text
    assert page.form(_url(sent))["note"] == "I wonder."


def test_late_nomination_is_accepted_only_with_a_reason(
    browse: Browse, make: Make, session: Session, coordinator: Person
) -> None:
    late = make.nomination(late=True)
    browser = browse(coordinator)
    page = browser.post(_url(late), {"verdict": "eligible"}, 422)
    refused = session.scalars(select(Candidate)).all()
    session.commit()
    browser.post(_url(late), {"verdict": "eligible", "note": "The post was slow."})
    assert "Write why it is accepted although it came late." in page.text
    assert refused == []
    assert session.scalars(select(Candidate)).one().note == "The post was slow."


def test_refused_nomination_needs_its_reason(
    browse: Browse, session: Session, coordinator: Person, sent: Nomination
) -> None:
    browser = browse(coordinator)
    browser.post(_url(sent), {"verdict": "ineligible"}, 422)
    page = browser.follow(
        browser.post(_url(sent), {"verdict": "ineligible", "reason": "self-nomination"})
    )
    assert "Somebody has nominated themselves" in page.text


def test_two_verdicts_at_once_keep_what_was_typed(
    browse: Browse, coordinator: Person, sent: Nomination
) -> None:
    first, second = browse(coordinator), browse(coordinator)
    form = second.get(_url(sent)).form(_url(sent))
    first.post(_url(sent), {"verdict": "eligible"})
    typed = {**form, "verdict": "ineligible", "reason": "too-thin", "note": "Two lines."}
    page = second.post(_url(sent), typed, 409)
    assert "Somebody has given another verdict" in page.text
    kept = page.form(_url(sent))
    assert (kept["verdict"], kept["note"]) == ("ineligible", "Two lines.")
    second.post(_url(sent), kept)


def test_verdict_cannot_change_once_scoring_has_begun(browse: Browse, make: Make) -> None:
    award = make.award(make.edition(Phase.SCORING))
    nomination = make.nomination(award)
    make.candidate(nomination=nomination)
    browser = browse(make.person(roles=["coordinator"]))
    page = browser.get(_url(nomination))
    assert "Scoring has begun, so the verdict cannot change any more." in page.text
    assert not page.all("form", action=_url(nomination))
    browser.post(_url(nomination), {"verdict": "ineligible", "reason": "too-thin"}, 409)


def test_copy_page_hides_names_on_the_jurys_side(
    browse: Browse, session: Session, coordinator: Person, sent: Nomination
) -> None:
    browser = browse(coordinator)
    candidate = _take_part(browser, session, sent)
    page = browser.get(_copy_url(candidate))
    sides = [text_of(side) for side in page.all("div", class_="c-diff__side")]
    assert sides[0] == TEXT
    assert sides[1] == (
        "[Nomineringen] bytte schemat. Hens kollegor på [Enheten] jublade, sa [Nominatorn]."
    )
    assert [text_of(e) for e in page.all("del")][:3] == [
        "Alva Norrsken",
        "Hennes",
        "Sjöbergagården",
    ]
    assert [text_of(e) for e in page.all("ins")][:3] == ["[Nomineringen]", "Hens", "[Enheten]"]


def test_draft_is_saved_and_stays_with_the_coordinator(
    browse: Browse, session: Session, coordinator: Person, sent: Nomination
) -> None:
    browser = browse(coordinator)
    candidate = _take_part(browser, session, sent)
    url = _copy_url(candidate)
    form = browser.get(url).form(url)
    page = browser.follow(browser.post(url, {**form, "text_0": "Somebody dared."}))
    assert page.form(url)["text_0"] == "Somebody dared."
    assert _read_by_jurors(session, candidate) is None


def test_approved_copy_is_what_jurors_read(
    browse: Browse, session: Session, coordinator: Person, sent: Nomination
) -> None:
    browser = browse(coordinator)
    candidate = _take_part(browser, session, sent)
    url = _copy_url(candidate)
    form = browser.get(url).form(url)
    page = browser.follow(browser.post(f"{url}/approve", {**form, "text_1": ""}))
    assert f"{candidate.code_name} is approved. No more copies wait." in page.text
    assert _read_by_jurors(session, candidate) == [
        "[Nomineringen] bytte schemat. Hens kollegor på [Enheten] jublade, sa [Nominatorn].",
        "",
        "Calmer mornings.",
    ]


def test_wholly_emptied_copy_needs_a_tick(
    browse: Browse, session: Session, coordinator: Person, sent: Nomination
) -> None:
    browser = browse(coordinator)
    candidate = _take_part(browser, session, sent)
    url = _copy_url(candidate)
    form = {**browser.get(url).form(url), "text_0": "", "text_1": " \n", "text_2": ""}
    page = browser.post(f"{url}/approve", form, 422)
    refused = _read_by_jurors(session, candidate)
    browser.post(f"{url}/approve", {**page.form(url), "empty_ok": "y"})
    assert (refused, _read_by_jurors(session, candidate)) == (None, ["", "", ""])


def test_name_typed_back_in_is_looked_at_before_anybody_approves(
    browse: Browse, session: Session, coordinator: Person, sent: Nomination
) -> None:
    browser = browse(coordinator)
    candidate = _take_part(browser, session, sent)
    url = _copy_url(candidate)
    form = {**browser.get(url).form(url), "text_0": "Det var Norrskens idé."}
    page = browser.follow(browser.post(f"{url}/approve", form))
    assert "Not approved yet: 1 word is marked." in page.text
    assert "Names of this nomination: Norrskens" in page.text
    action = next(f.get("action", "") for f in page.all("form") if "/marks/" in f.get("action", ""))
    unsure = browser.post(action, {**page.form(action), "do": "keep"}, 422)
    assert "The jury will read this name" in unsure.text
    page = browser.follow(browser.post(action, {**page.form(action), "do": "keep", "sure": "y"}))
    browser.post(f"{url}/approve", page.form(url))
    read = _read_by_jurors(session, candidate)
    assert read
    assert read[0] == "Det var Norrskens idé."


def test_suspicious_words_are_pointed_out(
    browse: Browse, session: Session, make: Make, coordinator: Person
) -> None:
    nomination = make.nomination(text="Tillsammans med Gunvor Stenhammar bytte de schemat.")
    browser = browse(coordinator)
    candidate = _take_part(browser, session, nomination)
    page = browser.get(_copy_url(candidate))
    assert "Still looks like a name: Gunvor Stenhammar" in page.text


def test_name_suspected_in_one_section_is_looked_for_in_all(
    browse: Browse, session: Session, make: Make, coordinator: Person
) -> None:
    nomination = make.nomination(
        text="Vi tackar Gunvor Stenhammar.", effect="Gunvors schema gav lugn."
    )
    browser = browse(coordinator)
    candidate = _take_part(browser, session, nomination)
    page = browser.get(_copy_url(candidate))
    assert [text_of(e) for e in page.all("mark")][-1] == "Gunvors"


def test_two_tabs_keep_both_texts(
    browse: Browse, session: Session, coordinator: Person, sent: Nomination
) -> None:
    first, second = browse(coordinator), browse(coordinator)
    candidate = _take_part(first, session, sent)
    url = _copy_url(candidate)
    form = second.get(url).form(url)
    first.post(url, {**first.get(url).form(url), "text_0": "The first one's words."})
    page = second.post(url, {**form, "text_0": "The second one's words."}, 409)
    kept = page.form(url)
    assert kept["text_0"] == "The second one's words."
    assert "The first one's words." in page.text
    assert second.follow(second.post(url, kept)).form(url)["text_0"] == "The second one's words."


def test_text_that_did_not_arrive_is_not_an_emptied_one(
    browse: Browse, session: Session, coordinator: Person, sent: Nomination
) -> None:
    browser = browse(coordinator)
    candidate = _take_part(browser, session, sent)
    url = _copy_url(candidate)
    form = browser.get(url).form(url)
    del form["text_0"]
    assert "This text did not arrive" in browser.post(f"{url}/approve", form, 422).text


def test_starting_again_brings_the_masked_original_back(
    browse: Browse, session: Session, coordinator: Person, sent: Nomination
) -> None:
    browser = browse(coordinator)
    candidate = _take_part(browser, session, sent)
    url = _copy_url(candidate)
    form = browser.get(url).form(url)
    browser.post(url, {**form, "text_0": "Gone."})
    page = browser.follow(browser.post(f"{url}/restart"))
    assert page.form(url)["text_0"] == form["text_0"]


def test_approving_leads_to_the_next_copy_that_waits(
    browse: Browse, session: Session, make: Make, coordinator: Person, sent: Nomination
) -> None:
    browser = browse(coordinator)
    candidate = _take_part(browser, session, sent)
    following = make.candidate(sent.award, copy=None)
    url = _copy_url(candidate)
    page = browser.get(url)
    assert "2 copies wait" in page.text
    assert browser.post(f"{url}/approve", page.form(url)).location == _copy_url(following)


def test_changed_nomination_is_pointed_out_on_its_copy(
    browse: Browse, session: Session, coordinator: Person, sent: Nomination
) -> None:
    browser = browse(coordinator)
    candidate = _take_part(browser, session, sent)
    sent.changed_at = datetime.now(UTC)
    session.commit()
    assert "The nominator has changed the text since" in browser.get(_copy_url(candidate)).text


def test_where_there_is_one_award_nothing_leads_to_another(
    browse: Browse, make: Make, coordinator: Person, sent: Nomination
) -> None:
    browser, moving = browse(coordinator), f"{_url(sent)}/move"
    assert moving not in browser.get(_url(sent)).links
    assert not browser.get("/triage").all("nav", aria_label="Award")
    make.award(sent.award.edition, slug="courage")
    make.session.commit()
    assert moving in browser.get(_url(sent)).links
    assert "Courage" in browser.get("/triage").text


def test_a_text_says_its_language_on_pages_in_another(
    browse: Browse, session: Session, coordinator: Person, sent: Nomination
) -> None:
    sent.language = "nb"
    session.commit()
    browser = browse(coordinator)
    candidate = _take_part(browser, session, sent)
    pages = [browser.get(url) for url in (_url(sent), _copy_url(candidate))]
    for page in pages:
        assert page.root.get("lang") == "en"
        assert {one.get("lang") for one in page.all("p") if "schemat" in text_of(one)} == {"nb"}
    section = pages[1].first("div", class_="c-diff")
    assert [one.get("lang") for one in section.iter("textarea")] == ["nb"]
    copy = session.scalars(select(JurorCopy)).one()
    assert {section["language"] for section in copy.sections} == {"nb"}


def test_opening_the_copy_page_writes_nothing(
    browse: Browse, session: Session, make: Make, coordinator: Person, sent: Nomination
) -> None:
    candidate = make.candidate(nomination=sent, copy=None)
    page = browse(coordinator).get(_copy_url(candidate))
    assert "There is no copy yet" in page.text
    assert session.scalars(select(JurorCopy)).all() == []


def test_pages_of_one_nomination_stay_within_twelve_queries(
    browse: Browse, session: Session, database: Database, coordinator: Person, sent: Nomination
) -> None:
    browser = browse(coordinator)
    candidate = _take_part(browser, session, sent)
    numbers = []
    for url in (_url(sent), _copy_url(candidate)):
        with _counted(database) as statements:
            browser.get(url)
        numbers.append(len([s for s in statements if s.lstrip().upper().startswith("SELECT")]))
    assert max(numbers) <= 12, numbers
