"""The quick form of ``disguised``; and that whole runs call nobody, write to no source and start no program from PATH."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import av
import av.error
import pytest

from tests.faults.disguised import DISGUISES, FILMS_THAT_POINT, Place, cases
from tests.faults.measured import ROOT, measured
from tests.faults.sentinels import ATTRIBUTES, MODIFIED, WRITTEN, false_programs, listener, noticing_connections, watched
from tests.faults.specimens import specimen

SEED = 6
CASES = list(cases(SEED, many=False))


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_what_points_elsewhere_gives_nothing_of_it(case: Callable[[Path], None], tmp_path: Path):
    case(tmp_path)


def test_opening_and_writing_and_calling_are_noticed(tmp_path: Path):
    """The sentinels themselves: a test that nothing was noticed says something only if it would be."""
    file = tmp_path / "file"
    file.write_text("x")
    record = false_programs(tmp_path / "programs")

    with watched([file]) as opened, watched([file], MODIFIED | WRITTEN) as written, listener() as server:
        subprocess.run(["cat", str(file)], check=True, stdout=subprocess.DEVNULL)
        assert opened.seen() and not written.seen()
        file.write_text("y")
        assert written.seen()
        with socket.create_connection(("127.0.0.1", server.port)) as caller:
            caller.recv(100)
        assert server.calls == 1
    subprocess.run(["ffmpeg", "-i", "x"], check=False, env={"PATH": str(record.parent)}, executable=record.parent / "ffmpeg")

    assert "-i x" in record.read_text()


ALLOWED = {
    "relative.m3u8": {"allowed_extensions": "ALL", "allowed_segment_extensions": "ALL", "extension_picky": "0"},
    "relative.ffconcat": {"safe": "0"},
    "alias.mov": {"enable_drefs": "1", "use_absolute_path": "1"},
    "alias beside.mov": {"enable_drefs": "1"},
    "remote.m3u8": {"protocol_whitelist": "file,http,tcp", "allowed_extensions": "ALL"},
}


@pytest.mark.parametrize("name", ALLOWED)
def test_disguises_lead_elsewhere_for_whoever_allows_it(name: str, tmp_path: Path):
    neighbour, path = tmp_path / "neighbour.mp4", tmp_path / name
    shutil.copy(specimen("h264.mp4"), neighbour)
    with listener() as server, watched([neighbour]) as opened:
        place = Place(folder=tmp_path, neighbour=neighbour, secret=neighbour, port=server.port)
        path.write_bytes((DISGUISES | FILMS_THAT_POINT)[name](place))
        opened.seen()
        with contextlib.suppress(av.error.FFmpegError), av.open(str(path), container_options=ALLOWED[name]) as container:
            next(container.demux(), None)

        assert opened.seen() or server.calls


def test_connections_of_any_python_are_noticed(tmp_path: Path):
    record = noticing_connections(tmp_path / "site")
    call = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"

    subprocess.run([sys.executable, "-c", call], check=True, env={**os.environ, "PYTHONPATH": str(record.parent)})

    assert "socket.connect ('127.0.0.1', 9)" in record.read_text()


@pytest.mark.slow
def test_a_film_is_made_without_a_connection_a_write_to_a_source_or_a_program_from_path(tmp_path: Path):
    film, song = tmp_path / "good.mp4", tmp_path / "song.mp3"
    shutil.copy(specimen("good.mp4"), film)
    shutil.copy(specimen("mp3.mp3"), song)
    calls, connections = false_programs(tmp_path / "programs"), noticing_connections(tmp_path / "site")
    before = film.read_bytes(), song.read_bytes()
    arguments = ["make", film.name, "--music", song.name, "--length", "1", "--draft", "-o", "film.mp4"]

    with watched([film, song], MODIFIED | WRITTEN | ATTRIBUTES) as touched:
        run = measured(
            arguments,
            tmp_path,
            PATH=os.pathsep.join([str(calls.parent), os.environ["PATH"]]),
            PYTHONPATH=os.pathsep.join([str(connections.parent), str(ROOT)]),
        )
        seen = touched.seen()

    assert run.code == 0, run.said
    assert (tmp_path / "film.mp4").stat().st_size > 0
    assert not seen and before == (film.read_bytes(), song.read_bytes())
    assert not calls.exists() and not connections.exists()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_no_process_of_a_plan_opens_a_socket_to_any_address(tmp_path: Path):
    record = tmp_path / "calls"
    trace = ["strace", "-f", "-qq", "-e", "trace=connect,sendto", "-e", "signal=none", "-o", str(record)]
    program = [sys.executable, "-m", "autoedit", "plan", str(specimen("good.mp4")), "--length", "1", "-o", "edit.json"]

    traced = subprocess.run(
        [*trace, *program],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
    )
    if b"PTRACE" in traced.stderr:
        pytest.skip("strace may not trace here")

    assert traced.returncode == 0, traced.stderr
    assert not [line for line in record.read_text().splitlines() if "AF_INET" in line]
