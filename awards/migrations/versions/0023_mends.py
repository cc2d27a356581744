"""A copy's approval is taken back for what is stored: that its text changed is worked out."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_NOW = ("merged", "taken-out", "moved")
_BEFORE = ("changed", *_NOW)
_copies = sa.table("juror_copy", sa.column("withdrawn_why", sa.String))


def _allow(reasons: tuple[str, ...]) -> None:
    allowed = ", ".join(repr(why) for why in reasons)
    with op.batch_alter_table("juror_copy") as batch:
        batch.drop_constraint(batch.f("ck_juror_copy_withdrawnwhy"), type_="check")
        batch.create_check_constraint(
            batch.f("ck_juror_copy_withdrawnwhy"), f"withdrawn_why IN ({allowed})"
        )


def upgrade() -> None:
    """Take one reason away; nothing ever wrote it."""
    op.execute(_copies.update().where(_copies.c.withdrawn_why == "changed").values(withdrawn_why=None))
    _allow(_NOW)


def downgrade() -> None:
    """Allow it again."""
    _allow(_BEFORE)
