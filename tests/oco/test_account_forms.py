"""What anybody can send to the page that signs in with a passkey."""

from __future__ import annotations

import pytest

from oco.account_forms import LoginWebAuthnForm

REFUSED = "Uw apparaat gaf geen antwoord dat wij kennen. Probeer het opnieuw."


@pytest.mark.parametrize("sent", ["1" * 5_000, "[" * 9_000, "x" * 20_001, "[]", "12", '"tekst"', "true"])
def test_what_is_no_answer_of_a_passkey_is_refused_at_the_field(sent: str) -> None:
    assert LoginWebAuthnForm({"credential": sent}).errors["credential"] == [REFUSED]


@pytest.mark.parametrize("sent", ["{", "x", "\x00"])
def test_what_is_no_json_is_refused_too(sent: str) -> None:
    assert len(LoginWebAuthnForm({"credential": sent}).errors["credential"]) == 1
