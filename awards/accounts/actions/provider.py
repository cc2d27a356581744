"""Letting somebody in by an account at the municipality's OpenID provider.

Who they are there is known by issuer and subject. The first time, an address that the provider
vouches for finds the person here; nobody is added, and roles stay ours.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from awards.accounts import queries, rules
from awards.accounts.identity import Identity
from awards.accounts.models import Person, ProviderAccount
from awards.audit.actions import record
from awards.core.languages import N_
from awards.core.permissions import Actor


class NotVouchedFor(rules.SignInRefused):
    """The provider gave no address, or does not vouch for it."""

    status = 403
    why = "unverified-address"
    message = N_(
        "Your account does not tell us an e-mail address that has been checked. "
        "Have a link mailed to you instead."
    )


class NobodyHere(rules.SignInRefused):
    """A good account of somebody we do not know."""

    status = 403
    why = "unknown-person"
    message = N_("Your account is fine, but you have no role in the awards yet.")


class OtherAccount(rules.SignInRefused):
    """The person with this address signs in with another account there."""

    status = 403
    why = "other-account"
    message = N_(
        "Your address belongs to somebody who signs in with another account. "
        "Have a link mailed to you instead, or ask for the accounts to be changed over."
    )


def enter_with_account(session: Session, identity: Identity, *, at: datetime) -> Person:
    """Return whose account this is; link it when it comes for the first time.

    Raises NotVouchedFor, NobodyHere or OtherAccount.
    """
    account = queries.account_of(session, identity.issuer, identity.subject)
    if account is not None:
        person = session.get_one(Person, account.person_id)
        if not person.active:
            raise NobodyHere
        return person
    if not identity.address:
        raise NotVouchedFor
    found = queries.person_by_email(session, identity.address)
    if found is None:
        raise NobodyHere
    if any(a.issuer == identity.issuer for a in queries.accounts_of(session, found)):
        raise OtherAccount
    linked = ProviderAccount(
        person_id=found.id, issuer=identity.issuer, subject=identity.subject, linked_at=at
    )
    session.add(linked)
    session.flush()
    actor = Actor(found.id, found.name, found.email)
    record(session, "account.linked", subject=f"person:{found.id}", by=actor, at=at)
    return found


def unlink_accounts(session: Session, person: Person, *, by: Actor, at: datetime) -> int:
    """Forget a person's accounts at providers, so that a new one can be linked; say how many."""
    accounts = queries.accounts_of(session, person)
    for account in accounts:
        session.delete(account)
    session.flush()
    if accounts:
        record(session, "account.unlinked", subject=f"person:{person.id}", by=by, at=at)
    return len(accounts)
