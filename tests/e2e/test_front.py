# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The web server that operators put in front of Odoo, and `./edu serve` does."""

from __future__ import annotations

import gzip
import http.client
import http.server
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from demo.__main__ import free_port
from demo.front import listens, serving
from demo.world import wait_until

GZIP = {"Accept-Encoding": "gzip"}


@contextmanager
def odoo(database: str, port: int, log: Path) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "odoo", "server", "-c", os.environ["EDU_CONF"]]
    command += ["-d", database, "--db-filter", f"^{database}$", f"--logfile={log}"]
    server = subprocess.Popen(
        [*command, f"--http-port={port}", "--proxy-mode", "--max-cron-threads=0"]
    )
    try:
        wait_until(lambda: listens(port), "Odoo", 120)
        yield server
    finally:
        server.terminate()
        server.wait()


def asked(port: int, path: str, **headers: str):
    """The answer's status, headers and bytes, as they came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def test_scripts_come_small_once_and_without_a_session(story, tmp_path):
    """What everybody loads is compressed, kept by browser and web server, and carries
    nobody's session; a page is not compressed."""
    behind = free_port(8500)
    port = free_port(behind + 1)
    with serving(tmp_path / "front", port, behind):
        with odoo(story.database, behind, tmp_path / "odoo.log") as server:
            status, headers, page = asked(port, "/web/login", **GZIP)
            assert (status, headers["Content-Encoding"]) == (200, None)
            assert "session_id" in headers["Set-Cookie"]
            scripts = re.findall(rb'(?:src|href)="(/web/assets/[^"]+)', page)
            assert scripts
            sizes = {}
            for path in map(bytes.decode, scripts):
                status, headers, small = asked(port, path, **GZIP)
                assert (status, headers["Content-Encoding"]) == (200, "gzip")
                assert "immutable" in headers["Cache-Control"]
                assert headers["Set-Cookie"] is None
                whole = asked(port, path)[2]
                assert gzip.decompress(small) == whole
                sizes[path] = len(small), len(whole)
            small, whole = map(sum, zip(*sizes.values(), strict=True))
            assert small < 0.3 * whole
            menus = asked(port, "/web/webclient/load_menus", **GZIP)[0]
            server.terminate()
            server.wait()
        # the web server kept what is everybody's, and nothing else
        assert {asked(port, path)[0] for path in sizes} == {200}
        assert asked(port, "/web/webclient/load_menus")[0] == 502 and menus != 502


class Mirror(http.server.BaseHTTPRequestHandler):
    """Answers with the headers that reached it."""

    def do_GET(self) -> None:
        body = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words) -> None:
        """Say nothing."""


@pytest.mark.parametrize("path", ["/web", "/websocket", "/web/static/x.js"])
def test_a_browser_cannot_choose_the_address_that_is_recorded(tmp_path, path):
    """The journal of uses names whom the web server saw."""
    mirror = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    threading.Thread(target=mirror.serve_forever).start()
    port = free_port(8500)
    try:
        with serving(tmp_path, port, mirror.server_port):
            claimed = {"X-Forwarded-For": "10.1.2.3", "Forwarded": "for=10.1.2.3"}
            claimed["X-Forwarded-Host"] = "elsewhere.example"
            seen = json.loads(asked(port, path, Host="school.example", **claimed)[2])
    finally:
        mirror.shutdown()
        mirror.server_close()
    assert seen["X-Forwarded-For"] == "127.0.0.1"
    assert seen["X-Forwarded-Proto"] == "http"
    assert seen["Host"] == seen["X-Forwarded-Host"] == "school.example"
