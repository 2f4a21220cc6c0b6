"""Whether a signal names a person, as a table."""

from __future__ import annotations

from datetime import date

import pytest

from cases.signal_rules import names_somebody

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("text", "names", "other_names", "said"),
    [
        # what goes wrong in general
        ("Wachtlijst schuldhulp 4 maanden", ["Berg"], ["Vos"], ""),
        ("Wmo-loket: 12 weken wachten sinds 1 september 2026", ["Berg"], [], ""),
        ("Bijzondere bijstand 2026-2027: formulier van 14 pagina's", ["Berg"], [], ""),
        ("In de bergkamer is geen rolstoelplek", ["Berg"], [], ""),
        ("", ["Berg"], ["Vos"], ""),
        # the client's last name, however it is written
        ("Mevrouw Berg wacht al lang", ["Berg"], [], "naam van de cliënt"),
        ("mevrouw berg wacht al lang", ["Berg"], [], "naam van de cliënt"),
        ("Familie MULDER-SMIT krijgt geen antwoord", ["Mulder-Smit"], [], "naam van de cliënt"),
        ("Mulder krijgt geen antwoord", ["Mulder-Smit"], [], "naam van de cliënt"),
        ("Zoe heeft Hölscher geen recht?", ["Holscher"], [], "naam van de cliënt"),
        ("Meneer Dijkstra", ["Dykstra"], [], "naam van de cliënt"),
        # another client's, where it is a name and no word
        ("De heer Groot wacht al lang", [], ["Groot"], "achternaam van een cliënt"),
        ("Er is een groot tekort", [], ["Groot"], ""),
        # how to reach somebody, and when somebody was born
        ("Bel 06 12345678", [], [], "telefoonnummer"),
        ("Bel 079-321 87 65 voor uitleg", [], [], "telefoonnummer"),
        ("Mail naar jan@voorbeeld.nl", [], [], "e-mailadres"),
        ("Man van 3-4-1951 krijgt geen hulp", [], [], "geboortedatum"),
        ("Geboren 3 april 1951", [], [], "geboortedatum"),
        ("Vrouw, 1951-04-03", [], [], "geboortedatum"),
        ("Sinds 3-10-2026 is het loket dicht", [], [], ""),
    ],
)
def test_a_signal_names_no_person(text: str, names: list[str], other_names: list[str], said: str) -> None:
    found = names_somebody(text, names=names, other_names=other_names, today=TODAY)
    assert (said in found) if said else found == ""


def test_the_date_of_birth_of_a_baby_is_refused_as_well() -> None:
    text = "Kind van 3-10-2026 krijgt geen kraamzorg"
    assert names_somebody(text, names=[], today=TODAY) == ""
    assert "geboortedatum" in names_somebody(text, names=[], born_on=date(2026, 10, 3), today=TODAY)
