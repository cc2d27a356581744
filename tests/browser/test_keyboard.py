"""Every control of every page is reached with the Tab key alone, and shows that it is reached."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, OpenPage, SiteIn
from tests.browser.test_accessibility import CROWD, walk

pytestmark = pytest.mark.browser

SPARE = 80
"""Presses beyond one a control: a date has six stops, and what scrolls has one of its own."""

WATCH = """() => {
  const controls = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled
      && one.tabIndex >= 0 && !one.closest('[inert]'))
  // The Tab key goes to a group of radio buttons once: arrows do the rest.
  const group = one => one.type === 'radio' ? `${one.form?.id} ${one.name}` : one
  window.wanted = new Map(controls.map(one => [group(one), one.outerHTML.slice(0, 120)]))
  window.unmarked = []
  const marked = one => getComputedStyle(one).outlineStyle !== 'none'
  document.addEventListener('focusin', event => {
    const one = event.target
    window.wanted.delete(group(one))
    // A card or a choice shows the mark around all of it.
    const around = [one, one.nextElementSibling, one.parentElement,
      one.parentElement?.parentElement,
      one.closest('li'), one.closest('label'), one.closest('fieldset > *')]
    if (one !== document.body && one.id !== 'main' && !around.some(el => el && marked(el)))
      window.unmarked.push(one.outerHTML.slice(0, 120))
  })
  return window.wanted.size
}"""


def not_reached(page: Page) -> list[str]:
    """Press Tab once for each control; return those never met, and those met without a mark."""
    many: int = page.evaluate(WATCH)
    for _ in range(many):
        page.keyboard.press("Tab")
    for _ in range(SPARE):
        if not page.evaluate("window.wanted.size"):
            break
        page.keyboard.press("Tab")
    left: dict[str, Any] = page.evaluate(
        "() => ({missed: [...window.wanted.values()], unmarked: window.unmarked})"
    )
    return [f"{page.url}: {kind}: {one}" for kind in left for one in left[kind]]


@pytest.mark.parametrize(
    "who", ["public, nominating", "coordinator, triage", "juror", "chair", "communications"]
)
def test_every_control_is_reached_by_keyboard(
    who: str, shared_site: SiteIn, open_page: OpenPage
) -> None:
    role, phase = CROWD[who]
    site = shared_site(phase)
    page = open_page(site, role, language="sv", reduced_motion="reduce")
    page.set_viewport_size({"width": DESK, "height": 844})
    wrong: list[str] = []
    for _ in walk(page, site, site.url + ("/home" if role else "/"), public=role is None):
        wrong += not_reached(page)
    assert not wrong, "\n".join(wrong)


def test_a_control_without_a_mark_and_one_out_of_reach_are_seen(
    open_page: OpenPage, shared_site: SiteIn
) -> None:
    page = open_page(shared_site(CROWD["juror"][1]), None)
    page.set_content(
        "<a href='#a' style='outline: none'>a</a><button id=b>b</button><button id=c>c</button>"
        "<script>b.onkeydown = event => event.preventDefault()</script>"
    )
    found = [line.partition(": ")[2] for line in not_reached(page)]
    assert found == [
        'missed: <button id="c">c</button>',
        'unmarked: <a href="#a" style="outline: none">a</a>',
    ]
