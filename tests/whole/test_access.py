"""Who gets in where: every route opened as every role, against the table written out here."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from awards.core.clock import now
from awards.core.db import Database
from awards.core.permissions import Role
from awards.scoring.offline.shelf import Shelf, whose_paper
from awards.tables import metadata
from tests.conftest import SECRET
from tests.factories import Make
from tests.page import Browser
from tests.whole.world import HIDDEN, STRANGER, World, Worlds

Browse = Callable[..., Browser]
Open = Callable[[str, Rule, str], TestResponse]

PUBLIC = "public"
EVERYBODY = frozenset({PUBLIC, *Role, STRANGER})
SIGNED_IN = EVERYBODY - {PUBLIC}
NOBODY: frozenset[str] = frozenset()
TRIAGE = PANELS = ANNOUNCE = frozenset({Role.COORDINATOR})
DECIDE = frozenset({Role.COORDINATOR, Role.SECRETARY})
SCORE = frozenset({Role.JUROR, Role.CHAIR})
PROPOSE = frozenset({Role.CHAIR})
SET_UP = frozenset({Role.ADMIN, Role.COORDINATOR})
ADMINISTER = frozenset({Role.ADMIN})
RESULTS = frozenset({Role.COORDINATOR, Role.CHAIR, Role.SECRETARY, Role.ADVISER})
PAPER = frozenset({Role.COORDINATOR, Role.COMMUNICATIONS})
PEOPLE = frozenset({Role.ADMIN, Role.COORDINATOR, STRANGER})
"""There is one directory: whoever looks after people somewhere opens its pages…"""
OURS = frozenset({Role.ADMIN, Role.COORDINATOR})
"""…and finds on them who and what belongs to a programme of theirs, or to none."""
IMPORT = frozenset({Role.COORDINATOR})  # their own; whoever administers everything gets in, too
MAIL = frozenset({Role.ADMIN, Role.COORDINATOR})
TRAIL = frozenset({Role.ADMIN, Role.AUDITOR})

GETS_IN: dict[str, frozenset[str]] = {
    "accounts.account": NOBODY,  # where an OpenID provider is set up
    "accounts.account_back": NOBODY,  # where an OpenID provider is set up
    "accounts.audit_trail": TRAIL,
    "accounts.demo_sign_in": NOBODY,  # demo mode only
    "accounts.end_all": SIGNED_IN,
    "accounts.end_session": SIGNED_IN,
    "accounts.link": EVERYBODY,
    "accounts.link_sent": EVERYBODY,
    "accounts.send_link": EVERYBODY,
    "accounts.sessions": SIGNED_IN,
    "accounts.sign_in": EVERYBODY,
    "accounts.sign_out": SIGNED_IN,
    "accounts.signed_out": EVERYBODY,
    "accounts.use_code": EVERYBODY,
    "accounts.use_link": EVERYBODY,
    "certificates.batch": PAPER,
    "certificates.batch_file": PAPER,
    "certificates.make_all": PAPER,
    "certificates.one": PAPER,
    "certificates.overview": PAPER,
    "certificates.progress": PAPER,
    "certificates.try_again": PAPER,
    "decisions.announce": ANNOUNCE,
    "decisions.announcement": ANNOUNCE,
    "decisions.decision": DECIDE,
    "decisions.overview": DECIDE,
    "decisions.proposal": PROPOSE,
    "decisions.propose": PROPOSE,
    "decisions.record": DECIDE,
    "decisions.stop": ANNOUNCE,
    "drafts.autosave": EVERYBODY,
    "drafts.choose": NOBODY,  # where the browser holds the draft
    "drafts.delete": NOBODY,  # where the browser holds the draft
    "drafts.go_on": EVERYBODY,
    "drafts.keep": EVERYBODY,
    "drafts.kept": NOBODY,  # where the browser holds the draft
    "drafts.link": EVERYBODY,
    "drafts.send_link": NOBODY,  # where the browser holds the draft
    "drafts.versions": NOBODY,  # where the browser holds the draft
    "files.download": EVERYBODY,  # the signed link is the key
    "gallery.archive": EVERYBODY,
    "gallery.edition": EVERYBODY,
    "gallery.start": EVERYBODY,
    "gallery.theme": EVERYBODY,
    "gallery.winners": EVERYBODY,
    "home.accessibility": EVERYBODY,
    "home.act_as": SIGNED_IN,
    "demo.guide": NOBODY,  # demo mode only
    "demo.mailbox": NOBODY,  # demo mode only
    "demo.move": NOBODY,  # demo mode only
    "home.font": EVERYBODY,
    "home.font_styles": EVERYBODY,
    "home.overview": SIGNED_IN,
    "home.patterns": NOBODY,  # development only
    "home.switch_language": EVERYBODY,
    "juries.appointment": PANELS,
    "juries.conflicts": PANELS,
    "juries.copy_panel": PANELS,
    "juries.panels": PANELS,
    "juries.part_panels": PANELS,
    "juries.seat": PANELS,
    "juries.share_panel": PANELS,
    "juries.unseat": PANELS,
    "nominations.attach": EVERYBODY,
    "nominations.attach_more": EVERYBODY,
    "nominations.attached_file": EVERYBODY,  # the edit link is the key
    "nominations.change": EVERYBODY,
    "nominations.choose_award": EVERYBODY,
    "nominations.close_early": SET_UP,
    "nominations.closing": SET_UP,
    "nominations.confirm": EVERYBODY,
    "nominations.confirmation": EVERYBODY,
    "nominations.correct_address": EVERYBODY,
    "nominations.detach": EVERYBODY,
    "nominations.detach_one": EVERYBODY,
    "nominations.edit": EVERYBODY,
    "nominations.form": EVERYBODY,
    "nominations.jury_add": SCORE,
    "nominations.jury_choose": SCORE,
    "nominations.jury_form": SCORE,
    "nominations.receipt": EVERYBODY,
    "nominations.register": TRIAGE,
    "nominations.register_choose": TRIAGE,
    "nominations.register_form": TRIAGE,
    "nominations.registry_file": TRIAGE,
    "nominations.registry_list": TRIAGE,
    "nominations.send": EVERYBODY,
    "nominations.sent": EVERYBODY,
    "nominations.withdraw": EVERYBODY,
    "nominations.withdrawal": EVERYBODY,
    "organisation.add_person": PEOPLE,
    "organisation.add_unit": PEOPLE,
    "organisation.change_person": OURS,
    "organisation.close_unit": OURS,
    "organisation.confirm_import": IMPORT,
    "organisation.drop_import": IMPORT,
    "organisation.example": PEOPLE,
    "organisation.export": PEOPLE,
    "organisation.import_progress": IMPORT,
    "organisation.imports": PEOPLE,
    "organisation.move_unit": OURS,
    "organisation.new_person": PEOPLE,
    "organisation.new_unit": PEOPLE,
    "organisation.one_import": IMPORT,
    "organisation.people": PEOPLE,
    "organisation.person": OURS,
    "organisation.rename_unit": OURS,
    "organisation.reopen_unit": OURS,
    "organisation.search_people": PEOPLE,
    "organisation.search_units": PEOPLE,
    "organisation.set_manager": OURS,
    "organisation.tree": PEOPLE,
    "organisation.upload": PEOPLE,
    "organisation.unit": OURS,
    "outbox.drop": MAIL,
    "outbox.edit": MAIL,
    "outbox.look_through": MAIL,
    "outbox.mail": MAIL,
    "outbox.overview": MAIL,
    "outbox.reset_text": MAIL,
    "outbox.restore": MAIL,
    "outbox.retry": MAIL,
    "outbox.rewrite": MAIL,
    "outbox.save": MAIL,
    "outbox.save_text": MAIL,
    "outbox.send": MAIL,
    "outbox.send_all": MAIL,
    "outbox.text": MAIL,
    "outbox.texts": MAIL,
    "programmes.reasons": TRAIL,
    "privacy.overview": ADMINISTER,
    "planning.plan": PANELS,
    "preparing.texts": RESULTS,
    "preparing.state": RESULTS,
    "privacy.purge": ADMINISTER,
    "privacy.purge_now": ADMINISTER,
    "programmes.add_award": SET_UP,
    "programmes.add_criterion": SET_UP,
    "programmes.archive": SET_UP,
    "programmes.archive_award": SET_UP,
    "programmes.archive_criterion": SET_UP,
    "programmes.archive_edition": SET_UP,
    "programmes.archive_programme": ADMINISTER,
    "programmes.arms": SET_UP,
    "programmes.arms_picture": EVERYBODY,  # of a picture that some programme shows
    "programmes.remove_arms": SET_UP,
    "programmes.save_arms": SET_UP,
    "programmes.award": SET_UP,
    "programmes.award_rules": SET_UP,
    "programmes.calendar": EVERYBODY,
    "programmes.calendars": SIGNED_IN,
    "programmes.choose_organisations": SET_UP,
    "programmes.choose_template": ADMINISTER,
    "programmes.copy_edition": SET_UP,
    "programmes.criterion": SET_UP,
    "programmes.edition": SET_UP,
    "programmes.edition_dates": SET_UP,
    "programmes.edition_rules": SET_UP,
    "programmes.extend": SET_UP,
    "programmes.extend_deadline": SET_UP,
    "programmes.edition_texts": SET_UP,
    "programmes.make_copy": SET_UP,
    "programmes.make_programme": ADMINISTER,
    "programmes.move_award": SET_UP,
    "programmes.move_criterion": SET_UP,
    "programmes.new_award": SET_UP,
    "programmes.new_criterion": SET_UP,
    "programmes.new_programme": ADMINISTER,
    "programmes.open_edition": SET_UP,
    "programmes.opening": SET_UP,
    "programmes.organisations": SET_UP,
    "programmes.own_calendar": EVERYBODY,  # the address is the key
    "programmes.overview": SET_UP,
    "programmes.programme": SET_UP,
    "programmes.restore": SET_UP,
    "programmes.save_award": SET_UP,
    "programmes.save_criterion": SET_UP,
    "programmes.save_award_rules": SET_UP,
    "programmes.save_edition_dates": SET_UP,
    "programmes.save_edition_rules": SET_UP,
    "programmes.save_edition_texts": SET_UP,
    "programmes.save_programme": SET_UP,
    "people.give": MAIL,
    "people.guest": MAIL,
    "people.invite": MAIL,
    "people.overview": MAIL,
    "people.take": MAIL,
    "programmes.save_weights": SET_UP,
    "programmes.weights": SET_UP,
    "results.award": RESULTS,
    "results.calibration": SCORE,
    "results.export": RESULTS,
    "results.overview": RESULTS,
    "results.weights_preview": RESULTS,
    "scoring.attachment": SCORE,
    "scoring.borrow_calibration": PANELS,
    "scoring.calibration": SCORE,
    "scoring.calibration_choice": PANELS,
    "scoring.calibration_conflict": SCORE,
    "scoring.calibrations": PANELS,
    "scoring.close_early": SET_UP,
    "scoring.closing": SET_UP,
    "scoring.conflict": PANELS,
    "scoring.conflict_noticed": SCORE,
    "scoring.hand_in": SCORE,
    "scoring.hand_in_all": SCORE,
    "scoring.hand_in_calibration": SCORE,
    "scoring.commitments": SCORE,
    "scoring.my_receipts": SCORE,
    "scoring.ask_paper": SCORE,
    "scoring.offline": SCORE,
    "scoring.offline_file": SCORE,
    "scoring.paper_file": SCORE,
    "scoring.paper_progress": SCORE,
    "scoring.progress": PANELS,
    "scoring.queue": SCORE,
    "scoring.receipt": SCORE,
    "scoring.receipts": SCORE,
    "scoring.reopen": SCORE,
    "scoring.reopening": SCORE,
    "scoring.remind": PANELS,
    "scoring.remove_calibration": PANELS,
    "scoring.report": SCORE,
    "scoring.resolve": PANELS,
    "scoring.review": SCORE,
    "scoring.review_calibration": SCORE,
    "scoring.save": SCORE,
    "scoring.save_calibration": SCORE,
    "scoring.state_calibration": SCORE,
    "scoring.write_calibration": PANELS,
    "scoring.save_offline": SCORE,
    "scoring.scale": SCORE,
    "scoring.sheet": SCORE,
    "scoring.close": SCORE,
    "scoring.find_people_close": SCORE,
    "scoring.find_units_close": SCORE,
    "scoring.name_close": SCORE,
    "scoring.remove_close": SCORE,
    "scoring.state": SCORE,
    "scoring.statements": SCORE,
    "scoring.apply_plan": PANELS,
    "scoring.candidate_readers": PANELS,
    "scoring.change_reader": PANELS,
    "scoring.lift_routing": PANELS,
    "scoring.plan": PANELS,
    "scoring.plan_progress": PANELS,
    "scoring.reader": PANELS,
    "scoring.readers": PANELS,
    "scoring.routing": PANELS,
    "scoring.save_reader": PANELS,
    "scoring.work_out": PANELS,
    "scoring.upload_offline": SCORE,
    "scoring.tell_close": SCORE,
    "static": EVERYBODY,
    "triage.answer_finding": TRIAGE,
    "triage.approve_copy": TRIAGE,
    "triage.approve_file": TRIAGE,
    "triage.blind_file": TRIAGE,
    "triage.approve_copies": TRIAGE,
    "triage.change_mark": TRIAGE,
    "triage.copies": TRIAGE,
    "triage.correct_address": TRIAGE,
    "triage.copy_version": TRIAGE,
    "triage.desk": TRIAGE,
    "triage.file": TRIAGE,
    "triage.duplicates": TRIAGE,
    "triage.judge": TRIAGE,
    "triage.later": TRIAGE,
    "triage.look_again": TRIAGE,
    "triage.merge": TRIAGE,
    "triage.juror_copy": TRIAGE,
    "triage.keep_copy": TRIAGE,
    "triage.mask_words": TRIAGE,
    "triage.move": TRIAGE,
    "triage.moving_to": TRIAGE,
    "triage.nomination": TRIAGE,
    "triage.note": TRIAGE,
    "triage.original_file": TRIAGE,
    "triage.prepare_copies": TRIAGE,
    "triage.prepare_copy": TRIAGE,
    "triage.remove_view": TRIAGE,
    "triage.reopen_finding": TRIAGE,
    "triage.restart_copy": TRIAGE,
    "triage.reach": TRIAGE,
    "triage.save_copy": TRIAGE,
    "triage.save_view": TRIAGE,
    "triage.saved_views": TRIAGE,
    "triage.step": TRIAGE,
    "triage.take_step": TRIAGE,
    "triage.undo_step": TRIAGE,
    "triage.upload_blind": TRIAGE,
    "triage.withdraw_file": TRIAGE,
    "standing_in.come_back": PANELS,
    "standing_in.stand_in": PANELS,
    "standing_in.step_out": PANELS,
    "standing_in.step_out_of_candidate": PANELS,
    "triage.signals": TRIAGE,
    "triage.not_same": TRIAGE,
    "triage.take_out": TRIAGE,
    "triage.together": TRIAGE,
    "triage.twins": TRIAGE,
}
"""Endpoint → who gets in. A route that is not here fails the test below."""

OF_ONESELF = frozenset({"accounts.sessions", "home.overview", "programmes.calendars"})
"""Pages that show whoever asks what is their own."""

OWN_EDITION = frozenset(
    {
        "certificates.overview",
        "certificates.make_all",
        "decisions.announce",
        "decisions.announcement",
        "decisions.overview",
        "juries.conflicts",
        "juries.panels",
        "nominations.register_choose",
        "nominations.registry_list",
        "outbox.overview",
        "outbox.texts",
        "people.overview",
        "planning.plan",
        "preparing.texts",
        "programmes.archive",
        "programmes.overview",
        "results.overview",
        "scoring.calibrations",
        "scoring.routing",
        "scoring.work_out",
        "scoring.progress",
        "triage.approve_copies",
        "triage.copies",
        "triage.desk",
        "triage.duplicates",
        "triage.look_again",
        "triage.prepare_copies",
        "triage.save_view",
        "triage.saved_views",
        "triage.step",
        "triage.take_step",
        "triage.reach",
        "triage.signals",
    }
)
"""Pages that show another programme's coordinator their own edition; all others are not found."""


def _expected(endpoint: str, who: str) -> str:
    allowed = GETS_IN[endpoint]
    if not allowed:
        return "nothing there"
    if who in allowed:
        return "in"
    if who == PUBLIC:
        return "asked to sign in"
    if who == Role.ADMIN and allowed is IMPORT:
        return "nothing there"
    if who == STRANGER and Role.COORDINATOR in allowed:
        return "in" if endpoint in OWN_EDITION else "nothing there"
    return "refused"


def _seen(response: TestResponse) -> str:
    status, location = response.status_code, response.headers.get("Location", "")
    if status == 401 or (status == 302 and location.startswith("/sign-in?next=")):
        return "asked to sign in"
    return {403: "refused", 404: "nothing there", 405: "no such verb", 500: "broken"}.get(
        status, "in"
    )


def _routes(app: Flask, verb: str) -> list[Rule]:
    """Return the routes of the table; that the table is complete is a test of its own."""
    rules = [rule for rule in app.url_map.iter_rules() if verb in (rule.methods or ())]
    return sorted((r for r in rules if r.endpoint in GETS_IN), key=lambda rule: rule.endpoint)


@pytest.fixture
def world(worlds: Worlds, make: Make, database: Database, instance: Path) -> World:
    built = worlds.fresh(make, database, instance)
    shelf = Shelf(instance / "papers")
    for role in (Role.JUROR, Role.CHAIR):
        whose = whose_paper(SECRET, built.people[role].id, built.scoring.id)
        shelf.put_order(whose, texts={}, paper={}, at=now()).put(b"%PDF-")
    return built


@pytest.fixture
def open_route(app: Flask, browse: Browse, world: World) -> Open:
    """Open a route as somebody; a post carries a valid CSRF token and nothing else."""
    browsers = {who: browse(world.people.get(who)) for who in EVERYBODY}

    def open_it(verb: str, rule: Rule, who: str) -> TestResponse:
        browser = browsers[who]
        path = _path(app, world, rule, who)
        if verb == "GET":
            return _read(browser.client.get(path))
        if not browser.token:
            browser.get("/sign-in")
        answer = _read(browser.client.post(path, data={"csrf_token": browser.token}))
        if rule.endpoint.startswith("accounts.") and answer.status_code < 400:
            browsers[who] = browse(world.people.get(who))  # may have signed out
        return answer

    return open_it


def _read(response: TestResponse) -> TestResponse:
    """Read an answer to its end, so that a file behind it is closed."""
    response.get_data()
    response.close()
    return response


def _path(app: Flask, world: World, rule: Rule, who: str) -> str:
    parts: dict[str, Any] = world.parts(rule.endpoint, who)
    with app.test_request_context():
        return app.url_for(rule.endpoint, **{name: parts[name] for name in rule.arguments})


def test_the_table_names_every_route(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(GETS_IN)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_pages_open_for_those_in_the_table(
    app: Flask, world: World, open_route: Open, who: str
) -> None:
    routes = _routes(app, "GET")
    seen = {rule.endpoint: _seen(open_route("GET", rule, who)) for rule in routes}
    assert seen == {rule.endpoint: _expected(rule.endpoint, who) for rule in routes}


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_a_refused_post_changes_nothing(
    app: Flask, database: Database, world: World, open_route: Open, who: str
) -> None:
    routes = [r for r in _routes(app, "POST") if _expected(r.endpoint, who) != "in"]
    before = _everything(database)
    seen = {rule.endpoint: _seen(open_route("POST", rule, who)) for rule in routes}
    assert seen == {rule.endpoint: _expected(rule.endpoint, who) for rule in routes}
    assert _everything(database) == before


POSTING = (
    "accounts",
    "certificates",
    "decisions",
    "drafts",
    "home",
    "juries",
    "nominations",
    "outbox",
    "people",
    "preparing",
    "privacy",
    "programmes",
    "organisation",
    "results",
    "scoring",
    "standing_in",
    "triage",
)


TAKING_AWAY = {"scoring.remove_calibration"}
"""What others need meanwhile."""


@pytest.mark.parametrize("feature", POSTING)
def test_a_post_gets_in_for_those_in_the_table(
    app: Flask, world: World, open_route: Open, feature: str
) -> None:
    """Sheets are each juror's own; elsewhere one of those who may is enough."""
    seen = {}
    for rule in sorted(_routes(app, "POST"), key=lambda rule: rule.endpoint in TAKING_AWAY):
        if rule.endpoint.startswith(f"{feature}.") and GETS_IN[rule.endpoint]:
            may = sorted(GETS_IN[rule.endpoint] - {STRANGER})
            for who in may if feature == "scoring" else may[:1]:
                seen[rule.endpoint, who] = _seen(open_route("POST", rule, who))
    assert seen == dict.fromkeys(seen, "in")
    assert seen


def test_every_route_that_takes_a_post_is_tried(app: Flask) -> None:
    endpoints = [rule.endpoint for rule in _routes(app, "POST") if GETS_IN[rule.endpoint]]
    assert {endpoint.partition(".")[0] for endpoint in endpoints} == set(POSTING)


def test_a_post_without_our_token_is_refused_everywhere(
    app: Flask, database: Database, browse: Browse, world: World
) -> None:
    coordinator = browse(world.people["coordinator"]).client
    before, statuses = _everything(database), {}
    for rule in _routes(app, "POST"):
        path = _path(app, world, rule, "coordinator")
        statuses[rule.endpoint] = coordinator.post(path).status_code
    assert statuses == dict.fromkeys(statuses, 400)
    assert _everything(database) == before


def test_another_programme_is_not_shown(
    app: Flask, world: World, open_route: Open, browse: Browse
) -> None:
    shown = {}
    for rule in _routes(app, "GET"):
        if _expected(rule.endpoint, STRANGER) != "in" or GETS_IN[rule.endpoint] == EVERYBODY:
            continue
        answer = open_route("GET", rule, STRANGER)
        text = f"{answer.headers} {answer.get_data(as_text=True)}"
        shown[rule.endpoint] = [word for word in (*HIDDEN, world.scoring.id) if word in text]
    shared = {endpoint for endpoint in shown if endpoint.startswith("organisation.")}
    own = OWN_EDITION & shown.keys()
    assert shown == {endpoint: [] for endpoint in {*own, *shared, *OF_ONESELF}}
    # The same pages asked for our edition by its id.
    stranger = browse(world.people[STRANGER])
    for path in ("/triage", "/juries", "/juries/conflicts", "/results", "/decisions"):
        stranger.get(f"{path}?edition={world.scoring.id}", 404)
    stranger.get(f"/decisions/announcement?edition={world.judged.id}", 404)
    stranger.get(f"/certificates?edition={world.judged.id}", 404)


def test_what_is_hidden_here_is_there_to_be_seen(browse: Browse, world: World) -> None:
    """The test above looks for words that the coordinator of this programme does see."""
    page = browse(world.people["coordinator"]).get("/triage")
    assert "Norrsken" in page.text
    assert "Lundapris" in page.text


@pytest.mark.parametrize("page", ["", "/hand-in", "/receipt"])
def test_another_jurors_sheet_is_not_found(browse: Browse, world: World, page: str) -> None:
    browse(world.people["chair"]).get(f"/scoring/sheets/{world.sheets['juror']}{page}", 404)


def _everything(database: Database) -> dict[str, list[str]]:
    """Return every row of every table, to compare with later."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(str(row) for row in connection.execute(table.select()))
            for table in metadata.sorted_tables
        }
