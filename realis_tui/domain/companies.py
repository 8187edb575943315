"""A company's states and moves, its legal form, the roles of its people (rules 2, 3 and 10)."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from realis_tui.domain.french import capital, fold
from realis_tui.domain.french_text import join_acronyms
from realis_tui.domain.refusals import Refused


class CompanyState(StrEnum):
    """Where a company stands in its passage. « Hébergée » is no state: it is having an occupancy today."""

    PROSPECT = "prospect"
    APPLICATION = "candidature"
    ELIGIBLE = "recevable"
    HEARD = "auditionnée"
    DEFERRED = "ajournée"
    REFUSED = "refusée"
    WITHDRAWN = "désistée"
    ADMITTED = "admise"
    SUPPORTED = "accompagnée"
    SUSPENDED = "suspendue"
    EXTENDED = "prolongée"
    EXITED = "sortie"
    FOLLOWED = "suivi"
    ARCHIVED = "archivée"

    @property
    def label(self) -> str:
        return self.value


_S = CompanyState
CANDIDATE_STATES = frozenset({_S.APPLICATION, _S.ELIGIBLE, _S.HEARD, _S.DEFERRED, _S.ADMITTED})
SUPPORTED_STATES = frozenset({_S.SUPPORTED, _S.SUSPENDED, _S.EXTENDED})
REOPENABLE_STATES = frozenset({_S.REFUSED, _S.WITHDRAWN, _S.EXITED, _S.FOLLOWED, _S.ARCHIVED})
"""A new passage may open: the same company applies again."""

ALLOWED_MOVES: dict[CompanyState, tuple[CompanyState, ...]] = {
    _S.PROSPECT: (_S.APPLICATION, _S.ARCHIVED),
    _S.APPLICATION: (_S.ELIGIBLE, _S.REFUSED, _S.WITHDRAWN),
    _S.ELIGIBLE: (_S.HEARD, _S.REFUSED, _S.WITHDRAWN),
    _S.HEARD: (_S.ADMITTED, _S.DEFERRED, _S.REFUSED, _S.WITHDRAWN),
    _S.DEFERRED: (_S.HEARD, _S.REFUSED, _S.WITHDRAWN),
    _S.REFUSED: (_S.ARCHIVED,),
    _S.WITHDRAWN: (_S.ARCHIVED,),
    _S.ADMITTED: (_S.SUPPORTED, _S.WITHDRAWN),
    _S.SUPPORTED: (_S.SUSPENDED, _S.EXTENDED, _S.EXITED),
    _S.SUSPENDED: (_S.SUPPORTED, _S.EXTENDED, _S.EXITED),
    _S.EXTENDED: (_S.SUSPENDED, _S.EXITED),
    _S.EXITED: (_S.FOLLOWED,),
    _S.FOLLOWED: (_S.ARCHIVED,),
    _S.ARCHIVED: (),
}
"""From each state, where a passage may go next, the usual way first."""


_DECIDED = frozenset({_S.ADMITTED, _S.REFUSED, _S.DEFERRED, _S.SUSPENDED, _S.EXTENDED})
"""States that only a role that decides may give."""


def resumes(source: CompanyState, target: CompanyState) -> bool:
    """Whether the move ends a suspension, the support going on."""
    return source is _S.SUSPENDED and target in (_S.SUPPORTED, _S.EXTENDED)


def is_decision(source: CompanyState, target: CompanyState) -> bool:
    """Whether the move is for a role that decides: what it grants, refuses, suspends or resumes."""
    return target in _DECIDED or resumes(source, target)


@dataclass(frozen=True, slots=True)
class MoveNeeds:
    """What a move asks besides its day: a reason from a list of the policy, a committee's decision, a destination."""

    reasons: str | None = None
    decision: bool = False
    destination: bool = False


_NEEDS = {
    _S.ADMITTED: MoveNeeds(decision=True),
    _S.REFUSED: MoveNeeds(reasons="refusal_reasons"),
    _S.DEFERRED: MoveNeeds(reasons="deferral_reasons"),
    _S.WITHDRAWN: MoveNeeds(reasons="withdrawal_reasons"),
    _S.EXTENDED: MoveNeeds(decision=True),
    _S.EXITED: MoveNeeds(reasons="exit_reasons", destination=True),
}


def needs_of(target: CompanyState) -> MoveNeeds:
    """What going to `target` asks; `reasons` is the name of the policy's list."""
    return _NEEDS.get(target, MoveNeeds())


def check_move(source: CompanyState, target: CompanyState) -> None:
    """Refuse a move that rule 2 does not allow, saying which ones are."""
    allowed = ALLOWED_MOVES[source]
    if target in allowed:
        return
    if target is source:
        raise Refused(f"L'entreprise est déjà « {source.label} ».", "state")
    raise Refused(f"De « {source.label} », on ne passe pas à « {target.label} » : {_said(allowed)}.", "state")


def _said(allowed: tuple[CompanyState, ...]) -> str:
    if not allowed:
        return "c'est un état final, seul un nouveau passage est possible"
    words = [f"« {state.label} »" for state in allowed]
    if len(words) == 1:
        return f"seulement à {words[0]}"
    return f"possible vers {', '.join(words[:-1])} ou {words[-1]}"


def check_reason(target: CompanyState, reason: str | None, known: Collection[str]) -> str | None:
    """The reason as the list writes it; refused when missing or unknown, None when the move asks none."""
    if needs_of(target).reasons is None:
        return reason or None
    listed = ", ".join(known)
    if not reason or not reason.strip():
        raise Refused(f"« {target.label} » demande un motif : {listed}.", "reason")
    for candidate in known:
        if fold(candidate) == fold(reason):
            return candidate
    raise Refused(f"Le motif « {reason} » n'est pas dans la liste : {listed}.", "reason")


class LegalForm(StrEnum):
    """A legal form; the first six belong to the social economy by status, the others show dated evidence."""

    ASSOCIATION = "association"
    SCOP = "SCOP"
    SCIC = "SCIC"
    COOPERATIVE = "autre coopérative"
    MUTUAL = "mutuelle"
    FOUNDATION = "fondation"
    SAS = "SAS"
    SARL = "SARL"
    SA = "SA"

    @property
    def label(self) -> str:
        return capital(self.value)

    @property
    def ess_by_status(self) -> bool:
        return self not in (LegalForm.SAS, LegalForm.SARL, LegalForm.SA)


class ParsedForm(NamedTuple):
    """A legal form read from text. `statute` is the rest that means something: the company form of a cooperative
    (« SARL » of « SCOP SARL »), or « ESS » of « SAS ESS »; `esus`: an ESUS approval is claimed.
    """

    form: LegalForm
    statute: str
    esus: bool


_PHRASES = (
    ("societe cooperative d interet collectif", "scic"),
    ("societe cooperative et participative", "scop"),
    ("societe cooperative ouvriere de production", "scop"),
    ("societe par actions simplifiee", "sas"),
    ("societe a responsabilite limitee", "sarl"),
    ("societe anonyme", "sa"),
)
_FORM_WORDS: tuple[tuple[LegalForm, frozenset[str]], ...] = (
    (LegalForm.SCIC, frozenset({"scic"})),
    (LegalForm.SCOP, frozenset({"scop"})),
    (LegalForm.COOPERATIVE, frozenset({"cooperative", "coop", "cae", "cuma"})),
    (LegalForm.MUTUAL, frozenset({"mutuelle"})),
    (LegalForm.FOUNDATION, frozenset({"fondation"})),
    (LegalForm.ASSOCIATION, frozenset({"association", "assoc", "asso", "loi1901"})),
    (LegalForm.SAS, frozenset({"sas", "sasu"})),
    (LegalForm.SARL, frozenset({"sarl", "eurl"})),
    (LegalForm.SA, frozenset({"sa"})),
)


def parse_legal_form(text: str) -> ParsedForm:
    """A legal form as people write it: « S.C.I.C. », « assoc. loi 1901 », « SCOP SARL », « SAS (ESUS) ».

    Raises ValueError with a French sentence.
    """
    plain = fold(join_acronyms(text)).replace("loi de 1901", "loi1901").replace("loi 1901", "loi1901")
    for phrase, word in _PHRASES:
        plain = plain.replace(phrase, word)
    words = set(plain.split())
    found = [form for form, names in _FORM_WORDS if names & words]
    if not found:
        known = ", ".join(form.label for form in LegalForm)
        raise ValueError(f"« {text.strip()} » n'est pas une forme juridique connue : {known}.")
    form = found[0]
    companies = [other.value for other in found[1:] if not other.ess_by_status]
    statute = companies[0] if companies else ("ESS" if "ess" in words and not form.ess_by_status else "")
    return ParsedForm(form, statute, "esus" in words)


class ExitReason(StrEnum):
    """Why a company leaves: the list the house starts with, which direction may edit."""

    TERM = "terme"
    EARLY = "départ anticipé"
    GROWTH = "croissance"
    CEASED = "cessation"
    LIQUIDATION = "liquidation"
    EXCLUSION = "exclusion"
    MERGER = "fusion"
    ABANDONED = "abandon"

    @property
    def label(self) -> str:
        return self.value
