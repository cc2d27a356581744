"""A sign-in link is void once its person is signed out everywhere or has another address."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; a link that is open now has none, and is asked for anew."""
    with op.batch_alter_table("sign_in_link") as batch:
        batch.add_column(sa.Column("epoch", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Forget it; a link opens the door for its quarter of an hour again."""
    with op.batch_alter_table("sign_in_link") as batch:
        batch.drop_column("epoch")
