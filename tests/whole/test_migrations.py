"""Models and migrations say the same, on both databases; migrations stand in one numbered line."""

import re

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, MetaData, Table, text

from awards.cli import MIGRATIONS, alembic_config
from awards.core.db import Base, Database
from awards.tables import metadata


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out the queue's tables: on PostgreSQL the app makes them in the same database."""
    return kind != "table" or not str(name).startswith("huey_")


def _differences(database: Database, wanted: MetaData) -> list[object]:
    """Return what autogenerate would write into a new migration."""
    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": _is_ours}
        context = MigrationContext.configure(connection, opts=opts)
        return list(compare_metadata(context, wanted))


def test_a_migrated_database_has_the_tables_of_the_models(database: Database) -> None:
    assert _differences(database, metadata) == []


def test_a_column_without_migration_would_be_found(database: Database) -> None:
    wanted = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in metadata.sorted_tables:
        table.to_metadata(wanted)
    wanted.tables["person"].append_column(Column("shoe_size", metadata.tables["person"].c.id.type))
    Table("forgotten", wanted, Column("id", metadata.tables["person"].c.id.type, primary_key=True))
    kinds = sorted(str(difference[0]) for difference in _differences(database, wanted))  # type: ignore[index]
    assert kinds == ["add_column", "add_table"]


def test_a_migrated_database_guards_choices_like_the_models(database: Database) -> None:
    """Autogenerate does not look at CHECKs: count them."""
    wanted = {
        str(constraint.name)
        for table in metadata.sorted_tables
        for constraint in table.constraints
        if str(constraint.name or "").startswith("ck_")
    }
    with database.engine.connect() as connection:
        if database.engine.dialect.name == "sqlite":
            rows = connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'table'"))
            found = {name for row in rows for name in re.findall(r"CONSTRAINT (ck_\w+)", row[0])}
        else:
            rows = connection.execute(text("SELECT conname FROM pg_constraint WHERE contype = 'c'"))
            found = {str(row[0]) for row in rows if str(row[0]).startswith("ck_")}
    assert len(wanted) > 10
    # PostgreSQL cuts names at 63 characters.
    assert {name[:63] for name in wanted} == {name[:63] for name in found}


def test_there_is_one_newest_migration() -> None:
    scripts = ScriptDirectory.from_config(alembic_config("sqlite://"))
    heads = scripts.get_heads()
    assert len(heads) == 1
    line = [script.revision for script in scripts.walk_revisions()]
    assert line == sorted(line, reverse=True)
    assert all(not script.is_branch_point for script in scripts.walk_revisions())


def test_migrations_are_numbered_and_say_what_they_do() -> None:
    names = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))
    numbers = [name[:4] for name in names]
    assert [name for name in names if not re.fullmatch(r"\d{4}(_[a-z0-9]+)+\.py", name)] == []
    assert numbers == [f"{n:04d}" for n in range(1, len(names) + 1)]


def test_a_migration_carries_the_number_of_its_file() -> None:
    revision = re.compile(r"^revision\b.*= [\"'](\w+)[\"']", re.MULTILINE)
    for path in (MIGRATIONS / "versions").glob("*.py"):
        assert revision.findall(path.read_text(encoding="utf-8")) == [path.name[:4]]
