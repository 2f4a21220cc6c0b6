"""The fixed lists of the field, as the domain names them. Labels are the words on screen and in import files."""

from django.db import models

from oco.outcomes import ANSWERED as ANSWERED
from oco.outcomes import NOT_ANSWERED as NOT_ANSWERED
from oco.outcomes import Outcome as Outcome


class Channel(models.TextChoices):
    """Ingang: along which way a question came in."""

    COUNTER = "counter", "balie"
    CENTRAL_PHONE = "central_phone", "centrale telefoon"
    WALK_IN_HOUR = "walk_in_hour", "spreekuur"
    OWN_NUMBER = "own_number", "eigen nummer"
    EMAIL_WEB = "email_web", "e-mail of website"
    MUNICIPALITY = "municipality", "gemeente"
    GP = "gp", "huisarts"
    SCHOOL = "school", "school"
    DISTRICT_NURSE = "district_nurse", "wijkverpleging"
    OTHER_ORGANISATION = "other_organisation", "andere organisatie"
    OUTREACH = "outreach", "huisbezoek"


class Activity(models.TextChoices):
    """What was done, of an hour line on a question."""

    TALK = "talk", "gesprek"
    HOME_VISIT = "home_visit", "huisbezoek"
    PHONE = "phone", "telefoon"
    EMAIL = "email", "e-mail"
    GOING_ALONG = "going_along", "mee naar gesprek"
    CASE_CONFERENCE = "case_conference", "MDO"
    PREPARATION = "preparation", "voorbereiding"
    TRAVEL = "travel", "reistijd"
    REPORTING = "reporting", "verslag"


# Activities in which the client was spoken to: the first of them is the first contact.
WITH_THE_CLIENT = frozenset({Activity.TALK, Activity.HOME_VISIT, Activity.PHONE, Activity.EMAIL, Activity.GOING_ALONG})


class OtherWorkKind(models.TextChoices):
    """Work that isn't bound to a client."""

    NETWORK = "network", "netwerk"
    INFORMATION = "information", "voorlichting"
    GROUP = "group", "groep"
    PROJECT = "project", "project"
    SCHOOLING = "schooling", "scholing"
    # Bound to a client, after their question was closed: docs/decisions/0014.
    AFTERCARE = "aftercare", "nazorg"


class OverGuidelineReason(models.TextChoices):
    """Why a question took more hours than the guideline: the field's own list."""

    WAITING_LIST = "waiting_list", "wachtlijst elders (overbruggen)"
    RECURRING = "recurring", "steeds nieuwe vragen, cliënt blijft deels afhankelijk"
    FINGER_ON_PULSE = "finger_on_pulse", "vinger aan de pols"
    NO_FITTING_SUPPORT = "no_fitting_support", "er is geen passende ondersteuning"
    SELF_SUFFICIENCY_OUT_OF_REACH = "self_sufficiency_out_of_reach", "zelfredzaamheid is niet haalbaar"
    TWO_SUPPORTERS = "two_supporters", "twee ondersteuners nodig voor de veiligheid"
    COMPLEXITY = "complexity", "ingewikkelde situatie"


class Fits(models.TextChoices):
    """Did the solution fit?"""

    YES = "yes", "ja"
    PARTLY = "partly", "deels"
    NO = "no", "nee"


class Attendance(models.TextChoices):
    """How a talk with the municipality went ahead."""

    WITH_US = "with_us", "wij waren erbij"
    WITHOUT_US = "without_us", "de cliënt ging zonder ons"
    NOT_HELD = "not_held", "het gesprek ging niet door"


class ObjectionKind(models.TextChoices):
    """What the client can do against a decision, or about how they were treated."""

    OBJECTION = "objection", "bezwaar"
    APPEAL = "appeal", "beroep"
    COMPLAINT = "complaint", "klacht"


class ObjectionOutcome(models.TextChoices):
    """How an objection, an appeal or a complaint ended."""

    UPHELD = "upheld", "cliënt kreeg gelijk"
    PARTLY = "partly", "cliënt kreeg deels gelijk"
    REJECTED = "rejected", "cliënt kreeg geen gelijk"
    SETTLED = "settled", "samen opgelost"
    DROPPED = "dropped", "niet doorgezet"


class AftercareKind(models.TextChoices):
    """A planned short check after closing."""

    AFTERCARE = "aftercare", "nazorg"
    PILOT_LIGHT = "pilot_light", "waakvlamcontact"


class HowFound(models.TextChoices):
    """Hoe bij ons gekomen: how somebody found the way to client support (the audit's list)."""

    MEDIA = "media", "internet, krant of folder"
    FAMILY_FRIENDS = "family_friends", "familie of vrienden"
    ORGANISATION = "organisation", "een andere organisatie"
    MUNICIPALITY = "municipality", "de gemeente"
    OTHER = "other", "anders"
    UNKNOWN = "unknown", "weet niet"


class ReachBy(models.TextChoices):
    """How a client wants to be reached."""

    PHONE = "phone", "telefoon"
    EMAIL = "email", "e-mail"
    POST = "post", "post"
    CARER = "carer", "via een contactpersoon"


class CarerLoad(models.TextChoices):
    """How heavy a carer (mantelzorger) says that it is."""

    LIGHT = "light", "licht"
    HEAVY = "heavy", "zwaar"
    OVERBURDENED = "overburdened", "overbelast"


class ArrangementStep(models.TextChoices):
    """Arrangement: the mix that was found, along the pyramid from one's own strength up."""

    OWN_STRENGTH = "own_strength", "eigen kracht"
    NETWORK = "network", "netwerk"
    GENERAL = "general", "algemene voorziening"
    COLLECTIVE = "collective", "collectieve voorziening"
    INDIVIDUAL = "individual", "maatwerkvoorziening"


class Moment(models.TextChoices):
    """The three moments of support of the VNG."""

    REFLECTING = "reflecting", "stilstaan bij het leven"
    OBTAINING = "obtaining", "passende ondersteuning krijgen"
    USING = "using", "ondersteuning gebruiken"


class SupportTask(models.TextChoices):
    """What was done for the client at such a moment; `MOMENT_OF` tells at which."""

    CLARIFY = "clarify", "vraag verhelderen"
    OWN_NETWORK = "own_network", "netwerk in beeld brengen"
    PREPARE_TALK = "prepare_talk", "gesprek voorbereiden"
    ATTEND_TALK = "attend_talk", "mee naar het gesprek"
    CHOOSE_PROVIDER = "choose_provider", "aanbieder kiezen"
    OBJECTION = "objection", "klacht of bezwaar"
    ARRANGE = "arrange", "ondersteuning regelen"
    ADJUST = "adjust", "ondersteuning bijstellen"


MOMENT_OF: dict[SupportTask, Moment] = {
    SupportTask.CLARIFY: Moment.REFLECTING,
    SupportTask.OWN_NETWORK: Moment.REFLECTING,
    SupportTask.PREPARE_TALK: Moment.OBTAINING,
    SupportTask.ATTEND_TALK: Moment.OBTAINING,
    SupportTask.CHOOSE_PROVIDER: Moment.OBTAINING,
    SupportTask.OBJECTION: Moment.OBTAINING,
    SupportTask.ARRANGE: Moment.USING,
    SupportTask.ADJUST: Moment.USING,
}


class PauseReason(models.TextChoices):
    """Why a running term stands still. Both ask something of somebody else than the supporter."""

    UNREACHABLE = "unreachable", "cliënt niet bereikt"
    CLIENT_ASKED = "client_asked", "cliënt vroeg om een latere datum"


class ReachChannel(models.TextChoices):
    """How somebody tried to reach the client."""

    PHONE = "phone", "telefoon"
    VISIT = "visit", "langs geweest"
    MAIL = "mail", "mail of brief"


class TermKind(models.TextChoices):
    """The two terms of a question."""

    FIRST_CONTACT = "first_contact", "eerste contact"
    PICK_UP = "pick_up", "oppakken"


class Instrument(models.TextChoices):
    """Instruments that are scored at the start and at the end."""

    SELF_SUFFICIENCY = "zrm", "zelfredzaamheid-matrix"
    POSITIVE_HEALTH = "positive_health", "positieve gezondheid"


class DomainList(models.TextChoices):
    """The three lists of life domains; a municipality picks the one that it reports by."""

    WMO = "wmo", "acht leefgebieden van de Wmo"
    SELF_SUFFICIENCY = "zrm", "zelfredzaamheid-matrix"
    POSITIVE_HEALTH = "positive_health", "positieve gezondheid"


# Source: domain.md §3 and §4 of the project's description, after the Wmo 2015 and the audit of Zoetermeer.
LIFE_DOMAINS: dict[DomainList, dict[str, str]] = {
    DomainList.WMO: {
        "social_support": "maatschappelijke ondersteuning",
        "preventive_care": "preventieve zorg",
        "care": "zorg",
        "youth_help": "jeugdhulp",
        "education": "onderwijs",
        "welfare": "welzijn",
        "housing": "wonen",
        "work_income": "werk en inkomen",
    },
    DomainList.SELF_SUFFICIENCY: {
        "zrm_income": "inkomen",
        "zrm_work_education": "werk en opleiding",
        "zrm_use_of_time": "tijdsbesteding",
        "zrm_housing": "huisvesting",
        "zrm_domestic_relations": "huiselijke relaties",
        "zrm_mental_health": "geestelijke gezondheid",
        "zrm_physical_health": "lichamelijke gezondheid",
        "zrm_substance_use": "middelengebruik",
        "zrm_daily_living": "dagelijkse vaardigheden (ADL)",
        "zrm_social_network": "sociaal netwerk",
        "zrm_participation": "maatschappelijke participatie",
        "zrm_justice": "justitie",
    },
    DomainList.POSITIVE_HEALTH: {
        "ph_bodily_functions": "lichaamsfuncties",
        "ph_mental_wellbeing": "mentaal welbevinden",
        "ph_meaning": "zingeving",
        "ph_quality_of_life": "kwaliteit van leven",
        "ph_participation": "meedoen",
        "ph_daily_functioning": "dagelijks functioneren",
    },
}
DOMAIN_LABELS: dict[str, str] = {key: name for domains in LIFE_DOMAINS.values() for key, name in domains.items()}

# The target groups that a front door begins with. Source: domain.md §3, after the audit of Zoetermeer.
TARGET_GROUPS: tuple[str, ...] = (
    "Ouderen",
    "Licht verstandelijke beperking",
    "Autisme",
    "Niet-aangeboren hersenletsel",
    "Chronische ziekte of lichamelijke beperking",
    "Psychische kwetsbaarheid (ggz)",
    "Jeugd en ouders",
    "Mantelzorgers",
    "Laag inkomen of schulden",
    "Nieuwkomers",
)
