"""What the facts add up to: rolled-up figures, declared totals of earlier years, filed reports.

The municipality side has this app too. What it may read stands in oco/database_rights.py: reports with
their released documents and files, and declared totals; never a figure before it is released.
"""

from reporting.models.counted_records import CountedRecords
from reporting.models.declared import DeclaredTotal, YearNote
from reporting.models.definitions import DefinitionEdition, FormerFigure
from reporting.models.gates import GateRun
from reporting.models.pseudonyms import PeopleBasis, PeopleCount, Pseudonym
from reporting.models.reports import InternalDocument, ReleasedDocument, Report, ReportFile, ReportQuerySet
from reporting.models.rollups import Figure, RollUp
from reporting.models.told import ToldNumber
from reporting.models.weeks import WeekCounts

__all__ = [
    "CountedRecords",
    "DeclaredTotal",
    "DefinitionEdition",
    "Figure",
    "FormerFigure",
    "GateRun",
    "InternalDocument",
    "PeopleBasis",
    "PeopleCount",
    "Pseudonym",
    "ReleasedDocument",
    "Report",
    "ReportFile",
    "ReportQuerySet",
    "RollUp",
    "ToldNumber",
    "WeekCounts",
    "YearNote",
]
