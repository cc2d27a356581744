"""Count what waits by looking into indexes alone; record what was purged."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

UNSURE = sa.text("answer = 'unsure'")


def upgrade() -> None:
    """Make indexes hold what is counted; add the record of purges."""
    op.add_column("edition", sa.Column("purged_at", sa.DateTime(timezone=True)))
    for name in ("deciding_body", "legal_basis"):
        nothing = sa.Column(name, sa.JSON(), server_default=sa.text("'{}'"), nullable=False)
        op.add_column("award", nothing)
    op.create_table(
        "purge",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purged_by_id", sa.String()),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_purge_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["purged_by_id"], ["person.id"], name=op.f("fk_purge_purged_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge")),
        sa.UniqueConstraint("edition_id", name=op.f("uq_purge_edition_id")),
    )
    op.drop_index("ix_nomination_award_id_state", "nomination")
    op.create_index("ix_nomination_award_id_state_id", "nomination", ["award_id", "state", "id"])
    op.drop_index("ix_score_sheet_candidate_id_state", "score_sheet")
    op.create_index(
        "ix_score_sheet_candidate_id_state_person_id",
        "score_sheet",
        ["candidate_id", "state", "person_id"],
    )
    op.create_index(
        "ix_conflict_statement_unsure",
        "conflict_statement",
        ["candidate_id"],
        sqlite_where=UNSURE,
        postgresql_where=UNSURE,
    )


def downgrade() -> None:
    """Bring the old ones back."""
    op.drop_table("purge")
    with op.batch_alter_table("award") as award:
        award.drop_column("legal_basis")
        award.drop_column("deciding_body")
    with op.batch_alter_table("edition") as edition:
        edition.drop_column("purged_at")
    op.drop_index("ix_conflict_statement_unsure", "conflict_statement")
    op.drop_index("ix_score_sheet_candidate_id_state_person_id", "score_sheet")
    op.create_index("ix_score_sheet_candidate_id_state", "score_sheet", ["candidate_id", "state"])
    op.drop_index("ix_nomination_award_id_state_id", "nomination")
    op.create_index("ix_nomination_award_id_state", "nomination", ["award_id", "state"])
