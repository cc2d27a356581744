"""PostgreSQL appends to the trail by itself: lock, newest line, digest, new line in one step.

Whoever appends holds the chain's lock until the commit. Asking for the newest line and sending
the next one were two journeys to the database in that time, for which everybody else waited.
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

# Each statement in it sees what was committed before that statement began: the SELECT thus sees
# the line of whoever had the lock before.
_FUNCTION = """
CREATE FUNCTION audit_line_append(
  chain bigint, genesis text, moment timestamptz, actor_id text, event text, subject text,
  programme_id text, details json, hashed_before text, hashed_after text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  newest integer;
  last_digest text;
BEGIN
  PERFORM pg_advisory_xact_lock(chain);
  SELECT line.number, line.digest INTO newest, last_digest
    FROM audit_line AS line ORDER BY line.number DESC LIMIT 1;
  newest := coalesce(newest, 0) + 1;
  last_digest := coalesce(last_digest, genesis);
  INSERT INTO audit_line
    (number, at, actor_id, event, subject, programme_id, details, previous, digest)
  VALUES (
    newest, moment, actor_id, event, subject, programme_id, details, last_digest,
    encode(sha256(convert_to(
      last_digest || chr(10) || hashed_before || newest || hashed_after, 'UTF8')), 'hex'));
END $$
"""


def upgrade() -> None:
    """Teach PostgreSQL to append; SQLite's writers take turns anyway."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)


def downgrade() -> None:
    """Take the function away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_line_append")
