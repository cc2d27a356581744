"""Making the form of one award: its own questions between those that every award asks."""

from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField

from awards.nominations.forms.asked import MOST_CHARACTERS
from awards.nominations.forms.nomination import NominationForm
from awards.nominations.rules import Draft
from awards.nominations.workplaces import WorkplaceGroup
from awards.programmes.models import Award
from awards.programmes.settings import rules_of
from awards.web.forms import at_most
from awards.web.i18n import translated


def form_for(
    award: Award,
    places: tuple[WorkplaceGroup, ...],
    *,
    draft: Draft | None = None,
    version: int = 1,
    base: type[NominationForm] = NominationForm,
    typed: MultiDict[str, str] | None = None,
) -> NominationForm:
    """Return the form of an award, filled with what was sent, else with `draft`.

    `base` is what it is made from: another class asks for a nomination that came another way.
    `typed` is what somebody has written so far, right or not, where nothing is sent.
    """
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
    made = type("AwardForm", (base,), {**asked, **known})
    data: dict[str, Any] = {} if draft is None else _data_of(draft, names)
    data |= {"version": str(version)}
    form: NominationForm = made(data=data, **({} if typed is None else {"formdata": typed}))
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
        "inspired_by": draft.inspired_by,
        "nominator_name": draft.nominator_name,
        "nominator_email": draft.nominator_email,
        "relation": str(draft.relation),
        **dict(zip(names, texts, strict=True)),
    }
