#!/bin/bash
# A PostgreSQL of its own in a folder of its own, for tests: only a socket, fsync on.
#   pg_cluster.sh start FOLDER [SETTING ...]   makes and starts it, prints its URL
#   pg_cluster.sh restart FOLDER [MODE]   MODE is immediate, fast or smart; also starts it again
#   pg_cluster.sh halt FOLDER     stops it and keeps the folder
#   pg_cluster.sh stop FOLDER     stops it and removes the folder
set -euo pipefail
command=${1:?start, restart, halt or stop}
folder=$(realpath -m "${2:?a folder}")
bin=$(echo /usr/lib/postgresql/*/bin | tr ' ' '\n' | sort -V | tail -1)

# PostgreSQL does not run as root.
as_owner() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=postgres --regid=postgres --clear-groups -- env HOME="$folder" "$@"
	else
		"$@"
	fi
}

start() {
	mkdir -p "$folder"
	[ "$(id -u)" != 0 ] || chown postgres:postgres "$folder"
	chmod 711 "$folder" # users of tests reach the socket; nobody reads the data
	cd "$folder" # a folder that the owner may enter
	as_owner "$bin/initdb" -D "$folder/data" -U postgres --auth=trust --encoding=UTF8 \
		--locale=C --data-checksums --no-sync >"$folder/initdb.log"
	cat >>"$folder/data/postgresql.conf" <<-SETTINGS
		listen_addresses = ''
		unix_socket_directories = '$folder'
		max_connections = 100
		shared_buffers = 128MB
	SETTINGS
	[ $# -eq 0 ] || printf '%s\n' "$@" >>"$folder/data/postgresql.conf"
	as_owner "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 start >/dev/null
	echo "postgresql:///postgres?host=$folder&user=postgres"
}

case $command in
start) start "${@:3}" ;;
restart)
	cd "$folder"
	as_owner "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 60 -m "${3:-fast}" restart >/dev/null
	;;
halt)
	cd "$folder"
	as_owner "$bin/pg_ctl" -D "$folder/data" -w -t 60 -m fast stop >/dev/null
	;;
stop)
	if [ -d "$folder/data" ]; then
		cd "$folder"
		as_owner "$bin/pg_ctl" -D "$folder/data" -w -t 60 -m immediate stop >/dev/null || true
	fi
	cd /
	rm -rf "$folder"
	;;
*)
	echo "start, restart, halt or stop" >&2
	exit 2
	;;
esac
