"""One proxy before one server, with the very lines that web/README.md gives for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.replicas.programs import is_listening, running
from tests.replicas.running import HOST, ROOT, free_port, wait_for

# A folder for what it writes and the port of the server → the port where visitors ask.
Proxy = Callable[[Path, int], AbstractContextManager[int]]

_NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen {host}:{port} backlog=2048;
    {lines}
  }}
}}
"""
_CADDY = """
{{
  admin off
  auto_https off
  default_bind {host}
  storage file_system {folder}/caddy
}}
"""


def documented(language: str, behind: int) -> str:
    """Return the lines that the README gives for a proxy, for a server on another port."""
    text = (ROOT / "web" / "README.md").read_text("utf-8")
    (lines,) = re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)
    return str(lines).replace("127.0.0.1:8000", f"{HOST}:{behind}")


@contextmanager
def behind_nginx(folder: Path, behind: int) -> Iterator[int]:
    """Run nginx before a server."""
    port, written = free_port(), folder / "nginx.conf"
    lines = documented("nginx", behind)
    written.write_text(_NGINX.format(folder=folder, host=HOST, port=port, lines=lines))
    with running("nginx", "-c", str(written), "-p", str(folder), log=folder / "nginx.log"):
        yield _listening(port)


@contextmanager
def behind_caddy(folder: Path, behind: int) -> Iterator[int]:
    """Run Caddy before a server."""
    port, written = free_port(), folder / "Caddyfile"
    # Whatever host is asked for: of others Caddy answers itself, and our server sees nothing.
    lines = documented("caddy", behind).replace("chat.example-clinic.com", f"http://:{port}")
    written.write_text(_CADDY.format(folder=folder, host=HOST) + lines)
    arguments = ("run", "--adapter", "caddyfile", "--config", str(written))
    with running("caddy", *arguments, log=folder / "caddy.log"):
        yield _listening(port)


@contextmanager
def behind_haproxy(folder: Path, behind: int) -> Iterator[int]:
    """Run HAProxy before a server."""
    port, written = free_port(), folder / "haproxy.cfg"
    lines = documented("haproxy", behind).replace("bind :80", f"bind {HOST}:{port}")
    written.write_text(f"global\n  maxconn 4000\n{lines}")
    with running("haproxy", "-f", str(written), log=folder / "haproxy.log"):
        yield _listening(port)


def _listening(port: int) -> int:
    wait_for(lambda: is_listening(port), "the start of the proxy")
    return port
