"""What the Tab key does not reach, or shows no mark, is seen; `test_accessibility` looks for it."""

import pytest

from tests.browser.conftest import OpenPage, SiteIn
from tests.browser.keyboard import not_reached
from tests.browser.test_accessibility import CROWD

pytestmark = pytest.mark.browser


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
