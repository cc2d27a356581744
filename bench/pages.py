"""Pages: how many times a bare hello they take, asked by people who are signed in."""

import random
import re
from dataclasses import dataclass

from bench.client import NoAnswerError, Visitor
from bench.data import Stock
from bench.figures import Figure, beside
from bench.timing import Timed, take_turns

ROUNDS = 12
HELLOS = 12
_SHEET = re.compile(r'href="(/scoring/sheets/[a-z0-9]+)')
_ALL = re.compile(r'c-filter__count">(\d+)<')
_RESULT_ROW = re.compile(r"Kandidat \d+")


@dataclass(frozen=True)
class People:
    """Who is signed in during a run."""

    jurors: list[Visitor]
    coordinator: Visitor


def sign_in(port: int, token: str) -> Visitor:
    """Sign somebody in the way a person does: open the mailed link, press the button."""
    visitor = Visitor(port)
    page = visitor.get(f"/sign-in/{token}")
    visitor.post(f"/sign-in/{token}", page, next="/home")
    return visitor


def sign_everybody_in(port: int, stock: Stock) -> People:
    """Sign in every juror and the coordinator."""
    people = {key: sign_in(port, token) for key, token in stock.links.items()}
    return People([people[key] for key in stock.jurors], people[stock.coordinator])


def queue_path(stock: Stock) -> str:
    """Return the address of a juror's queue in the round that is being scored."""
    return f"/scoring?edition={stock.editions['scoring']}"


def sheets_of(juror: Visitor, stock: Stock, wanted: int) -> list[str]:
    """Return the addresses of a juror's sheets, as the queue links to them, in chance's order."""
    page = juror.get(queue_path(stock)).text
    paths = sorted(set(_SHEET.findall(page)))
    if len(paths) != wanted:
        raise NoAnswerError(f"the queue lists {len(paths)} sheets, not {wanted}")
    random.Random(1).shuffle(paths)
    return paths


def measure(
    port: int, hello_port: int, stock: Stock, people: People, nominations: int
) -> list[Figure]:
    """Time queue, sheet, results, desk and form, each next to hello."""
    juror, coordinator = people.jurors[0], people.coordinator
    sheets = sheets_of(juror, stock, nominations // 4)
    results_path = f"/results/{stock.results_award}"
    listed = set(_RESULT_ROW.findall(coordinator.get(results_path).text))
    if len(listed) != nominations:
        raise NoAnswerError(f"the results list {len(listed)} candidates, not {nominations}")
    hello = Timed(hello_port, [Visitor(hello_port).request("GET", "/")], HELLOS)
    queue = Timed(port, [juror.request("GET", queue_path(stock))], 10)
    sheet = Timed(port, [juror.request("GET", path) for path in sheets], 10)
    results = Timed(port, [coordinator.request("GET", results_path)], 3)
    desk_path = f"/triage?edition={stock.editions['triage']}"
    total = _ALL.search(coordinator.get(desk_path).text)
    if total is None or int(total.group(1)) != 2 * nominations:
        raise NoAnswerError(f"the desk does not list {2 * nominations} nominations")
    desk = Timed(port, [coordinator.request("GET", f"{desk_path}&page={n}") for n in (1, 2, 3)], 6)
    found = Timed(port, [coordinator.request("GET", f"{desk_path}&q=kollegor")], 2)
    form = Timed(port, [Visitor(port).request("GET", stock.form_path)], 10)
    take_turns(hello, [queue, sheet, results, desk, found, form], ROUNDS)
    return [
        beside(name, f"{title}, p50", timed.p50, ceiling=hello.p50, must=must)
        for name, title, timed, must in (
            ("queue", f"queue with {len(sheets)} rows", queue, 45),
            ("sheet", "one sheet opened", sheet, 20),
            ("results", f"results of {nominations:,}, 6 criteria", results, 200),
            ("desk", f"triage list of {2 * nominations:,}, paged", desk, 60),
            ("desk search", f"words found in {2 * nominations:,} texts", found, 400),
            ("form", "public form", form, 9),
        )
    ]
