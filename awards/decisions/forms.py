"""Forms of proposing, recording a decision, and lifting the embargo."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the types
    BooleanField,
    DateField,
    DateTimeLocalField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional, ValidationError

from awards.core.clock import from_zone
from awards.core.errors import WrongInput
from awards.core.text import tidy
from awards.decisions.models import Decision, Outcome
from awards.decisions.queries import Identity
from awards.decisions.rules import (
    CITATION_LENGTH,
    GIVEN,
    WINNING,
    DecisionDraft,
    OutcomeDraft,
    require_complete,
    require_outcomes,
)
from awards.decisions.wording import OUTCOME_NAMES
from awards.web.forms import ONE_LINE, BaseForm, at_most, required, version_in

LONG_TEXT = 5000
MOST_MEMBERS = 40
_PREFIX = "outcome-"
_OUTCOMES = (
    *(SelectChoice(kind.value, OUTCOME_NAMES[kind]) for kind in GIVEN),
    SelectChoice("", _l("Nothing: leave out")),
)


def _say(error: WrongInput) -> str:
    return str(gettext(error.message, **error.values))


class ProposalForm(BaseForm):
    """The jury's proposal; one select for each candidate stands in the table beside it."""

    not_awarded = BooleanField(_l("The jury proposes that the award is not given this year"))
    reason = TextAreaField(
        _l("The jury's reasons"),
        [
            required(_l("Write the jury's reasons, so that others understand the proposal.")),
            at_most(LONG_TEXT),
        ],
        description=_l("What weighed heaviest, and what set them apart? Without names."),
    )

    def choices(self) -> dict[str, Outcome]:
        """Return candidate id → outcome as chosen; what is no outcome of ours is left out."""
        kinds = {kind.value: kind for kind in GIVEN}
        return {
            name.removeprefix(_PREFIX): kinds[value]
            for name, value in request.form.items()
            if name.startswith(_PREFIX) and value in kinds
        }

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Ask the rules as well."""
        fine = bool(super().validate(extra_validators))
        try:
            require_outcomes(list(self.choices().values()), not_awarded=self.not_awarded.data)
        except WrongInput as error:
            self.form_errors.append(_say(error))
            return False
        return fine


class MemberForm(Form):
    """A member of a winning team."""

    name = StringField(_l("Name"), [at_most(ONE_LINE)], filters=[tidy])
    title = StringField(_l("Title or role"), [at_most(ONE_LINE)], filters=[tidy])


class OutcomeForm(Form):
    """What one candidate is given, as it will be published."""

    candidate_id = HiddenField()
    outcome = SelectField(
        _l("What they are given"),
        choices=list(_OUTCOMES),
    )
    public_name = StringField(_l("Name as published"), [at_most(ONE_LINE)], filters=[tidy])
    public_title = StringField(_l("Title"), [at_most(ONE_LINE)], filters=[tidy])
    public_units = StringField(_l("Workplace"), [at_most(ONE_LINE * 2)], filters=[tidy])
    members = FieldList(FormField(MemberForm), _l("Members"), max_entries=MOST_MEMBERS)
    citation = TextAreaField(
        _l("Citation"),
        [at_most(CITATION_LENGTH)],
        filters=[tidy],
        description=_l(
            "Why they win, in two or three sentences: it is read aloud and printed."
            " **bold** and *italic* work. At most 600 characters."
        ),
    )

    def validate_public_name(self, field: StringField) -> None:
        """Ask for a name for everybody who is given something."""
        if self.outcome.data and not field.data:
            raise ValidationError(gettext("Write the name that will be published."))

    def validate_citation(self, field: TextAreaField) -> None:
        """Ask for a citation for everybody who wins."""
        if self.outcome.data in {kind.value for kind in WINNING} and not field.data:
            raise ValidationError(gettext("Write why they win, in two or three sentences."))

    def draft(self) -> OutcomeDraft:
        """Return what was typed."""
        members = [(row.form.name.data, row.form.title.data) for row in self.members]
        return OutcomeDraft(
            candidate_id=self.candidate_id.data or "",
            outcome=Outcome(self.outcome.data),
            public_name=self.public_name.data or "",
            public_title=self.public_title.data or "",
            public_units=self.public_units.data or "",
            members=tuple((name, title or "") for name, title in members if name),
            citation=self.citation.data or "",
        )


class DecisionForm(BaseForm):
    """The deciding body's decision."""

    version = HiddenField(default="0")
    body = StringField(
        _l("Who decided"), [required(_l("Write which body decided.")), at_most(ONE_LINE)]
    )
    decided_on = DateField(
        _l("Date of the decision"),
        [InputRequired(_l("Write the day of the decision."))],
        invalid_value_message=_l("Write the day like 2026-11-14."),  # type: ignore[call-arg]
    )
    paragraph = StringField(
        _l("Paragraph of the minutes"),
        [required(_l("Write the paragraph, such as § 123.")), at_most(ONE_LINE)],
    )
    not_awarded = BooleanField(_l("The award is not given this year"))
    not_awarded_reason = TextAreaField(
        _l("Why the award is not given"),
        [at_most(LONG_TEXT)],
        description=_l("Only when nobody wins. It is published."),
    )
    outcomes = FieldList(FormField(OutcomeForm), _l("Who is given what"))
    add_candidate = SelectField(_l("Another candidate"), choices=[], validate_choice=False)
    today: date

    def offer(self, names: Mapping[str, tuple[str, str]]) -> None:
        """Offer the candidates that are not in the form yet."""
        there = {row.form.candidate_id.data for row in self.outcomes}
        self.add_candidate.choices = [
            SelectChoice("", gettext("Choose a candidate")),
            *(
                SelectChoice(candidate, f"{code} · {name}")
                for candidate, (code, name) in names.items()
                if candidate not in there
            ),
        ]

    def add(self, identity: Identity) -> None:
        """Put one more candidate into the form."""
        self.outcomes.append_entry(_prefilled(identity, None))
        self.add_candidate.data = ""

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Ask the rules as well, once every field is fine by itself."""
        if not super().validate(extra_validators):
            return False
        try:
            require_complete(self.draft(), today=self.today)
        except WrongInput as error:
            self.form_errors.append(_say(error))
            return False
        return True

    def draft(self) -> DecisionDraft:
        """Return what was typed; candidates that are left out are not in it."""
        assert self.decided_on.data is not None
        rows = [row.form for row in self.outcomes if row.form.outcome.data]
        return DecisionDraft(
            body=self.body.data or "",
            decided_on=self.decided_on.data,
            paragraph=self.paragraph.data or "",
            not_awarded=self.not_awarded.data,
            not_awarded_reason=(self.not_awarded_reason.data or "")
            if self.not_awarded.data
            else "",
            outcomes=tuple(row.draft() for row in rows),
            version=version_in(self.version.data or "0"),
        )


def _prefilled(identity: Identity, outcome: Outcome | None) -> dict[str, Any]:
    return {
        "candidate_id": identity.candidate_id,
        "outcome": (outcome or Outcome.WINNER).value,
        "public_name": identity.name,
        "public_title": identity.title,
        "public_units": identity.units,
        "members": [{"name": name, "title": title} for name, title in identity.members] or [{}],
    }


def from_decision(decision: Decision) -> dict[str, Any]:
    """Return a recorded decision as the form's values."""
    rows = [
        {
            "candidate_id": given.candidate_id,
            "outcome": given.outcome.value,
            "public_name": given.public_name,
            "public_title": given.public_title,
            "public_units": given.public_units,
            "members": given.public_members or [{}],
            "citation": given.citation,
        }
        for given in decision.winners
    ]
    return {
        "version": str(decision.version),
        "body": decision.body,
        "decided_on": decision.decided_on,
        "paragraph": decision.paragraph,
        "not_awarded": not any(given.outcome in WINNING for given in decision.winners),
        "not_awarded_reason": decision.not_awarded_reason,
        "outcomes": rows,
    }


def from_proposal(
    *, body: str, choices: Mapping[str, Outcome], identities: Mapping[str, Identity]
) -> dict[str, Any]:
    """Return the form's values before anything is recorded: what the jury proposed, with names."""
    order = {kind: place for place, kind in enumerate(GIVEN)}
    proposed = sorted(choices.items(), key=lambda pair: order[pair[1]])
    rows = [_prefilled(identities[i], outcome) for i, outcome in proposed if i in identities]
    return {"version": "0", "body": body, "outcomes": rows}


class AnnouncementForm(BaseForm):
    """When which awards become public."""

    awards = SelectMultipleField(
        _l("Awards"), [required(_l("Choose at least one award."))], choices=[]
    )
    announce_at = DateTimeLocalField(
        _l("Day and time"),
        [Optional()],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        invalid_value_message=_l(  # type: ignore[call-arg]
            "Write day and time like 2026-11-14 13:00."
        ),
    )

    def offer(self, awards: Iterable[tuple[str, str]]) -> None:
        """Offer awards as (id, name)."""
        self.awards.choices = [SelectChoice(award_id, name) for award_id, name in awards]

    def moment(self, zone: str, *, at: datetime) -> datetime | None:
        """Return when it shall be, on the clock of `zone`; now when the button says so.

        None, with the reason at the field, where the time is missing or does not exist.
        """
        if "now" in request.form:
            return at
        if self.announce_at.data is None:
            message = gettext("Write day and time, or publish now.")
            self.announce_at.errors = [*self.announce_at.errors, message]
            return None
        try:
            moment = from_zone(self.announce_at.data, zone)
        except WrongInput as error:
            self.announce_at.errors = [*self.announce_at.errors, _say(error)]
            return None
        if moment <= at and "confirmed" not in request.form:
            message = gettext("That time has passed. Choose a later one, or publish now.")
            self.announce_at.errors = [*self.announce_at.errors, message]
            return None
        return moment
