#!/usr/bin/python3
"""Real mail servers of one's own: Postfix and Dovecot, private to a temporary folder.

Postfix takes mail for three domains: hark.example goes to Hark by LMTP, pipe.example through a
pipe, and customer.example to Dovecot, where everybody has a mailbox (password "secret") that tests
read by IMAP. Hark sends through the submission ports, where the same names sign in.

As a program: "mailrig.py start [--lmtp HOST:PORT] [--pipe COMMAND]" prints the places as
environment variables and stays until it is told to end (SIGTERM, Ctrl-C or end of input).
Needs root: both servers change users.
"""
import argparse
import contextlib
import dataclasses
import os
import pathlib
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
import typing

from hark import free_port

PASSWORD = "secret"
DOMAINS = {"lmtp": "hark.example", "pipe": "pipe.example", "customer": "customer.example"}
PORTS = ("smtp", "submission", "smtps", "imap", "imaps")
MAIL_USER = "mail"  # a system user that every Debian has

MASTER = """\
127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
smtp unix - - n - - smtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
hark-pipe unix - n n - 10 pipe
  flags=q user={pipe_user} argv={pipe}
"""

MAIN = """\
compatibility_level = 3.6
alias_maps =
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
myhostname = mx.rig.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relay_domains = hark.example pipe.example customer.example
transport_maps = inline:{{ {{ hark.example = lmtp:inet:{lmtp} }} {{ pipe.example = hark-pipe: }}
  {{ customer.example = lmtp:unix:{folder}/dovecot/lmtp }} }}
default_transport = error:5.4.4 nobody sends mail to the outside from a test
smtpd_recipient_restrictions = check_recipient_access inline:{{
  {{ refused@customer.example = 550 5.1.1 there is no such person }}
  {{ later@customer.example = 450 4.2.0 not now }} }}, permit
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/dovecot/auth
smtpd_tls_auth_only = yes
smtpd_tls_security_level = may
smtpd_tls_cert_file = {folder}/tls/server.pem
smtpd_tls_key_file = {folder}/tls/server.key
message_size_limit = 60000000
minimal_backoff_time = 2s
maximal_backoff_time = 4s
queue_run_delay = 2s
lmtp_destination_concurrency_limit = 20
default_destination_concurrency_failed_cohort_limit = 1000
lmtp_tls_security_level = none
pipe_destination_recipient_limit = 1
notify_classes =
"""

DOVECOT = """\
base_dir = {folder}/dovecot
state_dir = {folder}/dovecot
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/tls/server.pem
ssl_key = <{folder}/tls/server.key
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
mail_location = maildir:~/Maildir
mailbox_list_index = yes
first_valid_uid = 1
lmtp_save_to_detail_mailbox = no
protocol lmtp {{
  auth_username_format = %Lu
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
{tokens}passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail_user} gid={mail_user} home={folder}/home/%Lu allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  unix_listener lmtp {{
    mode = 0666
  }}
}}
service auth {{
  unix_listener auth {{
    mode = 0666
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""

# Where tokens are believed: Dovecot asks whoever gave them (RFC 7662).
TOKENS = """\
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/tokens.conf
}}
"""

INTROSPECTION = """\
introspection_mode = post
introspection_url = {introspection}
force_introspection = yes
username_attribute = username
active_attribute = active
active_value = true
"""

AUTHORITY = """\
[ca]
default_ca = rig
[rig]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""


def run(*command: str, **options) -> None:
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, **options)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")


def wait_for(what: typing.Callable[[], typing.Any], words: str, seconds: float = 60):
    """What it returns once that is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.02)
    raise TimeoutError(words)


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
        return bool(line.recv(1)) if port else False
    return False


class Authority:
    """Makes certificates: good ones, and such as must not be believed."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        folder.mkdir(parents=True)
        (folder / "index").touch()
        (folder / "ca.cnf").write_text(AUTHORITY.format(folder=folder))
        self.certificate = folder / "ca.pem"
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "30", "-subj", "/CN=Rig authority", "-keyout", f"{folder}/ca.key",
            "-out", str(self.certificate))

    def make(self, name: str, hosts: str = "DNS:localhost", days: tuple[str, str] = ("", "")):
        """name.pem and name.key in the folder; days: when it is valid, as YYYYMMDD."""
        start, end = (f"{day}000000Z" if day else "" for day in days)
        base = self.folder / name
        run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-subj", f"/CN={name}", "-addext", f"subjectAltName={hosts}",
            "-keyout", f"{base}.key", "-out", f"{base}.csr")
        run("openssl", "ca", "-batch", "-notext", "-config", f"{self.folder}/ca.cnf",
            "-cert", str(self.certificate), "-keyfile", f"{self.folder}/ca.key",
            "-in", f"{base}.csr", "-out", f"{base}.pem",
            *(("-startdate", start, "-enddate", end) if start else ("-days", "20")))
        return pathlib.Path(f"{base}.pem"), pathlib.Path(f"{base}.key")


@dataclasses.dataclass
class Rig:
    folder: pathlib.Path
    ports: dict[str, int]
    lmtp: str = "127.0.0.1:1"  # where Hark listens
    pipe: str = "/bin/false"   # what is called for each mail to pipe.example
    pipe_user: str = "nobody"
    mechanisms: str = "plain login"
    introspection: str = ""    # the URL at which Dovecot asks whether a token is good
    authority: Authority = None
    dovecot: subprocess.Popen = None

    def values(self) -> dict:
        return {"folder": self.folder, "lmtp": self.lmtp, "pipe": self.pipe,
                "pipe_user": self.pipe_user, "password": PASSWORD, "mail_user": MAIL_USER,
                "mechanisms": self.mechanisms, "introspection": self.introspection,
                "tokens": TOKENS.format(folder=self.folder) if self.introspection else "",
                **self.ports}

    def environment(self) -> dict[str, str]:
        places = {f"RIG_{name.upper()}_PORT": str(port) for name, port in self.ports.items()}
        return {"RIG_FOLDER": str(self.folder), "RIG_CA": str(self.authority.certificate),
                "RIG_PASSWORD": PASSWORD, **places}

    def prepare(self) -> None:
        user = pwd.getpwnam(MAIL_USER)
        self.folder.chmod(0o755)
        self.authority = Authority(self.folder / "tls")
        self.authority.make("server")
        for name in ("postfix", "queue", "data", "home", "dovecot"):
            (self.folder / name).mkdir()
        os.chown(self.folder / "home", user.pw_uid, user.pw_gid)
        os.chown(self.folder / "data", pwd.getpwnam("postfix").pw_uid, -1)
        (self.folder / "postfix/main.cf").write_text(MAIN.format(**self.values()))
        (self.folder / "postfix/master.cf").write_text(MASTER.format(**self.values()))
        (self.folder / "dovecot.conf").write_text(DOVECOT.format(**self.values()))
        (self.folder / "tokens.conf").write_text(INTROSPECTION.format(**self.values()))

    def postfix(self, word: str) -> None:
        run("postfix", "-c", f"{self.folder}/postfix", word)

    def dovecot_start(self) -> None:
        self.dovecot = subprocess.Popen(["dovecot", "-F", "-c", f"{self.folder}/dovecot.conf"],
                                        stdin=subprocess.DEVNULL)
        wait_for(lambda: answers(self.ports["imap"]), "Dovecot does not answer")

    def dovecot_stop(self) -> None:
        if self.dovecot:
            self.dovecot.terminate()
            self.dovecot.wait(20)
            self.dovecot = None

    def start(self) -> None:
        self.prepare()
        self.dovecot_start()
        self.postfix("start")
        wait_for(lambda: answers(self.ports["smtp"]), "Postfix does not answer")

    def stop(self) -> None:
        with contextlib.suppress(RuntimeError):
            self.postfix("stop")
        self.dovecot_stop()

    def queue_flush(self) -> None:
        self.postfix("flush")

    def logs(self) -> str:
        return "".join(file.read_text(errors="replace") for file in self.folder.glob("*.log"))

    def deliver(self, sender: str, recipient: str, message: bytes | str) -> None:
        """As a customer's mail server would."""
        with smtplib.SMTP("127.0.0.1", self.ports["smtp"], timeout=20) as line:
            line.sendmail(sender, [recipient], message)

    def mailbox(self, user: str) -> "Mailbox":
        return Mailbox(self.folder / "home" / user.lower() / "Maildir")


class Mailbox:
    """A mailbox of customer.example, read where Dovecot keeps it."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder

    def raw(self) -> list[bytes]:
        files = [*self.folder.glob("new/*"), *self.folder.glob("cur/*")]
        return [file.read_bytes() for file in sorted(files, key=lambda file: file.stat().st_mtime)]

    def await_one(self, needle: bytes = b"", seconds: float = 20) -> bytes:
        def found():
            return [mail for mail in self.raw() if needle in mail]
        return wait_for(found, f"no mail with {needle!r} in {self.folder}", seconds)[0]


def missing() -> str:
    """Why this machine cannot have a rig; "" when it can."""
    if os.geteuid() != 0:
        return "real mail servers need root"
    absent = [name for name in ("postfix", "dovecot", "openssl") if not shutil.which(name)]
    if absent:
        return f"not installed: {', '.join(absent)}"
    return ""


@contextlib.contextmanager
def rig(**options):
    """A rig that runs as long as the block; its folder is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="mailrig-", dir="/tmp") as folder:
        one = Rig(pathlib.Path(folder), {name: free_port() for name in PORTS}, **options)
        try:
            one.start()
            yield one
        except BaseException:
            sys.stderr.write(one.logs())
            raise
        finally:
            one.stop()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("word", choices=["start"])
    options.add_argument("--lmtp", default="127.0.0.1:8024")
    options.add_argument("--pipe", default="/bin/false")
    options.add_argument("--pipe-user", default="nobody")
    chosen = options.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    with rig(lmtp=chosen.lmtp, pipe=chosen.pipe, pipe_user=chosen.pipe_user) as one:
        for name, value in one.environment().items():
            print(f"{name}={value}")
        print("RIG_READY=1", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
