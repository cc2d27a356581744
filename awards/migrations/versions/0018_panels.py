"""Seats with dates, offices and more roles; who steps out and who stands in; one panel for all."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

OLD_SEATS = ("chair", "member", "substitute", "secretary", "adviser")
NEW_SEATS = (*OLD_SEATS, "guest", "stepped-out", "preparer", "decider", "body-secretary")


def _allow(batch: BatchOperations, seats: tuple[str, ...]) -> None:
    """Allow these roles on a seat."""
    allowed = ", ".join(repr(seat) for seat in seats)
    batch.drop_constraint(batch.f("ck_panel_seat_seatrole"), type_="check")
    batch.create_check_constraint(batch.f("ck_panel_seat_seatrole"), f"role IN ({allowed})")


def _refers(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_step_out_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name)


def upgrade() -> None:
    """Add them."""
    with op.batch_alter_table("edition") as batch:
        nothing = sa.Column("one_panel", sa.Boolean(), server_default=sa.false(), nullable=False)
        batch.add_column(nothing)
    with op.batch_alter_table("panel_seat") as batch:
        _allow(batch, NEW_SEATS)
        batch.add_column(sa.Column("office", sa.String(), server_default="", nullable=False))
        batch.add_column(sa.Column("begins_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("ends_at", sa.DateTime(timezone=True)))
        batch.create_check_constraint(
            batch.f("ck_panel_seat_begins_before_it_ends"), "begins_at < ends_at"
        )
    allowed = ", ".join(repr(seat) for seat in NEW_SEATS)
    op.create_table(
        "step_out",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String()),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("seat", sa.String(40), nullable=False),
        sa.Column("stand_in_id", sa.String()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("stepped_out_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.String()),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        _refers("award_id", "award"),
        _refers("candidate_id", "candidate"),
        _refers("person_id", "person"),
        _refers("stand_in_id", "person"),
        _refers("recorded_by_id", "person"),
        sa.CheckConstraint(
            "person_id <> stand_in_id", name=op.f("ck_step_out_by_somebody_else")
        ),
        sa.CheckConstraint(
            "candidate_id IS NULL OR stand_in_id IS NOT NULL",
            name=op.f("ck_step_out_of_a_candidate_for_a_stand_in"),
        ),
        sa.CheckConstraint(f"seat IN ({allowed})", name=op.f("ck_step_out_seatrole")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_out")),
    )
    for column in ("award_id", "candidate_id", "person_id", "stand_in_id"):
        op.create_index(op.f(f"ix_step_out_{column}"), "step_out", [column])


def downgrade() -> None:
    """Forget them; who had stepped out is what they were, and new roles lose their seats."""
    op.execute(
        "UPDATE panel_seat SET role = 'substitute' WHERE EXISTS (SELECT 1 FROM step_out"
        " WHERE step_out.award_id = panel_seat.award_id AND step_out.candidate_id IS NULL"
        " AND step_out.stand_in_id = panel_seat.person_id AND step_out.ended_at IS NULL)"
    )
    op.execute(
        "UPDATE panel_seat SET role = (SELECT max(step_out.seat) FROM step_out"
        " WHERE step_out.award_id = panel_seat.award_id AND step_out.candidate_id IS NULL"
        " AND step_out.person_id = panel_seat.person_id AND step_out.ended_at IS NULL)"
        " WHERE role = 'stepped-out' AND EXISTS (SELECT 1 FROM step_out"
        " WHERE step_out.award_id = panel_seat.award_id AND step_out.candidate_id IS NULL"
        " AND step_out.person_id = panel_seat.person_id AND step_out.ended_at IS NULL)"
    )
    op.drop_table("step_out")
    kept = ", ".join(repr(seat) for seat in OLD_SEATS)
    op.execute(f"DELETE FROM panel_seat WHERE role NOT IN ({kept})")  # noqa: S608 - own constants
    with op.batch_alter_table("panel_seat") as batch:
        batch.drop_constraint(batch.f("ck_panel_seat_begins_before_it_ends"), type_="check")
        for name in ("ends_at", "begins_at", "office"):
            batch.drop_column(name)
        _allow(batch, OLD_SEATS)
    with op.batch_alter_table("edition") as batch:
        batch.drop_column("one_panel")
