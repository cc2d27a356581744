"""axe with less work says of a page what axe says as its maker wrote it, fault for fault."""

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.browser.axe import AXE_IN_PAGE, CHANGES, HIDDEN_PARTS, OPTIONS, violations

pytestmark = pytest.mark.browser

BLENDS = (
    *("multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn"),
    *("hard-light", "soft-light", "difference", "exclusion"),
    *("hue", "saturation", "color", "luminosity"),
)
COLOURS = (
    ("#777", "white"),
    ("#767676", "rgb(255 255 255 / 99%)"),
    ("rgb(0 0 0 / 45%)", "hsl(40deg 90% 80% / 50%)"),
    ("color-mix(in srgb, navy 40%, white)", "oklch(0.9 0.05 200)"),
    ("oklch(0.62 0.2 29)", "lab(52% 40 59)"),
    ("light-dark(#999, #111)", "transparent"),
    ("color(display-p3 1 0 0)", "color(srgb 0.4 0.4 0.4)"),
)
FAULTS = {
    "color-contrast": "<p style='color: #aaa; background: #bbb'>pale</p>",
    "image-alt": "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>",
    "label": "<input>",
    "button-name": "<button></button>",
    "link-name": "<a href='#x'></a>",
    "aria-allowed-attr": "<p role=paragraph aria-checked=true>attribute</p>",
    "aria-valid-attr-value": "<input aria-label=b aria-invalid=perhaps>",
    "aria-roles": "<p role=herring>role</p>",
    "list": "<ul><p>no item</p></ul>",
    "heading-order": "<h1>one</h1><h4>four</h4>",
    "empty-heading": "<h2></h2>",
    "link-in-text-block": "<p>Some words <a href='#y' style='color: #111; text-decoration: none'>"
    "and a link</a> and more of them</p>",
    "target-size": "<button style='all: unset; width: 9px; height: 9px' aria-label=c></button>"
    "<button style='all: unset; width: 9px; height: 9px' aria-label=d></button>",
    "scrollable-region-focusable": "<div style='height: 20px; overflow: auto'>"
    "<p style='height: 90px'>tall</p></div>",
    "region": "<p>outside of all landmarks</p>",
    "landmark-one-main": "",
    "html-has-lang": "",
    "document-title": "",
}
"""What stands in a page that is wrong in so many ways, by the rule that must say so."""


def _coloured() -> str:
    """Return pieces of text in colours of every notation, laid over each other in every way."""
    said = [
        f"<div style='background: {below}'><p style='color: {text}'>in colour {number}</p>"
        f"<div style='opacity: .8'><p style='color: {text}; text-shadow: 1px 1px 2px #555'>"
        f"through glass {number}</p></div></div>"
        for number, (text, below) in enumerate(COLOURS)
    ]
    said += [
        f"<div style='background: #cde'><div style='background: rgb(200 90 60 / 60%); "
        f"mix-blend-mode: {blend}'><p style='color: #456'>blended {blend}</p></div></div>"
        for blend in BLENDS
    ]
    return "".join(said)


def _verdicts(page: Page, script: str) -> dict[str, Any]:
    """Return all that axe says of a page: what is wrong, right, uncertain, and why."""
    page.evaluate(script)
    options = {"runOnly": OPTIONS["runOnly"], "preload": OPTIONS["preload"], "reporter": "v2"}
    said = page.evaluate("options => axe.run(document, options)", options)
    return {kind: said[kind] for kind in ("violations", "passes", "incomplete", "inapplicable")}


def test_lighter_axe_says_the_same_of_every_fault_and_colour(browser: Browser) -> None:
    body = _coloured() + "".join(FAULTS.values())
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        said = []
        for script in (AXE_SCRIPT, AXE_IN_PAGE):
            page = context.new_page()
            page.set_content(f"<html><body>{body}</body></html>")
            said.append(_verdicts(page, script))
        as_it_comes, lighter = said
        assert lighter == as_it_comes
        assert {rule["id"] for rule in lighter["violations"]} >= set(FAULTS)
        contrast = [
            part["any"][0]["data"]["contrastRatio"]
            for kind in ("violations", "passes")
            for rule in lighter[kind]
            if rule["id"] == "color-contrast"
            for part in rule["nodes"]
        ]
        assert len(contrast) > 2 * len(COLOURS)
        found = {line.split("}: ")[1].split(": ")[0] for line in violations(page)}
        assert found == {rule["id"] for rule in lighter["violations"]}


def test_each_part_of_axe_that_is_changed_is_there_once() -> None:
    assert len(HIDDEN_PARTS.findall(AXE_SCRIPT)) == 1
    assert [AXE_SCRIPT.count(part) for part in CHANGES] == [1] * len(CHANGES)
