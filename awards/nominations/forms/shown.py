"""What of the form stands on an award's page: its own questions, and what its rules leave out."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, TextAreaField
from wtforms.validators import DataRequired, Email

from awards.core.languages import N_
from awards.files.kinds import FileKind, accept_of
from awards.nominations.attachments.rules import takes_files
from awards.nominations.delicate import words_for_script
from awards.nominations.forms.asked import NominationFields
from awards.nominations.forms.choices import FILE_KINDS
from awards.nominations.workplaces import WorkplaceGroup
from awards.programmes.models import Award
from awards.programmes.settings import Rules
from awards.programmes.settings.choices import Notice, Told
from awards.web.i18n import translated

NO_WORKPLACE = N_("Choose at least one workplace, or write below where they work.")


class ShownForm(NominationFields):
    """The fields of one award, and what its page needs to know of them."""

    award: Award
    rules: Rules
    places: tuple[WorkplaceGroup, ...] = ()
    prompt_fields: list[TextAreaField]
    find_attached: Callable[[], Sequence[Any]] = staticmethod(tuple)
    """Looks up the files that are there already, once a page asks."""

    def __iter__(self) -> Iterator[Field]:
        """Go through the fields in the page's order: the errors are listed as they are met."""
        prompts = {field.name for field in self.prompt_fields}
        for name, field in self._fields.items():
            if name == "effect_kind":
                yield from self.prompt_fields
            if name not in prompts:
                yield field

    @property
    def texts(self) -> list[TextAreaField]:
        """The fields whose words are counted together."""
        return [*self.prompt_fields, self.effect]

    @property
    def questions(self) -> list[tuple[TextAreaField, str]]:
        """The award's own questions, each with an example of an answer, if it has one."""
        examples = (translated(prompt.example) for prompt in self.award.prompts)
        return list(zip(self.prompt_fields, examples, strict=True))

    @property
    def delicate_words(self) -> str:
        """The words at which the page's script gives a soft hint."""
        return words_for_script()

    @property
    def lacking(self) -> dict[str, Any]:
        """What to say where an answer is missing, for the page's script: as the server says it."""
        asked = {
            field.name: str(validator.message)
            for field in self
            for validator in getattr(field, "validators", ())
            if isinstance(validator, DataRequired)
        }
        address = next(
            str(validator.message)
            for validator in self.nominator_email.validators
            if isinstance(validator, Email)
        )
        return {"asked": asked | {"units": _(NO_WORKPLACE)}, "address": address}

    @property
    def only_kind(self) -> Any:
        """The one kind that the award takes, if it takes no other; then nobody is asked."""
        offered: list[Any] = list(self.nominee_kind.choices or ())
        is_it = len(offered) == 1 and self.nominee_kind.data == offered[0].value
        return offered[0] if is_it else None

    @property
    def kind_in_words(self) -> str:
        """What is nominated, where an award takes one kind."""
        words = {
            "person": _("In this award you nominate one person."),
            "group": _("In this award you nominate a group."),
            "unit": _("In this award you nominate a whole unit."),
            "project": _("In this award you nominate a project."),
        }
        return str(words[self.only_kind.value])

    @property
    def who_question(self) -> str:
        """The heading over the name."""
        return str(_("Which project is it?") if self._only("project") else _("Who is it?"))

    @property
    def members_heading(self) -> str:
        """What the members belong to, among the kinds that can be nominated."""
        if self._only("project"):
            return str(_("Those who take part in the project"))
        if self._only("group", "person"):
            return str(_("Members of the group"))
        return str(_("Members of the group, the unit or the project"))

    def _only(self, *kinds: str) -> bool:
        """Say whether no kinds but these are offered."""
        offered: list[Any] = list(self.nominee_kind.choices or ())
        return {choice.value for choice in offered} <= set(kinds)

    @property
    def asks_title(self) -> bool:
        """Whether one person can be nominated: groups, units and projects have no title."""
        return "person" in self.rules.nominee_kinds or bool(self.nominee_title.data)

    @property
    def asks_members(self) -> bool:
        """Whether something with members can be nominated."""
        return set(self.rules.nominee_kinds) != {"person"} or self.has_members

    @property
    def name_hint(self) -> str:
        """How to write the name, for the kinds that can be nominated."""
        if "person" not in self.rules.nominee_kinds:
            return str(_("What it is called."))
        if set(self.rules.nominee_kinds) == {"person"}:
            return str(_("First name and surname."))
        return str(self.nominee_name.description)

    def shows(self, field: Field) -> bool:
        """Say whether a field stands on the page of this award."""
        asked = {
            "nominee_title": self.asks_title,
            "nominee_email": self.asks_address,
            "website": False,
        }
        return asked.get(field.name, True)

    @property
    def has_members(self) -> bool:
        """Whether any row of the members says something, or is wrong."""
        typed = any(value for row in self.members.data for value in (row["name"], row["title"]))
        return typed or bool(self.members.errors)

    @property
    def takes_files(self) -> bool:
        """Whether files may come with the text."""
        return takes_files(self.rules)

    @property
    def kinds_in_words(self) -> str:
        """Which kinds of files may come, for the field's hint."""
        kinds = self.rules.attachment_kinds
        return "; ".join(str(FILE_KINDS[kind]) for kind in FileKind if kind in kinds)

    @property
    def accepts(self) -> str:
        """What the file field offers to choose."""
        return accept_of(self.rules.attachment_kinds)

    @property
    def asks_address(self) -> bool:
        """Whether nominees are told, so that their address is wanted."""
        told = self.rules.nominee_told is not Told.NEVER
        return told or self.rules.nominee_notice is not Notice.NEVER
