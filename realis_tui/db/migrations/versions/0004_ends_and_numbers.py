"""An agreement does not end before it begins; the phone and the e-mail of a company are found by an index."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # What no act should have let in: its first day is the nearest that is true.
    op.execute("UPDATE hosting_agreements SET ended_on = starts_on WHERE ended_on < starts_on")
    is_file = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table(
        "hosting_agreements",
        recreate="always" if is_file else "never",
        table_kwargs={"sqlite_autoincrement": True},
    ) as batch:
        batch.create_check_constraint(op.f("ck_hosting_agreements_ended"), "ended_on IS NULL OR ended_on >= starts_on")
    op.create_index(op.f("ix_companies_email"), "companies", ["email"])
    op.create_index(op.f("ix_companies_phone"), "companies", ["phone"])
