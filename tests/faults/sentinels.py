"""Who notices what must not happen: a file that is opened or written, a program that is called, a connection that is made."""

from __future__ import annotations

import ctypes
import os
import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

# Linux's inotify: what happens to a file, whichever process and library does it.
MODIFIED, ATTRIBUTES, WRITTEN, OPENED = 0x2, 0x4, 0x8, 0x20
_EVENT = struct.Struct("iIII")


class Watched:
    """Counts what happens to files while it is open."""

    def __init__(self, paths: Sequence[Path], kinds: int) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._file = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        self._paths = {libc.inotify_add_watch(self._file, os.fsencode(path), kinds): path for path in paths}
        assert self._file >= 0 and min(self._paths) >= 0, os.strerror(ctypes.get_errno())

    def seen(self) -> list[str]:
        """The names of files to which it happened, once for each time, since this was last asked."""
        names = []
        while True:
            try:
                events = os.read(self._file, 65536)
            except BlockingIOError:
                return names
            place = 0
            while place < len(events):
                watch, _, _, length = _EVENT.unpack_from(events, place)
                names.append(self._paths[watch].name)
                place += _EVENT.size + length

    def close(self) -> None:
        """Watch no longer."""
        os.close(self._file)


class Listener:
    """A server on loopback that counts who calls, and says that there is nothing."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.calls = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._server.accept()
            except OSError:
                return
            self.calls += 1
            with caller:
                caller.sendall(b"HTTP/1.0 404 Not Found\r\n\r\n")

    def close(self) -> None:
        """Hear nobody any more."""
        self._server.close()


@contextmanager
def listener() -> Iterator[Listener]:
    """A server that counts its callers, as long as the block lasts."""
    server = Listener()
    try:
        yield server
    finally:
        server.close()


@contextmanager
def watched(paths: Sequence[Path], kinds: int = OPENED) -> Iterator[Watched]:
    """Watches over files as long as the block lasts."""
    watch = Watched(paths, kinds)
    try:
        yield watch
    finally:
        watch.close()


def false_programs(folder: Path) -> Path:
    """Programs named ffmpeg and ffprobe, to be put in PATH: the file that is given tells of their calls once there is one."""
    folder.mkdir()
    record = folder / "calls"
    for name in ("ffmpeg", "ffprobe", "ffplay", "avconv"):
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "$0 $*" >> "{record}"\nexit 1\n')
        program.chmod(0o755)
    return record


def noticing_connections(folder: Path) -> Path:
    """A folder for PYTHONPATH: every Python that starts with it tells in the file that is given of sockets that go anywhere."""
    folder.mkdir()
    record = folder / "connections"
    (folder / "sitecustomize.py").write_text(
        "import sys\n"
        "def told(event, arguments):\n"
        "    if event in ('socket.connect', 'socket.sendto', 'socket.getaddrinfo', 'socket.gethostbyname', 'socket.bind'):\n"
        f"        with open({str(record)!r}, 'a') as record:\n"
        "            record.write(f'{event} {arguments[-1]!r}\\n')\n"
        "sys.addaudithook(told)\n"
    )
    return record
