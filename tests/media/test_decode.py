"""Frames at their exact times, from any place in the file."""

from __future__ import annotations

import subprocess
from bisect import bisect_right
from fractions import Fraction

import imageio_ffmpeg
import pytest

from autoedit.errors import NoPicture
from autoedit.media.damage import Damage
from autoedit.media.decode import pictures
from autoedit.media.probe import probe
from autoedit.testing import noise, read_number, write_wav
from tests.media.conftest import FRAMES, LATE, RATES, uneven_times


def numbers(found) -> list[int | None]:
    return [read_number(picture.frame.to_ndarray(format="rgb24")) for picture in found]


def times_of(name: str) -> list[Fraction]:
    if name.startswith("variable"):
        return uneven_times()
    start = LATE if name == "late" else Fraction(0)
    rate = RATES[name.rpartition(".")[0]] if name != "late" else RATES["24000/1001"]
    return [start + frame / rate for frame in range(FRAMES)]


EXACT = [*(name + ".mov" for name in RATES), "24000/1001.mp4", "late", "variable"]
ROUNDED = [*(name + ".mkv" for name in RATES), "variable.mkv"]


@pytest.mark.parametrize("name", [*EXACT, *ROUNDED])
def test_every_frame_comes_once_and_in_order(name, films):
    assert numbers(pictures(probe(films[name]))) == list(range(FRAMES))


@pytest.mark.parametrize("name", EXACT)
def test_a_frame_s_time_is_exact(name, films):
    assert [picture.time for picture in pictures(probe(films[name]))] == times_of(name)


@pytest.mark.parametrize("name", ROUNDED)
def test_matroska_s_times_are_right_to_its_millisecond(name, films):
    found = [picture.time for picture in pictures(probe(films[name]))]

    assert all(abs(time - told) <= Fraction(1, 1000) for time, told in zip(times_of(name), found, strict=True))


@pytest.mark.parametrize("name", [*EXACT, "24000/1001.mkv"])
def test_decoding_from_any_frame_s_middle_begins_with_that_frame(name, films):
    media, times = probe(films[name]), times_of(name)
    ends = [*times[1:], times[-1] + 1 / media.video.rate]
    middles = [(start + end) / 2 for start, end in zip(times, ends, strict=True)]

    begun = [numbers([next(pictures(media, start=middle, threads=1))])[0] for middle in middles]

    assert begun == list(range(FRAMES))


@pytest.mark.parametrize("name", ["24000/1001.mov", "late", "variable"])
def test_decoding_from_a_frame_s_exact_time_begins_with_it_and_not_its_neighbour(name, films):
    media = probe(films[name])

    begun = [numbers([next(pictures(media, start=time, threads=1))])[0] for time in times_of(name)]

    assert begun == list(range(FRAMES))


@pytest.mark.parametrize("name", ["30000/1001.mp4", "late", "variable.mkv"])
def test_decoding_from_the_middle_of_a_file_goes_on_to_its_end(name, films):
    media, times = probe(films[name]), times_of(name)
    start = times[40] + Fraction(1, 500)

    assert numbers(pictures(media, start=start)) == list(range(bisect_right(times, start) - 1, FRAMES))


def test_every_frame_of_a_transport_stream_is_reached(films, tmp_path):
    """Its demuxer goes to any packet near a time, so the first group of pictures is reached from the file's beginning only."""
    path = tmp_path / "stream.ts"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-i", films["25.mov"], "-c", "copy", "-an", path]
    subprocess.run(command, check=True)
    media = probe(path)
    middles = [media.video.start + Fraction(2 * frame + 1, 50) for frame in range(FRAMES)]

    begun = [numbers([next(pictures(media, start=middle, threads=1))])[0] for middle in middles]

    assert begun == list(range(FRAMES))


def test_before_a_late_start_the_first_frame_is_the_first_one_there_is(films):
    assert numbers([next(pictures(probe(films["late"]), start=Fraction(0)))]) == [0]


def test_past_the_end_the_last_frame_is_given(films):
    assert numbers(pictures(probe(films["25.mp4"]), start=Fraction(60))) == [FRAMES - 1]


def test_sound_alone_has_no_pictures(tmp_path):
    song = probe(write_wav(tmp_path / "song.wav", noise(level_db=-20, rate=48000, duration=Fraction(1))))

    with pytest.raises(NoPicture, match=r"song\.wav: it has no picture"):
        next(pictures(song))


def test_a_file_that_is_whole_has_no_damage(films):
    damage = Damage()

    assert len(list(pictures(probe(films["25.mp4"]), damage=damage))) == FRAMES
    assert damage.told() == ()


def test_damaged_packets_are_counted_and_the_rest_is_shown_right(films, tmp_path):
    content = bytearray(films["25.mp4"].read_bytes())
    # A stretch in the middle of the pictures; what stands at the ends, and the index, is left alone.
    start = content.index(b"mdat") + (len(content) - content.index(b"mdat")) // 3
    content[start : start + 1200] = b"\xff" * 1200
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(content)
    damage = Damage()

    shown = list(pictures(probe(broken), damage=damage))

    assert damage.bad_packets > 0 and "damaged" in damage.told()[0]
    assert [round(picture.time * 25) for picture in shown[:5]] == numbers(shown[:5])
    assert [round(picture.time * 25) for picture in shown[-5:]] == numbers(shown[-5:])


def quick_start(film, path):
    """The same film with its index at the front."""
    import av

    with av.open(str(film)) as source, av.open(str(path), "w", options={"movflags": "faststart"}) as target:
        streams = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = streams[packet.stream.index]
                target.mux(packet)
    return path


def test_a_file_cut_short_says_so_and_gives_what_it_still_has(films, tmp_path):
    path = quick_start(films["25.mp4"], tmp_path / "cut.mp4")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])

    media = probe(path)
    damage = Damage()
    shown = numbers(pictures(media, damage=damage))

    assert media.damage or damage.told()
    assert len(shown) > 20 and shown[:20] == list(range(20))


def test_a_file_cut_short_lasts_no_longer_than_what_it_still_has(films, tmp_path):
    path = quick_start(films["25.mp4"], tmp_path / "cut.mp4")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 6 // 10])

    media = probe(path)

    # Behind the packet that was cut, PyAV gives none of the frames that the decoder still holds.
    last = max(picture.time for picture in pictures(media))
    assert media.video.start + media.video.duration <= last + Fraction(1, 4)
