"""The nomination form: one class for each award, because each award asks its own questions."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the types
    EmailField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Optional

from awards.core.ids import new_id
from awards.core.text import one_line
from awards.nominations.fields import MemberForm, UnitsField, email_field
from awards.nominations.models import EffectKind, NomineeKind, Relation
from awards.nominations.rules import (
    MOST_MEMBERS,
    Draft,
    GroupSize,
    group_size,
    is_own,
    words_in,
)
from awards.nominations.workplaces import WorkplaceGroup
from awards.programmes.models import Award
from awards.programmes.settings import Rules, rules_of
from awards.programmes.settings.choices import Told
from awards.web.forms import (
    EMAIL_LINE,
    ONE_LINE,
    BaseForm,
    at_most,
    is_email,
    required,
    version_in,
)
from awards.web.i18n import translated

MOST_CHARACTERS = 20_000
_FEWEST_ROWS = 3
_KINDS = (
    SelectChoice(str(NomineeKind.PERSON), _l("One person")),
    SelectChoice(str(NomineeKind.GROUP), _l("A group")),
    SelectChoice(str(NomineeKind.UNIT), _l("A whole unit")),
    SelectChoice(str(NomineeKind.PROJECT), _l("A project")),
)
_EFFECTS = (
    SelectChoice(str(EffectKind.ACHIEVED), _l("Already: it can be seen today")),
    SelectChoice(str(EffectKind.EXPECTED), _l("Expected: it can lead to something")),
)
_RELATIONS = (
    SelectChoice(str(Relation.STAFF), _l("I work here")),
    SelectChoice(str(Relation.RESIDENT), _l("I live here")),
    SelectChoice(str(Relation.OTHER), _l("Something else")),
)


class NominationForm(BaseForm):
    """What every award asks; `form_for` adds the award's own prompts."""

    form_key = HiddenField(validators=[at_most(64)])
    version = HiddenField()
    nominee_kind = RadioField(
        _l("What do you nominate?"),
        [required(_l("Choose a person, a group, a unit or a project."))],
        choices=_KINDS,
        validate_choice=False,
    )
    nominee_name = StringField(
        _l("Name"),
        [required(_l("Write who you nominate.")), at_most(ONE_LINE)],
        description=_l("First name and surname, or what the group, unit or project is called."),
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    nominee_title = StringField(
        _l("Title or role"),
        [at_most(ONE_LINE)],
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    nominee_email = EmailField(
        _l("Their e-mail address"),
        [at_most(EMAIL_LINE), Optional(), is_email()],
        filters=[one_line],
        render_kw={"autocomplete": "off", "inputmode": "email", "autocapitalize": "none"},
    )
    members = FieldList(
        FormField(MemberForm),
        _l("Members"),
        min_entries=_FEWEST_ROWS,
        max_entries=MOST_MEMBERS,
    )
    units = UnitsField(_l("Where do they work?"))
    partner = StringField(
        _l("A partner outside, or a workplace that is not in the list"),
        [at_most(ONE_LINE)],
        filters=[one_line],
    )
    effect_kind = RadioField(
        _l("Is there an effect already?"),
        [required(_l("Choose whether the effect is there already or expected."))],
        choices=_EFFECTS,
    )
    effect = TextAreaField(
        _l("Who benefits, and how?"), [at_most(MOST_CHARACTERS)], render_kw={"rows": 5}
    )
    nominator_name = StringField(
        _l("Your name"),
        [required(_l("Write your name.")), at_most(ONE_LINE)],
        filters=[one_line],
        render_kw={"autocomplete": "name"},
    )
    nominator_email = email_field()
    relation = RadioField(
        _l("What are you to the municipality?"),
        [required(_l("Choose what fits you best."))],
        choices=_RELATIONS,
        validate_choice=False,
    )
    website = StringField(_l("Leave this empty"))

    award: Award
    rules: Rules
    places: tuple[WorkplaceGroup, ...] = ()
    prompt_fields: list[TextAreaField]

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
    def has_members(self) -> bool:
        """Whether any row of the members says something, or is wrong."""
        typed = any(value for row in self.members.data for value in (row["name"], row["title"]))
        return typed or bool(self.members.errors)

    @property
    def seen_version(self) -> int:
        """The version the nominator had before their eyes; -1 when the form does not say."""
        return version_in(self.version.data)

    @property
    def asks_address(self) -> bool:
        """Whether nominees are told, so that their address is wanted."""
        return self.rules.nominee_told is not Told.NEVER

    def keep_to_rules(self) -> None:
        """Offer only what the award's rules allow; a single answer is chosen already."""
        for field, words, allowed in (
            (self.nominee_kind, _KINDS, self.rules.nominee_kinds),
            (self.relation, _RELATIONS, self.rules.nominators),
        ):
            offered = [one for one in words if one.value in allowed]
            field.choices = offered
            if len(offered) == 1 and not field.raw_data:
                field.data = offered[0].value

    def add_row(self) -> None:
        """Add an empty row for one member more."""
        if len(self.members) < self.rules.group_most:
            self.members.append_entry()

    def validate_nominee_kind(self, field: RadioField) -> None:
        """Refuse what this award does not offer, or no longer does."""
        if field.data and field.data not in self.rules.nominee_kinds:
            raise ValidationError(_("Choose one of the answers."))

    def validate_relation(self, field: RadioField) -> None:
        """Refuse what this award does not offer, or no longer does."""
        if field.data and field.data not in self.rules.nominators:
            raise ValidationError(_("Choose one of the answers."))

    def validate_members(self, field: "FieldList[Any]") -> None:
        """One person has no members: say so instead of dropping what was typed."""
        named = any(row["name"] for row in field.data)
        if self.nominee_kind.data == NomineeKind.PERSON and named:
            raise ValidationError(
                _("You nominate one person. Choose a group above, or empty the members' rows.")
            )
        self._require_size(sum(bool(row["name"]) for row in field.data))

    def _require_size(self, named: int) -> None:
        """Say how many members a group may have, where the award's rules say so."""
        kinds = {str(kind) for kind in NomineeKind}
        if self.nominee_kind.data not in kinds:
            return
        size = group_size(NomineeKind(self.nominee_kind.data), named, self.rules)
        if size is GroupSize.TOO_FEW:
            least = self.rules.group_least
            raise ValidationError(
                _(
                    "A group has at least %(min)s members in this award. You have named %(count)s.",
                    min=least,
                    count=named,
                )
            )
        if size is GroupSize.TOO_MANY:
            raise ValidationError(
                _(
                    "In this award there are at most %(max)s members. You have named %(count)s.",
                    max=self.rules.group_most,
                    count=named,
                )
            )

    def validate_units(self, field: UnitsField) -> None:
        """Ask for a workplace from the list, or one in words."""
        known = {unit_id for group in self.places for unit_id in group.ids}
        if not known.issuperset(field.data):
            raise ValidationError(_("Choose workplaces from the list."))
        if not field.data and not self.partner.data:
            raise ValidationError(
                _("Choose at least one workplace, or write below where they work.")
            )

    def validate_website(self, field: StringField) -> None:
        """Stop robots, who fill in everything; a person sends it again with nothing lost."""
        if field.data:
            field.data = ""
            raise ValidationError(
                _("A field that people do not see was filled in. We have emptied it: send again.")
            )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, then the words of all texts together."""
        right: bool = super().validate(extra_validators)
        problem = self._words_problem()
        if problem:
            first = self.texts[0]
            first.errors = [*first.errors, problem]
        return right and not problem and self._is_allowed()

    def _is_allowed(self) -> bool:
        """Once every field is right, say kindly where nobody may nominate themselves."""
        if self.rules.self_nomination or not is_own(self.draft()):
            return True
        mine = _(
            "You are among those you nominate, and in this award nobody nominates themselves."
            " Ask somebody who has seen what you do: it takes them five minutes."
        )
        self.nominator_name.errors = [*self.nominator_name.errors, mine]
        return False

    def _words_problem(self) -> str:
        """Say how many words are missing or too many; nothing when the length is right."""
        count = words_in([field.data for field in self.texts])
        fewest, most = self.award.min_words, self.award.max_words
        if count < fewest:
            few = _(
                "Write at least %(min)d words, so that the jury understands why. "
                "You have %(count)d.",
                min=fewest,
                count=count,
            )
            return str(few)
        if count > most:
            many = _(
                "Shorten the texts to %(max)d words. You have %(count)d.", max=most, count=count
            )
            return str(many)
        return ""

    def draft(self) -> Draft:
        """Return what was written; only after `validate`."""
        return Draft(
            nominee_kind=NomineeKind(self.nominee_kind.data),
            nominee_name=self.nominee_name.data or "",
            nominee_title=self.nominee_title.data or "",
            members=tuple((r["name"], r["title"]) for r in self.members.data if r["name"]),
            unit_ids=frozenset(self.units.data),
            partner=self.partner.data or "",
            answers=tuple(
                (prompt.id, field.data or "")
                for prompt, field in zip(self.award.prompts, self.prompt_fields, strict=True)
            ),
            effect_kind=EffectKind(self.effect_kind.data),
            effect=self.effect.data or "",
            nominator_name=self.nominator_name.data or "",
            nominator_email=(self.nominator_email.data or "").lower(),
            relation=Relation(self.relation.data),
            nominee_email=(self.nominee_email.data or "").lower(),
        )


def form_for(
    award: Award,
    places: tuple[WorkplaceGroup, ...],
    *,
    draft: Draft | None = None,
    version: int = 1,
) -> NominationForm:
    """Return the form of an award, filled with what was sent, else with `draft`."""
    names = [f"answer_{prompt.key}" for prompt in award.prompts]
    asked = {
        name: TextAreaField(
            translated(prompt.label),
            [at_most(MOST_CHARACTERS)],
            description=translated(prompt.hint),
            render_kw={"rows": 5},
        )
        for name, prompt in zip(names, award.prompts, strict=True)
    }
    # Set before the fields are made: their order and checks ask for them.
    known = {"award": award, "places": places, "rules": rules_of(award)}
    made = type("AwardForm", (NominationForm,), {**asked, **known})
    data: dict[str, Any] = {} if draft is None else _data_of(draft, names)
    data |= {"version": str(version), "form_key": new_id()}
    form: NominationForm = made(data=data)
    form.prompt_fields = [form[name] for name in names]
    form.keep_to_rules()
    return form


def _data_of(draft: Draft, names: Sequence[str]) -> dict[str, Any]:
    """Return a draft as the values of the form's fields."""
    texts = [text for _id, text in draft.answers]
    return {
        "nominee_kind": str(draft.nominee_kind),
        "nominee_name": draft.nominee_name,
        "nominee_title": draft.nominee_title,
        "nominee_email": draft.nominee_email,
        "members": [{"name": name, "title": title} for name, title in draft.members],
        "units": draft.unit_ids,
        "partner": draft.partner,
        "effect_kind": str(draft.effect_kind),
        "effect": draft.effect,
        "nominator_name": draft.nominator_name,
        "nominator_email": draft.nominator_email,
        "relation": str(draft.relation),
        **dict(zip(names, texts, strict=True)),
    }


class AddressForm(BaseForm):
    """Correct a mistyped address, or have the link sent again."""

    email = email_field()
