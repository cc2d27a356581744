"""The sitting in which a year is set up, from nothing, in the browser only.

A test walks it in English; `make screens` walks it in Swedish and takes pictures on the way.
"""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from awards.core.translation import translator
from tests.browser.office import Office

ADMIN, JUROR = "anna.alm@lund.example", "kim.krans@lund.example"
GUEST = "gunvor.gjest@sandnes.example"
STAFF = """Namn;E-post;Titel;Enhetskod;Enhet
Kim Krans;kim.krans@lund.example;Pedagog;100;Barn- och skolförvaltningen
Lo Lind;lo.lind@lund.example;Rektor;110;Barn- och skolförvaltningen / Norra skolan
Mo Malm;mo.malm@lund.example;Ingenjör;200;Tekniska förvaltningen
"""
AWARDS = ("kunskap", "innovation", "oppenhet", "lyssna", "lara", "leda")
PATIENT = 30_000

Look = Callable[[str], None]


class FirstYear:
    """Somebody who sets a year up; `look` is told the name of what they see, to take a picture."""

    def __init__(self, page: Page, office: Office, language: str, look: Look) -> None:
        """Begin in a browser that has never been here."""
        self.page, self.office, self.look = page, office, look
        self.language, self.say = language, translator(language)

    @property
    def main(self) -> Locator:
        """The page's content."""
        return self.page.get_by_role("main")

    def press(self, words: str | re.Pattern[str]) -> None:
        """Press a button of the content."""
        name = self.say(words) if isinstance(words, str) else words
        self.main.get_by_role("button", name=name).first.click()

    def follow(self, words: str) -> None:
        """Follow the link of the content that begins with these words."""
        name = re.compile(f"^{re.escape(self.say(words).partition('%')[0])}")
        self.main.get_by_role("link", name=name).first.click()

    def go_to(self, words: str) -> None:
        """Follow a link of the menu."""
        menu = self.page.get_by_role("navigation", name=self.say("Pages"), exact=True)
        menu.get_by_role("link", name=self.say(words), exact=True).click()

    def label(self, words: str) -> Locator:
        """Find a field by its label."""
        return self.page.get_by_label(self.say(words), exact=True)

    def sees(self, words: str, wait: float = 5_000) -> None:
        """Wait until the content says so."""
        expect(self.main).to_contain_text(self.say(words), timeout=wait)

    def sign_in(self) -> None:
        """Ask for a link, and follow the one that comes by mail."""
        self.page.goto(f"/language/{self.language}?next=/sign-in")
        self.label("Your e-mail address").fill(ADMIN)
        self.press("Send me a link")
        link = re.search(r"http\S+/sign-in/\S+", self.office.mail_to(ADMIN))
        assert link is not None
        self.page.goto(link[0])
        self.press("Sign in")
        self.page.wait_for_url("**/home")
        self.look("first-home")

    def make_programme(self, template: str, contact: str) -> str:
        """Make a programme from a template; its first edition's address."""
        self.go_to("Set-up")
        self.follow("Create a programme")
        self.sees(template)
        self.look("templates")
        self.follow(template)
        self.label("Contact address").fill(contact)
        self.press("Look it over before it is made")
        self.sees("Nothing is made yet. You can change every word of it afterwards.")
        self.look("preview")
        self.press("Make the programme")
        self.sees("Draft")
        return self.page.url

    def import_staff(self, folder: Path) -> None:
        """Upload a list of the staff, look at what it changes, confirm; twice changes nothing."""
        file = folder / "staff.csv"
        file.write_text(STAFF, encoding="utf-8")
        self._upload(file)
        self.sees("Norra skolan", PATIENT)
        self.look("import")
        self.press(self.say("Import %(file)s", file=file.name))
        self.sees("Imported", PATIENT)
        self._upload(file)
        self.sees("Nothing to change", PATIENT)

    def _upload(self, file: Path) -> None:
        self.go_to("Organisation")
        self.follow("Import")
        self.label("File").set_input_files(file)
        self.label("Employer").fill("Lunds kommun")
        self.press("Show what would change")

    def invite_jury(self) -> None:
        """Give an employee a role, invite a guest, read both mails and send them."""
        self.go_to("People and roles")
        self._give_role("Kim Krans")
        self.follow("Invite a guest")
        self.label("Name").fill("Gunvor Gjest")
        self.label("E-mail address").fill(GUEST)
        self.label("Role").select_option(label=self.say("Juror"))
        self.press("Write the invitation")
        self.go_to("Outbox")
        self.look("invitations")
        for _ in range(2):
            self.follow("Look through and send")
            self.look("invitation")
            begins = self.say("Send the mail to %(address)s").partition(" ")[0]
            self.press(re.compile(f"^{begins} "))
            self.go_to("Outbox")
        for address in (GUEST, JUROR):
            assert re.search("Medarbetarpriserna|Staff Awards", self.office.mail_to(address))

    def _give_role(self, who: str) -> None:
        form = self.page.locator("form", has=self.page.locator("#give"))
        form.get_by_role("combobox", name=self.say("Person")).press_sequentially(who)
        self.page.get_by_role("option", name=re.compile(who)).first.click()
        form.get_by_label(self.say("Role"), exact=True).select_option(label=self.say("Juror"))
        form.get_by_role("button", name=self.say("Give the role")).click()
        expect(self.page.locator("section#juror")).to_contain_text(who)

    def mend(self, edition: str) -> None:
        """Go through the draft's check list until nothing stands in the way."""
        self.page.goto(edition)
        self.look("check-list")
        self.follow("Nobody sits on the panels of these awards yet: %(awards)s.")
        for award in AWARDS:
            panel = self.page.locator(f"section#{award}")
            panel.locator("select[name$='person_id']").select_option(label="Kim Krans")
            panel.get_by_role("button", name=self.say("Give the seat")).click()
        self.page.goto(edition)
        self.follow("The dates are only a proposal. Look at them and save them.")
        self.press("Save the dates")
        self.page.goto(edition)
        self.follow("No organisation is chosen. Choose whose staff may be nominated.")
        self.main.locator("label", has_text=re.compile("^Lunds kommun$")).click()
        self.look("who-takes-part")
        self.press("Save the organisations")

    def open(self, edition: str) -> None:
        """Open it, having read what happens then."""
        self.page.goto(edition)
        self.follow("Open the edition")
        self.sees("Nominations open")
        self.look("opening")
        self.press(re.compile(f"^{self.say('Open %(name)s').partition(' ')[0]} "))
        expect(self.main).not_to_contain_text(self.say("Before it can open"))
