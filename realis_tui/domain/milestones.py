"""The dated things of a company's life that a person picks from a list: proofs, amendments, reviews."""

from enum import StrEnum


class CertificateKind(StrEnum):
    """Proofs with an end: the ESUS approval, the evidence of ESS for a commercial company, the insurance."""

    ESUS = "agrément ESUS"
    ESS = "preuve ESS"
    INSURANCE = "assurance"


class AmendmentKind(StrEnum):
    """What an amendment (« avenant ») does to a support agreement."""

    EXTENSION = "prolongation"
    SUSPENSION = "suspension"
    RESUMPTION = "reprise"


class ReviewKind(StrEnum):
    """A yearly review during support, or a follow-up after the exit (rule 9)."""

    YEARLY = "bilan annuel"
    POST_EXIT = "suivi post-sortie"
