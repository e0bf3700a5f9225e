"""The picture zoo: files that store their picture oddly, and what must be seen of it: upright, whole, in its own colours.

It is looked for in the film (coded without drawing, and composed in a dissolve) and in what analysis sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.watch import watch
from autoedit.media.decode import pictures
from autoedit.media.probe import probe
from autoedit.media.shrink import shrinker
from autoedit.model.media import Media
from autoedit.model.timeline import Clip, Transition
from tests.faults.drawn import (
    BAR,
    COLOURS,
    FFV1,
    FILM,
    FRAMES,
    NEAR,
    RATE,
    SIZE,
    STEP,
    X264,
    Odd,
    by_fields,
    coloured,
    ffmpeg,
    grey,
    hdr,
    progressive_first,
    scene,
    seen_in_part,
    sized,
    speck,
    squeezed,
    stored,
    turned,
)
from tests.render.making import picture, render_to, timeline

# Of each patch its middle is looked at, where neighbours do not bleed in.
MIDDLE = Fraction(2, 5)


def film_frames(path: Path, size: tuple[int, int] = FILM) -> NDArray[np.uint8]:
    """A film's frames by ffmpeg: RGB, uint8 [frames, height, width, 3]."""
    wanted = "scale=in_color_matrix=bt709:in_range=tv:out_range=pc:flags=accurate_rnd+full_chroma_int,format=rgb24"
    raw = ffmpeg("-i", path, "-vf", wanted, "-fps_mode", "passthrough", "-f", "rawvideo", "-")
    return np.frombuffer(raw, np.uint8).reshape(-1, size[1], size[0], 3)


def check(odd: Odd, folder: Path) -> None:
    """The scene is seen whole, upright and in its colours: in the film and by analysis."""
    media = replace(probe(odd.path), id="odd")
    assert media.video is not None and media.damage == ()
    assert (media.video.width, media.video.height) == odd.size
    for frame in rendered(media, folder, odd.film):
        check_scene(framed(frame, odd.size), odd.colours, odd.near)
        check_bars(frame, odd.size)
    check_small(media, odd.colours, odd.near)
    watched = watch(media)
    assert len(watched.ticks) == media.video.frames and not watched.damage
    assert all(np.isfinite(signal.values).all() for signal in watched.signals)


def rendered(media: Media, folder: Path, size: tuple[int, int]) -> NDArray[np.uint8]:
    """A film of two clips of the file with a dissolve between them: its start and end are not drawn, its middle is."""
    first = Clip(id="c1", media="odd", source_start=media.start, frames=8)
    second = replace(first, id="c2", source_start=media.start + 6 / RATE)
    film = timeline(RATE, picture(first, Transition(kind="dissolve", in_frames=2, out_frames=2), second), size=size)
    frames = film_frames(render_to(folder / "film.mp4", film, media), size)
    assert len(frames) == 16
    return frames[[0, 7, 8, 15]]


def box(size: tuple[int, int], into: tuple[int, int]) -> tuple[slice, slice]:
    """Rows and columns of a film that a picture of some size takes; its edges lie within two pixels."""
    scale = min(Fraction(into[0], size[0]), Fraction(into[1], size[1]))
    width, height = (max(2, round(side * scale)) for side in size)
    left, top = (into[0] - width) // 2, (into[1] - height) // 2
    return slice(top, top + height), slice(left, left + width)


def framed(frame: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """The part of a film's frame that shows the picture."""
    rows, columns = box(size, (frame.shape[1], frame.shape[0]))
    return frame[rows, columns]


def check_scene(shown: NDArray[np.uint8], colours: NDArray[np.uint8], near: float) -> None:
    """Each patch is where it belongs, in its colour."""
    found = patches(shown)
    wrong = np.abs(found - colours).max()
    assert wrong <= near, f"off by {wrong:.1f} levels:\n{found.round().astype(int).tolist()}\nwanted\n{colours.tolist()}"


def check_bars(frame: NDArray[np.uint8], size: tuple[int, int]) -> None:
    """What the picture leaves free is black."""
    rows, columns = box(size, (frame.shape[1], frame.shape[0]))
    outside = np.ones(frame.shape[:2], bool)
    outside[max(0, rows.start - 4) : rows.stop + 4, max(0, columns.start - 4) : columns.stop + 4] = False
    assert not outside.any() or frame[outside].max() <= 4


def check_small(media: Media, colours: NDArray[np.uint8], near: float) -> None:
    """Analysis sees the scene as it is stored, in full range, mirrored back but not turned."""
    assert media.video is not None
    video = media.video
    small = shrinker(video)(next(pictures(media)).frame)
    height, width = len(small) * 2 // 3, small.shape[1]
    seen = np.rot90(small[:height], -(video.rotation // 90))
    weights = {"smpte170m": (0.299, 0.587, 0.114), "bt470bg": (0.299, 0.587, 0.114), "bt2020": (0.2627, 0.678, 0.0593)}
    bright = colours @ np.array(weights.get(video.colour.matrix, (0.2126, 0.7152, 0.0722)))
    found = patches(seen[:, :, None])[:, :, 0]
    assert small.shape == (height * 3 // 2, width)
    assert np.abs(found - bright).max() <= near, (found.round().tolist(), bright.round().tolist())


def patches(shown: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The mean colour of the middle of each patch: [2, 3, channels]."""
    height, width = shown.shape[:2]
    found = np.empty((2, 3, shown.shape[2]))
    for row in range(2):
        for column in range(3):
            rows, columns = _middle(row, 2, height), _middle(column, 3, width)
            found[row, column] = shown[rows, columns].mean(axis=(0, 1))
    return found


def _middle(number: int, of: int, length: int) -> slice:
    begin = min(round(length * (number + (1 - MIDDLE) / 2) / of), length - 1)
    return slice(begin, max(begin + 1, round(length * (number + (1 + MIDDLE) / 2) / of)))


def check_hdr(odd: Odd, folder: Path) -> None:
    """A tone-mapped picture has the hues of the SDR one, and is a little darker where it was bright."""
    media = replace(probe(odd.path), id="odd")
    assert media.video is not None and media.video.colour.depth == 10
    for frame in rendered(media, folder, odd.film):
        found = patches(framed(frame, odd.size))
        light, wanted = (found / 255) ** 2.4, (COLOURS / 255) ** 2.4
        hues = light / light.sum(axis=2, keepdims=True) - wanted / wanted.sum(axis=2, keepdims=True)
        assert np.abs(hues).max() < 0.03, found.round().tolist()
        share = found.max(axis=2) / COLOURS.max(axis=2)
        assert share.min() > 0.75 and share.max() < 1.02, share.tolist()


def check_reshaped(folder: Path) -> None:
    """A stream whose picture turns from wide to high is seen in its shape before and after."""
    high = SIZE[::-1]
    words = (*X264, "-pix_fmt", "yuv420p", "-muxdelay", 0, "-muxpreload", 0, "-output_ts_offset")
    parts = [stored(folder / f"{begin}.ts", scene(size), *words, begin, frames=25) for begin, size in ((10, SIZE), (11, high))]
    path = folder / "reshaped.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    media = replace(probe(path), id="odd")
    clips = [Clip(id=f"c{begin}", media="odd", source_start=Fraction(begin) + 8 / RATE, frames=8) for begin in (10, 11)]
    frames = film_frames(render_to(folder / "film.mp4", timeline(RATE, picture(*clips), size=FILM), media))
    for frame, size in ((frames[2], SIZE), (frames[10], high)):
        check_scene(framed(frame, size), COLOURS, NEAR)
        check_bars(frame, size)
    assert [part for part in watch(media).damage if "changes its size to 128x192, from 11.00 s on" in part]


def check_fields(path: Path, folder: Path, begins: int = 0) -> None:
    """No frame shows two moments, none is black, and the bar goes one way, as far in each frame as in the next.

    Args:
        begins: the frame from which on the film is interlaced.
    """
    media = replace(probe(path), id="odd")
    assert media.video is not None and media.video.is_interlaced is (begins == 0)
    clip = Clip(id="c", media="odd", source_start=media.start + begins / RATE, frames=FRAMES)
    frames = film_frames(render_to(folder / "film.mp4", timeline(RATE, picture(clip), size=FILM), media))
    bright = frames.mean(axis=3)
    combs = np.abs(bright[:, 1:-1] - (bright[:, :-2] + bright[:, 2:]) / 2)[:, 8:-8].mean(axis=(1, 2))
    assert combs.max() < 1, combs.tolist()
    assert bright.mean(axis=(1, 2)).min() > 80
    places = np.array([float(np.flatnonzero(frame[FILM[1] // 2] > 160).mean()) for frame in bright])
    meant = 2 * STEP * np.arange(FRAMES) + (BAR - 1) / 2
    # A frame may show either of its two moments, but the same one each time.
    assert np.abs(np.diff(places) - 2 * STEP).max() <= 2, places.tolist()
    assert (places - meant).min() >= -2 and (places - meant).max() <= STEP + 2, (places - meant).tolist()


TURNS = {"upright": (1, 0, 0, 1), "turned 90": (0, 1, -1, 0), "turned 180": (-1, 0, 0, -1), "turned 270": (0, -1, 1, 0)}
MIRRORS = {
    "left for right": (-1, 0, 0, 1),
    "upside down": (1, 0, 0, -1),
    "transposed": (0, 1, 1, 0),
    "transversed": (0, -1, -1, 0),
}
X265 = ("-c:v", "libx265", "-x265-params", "log-level=error:qp=4", "-preset", "ultrafast")
PRORES = ("-c:v", "prores_ks", "-qscale:v", 1)
MJPEG = ("-c:v", "mjpeg", "-q:v", 1)
VP9 = ("-c:v", "libvpx-vp9", "-crf", 4, "-b:v", 0, "-cpu-used", 8)
Case = tuple[str, Callable[[Path], None]]


def cases(seed: int, *, many: bool) -> Iterator[Case]:
    """Every odd picture, and with ``many`` in more containers and codings; there is nothing random in them.

    Args:
        seed: not used; all suites are asked alike.
    """
    del seed
    for name, make in (*_shapes(many), *_colours(many), *_pixels(many)):
        yield name, _checked(make)
    for transfer in ("smpte2084", "arib-std-b67"):
        yield f"HDR {transfer}", _bound(lambda folder, transfer: check_hdr(hdr(folder, transfer), folder), transfer)
    for codec, suffix in (("libx264", ".mp4"), ("mpeg2video", ".ts"), ("libx264", ".mkv"), ("libx264", ".ts"))[
        : 4 if many else 2
    ]:
        for is_top_first in (True, False):
            make_fields = partial(by_fields, codec=codec, is_top_first=is_top_first, suffix=suffix)
            yield f"interlaced {codec}{suffix} {'top' if is_top_first else 'bottom'} first", _bound(_fields, make_fields)
    yield "wide, then high", check_reshaped
    yield "interlaced after progressive", lambda folder: check_fields(progressive_first(folder), folder, 12)


def _fields(folder: Path, make: Callable[[Path], Path]) -> None:
    check_fields(make(folder), folder)


def _checked(make: Callable[[Path], Odd]) -> Callable[[Path], None]:
    return lambda folder: check(make(folder), folder)


def _bound(check_one: Callable[..., None], value: object) -> Callable[[Path], None]:
    return lambda folder: check_one(folder, value)


def _shapes(many: bool) -> Iterator[tuple[str, Callable[[Path], Odd]]]:
    """Turned, mirrored, with oblong pixels, and of odd sizes."""
    for name, matrix in (TURNS | MIRRORS).items():
        for suffix in (".mp4", ".mkv", ".mov") if many else (".mp4",):
            yield f"{name}{suffix}", partial(turned, matrix=matrix, suffix=suffix)
    aspects = (Fraction(64, 45), Fraction(16, 11), Fraction(8, 9), Fraction(1, 2), Fraction(2))
    for aspect in aspects if many else aspects[:3]:
        for is_in_container_only in (False, True):
            name = f"pixels {aspect.numerator} to {aspect.denominator}{' by the container' if is_in_container_only else ''}"
            yield name, partial(squeezed, aspect=aspect, is_in_container_only=is_in_container_only)
    yield "321x241", partial(sized, size=(321, 241), codec=FFV1, suffix=".mkv")
    yield "321x241 4:4:4", partial(sized, size=(321, 241), pixels="yuv444p")
    yield "16x16", partial(sized, size=(16, 16))
    yield "2x2", partial(speck, size=(2, 2))
    yield "1x1", partial(speck, size=(1, 1))
    yield "4000x16", partial(coloured, matrix="smpte170m", size=(4000, 16), film=(2000, 48))
    yield "48x4000", partial(coloured, matrix="smpte170m", size=(48, 4000), film=(48, 2000))
    for suffix in (".mp4", ".mkv", ".avi", ".ts", ".mov") if many else (".mp4", ".mkv"):
        yield f"one frame{suffix}", partial(sized, suffix=suffix, frames=1)


def _colours(many: bool) -> Iterator[tuple[str, Callable[[Path], Odd]]]:
    """By every matrix and range, and with nothing said."""
    for matrix in ("smpte170m", "bt709", "bt2020"):
        for is_full in (False, True):
            for pixels in ("yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le") if many else ("yuv420p",):
                name = f"{matrix} {'full' if is_full else 'limited'} {pixels}"
                yield name, partial(coloured, matrix=matrix, pixels=pixels, is_full=is_full)
    yield "yuvj420p", partial(coloured, matrix="bt470bg", pixels="yuvj420p", is_full=True)
    yield "motion JPEG", partial(coloured, matrix="bt470bg", pixels="yuvj422p", is_full=True, codec=MJPEG, suffix=".avi")
    yield "nothing said", sized


def _pixels(many: bool) -> Iterator[tuple[str, Callable[[Path], Odd]]]:
    """Pixel formats that decoders give."""
    formats = ["yuv410p", "yuv411p", "yuv422p", "yuv444p12le", "gbrp", "bgr0"]
    more = ["yuv440p", "yuv420p12le", "yuv422p12le", "yuv444p16le", "gbrp10le", "gbrp12le", "yuva420p", "yuva444p10le"]
    for pixels in formats + more * many:
        yield f"FFV1 {pixels}", partial(sized, codec=FFV1, pixels=pixels, suffix=".mkv")
    for pixels in ("yuv420p10le", "yuv422p10le", "yuv420p12le", "yuv444p12le", "gbrp")[: 5 if many else 1]:
        yield f"HEVC {pixels}", partial(sized, codec=X265, pixels=pixels)
    yield "ProRes 422", partial(sized, codec=PRORES, pixels="yuv422p10le", suffix=".mov")
    yield "ProRes 4444 with alpha", partial(seen_in_part, codec=PRORES, pixels="yuva444p10le", suffix=".mov")
    yield "FFV1 with alpha", partial(seen_in_part, codec=FFV1, pixels="bgra", suffix=".mkv")
    yield "grey", partial(grey, pixels="gray")
    if many:
        yield "grey of 10 bits", partial(grey, pixels="gray10le")
        yield "VP9 4:4:4", partial(sized, codec=VP9, pixels="yuv444p", suffix=".webm")
