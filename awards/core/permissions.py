"""Who may do what: permissions, the roles that hold them, and the one who asks.

Every view declares one permission. A role is held within a programme; a permission opens
the page, and the page's queries then keep to the programmes it is held in.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from awards.core.languages import N_


class Permission(StrEnum):
    """What a view can ask for. Keep the list alphabetical."""

    ADMINISTER = "administer"
    ANNOUNCE = "announce"
    DECIDE = "decide"
    GRANT_ROLES = "grant-roles"
    MAKE_CERTIFICATES = "make-certificates"
    MANAGE_PANELS = "manage-panels"
    MANAGE_PEOPLE = "manage-people"
    PROPOSE = "propose"
    READ_AUDIT = "read-audit"
    SCORE = "score"
    SEE_RESULTS = "see-results"
    SEND_MAIL = "send-mail"
    SET_UP = "set-up"
    TRIAGE = "triage"


class Role(StrEnum):
    """What somebody is in a programme."""

    ADMIN = "admin"
    COORDINATOR = "coordinator"
    JUROR = "juror"
    CHAIR = "chair"
    COMMUNICATIONS = "communications"
    AUDITOR = "auditor"
    SECRETARY = "secretary"
    ADVISER = "adviser"


ROLE_WORDS: dict[Role, str] = {
    Role.ADMIN: N_("Administrator"),
    Role.COORDINATOR: N_("Coordinator"),
    Role.JUROR: N_("Juror"),
    Role.CHAIR: N_("Jury chair"),
    Role.COMMUNICATIONS: N_("Communications"),
    Role.AUDITOR: N_("Auditor"),
    Role.SECRETARY: N_("Secretary"),
    Role.ADVISER: N_("Adviser"),
}
"""What a role is called, to be translated."""

HELD_BY: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        {
            Permission.ADMINISTER,
            Permission.MANAGE_PEOPLE,
            Permission.READ_AUDIT,
            Permission.GRANT_ROLES,
            Permission.SEND_MAIL,
            Permission.SET_UP,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            Permission.TRIAGE,
            Permission.MANAGE_PANELS,
            Permission.MANAGE_PEOPLE,
            Permission.SEE_RESULTS,
            Permission.SET_UP,
            Permission.DECIDE,
            Permission.ANNOUNCE,
            Permission.MAKE_CERTIFICATES,
            Permission.GRANT_ROLES,
            Permission.SEND_MAIL,
        }
    ),
    Role.JUROR: frozenset({Permission.SCORE}),
    Role.CHAIR: frozenset({Permission.SCORE, Permission.SEE_RESULTS, Permission.PROPOSE}),
    Role.COMMUNICATIONS: frozenset({Permission.MAKE_CERTIFICATES}),
    Role.AUDITOR: frozenset({Permission.READ_AUDIT}),
    Role.SECRETARY: frozenset({Permission.SEE_RESULTS, Permission.DECIDE}),
    Role.ADVISER: frozenset({Permission.SEE_RESULTS}),
}
"""The one table that says which role may do what."""

WHOLE_PROGRAMME = frozenset({Role.ADMIN, Role.COORDINATOR, Role.AUDITOR})
"""Roles whose work is the programme's: they are held in all its editions, never in one."""


@dataclass(frozen=True)
class Grant:
    """A role held in a programme, or in one edition of it.

    No programme is everywhere, which only an administrator's can be.
    """

    programme_id: str | None
    role: Role
    edition_id: str | None = None


@dataclass(frozen=True)
class Actor:
    """The one who asks or acts: a person with grants, or the public or the system with none."""

    person_id: str | None
    name: str = ""
    email: str = ""
    grants: frozenset[Grant] = field(default_factory=frozenset)

    def programmes_with(self, permission: Permission) -> frozenset[str]:
        """Return the ids of the programmes in all of whose editions `permission` is held.

        Whoever holds it everywhere has one grant for each programme there is, beside the one
        that says so: `awards.accounts.queries` puts them there.
        """
        grants = self._grants_of(permission)
        return frozenset(g.programme_id for g in grants if g.programme_id and not g.edition_id)

    def places_with(self, permission: Permission) -> frozenset[str]:
        """Return where `permission` is held: ids of programmes, and of editions for only one."""
        grants = self._grants_of(permission)
        return frozenset(g.edition_id or g.programme_id for g in grants if g.programme_id)

    def may_everywhere(self, permission: Permission) -> bool:
        """Say whether `permission` is held in all programmes, also those yet to come."""
        return any(grant.programme_id is None for grant in self._grants_of(permission))

    def may(
        self,
        permission: Permission,
        programme_id: str | None = None,
        edition_id: str | None = None,
    ) -> bool:
        """Say whether `permission` is held anywhere; or in all of a programme; or in an edition.

        An edition is asked for together with its programme.
        """
        grants = self._grants_of(permission)
        if programme_id is None:
            return bool(grants)
        here = {programme_id, None}
        return any(g.programme_id in here and g.edition_id in {None, edition_id} for g in grants)

    def may_give(self, role: Role, programme_id: str | None) -> bool:
        """Say whether the actor may give a role in a programme (None: everywhere), and take it."""
        needed = Permission.ADMINISTER if role is Role.ADMIN else Permission.GRANT_ROLES
        if programme_id is None:
            return self.may_everywhere(needed)
        return self.may(needed, programme_id)

    def acting_as(self, role: Role) -> "Actor":
        """Return the same person with the grants of one role only."""
        return replace(self, grants=frozenset(g for g in self.grants if g.role is role))

    def _grants_of(self, permission: Permission) -> list[Grant]:
        return [grant for grant in self.grants if permission in HELD_BY[grant.role]]

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The roles held anywhere, in the enum's order."""
        held = {grant.role for grant in self.grants}
        return tuple(role for role in Role if role in held)


PUBLIC = Actor(person_id=None, name="public")
"""Somebody without an account: a nominator, a visitor."""

SYSTEM = Actor(person_id=None, name="system")
"""The machine itself: worker, command line, demo loader."""
