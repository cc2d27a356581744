"""The nomination form with its checks: by the award's rules, and every typed word is kept."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import FieldList, RadioField, ValidationError

from awards.nominations.forms.choices import KINDS, RELATIONS
from awards.nominations.forms.fields import UnitsField
from awards.nominations.forms.shown import NO_WORKPLACE, ShownForm
from awards.nominations.models import EffectKind, NomineeKind, Relation
from awards.nominations.rules import Draft, GroupSize, group_size, is_own, words_in
from awards.web.forms import version_in


class NominationForm(ShownForm):
    """What every award asks, checked; `form_for` adds the award's own prompts."""

    @property
    def seen_version(self) -> int:
        """The version the nominator had before their eyes; -1 when the form does not say."""
        return version_in(self.version.data)

    def keep_to_rules(self) -> None:
        """Offer only what the award's rules allow; a single answer is chosen already."""
        for field, words, allowed in (
            (self.nominee_kind, KINDS, self.rules.nominee_kinds),
            (self.relation, RELATIONS, self.rules.nominators),
        ):
            offered = [one for one in words if one.value in allowed]
            field.choices = offered
            if len(offered) == 1 and not field.raw_data:
                field.data = offered[0].value

    def ask_again(self) -> None:
        """Ask whoever seems to be a program to send once more; a person loses nothing by it."""
        trapped = _("A field that people do not see was filled in. We have emptied it: send again.")
        fast = _(
            "That went so fast that a program might have done it. Everything is kept: read it"
            " through and send again."
        )
        self.form_errors.append(trapped if self.website.data else fast)
        self.asked_again.data, self.website.data = "1", ""

    def say_of_files(self, troubles: Sequence[str]) -> None:
        """Show beside the file field what could not be attached; the form is not sent then."""
        self.attachments.process_errors = list(troubles)
        self.attachments.errors = list(troubles)
        self.attachments.data = []  # they are kept already, and are no words to copy or compare

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
            raise ValidationError(_(NO_WORKPLACE))

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
        fewest, most = self.rules.min_words, self.rules.max_words
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
            inspired_by=self.inspired_by.data or "",
        )
