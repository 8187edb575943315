"""PostgreSQL as the program wants it: UTC, no wait without an end, a connection tried before it is used."""

from sqlalchemy import URL, Engine, bindparam, create_engine, text
from sqlalchemy.exc import DBAPIError

from realis_tui.domain.refusals import Refused, Trouble, Unavailable

_SETTINGS = (
    "-c timezone=UTC -c client_encoding=UTF8 -c lock_timeout=4s -c statement_timeout=30s "
    "-c idle_in_transaction_session_timeout=60s -c search_path=public"
)

START = text(
    "SELECT (SELECT version_num FROM alembic_version) AS revision, "
    "(SELECT count(*) FROM pg_constraint WHERE contype = 'x' AND conname IN :names) AS guards"
).bindparams(bindparam("names", expanding=True))


def engine(url: URL) -> Engine:
    """An engine on the server. Raises `Unavailable` when the driver is not installed."""
    try:
        return create_engine(
            url,
            pool_pre_ping=True,
            pool_size=4,
            connect_args={"connect_timeout": 5, "options": _SETTINGS, "application_name": "realis"},
        )
    except ModuleNotFoundError as error:
        raise Unavailable(
            "PostgreSQL demande le pilote psycopg, qui n'est pas installé.",
            "Installer le programme avec son complément « postgres ».",
            Trouble.UNREACHABLE,
        ) from error


def refuse_existing(url: URL) -> None:
    """Refuse to create where tables are already. Raises `Refused` or `Unavailable`."""
    made = engine(url)
    try:
        with made.connect() as connection:
            tables = connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar_one()
    except DBAPIError as error:
        raise unreachable(url.render_as_string(hide_password=True), error) from error
    finally:
        made.dispose()
    if tables:
        raise Refused(f"La base « {url.database} » contient déjà des tables : elle n'a pas été touchée.", "base")


def unreachable(name: str, error: DBAPIError) -> Unavailable:
    """The server does not answer, or does not let us in."""
    said = str(error.orig)
    if "password" in said or "authentication" in said or "role" in said:
        return Unavailable(
            f"Le serveur PostgreSQL de « {name} » refuse l'accès.",
            "Vérifier l'utilisateur et la phrase de passe de l'adresse.",
            Trouble.UNREACHABLE,
        )
    if "does not exist" in said:
        return Unavailable(
            f"Aucune base à l'adresse « {name} ».", "Faire créer la base par l'administrateur.", Trouble.MISSING
        )
    return Unavailable(
        f"Le serveur PostgreSQL de « {name} » ne répond pas.",
        "Vérifier qu'il est démarré et que le réseau passe, puis recommencer : rien n'a été écrit.",
        Trouble.UNREACHABLE,
    )
