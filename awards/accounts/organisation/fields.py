"""Fields that hold a person or a unit, found by typing (`components/person_picker.html`).

With JavaScript the id is chosen from a list while typing. Without it the typed words arrive: one
match is taken, several come back on the same page as choices, none is said.
"""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import Field
from wtforms.validators import StopValidation

from awards.accounts.organisation import search
from awards.accounts.organisation.search import Found, Matches
from awards.core.permissions import Actor
from awards.core.text import tidy
from awards.web.access import current_actor
from awards.web.db import get_session
from awards.web.forms import ONE_LINE

_Find = Callable[[Session, Actor, str], Matches]
_Name = Callable[[Session, Actor, str], Found | None]


class _PickerField(Field):
    """Holds an id as `data`; `text` is what stands in the box, `options` what to choose from."""

    find: _Find
    named: _Name
    search_endpoint = ""
    nobody = several = missing = _l("Choose one.")

    def __init__(self, label: str, *, optional: bool = False, **kwargs: Any) -> None:
        """Take a label; an optional field may stay empty."""
        super().__init__(label, **kwargs)
        self.optional = optional
        self.text = ""
        self.options: Sequence[Found] = ()

    @property
    def text_name(self) -> str:
        """The name of the box that is typed in."""
        return f"{self.name}-text"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read id and text; a field that is only shown looks its text up."""
        super().process(formdata, data, extra_filters)
        self.data = self.data or None
        if formdata is not None and (self.name in formdata or self.text_name in formdata):
            self.text = tidy(formdata.get(self.text_name, ""))[:ONE_LINE]
        elif self.data:
            known = type(self).named(get_session(), current_actor(), self.data)
            self.text = known.name if known else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the id, the last one that is not empty: radios come after the hidden field."""
        self.data = next((value for value in reversed(valuelist) if value), None)

    def pre_validate(self, form: Any) -> None:
        """Turn what was typed into an id, or say what to do."""
        del form
        if self.data:
            known = type(self).named(get_session(), current_actor(), self.data)
            if known is None:
                self.data = None
                raise StopValidation(str(self.nobody))
            if not self.text or self.text == known.name or self._chosen_by_hand():
                self.text = known.name
                return
            self.data = None
        self._look_up()

    def _chosen_by_hand(self) -> bool:
        """Say whether the id was ticked among offered choices: then old words do not matter."""
        return len(self.raw_data or ()) > 1

    def _look_up(self) -> None:
        if not self.text:
            if self.optional:
                return
            raise StopValidation(str(self.missing))
        matches = type(self).find(get_session(), current_actor(), self.text)
        exact = [found for found in matches.found if self.text.casefold() in _ways(found)]
        only = exact if len(exact) == 1 else matches.found
        if len(only) == 1:
            self.data, self.text = only[0].id, only[0].name
            return
        self.options = matches.found
        raise StopValidation(str(self.several if matches.found else self.nobody))


def _ways(found: Found) -> set[str]:
    """Return the texts that mean exactly this one."""
    return {found.name.casefold(), *(part.casefold() for part in found.detail.split(", "))}


class PersonField(_PickerField):
    """A person of this installation."""

    find = staticmethod(search.find_people)
    named = staticmethod(search.person_named)
    search_endpoint = "organisation.search_people"
    nobody = _l("Nobody here fits that. Try the beginning of the name, or the e-mail address.")
    several = _l("Several people fit. Choose the one you mean.")
    missing = _l("Write a name or an e-mail address, and choose the person.")


class UnitField(_PickerField):
    """A unit of the organisation that is not closed."""

    find = staticmethod(search.find_units)
    named = staticmethod(search.unit_named)
    search_endpoint = "organisation.search_units"
    nobody = _l("No unit fits that. Try the beginning of its name, or its code.")
    several = _l("Several units fit. Choose the one you mean.")
    missing = _l("Write the name of a unit, and choose it.")


def more_words(matches: Matches) -> str:
    """Say how many fit, for everybody, also for those who do not see the list."""
    number = len(matches.found)
    if matches.more:
        words = _("The first %(number)s of many. Keep typing to find fewer.", number=number)
    else:
        words = _("%(number)s found.", number=number) if number else _("Nothing found.")
    return str(words)
