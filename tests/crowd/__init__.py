"""Many people at once at real processes: gunicorn with threads, a worker, PostgreSQL and Redis."""
