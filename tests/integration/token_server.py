"""A provider of tokens (RFC 6749, 7636, 7662): strict, so that what is wrong comes to light.

A code is taken once, for its client, its address to come back to and its PKCE verifier; a refresh
token is taken once and replaced, and who brings an old one loses the right altogether. Tokens are
given over HTTPS; Dovecot asks over plain HTTP on the loopback whether one is good.
"""
import base64
import hashlib
import http.server
import json
import secrets
import ssl
import threading
import time
import urllib.parse

CLIENT, SECRET = "hark-client", "client+secret/with=signs"


class TokenServer:
    """life: of an access token, seconds. trouble: "", "down" (503), "silent", "client", "revoked"."""

    def __init__(self, certificate: tuple, user: str, life: int = 3600):
        self.user, self.life, self.trouble, self.pause = user, life, "", 0.0
        self.codes: dict[str, dict] = {}
        self.access: dict[str, float] = {}  # and until when it is good
        self.refresh = ""
        self.asked: list[str] = []  # each question for a token: what became of it
        self.lock = threading.Lock()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*map(str, certificate))
        self.secure = self.serve(context)
        self.plain = self.serve(None)
        self.url = f"https://localhost:{self.secure.server_port}"
        self.introspection = f"http://127.0.0.1:{self.plain.server_port}/introspect"

    def serve(self, context: ssl.SSLContext | None) -> http.server.ThreadingHTTPServer:
        one = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        if context:
            one.socket = context.wrap_socket(one.socket, server_side=True,
                                             do_handshake_on_connect=False)
        threading.Thread(target=one.serve_forever, daemon=True).start()
        return one

    def close(self) -> None:
        for one in (self.secure, self.plain):
            one.shutdown()
            one.server_close()

    def forget_access(self) -> None:
        """As when somebody ends all sessions: tokens are bad before their time."""
        self.access.clear()

    def agree(self, url: str) -> str:
        """What a person does in the browser at the provider; where it sends him back to."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        if query["client_id"] != CLIENT or query["response_type"] != "code":
            raise AssertionError(query)
        if query["code_challenge_method"] != "S256":
            raise AssertionError(query)
        code = "4/" + secrets.token_urlsafe(20) + "%+/="
        self.codes[code] = query
        return query["redirect_uri"] + "?" + urllib.parse.urlencode(
            {"state": query["state"], "code": code, "scope": query["scope"]})

    def hand_refresh(self) -> str:
        """A right that was given elsewhere, to be pasted."""
        self.refresh = "refresh-" + secrets.token_urlsafe(60)
        return self.refresh

    def give(self) -> tuple[int, dict]:
        access = "access-" + secrets.token_urlsafe(1500)  # Microsoft's are so long
        self.access[access] = time.time() + self.life
        self.refresh = "refresh-" + secrets.token_urlsafe(60)
        return 200, {"access_token": access, "token_type": "Bearer", "expires_in": self.life,
                     "refresh_token": self.refresh}

    def by_code(self, form: dict) -> tuple[int, dict]:
        query = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if not query or challenge != query["code_challenge"] or \
                form.get("redirect_uri") != query["redirect_uri"]:
            return 400, {"error": "invalid_grant", "error_description": "no such code"}
        return self.give()

    def by_refresh(self, form: dict) -> tuple[int, dict]:
        if self.trouble == "revoked" or not self.refresh or form.get("refresh_token") != self.refresh:
            self.refresh = ""
            return 400, {"error": "invalid_grant"}
        return self.give()

    def token(self, form: dict) -> tuple[int, dict]:
        if self.trouble == "down":
            return 503, {}
        if self.trouble == "client" or (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        if form.get("grant_type") == "authorization_code":
            return self.by_code(form)
        return self.by_refresh(form)

    def introspect(self, form: dict) -> tuple[int, dict]:
        good = self.access.get(form.get("token", ""), 0) > time.time()
        return 200, {"active": good, "username": self.user} if good else {"active": False}


def handler_of(server: TokenServer) -> type:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):  # pylint: disable=arguments-differ
            pass

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            form = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
            if self.path == "/introspect":
                self.answer(*server.introspect(form))
                return
            time.sleep(server.pause)
            if server.trouble == "silent":
                self.close_connection = True
                return
            with server.lock:
                code, answer = server.token(form)
                server.asked.append(f"{form.get('grant_type')} {code} {answer.get('error', '')}".strip())
            self.answer(code, answer)

        def answer(self, code: int, answer: dict) -> None:
            """In two chunks, as large providers do."""
            body = json.dumps(answer).encode()
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for part in (body[:1], body[1:]):
                self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")

    return Handler
