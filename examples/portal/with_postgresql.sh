#!/usr/bin/env bash
# Run a command beside a PostgreSQL that is thrown away afterwards; PORTAL_TEST_DATABASE names it.
#
#     ./with_postgresql.sh python -m pytest tests
#
# It needs the programs of PostgreSQL (the package `postgresql` of Debian). As root, which
# PostgreSQL refuses, the server runs as the user `postgres`.
set -euo pipefail

bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
bin=${bin:-$(dirname "$(command -v initdb)")}
folder=$(mktemp -d)
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as_server() { (cd "$folder" && runuser -u postgres -- "$@"); }
else
    as_server() { "$@"; }
fi
stop() {
    as_server "$bin/pg_ctl" --pgdata "$folder/data" --mode immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT

as_server "$bin/initdb" --pgdata "$folder/data" --username portal --auth trust --encoding UTF8 \
    --locale C --no-sync >/dev/null
# It listens on a socket in its own folder only, so that no port has to be free.
as_server "$bin/pg_ctl" --pgdata "$folder/data" --log "$folder/log" --wait \
    --options "-c listen_addresses='' -c unix_socket_directories='$folder'" start >/dev/null ||
    { cat "$folder/log" >&2; exit 1; }
chmod 755 "$folder"
export PORTAL_TEST_DATABASE="postgresql+psycopg://portal@/postgres?host=$folder"
"$@"
