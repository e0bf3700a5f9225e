"""The report's pictures as JPEG: each file is read once, in the order of its times, and a file that is not as planned is told.

Pictures have the film's shape and are cut or padded as the film has them. They are kept by content like every stage's results.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import AutoeditError
from autoedit.media.conform import Conform, Fit
from autoedit.media.decode import Picture, pictures
from autoedit.model.document import EditList
from autoedit.model.media import Media, VideoStream
from autoedit.pipeline.progress import Listener
from autoedit.pipeline.stage import Stage, run
from autoedit.pipeline.stages import probed
from autoedit.pipeline.workplace import Workplace
from autoedit.review.report.values import Size, Still, Wanted

# Pixels of a picture, whatever its shape: 384 x 216 and 160 x 90 where the film is 16:9.
AREAS = {Size.LARGE: 384 * 216, Size.SMALL: 160 * 90}
QUALITY = 74  # of JPEG; a large picture takes 8 to 15 KB
# Times nearer to one another than this are met by decoding on; a seek decodes half the distance of key frames.
SEEK_COSTS = Fraction(2)
LOOKING, STAGE = "files", "pictures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A picture of one file: when, and how large in pixels."""

    time: Fraction
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """JPEGs one after another, uint8, with the place where each ends; one of no bytes could not be read."""

    jpegs: NDArray[np.uint8]
    ends: tuple[int, ...]

    def all(self) -> Iterator[bytes]:
        """The JPEGs, in the order they were asked for."""
        start = 0
        for end in self.ends:
            yield self.jpegs[start:end].tobytes()
            start = end


def looked_at(edit_list: EditList, names: Sequence[str], work: Workplace) -> tuple[dict[str, Media], dict[str, str]]:
    """Files as they are now, by id, and of each that is gone or changed since the film was planned what is wrong."""
    found: dict[str, Media] = {}
    faults: dict[str, str] = {}
    work.listener.begin(LOOKING, max(1, len(names)))
    for name in names:
        planned = edit_list.media[name]
        work.listener.advance(LOOKING, 1)
        try:
            media = probed(Path(planned.path), work.cache)[0]
        except (AutoeditError, ValueError, OSError) as error:
            # A path of a list that somebody else wrote may be none at all: one with a zero byte is a ValueError.
            faults[name] = "the file is not there" if not _is_file(planned.path) else f"the file cannot be opened: {error}"
            continue
        if media.fingerprint != planned.fingerprint:
            faults[name] = "the file has changed since the film was planned"
        else:
            found[name] = replace(media, id=name)
    work.listener.end(LOOKING)
    return found, faults


def stills_of(
    wanted: Sequence[Wanted], media: Mapping[str, Media], shape: tuple[int, int], fit: Fit, work: Workplace
) -> dict[Wanted, Still]:
    """The pictures of the files that are there.

    Args:
        shape: the film's width and height.
    """
    by_file: dict[str, list[Wanted]] = {}
    for one in sorted(wanted, key=lambda one: (one.media, one.time, one.size)):
        if one.media in media:
            by_file.setdefault(one.media, []).append(one)
    sizes = {size: sized(shape, area) for size, area in AREAS.items()}
    found: dict[Wanted, Still] = {}
    work.listener.begin(STAGE, max(1, len(wanted)))
    for name, ones in by_file.items():
        found |= _of_file(ones, media[name], sizes, fit, work)
    work.listener.end(STAGE)
    return found


def sized(shape: tuple[int, int], area: int) -> tuple[int, int]:
    """An even width and height of about so many pixels, in the film's shape; one beyond 4:1 is taken for that."""
    across = min(4.0, max(0.25, shape[0] / shape[1]))
    width = round(math.sqrt(area * across) / 2) * 2
    return width, max(2, round(width / across / 2) * 2)


def _of_file(
    ones: Sequence[Wanted], media: Media, sizes: Mapping[Size, tuple[int, int]], fit: Fit, work: Workplace
) -> dict[Wanted, Still]:
    video = media.video
    if video is None:
        return {one: Still(missing="the file has no picture") for one in ones}
    asks = tuple(Ask(time=one.time, width=sizes[one.size][0], height=sizes[one.size][1]) for one in ones)
    try:
        done = run(ALBUM, media, asks, fit.value, cache=work.cache, listener=work.listener)
    except AutoeditError as error:
        return {one: Still(missing=f"the file cannot be read: {error}") for one in ones}
    if done.was_kept:
        work.listener.advance(STAGE, len(ones))
    none = Still(missing="the file has no picture at this time")
    return {one: Still(jpeg=jpeg) if jpeg else none for one, jpeg in zip(ones, done.value.all(), strict=True)}


def _album(media: Media, asks: Sequence[Ask], fit: str, *, listener: Listener | None = None) -> Album:
    """Decode what is asked for of one file; ``asks`` rise in time."""
    video = media.video
    assert video is not None, "a file without a picture is asked for none"
    conforms: dict[tuple[int, int], Conform] = {}
    jpegs = []
    for ask, picture in _shown(media, video, asks):
        size = ask.width, ask.height
        conform = conforms.setdefault(size, Conform(video, *size, Fit(fit)))
        jpegs.append(_jpeg(conform.rgb(picture.frame)) if picture is not None else b"")
        if listener is not None:
            listener.advance(STAGE, 1)
    ends = np.cumsum([len(jpeg) for jpeg in jpegs]).tolist()
    return Album(jpegs=np.frombuffer(b"".join(jpegs), np.uint8), ends=tuple(ends))


ALBUM: Stage[Album] = Stage(name="album", version=1, function=_album, result=Album, libraries=("av", "pillow"))


def _shown(media: Media, video: VideoStream, asks: Sequence[Ask]) -> Iterator[tuple[Ask, Picture | None]]:
    """For each time the picture that is on then, or None outside the file."""
    frame = 1 / video.rate
    first, last = video.start - frame, video.start + video.duration + frame
    reading: Iterator[Picture] = iter(())
    on: Picture | None = None
    coming: Picture | None = None
    for ask in asks:
        if not first <= ask.time <= last:
            yield ask, None
            continue
        if on is None or ask.time - on.time > SEEK_COSTS:
            reading = pictures(media, start=ask.time, is_quick_to_start=True)
            on, coming = next(reading, None), next(reading, None)
        while coming is not None and coming.time <= ask.time:
            on, coming = coming, next(reading, None)
        yield ask, on


def _jpeg(picture: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    written = io.BytesIO()
    Image.fromarray(picture).save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


def smaller(stills: Mapping[Wanted, Still], quality: int, times: float) -> dict[Wanted, Still]:
    """The pictures coded again, in fewer bytes."""
    return {wanted: Still(jpeg=_again(still.jpeg, quality, times)) if still.jpeg else still for wanted, still in stills.items()}


def _again(jpeg: bytes, quality: int, times: float) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        size = max(2, round(image.width / times)), max(2, round(image.height / times))
        shown = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    written = io.BytesIO()
    shown.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except ValueError:
        return False
