"""How a question can end. What counts as answered is agreed with the municipality, so both sides know this list."""

from django.db import models


class Outcome(models.TextChoices):
    """Afronding. Which of these count as answered stands in `ANSWERED`, until a municipality agrees on something else
    (reporting/definitions.py)."""

    INFORMATION_ADVICE = "information_advice", "informatie en advies"
    OWN_STRENGTH_NETWORK = "own_strength_network", "eigen kracht of netwerk"
    GENERAL_PROVISION = "general_provision", "algemene voorziening"
    INDIVIDUAL_PROVISION = "individual_provision", "maatwerkvoorziening"
    WARM_REFERRAL = "warm_referral", "warme overdracht"
    LEAFLET_REFERRAL = "leaflet_referral", "verwezen met folder"
    OBJECTION_COMPLAINT = "objection_complaint", "bezwaar of klacht"
    WLZ = "wlz", "overdracht naar Wlz"
    NO_SOLUTION = "no_solution", "geen oplossing"
    STOPPED = "stopped", "gestopt door cliënt"
    MOVED_OR_DIED = "moved_or_died", "verhuisd of overleden"


# A question is answered when it was closed with any outcome but these three.
NOT_ANSWERED = frozenset({Outcome.NO_SOLUTION, Outcome.STOPPED, Outcome.MOVED_OR_DIED})
ANSWERED = frozenset(Outcome) - NOT_ANSWERED
