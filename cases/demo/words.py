"""What the invented people ask, and what their supporters write down. Every sentence is made up."""

from __future__ import annotations

from cases.codes import Activity

# Per life domain of the Wmo: what a client asks.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "social_support": (
        "Wil hulp bij het huishouden aanvragen",
        "Vraagt om hulp bij het gesprek over de Wmo",
        "De taxipas is afgelopen, wil een nieuwe",
        "Zoekt begeleiding thuis, twee ochtenden per week",
        "Wil weten of een traplift vergoed wordt",
        "Heeft een scootmobiel nodig en komt er zelf niet uit",
    ),
    "preventive_care": (
        "Wil vallen in huis voorkomen",
        "Zoekt een cursus over omgaan met geheugenverlies",
        "Vraagt wat er is voor mantelzorgers die moe zijn",
    ),
    "care": (
        "Snapt de brief van de zorgverzekeraar niet",
        "Zoekt thuiszorg na het ziekenhuis",
        "Wil praten over een indicatie voor langdurige zorg",
        "Vraagt hulp bij een klacht over de zorg",
        "Wacht al maanden op behandeling bij de ggz",
    ),
    "youth_help": (
        "Zoekt hulp voor een zoon die niet naar school gaat",
        "Vraagt hoe jeugdhulp aangevraagd wordt",
        "Wil steun bij het gesprek met het jeugdteam",
    ),
    "education": (
        "Zoekt passend onderwijs voor een dochter met autisme",
        "Wil beter leren lezen en schrijven",
        "School en ouders worden het niet eens",
    ),
    "welfare": (
        "Voelt zich alleen sinds de partner er niet meer is",
        "Zoekt iets te doen overdag",
        "Wil nieuwe mensen leren kennen in de wijk",
        "Zoekt een maatje om mee te wandelen",
        "Vraagt waar de eettafel is",
    ),
    "housing": (
        "Moet verhuizen en weet niet hoe",
        "Heeft ruzie met de buren en slaapt slecht",
        "Wil een woning zonder trap",
        "Huurachterstand, bang voor uitzetting",
        "Het huis is te vol om in te wonen",
    ),
    "work_income": (
        "Kan de rekeningen niet meer betalen",
        "Hulp bij het invullen van de bijzondere bijstand",
        "De uitkering is gestopt",
        "Toeslagen terugbetalen, weet niet hoe",
        "Post van drie maanden niet opengemaakt",
        "Wil aangifte doen maar snapt het formulier niet",
        "Zoekt werk dat past bij een beperking",
    ),
    "ph_bodily_functions": (
        "Slaapt slecht en komt daardoor nergens aan toe",
        "Wil weer kunnen lopen naar de winkel",
        "Zoekt hulp bij eten en bewegen na een operatie",
    ),
    "ph_mental_wellbeing": (
        "Piekert veel sinds het overlijden van haar man",
        "Is somber en ziet geen uitweg met de schulden",
        "Wil leren omgaan met paniek in de bus",
    ),
    "ph_meaning": (
        "Weet niet meer waar hij voor opstaat",
        "Zoekt iets om voor te zorgen nu de kinderen weg zijn",
    ),
    "ph_quality_of_life": (
        "Zit met de buren in een ruzie die niet ophoudt",
        "Heeft een huis dat niet meer past bij haar rolstoel",
        "Wil zelf over het geld gaan, met hulp",
    ),
    "ph_participation": (
        "Kent niemand in het dorp en wil dat anders",
        "Wil vrijwilligerswerk doen maar durft niet te bellen",
        "Zoekt vervoer om mee te kunnen doen",
    ),
    "ph_daily_functioning": (
        "De post stapelt zich op en hij raakt het overzicht kwijt",
        "Wil hulp bij de formulieren voor toeslagen",
        "Krijgt de dag niet meer geregeld sinds het hersenletsel",
    ),
}

NOTES: dict[Activity, tuple[str, ...]] = {
    Activity.TALK: (
        "De vraag samen op een rij gezet. Eerst de brief, daarna de aanvraag.",
        "Gesproken over wat zelf lukt en waar hulp bij nodig is.",
        "Keuzes besproken. Denkt er een week over na.",
        "Papieren gesorteerd en een map gemaakt.",
    ),
    Activity.HOME_VISIT: (
        "Thuis kennisgemaakt. Het huis is netjes, de post ligt hoog.",
        "Samen gekeken wat er in huis nodig is.",
        "Met de dochter erbij het gesprek voorbereid.",
    ),
    Activity.PHONE: (
        "Gebeld om een afspraak te maken.",
        "Teruggebeld. De brief is binnen, brengt hem mee.",
        "Met de instantie gebeld over de stand van zaken.",
        "Niet bereikt, bericht ingesproken.",
    ),
    Activity.EMAIL: ("Formulier gemaild met uitleg.", "Bevestiging van de afspraak gestuurd."),
    Activity.GOING_ALONG: (
        "Mee geweest naar het keukentafelgesprek. Alle punten zijn besproken.",
        "Mee naar het gesprek bij de gemeente. Besluit volgt binnen twee weken.",
    ),
    Activity.CASE_CONFERENCE: ("Overleg met wijkverpleging en woningcorporatie. Taken verdeeld.",),
    Activity.PREPARATION: ("Aanvraag voorbereid.", "Regels opgezocht en op papier gezet."),
    Activity.TRAVEL: ("",),
    Activity.REPORTING: ("Verslag gemaakt.", "Aanvraag uitgeschreven en verstuurd."),
}

REFERRED_TO = (
    "Schuldhulp van de gemeente",
    "Humanitas thuisadministratie",
    "De wijkverpleging",
    "Taalhuis in de bibliotheek",
    "Steunpunt mantelzorg",
    "Maatschappelijk werk",
    "Sociaal raadslieden",
)

# Per life domain: what supporters see going wrong in general.
SIGNALS: dict[str, tuple[str, ...]] = {
    "social_support": (
        "De afhandeling van een Wmo-melding duurt langer dan acht weken",
        "De brief over de eigen bijdrage is niet te begrijpen",
    ),
    "preventive_care": ("De cursus valpreventie zit vol tot in het voorjaar",),
    "care": (
        "Wachttijd bij de ggz is langer dan een half jaar",
        "Thuiszorg neemt in deze wijk geen nieuwe mensen aan",
    ),
    "youth_help": ("Gezinnen horen pas na maanden of er jeugdhulp komt",),
    "education": ("Er is geen plek op het speciaal onderwijs in de stad",),
    "welfare": (
        "De maatjesprojecten hebben te weinig vrijwilligers",
        "In deze wijk is geen eettafel meer",
    ),
    "housing": (
        "Wie dakloos dreigt te worden, kan nergens tijdelijk heen",
        "Seniorenwoningen zonder trap zijn er bijna niet",
    ),
    "work_income": (
        "De wachtlijst voor schuldhulp is vier maanden",
        "Geen voorziening voor wie hulp met geld nodig heeft en te zelfstandig is voor bewind",
    ),
    "ph_bodily_functions": ("In de dorpen is geen cursus om vallen te voorkomen",),
    "ph_mental_wellbeing": ("De wachttijd bij de praktijkondersteuner is drie maanden",),
    "ph_meaning": ("Voor mensen onder de vijftig is er overdag niets te doen",),
    "ph_quality_of_life": ("Er zijn geen kleine huurwoningen in de dorpen",),
    "ph_participation": ("Na zes uur rijdt er geen bus meer",),
    "ph_daily_functioning": ("Formulieren van de gemeente zijn te moeilijk",),
}
