"""Findings in the reader's words."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from awards.triage.findings import Evidence, Finding, FindingKind
from awards.triage.masking import MaskReason, SuspicionReason
from awards.web.i18n import moment, translated

FINDING_WORDS: dict[FindingKind, str] = {
    FindingKind.WON_BEFORE: _l("Has won before"),
    FindingKind.SELF_NOMINATION: _l("Nominates themselves, alone or as a member"),
    FindingKind.OTHER_ORGANISATION: _l("Works outside the organisations of this edition"),
    FindingKind.OTHER_AWARD: _l("Is in another award already; here that is one too many"),
    FindingKind.MAY_NOT_NOMINATE: _l("The nominator is not among those who may nominate"),
    FindingKind.WITHOUT_ROLE: _l("The nominator has none of the roles that may nominate"),
    FindingKind.UNKNOWN_ADDRESS: _l("Says they work here, but we do not know the address"),
    FindingKind.LATE: _l("Came in after the deadline"),
    FindingKind.KIND_NOT_ASKED: _l("This kind of nominee is not asked for in this award"),
    FindingKind.TOO_FEW_MEMBERS: _l("The group has fewer members than this award asks for"),
    FindingKind.TOO_MANY_MEMBERS: _l("There are more members than this award allows"),
    FindingKind.TOO_SHORT: _l("The text is shorter than this award asks for"),
    FindingKind.MACHINE_LIKE: _l("Was filled in the way a program does; read whether a person did"),
}


MARK_WORDS: dict[MaskReason | SuspicionReason, str] = {
    MaskReason.FULL_NAME: _l("A name from this nomination"),
    MaskReason.NAME_PART: _l("A part of a name from this nomination"),
    MaskReason.SHARED_NAME: _l("A name that several in this nomination share"),
    MaskReason.NICKNAME: _l("What somebody in this nomination is also called"),
    MaskReason.INITIALS: _l("Initials of somebody in this nomination, or a unit's abbreviation"),
    MaskReason.UNIT: _l("A unit, group or project of this nomination"),
    MaskReason.TITLE: _l("A title that only one person has"),
    MaskReason.EMAIL: _l("An e-mail address"),
    MaskReason.PHONE: _l("A telephone number"),
    MaskReason.WEB_ADDRESS: _l("A web address or an account"),
    MaskReason.IDENTITY_NUMBER: _l("An identity number"),
    MaskReason.STREET_ADDRESS: _l("A street address"),
    MaskReason.PRONOUN: _l("A pronoun"),
    SuspicionReason.FIRST_NAME: _l("A first name, or part of a name that stands elsewhere"),
    SuspicionReason.CAPITALS_IN_A_ROW: _l("Several words with a capital, like a name or a place"),
    SuspicionReason.CAPITAL_MID_SENTENCE: _l("A capital in the middle of a sentence"),
    SuspicionReason.TITLE_BEFORE: _l("A word with a capital after a title"),
    SuspicionReason.SENTENCE_START: _l("Begins a sentence the way a name does"),
    SuspicionReason.KNOWN_ELSEWHERE: _l("A name in another nomination or in the directory"),
    SuspicionReason.PRONOUN: _l("A pronoun that tells somebody's sex"),
}


@dataclass(frozen=True)
class Said:
    """A finding, written out: a headline, what it stands on, and whether it rules out."""

    headline: str
    evidence: tuple[tuple[str, str | None], ...]
    """(words, id of another nomination to look at)"""
    rules_out: bool


def in_words(finding: Finding, zone: str) -> Said:
    """Return a finding in the reader's language; moments are those of a clock in `zone`."""
    evidence = tuple(
        (_evidence(finding.kind, one, zone), one.nomination_id) for one in finding.evidence
    )
    return Said(str(FINDING_WORDS[finding.kind]), evidence, finding.rules_out)


def _evidence(kind: FindingKind, evidence: Evidence, zone: str) -> str:
    if evidence.moment is not None:
        return moment(evidence.moment, zone)
    if evidence.count is not None:
        return _figures(kind, evidence.count, evidence.limit or 0)
    if evidence.beside:
        return str(_("%(name)s, beside %(other)s", name=evidence.name, other=evidence.beside))
    if evidence.award is None:
        return evidence.name
    award = translated(evidence.award)
    if evidence.year is None:
        return str(_("%(name)s, for %(award)s", name=evidence.name, award=award))
    return str(
        _("%(name)s, %(award)s %(year)s", name=evidence.name, award=award, year=evidence.year)
    )


def _figures(kind: FindingKind, count: int, limit: int) -> str:
    if kind is FindingKind.TOO_SHORT:
        words = ngettext("%(num)s word", "%(num)s words", count)
        return str(_("%(count)s; at least %(limit)s are asked for", count=words, limit=limit))
    members = ngettext("%(num)s member", "%(num)s members", count)
    if kind is FindingKind.TOO_FEW_MEMBERS:
        return str(_("%(count)s; at least %(limit)s are asked for", count=members, limit=limit))
    return str(_("%(count)s; at most %(limit)s are allowed", count=members, limit=limit))
