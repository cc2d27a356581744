"""All of a juror's sheets at once: what scoring without a network is made from."""

from dataclasses import dataclass

from flask_babel import gettext as _

from awards.core.clock import now
from awards.core.errors import Closed, NotFound
from awards.core.languages import N_
from awards.programmes.models import Edition, Phase
from awards.programmes.rules import phase_by_dates
from awards.scoring import forms
from awards.scoring.batch import Asked, Whole, criteria_of, sheets_in
from awards.scoring.rules import ScoringOver
from awards.scoring.views.blueprint import my_editions, secret
from awards.scoring.views.stored import asks_each
from awards.web.access import current_actor
from awards.web.db import get_look, get_session
from awards.web.i18n import language, translated

_BEFORE = frozenset({Phase.UPCOMING, Phase.NOMINATING, Phase.TRIAGE})


@dataclass(frozen=True)
class Round:
    """A juror's sheets in an edition that is being scored, and what they ask."""

    edition: Edition
    criteria: list[Asked]
    sheets: list[Whole]

    @property
    def scale(self) -> range:
        """The scores that may be given."""
        return range(self.edition.scale_low, self.edition.scale_high + 1)

    @property
    def scores(self) -> list[str]:
        """The criteria's fields in the form, in their order."""
        return [f"score-{one.key}" for one in self.criteria]

    @property
    def texts(self) -> dict[str, int]:
        """The fields that hold words → how many characters each may have."""
        criteria = self.criteria if asks_each(self.edition) else ()
        each = {f"reason-{one.key}": forms.SHORT_LENGTH for one in criteria}
        return {**each, "reason": forms.REASON_LENGTH, "note": forms.REASON_LENGTH}

    @property
    def fields(self) -> list[str]:
        """All fields, as the sheet has them: a reason stands after its score."""
        both = [(f"score-{one.key}", f"reason-{one.key}") for one in self.criteria]
        known = {*self.scores, *self.texts}
        return [*(name for pair in both for name in pair if name in known), "reason", "note"]

    @property
    def titles(self) -> dict[str, str]:
        """Field → what it is called."""
        names = {one.key: translated(one.name) for one in self.criteria}
        scores = {f"score-{key}": name for key, name in names.items()}
        whys = {
            f"reason-{k}": _("Your reason: %(criterion)s", criterion=n) for k, n in names.items()
        }
        return {**scores, **whys, "reason": _("Your reasons"), "note": _("Private note")}

    def levels(self, one: Asked) -> list[tuple[int, str]]:
        """Return each score of a criterion with its words, "" where it has none."""
        words = one.levels.get(language()) or one.levels.get("sv") or []
        return [(n, words[at] if at < len(words) else "") for at, n in enumerate(self.scale)]


def read_round(*, looking: bool = False) -> Round:
    """Read the juror's sheets, without a lock when only looking.

    Raises NotFound without a seat, Closed unless scoring is open.
    """
    session = get_look() if looking else get_session()
    edition, _editions = my_editions(looking=looking)
    if edition is None:
        raise NotFound
    phase = phase_by_dates(edition, now())
    if phase in _BEFORE:
        raise Closed(N_("Scoring has not opened yet. Your list says when."))
    if phase is not Phase.SCORING:
        raise ScoringOver
    juror = current_actor()
    criteria = criteria_of(session, edition.id)
    sheets = sheets_in(session, juror, edition.id, secret=secret(), criteria=criteria)
    return Round(edition, criteria, sheets)
