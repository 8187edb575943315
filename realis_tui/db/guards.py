"""What must never overlap, declared once and held by the data base itself, on both engines.

SQLite gets triggers before an insert and before an update; PostgreSQL an exclusion constraint. Both surface as an
`IntegrityError` that `db/errors.py` turns into a French sentence. `install` is idempotent: it runs after a creation and
after every migration, since rebuilding a table drops its triggers silently.
"""

import re
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, text

INSTANT = "[0-9]" * 4 + "-D-D D:D:D.DDD".replace("D", "[0-9][0-9]")
"""How an instant is stored on SQLite, as GLOB writes it; comparing instants there is comparing these texts."""


@dataclass(frozen=True, slots=True)
class Longest:
    """How many hours a range may last, by the value of a column of its row: what bounds every reading of a period."""

    column: str
    hours: tuple[tuple[str, int], ...]

    @property
    def most(self) -> int:
        """Hours of the longest of all."""
        return max(hours for _, hours in self.hours)

    def case(self, row: str, shown: str) -> str:
        """The SQL of a row's hours; `row`: « NEW. » or nothing; `shown`: « {} », « interval '{} hours' »."""
        cases = " ".join(f"WHEN '{value}' THEN {shown.format(hours)}" for value, hours in self.hours)
        return f"CASE {row}{self.column} {cases} END"


@dataclass(frozen=True, slots=True)
class NoOverlap:
    """Two rows of one `key` never share time.

    kind "days": both ends included, no end means for ever. "instants": UTC, the end excluded, touching allowed; both
    ends are needed. `where`: SQL condition on the row's columns, written with `{row}.` before each, for the rows that
    count. `longest`: how long a range may be (instants only).
    """

    table: str
    key: str
    start: str
    end: str
    kind: Literal["days", "instants"] = "days"
    where: str = ""
    longest: Longest | None = None

    @property
    def name(self) -> str:
        return f"guard_{self.table}_{self.key}"

    @property
    def length_name(self) -> str:
        """Of PostgreSQL's check of the longest range; on SQLite the same triggers hold it."""
        return f"{self.name}_length"

    def triggers(self) -> dict[str, str]:
        """SQLite: name of each trigger and the statement that makes it."""
        return {
            f"{self.name}_insert": self._trigger("insert", "INSERT"),
            f"{self.name}_update": self._trigger("update", "UPDATE"),
        }

    def constraint(self) -> str:
        """PostgreSQL: the statement that makes the exclusion constraint."""
        made = "daterange" if self.kind == "days" else "tstzrange"
        bounds = "[]" if self.kind == "days" else "[)"
        condition = f" WHERE ({self.where.format(row=self.table)})" if self.where else ""
        return (
            f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name} EXCLUDE USING gist "
            f"({self.key} WITH =, {made}({self.start}, {self.end}, '{bounds}') WITH &&){condition}"
        )

    def length_constraint(self) -> str | None:
        """PostgreSQL: the statement that makes the check of the longest range."""
        if self.longest is None:
            return None
        most = self.longest.case("", "'{}:00:00'::interval")
        return f"ALTER TABLE {self.table} ADD CONSTRAINT {self.length_name} CHECK ({self.end} - {self.start} <= {most})"

    def constraints(self) -> dict[str, str]:
        """PostgreSQL: name of each constraint and the statement that makes it."""
        length = self.length_constraint()
        return {self.name: self.constraint()} | ({self.length_name: length} if length else {})

    def clash(self, row: str, other: str) -> str:
        """The SQL condition under which `row` and `other` (names of two rows of the table) overlap."""
        if self.kind == "days":
            return (
                f"({other}.{self.end} IS NULL OR {other}.{self.end} >= {row}.{self.start}) "
                f"AND ({row}.{self.end} IS NULL OR {other}.{self.start} <= {row}.{self.end})"
            )
        return f"{other}.{self.end} > {row}.{self.start} AND {other}.{self.start} < {row}.{self.end}"

    def _trigger(self, suffix: str, operation: str) -> str:
        same = " AND other.id <> OLD.id AND other.id <> NEW.id" if operation == "UPDATE" else ""
        counts = f" AND {self.where.format(row='other')}" if self.where else ""
        when = f"WHEN {self.where.format(row='NEW')}\n" if self.where else ""
        return (
            f"CREATE TRIGGER {self.name}_{suffix} BEFORE {operation} ON {self.table} FOR EACH ROW\n{when}BEGIN\n"
            f"{self._form_check()}{self._length_check()}"
            f"  SELECT RAISE(ABORT, 'overlap: {self.name}') WHERE EXISTS (SELECT 1 FROM {self.table} AS other\n"
            f"    WHERE other.{self.key} = NEW.{self.key}{same}{counts}\n"
            f"    AND {self.clash('NEW', 'other')}{self._bound()});\n"
            "END"
        )

    def _bound(self) -> str:
        """No row that overlaps ends later than the longest range after the new one: the index is read so far only."""
        if self.longest is None:
            return ""
        # An hour more: the seconds are rounded to thousandths.
        latest = f"strftime('%Y-%m-%d %H:%M:%f', NEW.{self.end}, '+{self.longest.most + 1} hours')"
        return f"\n    AND other.{self.end} < {latest}"

    def _form_check(self) -> str:
        if self.kind == "days":
            return ""
        # A blob of the same letters would compare as later than any text; the 31st of November as before December.
        bad = "\n    OR ".join(
            f"typeof(NEW.{column}) <> 'text' OR NEW.{column} NOT GLOB '{INSTANT}' "
            f"OR datetime(substr(NEW.{column}, 1, 19), '+0 days') IS NOT substr(NEW.{column}, 1, 19)"
            for column in self._ends()
        )
        return f"  SELECT RAISE(ABORT, 'form: {self.name}') WHERE {bad};\n"

    def _length_check(self) -> str:
        if self.longest is None:
            return ""
        # A thousandth of a second above: a day is a floating number here.
        lasts = f"(julianday(NEW.{self.end}) - julianday(NEW.{self.start})) * 24 - 0.0000003"
        return f"  SELECT RAISE(ABORT, 'length: {self.name}') WHERE {lasts} > {self.longest.case('NEW.', '{}')};\n"

    def too_long(self, dialect: str) -> str | None:
        """The statement that finds the rows that last longer than they may, None when they may last for ever."""
        if self.longest is None:
            return None
        if dialect == "sqlite":
            lasts, most = f"(julianday({self.end}) - julianday({self.start})) * 24 - 0.0000003", "{}"
        else:
            lasts, most = f"{self.end} - {self.start}", "interval '{} hours'"
        return f"SELECT id FROM {self.table} WHERE {lasts} > {self.longest.case('', most)} ORDER BY id LIMIT 100"

    def _ends(self) -> tuple[str, str]:
        return self.start, self.end


GUARDS: tuple[NoOverlap, ...] = (
    NoOverlap("occupancies", "space_id", "starts_on", "ends_on"),
    NoOverlap(
        "time_blocks",
        "resource_id",
        "starts_at",
        "ends_at",
        kind="instants",
        longest=Longest("kind", (("réservation", 24), ("fermeture", 25), ("maintenance", 25))),
    ),
)


def guard_of(table: str) -> NoOverlap | None:
    """The guard of a table, if it has one."""
    return next((guard for guard in GUARDS if guard.table == table), None)


def install(connection: Connection, guards: tuple[NoOverlap, ...] = GUARDS) -> None:
    """Put every guard in place, as declared now; the caller commits."""
    if connection.dialect.name == "sqlite":
        for guard in guards:
            for name, statement in guard.triggers().items():
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
                connection.exec_driver_sql(statement)
        return
    connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for guard in guards:
        for name in (guard.name, guard.length_name):
            connection.exec_driver_sql(f"ALTER TABLE {guard.table} DROP CONSTRAINT IF EXISTS {name}")
        for statement in guard.constraints().values():
            connection.exec_driver_sql(statement)


def remove(connection: Connection, guards: tuple[NoOverlap, ...] = GUARDS) -> None:
    """Take the guards away, before a migration rebuilds their tables."""
    for guard in guards:
        if connection.dialect.name == "sqlite":
            for name in guard.triggers():
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        else:
            for name in (guard.name, guard.length_name):
                connection.exec_driver_sql(f"ALTER TABLE IF EXISTS {guard.table} DROP CONSTRAINT IF EXISTS {name}")


def _bare(said: str, table: str) -> str:
    """A constraint without what PostgreSQL adds when it tells it back: casts, brackets, spaces, an empty ELSE."""
    said = said.partition(" ADD CONSTRAINT ")[2].partition(" ")[2] or said
    said = re.sub(r"::(character varying|timestamp with time zone|[a-z_]+)", "", said).replace(f"{table}.", "")
    return re.sub(r"\bELSE NULL\b|[()\s]", "", said)


def missing(connection: Connection, guards: tuple[NoOverlap, ...] = GUARDS) -> list[str]:
    """Names of the guards that are absent, or no longer say what they should."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        there = {str(row.name): str(row.sql) for row in rows}
        wanted = {name: sql for guard in guards for name, sql in guard.triggers().items()}
        return [name for name, sql in wanted.items() if there.get(name) != sql]
    rows = connection.execute(_HELD, {"tables": [guard.table for guard in guards]})
    held = {(row.told_of, row.conname): row.said for row in rows}
    return [
        name
        for guard in guards
        for name, statement in guard.constraints().items()
        if _bare(held.get((guard.table, name), ""), guard.table) != _bare(statement, guard.table)
    ]


_HELD = text(
    "SELECT conname, relname AS told_of, pg_get_constraintdef(pg_constraint.oid) AS said FROM pg_constraint "
    "JOIN pg_class ON pg_class.oid = conrelid WHERE relname = ANY(:tables) AND convalidated "
    "AND pg_table_is_visible(conrelid)"
)


def clashes(connection: Connection, guards: tuple[NoOverlap, ...] = GUARDS) -> list[str]:
    """Rows that overlap although they should not (« occupancies 3 et 7 »), or last too long. Empty while guards hold.

    In order of start, rows overlap when some row and the next one do: each is compared with the next only.
    """
    found = []
    for guard in guards:
        counts = f" WHERE {guard.where.format(row=guard.table)}" if guard.where else ""
        touches = ">=" if guard.kind == "days" else ">"
        rows = connection.exec_driver_sql(
            f"SELECT id, next_id FROM (SELECT id, {guard.key} AS holder, {guard.end} AS until, "
            f"lead(id) OVER line AS next_id, lead({guard.start}) OVER line AS next_start FROM {guard.table}{counts} "
            f"WINDOW line AS (PARTITION BY {guard.key} ORDER BY {guard.start}, id)) AS ranked "
            f"WHERE next_id IS NOT NULL AND holder IS NOT NULL AND (until IS NULL OR until {touches} next_start) "
            "ORDER BY id LIMIT 100"
        )
        found += [f"{guard.table} {min(pair)} et {max(pair)}" for pair in rows]
        if too_long := guard.too_long(connection.dialect.name):
            found += [f"{guard.table} {row_id} (trop long)" for (row_id,) in connection.exec_driver_sql(too_long)]
    return found


def take_turn(connection: Connection, guard: NoOverlap, key: Any) -> None:
    """PostgreSQL: wait one's turn on a key, so that two writers of one place never end in a deadlock.

    The server is asked once in a transaction; anew within a savepoint, which gives back what it took.
    """
    if key is None or connection.dialect.name != "postgresql":
        return
    within = connection.get_nested_transaction() or connection.get_transaction()
    transaction, held = connection.info.get(_HELD_TURNS, (None, set()))
    if transaction is not within:
        held = set()
        connection.info[_HELD_TURNS] = within, held
    turn = guard.name, int(key)
    if turn not in held:
        connection.execute(_TURN, {"guard": guard.name, "key": int(key)})
        held.add(turn)


_HELD_TURNS = "realis_turns"
"""Where a connection keeps its innermost transaction and the turns waited for in it."""
_TURN = text("SELECT pg_advisory_xact_lock(hashtext(:guard), CAST(:key AS integer))")
