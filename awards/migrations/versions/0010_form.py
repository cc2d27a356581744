"""Prompts have an example, awards have signs to choose by, nominations say what inspired them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, empty."""
    with op.batch_alter_table("prompt") as batch:
        batch.add_column(
            sa.Column("example", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
        )
    with op.batch_alter_table("award") as batch:
        batch.add_column(
            sa.Column("signs", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
        )
    with op.batch_alter_table("nomination") as batch:
        batch.add_column(sa.Column("inspired_by", sa.String(), nullable=False, server_default=""))
        batch.add_column(
            sa.Column("machine_like", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("nomination") as batch:
        batch.drop_column("machine_like")
        batch.drop_column("inspired_by")
    with op.batch_alter_table("award") as batch:
        batch.drop_column("signs")
    with op.batch_alter_table("prompt") as batch:
        batch.drop_column("example")
