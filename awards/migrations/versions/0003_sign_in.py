"""Administrators of everything: a role may be held everywhere."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("role_grant") as batch_op:
        batch_op.alter_column("programme_id", existing_type=sa.String(), nullable=True)
        batch_op.create_check_constraint(
            batch_op.f("ck_role_grant_everywhere"), "programme_id IS NOT NULL OR role = 'admin'"
        )
    op.create_index(
        "uq_role_grant_everywhere",
        "role_grant",
        ["person_id", "role"],
        unique=True,
        sqlite_where=sa.text("programme_id IS NULL"),
        postgresql_where=sa.text("programme_id IS NULL"),
    )


def downgrade() -> None:
    op.execute("DELETE FROM role_grant WHERE programme_id IS NULL")
    op.drop_index("uq_role_grant_everywhere", "role_grant")
    with op.batch_alter_table("role_grant") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_role_grant_everywhere"), type_="check")
        batch_op.alter_column("programme_id", existing_type=sa.String(), nullable=False)
