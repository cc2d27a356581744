"""Sign-in: administrators of everything, codes, sessions, and accounts at an OpenID provider."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WAYS = sa.Enum(
    "link", "code", "provider", "demo",
    name="signinway", native_enum=False, create_constraint=True, length=40,
)  # fmt: skip
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _roles_held_everywhere()
    _links_with_codes()
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("key_digest", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("way", WAYS, nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("once", sa.String(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_sign_in_session_key_digest")),
        sa.UniqueConstraint("once", name=op.f("uq_sign_in_session_once")),
    )
    op.create_index(op.f("ix_sign_in_session_person_id"), "sign_in_session", ["person_id"])
    op.create_index(op.f("ix_sign_in_session_started_at"), "sign_in_session", ["started_at"])
    op.create_table(
        "provider_account",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_provider_account_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_account")),
        sa.UniqueConstraint(
            "issuer", "subject", name=op.f("uq_provider_account_issuer_subject")
        ),
        sa.UniqueConstraint(
            "person_id", "issuer", name=op.f("uq_provider_account_person_id_issuer")
        ),
    )


def _roles_held_everywhere() -> None:
    with op.batch_alter_table("role_grant") as batch_op:
        batch_op.alter_column("programme_id", existing_type=sa.String(), nullable=True)
        batch_op.create_check_constraint(
            batch_op.f("ck_role_grant_everywhere"), "programme_id IS NOT NULL OR role = 'admin'"
        )
    op.create_index(
        "uq_role_grant_everywhere",
        "role_grant",
        ["person_id", "role"],
        unique=True,
        sqlite_where=sa.text("programme_id IS NULL"),
        postgresql_where=sa.text("programme_id IS NULL"),
    )


def _links_with_codes() -> None:
    with op.batch_alter_table("sign_in_link") as batch_op:
        batch_op.alter_column("person_id", existing_type=sa.String(), nullable=True)
        for name in ("address", "address_digest", "wanted"):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_check_constraint(batch_op.f("ck_sign_in_link_attempts"), "attempts >= 0")
        batch_op.create_index(
            batch_op.f("ix_sign_in_link_address_digest_created_at"),
            ["address_digest", "created_at"],
        )
        batch_op.create_index(batch_op.f("ix_sign_in_link_expires_at"), ["expires_at"])


def downgrade() -> None:
    op.drop_table("provider_account")
    op.drop_table("sign_in_session")
    op.execute("DELETE FROM sign_in_link WHERE person_id IS NULL")
    with op.batch_alter_table("sign_in_link") as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_expires_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_link_address_digest_created_at"))
        batch_op.drop_constraint(batch_op.f("ck_sign_in_link_attempts"), type_="check")
        for name in ("attempts", "wanted", "address_digest", "address"):
            batch_op.drop_column(name)
        batch_op.alter_column("person_id", existing_type=sa.String(), nullable=False)
    op.execute("DELETE FROM role_grant WHERE programme_id IS NULL")
    op.drop_index("uq_role_grant_everywhere", "role_grant")
    with op.batch_alter_table("role_grant") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_role_grant_everywhere"), type_="check")
        batch_op.alter_column("programme_id", existing_type=sa.String(), nullable=False)
