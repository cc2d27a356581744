"""What the coordinator sees, scoped to their programmes. Jurors' side: see `blind`."""

from awards.triage.queries.cases import (
    Case,
    Copies,
    CopyCase,
    candidate_of,
    case_of,
    code_names,
    copies_of,
    copy_case_of,
)
from awards.triage.queries.listing import (
    PAGE,
    Row,
    Waiting,
    Wanted,
    counts,
    counts_by_edition,
    rows,
    state_column,
    waiting,
)

__all__ = [
    "PAGE",
    "Case",
    "Copies",
    "CopyCase",
    "Row",
    "Waiting",
    "Wanted",
    "candidate_of",
    "case_of",
    "code_names",
    "copies_of",
    "copy_case_of",
    "counts",
    "counts_by_edition",
    "rows",
    "state_column",
    "waiting",
]
