"""Forms of the organisation: imports, units, people."""

import hashlib
from datetime import date
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    HiddenField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import Optional

from awards.accounts.models import OrgKind, OrgUnit, Person
from awards.accounts.organisation.actions.people import PersonDraft
from awards.accounts.organisation.actions.units import UnitDraft
from awards.accounts.organisation.fields import PersonField, UnitField
from awards.accounts.organisation.imports.rows import LONGEST
from awards.accounts.organisation.wording import KIND_NAMES
from awards.core.languages import LANGUAGES
from awards.core.text import one_line
from awards.web.forms import EMAIL_LINE, ONE_LINE, BaseForm, at_most, is_email, required


class ImportForm(BaseForm):
    """Upload a file with units or people."""

    file = FileField(
        _l("File"),
        description=_l(
            "CSV or XLSX, at most 5 MB. A workbook may have one sheet with units and one with "
            "people."
        ),
        render_kw={"accept": ".csv,.txt,.xlsx,text/csv"},
    )
    employer = StringField(
        _l("Employer"),
        [required(_l("Write whose people these are, for example Lunds kommun.")), at_most(LONGEST)],
        description=_l("Used where the file does not name one. A new name becomes a new employer."),
        render_kw={"list": "employers", "autocomplete": "off"},
    )
    complete = BooleanField(
        _l("The file is complete: close what is missing in it"),
        description=_l(
            "Units and people of the employer that the file leaves out are closed. Whoever holds "
            "a role stays. You see them all before anything is done."
        ),
    )


def _seen(*values: object) -> str:
    """Return a mark of what a page showed: another mark, another state."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def seen_of(unit: OrgUnit) -> str:
    """Return the mark of a unit as it stands."""
    return _seen(unit.name, unit.parent_id, unit.manager_id, unit.valid_to)


def seen_of_person(person: Person) -> str:
    """Return the mark of a person as they stand."""
    return _seen(
        person.name, person.email, person.title, person.org_unit_id, person.language, person.active
    )


class UnitChangeForm(BaseForm):
    """One thing that can be done with a unit; several stand on its page."""

    name = ""
    seen = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the fields of each form names of their own."""
        super().__init__(*args, prefix=self.name, **kwargs)

    def say(self, words: str) -> None:
        """Say what is wrong beside the first field that shows."""
        first = next(f for f in self if f.type not in {"HiddenField", "CSRFTokenField"})
        first.errors = [*first.errors, words]


class RenameForm(UnitChangeForm):
    """A new name from a day on."""

    name = "rename"
    new_name = StringField(_l("New name"), [required(_l("Write the new name.")), at_most(LONGEST)])
    day = DateField(
        _l("From"),
        [required(_l("Choose the day from which the name counts."))],
        description=_l("What was nominated before that day keeps the old name."),
    )


class MoveForm(UnitChangeForm):
    """What a unit belongs to."""

    name = "move"
    parent = UnitField(
        _l("Belongs to"),
        optional=True,
        description=_l("Begin to write a name or code. Empty: it is an employer of its own."),
    )


class ManagerForm(UnitChangeForm):
    """Who manages a unit."""

    name = "manager"
    person = PersonField(
        _l("Manager"),
        optional=True,
        description=_l("Begin to write a name or an address. One person; empty: nobody."),
    )


class CloseForm(UnitChangeForm):
    """A unit's last day."""

    name = "close"
    day = DateField(
        _l("Last day"),
        [required(_l("Choose the last day."))],
        description=_l("Old nominations keep the unit. New ones cannot choose it after this day."),
    )


def unit_forms(unit: OrgUnit, today: date) -> tuple[UnitChangeForm, ...]:
    """Return all that can be done with a unit, filled with how it stands."""
    seen = seen_of(unit)
    return (
        RenameForm(formdata=None, data={"seen": seen, "new_name": unit.name, "day": today}),
        MoveForm(formdata=None, data={"seen": seen, "parent": unit.parent_id}),
        ManagerForm(formdata=None, data={"seen": seen, "person": unit.manager_id}),
        CloseForm(formdata=None, data={"seen": seen, "day": unit.valid_to or today}),
    )


class NewUnitForm(BaseForm):
    """A unit, or an employer, that is added by hand."""

    unit_name = StringField(_l("Name"), [required(_l("Write the name.")), at_most(LONGEST)])
    kind = SelectField(
        _l("Kind"), choices=[SelectChoice(k.value, n) for k, n in KIND_NAMES.items()]
    )
    code = StringField(
        _l("Code"),
        [at_most(40)],
        description=_l("What your other systems call it. An import knows the unit again by it."),
    )
    parent = UnitField(
        _l("Belongs to"),
        optional=True,
        description=_l("Begin to write a name or code. Empty: it is an employer of its own."),
    )
    valid_from = DateField(_l("First day"), [Optional()])

    def draft(self) -> UnitDraft:
        """Return what was written."""
        return UnitDraft(
            name=str(self.unit_name.data),
            code=str(self.code.data or ""),
            kind=OrgKind(str(self.kind.data)),
            parent_id=self.parent.data,
            valid_from=self.valid_from.data,
        )


def new_unit_form() -> NewUnitForm:
    """Return an empty form, or one under the unit that the address names."""
    below = request.args.get("parent", "")[:ONE_LINE]
    kind = OrgKind.UNIT if below else OrgKind.EMPLOYER
    return NewUnitForm(formdata=None, data={"parent": below or None, "kind": kind.value})


class PersonForm(BaseForm):
    """A person, new or to be changed."""

    seen = HiddenField()
    full_name = StringField(
        _l("Name"),
        [required(_l("Write the name.")), at_most(ONE_LINE)],
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        _l("E-mail"),
        [required(_l("Write the e-mail address.")), at_most(EMAIL_LINE), is_email()],
        render_kw={"autocomplete": "off"},
    )
    title = StringField(
        _l("Title"),
        [at_most(ONE_LINE)],
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    unit = UnitField(_l("Unit"), optional=True)
    language = SelectField(
        _l("Language of mail"), choices=[SelectChoice(c, n) for c, n in LANGUAGES.items()]
    )
    active = BooleanField(
        _l("Works here"),
        description=_l("Whoever does not can neither sign in nor be chosen. Nothing is erased."),
    )
    namesake_known = BooleanField(_l("This is somebody else with the same name"))
    asks_namesake = False
    locked = ""
    """Whether address and leaving are somebody else's to change; see `lock`."""

    @classmethod
    def of(cls, person: Person) -> "PersonForm":
        """Return the form filled with a person."""
        return cls(
            formdata=None,
            data={
                "seen": seen_of_person(person),
                "full_name": person.name,
                "email": person.email,
                "title": person.title,
                "unit": person.org_unit_id,
                "language": person.language,
                "active": person.active,
            },
        )

    def lock(self, person: Person, *, leaving: bool) -> None:
        """Show the address as it is, and leaving, too: they are not the reader's to change."""
        self.locked = "leaving" if leaving else "address"
        self.email.render_kw = {**(self.email.render_kw or {}), "readonly": True}
        if leaving:
            self.active.data = person.active
            self.active.render_kw = {"disabled": True}

    def draft(self) -> PersonDraft:
        """Return what was written; an address is one in whatever case it is typed."""
        return PersonDraft(
            name=str(self.full_name.data),
            email=str(self.email.data).strip().lower(),
            title=str(self.title.data or ""),
            org_unit_id=self.unit.data,
            language=str(self.language.data),
            active=bool(self.active.data),
        )
