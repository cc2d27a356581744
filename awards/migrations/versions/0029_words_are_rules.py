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
    sa.column("rules", sa.JSON),
    *(sa.column(name, sa.Integer) for name in _DEFAULTS),
)


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
    """Give each award its own again."""
    for name, usual in _DEFAULTS.items():
        op.add_column(
            "award", sa.Column(name, sa.Integer(), nullable=False, server_default=str(usual))
        )
    wanted = sa.select(_AWARD.c.id, _AWARD.c.rules)
    for row in op.get_bind().execute(wanted).mappings().all():
        rules = dict(row["rules"] or {})
        own = {name: rules.pop(name) for name in _DEFAULTS if name in rules}
        if own:
            _write(row["id"], rules=rules, **own)


def _write(award: str, **values: object) -> None:
    op.get_bind().execute(sa.update(_AWARD).where(_AWARD.c.id == award).values(values))
