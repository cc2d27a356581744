"""What kinds of units are called on a page."""

from flask_babel import lazy_gettext as _l

from awards.accounts.models import OrgKind

KIND_NAMES: dict[OrgKind, str] = {
    OrgKind.EMPLOYER: _l("Employer"),
    OrgKind.ADMINISTRATION: _l("Administration"),
    OrgKind.COMPANY: _l("Company"),
    OrgKind.UNIT: _l("Unit"),
}
