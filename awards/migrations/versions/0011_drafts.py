"""Nominations that are being written, and the browsers that hold them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables; nothing has been begun yet."""
    op.create_table(
        "nomination_draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("typed", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("others", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("email", sa.String(), server_default="", nullable=False),
        sa.Column("links_sent", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("link_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_nomination_draft_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_nomination_draft_award_id_award")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_draft")),
    )
    op.create_index(op.f("ix_nomination_draft_edition_id"), "nomination_draft", ["edition_id"])
    op.create_index(op.f("ix_nomination_draft_saved_at"), "nomination_draft", ["saved_at"])
    op.create_table(
        "nomination_draft_holder",
        sa.Column("key_digest", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["nomination_draft.id"],
            name=op.f("fk_nomination_draft_holder_draft_id_nomination_draft"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key_digest", "draft_id", name=op.f("pk_nomination_draft_holder")),
    )
    op.create_index(
        op.f("ix_nomination_draft_holder_draft_id"), "nomination_draft_holder", ["draft_id"]
    )


def downgrade() -> None:
    """Forget what was begun and never sent."""
    op.drop_table("nomination_draft_holder")
    op.drop_table("nomination_draft")
