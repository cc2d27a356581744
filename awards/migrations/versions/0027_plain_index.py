"""Unsure answers are found by a plain index.

SQLite plans a statement anew with each execution when one of its parameters might make a partial
index fit: all that asked for `answer = ?` took ten times as long.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_PARTIAL = "ix_conflict_statement_unsure"
_PLAIN = "ix_conflict_statement_answer_candidate_id"
_UNSURE = sa.text("answer = 'unsure'")


def upgrade() -> None:
    """Put the plain index in place of the partial one."""
    op.drop_index(_PARTIAL, table_name="conflict_statement")
    op.create_index(_PLAIN, "conflict_statement", ["answer", "candidate_id"])


def downgrade() -> None:
    """Bring the partial one back."""
    op.drop_index(_PLAIN, table_name="conflict_statement")
    op.create_index(
        _PARTIAL,
        "conflict_statement",
        ["candidate_id"],
        sqlite_where=_UNSURE,
        postgresql_where=_UNSURE,
    )
