"""Titles in one word, indexed: what begins as is asked is found without the full-text index."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    one_word = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    is_file = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table(
        "search_entries", recreate="always" if is_file else "never", table_kwargs={"sqlite_autoincrement": True}
    ) as batch:
        batch.add_column(sa.Column("joined", one_word, nullable=False, server_default=""))
    op.create_index(op.f("ix_search_entries_joined"), "search_entries", ["joined"])
