"""The two questions of the page: whom, and which unit, a juror is close to."""

from typing import Any

from flask_babel import lazy_gettext as _l

from awards.accounts.organisation.fields import PersonField, UnitField
from awards.accounts.organisation.search import Found
from awards.juries.ties.actions import Naming
from awards.web.access import current_actor
from awards.web.db import get_session
from awards.web.forms import BaseForm

AS_WRITTEN = "as-written"
"""Somebody who is not in the directory, although others there have a name like it."""


class CloseField(PersonField):
    """Somebody in the directory, or a name that stays as it was written."""

    search_endpoint = "scoring.find_people_close"

    def pre_validate(self, form: Any) -> None:
        """Take the person that was chosen or found; keep the words where there is none."""
        if self.data == AS_WRITTEN:
            self.data = None
            return
        if not self.data and self.text and not self._fits_somebody():
            return
        super().pre_validate(form)

    def _fits_somebody(self) -> bool:
        return bool(type(self).find(get_session(), current_actor(), self.text).found)

    def offer(self) -> None:
        """Let somebody say that none of those found is meant."""
        if self.options:
            label = str(_l("None of these: keep what I wrote"))
            self.options = (*self.options, Found(AS_WRITTEN, label, ""))


class NamePersonForm(BaseForm):
    """Somebody a juror is close to."""

    person = CloseField(_l("A person"))

    def naming(self) -> Naming:
        """Return who was named; only after `validate`."""
        if self.person.data:
            return Naming(person_id=self.person.data)
        return Naming(name=self.person.text)


class CloseUnitField(UnitField):
    """A unit, found by a juror."""

    search_endpoint = "scoring.find_units_close"


class NameUnitForm(BaseForm):
    """A unit a juror is close to."""

    unit = CloseUnitField(_l("A unit"))

    def naming(self) -> Naming:
        """Return what was named; only after `validate`."""
        return Naming(org_unit_id=self.unit.data)
