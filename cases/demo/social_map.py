"""Invented places to refer to. Nobody has these telephone numbers and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cases import social_map
from cases.demo.telling import Teller
from cases.models import SocialMapEntry

_PHONE = "+317900080{:02d}"
_STALE_DAYS = 230


@dataclass(frozen=True)
class _Place:
    name: str
    offer: str
    domains: tuple[str, ...]
    tags: str
    site: str
    hours: str = ""
    address: str = ""
    districts: tuple[str, ...] = ()
    looked_days_ago: int = 40
    active: bool = True


_WEEK = "maandag tot en met vrijdag, 9.00 tot 17.00 uur"
PLACES: tuple[_Place, ...] = (
    _Place(
        "Schuldhulp van de gemeente",
        "Hulp bij schulden: een gesprek binnen vier weken, een plan, en budgetbeheer als dat nodig is.",
        ("work_income",),
        "schulden, geld, budgetbeheer",
        "schuldhulp",
        _WEEK,
        "Stadhuisplein 1",
    ),
    _Place(
        "Thuisadministratie De Ordner",
        "Vrijwilligers sorteren thuis samen de post en de rekeningen. Wachttijd ongeveer drie weken.",
        ("work_income",),
        "post, geld, formulieren, vrijwilliger",
        "de-ordner",
        "bellen op maandag en donderdag, 10.00 tot 12.00 uur",
    ),
    _Place(
        "Sociaal raadslieden",
        "Vragen over regels, brieven, toeslagen en bezwaar. Zonder afspraak op het spreekuur.",
        ("work_income", "housing"),
        "bezwaar, toeslagen, recht, brief",
        "raadslieden",
        "spreekuur dinsdag en vrijdag, 9.30 tot 12.00 uur",
        "Dorpsstraat 40",
    ),
    _Place(
        "Taalhuis in de bibliotheek",
        "Leren lezen, schrijven en omgaan met de computer. In groepjes of met een taalmaatje.",
        ("education",),
        "taal, lezen, schrijven, computer, inburgering",
        "taalhuis",
        "woensdag, 13.00 tot 16.00 uur",
        "Stadhuisplein 3",
    ),
    _Place(
        "Steunpunt Mantelzorg",
        "Gesprek, lotgenoten en vervanging voor wie voor een ander zorgt.",
        ("preventive_care", "welfare", "care"),
        "mantelzorg, respijtzorg, overbelast",
        "steunpuntmantelzorg",
        _WEEK,
    ),
    _Place(
        "Eettafel De Brink",
        "Samen eten voor € 6. Vervoer kan via de vrijwilligers.",
        ("welfare",),
        "eenzaam, eten, ontmoeten",
        "debrink",
        "dinsdag en donderdag vanaf 12.00 uur",
        "Meerzichtlaan 200",
        ("Meerzicht",),
        95,
    ),
    _Place(
        "Wandelclub Noordhove",
        "Elke week een uur rustig wandelen met koffie na. Ook met rollator.",
        ("welfare", "preventive_care"),
        "bewegen, ontmoeten, maatje",
        "wandelclubnoordhove",
        "maandag 10.00 uur",
        "",
        ("Noordhove", "Seghwaert"),
        120,
    ),
    _Place(
        "Buurtkamer Oosterheem",
        "Koffie, klussen en activiteiten. Elke middag is er iemand om mee te praten.",
        ("welfare",),
        "ontmoeten, dagbesteding, vrijwilligerswerk",
        "buurtkameroosterheem",
        "maandag tot en met vrijdag, 13.00 tot 17.00 uur",
        "Oosterheemplein 12",
        ("Oosterheem",),
    ),
    _Place(
        "Maatjes voor elkaar",
        "Koppelt een vrijwilliger aan iemand die alleen is: een uur in de week samen iets doen.",
        ("welfare", "social_support"),
        "maatje, eenzaam, vrijwilliger",
        "maatjesvoorelkaar",
        _WEEK,
        "",
        (),
        _STALE_DAYS,
    ),
    _Place(
        "Wijkverpleging Buytenwegh en Rokkeveen",
        "Verpleging en verzorging thuis. Meldt zelf of er plek is.",
        ("care", "preventive_care"),
        "thuiszorg, verpleging, medicijnen",
        "wijkverpleging-br",
        "elke dag bereikbaar",
        "",
        ("Buytenwegh", "Rokkeveen"),
        20,
    ),
    _Place(
        "Woonloket",
        "Woningen zonder trap, urgentie en aanpassingen in huis.",
        ("housing", "social_support"),
        "verhuizen, traplift, urgentie, woning",
        "woonloket",
        "op afspraak",
        "Stadhuisplein 1",
        (),
        _STALE_DAYS + 45,
    ),
    _Place(
        "Buurtbemiddeling",
        "Twee vrijwilligers helpen buren weer met elkaar te praten.",
        ("housing", "welfare"),
        "buren, ruzie, overlast",
        "buurtbemiddeling",
        _WEEK,
    ),
    _Place(
        "Jeugdteam",
        "Hulp bij opvoeden en opgroeien, en de aanvraag van jeugdhulp.",
        ("youth_help", "education"),
        "kinderen, opvoeden, school, jeugdhulp",
        "jeugdteam",
        _WEEK,
    ),
    _Place(
        "Autisme-inloop",
        "Inloop voor volwassenen met autisme, met een vaste begeleider. Rustige ruimte.",
        ("welfare", "social_support"),
        "autisme, ontmoeten, dagbesteding",
        "autisme-inloop",
        "woensdag, 19.00 tot 21.00 uur",
        "Forum, tweede verdieping",
        ("Centrum",),
        _STALE_DAYS + 120,
    ),
    _Place(
        "Cliëntondersteuning Wlz van het zorgkantoor",
        "Onafhankelijke ondersteuning voor wie een Wlz-indicatie heeft.",
        ("care",),
        "wlz, langdurige zorg, zorgkantoor",
        "wlz-ondersteuning",
        _WEEK,
    ),
    _Place(
        "Klussendienst Zilver",
        "Kleine klussen in huis voor ouderen. Gestopt: er zijn geen vrijwilligers meer.",
        ("social_support",),
        "klussen, ouderen",
        "klussendienstzilver",
        active=False,
    ),
)


def fill(teller: Teller) -> dict[str, SocialMapEntry]:
    """Writes the places, each looked at on its day; by their name."""
    districts = {district.name: district for district in teller.door.municipality.districts.all()}
    lookers = (teller.who.supporter, teller.who.coordinator, teller.who.other_supporter)
    found: dict[str, SocialMapEntry] = {}
    for n, place in enumerate(PLACES):
        found[place.name] = social_map.save_entry(
            entry=SocialMapEntry(front_door=teller.door),
            fields=social_map.EntryFields(
                name=place.name,
                offer=place.offer,
                domains=place.domains,
                tags=place.tags,
                districts=tuple(districts[name] for name in place.districts if name in districts),
                phone=_PHONE.format(n),
                email=f"info@{place.site}.example",
                website=f"https://www.{place.site}.example",
                address=place.address,
                opening_hours=place.hours,
                active=place.active,
            ),
            by=lookers[n % len(lookers)],
            today=teller.today - timedelta(days=place.looked_days_ago),
        )
    return found
