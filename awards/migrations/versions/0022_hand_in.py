"""Receipts that stand for exactly one handed-in sheet; a save that is sent twice is recognised."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both. A sheet that was handed in before keeps its receipt of ten characters."""
    op.add_column("score_sheet", sa.Column("last_change", sa.String(), nullable=True))
    op.create_table(
        "sheet_receipt",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sheet_id", sa.String(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["score_sheet.id"], name=op.f("fk_sheet_receipt_sheet_id_score_sheet")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sheet_receipt")),
        sa.UniqueConstraint("commitment", name=op.f("uq_sheet_receipt_commitment")),
    )
    op.create_index(op.f("ix_sheet_receipt_sheet_id"), "sheet_receipt", ["sheet_id"])


def downgrade() -> None:
    """Take both away."""
    op.drop_index(op.f("ix_sheet_receipt_sheet_id"), table_name="sheet_receipt")
    op.drop_table("sheet_receipt")
    op.drop_column("score_sheet", "last_change")
