"""Whether a candidate may be read is told by indexes alone."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_WIDER = (
    ("nomination", ("id", "state"), "changed_at"),
    ("juror_copy", ("candidate_id", "state"), "prepared_at"),
)


def _name(table: str, columns: tuple[str, ...]) -> str:
    return f"ix_{table}_{'_'.join(columns)}"


def upgrade() -> None:
    """Put into each index what is asked beside it."""
    for table, columns, more in _WIDER:
        op.drop_index(_name(table, columns), table_name=table)
        wider = (*columns, more)
        op.create_index(_name(table, wider), table, list(wider))


def downgrade() -> None:
    """Take it out again."""
    for table, columns, more in _WIDER:
        op.drop_index(_name(table, (*columns, more)), table_name=table)
        op.create_index(_name(table, columns), table, list(columns))
