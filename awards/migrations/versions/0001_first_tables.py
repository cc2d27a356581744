"""first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_line",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=True),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("programme_id", sa.String(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_line")),
    )
    op.create_table(
        "org_unit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "employer",
                "administration",
                "company",
                "unit",
                name="orgkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("to_be_confirmed", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["org_unit.id"], name=op.f("fk_org_unit_parent_id_org_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_org_unit")),
    )
    with op.batch_alter_table("org_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_org_unit_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "outbox_mail",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sent",
                "failed",
                name="mailstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_mail")),
    )
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outbox_mail_state_next_try_at"), ["state", "next_try_at"], unique=False
        )

    op.create_table(
        "programme",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("accent", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("slug", name=op.f("uq_programme_slug")),
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("programme_id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("intro", sa.JSON(), nullable=False),
        sa.Column("who_may_nominate", sa.JSON(), nullable=False),
        sa.Column("who_decides", sa.JSON(), nullable=False),
        sa.Column("public_records", sa.JSON(), nullable=False),
        sa.Column("deciding_body", sa.JSON(), nullable=False),
        sa.Column("legal_basis", sa.JSON(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scoring_opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scoring_closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("scale_low", sa.Integer(), nullable=False),
        sa.Column("scale_high", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "closes_at <= scoring_opens_at", name=op.f("ck_edition_triage_before_scoring")
        ),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_edition_opens_before_closing")),
        sa.CheckConstraint("scale_low < scale_high", name=op.f("ck_edition_scale_has_levels")),
        sa.CheckConstraint(
            "scoring_opens_at < scoring_closes_at", name=op.f("ck_edition_scoring_has_time")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_edition_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("programme_id", "slug", name=op.f("uq_edition_programme_id_slug")),
    )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_edition_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("org_unit_id", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_unit_id"], ["org_unit.id"], name=op.f("fk_person_org_unit_id_org_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_org_unit_id"), ["org_unit_id"], unique=False)

    op.create_table(
        "award",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("statement", sa.JSON(), nullable=False),
        sa.Column("prize", sa.JSON(), nullable=False),
        sa.Column("emblem", sa.String(), nullable=False),
        sa.Column("to_be_confirmed", sa.Boolean(), nullable=False),
        sa.Column("min_words", sa.Integer(), nullable=False),
        sa.Column("max_words", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announce_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_award_edition_id_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("edition_id", "slug", name=op.f("uq_award_edition_id_slug")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "certificate_batch",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "made",
                "failed",
                name="makingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.String(), nullable=True),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name=op.f("fk_certificate_batch_asked_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_certificate_batch_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_certificate_batch_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_batch")),
    )
    with op.batch_alter_table("certificate_batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificate_batch_edition_id"), ["edition_id"], unique=False
        )

    op.create_table(
        "criterion",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_criterion_edition_id_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_criterion_edition_id_key")),
    )
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_criterion_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "eligible_organisation",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("org_unit_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_eligible_organisation_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["org_unit_id"],
            ["org_unit.id"],
            name=op.f("fk_eligible_organisation_org_unit_id_org_unit"),
        ),
        sa.PrimaryKeyConstraint("edition_id", "org_unit_id", name=op.f("pk_eligible_organisation")),
    )
    with op.batch_alter_table("eligible_organisation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_eligible_organisation_org_unit_id"), ["org_unit_id"], unique=False
        )

    op.create_table(
        "role_grant",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("programme_id", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "admin",
                "coordinator",
                "juror",
                "chair",
                "communications",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_role_grant_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "person_id",
            "programme_id",
            "role",
            name=op.f("uq_role_grant_person_id_programme_id_role"),
        ),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_role_grant_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_link_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_link_person_id_created_at"),
            ["person_id", "created_at"],
            unique=False,
        )

    op.create_table(
        "candidate",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("code_name", sa.String(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "eligible",
                "ineligible",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "not-employed",
                "organisation-not-eligible",
                "self-nomination",
                "too-thin",
                "late",
                "wrong-award",
                "other",
                name="ineligiblereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_candidate_award_id_award")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sa.UniqueConstraint("award_id", "code_name", name=op.f("uq_candidate_award_id_code_name")),
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_award_id"), ["award_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("paragraph", sa.String(), nullable=False),
        sa.Column("not_awarded_reason", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_decision_award_id_award")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_decision_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("award_id", name=op.f("uq_decision_award_id")),
    )
    op.create_table(
        "nomination",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unconfirmed",
                "received",
                "withdrawn",
                name="nominationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "web",
                "post",
                "phone",
                "email",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "nominee_kind",
            sa.Enum(
                "person",
                "group",
                "unit",
                "project",
                name="nomineekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("nominee_name", sa.String(), nullable=False),
        sa.Column("nominee_title", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column(
            "effect_kind",
            sa.Enum(
                "achieved",
                "expected",
                name="effectkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("nominator_name", sa.String(), nullable=False),
        sa.Column("nominator_email", sa.String(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "staff",
                "resident",
                "other",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_nomination_award_id_award")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint("form_key", name=op.f("uq_nomination_form_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_nomination_reference")),
    )
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nomination_award_id_state"), ["award_id", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_nomination_id_state"), ["id", "state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_nomination_nominator_email"), ["nominator_email"], unique=False
        )

    op.create_table(
        "panel_seat",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "chair",
                "member",
                "substitute",
                "secretary",
                "adviser",
                name="seatrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_panel_seat_award_id_award")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_panel_seat_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seat")),
        sa.UniqueConstraint("award_id", "person_id", name=op.f("uq_panel_seat_award_id_person_id")),
    )
    with op.batch_alter_table("panel_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_seat_person_id"), ["person_id"], unique=False)

    op.create_table(
        "prompt",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("hint", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_prompt_award_id_award")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt")),
        sa.UniqueConstraint("award_id", "key", name=op.f("uq_prompt_award_id_key")),
    )
    with op.batch_alter_table("prompt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prompt_award_id"), ["award_id"], unique=False)

    op.create_table(
        "result_run",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("input", sa.JSON(), nullable=False),
        sa.Column("output", sa.JSON(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("computed_by_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_result_run_award_id_award")
        ),
        sa.ForeignKeyConstraint(
            ["computed_by_id"], ["person.id"], name=op.f("fk_result_run_computed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_run")),
    )
    with op.batch_alter_table("result_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_result_run_award_id"), ["award_id"], unique=False)

    op.create_table(
        "weight",
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("criterion_id", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_weight_not_negative")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_weight_award_id_award")),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_weight_criterion_id_criterion")
        ),
        sa.PrimaryKeyConstraint("award_id", "criterion_id", name=op.f("pk_weight")),
    )
    op.create_table(
        "candidate_nomination",
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidate.id"],
            name=op.f("fk_candidate_nomination_candidate_id_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nomination.id"],
            name=op.f("fk_candidate_nomination_nomination_id_nomination"),
        ),
        sa.PrimaryKeyConstraint("nomination_id", name=op.f("pk_candidate_nomination")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("candidate_nomination", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_candidate_nomination_candidate_id"), ["candidate_id"], unique=False
        )

    op.create_table(
        "conflict_statement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "none",
                "unsure",
                "conflicted",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "ground",
            sa.Enum(
                "nominated-it",
                "is-nominee",
                "family-or-friend",
                "same-unit",
                "manager",
                "worked-together",
                "other",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "answer = 'none' OR ground IS NOT NULL",
            name=op.f("ck_conflict_statement_a_conflict_has_a_ground"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidate.id"],
            name=op.f("fk_conflict_statement_candidate_id_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["person.id"],
            name=op.f("fk_conflict_statement_decided_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_conflict_statement_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_statement")),
        sa.UniqueConstraint(
            "person_id", "candidate_id", name=op.f("uq_conflict_statement_person_id_candidate_id")
        ),
    )
    with op.batch_alter_table("conflict_statement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conflict_statement_candidate_id_answer"),
            ["candidate_id", "answer"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_conflict_statement_person_id_answer_candidate_id"),
            ["person_id", "answer", "candidate_id"],
            unique=False,
        )

    op.create_table(
        "decided_outcome",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "winner",
                "shared",
                "honourable-mention",
                "not-awarded",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("public_name", sa.String(), nullable=False),
        sa.Column("public_title", sa.String(), nullable=False),
        sa.Column("public_units", sa.String(), nullable=False),
        sa.Column("public_members", sa.JSON(), nullable=False),
        sa.Column("citation", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidate.id"],
            name=op.f("fk_decided_outcome_candidate_id_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decided_outcome_decision_id_decision")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decided_outcome")),
        sa.UniqueConstraint(
            "decision_id", "candidate_id", name=op.f("uq_decided_outcome_decision_id_candidate_id")
        ),
    )
    with op.batch_alter_table("decided_outcome", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_decided_outcome_candidate_id"), ["candidate_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_decided_outcome_decision_id"), ["decision_id"], unique=False
        )

    op.create_table(
        "juror_copy",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "approved",
                "replaced",
                name="copystate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_juror_copy_candidate_id_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_juror_copy")),
        sa.UniqueConstraint(
            "candidate_id", "version", name=op.f("uq_juror_copy_candidate_id_version")
        ),
    )
    with op.batch_alter_table("juror_copy", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_juror_copy_candidate_id_state"), ["candidate_id", "state"], unique=False
        )

    op.create_table(
        "nomination_answer",
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("prompt_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nomination.id"],
            name=op.f("fk_nomination_answer_nomination_id_nomination"),
        ),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["prompt.id"], name=op.f("fk_nomination_answer_prompt_id_prompt")
        ),
        sa.PrimaryKeyConstraint("nomination_id", "prompt_id", name=op.f("pk_nomination_answer")),
    )
    op.create_table(
        "nomination_member",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nomination.id"],
            name=op.f("fk_nomination_member_nomination_id_nomination"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination_member")),
    )
    with op.batch_alter_table("nomination_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_nomination_member_nomination_id"), ["nomination_id"], unique=False
        )

    op.create_table(
        "nomination_unit",
        sa.Column("nomination_id", sa.String(), nullable=False),
        sa.Column("org_unit_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["nomination_id"],
            ["nomination.id"],
            name=op.f("fk_nomination_unit_nomination_id_nomination"),
        ),
        sa.ForeignKeyConstraint(
            ["org_unit_id"], ["org_unit.id"], name=op.f("fk_nomination_unit_org_unit_id_org_unit")
        ),
        sa.PrimaryKeyConstraint("nomination_id", "org_unit_id", name=op.f("pk_nomination_unit")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("award_id", sa.String(), nullable=False),
        sa.Column("result_run_id", sa.String(), nullable=True),
        sa.Column("proposed_by_id", sa.String(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_proposal_award_id_award")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_proposal_proposed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["result_run_id"], ["result_run.id"], name=op.f("fk_proposal_result_run_id_result_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("award_id", name=op.f("uq_proposal_award_id")),
    )
    op.create_table(
        "score_sheet",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "handed-in",
                "sealed",
                name="sheetstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_score_sheet_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_score_sheet_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_sheet")),
        sa.UniqueConstraint(
            "person_id", "candidate_id", name=op.f("uq_score_sheet_person_id_candidate_id")
        ),
        sa.UniqueConstraint("receipt", name=op.f("uq_score_sheet_receipt")),
    )
    with op.batch_alter_table("score_sheet", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_score_sheet_candidate_id_state"), ["candidate_id", "state"], unique=False
        )

    op.create_table(
        "certificate",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("outcome_id", sa.String(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "made",
                "failed",
                name="makingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_certificate_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_certificate_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"],
            ["decided_outcome.id"],
            name=op.f("fk_certificate_outcome_id_decided_outcome"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint(
            "outcome_id",
            "member",
            "language",
            name=op.f("uq_certificate_outcome_id_member_language"),
        ),
        sa.UniqueConstraint("serial", "language", name=op.f("uq_certificate_serial_language")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_state"), ["state"], unique=False)

    op.create_table(
        "proposed_outcome",
        sa.Column("proposal_id", sa.String(), nullable=False),
        sa.Column("candidate_id", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "winner",
                "shared",
                "honourable-mention",
                "not-awarded",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"],
            ["candidate.id"],
            name=op.f("fk_proposed_outcome_candidate_id_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposed_outcome_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "candidate_id", name=op.f("pk_proposed_outcome")),
    )
    op.create_table(
        "score",
        sa.Column("sheet_id", sa.String(), nullable=False),
        sa.Column("criterion_id", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("abstained", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(value IS NULL) = abstained", name=op.f("ck_score_a_value_or_an_abstention")
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_score_criterion_id_criterion")
        ),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["score_sheet.id"], name=op.f("fk_score_sheet_id_score_sheet")
        ),
        sa.PrimaryKeyConstraint("sheet_id", "criterion_id", name=op.f("pk_score")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "batch_item",
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("certificate_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["certificate_batch.id"],
            name=op.f("fk_batch_item_batch_id_certificate_batch"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_batch_item_certificate_id_certificate"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("batch_id", "certificate_id", name=op.f("pk_batch_item")),
    )
    with op.batch_alter_table("batch_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_batch_item_certificate_id"), ["certificate_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("batch_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_batch_item_certificate_id"))

    op.drop_table("batch_item")
    op.drop_table("score")
    op.drop_table("proposed_outcome")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_state"))
        batch_op.drop_index(batch_op.f("ix_certificate_edition_id"))

    op.drop_table("certificate")
    with op.batch_alter_table("score_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_score_sheet_candidate_id_state"))

    op.drop_table("score_sheet")
    op.drop_table("proposal")
    op.drop_table("nomination_unit")
    with op.batch_alter_table("nomination_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_member_nomination_id"))

    op.drop_table("nomination_member")
    op.drop_table("nomination_answer")
    with op.batch_alter_table("juror_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_juror_copy_candidate_id_state"))

    op.drop_table("juror_copy")
    with op.batch_alter_table("decided_outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decided_outcome_decision_id"))
        batch_op.drop_index(batch_op.f("ix_decided_outcome_candidate_id"))

    op.drop_table("decided_outcome")
    with op.batch_alter_table("conflict_statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflict_statement_person_id_answer_candidate_id"))
        batch_op.drop_index(batch_op.f("ix_conflict_statement_candidate_id_answer"))

    op.drop_table("conflict_statement")
    with op.batch_alter_table("candidate_nomination", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_nomination_candidate_id"))

    op.drop_table("candidate_nomination")
    op.drop_table("weight")
    with op.batch_alter_table("result_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_result_run_award_id"))

    op.drop_table("result_run")
    with op.batch_alter_table("prompt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prompt_award_id"))

    op.drop_table("prompt")
    with op.batch_alter_table("panel_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panel_seat_person_id"))

    op.drop_table("panel_seat")
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_nominator_email"))
        batch_op.drop_index(batch_op.f("ix_nomination_id_state"))
        batch_op.drop_index(batch_op.f("ix_nomination_award_id_state"))

    op.drop_table("nomination")
    op.drop_table("decision")
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_award_id"))

    op.drop_table("candidate")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_person_id_created_at"))

    op.drop_table("sign_in_link")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_programme_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_person_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("eligible_organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_eligible_organisation_org_unit_id"))

    op.drop_table("eligible_organisation")
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_criterion_edition_id"))

    op.drop_table("criterion")
    with op.batch_alter_table("certificate_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_batch_edition_id"))

    op.drop_table("certificate_batch")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_edition_id"))

    op.drop_table("award")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_org_unit_id"))

    op.drop_table("person")
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_edition_programme_id"))

    op.drop_table("edition")
    op.drop_table("stored_file")
    op.drop_table("programme")
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_mail_state_next_try_at"))

    op.drop_table("outbox_mail")
    with op.batch_alter_table("org_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_org_unit_parent_id"))

    op.drop_table("org_unit")
    op.drop_table("audit_line")
