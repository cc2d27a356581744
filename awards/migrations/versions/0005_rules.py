"""The rules of editions and awards, why they were changed, and where a nominee is reached."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("edition", "award"):
        with op.batch_alter_table(table) as batch:
            rules = sa.Column("rules", sa.JSON(), nullable=False, server_default=sa.text("'{}'"))
            batch.add_column(rules)
    with op.batch_alter_table("nomination") as batch:
        address = sa.Column("nominee_email", sa.String(), nullable=False, server_default="")
        batch.add_column(address)
    op.create_table(
        "rule_change",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_rule_change_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_rule_change_award_id_award")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_rule_change_changed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_change")),
    )
    op.create_index(op.f("ix_rule_change_edition_id"), "rule_change", ["edition_id"])
    op.create_index(op.f("ix_rule_change_award_id"), "rule_change", ["award_id"])


def downgrade() -> None:
    op.drop_table("rule_change")
    with op.batch_alter_table("nomination") as batch:
        batch.drop_column("nominee_email")
    for table in ("award", "edition"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("rules")
