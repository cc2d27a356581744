"""Models and migrations say the same, on both databases; migrations stand in one numbered line."""

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Column,
    MetaData,
    NullPool,
    Table,
    column,
    create_engine,
    inspect,
    select,
    table,
    text,
)

from awards.audit.actions import record
from awards.audit.queries import check_chain
from awards.cli import MIGRATIONS, alembic_config
from awards.core.db import Base, Database
from awards.programmes.models import Phase
from awards.tables import metadata
from tests.factories import Make, actor_of

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


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
    for each in metadata.sorted_tables:
        each.to_metadata(wanted)
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


# There and back.


def _columns(url: str) -> dict[str, dict[str, str]]:
    """Return table → column → type and whether it may be empty, as the database has them."""
    engine = create_engine(url, poolclass=NullPool)
    found = inspect(engine)
    return {
        name: {
            column["name"]: f"{column['type']} {column['nullable']}"
            for column in found.get_columns(name)
        }
        for name in found.get_table_names()
    }


def _schema(url: str) -> dict[str, object]:
    """Return everything that keeps data whole: columns, keys, checks, indexes, triggers."""
    engine = create_engine(url, poolclass=NullPool)
    found = inspect(engine)
    schema: dict[str, object] = {"columns": _columns(url)}
    for name in found.get_table_names():
        constraints = [
            *found.get_foreign_keys(name),
            *found.get_unique_constraints(name),
            *found.get_check_constraints(name),
            *found.get_indexes(name),
        ]
        schema[name] = sorted(str(one["name"]) for one in constraints)
    with engine.connect() as connection:
        triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        schema["triggers"] = list(connection.scalars(triggers))
    return schema


def _rows(url: str, columns: dict[str, dict[str, str]]) -> dict[str, list[tuple[object, ...]]]:
    """Return what stands in these columns of these tables."""
    engine = create_engine(url, poolclass=NullPool)
    found: dict[str, list[tuple[object, ...]]] = {}
    with engine.connect() as connection:
        for name in columns.keys() - {"alembic_version"}:
            wanted: list[Any] = [column(one) for one in sorted(columns[name])]
            rows = connection.execute(select(*wanted).select_from(table(name))).all()
            found[name] = sorted((tuple(row) for row in rows), key=repr)
    return found


@pytest.fixture
def kept(tmp_path: Path) -> str:
    """A database file of this version, with some of everything that an older one knows too."""
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    command.upgrade(alembic_config(url), "head")
    database = Database(url)
    with database.writing() as session:
        make = Make(session)
        award = make.award(make.edition(Phase.SCORING))
        care = make.unit("Vård och omsorg")
        person = make.person("Åsa Ek", roles=["coordinator", "juror"], org_unit_id=care.id)
        make.nomination(award, units=[make.unit("Hemvården", care)])
        record(session, "sheet.sealed", subject="sheet:1", by=actor_of(person), at=AT)
        session.commit()
    database.dispose()
    return url


def test_down_to_0002_and_up_again_gives_the_same_tables_and_keeps_what_was_there(
    kept: str, tmp_path: Path
) -> None:
    config, untouched = alembic_config(kept), tmp_path / "untouched.db"
    shutil.copy(tmp_path / "kept.db", untouched)
    wanted, newest = _schema(kept), _columns(kept)
    command.downgrade(config, "0002")
    old = _columns(kept)
    shared = {
        name: {key: "" for key in columns if key in newest[name]} for name, columns in old.items()
    }
    below = _rows(kept, shared)
    assert below == _rows(f"sqlite:///{untouched}", shared)
    command.upgrade(config, "head")
    assert _schema(kept) == wanted
    assert _rows(kept, shared) == below
    filled = {"audit_line", "award", "edition", "nomination", "org_unit", "person", "role_grant"}
    assert filled <= {name for name, rows in below.items() if rows}
    database = Database(kept)
    assert _differences(database, metadata) == []
    with database.read() as session:
        assert check_chain(session).broken_at is None
    database.dispose()


def test_how_many_words_goes_down_to_the_award_and_up_to_its_rules(kept: str) -> None:
    config, engine = alembic_config(kept), create_engine(kept)
    with engine.begin() as connection:
        connection.execute(text("""UPDATE edition SET rules = '{"max_words": 300}'"""))
        connection.execute(text("""UPDATE award SET rules = '{"min_words": 5, "finalists": 2}'"""))
    command.downgrade(config, "0028")
    with engine.connect() as connection:
        words = connection.execute(text("SELECT min_words, max_words FROM award")).all()
        rules = connection.scalars(text("SELECT rules FROM award")).all()
    assert set(words) == {(5, 300)}
    assert [json.loads(one) for one in rules] == [{"finalists": 2}] * len(words)
    command.upgrade(config, "head")
    with engine.connect() as connection:
        rules = connection.scalars(text("SELECT rules FROM award")).all()
    engine.dispose()
    said = {"finalists": 2, "min_words": 5, "max_words": 300}
    assert [json.loads(one) for one in rules] == [said] * len(words)
