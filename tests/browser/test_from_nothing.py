"""A year is set up in one sitting: from an empty database, in the browser only."""

import os
import re
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from awards import create_app
from awards.cli import upgrade_database
from tests.browser.conftest import DESK
from tests.browser.site import SECRET, settings_in
from tests.serving import serving
from tools.machine import any_free_port
from tools.processes import start, stop_all

pytestmark = pytest.mark.browser

ADMIN, JUROR = "anna.alm@lund.example", "kim.krans@lund.example"
STAFF = """Namn;E-post;Titel;Enhetskod;Enhet
Kim Krans;kim.krans@lund.example;Pedagog;100;Barn- och skolförvaltningen
Lo Lind;lo.lind@lund.example;Rektor;110;Barn- och skolförvaltningen / Norra skolan
Mo Malm;mo.malm@lund.example;Ingenjör;200;Tekniska förvaltningen
"""
GUEST = "gunvor.gjest@sandnes.example"
AWARDS = ("kunskap", "innovation", "oppenhet", "lyssna", "lara", "leda")
NOT_FOUND = 404
WAIT = 30


class Office:
    """An installation without anything in it, its worker, and its outgoing mail."""

    def __init__(self, folder: Path, url: str, run: Callable[..., str]) -> None:
        """Remember where it stands."""
        self.folder, self.url, self.command = folder, url, run

    def mail_to(self, address: str) -> str:
        """Wait for the newest mail to an address; return its text."""
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            for file in sorted(self.folder.glob("mail/*.eml"), key=lambda f: -f.stat().st_mtime):
                message = message_from_bytes(file.read_bytes(), policy=policy.default)
                if message["To"] == address:
                    body = message.get_body()
                    assert body is not None
                    return str(body.get_content())
            time.sleep(0.1)
        raise AssertionError(f"no mail to {address}")


@pytest.fixture
def office(tmp_path: Path, font_folder: Path) -> Iterator[Office]:
    """Serve an empty installation, with a worker."""
    (tmp_path / "fonts").symlink_to(font_folder)
    port = any_free_port()
    settings = settings_in(tmp_path, port)
    app = create_app(settings)
    upgrade_database(app)
    env = os.environ | {
        "UTMARKT_INSTANCE": str(tmp_path),
        "UTMARKT_SECRET_KEY": SECRET,
        "UTMARKT_BASE_URL": settings.base_url,
    }
    worker = start("worker", ["flask", "--app", "app", "awards", "work"], env)

    def run(*words: str) -> str:
        return str(app.test_cli_runner().invoke(args=["awards", *words]).output)

    try:
        with serving(app, port) as url:
            yield Office(tmp_path, url, run)
    finally:
        stop_all([worker])
        app.extensions["database"].dispose()


@pytest.fixture
def page(office: Office, browser: Browser) -> Iterator[Page]:
    """A browser that has never been here, in English."""
    context = browser.new_context(
        base_url=office.url, viewport={"width": DESK, "height": 900}, locale="en-GB"
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button of the page's content."""
    page.get_by_role("main").get_by_role("button", name=name).first.click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Follow a link of the page's content."""
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def go_to(page: Page, name: str) -> None:
    """Follow a link of the menu."""
    page.get_by_role("navigation", name="Pages").get_by_role("link", name=name).click()


def sign_in(page: Page, office: Office) -> None:
    """Ask for a link, and follow the one that comes by mail."""
    page.goto("/language/en?next=/sign-in")
    page.get_by_label("E-mail address").fill(ADMIN)
    press(page, re.compile("link"))
    link = re.search(r"http\S+/sign-in/\S+", office.mail_to(ADMIN))
    assert link is not None
    page.goto(link[0])
    press(page, "Sign in")
    page.wait_for_url("**/home")


def create(page: Page, template: str, contact: str) -> str:
    """Make a programme from a template; its first edition's address."""
    go_to(page, "Set-up")
    follow(page, re.compile("Create a programme"))
    follow(page, re.compile(f"^{template}"))
    page.get_by_label("Contact address").fill(contact)
    press(page, "Look it over before it is made")
    press(page, "Make the programme")
    expect(page.get_by_role("main")).to_contain_text("draft")
    return page.url


def import_staff(page: Page, folder: Path) -> None:
    """Upload a list of the staff, look at what it changes, confirm; twice changes nothing."""
    file = folder / "staff.csv"
    file.write_text(STAFF, encoding="utf-8")
    for expected in ("Imported", "Nothing to change"):
        go_to(page, "Organisation")
        follow(page, re.compile("^Import$"))
        page.get_by_label("File", exact=True).set_input_files(file)
        page.get_by_label("Employer", exact=True).fill("Lunds kommun")
        press(page, "Show what would change")
        main = page.get_by_role("main")
        if expected == "Imported":
            expect(main).to_contain_text("Norra skolan", timeout=30_000)
            press(page, "Import staff.csv")
        expect(main).to_contain_text(expected, timeout=30_000)


def give_role(page: Page, who: str, role: str) -> None:
    """Give somebody found by typing a role in the programme that is shown."""
    form = page.locator("form", has=page.get_by_role("button", name="Give the role"))
    form.get_by_role("combobox", name="Person").press_sequentially(who)
    page.get_by_role("option", name=re.compile(who)).first.click()
    form.get_by_label("Role", exact=True).select_option(label=role)
    form.get_by_role("button", name="Give the role").click()
    expect(page.locator("section#juror")).to_contain_text(who)


def invite_guest(page: Page) -> None:
    """Invite somebody from outside, read the invitation in the outbox, send it."""
    follow(page, "Invite a guest")
    page.get_by_label("Name", exact=True).fill("Gunvor Gjest")
    page.get_by_label("E-mail address").fill(GUEST)
    page.get_by_label("Role", exact=True).select_option(label="Juror")
    press(page, "Write the invitation")


def send_invitations(page: Page, office: Office) -> None:
    """Read what waits in the outbox and send it, a kind at a time."""
    go_to(page, "Outbox")
    for _ in range(2):
        follow(page, "Look through and send")
        press(page, re.compile("^Send "))
        go_to(page, "Outbox")
    assert "Medarbetarpriserna" in office.mail_to(GUEST)
    assert "Staff Awards" in office.mail_to(JUROR) or "Medarbetarpriserna" in office.mail_to(JUROR)


def seat_juror(page: Page, award: str, who: str) -> None:
    """Give somebody a seat on an award's panel."""
    panel = page.locator(f"section#{award}")
    panel.get_by_label(re.compile("Who|Juror|Person|Name")).select_option(label=who)
    panel.get_by_role("button", name="Give the seat").click()


def test_a_year_is_set_up_in_one_sitting(page: Page, office: Office) -> None:
    assert "administrator" in office.command("admin", ADMIN, "--name", "Anna Alm")
    sign_in(page, office)
    lund = create(page, "Lund", "priser@lund.example")
    create(page, "Sandnes", "pris@sandnes.example")
    import_staff(page, office.folder)
    go_to(page, "People and roles")
    give_role(page, "Kim Krans", "Juror")
    invite_guest(page)
    send_invitations(page, office)
    page.goto(lund)
    follow(page, re.compile("Nobody sits on the panel"))
    for award in AWARDS:
        seat_juror(page, award, "Kim Krans")
    page.goto(lund)
    follow(page, re.compile("The dates are only a proposal"))
    press(page, "Save the dates")
    page.goto(lund)
    follow(page, "No organisation is chosen")
    page.get_by_role("main").get_by_text("Lunds kommun", exact=True).first.click()
    expect(page.get_by_role("checkbox", name="Lunds kommun")).to_be_checked()
    press(page, "Save the organisations")
    page.goto(lund)
    follow(page, re.compile("Open the edition"))
    press(page, re.compile("^Open "))
    expect(page.get_by_role("main")).not_to_contain_text("Before it can open")
    page.goto("/awards/lund/2027")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Staff Awards 2027")
    answer = page.goto("/awards/sandnes/2027")
    assert answer is not None
    assert answer.status == NOT_FOUND  # still a draft
