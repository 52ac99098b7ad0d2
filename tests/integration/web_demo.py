"""Starts tests/unit/web_demo.c, the real web server before a small house, and speaks raw HTTP to it."""
import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import tempfile

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ""


class Answer:
    def __init__(self, raw: bytes):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin1").split("\r\n")
        self.status = int(lines[0].split(" ")[1]) if " " in lines[0] else 0
        self.headers = [tuple(line.split(": ", 1)) for line in lines[1:] if ": " in line]

    def __getitem__(self, name: str) -> str:
        """All values of the header, or ""."""
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


class Demo:
    """One running server. Options are those of the program: workers=1, queue=2 ..."""

    def __init__(self, *options: str, listen: str = "127.0.0.1:0", environment: dict | None = None):
        self.folder = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        self.unix = str(pathlib.Path(self.folder.name) / "socket")
        command = [PROGRAM, self.folder.name, listen.replace("unix:", f"unix:{self.unix}"), *options]
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with
            command, stdout=subprocess.PIPE, text=True, env=os.environ | (environment or {}))
        said = {}
        for line in self.process.stdout:
            word, value = line.split()
            said[word] = value
            if word == "ready":
                break
        self.session, self.bearer = said.get("session", ""), said.get("bearer", "")
        self.port = int(said.get("ready", 0))

    def connect(self, timeout: float = 10) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout)

    def raw(self, request: bytes, timeout: float = 10) -> bytes:
        """Everything that comes until the other side closes."""
        with self.connect(timeout) as connection:
            connection.sendall(request)
            return read_all(connection)

    def ask(self, method: str, target: str, headers: dict | None = None, body: bytes = b"",
            signed_in: bool = False) -> Answer:
        """One request on a connection of its own; headers replace the usual ones."""
        sent = {"Host": "127.0.0.1", "Connection": "close"}
        if body:
            sent["Content-Length"] = str(len(body))
        if signed_in:
            sent["Cookie"] = f"session={self.session}"
        sent.update(headers or {})
        lines = [f"{method} {target} HTTP/1.1", *(f"{k}: {v}" for k, v in sent.items()), "", ""]
        return Answer(self.raw("\r\n".join(lines).encode() + body))

    def stop(self) -> int:
        self.process.terminate()
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(30)
        self.process.stdout.close()
        self.folder.cleanup()
        return code


def read_all(connection: socket.socket) -> bytes:
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


@contextlib.contextmanager
def running(*options: str, **more):
    demo = Demo(*options, **more)
    try:
        yield demo
    finally:
        if demo.process.poll() is None and (code := demo.stop()) != 0:
            raise AssertionError(f"the server ended with {code}")
