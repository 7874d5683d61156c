"""Two copies of the application behind HAProxy, and one Redis that they count in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.replicas.programs import is_listening, redis, running
from tests.replicas.running import HOST, Server, free_port, request, wait_for

# A question may be asked twice without harm, so that the balancer asks another copy when one
# fails in the middle of it: `retry-on` and `redispatch`.
BALANCER = """
global
    maxconn 2000
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
    timeout check 5s
    timeout http-request 10s
    option forwardfor
    option redispatch 1
    option http-buffer-request
    retries 5
    retry-on all-retryable-errors
    default-server check inter 200ms fastinter 100ms fall 1 rise 1 observe layer4 on-error mark-down
listen status
    bind {host}:{status_port}
    stats enable
    stats uri /
frontend visitors
    bind {host}:{port}
    default_backend copies
backend copies
    balance roundrobin
    option httpchk GET /readyz
    http-check expect status 200
{servers}
"""


@dataclass(frozen=True)
class Replicas:
    """What runs, and where."""

    folder: Path
    # Where visitors ask.
    port: int
    # Where the balancer says what it thinks of the copies.
    status_port: int
    redis_port: int
    servers: tuple[Server, ...]

    def restart(self, number: int) -> None:
        """Start a copy that has ended, and wait until the balancer counts on it again."""
        self.servers[number].start()
        wait_for(lambda: self.is_counted_on(number), "the balancer's trust")

    def is_counted_on(self, number: int) -> bool:
        """Tell whether the balancer sends visitors to a copy."""
        table = request(self.status_port, "GET", "/;csv")[1].decode()
        rows = [line.split(",") for line in table.splitlines() if line.startswith("copies,")]
        return any(row[1] == f"copy{number}" and "UP" in row for row in rows)


@contextmanager
def replicas(folder: Path, corpus: Path, settings: Mapping[str, str]) -> Iterator[Replicas]:
    """Run copies, balancer and nothing else; Redis is the caller's, who may stop it.

    The port of the Redis is free and told to the copies.
    """
    redis_port, port, status_port = free_port(), free_port(), free_port()
    told = {
        "CHATBOT_RATE_LIMIT_STORAGE": f"redis://{HOST}:{redis_port}/0",
        "CHATBOT_TRUSTED_PROXIES": "1",
        **settings,
    }
    with ExitStack() as stack:
        servers = tuple(Server(folder, told, corpus) for _ in range(2))
        for server in servers:
            stack.callback(server.stop)
            server.start()
        lines = "\n".join(
            f"    server copy{number} {HOST}:{server.port}" for number, server in enumerate(servers)
        )
        written = folder / "haproxy.cfg"
        written.write_text(
            BALANCER.format(host=HOST, port=port, status_port=status_port, servers=lines)
        )
        stack.enter_context(running("haproxy", "-f", str(written), log=folder / "haproxy.log"))
        wait_for(lambda: is_listening(port), "the start of the balancer")
        yield Replicas(folder, port, status_port, redis_port, servers)


@contextmanager
def shared_store(setup: Replicas) -> Iterator[None]:
    """Run the Redis that the copies count in."""
    with redis(setup.folder, setup.redis_port):
        yield
