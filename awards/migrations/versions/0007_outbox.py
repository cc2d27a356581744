"""Mail that waits for a look, and roles in one edition."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OLD = ("queued", "sent", "failed")
NEW = ("held", *OLD, "dropped")


def _guard(states: tuple[str, ...]) -> str:
    return f"state IN ({', '.join(repr(state) for state in states)})"


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _guard_states(batch_op: BatchOperations, states: tuple[str, ...]) -> None:
    """Allow these states. SQLite's copy of the table comes without the old guard."""
    name = batch_op.f("ck_outbox_mail_mailstate")
    if not _is_sqlite():
        batch_op.drop_constraint(name, type_="check")
    batch_op.create_check_constraint(name, _guard(states))


def upgrade() -> None:
    with op.batch_alter_table("outbox_mail") as batch_op:
        batch_op.add_column(sa.Column("programme_id", sa.String(), nullable=True))
        for name in ("template", "about"):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("merge_values", sa.JSON(), nullable=False, server_default="{}")
        )
        batch_op.add_column(
            sa.Column("edited", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("released_by_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_outbox_mail_programme_id_programme"),
            "programme",
            ["programme_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_outbox_mail_released_by_id_person"), "person", ["released_by_id"], ["id"]
        )
        batch_op.create_index(
            batch_op.f("ix_outbox_mail_programme_id_queued_at"), ["programme_id", "queued_at"]
        )
        batch_op.create_index(batch_op.f("ix_outbox_mail_recipient"), ["recipient"])
        _guard_states(batch_op, NEW)
    op.create_table(
        "mail_text",
        sa.Column("programme_id", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_mail_text_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint(
            "programme_id", "template", "language", name=op.f("pk_mail_text")
        ),
    )


def downgrade() -> None:
    op.drop_table("mail_text")
    op.execute("DELETE FROM outbox_mail WHERE state IN ('held', 'dropped')")
    with op.batch_alter_table("outbox_mail") as batch_op:
        _guard_states(batch_op, OLD)
        batch_op.drop_index(batch_op.f("ix_outbox_mail_recipient"))
        batch_op.drop_index(batch_op.f("ix_outbox_mail_programme_id_queued_at"))
        batch_op.drop_constraint(
            batch_op.f("fk_outbox_mail_released_by_id_person"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_outbox_mail_programme_id_programme"), type_="foreignkey"
        )
        for name in (
            "released_at",
            "released_by_id",
            "version",
            "edited",
            "merge_values",
            "about",
            "template",
            "programme_id",
        ):
            batch_op.drop_column(name)
