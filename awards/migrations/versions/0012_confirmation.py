"""Series of references, nominations registered on behalf, mails with a link of their own."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OLD_CHANNELS = ("web", "post", "phone", "email")
NEW_CHANNELS = (*OLD_CHANNELS, "meeting", "jury")


def _allow(batch: BatchOperations, channels: tuple[str, ...]) -> None:
    allowed = ", ".join(repr(channel) for channel in channels)
    batch.drop_constraint(batch.f("ck_nomination_channel"), type_="check")
    batch.create_check_constraint(batch.f("ck_nomination_channel"), f"channel IN ({allowed})")


def upgrade() -> None:
    """Add them; the references that are out there stay what they are."""
    op.create_table(
        "reference_series",
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_reference_series")),
        sa.CheckConstraint("last >= 1", name=op.f("ck_reference_series_counts_from_one")),
    )
    with op.batch_alter_table("nomination") as batch:
        _allow(batch, NEW_CHANNELS)
        batch.add_column(sa.Column("registered_by_id", sa.String(), nullable=True))
        batch.add_column(sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(
            sa.Column("late_reason", sa.String(), nullable=False, server_default="")
        )
        batch.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("origin", sa.String(), nullable=False, server_default=""))
        batch.create_foreign_key(
            batch.f("fk_nomination_registered_by_id_person"),
            "person",
            ["registered_by_id"],
            ["id"],
        )
    with op.batch_alter_table("outbox_mail") as batch:
        batch.add_column(
            sa.Column("own_link", sa.String(), nullable=False, server_default="")
        )


def downgrade() -> None:
    """Forget them; what came from a meeting or the jury is kept as if it came by post."""
    with op.batch_alter_table("outbox_mail") as batch:
        batch.drop_column("own_link")
    op.execute("UPDATE nomination SET channel = 'post' WHERE channel IN ('meeting', 'jury')")
    with op.batch_alter_table("nomination") as batch:
        batch.drop_constraint(
            batch.f("fk_nomination_registered_by_id_person"), type_="foreignkey"
        )
        for name in ("origin", "reminded_at", "late_reason", "registered_at", "registered_by_id"):
            batch.drop_column(name)
        _allow(batch, OLD_CHANNELS)
    op.drop_table("reference_series")
