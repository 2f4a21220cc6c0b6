"""The seals of the log that stand in filed reports (oco/trail/filed.py)."""

from collections.abc import Iterator

from django.db.models import F

from oco.trail.filed import FiledSeal, register
from reporting.models import Report


def of_reports() -> Iterator[FiledSeal]:
    """Of every version that was filed with one."""
    sealed = Report.objects.filter(released__data__header__has_key="log_seal").order_by("pk")
    for report in sealed.select_related("organisation").annotate(seal=F("released__data__header__log_seal")):
        what = f"Het rapport van {report.organisation.name} over {report.period.in_words}, versie {report.version},"
        yield FiledSeal(what, str(report.seal))


register(of_reports)
