"""From what nominators wrote to the first draft of a juror copy, section by section. Pure.

Several nominations of the same nominee become one text: each section holds all of theirs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Literal, cast

from awards.accounts.models import OrgKind, OrgUnit
from awards.core.db import Translated
from awards.core.languages import LANGUAGES, N_
from awards.core.text import tidy
from awards.core.translation import translator
from awards.nominations.models import EffectKind, Nomination, NomineeKind
from awards.nominations.rules import INSPIRED_LABEL, in_all_languages
from awards.programmes.settings import rules_of_edition
from awards.triage.masking import Identity, Kind, Masked, is_one_of_a_kind, mask

EFFECT = "effect"
INSPIRED = "inspired_by"
"""The keys of the sections that are not an answer to a prompt."""

_EFFECTS = {
    EffectKind.ACHIEVED: N_("What it has led to"),
    EffectKind.EXPECTED: N_("What it is expected to lead to"),
}


@dataclass(frozen=True)
class Original:
    """A section as it came in: one text for each nomination, with the language it is in."""

    key: str
    heading: Translated = field(hash=False)
    texts: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """All texts of the section, one after the other."""
        return "\n\n".join(text for _, text in self.texts if text)


def originals(nominations: Sequence[Nomination]) -> list[Original]:
    """Return the sections of a candidate: the award's prompts in order, then the effect.

    What was answered for another award, before it was moved, stands between them.
    What inspired it is optional, so it comes last and only where somebody wrote it.
    """
    prompts = sorted(nominations[0].award.prompts, key=lambda prompt: prompt.position)
    answers = [{answer.prompt_id: answer.text for answer in n.answers} for n in nominations]
    written = list(zip(nominations, answers, strict=True))
    sections = [
        Original(
            prompt.key,
            prompt.label,
            tuple((n.language, found.get(prompt.id, "")) for n, found in written),
        )
        for prompt in prompts
    ]
    sections += _to_other_questions(nominations)
    effects = tuple((n.language, n.effect) for n in nominations)
    sections.append(Original(EFFECT, effect_heading(nominations[0].effect_kind), effects))
    if any(n.inspired_by for n in nominations):
        inspired = tuple((n.language, n.inspired_by) for n in nominations)
        sections.append(Original(INSPIRED, in_all_languages(INSPIRED_LABEL), inspired))
    return sections


def _to_other_questions(nominations: Sequence[Nomination]) -> list[Original]:
    """Return what was answered before a move: another award's questions, under their headings."""
    here = nominations[0].award_id
    others = {
        answer.prompt.id: answer.prompt
        for n in nominations
        for answer in n.answers
        if answer.prompt.award_id != here and answer.text
    }
    written = [(n, {answer.prompt_id: answer.text for answer in n.answers}) for n in nominations]
    return [
        Original(
            f"{prompt.key} {prompt.award_id}",
            prompt.label,
            tuple((n.language, found.get(prompt.id, "")) for n, found in written),
        )
        for prompt in sorted(others.values(), key=lambda p: (p.award_id, p.position, p.id))
    ]


def effect_heading(kind: EffectKind) -> Translated:
    """Return the effect's heading in every language: a copy is read long after it was made."""
    return {code: translator(code)(_EFFECTS[kind]) for code in LANGUAGES}


def identities(nominations: Sequence[Nomination]) -> list[Identity]:
    """Return whom the text of a candidate must not give away."""
    units = [unit for n in nominations for unit in _units(n)]
    return [
        *chain.from_iterable(_nominee(n) for n in nominations[:1]),
        *_others(nominations),
        *_members(nominations),
        *_numbered("nominator", [n.nominator_name for n in nominations]),
        *chain.from_iterable(
            _numbered(kind, [name for unit in units if unit.kind is of for name in _names(unit)])
            for of, kind in _ORGANISATIONS.items()
        ),
        *_numbered("partner", [n.partner for n in nominations], is_person=False),
        *_numbered("title", [t for n in nominations for t in _titles(n)], is_person=False),
    ]


_ORGANISATIONS: dict[OrgKind, Kind] = {
    OrgKind.UNIT: "unit",
    OrgKind.ADMINISTRATION: "administration",
    OrgKind.COMPANY: "company",
}


def _nominee(nomination: Nomination) -> list[Identity]:
    is_person = nomination.nominee_kind is NomineeKind.PERSON
    return [Identity("nominee", nomination.nominee_name, is_person=is_person)]


def _others(nominations: Sequence[Nomination]) -> list[Identity]:
    """Return the nominee as later nominators spelled it."""
    first = nominations[0].nominee_name
    return [i for n in nominations[1:] for i in _nominee(n) if i.name != first]


def _members(nominations: Sequence[Nomination]) -> list[Identity]:
    names = _once([member.name for n in nominations for member in n.members])
    return [Identity("member", name, number) for number, name in enumerate(names, start=1)]


def _titles(nomination: Nomination) -> list[str]:
    """Return the titles that only one person can have; "nurse" gives nobody away."""
    titles = [nomination.nominee_title, *(member.title for member in nomination.members)]
    return [title for title in titles if is_one_of_a_kind(title)]


def _units(nomination: Nomination) -> list[OrgUnit]:
    """Return the units and what they belong to; the employer itself gives nobody away."""
    both = chain.from_iterable((unit, unit.parent) for unit in nomination.units)
    return [unit for unit in both if unit is not None and unit.kind is not OrgKind.EMPLOYER]


def _names(unit: OrgUnit) -> list[str]:
    """Return what a unit is and was called, and its code when that is an abbreviation."""
    code = unit.code or ""
    return [*unit.all_names, *([code] if len(code) > 1 and code.isalpha() else [])]


def _numbered(
    kind: Kind,
    names: Sequence[str],
    *,
    is_person: bool = True,
) -> list[Identity]:
    """Return identities of a kind, numbered only when there are several of it."""
    once = _once(names)
    several = len(once) > 1
    return [
        Identity(kind, name, number if several else None, is_person=is_person)
        for number, name in enumerate(once, start=1)
    ]


def _once(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))


def text_language(code: str) -> Literal["sv", "nb", "en"]:
    """Return the language a text is masked in; Swedish when it is none we know."""
    return cast("Literal['sv', 'nb', 'en']", code if code in LANGUAGES else "sv")


def masked(nominations: Sequence[Nomination], known: Sequence[Identity]) -> Callable[..., Masked]:
    """Return how the texts of a candidate are masked: (language, text) → what comes out."""
    neutral = rules_of_edition(nominations[0].award.edition).neutral_pronouns

    def mask_one(language: str, text: str) -> Masked:
        code = text_language(language)
        return mask(text, known, language=code, neutral_pronouns=neutral)

    return mask_one


def draft_sections(nominations: Sequence[Nomination], *, blind: bool) -> list[dict[str, Any]]:
    """Return the first draft of a juror copy, masked unless the edition is not blind."""
    mask_one = masked(nominations, identities(nominations))

    def drafted(language: str, text: str) -> str:
        return tidy(mask_one(language, text).text if blind else text)

    return [
        {
            "key": section.key,
            "heading": section.heading,
            "text": "\n\n".join(drafted(*one) for one in section.texts if one[1]),
            "language": _language_of(section),
        }
        for section in originals(nominations)
    ]


def _language_of(section: Original) -> str:
    """Return the language of a section's texts; "" where they are in several."""
    found = {language for language, text in section.texts if text}
    return found.pop() if len(found) == 1 else ""


def texts_of(sections: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a copy's texts in reading order."""
    return [str(section["text"]) for section in sections]
