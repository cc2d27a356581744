"""A text that the jury of an award scores first, to find a common measure, and what it gave it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the texts, and jurors' sheets for them."""
    op.create_table(
        "calibration",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String()),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_calibration_award_id_award")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["candidate.id"], name=op.f("fk_calibration_source_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration")),
        sa.UniqueConstraint("award_id", name=op.f("uq_calibration_award_id")),
    )
    op.create_index("ix_calibration_source_id", "calibration", ["source_id"])
    op.create_table(
        "calibration_sheet",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("calibration_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.Column("marks", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reasons", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_change", sa.String()),
        sa.Column("saved_at", sa.DateTime(timezone=True)),
        sa.Column("handed_in_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "free OR handed_in_at IS NULL",
            name=op.f("ck_calibration_sheet_nobody_conflicted_hands_in"),
        ),
        sa.ForeignKeyConstraint(
            ["calibration_id"],
            ["calibration.id"],
            name=op.f("fk_calibration_sheet_calibration_id_calibration"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calibration_sheet_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_sheet")),
        sa.UniqueConstraint(
            "calibration_id",
            "person_id",
            name=op.f("uq_calibration_sheet_calibration_id_person_id"),
        ),
    )
    op.create_index("ix_calibration_sheet_person_id", "calibration_sheet", ["person_id"])


def downgrade() -> None:
    """Forget them: they count nowhere."""
    op.drop_table("calibration_sheet")
    op.drop_table("calibration")
