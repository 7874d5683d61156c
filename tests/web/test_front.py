import os
import socket

from web.serving.front import Front


def test_a_signal_after_the_end_writes_nowhere() -> None:
    """Whoever stops a whole group tells a worker twice; by then its pipe may be another's."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        front = Front(lambda environ, start_response: [], [listening])
        front.finish(0.1)
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        try:
            front.wake()
            assert not _holds(reading)
        finally:
            os.close(reading)
            os.close(writing)


def _holds(pipe: int) -> bytes:
    try:
        return os.read(pipe, 1)
    except BlockingIOError:
        return b""
