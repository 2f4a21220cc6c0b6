"""The documents of grants whose checksums a backup computes again (oco/backups/documents.py)."""

from oco.backups.documents import Source, of_files, of_json, register
from reporting.plain_data import checksum_of

register(
    Source(
        "subsidies_sentrequest",
        "SELECT id, checksum, data::text FROM subsidies_sentrequest ORDER BY id",
        of_json(checksum_of),
    ),
    of_files("subsidies_auditorstatement"),
    of_files("subsidies_sentfile"),
    of_files("subsidies_determinationletter"),
    of_files("subsidies_grantfile"),
)
