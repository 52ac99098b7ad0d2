"""A web server with pictures, and with what only looks like one."""
import http.server
import struct
import threading
import zlib


def png(red: int = 200) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes((red, 90, 60)) * 120 for _ in range(60))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 120, 60, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_) -> None:  # pylint: disable=arguments-differ
        pass

    def answer(self, body: bytes, kind: str = "image/png", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Set-Cookie", "spy=1")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:  # pylint: disable=invalid-name
        house = self.server.house
        house.asked.append((self.path, dict(self.headers)))
        if self.path == "/large.png":
            self.answer(png() + bytes(6_000_000))
        elif self.path == "/endless.png":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(png() + bytes(100_000))
            except OSError:
                pass
        elif self.path == "/slow.png":
            house.go.wait(60)
            self.answer(png())
        elif self.path.endswith(".svg"):
            self.answer(SVG, "image/svg+xml")
        elif self.path == "/page.png":
            self.answer(b"<html><script>alert(1)</script></html>")
        elif self.path == "/round.png":
            self.answer(b"", status=302, Location="/round.png")
        elif self.path.startswith("/to/"):
            self.answer(b"", status=302, Location=house.goals[self.path[4:]])
        elif self.path == "/gone.png":
            self.answer(b"no", status=404)
        else:
            self.answer(png())


class Server:
    def __init__(self):
        self.asked, self.goals = [], {}
        self.go = threading.Event()  # what is slow comes then
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.house = self
        self.http.daemon_threads = True
        self.port = self.http.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
