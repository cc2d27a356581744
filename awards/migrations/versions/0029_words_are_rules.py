"""How long a nomination is, is a rule of the edition; an award may say otherwise."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_DEFAULTS = {"min_words": 40, "max_words": 400}
_AWARD = sa.table(
    "award",
    sa.column("id", sa.String),
    sa.column("edition_id", sa.String),
    sa.column("rules", sa.JSON),
    *(sa.column(name, sa.Integer) for name in _DEFAULTS),
)
_EDITION = sa.table("edition", sa.column("id", sa.String), sa.column("rules", sa.JSON))


def upgrade() -> None:
    """Keep what an award says otherwise among its rules."""
    there = op.get_bind()
    for row in there.execute(sa.select(_AWARD)).mappings().all():
        own = {name: row[name] for name, usual in _DEFAULTS.items() if row[name] != usual}
        if own:
            _write(row["id"], rules={**(row["rules"] or {}), **own})
    for name in _DEFAULTS:
        op.drop_column("award", name)


def downgrade() -> None:
    """Give each award its own again: what it says, or what its edition says."""
    for name, usual in _DEFAULTS.items():
        op.add_column(
            "award", sa.Column(name, sa.Integer(), nullable=False, server_default=str(usual))
        )
    wanted = sa.select(_AWARD.c.id, _AWARD.c.rules, _EDITION.c.rules.label("whole")).join_from(
        _AWARD, _EDITION, _EDITION.c.id == _AWARD.c.edition_id
    )
    for row in op.get_bind().execute(wanted).mappings().all():
        own = dict(row["rules"] or {})
        said = {**(row["whole"] or {}), **own}
        words = {name: said[name] for name in _DEFAULTS if name in said}
        if words:
            kept = {name: value for name, value in own.items() if name not in _DEFAULTS}
            _write(row["id"], rules=kept, **words)


def _write(award: str, **values: object) -> None:
    op.get_bind().execute(sa.update(_AWARD).where(_AWARD.c.id == award).values(values))
