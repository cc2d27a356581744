"""The first half of the journey whole: a group nominated, merged, masked, approved, read blind."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from awards.core.permissions import Role
from awards.nominations.models import Nomination
from awards.programmes.models import Phase
from awards.triage.models import Candidate, CandidateNomination
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, OpenPage, SiteIn
from tests.browser.site import PUBLIC, Site
from tests.browser.test_accessibility import sideways
from tests.browser.test_journey import Step, give_seat, sign_out, state_no_conflict, step_in_as
from tests.samples import pdf, picture

pytestmark = pytest.mark.browser

FORM = f"{PUBLIC}/nominate/innovation"
NOMINEE = "Nattskiftet Tranan"
TEAM = [
    ("Gunvor Hallström", "nurse"),
    ("Ömer Demirtaş", "cook"),
    ("Ann-Sofie Kvist", "caretaker"),
    ("Björn Tallvid", "driver"),
    ("Stig Åberg", "planner"),
]
NOMINATORS = [("Ragnhild Sjöfors", "ragnhild@example.org"), ("Bo Ek", "bo.ek@example.org")]
STORIES = [
    (
        "Gunvor and Ömer asked why the night had to begin with an hour of paper. Björns "
        "first answer was a board on the wall with three colours; KVIST built it in a "
        "weekend. Everybody sees at a glance what the evening has left, and nobody has to "
        "write it twice. Gösta Malm from the day staff says that mornings are calmer. Two "
        "other wards have come to look at it."
    ),
    (
        "The night staff have stopped writing everything twice. Ann-Sofie Kvist and Stig "
        "Åberg built a board that shows in three colours what is left to do, and Demirtaş "
        "taught the others how to use it. Falls at night have halved since, and the ward "
        "has more time for those who wake."
    ),
]
FILE = "Gunvor Hallström board.pdf"
WORDS = "Gunvor Hallström drew this board"
NAMES = sorted(
    {"Tranan", "Ragnhild", "Sjöfors", "Bo Ek", "Gösta", "Malm", "ragnhild@", "bo.ek@"}
    | {part for name, _ in TEAM for part in name.split()}
)


def new_code(site: Site) -> str:
    """Return the code name of the candidate with the group's nominations, which is one."""
    with site.database.read() as session:
        found = (
            session.query(Candidate.code_name)
            .join(CandidateNomination, CandidateNomination.candidate_id == Candidate.id)
            .join(Nomination, Nomination.id == CandidateNomination.nomination_id)
            .filter(Nomination.nominee_name == NOMINEE)
            .all()
        )
        (code,) = {str(row.code_name) for row in found}
        assert len(found) == len(NOMINATORS)
        return code


def go_on(page: Page, look: Step) -> None:
    """Go to the next step where there are steps."""
    look(page)
    button = page.get_by_role("button", name="Continue", exact=True)
    if button.count():
        button.click()


def say_what_and_who(page: Page, look: Step) -> None:
    page.goto(FORM)
    page.locator("label", has_text="A group").click()
    go_on(page, look)
    page.locator("#nominee_name").fill(NOMINEE)
    summary = page.get_by_text("Members of the group, the unit or the project")
    if not page.locator("#members-0-name").is_visible():
        summary.click()
    for number, (name, title) in enumerate(TEAM):
        if number > 2:
            page.get_by_role("button", name="Add another member").click()
        page.locator(f"#members-{number}-name").fill(name)
        page.locator(f"#members-{number}-title").fill(title)
    page.locator("details.c-units__group summary").first.click()
    page.locator("details.c-units__group input[type=checkbox]").first.check()
    go_on(page, look)


def say_why(page: Page, story: str) -> None:
    page.locator("textarea[data-counted]").first.fill(story)
    page.locator("label", has_text="Already: it can be seen today").click()


def say_who_you_are(page: Page, nominator: tuple[str, str], look: Step) -> None:
    page.get_by_label("Your name").fill(nominator[0])
    page.get_by_label("Your e-mail address").fill(nominator[1])
    page.locator("label", has_text="I work here").click()
    go_on(page, look)
    look(page)


def send(page: Page, look: Step) -> None:
    """Send the form, confirm it from the demo's mailbox."""
    page.get_by_role("button", name="Send the nomination").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Now look in your mail")
    look(page)
    page.get_by_role("link", name="Open the demo's mailbox").click()
    page.locator("article").first.get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text(NOMINEE)
    look(page)
    page.get_by_role("button", name="Yes, this is my nomination").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your nomination")
    look(page)


def original() -> FilePayload:
    return {"name": FILE, "mimeType": "application/pdf", "buffer": pdf(WORDS, author="Gunvor H")}


def open_nomination(page: Page) -> None:
    """As coordinator: find it on the desk by its name."""
    page.goto("/triage")
    page.get_by_label(re.compile("^Find a name")).fill(NOMINEE)
    page.get_by_role("button", name="Find", exact=True).first.click()
    page.get_by_role("link", name=NOMINEE).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NOMINEE)


def merge_both(page: Page, site: Site, look: Step) -> None:
    """As coordinator: put the two nominations of the group side by side, merge them."""
    open_nomination(page)
    look(page)
    here = page.url
    with site.database.read() as session:
        sent = session.query(Nomination).filter_by(nominee_name=NOMINEE).all()
        (other,) = [one.reference for one in sent if one.id not in here]
    beside = page.get_by_role("link", name="See them side by side")
    merging = page.get_by_role("link", name="Merge with another nomination")
    beside.or_(merging).first.click()
    if page.locator("input[name=chosen]").count() < 2:
        page.get_by_label("Reference of the other nomination").fill(other)
        page.get_by_role("button", name="Put it beside").click()
    for box in page.locator("input[name=chosen]").all():
        box.check()
    look(page)
    reason = page.locator("textarea[name=reason]")
    reason.fill("The same night shift")
    page.get_by_role("button", name="Merge into one candidate").click()
    expect(page.locator("[data-messages]")).to_contain_text("They are one candidate now")
    page.goto(here)
    expect(page.get_by_role("link", name="2 nominations together")).to_be_visible()


def take_in(page: Page, look: Step) -> None:
    page.locator("label", has_text="Yes, it takes part").click()
    page.get_by_role("button", name="Save the verdict").click()
    page.get_by_role("button", name="Prepare the juror copy").click()
    look(page)


def look_at_the_marks(page: Page, look: Step) -> None:
    """Look at every mark: who is named gets other words, what is nobody stays."""
    first = page.get_by_role("link", name="Look at the first")
    if not first.count():
        return
    first.click()
    look(page)
    for _ in range(30):
        marked = page.locator(".c-marks__words mark")
        if not marked.count():
            break
        somebody = any(name in marked.inner_text() for name in NAMES)
        if somebody:
            page.locator("#mark input[name=words]").first.fill("[a colleague]")
            page.get_by_role("button", name="Write that instead").click()
        else:
            page.get_by_role("button", name="It may stay").click()
    expect(page.get_by_text("Nothing is left to look at")).to_be_visible()


def give_the_file(page: Page, look: Step) -> None:
    """Upload a copy of the file without names, look, approve."""
    page.get_by_role("link", name=FILE).click()
    look(page)
    blind: FilePayload = {"name": "k.png", "mimeType": "image/png", "buffer": picture("PNG")}
    page.locator("input[type=file]").set_input_files(blind)
    page.get_by_role("button", name="Upload the copy").click()
    look(page)
    page.locator("label[for=looked]").click()
    page.get_by_role("button", name="Approve version 1 for the jury").click()
    expect(page.get_by_role("region", name="Files")).to_contain_text("The jury gets a copy")


def approve(page: Page) -> str:
    """Approve the text on the page where its file was approved; the code name."""
    button = page.get_by_role("button", name=re.compile("^Approve "))
    code = button.inner_text().split()[1]
    button.click()
    expect(page.get_by_role("main")).to_contain_text("Ready for the jury")
    return code


def read_as_juror(page: Page, code: str, look: Step) -> None:
    """State no conflict, open the sheet and the file; nothing there says who it is."""
    said = ""

    def met(asked: Page) -> None:
        nonlocal said
        look(asked)
        said += asked.content()

    state_no_conflict(page, met)
    met(page)
    page.get_by_role("link", name=code, exact=True).first.click()
    expect(page.get_by_role("main")).to_contain_text("shows in three colours what is left to do")
    expect(page.get_by_role("main")).to_contain_text("asked why the night had to begin")
    look(page)
    said += page.content() + page.url
    link = page.get_by_role("main").locator("a[href*='/files/'], a[href*='/downloads/']").first
    answer = page.request.get(str(link.get_attribute("href")))
    assert answer.ok
    headers = " ".join(answer.headers.values())
    said += answer.body().decode("latin-1") + headers + answer.url + link.inner_text()
    assert [name for name in NAMES if re.search(rf"\b{re.escape(name)}", said)] == []


def release(page: Page, site: Site, look: Step) -> str:
    """As coordinator: merge, judge, mask, give the file, approve; the code name."""
    coordinator, juror = site.person(Role.COORDINATOR), site.person(Role.JUROR)
    step_in_as(page, coordinator)
    merge_both(page, site, look)
    take_in(page, look)
    look_at_the_marks(page, look)
    give_the_file(page, look)
    code = approve(page)
    look(page)
    assert code == new_code(site)
    give_seat(page, juror)
    sign_out(page)
    site.move_to(Phase.SCORING)
    step_in_as(page, juror)
    return code


def test_group_is_nominated_through_a_dropped_connection_and_read_blind(
    site_in: SiteIn, open_page: OpenPage, troubles: list[str]
) -> None:
    site = site_in(Phase.NOMINATING)
    page = open_page(site, width=PHONE, reduced_motion="reduce")
    wrong: list[str] = []

    def look(met: Page) -> None:
        wrong.extend(violations(met))
        wrong.extend(sideways(met))
        met.set_viewport_size({"width": PHONE, "height": 844})

    say_what_and_who(page, look)
    page.context.set_offline(True)
    say_why(page, STORIES[0])
    page.locator("[data-attach] input[type=file]").set_input_files(original())
    away = "It did not arrive: the network is away. We try again by ourselves."
    expect(page.get_by_text(away, exact=True)).to_be_visible()
    expect(page.locator("[data-draft-line]")).to_have_text(re.compile("^Not saved yet"))
    page.context.set_offline(False)
    expect(page.locator("[data-attached] input[name=attachment]")).to_have_count(1, timeout=30_000)
    expect(page.locator("[data-draft-line]")).to_have_text(re.compile(r"^Saved \d"))
    troubles[:] = [said for said in troubles if "ERR_INTERNET_DISCONNECTED" not in said]
    go_on(page, look)
    say_who_you_are(page, NOMINATORS[0], look)
    send(page, look)
    say_what_and_who(page, lambda _: None)
    say_why(page, STORIES[1])
    go_on(page, lambda _: None)
    say_who_you_are(page, NOMINATORS[1], lambda _: None)
    send(page, lambda _: None)
    code = release(page, site, look)
    read_as_juror(page, code, look)
    assert wrong == []


def test_group_is_nominated_and_read_blind_without_javascript(
    site_in: SiteIn, open_page: OpenPage
) -> None:
    site = site_in(Phase.NOMINATING)
    page = open_page(site, width=PHONE, java_script_enabled=False)

    def look(met: Page) -> None:
        expect(met.get_by_role("heading", level=1)).to_be_visible()

    say_what_and_who(page, look)
    say_why(page, STORIES[0])
    page.locator("[data-attach] input[type=file]").set_input_files(original())
    say_who_you_are(page, NOMINATORS[0], look)
    send(page, look)
    say_what_and_who(page, look)
    say_why(page, STORIES[1])
    say_who_you_are(page, NOMINATORS[1], look)
    send(page, look)
    code = release(page, site, look)
    read_as_juror(page, code, look)
