"""The jury's pages in all three languages: no axe violation, nothing to scroll sideways.

A juror's Swedish pages are walked in `test_accessibility`, at both widths.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.core.permissions import Role
from awards.juries.models import Answer, ConflictStatement, PanelSeat
from awards.juries.routing.models import AwardRouting
from awards.programmes.models import Award, Edition, Phase
from awards.triage.models import Candidate
from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE, OpenPage, SiteIn
from tests.browser.site import LUND, Site
from tests.browser.test_accessibility import sideways

pytestmark = pytest.mark.browser

AT_WIDTH = {"sv": DESK, "nb": PHONE, "en": DESK}
"""Each text is looked at once, each page at both widths."""


def _pages_of_a_juror(_session: Session, _site: Site, page: Page) -> list[str]:
    untouched, handed_in = (
        _first_sheet(page, f"/scoring?state={state}") for state in ("untouched", "handed-in")
    )
    return [
        "/juries/close",
        "/juries/statements",
        "/scoring",
        untouched,
        *(f"{untouched}/{page}" for page in ("own-scores", "conflict", "hand-in")),
        handed_in,
        *(f"{handed_in}/{page}" for page in ("receipt", "reopen")),
        "/scoring/receipts",
        "/scoring/offline",
    ]


def _first_sheet(page: Page, queue: str) -> str:
    page.goto(queue)
    return str(page.locator("tbody th a").first.get_attribute("href"))


def _pages_of_a_coordinator(session: Session, site: Site, _page: Page) -> list[str]:
    edition = session.scalars(
        select(Edition).where(Edition.slug == "2026", Edition.programme_id.in_(LUND))
    ).one()
    juror = site.person(Role.JUROR)
    divided = session.execute(
        select(AwardRouting.award_id, AwardRouting.run_id, Candidate.id, PanelSeat.id)
        .join(Award, Award.id == AwardRouting.award_id)
        .join(Candidate, Candidate.award_id == Award.id)
        .join(PanelSeat, (PanelSeat.award_id == Award.id) & (PanelSeat.person_id == juror.id))
        .where(Award.edition_id == edition.id)
    ).first()
    conflict = session.execute(
        select(ConflictStatement.person_id, ConflictStatement.candidate_id)
        .join(Candidate, Candidate.id == ConflictStatement.candidate_id)
        .join(Award, Award.id == Candidate.award_id)
        .where(Award.edition_id == edition.id, ConflictStatement.answer == Answer.CONFLICTED)
    ).first()
    assert divided
    assert conflict
    award, run, candidate, seat = divided
    return [
        "/juries",
        f"/juries/seats/{seat}",
        f"/juries/seats/{seat}/step-out",
        "/juries/planning",
        "/juries/conflicts",
        f"/juries/conflicts/{conflict[0]}/{conflict[1]}",
        "/juries/routing",
        f"/juries/routing/{edition.id}/jurors/{juror.id}",
        f"/juries/routing/plans/{run}",
        f"/juries/{award}/readers",
        f"/juries/{award}/readers/{candidate}",
        "/juries/progress",
        f"/set-up/editions/{edition.id}/close-scoring",
    ]


Pages = Callable[[Session, Site, Page], list[str]]
PAGES: dict[Role, tuple[Pages, tuple[str, ...]]] = {
    Role.JUROR: (_pages_of_a_juror, ("nb", "en")),
    Role.COORDINATOR: (_pages_of_a_coordinator, ("sv", "nb", "en")),
}


@pytest.mark.parametrize("role", PAGES)
def test_the_jurys_pages_are_accessible_in_every_language(
    role: Role, shared_site: SiteIn, open_page: OpenPage
) -> None:
    site, (pages, languages) = shared_site(Phase.SCORING), PAGES[role]
    page = open_page(site, role, reduced_motion="reduce")
    with site.database.read() as session:
        addresses = pages(session, site, page)
    wrong: list[str] = []
    for language in languages:
        page.context.add_cookies([site.cookie_of(role, language)])  # type: ignore[list-item]
        for address in addresses:
            page.set_viewport_size({"width": AT_WIDTH[language], "height": 844})
            answer = page.goto(address)
            assert answer is not None
            spoken = page.evaluate("document.documentElement.lang")
            assert (answer.status, spoken) == (200, language)
            wrong += violations(page)
            wrong += sideways(page, last=True)
    assert "\n".join(wrong) == ""
