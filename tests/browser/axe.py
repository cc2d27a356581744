"""axe in a page: the same verdicts as from its maker, with less work.

What is changed of it changes no verdict: `test_axe` holds all it says beside what axe as it comes
says.
"""

import re

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "resultTypes": ["violations"],
    "reporter": "no-passes",
    "elementRef": True,
    "preload": {"assets": ["media"]},
}
"""Of style sheets axe reads the text for one rule only, on trial, which has none of our tags."""

HIDDEN_PARTS = re.compile(r"\b\w+\(this,(\w+)\),(?:\b\w+\(this,\w+,void 0\),){6}")
"""Where a colour gets its six private parts and its private method, each in a map of its own."""

HIDDEN_METHOD = "ye(je,this,tp)"
"""Where it is called by the name that it has outside of the map."""

SELECTOR_READ = "function gu(e){e=su.parse(e);return hu(e.selectors||[e])}"
"""Where a selector is read, the same few for each element."""

SELECTOR_KEPT = """function gu(text) {
  const known = gu.known ??= new Map()
  if (!known.has(text)) {
    const read = su.parse(text)
    known.set(text, hu(read.selectors || [read]))
  }
  return known.get(text)
}"""

LOOKED_UP = "(0,so.default)(e)"
"""Where it has a function's answers kept: in a list, gone through from its start each time."""

KEPT = """(work => {
  const asked = work.length - 1, known = new Map()
  const remembered = function (...given) {
    let shelf = known
    for (let place = 0; place < asked; place++) {
      if (!shelf.has(given[place])) shelf.set(given[place], new Map())
      shelf = shelf.get(given[place])
    }
    const last = given[asked]
    if (shelf.has(last)) return shelf.get(last)
    const result = work.apply(this, given) // throws where it cannot: that it must do each time
    shelf.set(last, result)
    return result
  }
  remembered.clear = () => known.clear()
  return remembered
})(e)"""

READ_ONCE = """;(() => {
  // It reads the same few colours anew for each element, with more work than all else it does.
  const colour = axe.commons.color.Color.prototype, read = colour.parseString, known = new Map()
  colour.parseString = function (text) {
    const seen = known.get(text)
    if (seen) return Object.assign(this, seen)
    read.call(this, text) // throws where it cannot: that it must find out each time
    known.set(text, {r: this.r, g: this.g, b: this.b, alpha: this.alpha})
    return this
  }
  // It lays colours over each other by the thousand: a colour's parts are plain properties here.
  const within = (value, most) => Math.min(Math.max(value, 0), most)
  const parts = [['r', 'red'], ['g', 'green'], ['b', 'blue']]
  for (const [share, level] of parts) {
    const ofOne = `_${share}`, of255 = `_${level}`
    Object.defineProperty(colour, share, {
      get() { return this[ofOne] },
      set(value) {
        this[ofOne] = value
        this[of255] = Math.round(255 * within(value, 1))
      },
    })
    Object.defineProperty(colour, level, {
      get() { return this[of255] },
      set(value) {
        this[ofOne] = value / 255
        this[of255] = within(value, 255)
      },
    })
  }
})()"""
CHANGES = {HIDDEN_METHOD: "tp", SELECTOR_READ: SELECTOR_KEPT, LOOKED_UP: KEPT}
LIGHTER = HIDDEN_PARTS.sub("", AXE_SCRIPT)
for part, instead in CHANGES.items():
    LIGHTER = LIGHTER.replace(part, instead)
AXE_IN_PAGE = f"{LIGHTER}\n{READ_ONCE}"
AXE = """async options => {
  // Another width is laid out for the next picture: measured before, it is half the old one.
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  // As it opens: a bar that stays at the foot lies over something else at each place below.
  scrollTo({top: 0, behavior: 'instant'})
  axe.configure({noHtml: true}) // of each place it would keep the text, right or wrong
  return axe.run(document, options).then(found => found.violations.flatMap(rule => rule.nodes.map(
    node => `${rule.id}: ${node.target} ${node.element.outerHTML.slice(0, 160)}`)))
}"""


def violations(page: Page) -> list[str]:
    """Return what axe finds on a page that has come whole, as one line a rule and place."""
    page.wait_for_load_state()
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE_IN_PAGE)
        # The next pages have it when they come: sent once, and read once by the browser.
        page.context.add_init_script(AXE_IN_PAGE)
    return [f"{page.url} {page.viewport_size}: {one}" for one in page.evaluate(AXE, OPTIONS)]
