#!/bin/bash
# Proves that a fresh machine needs nothing but this project: builds the smallest Debian 12 in a
# temporary folder, clones HEAD into it and follows README's commands there. Needs root, and the
# packages mmdebstrap and git. Debian mirror, npm settings and certificates are those of this machine.
#
# Usage: [PORT=8025] tools/minimal.sh [run|test|both] [--keep]
# --keep leaves the folder, named at the end. The guest shares the loopback of this machine, so
# another PORT helps when 8025 is taken; mail comes in one below it.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-run}
keep=${2:-}
port=${PORT:-8025}
folder=$(mktemp -d /var/tmp/hark-minimal.XXXXXX)
root=$folder/debian

tidy_up() {
	if [ "$keep" = --keep ]; then
		echo "Left in $folder"
	else
		rm -rf --one-file-system "$folder"
	fi
}
trap tidy_up EXIT

make_debian() {
	local sources settings=$folder/apt.conf

	mapfile -t sources < <(grep -lsE 'debian-archive|deb(ian)?/? bookworm' \
		/etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources})
	apt-config dump | grep -E '^Acquire::(Check-|http|https|Retries)' >"$settings" || true
	echo "Making a Debian 12 of its essential packages and apt ..."
	mmdebstrap --quiet --variant=apt --aptopt="$settings" bookworm "$root" "${sources[@]}"
	cp /etc/resolv.conf /etc/hosts "$root/etc/"
	copy_npm_settings
	git clone -q --no-hardlinks . "$root/root/hark"
}

copy_npm_settings() {
	local file authority

	command -v npm >/dev/null || return 0
	for file in "$(npm config get globalconfig)" "$(npm config get userconfig)"; do
		if [ -f "$file" ]; then
			grep -vE '^(cafile|nodedir|prefix) *=' "$file" >>"$root/root/.npmrc" || true
		fi
	done
	authority=$(npm config get cafile)
	if [ -f "$authority" ]; then
		cp "$authority" "$root/root/npm-authority.crt"
		echo "cafile=/root/npm-authority.crt" >>"$root/root/.npmrc"
	fi
}

# A command inside, with its own mounts and processes; nothing it starts outlives it.
inside() {
	unshare --mount --pid --fork --kill-child bash -c '
		set -e
		cd "$1"
		mount -t proc proc proc
		mount -t sysfs -o ro sysfs sys
		mount --rbind /dev dev
		mount -t tmpfs tmpfs run
		exec env -i HOME=/root TERM=dumb PATH=/usr/sbin:/usr/bin:/sbin:/bin \
			chroot . bash -c "cd /root/hark && $2"' - "$root" "$1"
}

is_healthy() {
	local answer

	exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
	printf 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$port" >&3
	read -r -t 5 answer <&3 || return 1
	exec 3>&-
	[[ $answer == *" 200 "* ]]
}

try_run() {
	local begun=$SECONDS server code=1

	if (is_healthy) 2>/dev/null; then
		echo "Something answers on port $port already, so ./do run cannot be tried."
		return 1
	fi
	inside "HARK_LISTEN=127.0.0.1:$port HARK_BASE_URL=http://127.0.0.1:$port \
		HARK_LMTP=127.0.0.1:$((port - 1)) exec ./do run" >"$folder/run.log" 2>&1 &
	server=$!
	while kill -0 $server 2>/dev/null && [ $((SECONDS - begun)) -lt 1200 ]; do
		if (is_healthy) 2>/dev/null; then
			code=0
			sleep 3 # for the links
			break
		fi
		sleep 1
	done
	echo "./do run: healthy=$([ $code -eq 0 ] && echo yes || echo no) after $((SECONDS - begun)) s"
	kill $server 2>/dev/null || true
	wait $server 2>/dev/null || true
	tail -n 40 "$folder/run.log"
	return $code
}

try_test() {
	local begun=$SECONDS code=0

	inside "exec ./do test" >"$folder/test.log" 2>&1 || code=$?
	tail -n 60 "$folder/test.log"
	echo "./do test: exit $code after $((SECONDS - begun)) s"
	return $code
}

make_debian
failed=0
if [ "$what" != test ]; then
	try_run || failed=1
fi
if [ "$what" != run ]; then
	try_test || failed=1
fi
exit $failed
