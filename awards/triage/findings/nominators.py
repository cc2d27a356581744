"""Findings about who has nominated: themselves, or somebody the rules do not ask for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person, RoleGrant
from awards.nominations.models import Relation
from awards.programmes.models import Edition
from awards.programmes.settings import Rules
from awards.triage.findings.kinds import Evidence, Finding, FindingKind
from awards.triage.findings.namesakes import same_mailbox_elsewhere, same_person, spells
from awards.triage.findings.subjects import Subject


@dataclass
class Known:
    """A person we know by the address of a nominator, with the roles they hold here."""

    name: str
    roles: set[str] = field(default_factory=set)


def needs_people(rules: Rules) -> bool:
    """Say whether an award's rules ask who stands behind an address."""
    return bool(rules.staff_domains or rules.nominator_roles or not rules.self_nomination)


def people_behind(
    session: Session, edition: Edition, addresses: Collection[str]
) -> dict[str, Known]:
    """Return address → who it belongs to, of those we know, in one query."""
    if not addresses:
        return {}
    rows = session.execute(
        select(
            Person.email,
            Person.name,
            RoleGrant.role,
            RoleGrant.programme_id,
            RoleGrant.edition_id,
        )
        .join(RoleGrant, RoleGrant.person_id == Person.id, isouter=True)
        .where(Person.email.in_(addresses), Person.active)
    )
    found: dict[str, Known] = {}
    for row in rows:
        known = found.setdefault(row.email, Known(row.name))
        here = row.programme_id in {None, edition.programme_id}
        if row.role and here and row.edition_id in {None, edition.id}:
            known.roles.add(row.role.value)
    return found


def address_of(subject: Subject) -> str:
    """Return a nominator's address as people's are stored."""
    return subject.nominator_email.strip().lower()


def own_nomination(subject: Subject, rules: Rules, known: Known | None) -> list[Finding]:
    """Look whether somebody nominates themselves: also spelled otherwise or from elsewhere."""
    if rules.self_nomination:
        return []
    evidence = [
        *_by_name(subject),
        *_by_address(subject),
        *_by_account(subject, known),
    ]
    once = tuple(dict.fromkeys(evidence))
    return [Finding(FindingKind.SELF_NOMINATION, once)] if once else []


def _by_name(subject: Subject) -> list[Evidence]:
    return [
        Evidence(subject.nominator_name, beside=name)
        for name in subject.names
        if same_person(subject.nominator_name, name)
    ]


def _by_address(subject: Subject) -> list[Evidence]:
    address = address_of(subject)
    theirs = (
        [subject.nominee_email] if same_mailbox_elsewhere(address, subject.nominee_email) else []
    )
    spelled = [name for name in subject.names if spells(address, name)]
    return [Evidence(address, beside=one) for one in (*theirs, *spelled)]


def _by_account(subject: Subject, known: Known | None) -> list[Evidence]:
    """Another name in the form, but the address is that of somebody we know: the nominee."""
    if known is None:
        return []
    names = [name for name in subject.names if same_person(known.name, name)]
    return [Evidence(address_of(subject), beside=name) for name in names]


def not_asked(subject: Subject, rules: Rules, known: Known | None) -> list[Finding]:
    """Look whether the nominator is who the rules ask for."""
    found = []
    if subject.relation.value not in rules.nominators:
        found.append(Finding(FindingKind.MAY_NOT_NOMINATE))
    evidence = (Evidence(address_of(subject)),)
    roles = known.roles if known else set()
    if rules.nominator_roles and not roles & set(rules.nominator_roles):
        found.append(Finding(FindingKind.WITHOUT_ROLE, evidence))
    is_asked = bool(rules.staff_domains) and subject.relation is Relation.STAFF
    if is_asked and known is None and not _ends_with(address_of(subject), rules.staff_domains):
        found.append(Finding(FindingKind.UNKNOWN_ADDRESS, evidence))
    return found


def _ends_with(address: str, domains: Iterable[str]) -> bool:
    """Say whether an address belongs to a domain or one below it."""
    domain = address.rpartition("@")[2]
    return any(domain == one or domain.endswith(f".{one}") for one in domains)
