"""The menu: where each permission leads, in the order of the journey."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import has_request_context, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from awards.core.permissions import ROLE_WORDS, Permission, Role


@dataclass(frozen=True)
class NavGroup:
    """Lines of the menu that belong together."""

    label: str
    items: tuple["NavItem", ...]


@dataclass(frozen=True)
class NavItem:
    """A line of the menu."""

    label: str
    url: str
    current: bool


_MENU: tuple[tuple[Permission | None, str, str], ...] = (
    (None, _l("Start"), "home.overview"),
    (Permission.TRIAGE, _l("Nominations"), "triage.desk"),
    (Permission.MANAGE_PANELS, _l("Jury"), "juries.panels"),
    (Permission.SCORE, _l("Scoring"), "scoring.queue"),
    (Permission.SEE_RESULTS, _l("Results"), "results.overview"),
    (Permission.DECIDE, _l("Decisions"), "decisions.overview"),
    (Permission.MAKE_CERTIFICATES, _l("Certificates"), "certificates.overview"),
)
_BEHIND: tuple[tuple[Permission | None, str, str], ...] = (
    (Permission.MANAGE_PEOPLE, _l("Organisation"), "organisation.tree"),
    (Permission.GRANT_ROLES, _l("People and roles"), "people.overview"),
    (Permission.SEND_MAIL, _l("Outbox"), "outbox.overview"),
    (Permission.SET_UP, _l("Set-up"), "programmes.overview"),
    (Permission.READ_AUDIT, _l("Audit trail"), "accounts.audit_trail"),
)

_PART_OF = {
    "nominations.registry_list": "triage.desk",
    "nominations.register_choose": "triage.desk",
    "nominations.register_form": "triage.desk",
    "nominations.register": "triage.desk",
    "nominations.jury_choose": "scoring.queue",
    "nominations.jury_form": "scoring.queue",
    "nominations.jury_add": "scoring.queue",
    "privacy.overview": "programmes.overview",
    "privacy.purge": "programmes.overview",
    "privacy.purge_now": "programmes.overview",
}
"""Pages of a desk that stand, by what they show, in a feature without a line of its own."""

_UNDER = (
    ("/juries/close", "scoring.queue"),
    ("/juries/statements", "scoring.queue"),
    ("/juries/texts", "results.overview"),
    ("/juries", "juries.panels"),
    ("/scoring", "scoring.queue"),
    ("/set-up", "programmes.overview"),
)
"""The same by the beginning of their address, where a feature has pages for several lines."""

ROLE_NAMES: dict[Role, str] = {role: _l(words) for role, words in ROLE_WORDS.items()}
"""What a role is called on a page."""


def kept_url(endpoint: str, **values: Any) -> str:
    """Return an address of which there are few, made only once: our own files', pages' names."""
    if not has_request_context() or endpoint.startswith("."):
        return url_for(endpoint, **values)
    return _kept_url(request.script_root, endpoint, *values.items())


@cache
def _kept_url(root: str, endpoint: str, *values: tuple[str, str]) -> str:
    del root  # only tells apart what is kept
    made: dict[str, Any] = dict(values)
    return url_for(endpoint, **made)


_GROUPS = ((_l("The round"), _MENU), (_l("The groundwork"), _BEHIND))


def menu() -> list[NavGroup]:
    """Return the menu of whoever is signed in: the round, and what stands behind it.

    Empty for the public; a group in which nothing is theirs is left out.
    """
    if not current_user.is_authenticated:
        return []
    groups = [NavGroup(str(label), _items(lines)) for label, lines in _GROUPS]
    return [group for group in groups if group.items]


def _items(lines: tuple[tuple[Permission | None, str, str], ...]) -> tuple[NavItem, ...]:
    here, actor = request.blueprint, current_user.actor
    return tuple(
        NavItem(str(label), kept_url(endpoint), _is_here(endpoint, here))
        for permission, label, endpoint in lines
        if permission is None or actor.may(permission)
    )


def _is_here(endpoint: str, blueprint: str | None) -> bool:
    if endpoint == "accounts.audit_trail":
        return request.endpoint == endpoint
    under = (page for start, page in _UNDER if f"{request.path}/".startswith(f"{start}/"))
    page = _PART_OF.get(request.endpoint or "") or next(under, None)
    if page is not None:
        return endpoint == page
    return endpoint.partition(".")[0] == blueprint
