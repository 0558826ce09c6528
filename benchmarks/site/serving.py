"""A small server that compresses, as the servers of the web do, and remembers what it sent.

>>> from tempfile import TemporaryDirectory
>>> from urllib.request import Request, urlopen
>>> with TemporaryDirectory() as place, serving(Path(place)) as server:
...     _ = Path(place, "a.html").write_text("so " * 1000)
...     asked = Request(server.address + "a.html", headers={"Accept-Encoding": "gzip"})
...     sent = len(urlopen(asked).read())
...     sent < 100, [(row.path, row.body == sent) for row in server.sent]
(True, [('/a.html', True)])
"""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

TEXT = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".md"}
LEVEL = 6  # what web servers use as they come
HEAD = 250  # bytes of a head in the mean, so that many small files do not look free
PIECES = 16  # of a page where it comes slowly


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer: what was asked for, and how many bytes its body took on the wire."""

    path: str
    body: int

    @property
    def size(self) -> int:
        return self.body + HEAD


@dataclass(slots=True)
class Server:
    """Where the site is served, how many seconds lie between two pieces of a page, and what was sent."""

    address: str
    pause: float = 0.0
    sent: list[Sent] = field(default_factory=list)


@cache
def packed(path: Path, changed: float) -> bytes:
    """A file as it travels; ``changed`` is when it was written, so that an edited one is packed anew."""
    raw = path.read_bytes()
    return gzip.compress(raw, LEVEL, mtime=0) if path.suffix in TEXT else raw


def _pieces(body: bytes) -> Iterator[bytes]:
    """
    >>> len(list(_pieces(b"so " * PIECES)))
    16
    """
    size = max(-(-len(body) // PIECES), 1)
    return (body[start : start + size] for start in range(0, len(body), size))


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, told: Server, **named: object) -> None:
        self.told = told
        super().__init__(*arguments, **named)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        asked = unquote(urlsplit(self.path).path)
        path, status = Path(self.translate_path(asked)), HTTPStatus.OK
        if path.is_dir():
            path /= "index.html"
        if not path.is_file():
            path, status = Path(self.directory) / "404.html", HTTPStatus.NOT_FOUND
        slow = self.told.pause and path.suffix == ".html"
        small = "gzip" in self.headers.get("Accept-Encoding", "") and path.suffix in TEXT and not slow
        if not path.is_file():  # while the site is built
            body, small = b"", False
        else:
            body = packed(path, path.stat().st_mtime) if small else path.read_bytes()
        self.send_response(status)
        kind = self.guess_type(str(path))
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if path.suffix in TEXT else kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")  # as GitHub Pages answers
        if small:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        for piece in _pieces(body) if slow else [body]:
            self.wfile.write(piece)
            if slow:
                time.sleep(self.told.pause)
        self.told.sent.append(Sent(asked, len(body)))

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def serving(directory: Path, pause: float = 0.0) -> Iterator[Server]:
    """A server for the files of a directory, on a port of this machine.

    With a pause in seconds, a page comes in pieces.
    """
    told = Server("", pause)
    web = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, told=told, directory=str(directory)))
    web.daemon_threads = True
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    told.address = f"http://127.0.0.1:{web.server_port}/"
    try:
        yield told
    finally:
        web.shutdown()
        thread.join()
        web.server_close()
