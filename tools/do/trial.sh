# The trial that ./do run serves: everything it keeps is in var/.

export HARK_CONFIG=var/hark.conf

trial_prepare() {
	mkdir -p var/mail
	if [ ! -e var/hark.conf ]; then
		cat >var/hark.conf <<-'CONF'
			# Settings of the trial; build/hark settings lists all there are.
			db = sqlite:var/hark.db
			blobs = var/blobs
			secret_file = var/secret
			listen = 127.0.0.1:8025
			base_url = http://127.0.0.1:8025
			lmtp = 127.0.0.1:8024
			smtp = dir:var/mail
		CONF
	fi
	# What goes well is not worth a line here: the links stand last, and whole.
	grep -q '^log_level = ' var/hark.conf || trial_keep log_level warning
	trial_keep listen "${HARK_LISTEN:-}"
	trial_keep base_url "${HARK_BASE_URL:-}"
	trial_keep lmtp "${HARK_LMTP:-}"
	if [ -e var/is-ready ]; then
		return 0
	fi
	# What an interrupted first try left half made is made anew.
	rm -rf var/hark.db* var/blobs
	echo "Making trial data in var/ ..."
	build/hark init --org Nordhome --admin admin@nordhome.example --mailbox help@nordhome.example \
		--timezone Europe/Vilnius >/dev/null
	# What the log says of each step is of no use here, unless it goes wrong.
	if ! build/hark demo load 2>var/demo.log; then
		cat var/demo.log >&2
		return 1
	fi
	touch var/is-ready
}

# Ports that were given to ./do run hold for every hark command in this house, such as hark link in
# another shell, and for the next ./do run.
trial_keep() {
	local name=$1 value=$2

	[ -n "$value" ] || return 0
	sed -i "/^$name = /d" var/hark.conf
	echo "$name = $value" >>var/hark.conf
}

# The server takes the place of this process, so that Ctrl-C is its own; it has no child of ours.
trial_serve() {
	export NOTIFY_SOCKET=var/ready.sock
	/usr/bin/python3 -B tools/trial_links.py $$
	exec build/hark serve
}
