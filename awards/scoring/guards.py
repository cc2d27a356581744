"""What the database itself refuses: a score by somebody who has not said "no conflict".

Pages, queries and actions ask `juries.queries.readable`; this stands behind them all, for whatever
writes without asking. A sealed sheet is let through, since sealing is what follows a conflict.

The migrations' environment takes the guards down before a run and puts them up after it, because
SQLite loses a table's triggers when a migration rebuilds the table, and refuses to rebuild one
that another table's trigger names.
"""

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

SINCE = "0019"
"""The first migration after which the guards stand."""

REFUSAL = "no score without a statement of no conflict"

_TRIGGERS = (
    ("score_sheet_needs_no_conflict_insert", "score_sheet", "INSERT"),
    ("score_sheet_needs_no_conflict_update", "score_sheet", "UPDATE"),
    ("score_needs_no_conflict_insert", "score", "INSERT"),
    ("score_needs_no_conflict_update", "score", "UPDATE"),
)

_OWN_STATEMENT = (
    "SELECT 1 FROM conflict_statement WHERE person_id = NEW.person_id"
    " AND candidate_id = NEW.candidate_id AND answer = 'none'"
)
_STATEMENT_OF_ITS_SHEET = (
    "SELECT 1 FROM score_sheet JOIN conflict_statement"
    " ON conflict_statement.person_id = score_sheet.person_id"
    " AND conflict_statement.candidate_id = score_sheet.candidate_id"
    " WHERE score_sheet.id = NEW.sheet_id AND conflict_statement.answer = 'none'"
)
_REFUSED_WHEN = {
    "score_sheet": f"NEW.state <> 'sealed' AND NOT EXISTS ({_OWN_STATEMENT})",
    "score": f"NOT EXISTS ({_STATEMENT_OF_ITS_SHEET})",
}


def is_refusal(error: IntegrityError) -> bool:
    """Say whether it was a guard that refused: a conflict became known meanwhile."""
    return REFUSAL in str(error.orig)


def take_down(connection: Connection) -> None:
    """Remove the guards, if they stand."""
    for statement in _down(connection.dialect.name):
        connection.execute(text(statement))


def put_up(connection: Connection) -> None:
    """Set up the guards."""
    take_down(connection)
    for statement in _up(connection.dialect.name):
        connection.execute(text(statement))


def _down(dialect: str) -> Iterator[str]:
    if dialect == "sqlite":
        for name, _, _ in _TRIGGERS:
            yield f"DROP TRIGGER IF EXISTS {name}"
        return
    for table in _REFUSED_WHEN:
        yield f"DROP FUNCTION IF EXISTS {table}_needs_no_conflict() CASCADE"


def _up(dialect: str) -> Iterator[str]:
    yield from _of_sqlite() if dialect == "sqlite" else _of_postgres()


def _of_sqlite() -> Iterator[str]:
    for name, table, verb in _TRIGGERS:
        yield (
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {_REFUSED_WHEN[table]}"
            f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def _of_postgres() -> Iterator[str]:
    """Ask before each sheet that is written; of scores once a statement, when all are there."""
    one_of_them = f"WHERE {_REFUSED_WHEN['score']}".replace("NEW.", "written.")
    refused = {
        "score_sheet": _REFUSED_WHEN["score_sheet"],
        "score": f"EXISTS (SELECT FROM written {one_of_them})",
    }
    for table, when in refused.items():
        yield (
            f"CREATE FUNCTION {table}_needs_no_conflict() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {_wait(table)} IF {when} THEN"
            f" RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation';"
            " END IF; RETURN NEW; END $$"
        )
    for name, table, verb in _TRIGGERS:
        asked = {
            "score_sheet": f"BEFORE {verb} ON score_sheet FOR EACH ROW",
            "score": f"AFTER {verb} ON score REFERENCING NEW TABLE AS written FOR EACH STATEMENT",
        }
        yield f"CREATE TRIGGER {name} {asked[table]} EXECUTE FUNCTION {table}_needs_no_conflict()"


def _wait(table: str) -> str:
    """Let a sheet that begins wait for a conflict that is being written down, or make it wait.

    Without it the two could pass each other on PostgreSQL: the conflict sees no sheet to seal yet,
    and the sheet sees the answer from before. On SQLite writers take turns.
    """
    if table != "score_sheet":
        return ""
    return f"IF TG_OP = 'INSERT' THEN PERFORM 1 FROM ({_OWN_STATEMENT} FOR SHARE) AS held; END IF;"
