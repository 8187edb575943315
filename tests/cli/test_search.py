"""`realis chercher`: as many results as asked for, in the order of the screen."""

from pathlib import Path

import pytest

from tests.cli.conftest import Realis


@pytest.mark.parametrize("limit", ["0", "-3", "501", "dix", "2,5"])
def test_a_limit_that_is_none_is_refused_in_one_sentence(realis: Realis, base: Path, limit: str) -> None:
    refused = realis("chercher", "a", "--limite", limit)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(f"--limite : « {limit} » : il faut un nombre de 1 à 500")


def test_fewer_results_are_the_first_of_more(realis: Realis, base: Path) -> None:
    """The command gives 20 by default, the screen 40: what both show stands in the same order."""
    few, more = (
        [(hit["type"], hit["id"]) for hit in realis("chercher", "a", "--limite", limit, "--json").json["resultats"]]
        for limit in (10, 40)
    )
    assert len(few) == 10 < len(more)
    assert [hit for hit in more if hit in few] == few


def test_what_is_not_found_is_not_said_back_whole(realis: Realis, base: Path) -> None:
    pasted = "xyzzy" * 1_000
    nothing = realis("chercher", pasted)
    assert nothing.code == 0
    assert nothing.out == f"Rien ne ressemble à « {pasted[:60]}… ».\n"
    for words in (
        ("entreprise", pasted),
        ("planning", "--salle", pasted),
        (pasted,),
        ("reservation", pasted, "annuler"),
    ):
        refused = realis(*words)
        assert refused.code in (1, 2)
        assert len(refused.err) < 1_000
