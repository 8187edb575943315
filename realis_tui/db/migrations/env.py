"""Alembic's environment: always on the connection it is given, inside the transaction that holds it."""

from alembic import context

from realis_tui.db.models.whole import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
    compare_type=True,
)
context.run_migrations()
