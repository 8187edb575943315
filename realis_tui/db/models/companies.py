"""Companies, their people, their passages through the incubator, agreements, yearly figures and follow-up."""

from datetime import date

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, Table, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from realis_tui.db.models.base import Base, Short, Stamped, choice
from realis_tui.domain.companies import CompanyState, LegalForm
from realis_tui.domain.milestones import AmendmentKind, CertificateKind, ReviewKind
from realis_tui.domain.spaces import HostingRegime

AUTOINCREMENT = {"sqlite_autoincrement": True}


class Company(Stamped, Base):
    """A company or association known to the incubator.

    `identity` is its name folded (rule 12), `sort_name` sorts as French does.
    """

    __tablename__ = "companies"
    __table_args__ = (
        CheckConstraint("siren IS NULL OR length(siren) = 9", name="siren"),
        CheckConstraint("rna IS NULL OR length(rna) = 10", name="rna"),
        Index("ix_companies_identity", "identity"),
        Index("ix_companies_sort_name", "sort_name"),
        AUTOINCREMENT,
    )

    name: Mapped[str]
    identity: Mapped[str]
    sort_name: Mapped[str]
    legal_form: Mapped[LegalForm | None] = mapped_column(choice(LegalForm, "legal_form"))
    statute: Mapped[str | None]
    """The legal form as the company writes it, « SCIC SAS »."""
    siren: Mapped[str | None] = mapped_column(Short, unique=True)
    rna: Mapped[str | None] = mapped_column(Short, unique=True)
    vat_number: Mapped[str | None] = mapped_column(Short)
    naf: Mapped[str | None] = mapped_column(Short)
    activity: Mapped[str | None]
    sector: Mapped[str | None]
    created_on: Mapped[date | None]
    """The day the company itself was created."""
    address: Mapped[str | None]
    postcode: Mapped[str | None] = mapped_column(Short)
    city: Mapped[str | None]
    department: Mapped[str | None] = mapped_column(Short)
    email: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None] = mapped_column(Short, index=True)
    website: Mapped[str | None]
    referent: Mapped[str | None]
    """The coach who answers for the company."""
    origin: Mapped[str | None]
    notes: Mapped[str | None]

    establishments: Mapped[list["Establishment"]] = relationship(back_populates="company", order_by="Establishment.id")
    memberships: Mapped[list["Membership"]] = relationship(back_populates="company", order_by="Membership.id")
    passages: Mapped[list["Passage"]] = relationship(back_populates="company", order_by="Passage.number")


class Establishment(Stamped, Base):
    """A SIRET of a company; the SIREN inside it is the company's."""

    __tablename__ = "establishments"
    __table_args__ = (CheckConstraint("length(siret) = 14", name="siret"), AUTOINCREMENT)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    siret: Mapped[str] = mapped_column(Short, unique=True)
    is_head_office: Mapped[bool] = mapped_column(default=False)
    company: Mapped[Company] = relationship(back_populates="establishments")


class Person(Stamped, Base):
    """Someone of a company: founder, contact, employee."""

    __tablename__ = "people"
    __table_args__ = AUTOINCREMENT

    name: Mapped[str]
    sort_name: Mapped[str]
    email: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None] = mapped_column(Short, index=True)
    notes: Mapped[str | None]
    memberships: Mapped[list["Membership"]] = relationship(back_populates="person")


class Membership(Stamped, Base):
    """What a person is in a company; one contact of each company is its main one."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("company_id", "person_id"), AUTOINCREMENT)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    title: Mapped[str | None]
    is_main: Mapped[bool] = mapped_column(default=False)
    company: Mapped[Company] = relationship(back_populates="memberships")
    person: Mapped[Person] = relationship(back_populates="memberships")


ONE_CURRENT = "uq_passages_current"


class Passage(Stamped, Base):
    """One journey through the incubator, from prospect to archive; a company has one current passage (rule 2)."""

    __tablename__ = "passages"
    __table_args__ = (
        UniqueConstraint("company_id", "number"),
        CheckConstraint("state != 'admise' OR decided_on IS NOT NULL", name="admitted_by_decision"),
        AUTOINCREMENT,
    )

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    number: Mapped[int] = mapped_column(default=1)
    is_current: Mapped[bool] = mapped_column(default=True)
    state: Mapped[CompanyState] = mapped_column(choice(CompanyState, "state"), index=True)
    state_since: Mapped[date]
    decided_on: Mapped[date | None]
    """Day of the committee that admitted the company."""
    exited_on: Mapped[date | None]
    exit_reason: Mapped[str | None]
    destination_in_occitanie: Mapped[bool | None]
    destination_city: Mapped[str | None]
    company: Mapped[Company] = relationship(back_populates="passages")
    changes: Mapped[list["StateChange"]] = relationship(back_populates="passage", order_by="StateChange.id")


# Written alike for both engines: as an `Index` with `postgresql_where`, it would have every program import that
# dialect of SQLAlchemy, a tenth of what it imports to show its first screen, for a base that is a file.
@event.listens_for(Passage.__table__, "after_create")
def _one_current(_table: Table, connection: Connection, **_options: object) -> None:
    connection.exec_driver_sql(f"CREATE UNIQUE INDEX {ONE_CURRENT} ON passages (company_id) WHERE is_current")


class StateChange(Stamped, Base):
    """A move along a company's life, with what the rules ask of it (rule 3)."""

    __tablename__ = "state_changes"
    __table_args__ = AUTOINCREMENT

    passage_id: Mapped[int] = mapped_column(ForeignKey("passages.id"), index=True)
    from_state: Mapped[CompanyState | None] = mapped_column(choice(CompanyState, "from_state"))
    to_state: Mapped[CompanyState] = mapped_column(choice(CompanyState, "to_state"))
    changed_on: Mapped[date]
    decided_on: Mapped[date | None]
    reason: Mapped[str | None]
    note: Mapped[str | None]
    is_takeover: Mapped[bool] = mapped_column(default=False)
    """« Reprise »: entered by a first import in the state its dates imply."""
    passage: Mapped[Passage] = relationship(back_populates="changes")


class SupportAgreement(Stamped, Base):
    """Accompaniment: its first and last day, both included (rule 4)."""

    __tablename__ = "support_agreements"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="dates"), AUTOINCREMENT)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    passage_id: Mapped[int] = mapped_column(ForeignKey("passages.id"), unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)
    end_is_decided: Mapped[bool] = mapped_column(default=False)
    """The end was decided otherwise than the rule says; an import leaves it alone."""
    ended_on: Mapped[date | None]
    """The day it really ended (exit); alerts stop."""
    amendments: Mapped[list["Amendment"]] = relationship(back_populates="agreement", order_by="Amendment.id")


class Amendment(Stamped, Base):
    """A dated decision on a support agreement: extension, suspension, resumption (« avenant »)."""

    __tablename__ = "amendments"
    __table_args__ = AUTOINCREMENT

    agreement_id: Mapped[int] = mapped_column(ForeignKey("support_agreements.id"), index=True)
    kind: Mapped[AmendmentKind] = mapped_column(choice(AmendmentKind, "amendment_kind"))
    decided_on: Mapped[date]
    months: Mapped[int] = mapped_column(default=0)
    previous_end: Mapped[date]
    new_end: Mapped[date]
    reason: Mapped[str | None]
    agreement: Mapped[SupportAgreement] = relationship(back_populates="amendments")


class HostingAgreement(Stamped, Base):
    """The right to be in the premises: legal regime, dates and money (rules 5 and 8). Amounts in cents, before tax."""

    __tablename__ = "hosting_agreements"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
        CheckConstraint("ended_on IS NULL OR ended_on >= starts_on", name="ended"),
        CheckConstraint("rent_cents_per_m2 >= 0 AND charges_cents >= 0 AND deposit_cents >= 0", name="amounts"),
        AUTOINCREMENT,
    )

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    regime: Mapped[HostingRegime] = mapped_column(choice(HostingRegime, "regime"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(index=True)
    ended_on: Mapped[date | None]
    rent_cents_per_m2: Mapped[int] = mapped_column(default=0)
    """A year."""
    charges_cents: Mapped[int] = mapped_column(default=0)
    """A month."""
    deposit_cents: Mapped[int] = mapped_column(default=0)
    indexation: Mapped[str | None]
    vat_applies: Mapped[bool] = mapped_column(default=True)
    notes: Mapped[str | None]
    rent_steps: Mapped[list["RentStep"]] = relationship(
        back_populates="agreement", order_by="RentStep.year", cascade="all, delete-orphan"
    )


class RentStep(Stamped, Base):
    """The share of the full rent in a year of presence (« loyer progressif »), fixed when the agreement is made."""

    __tablename__ = "rent_steps"
    __table_args__ = (
        UniqueConstraint("agreement_id", "year"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        AUTOINCREMENT,
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("hosting_agreements.id"))
    year: Mapped[int]
    percent: Mapped[int]
    agreement: Mapped[HostingAgreement] = relationship(back_populates="rent_steps")


class Certificate(Stamped, Base):
    """A dated proof: ESUS approval, ESS evidence, insurance."""

    __tablename__ = "certificates"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"), AUTOINCREMENT)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    kind: Mapped[CertificateKind] = mapped_column(choice(CertificateKind, "certificate_kind"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(index=True)
    reference: Mapped[str | None]


class YearlyFigures(Stamped, Base):
    """What a company declared for a year; a missing figure is missing, never zero (rule 9). Money in cents."""

    __tablename__ = "yearly_figures"
    __table_args__ = (
        UniqueConstraint("company_id", "year"),
        CheckConstraint("year BETWEEN 1990 AND 2100", name="year"),
        AUTOINCREMENT,
    )

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    year: Mapped[int]
    fte_hundredths: Mapped[int | None]
    """Jobs in full-time equivalents, in hundredths."""
    turnover_cents: Mapped[int | None]
    own_funds_cents: Mapped[int | None]
    grants_cents: Mapped[int | None]
    beneficiaries: Mapped[int | None]
    volunteers: Mapped[int | None]
    note: Mapped[str | None]


class Review(Stamped, Base):
    """A yearly review or a post-exit follow-up that was done; what is due is derived, not stored."""

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("passage_id", "kind", "rank"), AUTOINCREMENT)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    passage_id: Mapped[int] = mapped_column(ForeignKey("passages.id"))
    kind: Mapped[ReviewKind] = mapped_column(choice(ReviewKind, "review_kind"))
    rank: Mapped[int]
    """Year of support (1, 2, 3), or months after the exit (12, 36, 60)."""
    done_on: Mapped[date]
    is_active: Mapped[bool | None]
    """Post-exit: is the company still active; none when not verified."""
    summary: Mapped[str | None]


class DocumentLink(Stamped, Base):
    """A document of a company, kept where it is: a path or an address."""

    __tablename__ = "document_links"
    __table_args__ = AUTOINCREMENT

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"), index=True)
    title: Mapped[str]
    location: Mapped[str]
    dated: Mapped[date | None]
