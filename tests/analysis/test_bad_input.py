"""Files that are broken, torn or odd: analysed as far as they go, the damage told with its time, or left out with a sentence."""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import pytest
from typer.testing import CliRunner

from autoedit.cli import app as application
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.library import analyse
from autoedit.pipeline.stages import Analysed
from autoedit.pipeline.workplace import Workplace
from autoedit.testing import film, noise
from tests.analysis.takes import PAL, SIZE, Picture, panned, shoot, view

CUT, FRAMES = 50, 100
LATE = Fraction(1, 2)
# MPEG-TS has no time before zero: the muxer makes room for the B-frames' decoding times.
TS_START = 2 / PAL
OTHER_SIZE = (480, 270)

Watch = Callable[[str, bool], Analysed]


def dark(size: tuple[int, int] = SIZE) -> Iterator[Picture]:
    return panned(view(1, value=60, size=size), CUT)


def bright(size: tuple[int, int] = SIZE) -> Iterator[Picture]:
    return panned(view(2, value=200, size=size), FRAMES - CUT)


def remuxed(source: Path, target: Path, *, is_sound_alone: bool = False, **options: str) -> Path:
    """The same packets in another container."""
    with av.open(str(source)) as given, av.open(str(target), "w", options=options) as made:
        kept = given.streams.audio if is_sound_alone else given.streams
        streams = {stream.index: made.add_stream_from_template(stream) for stream in kept}
        for packet in given.demux(list(kept)):
            if packet.dts is not None:
                packet.stream = streams[packet.stream.index]
                made.mux(packet)
    return target


def torn(source: Path, target: Path, share: float = 0.6) -> Path:
    """The file as a copy that broke off left it."""
    content = source.read_bytes()
    target.write_bytes(content[: int(len(content) * share)])
    return target


def scratched(source: Path, target: Path, *, first: int, length: int) -> Path:
    """The file with a stretch of bits turned over."""
    content = bytearray(source.read_bytes())
    content[first : first + length] = bytes(byte ^ 0x55 for byte in content[first : first + length])
    target.write_bytes(content)
    return target


def avi(path: Path, pictures: Sequence[Picture], *, b_frames: int) -> Path:
    """H.264 in AVI, which has no presentation times: a packet is only the next one."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast", "crf": "8"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.codec_context.max_b_frames, stream.codec_context.gop_size = b_frames, 12
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def two_sizes(path: Path, folder: Path) -> Path:
    """A transport stream whose second half has larger pictures."""
    small, large = folder / "small.mp4", folder / "large.mp4"
    film(small, dark(), [number / PAL for number in range(CUT)], rate=PAL)
    film(large, bright(OTHER_SIZE), [TS_START + number / PAL for number in range(CUT, FRAMES)], rate=PAL)
    parts = [remuxed(part, part.with_suffix(".ts")).read_bytes() for part in (small, large)]
    path.write_bytes(b"".join(parts))
    return path


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A card of files of two shots of two seconds, each broken in its own way."""
    whole, card = tmp_path_factory.mktemp("whole"), tmp_path_factory.mktemp("card")
    sound = noise(level_db=-30, rate=48000, duration=Fraction(4))
    pictures = [*dark(), *bright()]
    mp4, mkv = whole / "film.mp4", whole / "film.mkv"
    shoot(mp4, pictures, sound=sound)
    shoot(mkv, pictures)
    ts = remuxed(shoot(whole / "mute.mp4", pictures).path, whole / "film.ts")  # type: ignore[arg-type]
    torn(remuxed(mp4, whole / "quick start.mp4", movflags="faststart"), card / "torn.mp4")
    torn(mkv, card / "torn.mkv")
    torn(ts, card / "torn.ts")
    torn(mp4, card / "no index.mp4")
    for source in (mp4, mkv, ts):
        scratched(source, card / f"scratched{source.suffix}", first=source.stat().st_size // 2, length=6000)
    content = mp4.read_bytes()
    first, last = content.index(b"mdat") + 4, content.index(b"moov") - 4
    (card / "white noise.mp4").write_bytes(content[:first] + b"\xff" * (last - first) + content[last:])
    (card / "empty.mp4").touch()
    (card / "text.mp4").write_text("this is no film\n" * 300)
    remuxed(mp4, card / "sound.mp4", is_sound_alone=True)
    shoot(card / "one.mp4", pictures[:1])
    shoot(card / "late.mp4", pictures, sound=sound, start=LATE)
    two_sizes(card / "sizes.ts", whole)
    avi(card / "untimed.avi", pictures, b_frames=2)
    avi(card / "untimed in order.avi", pictures, b_frames=0)
    return card


@pytest.fixture(scope="module")
def watch(card: Path, tmp_path_factory: pytest.TempPathFactory) -> Watch:
    """One file's analysis; an error that is not a sentence comes through."""
    work = Workplace(cache=Cache(tmp_path_factory.mktemp("results")), executor="serial", debug=True)

    def watched(name: str, is_quick: bool) -> Analysed:
        return analyse([str(card / name)], work=work, is_quick=is_quick).files[0]

    return watched


def told(file: Analysed) -> str:
    return "; ".join([*file.media.damage, *file.moments.damage])


def times_told(file: Analysed) -> list[float]:
    return [float(time) for time in re.findall(r"from (\d+\.\d\d) s on", told(file))]


def frame(number: int, start: Fraction = Fraction(0)) -> Fraction:
    return start + number / PAL


BOTH_MODES = pytest.mark.parametrize("is_quick", [False, True], ids=["full", "quick"])


@BOTH_MODES
@pytest.mark.parametrize(
    ("name", "start", "frames"),
    [
        ("torn.mp4", Fraction(0), 60),
        ("torn.mkv", Fraction(0), 60),
        ("torn.ts", TS_START, 61),
        ("scratched.mp4", Fraction(0), FRAMES),
        ("scratched.mkv", Fraction(0), FRAMES),
        ("scratched.ts", TS_START, FRAMES),
        ("late.mp4", LATE, FRAMES),
        ("sizes.ts", TS_START, FRAMES),
        ("untimed.avi", frame(1), FRAMES),
        ("untimed in order.avi", frame(1), FRAMES),
    ],
)
def test_shots_cover_what_decodes_and_no_more_and_the_cut_is_where_it_was(name, start, frames, is_quick, watch: Watch):
    shots = watch(name, is_quick).moments.shots

    assert [(shot.start, shot.end) for shot in shots] == [
        (start, frame(CUT, start)),
        (frame(CUT, start), frame(frames, start)),
    ]


@BOTH_MODES
def test_one_frame_is_one_shot_of_one_frame_with_nothing_to_select(is_quick, watch: Watch):
    moments = watch("one.mp4", is_quick).moments

    assert [(shot.start, shot.end) for shot in moments.shots] == [(0, frame(1))]
    assert (moments.boundaries, moments.selects, moments.damage) == ((), (), ())


@BOTH_MODES
def test_selects_stay_inside_what_decodes(is_quick, card: Path, watch: Watch):
    for name in ("torn.mp4", "torn.mkv", "torn.ts", "late.mp4", "sizes.ts"):
        moments = watch(name, is_quick).moments
        first, end = moments.shots[0].start, moments.shots[-1].end
        assert moments.selects, name
        assert all(first <= select.in_limit and select.out_limit <= end for select in moments.selects), name


@BOTH_MODES
def test_a_file_cut_short_says_how_much_is_there_and_when_it_broke_off(is_quick, watch: Watch):
    file = watch("torn.mp4", is_quick)

    assert "the file ends after 61 of 100 frames" in told(file)
    assert times_told(file) == [2.40]


@BOTH_MODES
def test_a_matroska_file_cut_short_says_when_it_broke_off(is_quick, watch: Watch):
    assert times_told(watch("torn.mkv", is_quick)) == [2.40]


@BOTH_MODES
@pytest.mark.parametrize(("name", "start"), [("scratched.mp4", 0.0), ("scratched.mkv", 0.0), ("scratched.ts", 0.08)])
def test_pictures_that_the_decoder_patched_are_told_with_the_time_of_the_first(name, start, is_quick, watch: Watch):
    file = watch(name, is_quick)

    assert "damaged" in told(file)
    # Half of the bytes is near half of the film.
    assert all(abs(time - start - 2) <= 0.25 for time in times_told(file)) and times_told(file)


@BOTH_MODES
def test_a_change_of_size_is_told_with_its_time(is_quick, watch: Watch):
    file = watch("sizes.ts", is_quick)

    assert told(file) == "its picture changes its size to 480x270, from 2.08 s on"


@BOTH_MODES
@pytest.mark.parametrize("name", ["late.mp4", "one.mp4", "untimed.avi", "untimed in order.avi"])
def test_what_is_odd_but_whole_has_no_damage(name, is_quick, watch: Watch):
    assert told(watch(name, is_quick)) == ""


LEFT_OUT = {
    "empty.mp4": "it is empty",
    "text.mp4": "it is not a video or sound file that autoedit can open, or it is damaged",
    "no index.mp4": "it is not a video or sound file that autoedit can open, or it is damaged",
    "sound.mp4": "it has no picture",
    "white noise.mp4": "it has no picture (no frame of its picture can be decoded)",
}


@pytest.mark.parametrize(("command", "flags"), [("shots", ["--quick"]), ("selects", [])])
def test_a_card_of_broken_files_is_read_and_what_cannot_be_is_left_out_with_a_sentence(command, flags, card: Path):
    shown = CliRunner().invoke(application.app, [command, str(card), "--json", "--executor", "serial", *flags])

    document = json.loads(shown.stdout)
    everything = {path.name for path in card.iterdir()}
    assert shown.exit_code == 3
    assert {Path(item["path"]).name: item["reason"] for item in document["left_out"]} == LEFT_OUT
    assert {Path(item["path"]).name for item in document["files"]} == everything - set(LEFT_OUT)
    assert all(name in shown.stderr for name in LEFT_OUT)
    assert "unexpected" not in shown.output and "Traceback" not in shown.output
    damage = {Path(item["path"]).name: " ".join(item["damage"]) for item in document["files"]}
    assert "from 2.40 s on" in damage["torn.mp4"]


@pytest.mark.parametrize(("command", "name"), [*zip(["shots", "selects"] * 3, LEFT_OUT, strict=False)])
def test_nothing_but_a_broken_file_ends_with_one_sentence_and_code_1(
    command, name, card: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys, "argv", ["autoedit", command, str(card / name), "--json"])
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    with pytest.raises(SystemExit) as ended:
        application.main()

    out, err = capsys.readouterr()
    assert ended.value.code == 1
    assert json.loads(out)["error"]["file"] == str(card / name)
    assert re.match(rf"autoedit: while (opening|analysing) the file: {re.escape(str(card / name))}: it ", err.splitlines()[-1])
    assert "Traceback" not in err
