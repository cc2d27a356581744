"""Requests of one view are worked off one by one, others go past."""

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue

from awards.web import line
from awards.web.line import init_line, one_by_one

SOON = 10.0


class Hall:
    """An app with one view that stands in line and one that does not."""

    def __init__(self) -> None:
        self.app = Flask(__name__)
        self.inside = threading.Event()
        self.leave = threading.Event()
        self.done: list[str] = []
        init_line(self.app)
        self.app.post("/save")(one_by_one(self._view()))
        self.app.get("/look")(lambda: "seen")

        @self.app.post("/crash")
        @one_by_one
        def crash() -> ResponseReturnValue:
            raise RuntimeError

    def _view(self) -> Callable[[], ResponseReturnValue]:
        def save() -> ResponseReturnValue:
            self.inside.set()
            assert self.leave.wait(SOON)
            self.done.append("save")
            return "saved"

        return save

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=lambda: self.app.test_client().post("/save"))
        thread.start()
        return thread


@pytest.fixture
def hall() -> Iterator[Hall]:
    hall = Hall()
    yield hall
    hall.leave.set()


def test_the_second_waits_for_the_first(hall: Hall) -> None:
    first = hall.start()
    assert hall.inside.wait(SOON)
    hall.inside.clear()
    second = hall.start()
    assert not hall.inside.wait(0.1)
    hall.leave.set()
    first.join(SOON)
    second.join(SOON)
    assert hall.inside.is_set()
    assert hall.done == ["save", "save"]


def test_other_pages_do_not_stand_in_line(hall: Hall) -> None:
    first = hall.start()
    assert hall.inside.wait(SOON)
    seen: list[str] = []
    look = threading.Thread(target=lambda: seen.append(hall.app.test_client().get("/look").text))
    look.start()
    look.join(2)
    assert (seen, hall.done) == (["seen"], [])
    hall.leave.set()
    first.join(SOON)


def test_a_crash_lets_the_next_one_in(hall: Hall) -> None:
    assert hall.app.test_client().post("/crash").status_code == 500
    assert not line._line.locked()
    hall.leave.set()
    assert hall.app.test_client().post("/save").text == "saved"
