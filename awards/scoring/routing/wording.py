"""Sentences about plans, in plain words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from awards.scoring.routing.picture import CODES_SHOWN, Load, Picture

WHY: dict[str, str] = {
    "too-few": _l("Too few may read it: the others on the panel have a conflict, or cannot read."),
    "own-administration": _l("Everybody who may read it works in the nominee's administration."),
    "limits": _l("Those who may read it already read as many as they can."),
}
"""Why a candidate lacks readers."""


def codes(names: list[str]) -> str:
    """Return code names as one text, a long list cut short."""
    shown = ", ".join(names[:CODES_SHOWN])
    more = len(names) - CODES_SHOWN
    if more <= 0:
        return shown
    return str(
        ngettext("%(codes)s and %(num)s more", "%(codes)s and %(num)s more", more, codes=shown)
    )


def connected(*, yes: bool) -> str:
    """Say what it means that the readings hang together, or do not."""
    if yes:
        return str(
            _(
                "Every candidate of an award can be compared with every other through jurors who"
                " read both, so a strict juror can be told from a weak candidate."
            )
        )
    return str(
        _(
            "Some candidates of an award have no chain of common readers with the others. Nobody"
            " can tell then whether they are weaker or their jurors stricter. Give each candidate"
            " more readers."
        )
    )


def levels(picture: Picture) -> str:
    """Say how even the loads are."""
    loads = [load.reads for load in picture.loads]
    least, most = min(loads, default=0), max(loads, default=0)
    if least == most:
        return str(ngettext("Each juror reads %(num)s.", "Each juror reads %(num)s.", most))
    return str(_("Each juror reads from %(least)s to %(most)s.", least=least, most=most))


def overlaps(picture: Picture) -> str:
    """Say how many candidates two jurors have in common."""
    least, most = picture.heat.least, picture.heat.most
    if least == most:
        same = ngettext(
            "Any two jurors both read %(num)s candidate.",
            "Any two jurors both read %(num)s candidates.",
            most,
        )
    else:
        same = _(
            "Two jurors both read from %(least)s to %(most)s candidates.", least=least, most=most
        )
    so = _("The more, the better they can be compared.")
    return f"{same} {so}"


def effect(load: Load) -> list[str]:
    """Say what a plan changes for a juror; nothing when all stays."""
    said = []
    if load.gets:
        said.append(str(_("gets %(codes)s", codes=codes(load.gets))))
    if load.loses:
        said.append(str(_("hands on %(codes)s", codes=codes(load.loses))))
    if load.set_aside:
        said.append(str(_("begun and set aside: %(codes)s", codes=codes(load.set_aside))))
    return said
