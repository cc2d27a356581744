"""What a workbook tells of the jurors."""

from io import BytesIO

from openpyxl import load_workbook

from awards.results.models import ResultRun
from awards.results.workbook import WorkbookWords, make_workbook

WORDS = WorkbookWords(
    result="Result",
    scores="Scores",
    method_title="Method",
    place="Place",
    candidate="Candidate",
    mean="Mean",
    spread="Spread",
    sheets="Sheets",
    juror="Juror",
    abstained="-",
    criteria=["Courage"],
    method=[("Method", "weighted-means")],
)
JURORS = range(20)


def _run() -> ResultRun:
    """Make a run in which juror n has given n points, so that points tell jurors apart."""
    sheets = [{"candidate": "c", "juror": f"juror{n}", "points": [n]} for n in JURORS]
    standing = {"candidate": "c", "code": "AB12", "place": 1, "mean": 3.0, "spread": None}
    return ResultRun(
        id="run",
        input={"sheets": sheets},
        output={"standings": [{**standing, "sheets": 20, "criteria": [3.0]}]},
    )


def _numbers(data: bytes) -> list[tuple[str, int]]:
    rows = load_workbook(BytesIO(data))["Scores"].iter_rows(min_row=2, values_only=True)
    return [(str(row[1]), int(str(row[2]))) for row in rows]


def test_jurors_have_other_numbers_in_every_workbook() -> None:
    once, again = (_numbers(make_workbook(_run(), WORDS)) for _ in range(2))
    assert sorted(points for _, points in once) == list(JURORS)
    assert [name for name, _ in once] == [f"Juror {n + 1:02}" for n in JURORS]
    assert once != again


def test_named_jurors_keep_their_names() -> None:
    names = {f"juror{n}": f"Kim {n:02}" for n in JURORS}
    assert _numbers(make_workbook(_run(), WORDS, names=names)) == [
        (f"Kim {n:02}", n) for n in JURORS
    ]
