"""Servers that behave as real ones never should, and as some do."""
import contextlib
import socket
import ssl
import threading


class FakeServer:
    """Takes connections one after the other and plays the script with each."""

    def __init__(self, script, certificate: tuple | None = None, first_tls: bool = False):
        self.script, self.first_tls = script, first_tls
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*map(str, certificate))
        self.heard: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), line:
                line.settimeout(20)
                with self.secured(line) if self.first_tls else line as told:
                    self.script(FakeLine(self, told))

    def secured(self, line: socket.socket) -> socket.socket:
        return self.context.wrap_socket(line, server_side=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Closing alone leaves the port open for one more caller while the thread waits in accept.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(20)


class FakeLine:
    """One connection: say, hear, and remember what was heard."""

    def __init__(self, server: FakeServer, line: socket.socket):
        self.server, self.line, self.buffer = server, line, b""

    def say(self, *lines: str) -> None:
        self.line.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def hear(self) -> str:
        while b"\n" not in self.buffer:
            part = self.line.recv(65536)
            if not part:
                raise OSError("the client hung up")
            self.buffer += part
        heard, _, self.buffer = self.buffer.partition(b"\n")
        text = heard.decode().rstrip("\r")
        self.server.heard.append(text)
        return text

    def secure(self) -> None:
        self.line = self.server.secured(self.line)

    def hang_up(self) -> None:
        self.line.shutdown(socket.SHUT_RDWR)
        self.line.close()


def smtp_script(offers: tuple = (), at: dict | None = None, after_dot: str | None = "250 2.0.0 kept"):
    """A mail server; at: what it says to a word instead of 250, or a function to call."""
    at = at or {}

    def play(line: FakeLine) -> None:
        line.say(at.get("", "220 fake"))
        while True:
            word = line.hear().split(" ")[0].upper()
            answer = at.get(word)
            if callable(answer):
                answer(line)
            elif answer:
                line.say(answer)
            elif word == "EHLO":
                line.say(*(f"250-{offer}" for offer in ("fake", *offers)), "250 HELP")
            elif word == "DATA":
                line.say("354 go on")
                while line.hear() != ".":
                    pass
                if after_dot is None:
                    line.hang_up()
                    return
                line.say(after_dot)
            elif word == "QUIT":
                line.say("221 bye")
                return
            else:
                line.say("250 ok")
    return play


def imap_script(offers: str = "IMAP4rev1", at: dict | None = None, uidvalidity: int = 7):
    """A mailbox; at: a function (line, tag) for a word, such as FETCH in "UID FETCH"."""
    at = at or {}

    def play(line: FakeLine) -> None:
        line.say(at.get("", "* OK fake"))
        while True:
            tag, *words = line.hear().split(" ")
            word = words[1] if words[0] == "UID" else words[0]
            if word in at:
                at[word](line, tag)
            elif word == "CAPABILITY":
                line.say(f"* CAPABILITY {offers}", f"{tag} OK done")
            elif word == "SELECT":
                line.say("* 1 EXISTS", f"* OK [UIDVALIDITY {uidvalidity}] ok", f"{tag} OK done")
            elif word == "LOGOUT":
                line.say("* BYE", f"{tag} OK done")
                return
            else:
                line.say(f"{tag} OK done")
    return play
