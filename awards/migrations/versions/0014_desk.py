"""The triage desk: notes and assignees, kept findings, saved views, steps that can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = (
    "won-before",
    "self-nomination",
    "other-organisation",
    "other-award",
    "may-not-nominate",
    "without-role",
    "unknown-address",
    "late",
    "kind-not-asked",
    "too-few-members",
    "too-many-members",
    "too-short",
    "machine-like",
)


def _one_of(table: str, column: str, name: str, values: tuple[str, ...]) -> sa.CheckConstraint:
    allowed = ", ".join(repr(value) for value in values)
    return sa.CheckConstraint(f"{column} IN ({allowed})", name=op.f(f"ck_{table}_{name}"))


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _notes() -> None:
    op.create_table(
        "desk_note",
        _text("nomination_id"),
        _text("assignee_id", nullable=True),
        _text("note"),
        sa.Column("version", sa.Integer(), nullable=False),
        _moment("changed_at"),
        _text("changed_by_id", nullable=True),
        _to("desk_note", "nomination_id", "nomination"),
        _to("desk_note", "assignee_id", "person"),
        _to("desk_note", "changed_by_id", "person"),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_desk_note")),
    )
    op.create_index(op.f("ix_desk_note_assignee_id"), "desk_note", ["assignee_id"])


def _findings() -> None:
    op.create_table(
        "kept_finding",
        _text("nomination_id"),
        sa.Column("kind", sa.String(40), nullable=False),
        _text("mark"),
        sa.Column("stands", sa.Boolean(), nullable=False),
        _moment("found_at"),
        sa.Column("answer", sa.String(40), nullable=True),
        _text("answered_mark"),
        _text("reason"),
        _text("answered_by_id", nullable=True),
        _moment("answered_at", nullable=True),
        _one_of("kept_finding", "kind", "findingkind", KINDS),
        _one_of("kept_finding", "answer", "findinganswer", ("accepted", "overruled")),
        _to("kept_finding", "nomination_id", "nomination"),
        _to("kept_finding", "answered_by_id", "person"),
        sa.PrimaryKeyConstraint("nomination_id", "kind", name=op.f("pk_kept_finding")),
    )
    op.create_index(op.f("ix_kept_finding_kind_stands"), "kept_finding", ["kind", "stands"])


def _views() -> None:
    op.create_table(
        "saved_view",
        _text("id"),
        _text("programme_id"),
        _text("person_id"),
        _text("name"),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        _moment("saved_at"),
        _to("saved_view", "programme_id", "programme"),
        _to("saved_view", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint(
            "programme_id", "person_id", "name", name=op.f("uq_saved_view_programme_id_person_id_name")
        ),
    )


def _steps() -> None:
    op.create_table(
        "desk_step",
        _text("id"),
        _text("edition_id"),
        sa.Column("kind", sa.String(40), nullable=False),
        _text("form_key"),
        sa.Column("items", sa.JSON(), nullable=False),
        _moment("done_at"),
        _text("done_by_id", nullable=True),
        _moment("undone_at", nullable=True),
        _text("undone_by_id", nullable=True),
        _one_of("desk_step", "kind", "stepkind", ("accept", "refuse", "assign", "prepare")),
        _to("desk_step", "edition_id", "edition"),
        _to("desk_step", "done_by_id", "person"),
        _to("desk_step", "undone_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_step")),
        sa.UniqueConstraint("form_key", name=op.f("uq_desk_step_form_key")),
    )
    op.create_index(op.f("ix_desk_step_edition_id_done_at"), "desk_step", ["edition_id", "done_at"])


def upgrade() -> None:
    """Add the four tables."""
    _notes()
    _findings()
    _views()
    _steps()


def downgrade() -> None:
    """Take them away; notes, answers and views are gone with them."""
    for name in ("desk_step", "saved_view", "kept_finding", "desk_note"):
        op.drop_table(name)
