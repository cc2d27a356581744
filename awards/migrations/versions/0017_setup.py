"""Let the coordinator's start page count what waits by looking into indexes alone."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

UNSURE = sa.text("answer = 'unsure'")


def upgrade() -> None:
    """Make indexes hold what is counted."""
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
    op.drop_index("ix_conflict_statement_unsure", "conflict_statement")
    op.drop_index("ix_score_sheet_candidate_id_state_person_id", "score_sheet")
    op.create_index("ix_score_sheet_candidate_id_state", "score_sheet", ["candidate_id", "state"])
    op.drop_index("ix_nomination_award_id_state_id", "nomination")
    op.create_index("ix_nomination_award_id_state", "nomination", ["award_id", "state"])
