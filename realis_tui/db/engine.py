"""The data base as the rest of the program sees it: opened or created, then sessions that read or write.

Every refusal is an `Unavailable` with what happened and what to do. Opening never creates: only `Database.create` does.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from realis_tui.db import driver, guards, journal, place, postgres, search_index, sqlite
from realis_tui.db.errors import translated
from realis_tui.db.migrations import HEAD, REVISIONS
from realis_tui.db.watch import Watch
from realis_tui.domain.refusals import Trouble, Unavailable

_REVISION = text("SELECT version_num FROM alembic_version")


class Database:
    """A data base that is open.

    kind: "sqlite" or "postgresql"; path: its file, None on PostgreSQL. Sessions may be used from several threads, one
    session in one thread. `on_wait`, when set, is told (in some thread) True when another program's writing has been
    waited for one second, False when that is over; writing is given up after four. `leaving`, once set, ends the
    threads that live beside it.
    """

    def __init__(
        self, url: URL, engine: Engine, path: Path | None, *, read_only: bool = False, name: str | None = None
    ) -> None:
        self.url = url
        self.path = path
        self.read_only = read_only
        self.name = name or (str(path) if path else url.render_as_string(hide_password=True))
        """What people are told it is called: its path, or its address without the passphrase."""
        self.revision = HEAD
        self.on_wait: Callable[[bool], None] | None = None
        self.vocabulary = search_index.Vocabulary()
        self.leaving = threading.Event()
        self.watch = Watch(engine, self.leaving)
        self._engine = engine
        event.listen(engine, "handle_error", journal.keep_rows)
        self._identity = place.identity(path) if path else None
        self._reading: dict[Connection, int] = {}
        self._interrupting = threading.Lock()
        self._write_lock = sqlite.write_lock(path.resolve()) if path and driver.has_wal_reset_bug() else None
        self._writing = engine.execution_options(realis_write=True, realis_told=self._waiting)
        info = {search_index.VOCABULARY: self.vocabulary}
        kind = journal.JournaledSession
        self._readers = sessionmaker(_of_one_state(engine), class_=kind, expire_on_commit=False, info=info)
        self._writers = sessionmaker(self._writing, class_=kind, expire_on_commit=False, info=info)

    # Opening and creating

    @classmethod
    def open(cls, url: str | URL | Path, *, read_only: bool = False, migrate: bool = True) -> "Database":
        """Open a base that exists, bringing an older schema up to date first (after a backup).

        Raises `Unavailable`; nothing is created and a file refused is left untouched.
        """
        found = address(url)
        database = cls._opened(found, file_of(found), read_only=read_only)
        try:
            database._start(migrate=migrate and not read_only)
        except DBAPIError as error:
            database.close()
            raise translated(error, database) from error
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def create(
        cls,
        url: str | URL | Path,
        fill: Callable[[Connection], object] | None = None,
        furnish: Callable[["Database"], object] | None = None,
    ) -> "Database":
        """Make a new base and open it, empty or with what is put in it: all of it is made, or nothing.

        fill: given the connection that has just made the tables; furnish: given the base once it can be used, to act
        on it. What they raise goes through. Raises `Refused` when there is a base already, or `Unavailable`.
        """
        found = address(url)
        path = file_of(found)
        if path is None:
            postgres.refuse_existing(found)
            return cls._made_on_server(found, fill, furnish)
        if path.exists() or path.is_symlink():
            raise sqlite.already_there(path)
        sqlite.create_file(path, lambda beside: cls._made_beside(beside, path, fill, furnish))
        return cls.open(url)

    @classmethod
    def _made_beside(
        cls,
        beside: Path,
        path: Path,
        fill: Callable[[Connection], object] | None,
        furnish: Callable[["Database"], object] | None,
    ) -> None:
        url = URL.create("sqlite", database=str(beside))
        database = cls(url, sqlite.engine(beside, create=True), beside, name=str(path))
        try:
            database._fill(fill)
            if furnish is not None:
                furnish(database)
        except DBAPIError as error:
            raise translated(error, database) from error
        finally:
            database.close()

    @classmethod
    def _made_on_server(
        cls,
        url: URL,
        fill: Callable[[Connection], object] | None,
        furnish: Callable[["Database"], object] | None,
    ) -> "Database":
        """The tables come in one transaction; what fails after that takes them away again."""
        database = cls._opened(url, None)
        try:
            database._fill(fill)
            try:
                if furnish is not None:
                    furnish(database)
            except BaseException:
                with suppress(DBAPIError, Unavailable), database.connection(write=True) as connection:
                    postgres.drop_all(connection)
                    connection.commit()
                raise
        except DBAPIError as error:
            database.close()
            raise translated(error, database) from error
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def _opened(cls, url: URL, path: Path | None, *, read_only: bool = False) -> "Database":
        if path is None:
            return cls(url, postgres.engine(url), None)
        place.check_file(path)
        if not read_only:
            place.check_folder(path)
            sqlite.refuse_unwritable(path)
        return cls(url, sqlite.engine(path, read_only=read_only), path, read_only=read_only)

    def _fill(self, fill: Callable[[Connection], object] | None) -> None:
        from realis_tui.db.models.whole import metadata

        with self.connection(write=True) as connection:
            metadata.create_all(connection)
            guards.install(connection)
            search_index.install(connection)
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
            connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": HEAD})
            if fill is not None:
                fill(connection)
            connection.commit()
        # A new file is there only now: it is the one that the next writings must find again.
        self._identity = place.identity(self.path) if self.path else None

    def _start(self, *, migrate: bool) -> None:
        """The start check: the schema's version, and whether each guard is there and says what it should."""
        with self.connection() as connection:
            self.revision = str(connection.execute(_REVISION).scalar_one())
            gone = self.revision == HEAD and guards.missing(connection)
        if self.revision != HEAD:
            self._bring_up_to_date(migrate=migrate)
        elif gone:
            self._restore_guards()

    def _bring_up_to_date(self, *, migrate: bool) -> None:
        if self.revision not in {item.id for item in REVISIONS}:
            raise Unavailable(
                f"La base « {self.name} » vient d'une version plus récente du programme (schéma {self.revision}) : "
                "rien n'a été écrit.",
                "Mettre le programme à jour.",
                Trouble.NEWER,
            )
        if not migrate:
            raise Unavailable(
                f"La base « {self.name} » est d'un schéma plus ancien ({self.revision}).",
                "L'ouvrir une fois en écriture : elle sera mise à jour, après une sauvegarde.",
                Trouble.OLDER,
            )
        from realis_tui.db.migrations.run import upgrade

        upgrade(self)
        self.revision = HEAD

    def _restore_guards(self) -> None:
        """A guard is gone: put it back if nothing overlaps already, else refuse to write on."""
        if self.read_only:
            return
        try:
            with self.connection(write=True) as connection:
                clashes = guards.clashes(connection)
                if not clashes:
                    guards.install(connection)
                    connection.commit()
        except DBAPIError as error:
            raise translated(error, self) from error
        if clashes:
            raise Unavailable(
                f"Les garde-fous de la base « {self.name} » manquent et des lignes se chevauchent déjà "
                f"({', '.join(clashes[:5])}).",
                "Reprendre une sauvegarde, ou corriger ces lignes avant de continuer.",
                Trouble.GUARDS,
            )

    # Using

    @property
    def kind(self) -> str:
        return self._engine.dialect.name

    @property
    def engine(self) -> Engine:
        return self._engine

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one consistent state of the base; it must not write."""
        with self._readers() as session:
            connection = session.connection()
            with self._interrupting:
                self._reading[connection] = threading.get_ident()
            try:
                yield session
            finally:
                with self._interrupting:
                    self._reading.pop(connection, None)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that holds the base's one writing turn; what is not committed on exit is rolled back."""
        self._may_write()
        with self._alone(), self._writers() as session, self._waits_told(session.connection()):
            if self.kind == "postgresql":
                postgres.take_turn(session.connection())
            yield session

    @contextmanager
    def connection(self, *, write: bool = False) -> Iterator[Connection]:
        """A bare connection in a transaction, for what is below the mapped classes."""
        if write:
            self._may_write()
            with self._alone(), self._writing.connect() as connection, self._waits_told(connection):
                yield connection
        else:
            with self._engine.connect() as connection:
                yield connection

    def interrupt_reads(self, thread: int | None = None) -> None:
        """Stop the readings under way in a thread (every one by default): nobody waits for them. Never a writing.

        Called from another thread; what that one reads for an act it prepares elsewhere goes on.
        """
        with self._interrupting:
            for connection in [found for found, reader in self._reading.items() if thread in (None, reader)]:
                # It may have ended since it was asked for.
                with suppress(SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error):
                    raw = connection.connection.driver_connection
                    if raw is not None:
                        (raw.interrupt if self.kind == "sqlite" else raw.cancel)()

    def close(self) -> None:
        """Let every connection go (the last one of all programs checkpoints the file)."""
        self.leaving.set()
        self.watch.close()
        with suppress(DBAPIError, Unavailable), self._alone():
            self._engine.dispose()

    def _may_write(self) -> None:
        if self.read_only:
            raise Unavailable(
                f"La base « {self.name} » est ouverte en lecture seule.",
                "La rouvrir en écriture pour la modifier.",
                Trouble.READ_ONLY,
            )
        self.refuse_replaced()

    def refuse_replaced(self) -> None:
        """Raise `Unavailable` once another file stands in the place of the one that is open: it is read no more."""
        if self.path is not None and place.identity(self.path) != self._identity:
            raise place.replaced(self.path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Behind the lock file, where SQLite itself cannot be trusted with several writers."""
        if self._write_lock is None:
            yield
            return
        try:
            with self._write_lock.held(sqlite.SAID, sqlite.GIVEN_UP, self._waiting):
                yield
        except TimeoutError as error:
            raise sqlite.locked(self.name) from error

    def _waits_told(self, writing: Connection) -> AbstractContextManager[None]:
        """PostgreSQL may wait at any statement of a writing; SQLite waits only where it begins, and tells there."""
        if self.kind == "sqlite" or self.on_wait is None:
            return nullcontext()
        return postgres.waits_told(self._engine, writing, self._waiting)

    def _waiting(self, waiting: bool) -> None:
        if self.on_wait is not None:
            self.on_wait(waiting)


def address(url: str | URL | Path) -> URL:
    """A path or a URL as one URL. Raises `Unavailable` when it is neither."""
    written = url.render_as_string(hide_password=False) if isinstance(url, URL) else str(url)
    if "://" not in written:
        return URL.create("sqlite", database=str(Path(written).expanduser().absolute()))
    try:
        found = make_url(written)
    except Exception as error:
        raise _unknown(written) from error
    if found.get_backend_name() == "sqlite" and found.database:
        return found.set(drivername="sqlite", database=str(Path(found.database).expanduser().absolute()), query={})
    if found.get_backend_name() == "postgresql":
        return found.set(drivername="postgresql+psycopg")
    raise _unknown(found.render_as_string(hide_password=True))


def file_of(url: URL) -> Path | None:
    """The file of a SQLite address, None for PostgreSQL."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _unknown(written: str) -> Unavailable:
    return Unavailable(
        f"« {written} » n'est pas l'adresse d'une base.",
        "Écrire le chemin d'un fichier, ou postgresql+psycopg://utilisateur@machine/base.",
        Trouble.MISSING,
    )


def _of_one_state(engine: Engine) -> Engine:
    """The engine for questions: a list, its count and its total are of one state of the base, whoever writes meanwhile.

    SQLite's snapshot lasts the whole transaction; PostgreSQL's default is one for each statement.
    """
    return engine if engine.dialect.name == "sqlite" else engine.execution_options(isolation_level="REPEATABLE READ")
