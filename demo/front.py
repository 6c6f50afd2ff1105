# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The web server in front of Odoo: what `data/server` gives operators, on loopback."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

from demo.world import ROOT, wait_until

RULES = ROOT / "data" / "server" / "odoo.conf"
SETTINGS = """\
daemon off;
{user}
pid "{folder}/nginx.pid";
error_log "{folder}/error.log";
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    types {{ }}
    access_log off;
    client_body_temp_path "{folder}/body";
    proxy_temp_path "{folder}/proxy";
    fastcgi_temp_path "{folder}/fastcgi";
    uwsgi_temp_path "{folder}/uwsgi";
    scgi_temp_path "{folder}/scgi";
    proxy_cache_path "{folder}/assets" keys_zone=assets:1m max_size=500m;
    upstream odoo {{ server 127.0.0.1:{behind}; }}
    upstream odoo_live {{ server 127.0.0.1:{behind}; }}
    server {{
        listen 127.0.0.1:{port};
        include "{rules}";
    }}
}}
"""


def program() -> str:
    """nginx: the machine's own, or the one that the set-up unpacked."""
    own = ROOT / ".local" / "nginx" / "usr" / "sbin" / "nginx"
    found = shutil.which("nginx") or (str(own) if own.exists() else None)
    if not found:
        raise FileNotFoundError("nginx is missing; ./edu serve sets it up")
    return found


@contextlib.contextmanager
def serving(folder: Path, port: int, behind: int) -> Iterator[None]:
    """nginx on a port of 127.0.0.1 while the block runs, before Odoo on another."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "nginx.conf"
    # what root starts would become somebody who may not enter the folder
    user = "user root;" if os.getuid() == 0 else ""
    settings.write_text(
        SETTINGS.format(
            folder=quoted(folder),
            rules=quoted(RULES),
            user=user,
            port=port,
            behind=behind,
        )
    )
    server = subprocess.Popen(
        [program(), "-p", str(folder), "-e", str(folder / "error.log"), "-c", settings]
    )
    try:
        wait_until(lambda: listens(port) or server.poll() is not None, "nginx")
        if server.poll() is not None:
            raise ChildProcessError((folder / "error.log").read_text())
        yield
    finally:
        server.terminate()
        server.wait()


def quoted(path: Path) -> str:
    """A path within the double quotes of nginx."""
    return str(path).replace("\\", "\\\\").replace('"', '\\"')


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
