"""The seals of the log that stand in filed reports (oco/trail/filed.py)."""

from collections.abc import Iterator

from oco.trail.filed import FiledSeal, register
from reporting.models import Report


def of_reports() -> Iterator[FiledSeal]:
    """Of every version that was filed with one. Two queries; of a document its seal alone is read."""
    sealed = Report.objects.filter(released__data__header__has_key="log_seal")
    seals = dict(sealed.values_list("pk", "released__data__header__log_seal"))
    for report in Report.objects.filter(pk__in=seals).select_related("organisation").order_by("pk"):
        what = f"Het rapport van {report.organisation.name} over {report.period.in_words}, versie {report.version},"
        yield FiledSeal(what, str(seals[report.pk]))


register(of_reports)
