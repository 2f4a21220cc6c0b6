"""Documents of cases that a backup verifies: certificates of destruction."""

from __future__ import annotations

from cases.retention.certificate import checksum_of
from oco.backups.documents import Source, of_json, register

register(
    Source(
        "cases_destructioncertificate",
        "SELECT id, checksum, content::text FROM cases_destructioncertificate ORDER BY id",
        of_json(checksum_of),
    ),
)
