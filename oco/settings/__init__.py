"""Settings: one module per process, each with its own login, cookie and secret.

| module | process | database login | apps |
|---|---|---|---|
| `care` | care side (zorgkant): providers and partnerships | `oco_care` | all |
| `municipality` | municipality side (gemeentekant) | `oco_municipality` | without `cases` |
| `worker` | Celery worker and beat | `oco_worker` | all |
| `owner` | management commands, migrations, tests | the owner | all |
"""
