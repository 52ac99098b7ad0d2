"""What bounds a figure: the disk, the bare query, a page of nginx."""
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

from house import TOOLS, cpu_of, figures_of, run


def disk(folder: pathlib.Path, threads: int = 0) -> float:
    """Commits, or with threads new files, that this disk keeps in a second."""
    rates = []
    for _ in range(3):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            words = [TOOLS / "disk_rate", place, 1] + ([threads] if threads else [])
            rates.append(figures_of(run(*words))["per_second"])
    return statistics.median(rates)


def query(house, *words) -> float:
    """Milliseconds of processor of one bare query, as db_bench asks it, the server's included."""
    def once() -> float:
        servers = [house.cluster.pid] if house.cluster else []
        before = cpu_of(servers)
        line = run(TOOLS / "db_bench", house.settings["db"], *words)
        own, count = re.search(r"processor ([\d.]+) of (\d+)", line).groups()
        return float(own) + (cpu_of(servers) - before) * 1000 / int(count)
    return statistics.median(once() for _ in range(3))


NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error;
events {{ worker_connections 512; }}
http {{
	access_log off; keepalive_requests 1000000;
	client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
	uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
	server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
}}
"""


def nginx(size: int) -> float | None:
    """Milliseconds of processor for a static page of so many bytes; None without nginx."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if not program:
        return None
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        (folder / "www").mkdir()
        (folder / "www/page").write_bytes(b"x" * size)
        (folder / "conf").write_text(NGINX.format(folder=folder, port=port))
        server = subprocess.Popen([program, "-c", folder / "conf"])  # pylint: disable=consider-using-with
        try:
            for _ in range(100):
                with socket.socket() as one:
                    if one.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            before, count = cpu_of([server.pid]), 20000
            run(TOOLS / "http_load", f"127.0.0.1:{port}", 4, count, "GET", "/page", "Host: page")
            return (cpu_of([server.pid]) - before) * 1000 / count
        finally:
            server.terminate()
            server.wait()
