"""A programme has the coat of arms or logo of its organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_KEY = "fk_programme_arms_id_stored_file"


def upgrade() -> None:
    """Point to the picture, and keep what it says to those who do not see it."""
    with op.batch_alter_table("programme") as batch:
        batch.add_column(sa.Column("arms_id", sa.String(), nullable=True))
        batch.add_column(
            sa.Column("arms_alt", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
        )
        batch.create_foreign_key(op.f(_KEY), "stored_file", ["arms_id"], ["id"])


def downgrade() -> None:
    """Take both away; the stored file stays, with nothing that leads to it."""
    with op.batch_alter_table("programme") as batch:
        batch.drop_constraint(op.f(_KEY), type_="foreignkey")
        batch.drop_column("arms_alt")
        batch.drop_column("arms_id")
