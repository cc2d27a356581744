"""Mail that waits for a look, and roles in one edition."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OLD_STATES = ("queued", "sent", "failed")
NEW_STATES = ("held", *OLD_STATES, "dropped")
OLD_ROLES = ("admin", "coordinator", "juror", "chair", "communications", "auditor")
NEW_ROLES = (*OLD_ROLES, "secretary", "adviser")


def _guard(batch_op: BatchOperations, name: str, column: str, values: tuple[str, ...]) -> None:
    """Allow these values in a column."""
    allowed = ", ".join(repr(value) for value in values)
    batch_op.drop_constraint(batch_op.f(name), type_="check")
    batch_op.create_check_constraint(batch_op.f(name), f"{column} IN ({allowed})")


def _grants_up() -> None:
    """Let a role be held in one edition only, and know two more roles."""
    with op.batch_alter_table("role_grant") as batch_op:
        batch_op.add_column(sa.Column("edition_id", sa.String(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_role_grant_edition_id_edition"), "edition", ["edition_id"], ["id"]
        )
        batch_op.drop_constraint(
            batch_op.f("uq_role_grant_person_id_programme_id_role"), type_="unique"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_role_grant_edition_in_programme"),
            "edition_id IS NULL OR programme_id IS NOT NULL",
        )
        batch_op.create_index(batch_op.f("ix_role_grant_edition_id"), ["edition_id"])
        _guard(batch_op, "ck_role_grant_role", "role", NEW_ROLES)
    for name, condition in (("programme", "IS NULL"), ("edition", "IS NOT NULL")):
        where = sa.text(f"edition_id {condition}")
        op.create_index(
            f"uq_role_grant_{name}",
            "role_grant",
            ["person_id", f"{name}_id", "role"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )


def _grants_down() -> None:
    op.execute("DELETE FROM role_grant WHERE edition_id IS NOT NULL")
    op.execute("DELETE FROM role_grant WHERE role IN ('secretary', 'adviser')")
    for name in ("programme", "edition"):
        op.drop_index(f"uq_role_grant_{name}", "role_grant")
    with op.batch_alter_table("role_grant") as batch_op:
        _guard(batch_op, "ck_role_grant_role", "role", OLD_ROLES)
        batch_op.drop_index(batch_op.f("ix_role_grant_edition_id"))
        batch_op.drop_constraint(batch_op.f("ck_role_grant_edition_in_programme"), type_="check")
        batch_op.create_unique_constraint(
            batch_op.f("uq_role_grant_person_id_programme_id_role"),
            ["person_id", "programme_id", "role"],
        )
        batch_op.drop_constraint(
            batch_op.f("fk_role_grant_edition_id_edition"), type_="foreignkey"
        )
        batch_op.drop_column("edition_id")


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
        _guard(batch_op, "ck_outbox_mail_mailstate", "state", NEW_STATES)
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
    _grants_up()


def downgrade() -> None:
    _grants_down()
    op.drop_table("mail_text")
    op.execute("DELETE FROM outbox_mail WHERE state IN ('held', 'dropped')")
    with op.batch_alter_table("outbox_mail") as batch_op:
        _guard(batch_op, "ck_outbox_mail_mailstate", "state", OLD_STATES)
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
