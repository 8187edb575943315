"""Changing one's own passphrase: the present one, then the new one twice, all of it masked."""

from __future__ import annotations

from realis_tui.screens.form_box import FormBox, FormPlan
from realis_tui.usecases.sign_in import ChangePassphrase, change_passphrase


class PassphraseBox(FormBox):
    """Anyone's, by the palette. It keeps no draft: nothing typed here is ever written down."""

    # A screen's style is held to its own name.
    CSS = FormBox.CSS.replace("FormBox", "PassphraseBox")

    def __init__(self) -> None:
        super().__init__(
            FormPlan(
                "Changer ma phrase secrète",
                ChangePassphrase,
                change_passphrase,
                said=lambda _: "Phrase secrète changée : la nouvelle sert dès la prochaine ouverture",
            )
        )
