"""What an organisation with a history, searching for people, and importing them need."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("org_unit") as batch:
        batch.add_column(sa.Column("employer_id", sa.String(), nullable=True))
        batch.add_column(sa.Column("code", sa.String(), nullable=True))
        batch.add_column(sa.Column("manager_id", sa.String(), nullable=True))
        batch.add_column(sa.Column("search", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("org_unit") as batch:
        batch.alter_column("search", server_default=None)
        batch.create_foreign_key(
            op.f("fk_org_unit_employer_id_org_unit"), "org_unit", ["employer_id"], ["id"]
        )
        batch.create_foreign_key(
            op.f("fk_org_unit_manager_id_person"), "person", ["manager_id"], ["id"]
        )
        batch.create_unique_constraint(
            op.f("uq_org_unit_employer_id_code"), ["employer_id", "code"]
        )
        batch.create_index(op.f("ix_org_unit_manager_id"), ["manager_id"])
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("search", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("person") as batch:
        batch.alter_column("search", server_default=None)
        batch.create_index(op.f("ix_person_search_org_unit_id"), ["search", "org_unit_id"])
    op.create_table(
        "org_unit_name",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["org_unit.id"], name=op.f("fk_org_unit_name_unit_id_org_unit")
        ),
        sa.PrimaryKeyConstraint("unit_id", "until", name=op.f("pk_org_unit_name")),
    )
    op.create_table(
        "org_import",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("employer", sa.String(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "reading",
                "preview",
                "applying",
                "applied",
                "dropped",
                name="importstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("preview", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("changed_meanwhile", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.String(), nullable=True),
        sa.Column("confirmed_by_id", sa.String(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_org_import_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_org_import_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_org_import_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_org_import")),
    )
    op.create_index(op.f("ix_org_import_state"), "org_import", ["state"])
    _fill()


def _fill() -> None:
    """Give what is there already its employer and its search text."""
    connection = op.get_bind()
    unit = sa.table("org_unit", *(sa.column(c) for c in ("id", "parent_id", "employer_id", "name", "search")))
    parents = {row.id: row.parent_id for row in connection.execute(sa.select(unit.c.id, unit.c.parent_id))}
    for row in connection.execute(sa.select(unit.c.id, unit.c.name)).all():
        top, seen = row.id, {row.id}
        while parents[top] and parents[top] not in seen:
            top = parents[top]
            seen.add(top)
        connection.execute(
            unit.update().where(unit.c.id == row.id).values(employer_id=top, search=_searched(row.name))
        )
    person = sa.table("person", *(sa.column(c) for c in ("id", "name", "email", "title", "search")))
    for row in connection.execute(sa.select(person)).all():
        connection.execute(
            person.update()
            .where(person.c.id == row.id)
            .values(search=_searched(row.name, row.email, row.title))
        )


def _searched(*texts: str) -> str:
    """Do what `awards.core.search.search_text` did when this was written."""
    letters = str.maketrans(
        {"æ": "ae", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ß": "ss", "œ": "oe"}
    )
    words = []
    for text in texts:
        parts = unicodedata.normalize("NFKD", text.casefold().translate(letters))
        folded = "".join(letter for letter in parts if not unicodedata.combining(letter))
        words += [folded.strip()] if "@" in folded else re.findall(r"\w+", folded)
    return " " + " ".join(words)


def downgrade() -> None:
    op.drop_table("org_import")
    op.drop_table("org_unit_name")
    with op.batch_alter_table("person") as batch:
        batch.drop_index(op.f("ix_person_search_org_unit_id"))
        batch.drop_column("search")
    with op.batch_alter_table("org_unit") as batch:
        batch.drop_index(op.f("ix_org_unit_manager_id"))
        batch.drop_constraint(op.f("uq_org_unit_employer_id_code"), type_="unique")
        batch.drop_constraint(op.f("fk_org_unit_manager_id_person"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_org_unit_employer_id_org_unit"), type_="foreignkey")
        batch.drop_column("search")
        batch.drop_column("manager_id")
        batch.drop_column("code")
        batch.drop_column("employer_id")
