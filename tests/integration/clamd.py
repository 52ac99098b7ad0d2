"""A real clamd that knows one virus: ours. No freshclam, no signatures but the test's."""
import hashlib
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

from hark import free_port

PROGRAM = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
VIRUS = b"This harmless text is the virus that the tests of Hark know. " * 3


class Clamd:
    """Listens on address, HOST:PORT or unix:PATH, from start() to stop()."""

    def __init__(self, by_path: bool = False, **settings: str):
        self.temporary = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        self.folder = pathlib.Path(self.temporary.name)
        self.folder.chmod(0o755)  # the net role, who is nobody, has to come in
        (self.folder / "db").mkdir()
        (self.folder / "db/hark.hdb").write_text(f"{hashlib.md5(VIRUS).hexdigest()}:{len(VIRUS)}:Hark.Test\n")
        self.process = None
        port = free_port()
        self.address = f"unix:{self.folder}/clamd.sock" if by_path else f"127.0.0.1:{port}"
        where = ({"LocalSocket": self.address[5:], "LocalSocketMode": "666"} if by_path
                 else {"TCPSocket": str(port), "TCPAddr": "127.0.0.1"})
        lines = where | {"Foreground": "yes", "DatabaseDirectory": str(self.folder / "db"),
                         "TemporaryDirectory": str(self.folder), "MaxThreads": "2", "SelfCheck": "0",
                         "FixStaleSocket": "yes"} | settings
        (self.folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in lines.items()))

    def answers(self) -> bool:
        path = self.address.removeprefix("unix:")
        kind = socket.AF_INET if path == self.address else socket.AF_UNIX
        with socket.socket(kind) as line:
            try:
                host, _, port = path.rpartition(":")
                line.connect((host, int(port)) if kind == socket.AF_INET else path)
                line.sendall(b"nPING\n")
                return line.recv(10) == b"PONG\n"
            except OSError:
                return False

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(  # pylint: disable=consider-using-with
                [PROGRAM, "--config-file", str(self.folder / "clamd.conf")], stdout=log, stderr=log)
        until = time.monotonic() + 60
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"clamd did not start: {(self.folder / 'log').read_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def close(self) -> None:
        self.stop()
        self.temporary.cleanup()
