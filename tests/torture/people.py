"""Those around a tortured house: mail servers that hand over, staff who answer, a server that takes."""
import collections
import json
import random
import re
import secrets
import smtplib
import socketserver
import threading
import time

import hark

TEXTS = ["The lid of my kettle is broken, please send a new one.",
         "Laba diena, kada atvyks mano siunta?",
         "আমার অর্ডার কবে আসবে?", "என் ஆர்டர் எப்போது வரும்?"]
AGAIN_SECONDS = 0.05


class Cable:
    """Between the house and the others. When it is cut, nothing that is under way arrives."""

    def __init__(self):
        self.cuts, self.is_cut = 0, False

    def cut(self) -> None:
        self.cuts, self.is_cut = self.cuts + 1, True

    def mend(self) -> None:
        self.is_cut = False

    def holds_since(self, cuts: int) -> bool:
        return cuts == self.cuts and not self.is_cut


class Sink(socketserver.ThreadingTCPServer):
    """Takes every mail, and counts each Message-ID. Mails of machines name their kind."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        self.lock, self.is_away, self.cable = threading.Lock(), False, Cable()
        self.people, self.machines = collections.Counter(), collections.Counter()
        super().__init__(("127.0.0.1", 0), SinkLine)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address) -> None:
        """A sender that was killed breaks off; what it sent in part is not kept."""

    def receive(self, mail: bytes) -> bool:
        """Whether the sender is told that it is kept."""
        self.take(*name_of(mail))
        return True

    def take(self, mail_id: str, is_machine: bool) -> None:
        with self.lock:
            (self.machines if is_machine else self.people)[mail_id] += 1


def name_of(mail: bytes) -> tuple[str, bool]:
    """Its Message-ID, and whether a machine wrote it."""
    head = mail.split(b"\r\n\r\n", 1)[0].decode("utf-8", "replace")
    found = re.search(r"^Message-ID:\s*<([^>]+)>", head, re.M | re.I)
    is_machine = re.search(r"^Auto-Submitted:\s*auto-", head, re.M | re.I)
    return found[1] if found else "", bool(is_machine)


class SinkLine(socketserver.StreamRequestHandler):
    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        cable = self.server.cable
        cuts = cable.cuts
        if self.server.is_away or cable.is_cut:
            return
        self.say("220 sink ESMTP")
        while line := self.rfile.readline(4096):
            word = line[:4].upper()
            if word in (b"EHLO", b"HELO"):
                self.say("250-sink")
                self.say("250-8BITMIME")
                self.say("250 SMTPUTF8")
            elif word == b"DATA":
                self.say("354 go on")
                mail = self.data()
                if not cable.holds_since(cuts) or not self.server.receive(mail):
                    return
                self.say("250 2.0.0 kept")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 2.0.0 ok")

    def data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if line == b"":
            raise ConnectionResetError("the mail broke off")
        return b"".join(lines)

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            pass


class MailServer(threading.Thread):
    """Hands over one mail after another, each again and again until it is acknowledged."""

    def __init__(self, number: int, port: int, over: threading.Event, cable: Cable, pause: float):
        super().__init__(daemon=True)
        self.number, self.port, self.over, self.cable, self.pause = number, port, over, cable, pause
        self.kept, self.tries, self.slowest = [], 0, 0.0

    def mail(self, mail_id: str, earlier: str) -> bytes:
        more = {"In_Reply_To": f"<{earlier}>"} if earlier else {}
        files = (("list.txt", "text/plain", b"x" * 3000),) if random.random() < 0.1 else ()
        return hark.mail(f"Client <c{self.number}.{len(self.kept) // 5}@example.net>", mail_id,
                         f"{random.choice(TEXTS)} {mail_id}", Message_ID=f"<{mail_id}>",
                         files=files, **more)

    def hand_over(self, content: bytes) -> bool:
        cuts = self.cable.cuts
        try:
            with smtplib.LMTP("127.0.0.1", self.port, timeout=30) as line:
                is_kept = line.sendmail(f"c{self.number}@example.net", [hark.MAILBOX], content) == {}
                return is_kept and self.cable.holds_since(cuts)
        except (OSError, smtplib.SMTPException):
            time.sleep(AGAIN_SECONDS)
            return False

    def run(self) -> None:
        while not self.over.is_set():
            # Each fifth is an answer to the mail before.
            earlier = self.kept[-1] if len(self.kept) % 5 == 4 else ""
            mail_id = f"m{self.number}.{len(self.kept)}.{secrets.token_hex(4)}@torture.example"
            content, begun = self.mail(mail_id, earlier), time.monotonic()
            while not self.over.is_set():
                self.tries += 1
                if self.hand_over(content):
                    self.kept.append(mail_id)
                    self.slowest = max(self.slowest, time.monotonic() - begun)
                    time.sleep(self.pause)
                    break


class Agent(threading.Thread):
    """Opens tickets by the API, each with its own key until it is there, and answers once each."""

    def __init__(self, number: int, port: int, token: str, over: threading.Event, cable: Cable,
                 pause: float):
        super().__init__(daemon=True)
        self.number, self.port, self.over, self.cable, self.pause = number, port, over, cable, pause
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.tickets, self.replies, self.faults = {}, 0, []

    def ask(self, path: str, body: dict, **headers):
        """The JSON that came with 201; None when nobody knows or it was not taken."""
        cuts = self.cable.cuts
        try:
            answer = hark.Browser(self.port).ask("POST", path, json.dumps(body).encode(),
                                                 self.headers | headers)
        except (OSError, hark.http.client.HTTPException):
            time.sleep(AGAIN_SECONDS)
            return None
        if not self.cable.holds_since(cuts):
            return None
        if answer.status == 201:
            try:
                return answer.json
            except ValueError:
                self.faults.append(f"{path}: no JSON: {answer.text[:2000]}")
                return None
        if answer.status < 500:
            self.faults.append(f"{path}: {answer.status} {answer.text[:200]}")
        time.sleep(AGAIN_SECONDS)
        return None

    def run(self) -> None:
        while not self.over.is_set():
            key = secrets.token_hex(8)
            body = {"subject": f"api {key}", "body": random.choice(TEXTS),
                    "customer": {"email": f"a{self.number}.{len(self.tickets)}@example.net"}}
            made = None
            while not made and not self.over.is_set():
                made = self.ask("/api/v1/tickets", body, **{"Idempotency-Key": key})
            if not made:
                return
            self.tickets[key] = made["number"]
            # Not sent again: a second one would be a second reply.
            if self.ask(f"/api/v1/tickets/{made['number']}/messages",
                        {"kind": "reply", "text": f"We look into it. {key}"}):
                self.replies += 1
            time.sleep(self.pause or random.uniform(0, 0.1))
