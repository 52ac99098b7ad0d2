# Debian and npm packages: what is missing is installed, by name, from the lists in packaging/.

# A line of a list is NAME, or "NAME unless COMMAND" when another build of COMMAND will do.
packages_missing() {
	local list names=() name rule command

	for list in "$@"; do
		while read -r name rule command; do
			case $name in '' | '#'*) continue ;; esac
			if [ "$rule" = unless ] && command -v "$command" >/dev/null; then
				continue
			fi
			names+=("$name")
		done <"packaging/packages-$list.txt"
	done
	if [ ${#names[@]} -eq 0 ]; then
		return 0
	fi
	comm -13 \
		<(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null |
			sed -n 's/^installed //p' | sort -u) \
		<(printf '%s\n' "${names[@]}" | sort -u)
}

packages_need() {
	local missing log

	mapfile -t missing < <(packages_missing "$@")
	if [ ${#missing[@]} -eq 0 ]; then
		return 0
	fi
	echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
	log=$(mktemp)
	if ! (packages_install "${missing[@]}") >"$log" 2>&1; then
		tail -n 30 "$log" >&2
		rm -f "$log"
		echo "These packages could not be installed. Is this Debian 12, and is the network there?" >&2
		exit 1
	fi
	rm -f "$log"
}

# Runs in a subshell, so that its trap and its file end with it.
packages_install() {
	local policy=/usr/sbin/policy-rc.d

	# Servers that tests need (mail, database) must not start as services of this machine.
	if [ ! -e $policy ]; then
		trap 'as_root rm -f '$policy EXIT
		printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
		as_root chmod 755 $policy
	fi
	if [ -z "$(find /var/lib/apt/lists -name '*_Packages*' -mtime -1 2>/dev/null | head -n 1)" ]; then
		apt_get update
	fi
	if ! apt_get install -y --no-install-recommends "$@"; then
		apt_get update
		apt_get install -y --no-install-recommends "$@"
	fi
}

apt_get() {
	as_root env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes \
		apt-get -q -o DPkg::Lock::Timeout=300 "$@"
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		echo "Installing packages needs root, or sudo." >&2
		return 1
	fi
}

# Puts a folder's node_modules in order with its package-lock.json. No script of a package runs.
npm_need() {
	local folder=$1 lock=$1/package-lock.json done=$1/node_modules/.package-lock.json

	if [ ! -e "$lock" ] || { [ -e "$done" ] && [ ! "$lock" -nt "$done" ]; }; then
		return 0
	fi
	echo "Installing npm packages of $folder/"
	(cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
	touch "$done"
}

# Debian 12 has node 18. Tests that want a newer one find it among the packages of tests/browser.
node_path() {
	local pinned=(tests/browser/node_modules/node-linux-*/bin/node)

	if [ -x "${pinned[0]}" ]; then
		echo "${pinned[0]}"
	else
		command -v node
	fi
}
