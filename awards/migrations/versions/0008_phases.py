"""Where an edition's dates stood before they were moved, and why they were."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the list; no date has been moved yet."""
    with op.batch_alter_table("edition") as batch:
        batch.add_column(
            sa.Column("date_changes", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )


def downgrade() -> None:
    """Forget it; the audit trail still knows which date was moved when."""
    with op.batch_alter_table("edition") as batch:
        batch.drop_column("date_changes")
