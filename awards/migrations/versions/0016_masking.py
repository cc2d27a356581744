"""What a coordinator has looked at in a juror copy, and how much is left to look at."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; of older copies nobody knows."""
    with op.batch_alter_table("juror_copy") as table:
        table.add_column(
            sa.Column("looked_at", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
        table.add_column(sa.Column("open_marks", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take both away."""
    with op.batch_alter_table("juror_copy") as table:
        table.drop_column("open_marks")
        table.drop_column("looked_at")
