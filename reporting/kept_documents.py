"""The filed reports whose checksums a backup computes again (oco/backups/documents.py)."""

from oco.backups.documents import Source, of_files, of_json, register
from reporting.plain_data import checksum_of

register(
    Source(
        "reporting_report",
        "SELECT r.id, r.checksum, d.data::text FROM reporting_report r"
        " JOIN reporting_releaseddocument d ON d.report_id = r.id ORDER BY r.id",
        of_json(checksum_of),
    ),
    of_files("reporting_reportfile"),
)
