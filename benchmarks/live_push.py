"""What push would give: one event to a thousand open lines of the barest server there is, beside a poll of ours.

``python -m benchmarks.live_push PORT`` is that server: it keeps every GET open and tells all of them what a POST says.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time

from benchmarks.servers import free_port
from benchmarks.table import Row

LINES = 1_000
_EVENTS = 5
_OPENING = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n\r\n"


async def serve(port: int) -> None:
    """Until it is killed."""
    listening: set[asyncio.StreamWriter] = set()

    async def on_line(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"GET"):
            writer.write(_OPENING)
            listening.add(writer)
            return
        for each in listening:
            each.write(b"data: {}\n\n")
        writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(on_line, "127.0.0.1", port, backlog=LINES)
    async with server:
        await server.serve_forever()


async def _listen(port: int) -> list[float]:
    """Milliseconds from each event to each line that heard it."""
    lines = []
    for _ in range(LINES):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        lines.append((reader, writer))
    waits: list[float] = []
    for _ in range(_EVENTS):
        heard = [asyncio.create_task(_hear(reader)) for reader, _writer in lines]
        await asyncio.sleep(0.5)
        told_at = time.perf_counter()
        _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\n\r\n")
        waits += [(at - told_at) * 1000 for at in await asyncio.gather(*heard)]
        writer.close()
    for _reader, writer in lines:
        writer.close()
    return sorted(waits)


async def _hear(reader: asyncio.StreamReader) -> float:
    await reader.readuntil(b"\n\n")
    return time.perf_counter()


def measure() -> list[Row]:
    """The time until all have heard."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.live_push", str(port)])
    try:
        waits = asyncio.run(_when_up(port))
    finally:
        process.kill()
        process.wait()
    p95 = waits[len(waits) * 95 // 100]
    return [Row(benchmark="", variant=f"bare SSE, {LINES} lines: event heard", per_second=0, p95_ms=p95)]


async def _when_up(port: int) -> list[float]:
    for _ in range(300):
        try:
            return await _listen(port)
        except ConnectionRefusedError:
            await asyncio.sleep(0.1)
    raise RuntimeError("the server did not come up")


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
