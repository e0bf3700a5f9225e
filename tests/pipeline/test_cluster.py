import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import pymupdf_fonts
import pytest

from autoedit.document.write import edit_list_json
from autoedit.errors import BadOption, UnreadableMedia
from autoedit.media.probe import probe
from autoedit.pipeline import away, cluster
from autoedit.pipeline.away import Carrying, ClusterError, on_worker, versions
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.child import WorkerLost
from autoedit.pipeline.cluster import Cluster, joined
from autoedit.pipeline.library import analyse
from autoedit.pipeline.planning import FilmOptions, plan_film
from autoedit.pipeline.run import RenderOptions, render_film
from autoedit.pipeline.workplace import Workplace
from autoedit.render.encoding import Encoding
from autoedit.render.titles import Fonts
from autoedit.testing import film_pictures, numbered_film
from tests.analysis.takes import panned, shoot, view
from tests.machines import machines

SHORT = FilmOptions(length=Fraction(2))


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "card"
    folder.mkdir()
    for number in (1, 2, 3):
        shoot(folder / f"take {number}.mp4", panned(view(number, value=70), 40), panned(view(number + 5, value=200), 40))
    return folder


def place(name: str) -> Workplace:
    return Workplace(cache=Cache(None), executor="dask", cluster=Cluster(address=name))


def waits_in(folder: str, number: int) -> int:
    # As a file: who began is seen from outside.
    (Path(folder) / f"{number}-{os.getpid()}").touch()
    time.sleep(0.4)
    return number


def keeps(number: int, cache: Cache) -> int:
    cache.put("numbers", "key", number)
    assert cache.get("numbers", "key", int) == (False, None)
    return number + 1


def dies() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def kills_the_worker() -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(5)


@pytest.mark.parametrize(
    "address",
    ["tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786", "tls://cluster.example:8786", "wss://10.0.0.1:8786"],
)
def test_a_scheduler_on_this_machine_or_with_tls_is_used(address: str):
    assert Cluster(address=address).scheduler() == address


@pytest.mark.parametrize(
    "address", ["tcp://192.168.1.7:8786", "tcp://cluster.example:8786", "tcp://0.0.0.0:8786", "ws://10.0.0.1:80"]
)
def test_a_scheduler_that_others_reach_is_refused_unless_a_person_says_so(address: str):
    with pytest.raises(BadOption, match="--insecure-cluster"):
        Cluster(address=address).scheduler()

    assert Cluster(address=address, is_insecure=True).scheduler() == address


def test_a_scheduler_file_names_the_address_and_is_held_to_the_same(tmp_path: Path):
    file = tmp_path / "scheduler.json"
    file.write_text(json.dumps({"address": "tcp://127.0.0.1:1234"}))
    assert Cluster(address=str(file)).scheduler() == "tcp://127.0.0.1:1234"

    file.write_text(json.dumps({"address": "tcp://10.1.2.3:1234"}))
    with pytest.raises(BadOption, match="--insecure-cluster"):
        Cluster(address=str(file)).scheduler()


@pytest.mark.parametrize("text", ["", "[1, 2]", "{}", "nothing of the kind"])
def test_what_is_neither_address_nor_file_is_refused(tmp_path: Path, text: str):
    file = tmp_path / "scheduler.json"
    if text:
        file.write_text(text)

    with pytest.raises(BadOption, match="neither an address"):
        Cluster(address=str(file)).scheduler()


def test_the_environments_address_is_held_to_the_same(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(cluster.VARIABLE, "tcp://10.1.2.3:8786")

    with pytest.raises(BadOption, match="--insecure-cluster"):
        Cluster().scheduler()


def test_a_file_that_a_worker_cannot_see_or_that_is_another_is_told(tmp_path: Path):
    film = numbered_film(tmp_path / "film.mp4", rate=Fraction(25), frames=20)
    media = probe(film)
    assert on_worker(versions(), str, ((media,),), {}).value

    film.write_bytes(film.read_bytes()[:-1] + b"x")
    with pytest.raises(UnreadableMedia, match="another file has this path"):
        on_worker(versions(), str, ((media,),), {})
    film.unlink()
    with pytest.raises(UnreadableMedia, match="cannot see it"):
        on_worker(versions(), str, ({"a": [media]},), {})


def test_a_fingerprint_is_taken_once_for_a_file_that_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    media = probe(numbered_film(tmp_path / "film.mp4", rate=Fraction(25), frames=20))
    away._check(media)
    monkeypatch.setattr(away, "fingerprint", None)

    away._check(media)


def test_a_worker_that_came_with_other_versions_is_told(tmp_path: Path):
    with pytest.raises(ClusterError, match=r"other versions \(numpy .*, here 0\.1\)"):
        on_worker({**versions(), "numpy": "0.1"}, keeps, (4, Carrying()), {})


def test_a_font_that_is_another_on_a_worker_is_refused(tmp_path: Path):
    font = tmp_path / "own.ttf"
    font.write_bytes(pymupdf_fonts.fontbuffers["notos"]())
    sent = pickle.dumps(Fonts(font))
    assert pickle.loads(sent).digest == Fonts(font).digest

    font.write_bytes(pymupdf_fonts.fontbuffers["notosbo"]())

    with pytest.raises(BadOption, match="another font"):
        pickle.loads(sent)


def test_what_work_keeps_comes_back_with_its_result():
    brought = on_worker(versions(), keeps, (4, Carrying()), {})

    assert (brought.value, brought.kept) == (5, (("numbers", "key", 4),))


def test_a_piece_of_work_that_crashes_leaves_the_worker_alive():
    with pytest.raises(WorkerLost, match="SIGSEGV"):
        on_worker(versions(), dies, (), {})


@contextmanager
def dasks_settings(**settings: object) -> Iterator[None]:
    # Its defaults are read when it is imported; set before, they would be lost with the setting.
    import dask.config
    import distributed  # noqa: F401

    with dask.config.set({f"distributed.comm.{name.replace('__', '.')}": value for name, value in settings.items()}):
        yield


@pytest.mark.slow
def test_no_scheduler_is_told_in_a_sentence():
    nobody = Cluster(address="tcp://127.0.0.1:9")
    impatient = dasks_settings(timeouts__connect="1s")
    with impatient, pytest.raises(ClusterError, match=r"127\.0\.0\.1:9 cannot be used"), joined(nobody, 1):
        pass


@pytest.mark.slow
def test_workers_with_other_versions_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    ours = {**versions(), "av": "1.0"}
    with machines(tmp_path, 1) as found:
        monkeypatch.setattr(cluster, "versions", _Told(ours))
        with pytest.raises(ClusterError, match=r"other versions \(av .*, here 1\.0\)"), joined(Cluster(address=found.address), 1):
            pass


class _Told:
    """Versions as this machine tells them; sent to another, it is asked there."""

    def __init__(self, ours: dict[str, str]) -> None:
        self._ours = ours

    def __call__(self) -> dict[str, str]:
        return self._ours

    def __reduce__(self) -> str | tuple:
        return (_real_versions, ())


def _real_versions() -> object:
    return versions


@pytest.mark.slow
def test_a_film_planned_and_rendered_on_a_cluster_is_the_one_made_here(card: Path, tmp_path: Path):
    draft = RenderOptions(encoding=Encoding(is_draft=True))
    with machines(tmp_path, 2) as found:
        kept = Cache(tmp_path / "kept")
        there = plan_film([str(card)], SHORT, Workplace(cache=kept, executor="dask", cluster=Cluster(address=str(found.file))))
        render_film(there, tmp_path / "there.mp4", draft, place(found.address))
    here = plan_film([str(card)], SHORT, Workplace(cache=Cache(None)))
    render_film(here, tmp_path / "here.mp4", draft, Workplace(cache=Cache(None)))

    assert edit_list_json(there, tmp_path) == edit_list_json(here, tmp_path)
    for (_, one), (_, other) in zip(film_pictures(tmp_path / "there.mp4"), film_pictures(tmp_path / "here.mp4"), strict=True):
        assert (one == other).all()
    # What the workers found out is known here from now on.
    again = analyse([str(card)], work=Workplace(cache=kept))
    assert [item.computed for item in again.files] == [0, 0, 0]


@pytest.mark.slow
def test_a_worker_that_is_lost_loses_nothing(tmp_path: Path):
    with machines(tmp_path, 2) as found, joined(Cluster(address=found.address), 1) as executor:
        begun = tmp_path / "begun"
        begun.mkdir()
        futures = [executor.submit(waits_in, str(begun), number) for number in range(8)]
        while len(list(begun.iterdir())) < 3:
            time.sleep(0.02)
        found.end(0)

        assert [future.result(60) for future in futures] == list(range(8))


@pytest.mark.slow
def test_a_cluster_without_workers_is_given_up_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cluster, "PATIENCE_SECONDS", 5.0)
    with machines(tmp_path, 1) as found, joined(Cluster(address=found.address), 1) as executor:
        future = executor.submit(time.sleep, 60)
        found.end(0)

        with pytest.raises(ClusterError, match="no workers left"):
            future.result(60)


@pytest.mark.slow
def test_work_that_kills_worker_after_worker_is_given_up_and_its_neighbours_are_not(tmp_path: Path):
    with machines(tmp_path, 1) as found, joined(Cluster(address=found.address), 1) as executor:
        poison = executor.submit(kills_the_worker)
        good = [executor.submit(waits_in, str(tmp_path), number) for number in range(3)]
        while not (poison.done() and all(future.done() for future in good)):
            # As a nanny does.
            found.workers = [worker for worker in found.workers if worker.poll() is None]
            if not found.workers:
                found.add_workers(1)
            time.sleep(0.1)

        assert isinstance(poison.exception(), WorkerLost)
        assert [future.result() for future in good] == [0, 1, 2]


@pytest.mark.slow
def test_tls_settings_pass_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        capture_output=True,
    ) if _has_openssl() else None  # fmt: skip
    if made is None or made.returncode:
        pytest.skip("openssl makes no certificate here")
    security = ["--tls-ca-file", str(certificate), "--tls-cert", str(certificate), "--tls-key", str(key)]
    with machines(tmp_path, 1, security) as found:
        assert found.address.startswith("tls://")
        with pytest.raises(ClusterError, match=r"distributed\.comm\.tls"), joined(Cluster(address=found.address), 1):
            pass
        ours = dasks_settings(
            **{"tls__ca-file": str(certificate), "tls__client__cert": str(certificate), "tls__client__key": str(key)}
        )
        with ours, joined(Cluster(address=found.address), 1) as executor:
            assert executor.submit(os.path.basename, "a/b").result(60) == "b"


def _has_openssl() -> bool:
    from shutil import which

    return which("openssl") is not None and sys.platform != "win32"
