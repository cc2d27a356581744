"""Whom jurors are close to. From here on the database takes no score without a statement.

The triggers stand in `scoring/guards.py`; `env.py` puts them up after every run that ends here or
later.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ONE = (
    "(CASE WHEN person_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN org_unit_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN name = '' THEN 0 ELSE 1 END) = 1"
)


def upgrade() -> None:
    """Add the jurors' circles."""
    op.create_table(
        "circle",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_circle_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_circle_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle")),
        sa.UniqueConstraint("edition_id", "person_id", name=op.f("uq_circle_edition_id_person_id")),
    )
    op.create_index("ix_circle_person_id", "circle", ["person_id"])
    op.create_table(
        "tie",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("circle_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String()),
        sa.Column("org_unit_id", sa.String()),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(ONE, name=op.f("ck_tie_one_of_three")),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name=op.f("fk_tie_circle_id_circle")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tie_person_id_person")),
        sa.ForeignKeyConstraint(
            ["org_unit_id"], ["org_unit.id"], name=op.f("fk_tie_org_unit_id_org_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie")),
    )
    op.create_index("ix_tie_circle_id", "tie", ["circle_id"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("tie")
    op.drop_table("circle")
