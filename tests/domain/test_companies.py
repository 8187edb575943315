"""Rules 2, 3 and 10: states, moves, reasons, legal forms."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.domain.companies import (
    ALLOWED_MOVES,
    CANDIDATE_STATES,
    SUPPORTED_STATES,
    CompanyState,
    ExitReason,
    LegalForm,
    check_move,
    check_reason,
    is_decision,
    needs_of,
    parse_legal_form,
)
from realis_tui.domain.policy import Policy
from realis_tui.domain.refusals import Refused
from tests.domain.sentences import refusal_of

MOVES = """
prospect → candidature archivée
candidature → recevable refusée désistée
recevable → auditionnée refusée désistée
auditionnée → admise ajournée refusée désistée
ajournée → auditionnée refusée désistée
admise → accompagnée désistée
accompagnée → suspendue prolongée sortie
suspendue → accompagnée prolongée sortie
prolongée → suspendue sortie
sortie → suivi
suivi → archivée
refusée → archivée
désistée → archivée
archivée →
"""
TABLE = {
    CompanyState(source.strip()): {CompanyState(word) for word in targets.split()}
    for source, _, targets in (line.partition("→") for line in MOVES.strip().splitlines())
}


@pytest.mark.parametrize(("source", "target"), list(itertools.product(CompanyState, CompanyState)))
def test_moves_are_those_of_the_rule(source: CompanyState, target: CompanyState) -> None:
    if target in TABLE[source]:
        check_move(source, target)
        return
    with pytest.raises(Refused) as refusal:
        check_move(source, target)
    assert refusal.value.field == "state"
    assert refusal.value.message.endswith(".")
    if source is not target:
        assert all(allowed.label in refusal.value.message for allowed in TABLE[source])


@pytest.mark.parametrize(
    ("source", "target"), [(one, other) for one, others in TABLE.items() for other in sorted(others)]
)
def test_what_grants_refuses_suspends_or_resumes_is_a_decision(source: CompanyState, target: CompanyState) -> None:
    decided = target.value in ("admise", "refusée", "ajournée", "suspendue", "prolongée")
    assert is_decision(source, target) is (decided or (source is CompanyState.SUSPENDED and target.value != "sortie"))


def test_every_state_can_be_reached_and_ends_archived() -> None:
    reached, waiting = {CompanyState.PROSPECT}, [CompanyState.PROSPECT]
    while waiting:
        fresh = set(ALLOWED_MOVES[waiting.pop()]) - reached
        reached |= fresh
        waiting += fresh
    assert reached == set(CompanyState)
    assert not CANDIDATE_STATES & SUPPORTED_STATES


def test_what_moves_ask() -> None:
    assert needs_of(CompanyState.ADMITTED).decision
    assert needs_of(CompanyState.EXITED).destination
    assert needs_of(CompanyState.ELIGIBLE).reasons is None
    for target in (CompanyState.REFUSED, CompanyState.WITHDRAWN, CompanyState.DEFERRED, CompanyState.EXITED):
        key = needs_of(target).reasons
        assert key is not None
        known = getattr(Policy(), key)
        assert check_reason(target, known[0].upper(), known) == known[0]
        for wrong in (None, " ", "parce que"):
            with pytest.raises(Refused, match=known[0]):
                check_reason(target, wrong, known)
    assert check_reason(CompanyState.ELIGIBLE, None, ()) is None


def test_the_policy_starts_with_the_exit_reasons_of_the_rule() -> None:
    assert Policy().exit_reasons == tuple(reason.label for reason in ExitReason)


@pytest.mark.parametrize(
    ("text", "form", "statute", "esus"),
    [
        ("S.C.I.C.", LegalForm.SCIC, "", False),
        ("SCIC SAS", LegalForm.SCIC, "SAS", False),
        ("SCOP SARL", LegalForm.SCOP, "SARL", False),
        ("scic sa", LegalForm.SCIC, "SA", False),
        ("assoc. loi 1901", LegalForm.ASSOCIATION, "", False),
        ("Association loi de 1901", LegalForm.ASSOCIATION, "", False),
        ("SAS (ESUS)", LegalForm.SAS, "", True),
        ("SAS ESS", LegalForm.SAS, "ESS", False),
        ("SARL", LegalForm.SARL, "", False),
        ("s.a.", LegalForm.SA, "", False),
        ("Fondation", LegalForm.FOUNDATION, "", False),
        ("Mutuelle", LegalForm.MUTUAL, "", False),
        ("autre coopérative", LegalForm.COOPERATIVE, "", False),
        ("Société par actions simplifiée", LegalForm.SAS, "", False),
        ("Société coopérative d'intérêt collectif", LegalForm.SCIC, "", False),
    ],
)
def test_legal_form(text: str, form: LegalForm, statute: str, esus: bool) -> None:
    assert parse_legal_form(text) == (form, statute, esus)


@pytest.mark.parametrize("form", LegalForm)
def test_every_form_reads_its_own_label(form: LegalForm) -> None:
    assert parse_legal_form(form.label).form is form
    assert form.ess_by_status is (form.value not in ("SAS", "SARL", "SA"))


@given(st.text())
def test_any_text_is_a_form_or_a_sentence(text: str) -> None:
    sentence = refusal_of(parse_legal_form, text)
    assert sentence is None or sentence.endswith(".")
