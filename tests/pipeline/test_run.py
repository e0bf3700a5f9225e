import shutil
import threading
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from autoedit.errors import AutoeditError, DocumentError, MediaNotFound, OutputError, UnreadableMedia
from autoedit.model.media import Media
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.library import analyse
from autoedit.pipeline.output import check_film_output, check_output
from autoedit.pipeline.progress import Silent, Stopped, Stopper
from autoedit.pipeline.renderable import check_renderable
from autoedit.pipeline.run import FilmOptions, hear, make_film, plan_film, probe_files, render_film, sources, write_edit_list
from autoedit.pipeline.workplace import Workplace
from autoedit.testing import clicks, write_wav
from tests.analysis.takes import panned, shoot, view


class Told(Silent):
    """Keeps what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.warned: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)

    def warn(self, text: str) -> None:
        self.warned.append(text)


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("originals")
    for number in (1, 2):
        shoot(folder / f"take {number}.mp4", panned(view(number), 100))
    return folder


@pytest.fixture
def card(originals: Path, tmp_path: Path) -> Path:
    """Two good takes."""
    return Path(shutil.copytree(originals, tmp_path / "card"))


@pytest.fixture
def work(tmp_path: Path) -> Workplace:
    return Workplace(cache=Cache(tmp_path / "results"), executor="serial", listener=Told())


def test_a_second_run_analyses_nothing_and_says_so(card: Path, work: Workplace):
    first = analyse([str(card)], work=work)

    second = analyse([str(card)], work=work)

    assert [item.computed > 0 for item in first.files] == [True, True]
    assert [item.computed for item in second.files] == [0, 0]
    assert work.listener.said == ["nothing was analysed anew: all 2 files were known"]
    assert [item.moments for item in second.files] == [item.moments for item in first.files]


def test_a_renamed_file_is_not_analysed_anew_and_has_its_new_name(card: Path, work: Workplace):
    analyse([str(card)], work=work)
    (card / "take 1.mp4").rename(card / "Beach.MOV")

    again = analyse([str(card / "Beach.MOV")], work=work)

    assert [(item.computed, item.media.id, item.media.path) for item in again.files] == [(0, "Beach", str(card / "Beach.MOV"))]


def test_only_what_is_new_is_analysed(card: Path, work: Workplace):
    analyse([str(card / "take 1.mp4")], work=work)

    analyse([str(card)], work=work)

    assert work.listener.said == ["1 of 2 files were known and not analysed anew"]


@pytest.mark.parametrize(
    "content", [b"", b"this is no film", b"\x00\x00\x00\x18ftypmp42" + bytes(500)], ids=["empty", "text", "torn"]
)
def test_one_bad_file_among_good_ones_is_left_out_and_told(card: Path, work: Workplace, content: bytes):
    (card / "bad.mp4").write_bytes(content)

    edit_list = plan_film([str(card)], FilmOptions(length=Fraction(3)), work)

    assert [Path(item.path).name for item in edit_list.left_out] == ["bad.mp4"]
    assert [text for text in work.listener.warned if "bad.mp4" in text]
    assert edit_list.timeline.frames == 75


def test_sound_without_picture_among_footage_is_left_out(card: Path, work: Workplace):
    write_wav(card / "song.wav", clicks([Fraction(1)], rate=48000, duration=Fraction(2)))

    library = analyse([str(card), str(card / "song.wav")], work=work)

    assert [(Path(item.path).name, item.reason) for item in library.left_out] == [("song.wav", "it has no picture")]


def test_a_copy_of_a_file_is_left_out_and_told(card: Path, work: Workplace):
    shutil.copy(card / "take 1.mp4", card / "take 1 (copy).mp4")

    library = analyse([str(card)], work=work)

    assert len(library.files) == 2
    assert len(library.left_out) == 1
    assert "it is a copy of take 1" in library.left_out[0].reason


def test_an_unexpected_error_in_one_file_does_not_cost_the_film(card: Path, work: Workplace, monkeypatch: pytest.MonkeyPatch):
    from autoedit.pipeline import library

    whole = library.analysed

    def breaks_on_one(media: Media, *arguments: object, **told: object) -> object:
        if Path(media.path).name == "take 1.mp4":
            raise ZeroDivisionError("a decoder's own fault")
        return whole(media, *arguments, **told)

    monkeypatch.setattr(library, "analysed", breaks_on_one)

    found = analyse([str(card)], work=work)

    assert [item.media.id for item in found.files] == ["take_2"]
    assert "a decoder's own fault" in found.left_out[0].reason


def test_nothing_but_bad_files_is_the_first_ones_error(tmp_path: Path, work: Workplace):
    for name in ("a.mp4", "b.mp4"):
        (tmp_path / name).write_bytes(b"this is no film")

    with pytest.raises(UnreadableMedia) as raised:
        analyse([str(tmp_path)], work=work)

    assert Path(raised.value.path).name == "a.mp4"


def test_no_footage_at_all_is_an_error(tmp_path: Path, work: Workplace):
    with pytest.raises(MediaNotFound):
        analyse([str(tmp_path / "nothing")], work=work)


def test_a_plan_is_the_same_with_and_without_a_cache(card: Path, work: Workplace):
    options = FilmOptions(length=Fraction(3))

    plans = [plan_film([str(card)], options, each) for each in (work, work, replace(work, cache=Cache(None)))]

    assert plans[0] == plans[1] == plans[2]


def test_a_song_never_shares_its_id_with_footage(card: Path, tmp_path: Path, work: Workplace):
    (card / "take 1.mp4").rename(card / "music-song.mp4")
    song = write_wav(tmp_path / "song.wav", clicks([Fraction(k, 2) for k in range(16)], rate=48000, duration=Fraction(8)))

    edit_list = plan_film([str(card)], FilmOptions(length=Fraction(3), music=song), work)

    assert len(edit_list.media) == 3


def test_a_song_that_was_heard_is_known_the_next_time(tmp_path: Path, work: Workplace, monkeypatch: pytest.MonkeyPatch):
    song = write_wav(tmp_path / "song.wav", clicks([Fraction(k, 2) for k in range(16)], rate=48000, duration=Fraction(8)))
    first = hear(song, work)

    from autoedit.pipeline import stages

    monkeypatch.setattr(stages, "SONG", replace(stages.SONG, function=None))

    assert hear(song, work) == first


def test_probing_tells_good_and_bad_files_apart(card: Path, work: Workplace):
    (card / "bad.mp4").write_bytes(b"this is no film")

    found, left_out = probe_files([str(card)], work)

    assert [media.id for media in found] == ["take_1", "take_2"]
    assert [Path(item.path).name for item in left_out] == ["bad.mp4"]


@pytest.mark.parametrize("change", ["gone", "changed"])
def test_a_file_that_is_not_what_was_planned_is_refused_by_name(card: Path, work: Workplace, change: str):
    edit_list = plan_film([str(card)], FilmOptions(length=Fraction(3)), work)
    shown = Path(edit_list.media[edit_list.timeline.tracks[0].clips[0].media].path)
    if change == "gone":
        shown.unlink()
    else:
        shown.write_bytes(shown.read_bytes() + b"\0")

    with pytest.raises(DocumentError, match="is not there" if change == "gone" else "has changed") as raised:
        check_renderable(edit_list, work.cache)

    assert shown.name in raised.value.problem


def test_a_file_that_the_film_does_not_show_may_be_gone(card: Path, work: Workplace):
    edit_list = plan_film([str(card)], FilmOptions(length=Fraction(1)), work)
    shown = {clip.media for track in edit_list.timeline.tracks for clip in track.clips}
    for media in edit_list.media.values():
        if media.id not in shown:
            Path(media.path).unlink()

    check_renderable(edit_list, work.cache)

    assert len(shown) == 1


def test_an_edit_list_is_written_whole_and_nothing_beside_it(card: Path, work: Workplace, tmp_path: Path):
    edit_list = plan_film([str(card)], FilmOptions(length=Fraction(3)), work)
    (tmp_path / "out").mkdir()

    write_edit_list(edit_list, tmp_path / "out" / "edit.json")

    assert [file.name for file in (tmp_path / "out").iterdir()] == ["edit.json"]


@pytest.mark.parametrize("place", ["nowhere/edit.json", "."])
def test_an_output_that_cannot_be_is_refused_before_any_work(tmp_path: Path, place: str):
    with pytest.raises(OutputError):
        check_output(tmp_path / place)


def test_a_source_is_never_written_over(card: Path, work: Workplace):
    footage = card / "take 1.mp4"
    before = footage.read_bytes()

    with pytest.raises(OutputError, match="one of the files it would be made from"):
        make_film([str(card)], footage, FilmOptions(length=Fraction(2)), work=work)

    assert footage.read_bytes() == before


def test_a_film_that_autoedit_made_is_no_footage_of_the_next_and_may_be_made_anew(card: Path, work: Workplace):
    film = card / "film.mp4"
    make_film([str(card)], film, FilmOptions(length=Fraction(2)), work=work)

    again = make_film([str(card)], film, FilmOptions(length=Fraction(2)), work=work)

    assert [Path(item.path).name for item in again.left_out] == ["film.mp4"]
    assert film not in {Path(media.path) for media in again.media.values()}


def test_a_film_that_is_named_itself_is_footage(card: Path, work: Workplace):
    film = card / "film.mp4"
    make_film([str(card)], film, FilmOptions(length=Fraction(2)), work=work)

    named = plan_film([str(film)], FilmOptions(length=Fraction(1, 2)), work)

    assert sources([str(film)], FilmOptions(), film) == [film]
    assert {Path(media.path) for media in named.media.values()} == {film}


def test_a_film_is_not_written_under_another_kinds_name(tmp_path: Path):
    with pytest.raises(OutputError, match="films in h264 are written as MP4 or MOV"):
        check_film_output(tmp_path / "film.mkv")


def test_a_stopped_report_ends_its_stage():
    stopper = Stopper()
    report = stopper.reporting(Silent(), "analyse")
    report(1.0)

    stopper.stop()

    with pytest.raises(Stopped):
        report(2.0)


def test_an_interrupted_run_stops_the_threads_that_are_at_work(card: Path, work: Workplace, monkeypatch: pytest.MonkeyPatch):
    from autoedit.pipeline import gathering, library

    at_work, ended = threading.Event(), threading.Event()

    def long_work(media: Media, detector: str, threads: int, cache: Cache, report) -> None:
        try:
            for _ in range(1000):
                at_work.set()
                report(0.0)
                time.sleep(0.005)
        except Stopped:
            ended.set()
            raise

    probing = [gathering.wait]

    def interrupted(futures: object) -> None:
        # The first stage only probes; it is the analysis that takes its time.
        if probing:
            probing.pop()(futures)
            return
        at_work.wait(10)
        raise KeyboardInterrupt

    monkeypatch.setattr(library, "analysed", long_work)
    monkeypatch.setattr(gathering, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        analyse([str(card)], work=replace(work, executor="threads"))

    assert ended.is_set()


def test_every_error_of_a_missing_song_is_ours(tmp_path: Path, work: Workplace):
    with pytest.raises(AutoeditError, match="no such file"):
        hear(tmp_path / "nothing.mp3", work)


def test_a_fit_that_is_none_is_told_by_its_field(card: Path, work: Workplace, tmp_path: Path):
    edit_list = replace(plan_film([str(card)], FilmOptions(length=Fraction(1)), work), options={"fit": "squash"})

    with pytest.raises(DocumentError, match=r"options\.fit: 'squash' is not one of pad, fill"):
        render_film(edit_list, tmp_path / "film.mp4", work=work)
