"""Candidates of several nominations: suggestions, mergers, moves, and approvals taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_WHY = ("changed", "merged", "taken-out", "moved")
_WORDS = ("not-same", "later")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _keys(table: str, **keys: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in keys.items()
    ]


def _suggestions_up() -> None:
    op.create_table(
        "twin_check",
        _text("edition_id"),
        _text("stamp"),
        sa.Column("nominations", sa.Integer(), nullable=False),
        _moment("checked_at"),
        *_keys("twin_check", edition_id="edition"),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_twin_check")),
    )
    op.create_table(
        "twin_pair",
        _text("first_id"),
        _text("second_id"),
        _text("edition_id"),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        _text("mark"),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_twin_pair_ordered")),
        *_keys(
            "twin_pair", first_id="nomination", second_id="nomination", edition_id="edition"
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_twin_pair")),
    )
    op.create_table(
        "twin_answer",
        _text("first_id"),
        _text("second_id"),
        sa.Column(
            "word",
            sa.Enum(*_WORDS, name="word", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        _text("mark"),
        _text("answered_by", nullable=True),
        _moment("answered_at"),
        *_keys(
            "twin_answer", first_id="nomination", second_id="nomination", answered_by="person"
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_twin_answer")),
    )
    for table, column in (
        ("twin_pair", "second_id"),
        ("twin_pair", "edition_id"),
        ("twin_answer", "second_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _histories_up() -> None:
    op.create_table(
        "merger",
        _text("id"),
        _text("candidate_id"),
        _text("nomination_id"),
        _text("former_id", nullable=True),
        _text("merged_by", nullable=True),
        _moment("merged_at"),
        _text("reason"),
        _text("ended_by", nullable=True),
        _moment("ended_at", nullable=True),
        _text("ended_why"),
        *_keys(
            "merger",
            candidate_id="candidate",
            nomination_id="nomination",
            former_id="candidate",
            merged_by="person",
            ended_by="person",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merger")),
    )
    op.create_index(
        op.f("ix_merger_candidate_id_merged_at"), "merger", ["candidate_id", "merged_at"]
    )
    op.create_index(op.f("ix_merger_nomination_id"), "merger", ["nomination_id"])
    op.create_table(
        "nomination_move",
        _text("id"),
        _text("nomination_id"),
        _text("from_award_id"),
        _text("to_award_id"),
        _text("moved_by", nullable=True),
        _moment("moved_at"),
        _text("reason"),
        *_keys(
            "nomination_move",
            nomination_id="nomination",
            from_award_id="award",
            to_award_id="award",
            moved_by="person",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_move")),
    )
    op.create_index(
        op.f("ix_nomination_move_nomination_id_moved_at"),
        "nomination_move",
        ["nomination_id", "moved_at"],
    )


def upgrade() -> None:
    """Let a candidate wait for its verdict, a copy's approval end, and add the tables."""
    with op.batch_alter_table("candidate") as batch:
        batch.alter_column("verdict", existing_type=sa.String(40), nullable=True)
        batch.alter_column(
            "judged_at", existing_type=sa.DateTime(timezone=True), nullable=True
        )
    allowed = ", ".join(repr(why) for why in _WHY)
    with op.batch_alter_table("juror_copy") as batch:
        batch.add_column(_moment("withdrawn_at", nullable=True))
        batch.add_column(sa.Column("withdrawn_why", sa.String(40), nullable=True))
        batch.create_check_constraint(
            batch.f("ck_juror_copy_withdrawnwhy"), f"withdrawn_why IN ({allowed})"
        )
    _suggestions_up()
    _histories_up()


def downgrade() -> None:
    """Forget suggestions and histories; what waits for a verdict waits outside a candidate."""
    for table in ("nomination_move", "merger", "twin_answer", "twin_pair", "twin_check"):
        op.drop_table(table)
    with op.batch_alter_table("juror_copy") as batch:
        batch.drop_constraint(batch.f("ck_juror_copy_withdrawnwhy"), type_="check")
        batch.drop_column("withdrawn_why")
        batch.drop_column("withdrawn_at")
    op.execute(
        "DELETE FROM candidate_nomination WHERE candidate_id IN"
        " (SELECT id FROM candidate WHERE verdict IS NULL)"
    )
    op.execute(
        "DELETE FROM juror_copy WHERE candidate_id IN"
        " (SELECT id FROM candidate WHERE verdict IS NULL)"
    )
    op.execute("DELETE FROM candidate WHERE verdict IS NULL")
    with op.batch_alter_table("candidate") as batch:
        batch.alter_column("verdict", existing_type=sa.String(40), nullable=False)
        batch.alter_column(
            "judged_at", existing_type=sa.DateTime(timezone=True), nullable=False
        )
