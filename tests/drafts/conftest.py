"""An open award, and a browser that saves as the form's page does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.test import TestResponse

from awards.core.ids import new_id
from awards.programmes.models import Award, Phase
from tests.factories import Make
from tests.page import Browser

FORM = "/awards/lund/2026/nominate/innovation"
SENTENCE = "Siv vågade säga att mötet kunde vara kortare."

Fields = Sequence[tuple[str, str]]


@dataclass
class Tab:
    """A form open in a browser: it knows its draft's key and version, as the script does."""

    browser: Browser
    path: str = FORM
    key: str = ""
    version: int = 0
    page: str = field(default_factory=new_id)
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The key without what binds it to the browser."""
        return self.key.partition(".")[0]

    def open(self, query: str = "") -> "Tab":
        """Open the form, as it comes back."""
        fields = self.browser.get(self.path + query).form(self.path)
        self.key, self.version = fields["form_key"], int(fields["draft_version"])
        return self

    def send(self, fields: Any) -> TestResponse:
        """Send what is typed, and nothing more."""
        return self.browser.client.post(
            f"{self.path}/draft",
            json={
                "key": self.key,
                "version": self.version,
                "page": self.page,
                "fields": fields,
            },
            headers={"X-CSRFToken": self.browser.token},
        )

    def save(self, *fields: tuple[str, str], status: int = 200) -> "Tab":
        """Save what is typed, and remember what the server said."""
        response = self.send(fields)
        assert response.status_code == status, response.get_data(as_text=True)[:300]
        self.answer = response.get_json()
        if status == 200:
            self.key, self.version = self.answer["key"], self.answer["version"]
        return self


@pytest.fixture
def award(make: Make) -> Award:
    """An award open for nominations, with one unit to pick."""
    found = make.award(make.edition(Phase.NOMINATING))
    make.unit("Solgläntan")
    return found


@pytest.fixture
def tab(browse: Callable[..., Browser], award: Award) -> Tab:
    """The form, open in a new browser."""
    return Tab(browse()).open()
