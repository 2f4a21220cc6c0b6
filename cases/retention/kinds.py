"""Every kind of data that leads to a person, client or staff: its term, and what removes it.

A table in code, so that nothing is kept that nobody thought of: a test finds a model that leads to a client or to a
member of staff and stands in no row. Also shown on the page of terms.
"""

from __future__ import annotations

from dataclasses import dataclass

from cases import drafts
from cases.dossier.parts import PARTS
from cases.imports.register import KEPT_HOURS
from cases.models import DataKind
from cases.retention import cleaning


@dataclass(frozen=True)
class Kept:
    """A kind of data. `models`: labels. `term`: a settable kind, or the fixed term in words. `by`: what removes it, for
    the page; `where`: the module that does. `backup`: whether a backup holds it."""

    what: str
    models: tuple[str, ...]
    term: DataKind | str
    by: str
    where: str
    backup: bool = True

    @property
    def is_set(self) -> bool:
        return isinstance(self.term, DataKind)


def _days(delta_days: int) -> str:
    return f"{delta_days} dagen"


_DOSSIER = {part.model._meta.label for part in PARTS}
# Of a dossier, but with an end of their own or none.
_PROOFS = ("cases.Removal", "cases.DestructionLine", "cases.RightsRequest")
_FILES = ("cases.DossierFile",)
_COUNTED = ("reporting.CountedRecords", "subsidies.ClaimedTrajectory")

KEPT: tuple[Kept, ...] = (
    Kept(
        "Cliënten, hun vragen en alles wat daarbij is geschreven; ook eerdere teksten en eenmalige links",
        tuple(sorted(_DOSSIER - set(_PROOFS) - set(_FILES))),
        DataKind.DOSSIER,
        "elke maand een lijst, na akkoord van twee mensen; of op verzoek van de cliënt",
        "cases/retention/carrying_out.py",
    ),
    Kept(
        "Iemand van wie alleen de contactgegevens zijn genoteerd en geen vraag is opgepakt",
        ("cases.Client", "cases.ClientKey", "cases.HelpQuestion"),
        DataKind.WALK_IN,
        "dezelfde lijst",
        "cases/retention/carrying_out.py",
    ),
    Kept(
        "Wat over een cliënt is opgeschreven, als dat korter mag blijven dan wie het is",
        ("cases.HelpQuestion", "cases.Contact", "cases.QuestionEvent", "cases.FormerText", "cases.Talk"),
        DataKind.TEXTS,
        "dezelfde lijst",
        "cases/retention/carrying_out.py",
    ),
    Kept(
        "Turven aan de balie, zonder persoon",
        ("cases.Tally",),
        "onbeperkt: er staat geen cliënt in",
        "niets; de naam van wie turfde gaat met de naam van wie vertrokken is",
        "cases/retention/staff.py",
    ),
    Kept(
        "Bewijzen: verzoeken, verwijderingen, regels van vernietigingslijsten",
        _PROOFS,
        "onbeperkt, met een nummer en zonder naam",
        "niets; de woorden van de cliënt gaan met het dossier",
        "cases/removal.py",
    ),
    Kept(
        "Vernietigingslijsten, verklaringen en de termijnen zelf",
        ("cases.DestructionList", "cases.DestructionCertificate", "cases.RetentionTerm"),
        "onbeperkt: het bewijs dat gegevens weg zijn",
        "niets; er staan namen van medewerkers in, geen cliënten",
        "cases/retention/certificate.py",
    ),
    Kept(
        "Welke nummers achter een ingediend cijfer of een declaratie zitten",
        _COUNTED,
        "onbeperkt, nummers zonder naam: zo blijft een cijfer na te rekenen",
        "niets",
        "reporting/counted_records.py",
    ),
    Kept(
        "Half getypte formulieren",
        ("cases.Draft",),
        f"{int(drafts.KEEP.total_seconds() // 3600)} uur",
        "elk uur vanzelf",
        "cases/drafts.py",
    ),
    Kept(
        "Dossierbestanden voor een cliënt",
        _FILES,
        "24 uur",
        "elk uur vanzelf",
        "cases/dossier/files.py",
    ),
    Kept(
        "Gestuurde registers om te importeren",
        ("cases.RegisterImport",),
        f"de inhoud {KEPT_HOURS} uur; dat er iets is gestuurd, blijft staan",
        "elk uur vanzelf",
        "cases/imports/register.py",
    ),
    Kept(
        "Pseudoniemen om unieke inwoners te tellen",
        ("reporting.Pseudonym",),
        "tot het jaar is afgesloten, uiterlijk 1 oktober van het jaar erna",
        "elke nacht vanzelf",
        "reporting/unique_people.py",
        backup=False,
    ),
    Kept(
        "Sleutels van verstuurde formulieren, tegen dubbel opslaan",
        ("oco.Submission",),
        _days(cleaning.FORMS.days),
        "elke nacht vanzelf",
        "cases/retention/cleaning.py",
    ),
    Kept(
        "Taken van het programma en verstuurde mails: nummers, wie vroeg en wanneer",
        ("oco.Job",),
        _days(cleaning.JOBS.days),
        "elke nacht vanzelf",
        "cases/retention/cleaning.py",
    ),
    Kept(
        "Tijden aan de balie, zonder persoon",
        ("cases.CounterTiming",),
        _days(cleaning.TIMINGS.days),
        "elke nacht vanzelf",
        "cases/retention/cleaning.py",
    ),
    Kept(
        "Sessies: wie nu is ingelogd",
        ("oco.CareSession", "oco.MunicipalitySession", "oco.SessionUser", "oco.SessionDetail"),
        "tot uitloggen, hooguit 24 uur geldig",
        "bij uitloggen, en wat verlopen is elke nacht",
        "cases/retention/cleaning.py",
        backup=False,
    ),
    Kept(
        "Uitnodigingen om in te loggen",
        ("oco.Invitation",),
        f"{cleaning.INVITATIONS.days} dagen na de laatste geldige dag",
        "elke nacht vanzelf",
        "cases/retention/cleaning.py",
    ),
    Kept(
        "Accounts van medewerkers: naam, e-mailadres, manier van inloggen, eigen keuzes, afwezigheid",
        (
            "oco.User",
            "oco.Membership",
            "account.EmailAddress",
            "mfa.Authenticator",
            "cases.Absence",
            "cases.SavedView",
            "cases.ReminderChoice",
        ),
        DataKind.STAFF,
        "elke nacht vanzelf; de naam wordt ‘oud-medewerker’, het werk blijft",
        "cases/retention/staff.py",
    ),
    Kept(
        "Ander werk, signalen, sociale kaart: wie het schreef",
        ("cases.OtherWork", "cases.Signal", "cases.SignalBundle", "cases.SocialMapEntry"),
        DataKind.STAFF,
        "de naam gaat met het account",
        "cases/retention/staff.py",
    ),
    Kept(
        "Apparaten waarop iemand eerder inlogde, als hash",
        ("oco.KnownDevice",),
        "een jaar na de laatste keer",
        "elke nacht vanzelf, en bij vertrek",
        "cases/retention/cleaning.py",
    ),
    Kept(
        "Gedeelde computers, en pincodes die alleen daar werken, als hash",
        ("oco.SharedDevice", "oco.DevicePin"),
        "tot de computer wordt ingetrokken; een pincode tot de medewerker haar weghaalt of vertrekt",
        "meteen",
        "oco/shared_desk/devices.py",
        backup=False,
    ),
    Kept(
        "Koppeling met het account van de eigen organisatie",
        ("socialaccount.SocialAccount",),
        "zolang iemand er werkt",
        "bij vertrek",
        "oco/leaving.py",
    ),
    Kept(
        "Opvallend leesgedrag van medewerkers, en wat ervan gevonden is",
        ("cases.UnusualReading",),
        _days(cleaning.READING.days),
        "elke nacht vanzelf",
        "cases/retention/cleaning.py",
    ),
    Kept(
        "Logboek van handelingen, wijzigingen en kijken: nummers, geen namen van cliënten",
        ("oco.AuditEvent", "oco.LogEvent"),
        "vijf jaar, of de termijn die is ingesteld; de zegels blijven",
        "elke nacht vanzelf",
        "oco/trail/term.py",
    ),
    Kept(
        "Rapporten, afspraken en geld: wie indiende, besloot of schreef",
        (
            "oco.PeriodClosing",
            "reporting.Report",
            "reporting.DeclaredTotal",
            "reporting.DefinitionEdition",
            "reporting.PeopleBasis",
            "subsidies.ActionPoint",
            "subsidies.AuditorStatement",
            "subsidies.ClaimStep",
            "subsidies.CorrectionProposal",
            "subsidies.Cost",
            "subsidies.CostImport",
            "subsidies.CostStatement",
            "subsidies.Determination",
            "subsidies.DeterminationRequest",
            "subsidies.Extension",
            "subsidies.GrantChange",
            "subsidies.GrantFile",
            "subsidies.Message",
            "subsidies.PartClosing",
            "subsidies.Payment",
            "subsidies.Remark",
            "subsidies.RequestReturn",
            "subsidies.Review",
            "subsidies.SelfTestAnswer",
            "subsidies.SentRequest",
            "subsidies.Thread",
            "subsidies.TurnSwap",
        ),
        "zolang de verantwoording blijft; namen in een ingediend document horen bij dat document",
        "de naam van het account gaat zoals hierboven",
        "cases/retention/staff.py",
    ),
)
