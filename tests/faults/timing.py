"""The timing zoo: files whose clock is odd, checked from end to end: what is told of them, a film of them, the cuts in them.

What is right is what the makers in ``clocks`` meant, never what our own decoder says.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

from autoedit.analysis.watch import watch
from autoedit.media.probe import probe
from autoedit.model.media import Media
from autoedit.model.shot import BoundaryKind
from autoedit.model.timeline import Clip
from autoedit.testing import click_places, film_numbers, film_samples
from tests.faults.clocks import (
    Truth,
    at_rate,
    begun_before_zero,
    counted_as_decoded,
    cut_by_edits,
    jittered,
    late_picture,
    late_sound,
    lying_headers,
    one_key_frame,
    open_groups,
    rate_changes,
    recoded,
    size_changes,
    streamed,
    transport,
    two_edits,
    wrapping,
)
from tests.render.making import picture, render_to, source_sound, timeline

FILM_RATE = Fraction(30000, 1001)
CLIPS, CLIP_FRAMES = 8, 9
NTSC = (Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001))
Maker = Callable[[Path], Truth]


def check(truth: Truth, seed: int, folder: Path) -> None:
    """All promises at once, for one file."""
    media = replace(probe(truth.path), id="odd")
    check_probe(truth, media)
    check_film(truth, media, seed, folder)
    check_shots(truth, media)


def check_probe(truth: Truth, media: Media) -> None:
    """What the file is said to be is what it was made to be, and nothing is wrong with it."""
    video = media.video
    assert video is not None and media.damage == ()
    assert (video.frames, video.rate, video.is_constant) == (len(truth.times), truth.rate, truth.is_constant)
    assert abs(video.start - truth.times[0]) <= truth.doubt
    # The time base of a container need not hold what one frame lasts.
    doubt = 2 * truth.doubt if truth.is_constant else 1 / truth.rate / 4
    assert abs(video.start + video.duration - truth.end) <= doubt


def check_shots(truth: Truth, media: Media) -> None:
    """Every planted cut is found at its frame, and nothing else."""
    found = watch(media).boundaries
    assert [boundary.kind for boundary in found] == [BoundaryKind.CUT] * len(truth.cuts), found
    assert all(abs(boundary.start - cut) <= truth.doubt for boundary, cut in zip(found, truth.cuts, strict=True)), found


def check_film(truth: Truth, media: Media, seed: int, folder: Path) -> None:
    """A film of clips from all over the file shows at each frame what the file shows then, and sounds as it does."""
    clips = clips_from(truth, seed)
    tracks = [picture(*clips), *([source_sound(*clips)] if truth.heard else [])]
    made = render_to(folder / "film.mp4", timeline(FILM_RATE, *tracks), media)
    shown = [frame.number for frame in film_numbers(made)]
    wanted = [truth.shown(clip.source_time(frame + Fraction(1, 2), FILM_RATE)) for clip in clips for frame in range(clip.frames)]
    wrong = [
        (place, number, meant) for place, (number, meant) in enumerate(zip(shown, wanted, strict=True)) if number not in meant
    ]
    assert not wrong, wrong
    assert (shown[0], shown[1]) == (truth.number(0), truth.number(len(truth.times) - 1))
    if truth.heard:
        check_sound(truth, clips, made)


def check_sound(truth: Truth, clips: Sequence[Clip], made: Path) -> None:
    """Each click that a clip covers is heard with its picture, to half a frame."""
    heard = film_samples(made)
    places = [Fraction(place, heard.rate) for place in click_places(heard.samples, apart=heard.rate // 20)]
    edge, planned, begun = Fraction(1, 50), [], Fraction(0)
    for clip in clips:
        length = clip.frames / FILM_RATE
        inside = [time - clip.source_start for time in truth.heard if edge < time - clip.source_start < length - edge]
        planned += [begun + time for time in inside]
        begun += length
    assert planned, "the clips cover a click"
    missed = [float(time) for time in planned if min(abs(place - time) for place in places) > 1 / FILM_RATE / 2]
    assert not missed, (missed, [float(place) for place in places])


def clips_from(truth: Truth, seed: int) -> tuple[Clip, ...]:
    """Clips from exact frame times and from times between, out of order; the first frame and the last are among them."""
    dice = random.Random(seed)
    length = CLIP_FRAMES / FILM_RATE
    latest = truth.end - length
    # The film's first frame shows the file's first in the middle of its time, the second its last.
    ends = (truth.times[0] + truth.times[1]) / 2, (truth.times[-1] + truth.end) / 2
    edges = [Clip(id=f"e{time}", media="odd", source_start=time - 1 / FILM_RATE / 2, frames=1) for time in ends]
    starts = [truth.times[0], latest]
    starts += [truth.times[dice.randrange(len(truth.times))] for _ in range(CLIPS // 2)]
    starts += [truth.times[0] + (latest - truth.times[0]) * Fraction(dice.randrange(1000), 1000) for _ in range(CLIPS // 2)]
    starts += [time - length / 2 for time in dice.sample(truth.heard, min(3, len(truth.heard)))]
    starts = [max(truth.times[0], min(start, latest)) for start in starts]
    dice.shuffle(starts)
    spans = [Clip(id=f"c{number}", media="odd", source_start=start, frames=CLIP_FRAMES) for number, start in enumerate(starts)]
    return (*edges, *spans)


Case = tuple[str, Callable[[Path], None]]
TEN = Fraction(10)
AAC, MP2 = ("-c:a", "aac"), ("-c:a", "mp2")
MPEG = ("-q:v", 1, "-qmin", 1, "-b:v", "6M", "-bf", 2, "-g", 15)
OPEN_H264 = ("-c:v", "libx264", "-crf", 12, "-x264-params", "open-gop=1:bframes=3:b-adapt=0:keyint=15:min-keyint=15:scenecut=0")
OPEN_HEVC = ("-c:v", "libx265", "-crf", 12, "-x265-params", "log-level=error:open-gop=1:bframes=3:keyint=15:min-keyint=15")


def cases(seed: int, *, many: bool) -> Iterator[Case]:
    """Every odd clock, and with ``many`` in more containers, and each with clips from other places."""
    dice = random.Random(seed)
    for name, make in (*_few(dice.randrange(1000)), *(_more(dice.randrange(1000)) if many else ())):
        for place in range(3 if many else 1):
            yield f"{name}{f', {place + 1}' if many else ''}", partial(_made_and_checked, make=make, seed=dice.randrange(1000))


def _made_and_checked(folder: Path, make: Maker, seed: int) -> None:
    check(make(folder), seed, folder)


def _few(seed: int) -> Iterator[tuple[str, Maker]]:
    yield "30 then 10 frames a second.mp4", partial(rate_changes, suffix=".mp4")
    yield "a phone's jitter.mp4", partial(jittered, suffix=".mp4", seed=seed)
    for rate, suffix in zip((*NTSC, Fraction(120)), (".mkv", ".mp4", ".mov", ".mp4"), strict=True):
        yield f"{rate.numerator} by {rate.denominator}{suffix}", partial(at_rate, suffix=suffix, rate=rate)
    yield "picture half a second late.mp4", partial(late_picture, suffix=".mp4", start=Fraction(1, 2))
    yield "picture 5 s late.mkv", partial(late_picture, suffix=".mkv", start=Fraction(5))
    yield "late sound.mp4", partial(late_sound, suffix=".mp4")
    start, length, nothing = Fraction(13, 10), Fraction(2), Fraction(1, 2)
    yield "edit from 1.3 s.mp4", partial(cut_by_edits, suffix=".mp4", start=start, length=None)
    yield "edit from 1.3 s for 2 s.mov", partial(cut_by_edits, suffix=".mov", start=start, length=length)
    yield "empty edit.mp4", partial(cut_by_edits, suffix=".mp4", start=start, length=length, empty=nothing)
    yield "two edits.mp4", partial(two_edits, suffix=".mp4")
    yield "recorded before zero.mkv", begun_before_zero
    yield "transport stream that wraps.ts", wrapping
    yield "counted as decoded, H.264.avi", partial(counted_as_decoded, words=("-c:v", "libx264", "-crf", 12))
    yield "size changes.ts", size_changes
    yield "without an index.mkv", partial(streamed, name="a.mkv", words=("-f", "matroska"))
    yield "open groups, H.264.mp4", partial(open_groups, suffix=".mp4", codec="libx264")
    yield "open groups, HEVC.ts", partial(recoded, name="a.ts", words=(*OPEN_HEVC, *AAC), offset=TEN)
    yield "one key frame.mp4", partial(one_key_frame, suffix=".mp4")
    yield "program stream.mpg", partial(recoded, name="a.mpg", words=("-c:v", "mpeg2video", *MPEG, *MP2), offset=TEN)
    yield "a third of the duration told.mp4", partial(lying_headers, suffix=".mp4", factor=Fraction(1, 3))


def _more(seed: int) -> Iterator[tuple[str, Maker]]:
    for suffix in (".mkv", ".mov"):
        yield f"30 then 10 frames a second{suffix}", partial(rate_changes, suffix=suffix)
        yield f"a phone's jitter{suffix}", partial(jittered, suffix=suffix, seed=seed)
        yield f"late sound{suffix}", partial(late_sound, suffix=suffix)
        yield f"one key frame{suffix}", partial(one_key_frame, suffix=suffix)
    for rate in (*NTSC, Fraction(24), Fraction(25), Fraction(50), Fraction(120)):
        for suffix in (".mp4", ".mkv", ".mov"):
            yield f"{rate.numerator} by {rate.denominator}{suffix}", partial(at_rate, suffix=suffix, rate=rate)
        yield f"{rate.numerator} by {rate.denominator}.ts", partial(transport, offset=TEN, rate=rate)
    for suffix in (".mp4", ".mkv", ".mov"):
        for start in (Fraction(1, 2), Fraction(5), Fraction(1001, 24000)):
            yield f"picture {float(start):.2f} s late{suffix}", partial(late_picture, suffix=suffix, start=start)
    for start in (Fraction(1, 30), Fraction(1), Fraction(2)):
        yield f"edit from {float(start):.2f} s.mp4", partial(cut_by_edits, suffix=".mp4", start=start, length=None)
    for codec, suffix in (("libx264", ".mkv"), ("libx265", ".mp4"), ("libx265", ".mkv")):
        yield f"open groups, {codec}{suffix}", partial(open_groups, suffix=suffix, codec=codec)
    yield "open groups, H.264.ts", partial(recoded, name="a.ts", words=(*OPEN_H264, *AAC), offset=TEN)
    pieces = ("-movflags", "frag_keyframe+delay_moov", "-f", "mp4")
    yield "in fragments.mp4", partial(streamed, name="a.mp4", words=pieces)
    yield "camcorder.mts", partial(streamed, name="a.mts", words=("-mpegts_m2ts_mode", 1, "-f", "mpegts"), offset=TEN)
    yield "MPEG-2.ts", partial(recoded, name="a.ts", words=("-c:v", "mpeg2video", *MPEG, *MP2), offset=TEN)
    yield "MPEG-4.ts", partial(recoded, name="a.ts", words=("-c:v", "mpeg4", *MPEG, *MP2), offset=TEN)
    yield (
        "MPEG-1.mpg",
        partial(recoded, name="a.mpg", words=("-c:v", "mpeg1video", "-q:v", 4, "-bf", 2, "-g", 15, *MP2), offset=TEN),
    )
    yield "counted as decoded, MPEG-4.avi", partial(counted_as_decoded, words=("-c:v", "mpeg4", "-q:v", 2))
    yield "motion JPEG.avi", partial(recoded, name="a.avi", words=("-c:v", "mjpeg", "-q:v", 2, "-c:a", "pcm_s16le"))
    yield "VP9.webm", partial(recoded, name="a.webm", words=("-c:v", "libvpx-vp9", "-crf", 20, "-cpu-used", 8, "-c:a", "libopus"))
    for factor in (Fraction(3), Fraction(50)):
        yield f"{factor} times the duration told.mp4", partial(lying_headers, suffix=".mp4", factor=factor)
