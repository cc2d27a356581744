"""Reasons on criteria, a private note; an example that each juror scores first."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _json(name: str, empty: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), server_default=sa.text(f"'{empty}'"), nullable=False)


def upgrade() -> None:
    """Add them; sheets that are there have neither."""
    op.add_column("score_sheet", _json("reasons", "{}"))
    note = sa.Column("note", sa.String(), server_default="", nullable=False)
    op.add_column("score_sheet", note)


def downgrade() -> None:
    """Leave them out again."""
    with op.batch_alter_table("score_sheet") as sheet:
        sheet.drop_column("note")
        sheet.drop_column("reasons")
