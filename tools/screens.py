"""Takes the pictures in docs/screens/: walks the demo in Chromium, as each role.

Lund's pages are in Swedish, those of Sandnes in Norwegian.

`make screens` ends here; `python -m tools.screens sheet results` takes only pictures whose name
holds one of the words. The demo runs on scratch folders of its own, never on `instance/`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from awards.core.permissions import Role
from awards.core.press.fonts import press_fonts, screen_font
from awards.programmes.models import Phase
from tests.browser.site import PUBLIC, Site, load_demo, run
from tests.conftest import CHROMIUM_FLAGS
from tools.first_year import YEAR, take_first_year
from tools.pictures import FOLDER, ROOT, SIZES, keep, picture_of

FONTS = ROOT / "bench" / "tmp" / "fonts"
CERTIFICATE = 33
"""The number of the picture that is no page."""
FIRST_YEAR = 48
"""The first number of the pictures that are taken on one way."""

LAST_YEAR = "/awards/lund/2025"
SANDNES = "/awards/sandnes/2026/"
PAPER = ROOT / "awards" / "demo" / "lund" / "files" / "e-hemvarden.pdf"
TEAM = (("Signe Lövgren", "kock"), ("Bo Ek", "vaktmästare"))
EDITION = "main a[href*='/set-up/editions/']"

ASIDE = "main a[href*='/triage/duplicates/']"
CONFLICT = "tbody a[href*='/juries/conflicts/']"
DATES = "main a[href$='/dates']"
CLOSING = "main a[href*='/close-scoring']"
REGISTER = "main a[href*='/nominations/register/']"

WHY = (
    "Det var ett nytt sätt att planera morgnarna, och det fungerar så bra att två andra "
    "avdelningar har bett dem komma och visa."
)
SEND = ":is(#check, form[data-nominate] .c-buttons) button[type=submit]:visible"

Way = Callable[[Page], None]


@dataclass(frozen=True)
class Shot:
    """A picture: what it is called, where the demo stands, who looks, and the way to the page."""

    name: str
    phase: Phase
    role: Role | None
    way: Way
    language: str = "sv"


def at(path: str, *links: str) -> Way:
    """Return the way to a page: an address, then the first link of each selector."""

    def go(page: Page) -> None:
        page.goto(path)
        for link in links:
            page.locator(link).first.click()
            page.wait_for_load_state()

    return go


def send_nomination(page: Page) -> None:
    """Fill in the form and send it, up to the page that says to look in one's mail."""
    page.goto(f"{PUBLIC}/nominate/innovation")
    page.locator("label[for=nominee_kind-0]").click()
    _go_on(page)
    page.locator("#nominee_name").fill("Signe Lövgren")
    page.locator("details.c-units__group summary").first.click()
    page.locator("details.c-units__group input[type=checkbox]").first.check()
    _go_on(page)
    for text in page.locator("textarea[data-counted]").all():
        text.fill(WHY)
    page.locator("label[for=effect_kind-0]").click()
    _go_on(page)
    page.locator("#nominator_name").fill("Bo Ek")
    page.locator("#nominator_email").fill("bo.ek@example.org")
    page.locator("label[for=relation-0]").click()
    _go_on(page)
    with page.expect_navigation():
        page.locator(SEND).first.click()
    page.wait_for_load_state()


def confirm_nomination(page: Page) -> None:
    """Send a nomination, follow the link in the demo's mailbox, confirm, open the receipt."""
    send_nomination(page)
    for _ in range(2):
        page.goto("/demo/mailbox")
        page.locator("article a").first.click()
        page.wait_for_load_state()
        button = page.locator("main form[action*=confirm] button")
        if button.count():
            button.first.click()
            page.wait_for_load_state()


def form_step(step: str) -> Way:
    """Return the way to a step of the form, with a group and its file in it; wide, to its place."""

    def go(page: Page) -> None:
        page.goto(f"{PUBLIC}/nominate/innovation")
        page.locator("label[for=nominee_kind-1]").click()
        _go_on(page)
        page.locator("#nominee_name").fill("Morgonlaget")
        if not page.locator("#members-0-name").is_visible():
            page.locator("[data-members] summary").click()
        for number, (name, title) in enumerate(TEAM):
            page.locator(f"#members-{number}-name").fill(name)
            page.locator(f"#members-{number}-title").fill(title)
        if step == "who":
            return
        page.locator("details.c-units__group summary").first.click()
        page.locator("details.c-units__group input[type=checkbox]").first.check()
        _go_on(page)
        page.locator("textarea[data-counted]").first.fill(
            "De började morgonen med en fråga i stället för en lista, och nu gör två kök likadant."
        )
        page.locator("label[for=effect_kind-0]").click()
        page.locator("[data-attach] input[type=file]").set_input_files(PAPER)
        page.locator("[data-attached] input[name=attachment]").wait_for(state="attached")
        if step == "why":
            return
        for text in page.locator("textarea[data-counted]").all()[1:]:
            text.fill(WHY)
        _go_on(page)
        page.locator("#nominator_name").fill("Moa Lind")
        page.locator("#nominator_email").fill("moa.lind@example.org")
        page.locator("label[for=relation-0]").click()
        if step == "later":
            page.locator("[data-draft-line][data-state=saved]").wait_for()
            page.locator(".c-draft button").click()
            page.wait_for_url("**/drafts/**")
            return
        _go_on(page)

    return go


def _go_on(page: Page) -> None:
    """Press the step's button where there are steps."""
    button = page.locator("[data-next]:visible")
    if button.count():
        button.first.click()


def blind_file(page: Page) -> None:
    """Open a file that the jury has a copy of."""
    page.goto("/triage?q=Teamet+bakom+E-hemv")
    page.locator("tbody th a").first.click()
    page.locator("a[href*='/copy']").first.click()
    page.locator(".c-files a").first.click()
    page.wait_for_load_state()


def marked_copy(page: Page) -> None:
    """Open a copy that waits, at the first word somebody has to look at."""
    page.goto("/triage?state=to-approve")
    page.locator("tbody th a").first.click()
    page.locator("a[href*='/copy']").first.click()
    page.locator("a[href*='mark=']").first.click()
    page.wait_for_load_state()


def juror_copy(page: Page) -> None:
    """Open the side-by-side page of a candidate whose copy is approved."""
    page.goto("/triage?state=ready")
    page.locator("tbody th a").first.click()
    page.locator("a[href*='/copy']").first.click()
    page.wait_for_load_state()


def routing_plan(page: Page) -> None:
    """Work a plan out, up to the page that shows what it would change."""
    page.goto("/juries/routing")
    page.locator(".c-plan-form button").click()
    page.locator(".c-heat").first.wait_for()


COORDINATOR, JUROR, CHAIR = Role.COORDINATOR, Role.JUROR, Role.CHAIR
NOMINATING, TRIAGE, SCORING = Phase.NOMINATING, Phase.TRIAGE, Phase.SCORING
DELIBERATION = Phase.DELIBERATION
SHOTS = (
    Shot("start", NOMINATING, None, at(PUBLIC)),
    Shot("award-form", NOMINATING, None, at(f"{PUBLIC}/nominate/innovation")),
    Shot("check-your-mail", NOMINATING, None, send_nomination),
    Shot("receipt", NOMINATING, None, confirm_nomination),
    Shot("sign-in", NOMINATING, None, at("/sign-in")),
    Shot("home-coordinator", TRIAGE, COORDINATOR, at("/home")),
    Shot("triage-desk", TRIAGE, COORDINATOR, at("/triage")),
    Shot("juror-copy", TRIAGE, COORDINATOR, juror_copy),
    Shot("panels", SCORING, COORDINATOR, at("/juries")),
    Shot("home-juror", SCORING, JUROR, at("/home")),
    Shot("statements", SCORING, JUROR, at("/juries/statements")),
    Shot("queue", SCORING, JUROR, at("/scoring")),
    Shot("sheet", SCORING, JUROR, at("/scoring", "a[href*='/scoring/sheets/']")),
    Shot("home-chair", DELIBERATION, CHAIR, at("/home")),
    Shot("results", DELIBERATION, CHAIR, at("/results", "main a[href^='/results/']")),
    Shot("decisions", DELIBERATION, COORDINATOR, at("/decisions")),
    Shot("decision", DELIBERATION, COORDINATOR, at("/decisions", "main a[href^='/decisions/']")),
    Shot("home-communications", SCORING, Role.COMMUNICATIONS, at("/home")),
    Shot("certificates", SCORING, Role.COMMUNICATIONS, at("/certificates")),
    Shot("winners", SCORING, None, at(f"{LAST_YEAR}/winners")),
    Shot("audit-trail", SCORING, Role.AUDITOR, at("/audit")),
    Shot("programmes", SCORING, None, at("/")),
    Shot("sandnes", SCORING, None, at(SANDNES), "nb"),
    Shot("sandnes-form", SCORING, None, at(f"{SANDNES}nominate/innovasjonspris"), "nb"),
    Shot("set-up", SCORING, COORDINATOR, at("/set-up")),
    Shot("edition", SCORING, COORDINATOR, at("/set-up", EDITION)),
    Shot("dates", SCORING, COORDINATOR, at("/set-up", EDITION, "main a[href$='/dates']")),
    Shot("rules", SCORING, COORDINATOR, at("/set-up", EDITION, "main a[href$='/rules']")),
    Shot("weights", SCORING, COORDINATOR, at("/set-up", EDITION, "main a[href$='/weights']")),
    Shot("organisation", SCORING, COORDINATOR, at("/organisation")),
    Shot("people", SCORING, COORDINATOR, at("/people")),
    Shot("outbox", SCORING, COORDINATOR, at("/outbox")),
    Shot("form-who", NOMINATING, None, form_step("who")),
    Shot("form-why", NOMINATING, None, form_step("why")),
    Shot("form-check", NOMINATING, None, form_step("check")),
    Shot("draft-kept", NOMINATING, None, form_step("later")),
    Shot("desk-filters", TRIAGE, COORDINATOR, at("/triage?signal=any")),
    Shot("nomination", TRIAGE, COORDINATOR, at("/triage?signal=any", "tbody th a")),
    Shot("duplicates", TRIAGE, COORDINATOR, at("/triage/duplicates")),
    Shot("side-by-side", TRIAGE, COORDINATOR, at("/triage/duplicates", ASIDE)),
    Shot("masking", TRIAGE, COORDINATOR, marked_copy),
    Shot("blind-file", TRIAGE, COORDINATOR, blind_file),
    Shot("registry", TRIAGE, COORDINATOR, at("/nominations/registry")),
    Shot("register", TRIAGE, COORDINATOR, at("/nominations/register", REGISTER)),
    Shot("reach", TRIAGE, COORDINATOR, at("/triage/reach")),
    Shot("signals", TRIAGE, COORDINATOR, at("/triage/signals")),
    Shot("jury-planning", SCORING, COORDINATOR, at("/juries/planning")),
    Shot("close-to", SCORING, JUROR, at("/juries/close")),
    Shot("conflicts", SCORING, COORDINATOR, at("/juries/conflicts")),
    Shot("conflict", SCORING, COORDINATOR, at("/juries/conflicts", CONFLICT)),
    Shot("routing", SCORING, COORDINATOR, at("/juries/routing")),
    Shot("routing-plan", SCORING, COORDINATOR, routing_plan),
    Shot("receipts", SCORING, JUROR, at("/scoring/receipts")),
    Shot("jury-progress", SCORING, COORDINATOR, at("/juries/progress")),
    Shot("close-scoring", SCORING, COORDINATOR, at("/set-up", EDITION, DATES, CLOSING)),
)


def take(browser: Browser, site: Site, shot: Shot, number: int) -> None:
    """Take a picture in both sizes."""
    for width, height in SIZES:
        with browser.new_context(
            base_url=site.url, viewport={"width": width, "height": height}, locale=shot.language
        ) as context:
            context.set_default_timeout(20_000)
            context.add_cookies([site.cookie_of(shot.role, shot.language)])  # type: ignore[list-item]
            page = context.new_page()
            shot.way(page)
            page.wait_for_load_state("networkidle")
            page.evaluate("window.scrollTo(0, 0)")
            keep(f"{number:02}-{shot.name}-{width}", picture_of(page))


def take_certificate(browser: Browser, site: Site, number: int) -> None:
    """Fetch a winner's PDF and turn its page into a picture, where pdftoppm is installed."""
    if shutil.which("pdftoppm") is None:
        print("no pdftoppm (poppler-utils): the certificate's picture is left out")
        return
    with (
        browser.new_context(base_url=site.url) as context,
        tempfile.TemporaryDirectory() as scratch,
    ):
        context.add_cookies([site.cookie_of(Role.COMMUNICATIONS)])  # type: ignore[list-item]
        page = context.new_page()
        page.goto("/certificates")
        address = page.locator("a[href*='.pdf']").first.get_attribute("href")
        paper = Path(scratch) / "certificate.pdf"
        paper.write_bytes(context.request.get(str(address)).body())
        drawn = paper.with_suffix("")
        command = ["pdftoppm", "-png", "-r", "110", "-singlefile", str(paper), str(drawn)]
        subprocess.run(command, check=True)
        keep(f"{number:02}-certificate-1280", drawn.with_suffix(".png").read_bytes())


def sites(stack: ExitStack) -> Callable[[Phase], Site]:
    """Return a way to get a running demo in a phase; each is loaded once."""
    scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    press_fonts(FONTS)
    screen_font(FONTS)
    running: dict[Phase, Site] = {}

    def in_phase(phase: Phase) -> Site:
        if phase not in running:
            template = scratch / f"loaded-{phase.value}"
            template.mkdir()
            (template / "fonts").symlink_to(FONTS)
            load_demo(template, phase)
            running[phase] = stack.enter_context(run(template, scratch / phase.value))
        return running[phase]

    return in_phase


def wanted(words: Sequence[str]) -> Iterator[tuple[int, Shot]]:
    """Yield the shots that were asked for, with their numbers."""
    for place, shot in enumerate(SHOTS, 1):
        if not words or any(word in shot.name for word in words):
            number = place + (place >= CERTIFICATE)
            yield number + (len(YEAR) if number >= FIRST_YEAR else 0), shot


def main(words: Sequence[str]) -> int:
    """Take the pictures; the exit code."""
    chromium = os.environ.get("UTMARKT_CHROMIUM") or shutil.which("chromium")
    if not chromium:
        print("There is no Chromium; see tools/chromium.sh.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    failed = []
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        site_in = sites(stack)
        for number, shot in wanted(words):
            try:
                take(browser, site_in(shot.phase), shot, number)
            except Exception as error:  # noqa: BLE001 - the other pictures are still wanted
                print(f"{shot.name}: {str(error).splitlines()[0]}", file=sys.stderr)
                failed.append(shot.name)
        if not words or "certificate" in words:
            take_certificate(browser, site_in(SCORING), CERTIFICATE)
        if not words or any(word in name for word in words for name in YEAR):
            take_first_year(browser, FONTS, FIRST_YEAR)
        browser.close()
    if failed:
        print(f"Not taken: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
