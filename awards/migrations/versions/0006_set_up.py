"""What setting up an edition needs: drafts, archives, and a version for two who edit at once."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("programme", "edition", "award", "criterion")


def upgrade() -> None:
    """Add the columns; every edition that is there has been opened, its dates are known."""
    for table in TABLES:
        op.add_column(
            table, sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1"))
        )
        op.add_column(table, sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("edition", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "edition",
        sa.Column("dates_confirmed", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.execute("UPDATE edition SET opened_at = opens_at")


def downgrade() -> None:
    """Take the columns away; what was a draft or archived is then an edition like any other."""
    op.drop_column("edition", "dates_confirmed")
    op.drop_column("edition", "opened_at")
    for table in TABLES:
        op.drop_column(table, "archived_at")
        op.drop_column(table, "version")
