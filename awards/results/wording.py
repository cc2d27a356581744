"""How results are said: figures as the language writes them, and honest sentences."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from babel.numbers import get_decimal_symbol
from flask_babel import gettext, ngettext

from awards.core.languages import N_, in_language
from awards.programmes.models import Award
from awards.programmes.settings.choices import TieRule
from awards.results.counting import Counting, Figure
from awards.results.dot_plot import MAX_ROWS, DotRow, PlotLabels, dot_plot
from awards.results.models import ResultRun
from awards.results.rules import Close, Progress, close_places, is_finalist, shared_places
from awards.results.scores import Scored
from awards.results.workbook import WorkbookWords
from awards.web.i18n import language, moment

NOTHING = "–"


def _(message: str, **values: object) -> str:
    return str(gettext(message, **values))


class ResultRow(NamedTuple):
    """One line of the ranked table, written out; a template unpacks it."""

    place: str
    code: str
    mean: str
    spread: str
    sheets: int
    criteria: list[str]
    figure: str = ""
    """What counts, where it is not the mean."""
    finalist: bool = False


def two_decimals() -> Callable[[float | None], str]:
    """Return a writer of figures such as "4,21" in the reader's language; fast for many."""
    sign = get_decimal_symbol(language())

    @cache  # points are few: the same figure stands in many cells
    def write(value: float | None) -> str:
        return NOTHING if value is None else f"{value:.2f}".replace(".", sign)

    return write


def result_rows(scored: Scored, *, finalists: int = 0) -> list[ResultRow]:
    """Write out the ranked table; the first `finalists` places are the shortlist."""
    write = two_decimals()
    plain = scored.counting.figure is Figure.MEANS
    return [
        ResultRow(
            place=NOTHING if s.place is None else str(s.place),
            code=scored.codes[s.index],
            mean=write(s.mean),
            spread=write(s.spread),
            sheets=s.sheets,
            criteria=[write(value) for value in s.criterion_means],
            figure="" if plain else write(s.figure),
            finalist=is_finalist(s, finalists),
        )
        for s in scored.table
    ]


def rows_without_order(scored: Scored) -> list[ResultRow]:
    """Write out the candidates by code name, without a figure that would tell an order."""
    rows = [
        ResultRow(NOTHING, scored.codes[s.index], NOTHING, NOTHING, s.sheets, [])
        for s in scored.table
    ]
    return sorted(rows, key=lambda row: row.code)


FIGURE_NAMES = {Figure.MEDIANS: N_("Median"), Figure.RANKS: N_("Mean rank")}
"""What the figure that counts is called, where it is not the mean."""


def figure_name(scored: Scored) -> str:
    """Return the heading over the figure that counts; nothing when it is the mean."""
    name = FIGURE_NAMES.get(scored.counting.figure)
    return _(name) if name else ""


def counting_in_words(scored: Scored, award: Award) -> list[str]:
    """Say what makes the order and what parts a tie, where it is not the plain mean."""
    counting, said = scored.counting, []
    if counting.figure is Figure.MEDIANS:
        said.append(
            _(
                "The order follows the median: the middle one of the jurors' sheets. One juror far"
                " from the others moves nothing."
            )
        )
    if counting.figure is Figure.RANKS:
        said.append(
            _(
                "The order follows the mean rank: each juror's sheets give that juror's own order,"
                " best 1, and those ranks are averaged. Low is good."
            )
        )
    return said + _ties_in_words(counting, criterion_names(award))


def _ties_in_words(counting: Counting, criteria: Sequence[str]) -> list[str]:
    if counting.tie_rule is TieRule.SHEETS:
        return [_("Whoever comes out the same: the one read by more jurors goes first.")]
    if counting.tie_column is None:
        return []
    return [
        _(
            "Whoever comes out the same: the higher mean on %(criterion)s goes first.",
            criterion=criteria[counting.tie_column],
        )
    ]


def criterion_names(award: Award) -> list[str]:
    """Return the names of an award's criteria in the order of the scores."""
    return [in_language(criterion.name, language()) for criterion in award.edition.criteria]


def weights_in_words(award: Award) -> str:
    """Say which criteria count how much: "Innovation counts 3 times, Listen 2 times."."""
    weights = {weight.criterion_id: weight.value for weight in award.weights}
    named = [
        (weights.get(criterion.id, 0), name)
        for criterion, name in zip(award.edition.criteria, criterion_names(award), strict=True)
    ]
    if len({weight for weight, _name in named}) == 1:
        return _("All criteria count the same.")
    levels = sorted({weight for weight, _name in named}, reverse=True)
    return " ".join(_weight_sentence(w, [n for v, n in named if v == w]) for w in levels)


def _weight_sentence(weight: int, names: Sequence[str]) -> str:
    listed = _listed(names)
    if weight == 0:
        return _("Not counted: %(criteria)s.", criteria=listed)
    return str(
        ngettext(
            "Counted once: %(criteria)s.",
            "Counted %(num)s times: %(criteria)s.",
            weight,
            criteria=listed,
        )
    )


def _listed(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])


def honest_sentences(scored: Scored) -> list[str]:
    """Say in plain words how far the figures carry."""
    table = scored.table
    said = [
        _("Several candidates share place %(place)s.", place=place)
        for place in shared_places(table)
    ]
    said += [_close_sentence(run) for run in close_places(table)]
    return said + _uneven_reading([s.sheets for s in table])


def _close_sentence(run: Close) -> str:
    if run.neighbours == 1:
        return _(
            "Places %(upper)s and %(lower)s differ by less than the jury's own spread:"
            " the figures alone cannot tell them apart.",
            upper=run.upper,
            lower=run.lower,
        )
    return _(
        "From place %(upper)s to place %(lower)s, each differs from the next by less than the"
        " jury's own spread: the figures alone cannot tell neighbours apart.",
        upper=run.upper,
        lower=run.lower,
    )


def _uneven_reading(sheets: Sequence[int]) -> list[str]:
    if not sheets or min(sheets) == max(sheets):
        return []
    return [
        _(
            "Not everybody has been read by equally many jurors (%(fewest)s to %(most)s)."
            " A strict juror lowers only those they have read.",
            fewest=min(sheets),
            most=max(sheets),
        )
    ]


def missing_sentence(progress: Progress) -> str:
    """Say how many sheets are missing, whoever's they are."""
    if not progress.missing:
        return _("Every sheet is in.")
    return str(
        ngettext(
            "%(num)s sheet is missing and does not count.",
            "%(num)s sheets are missing and do not count.",
            progress.missing,
        )
    )


def draw_plot(scored: Scored, award: Award) -> str:
    """Return the dot plot of an award as SVG, safe to put into a page."""
    write = two_decimals()
    rows = [
        DotRow(
            label=scored.codes[s.index],
            sheets=s.sheet_means,
            mean=s.mean,
            spread=s.spread,
            value=write(s.mean),
        )
        for s in scored.table[: MAX_ROWS + 1]
    ]
    edition = award.edition
    labels = _plot_labels(len(scored.candidates))
    return dot_plot(rows, low=edition.scale_low, high=edition.scale_high, labels=labels)


def _plot_labels(candidates: int) -> PlotLabels:
    return PlotLabels(
        title=_("Every juror's mean for every candidate"),
        description=_("The table on this page holds the same figures."),
        axis=_("Points"),
        sheet=_("one juror's sheet"),
        mean=_("weighted mean"),
        spread=_("spread"),
        no_sheets=_("No sheets yet"),
        empty=_("No candidates yet"),
        more=_("%(number)s more are in the table.", number=max(0, candidates - MAX_ROWS)),
    )


def workbook_words(run: ResultRun, award: Award) -> WorkbookWords:
    """Return the words of an export in the reader's language."""
    return WorkbookWords(
        result=_("Result"),
        scores=_("Scores"),
        method_title=_("Method"),
        place=_("Place"),
        candidate=_("Candidate"),
        mean=_("Mean"),
        spread=_("Spread"),
        sheets=_("Sheets"),
        juror=_("Juror"),
        abstained=_("Abstained"),
        criteria=criterion_names(award),
        figure=_figure_of(run),
        method=_method_lines(run, award),
    )


def _figure_of(run: ResultRun) -> str:
    name = FIGURE_NAMES.get(Figure(run.method))
    return _(name) if name else ""


def _method_lines(run: ResultRun, award: Award) -> list[tuple[str, str]]:
    zone = award.edition.programme.time_zone
    low, high = run.parameters["scale"]
    return [
        (_("Award"), in_language(award.name, language())),
        (_("Edition"), in_language(award.edition.name, language())),
        (_("Computed"), moment(run.computed_at, zone)),
        (_("Result run"), run.id),
        (_("Scale"), f"{low}–{high}"),
        (_("Weights"), weights_in_words(award)),
        (_("Mean"), mean_in_words()),
        (_("Spread"), spread_in_words()),
        (_("Sheets"), _("Only handed-in sheets count. An abstention is not zero.")),
    ]


def mean_in_words() -> str:
    """Explain the mean."""
    return _(
        "Each sheet gives a mean of its scores, weighted by the criteria and without those the"
        " juror left out. The candidate's mean is the plain mean of the sheets: every juror's"
        " voice weighs the same."
    )


def spread_in_words() -> str:
    """Explain the spread."""
    return _(
        "The spread (standard deviation) says how far the jurors' sheets lie apart, in points."
        " A small one means that they agree."
    )
