#!/bin/sh
# Run once by the postgres image, when its volume is empty: the two roles and the database, as `make services` makes them.
set -eu
for name in OWNER_PASSWORD APP_PASSWORD; do
  eval "value=\${$name:-}"
  [ -n "$value" ] || { echo "$name is not set: the database is not made without it." >&2; exit 1; }
done
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE smaajob_owner LOGIN CREATEDB INHERIT NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'owner_password';
CREATE ROLE smaajob_app LOGIN NOCREATEDB NOINHERIT NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS
  PASSWORD :'app_password';
CREATE DATABASE smaajob OWNER smaajob_owner ENCODING 'UTF8' TEMPLATE template0 LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE smaajob FROM PUBLIC;
GRANT CONNECT ON DATABASE smaajob TO smaajob_app;
SQL
