"""Who reads what: plans, routed awards, assignments, and what is known about readers."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_STATES = ("pending", "ready", "applied", "failed")
_WAYS = ("routed", "by-hand")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _one_of(name: str, kind: str, codes: tuple[str, ...]) -> sa.Column[str]:
    type_ = sa.Enum(*codes, name=kind, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, type_, nullable=False)


def _keys(table: str, **keys: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in keys.items()
    ]


def upgrade() -> None:
    """Add the tables; nothing is routed."""
    op.create_table(
        "routing_run",
        _text("id"),
        _text("edition_id"),
        _one_of("state", "runstate", _STATES),
        sa.Column("parameters", sa.JSON(), nullable=False),
        _moment("asked_at"),
        _text("asked_by_id", nullable=True),
        _text("stamp"),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        _moment("applied_at", nullable=True),
        _text("applied_by_id", nullable=True),
        *_keys(
            "routing_run", edition_id="edition", asked_by_id="person", applied_by_id="person"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routing_run")),
    )
    op.create_index(
        op.f("ix_routing_run_edition_id_state"), "routing_run", ["edition_id", "state"]
    )
    op.create_table(
        "award_routing",
        _text("award_id"),
        _text("run_id"),
        sa.Column("readers", sa.Integer(), nullable=False),
        _moment("applied_at"),
        *_keys("award_routing", award_id="award", run_id="routing_run"),
        sa.PrimaryKeyConstraint("award_id", name=op.f("pk_award_routing")),
    )
    op.create_table(
        "assignment",
        _text("person_id"),
        _text("candidate_id"),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        _one_of("way", "way", _WAYS),
        _moment("assigned_at"),
        *_keys("assignment", person_id="person", candidate_id="candidate"),
        sa.PrimaryKeyConstraint("person_id", "candidate_id", name=op.f("pk_assignment")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_assignment_candidate_id"), "assignment", ["candidate_id"])
    op.create_table(
        "reader",
        _text("edition_id"),
        _text("person_id"),
        sa.Column("most", sa.Integer()),
        sa.Column("away_from", sa.Date()),
        *_keys("reader", edition_id="edition", person_id="person"),
        sa.PrimaryKeyConstraint("edition_id", "person_id", name=op.f("pk_reader")),
    )
    op.create_table(
        "expert",
        _text("award_id"),
        _text("person_id"),
        *_keys("expert", award_id="award", person_id="person"),
        sa.PrimaryKeyConstraint("award_id", "person_id", name=op.f("pk_expert")),
    )


def downgrade() -> None:
    """Everybody reads everything again. Sheets that were set aside stay so."""
    for table in ("expert", "reader", "assignment", "award_routing", "routing_run"):
        op.drop_table(table)
