"""Going through a page with the Tab key alone."""

import asyncio
from typing import Any

from playwright.sync_api import Page

SPARE = 80
"""Presses beyond one a control: a date has six stops, and what scrolls has one of its own."""

STRETCH = 10
"""Of these, presses before looking whether all is reached."""

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


def _press_tab(page: Page, times: int) -> None:
    """Press Tab so many times, without waiting for each: as a key that is held down."""

    async def presses() -> None:
        keys = page._impl_obj.keyboard
        await asyncio.gather(*(keys.down("Tab") for _ in range(times)))
        await keys.up("Tab")

    page._sync(presses())


def not_reached(page: Page) -> list[str]:
    """Press Tab once for each control; return those never met, and those met without a mark."""
    spare, presses = SPARE, page.evaluate(WATCH)
    while presses:
        _press_tab(page, presses)
        presses = min(spare, STRETCH) if page.evaluate("window.wanted.size") else 0
        spare -= presses
    left: dict[str, Any] = page.evaluate(
        "() => ({missed: [...window.wanted.values()], unmarked: window.unmarked})"
    )
    return [f"{page.url}: {kind}: {one}" for kind in left for one in left[kind]]
