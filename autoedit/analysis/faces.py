"""Faces, by the cascade of Viola and Jones (2001) that OpenCV carries: no model to download.

The search is dear (some 3 ms), so it is made less often where none was found, and in a coloured picture only where colours are
those of skin (Chai and Ngan 1999, widened). It goes in two steps: a quick one on a smaller picture, and a thorough one around
what that found. A face counts when the neighbouring search found one at about the same place: single hits are mostly foliage
and folds. Faces below an eighth of the picture's longer side are not found; profiles are not looked for.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from autoedit.analysis.frame import Plane, SmallFrame
    from autoedit.model.media import VideoStream

EVERY = Fraction(1)
SELDOM = 3  # times as seldom while there is no face
LONGEST_SIDE, QUICK_SIDE = 256, 160  # pixels of the picture that is searched
SMALLEST = 20  # pixels: the cascade's own window
# Steps between sizes, and how many overlapping hits make one. Measured: the two steps find more faces than a single thorough
# search of sizes from SMALLEST on (14 of 23 against 13) in two fifths of its time, and no fewer false ones.
QUICK, THOROUGH = (1.2, 1), (1.1, 3)
AROUND_HIT, OTHER_SIZE = 0.4, 1.4  # of its width; times as large or small
# Colour differences of skin of every tone in full-range code values, widened for other white balances.
SKIN_U, SKIN_V = (90, 127), (133, 178)
LEAST_COLOUR = 4.0  # mean distance from grey: below, there is no colour to go by
LEAST_SKIN = 0.004  # of the picture
AROUND_SKIN = 0.06  # of the picture's sides, added around skin: hair, chin and shadow
LONE = 0.1  # of the fullest row's or column's skin
APART, LARGER = 0.75, 1.6  # of a face's width; times as wide


@dataclass(frozen=True, slots=True, order=True)
class _Face:
    """A square around a face, in shares of the upright picture's longer side."""

    x: float
    y: float
    size: float

    def is_near(self, other: _Face) -> bool:
        larger = max(self.size, other.size)
        is_alike = larger <= LARGER * min(self.size, other.size)
        return is_alike and abs(self.x - other.x) <= APART * larger and abs(self.y - other.y) <= APART * larger


class Faces:
    """Measures ``faces``: the share of the picture that faces fill."""

    def __init__(self, video: VideoStream) -> None:
        self._step = max(1, round(video.rate * EVERY))
        self._turns = video.rotation // 90
        is_turned = video.rotation % 180 != 0
        stored = Fraction(video.stored_width, video.stored_height)
        # Stored pixels may be oblong, and the cascade knows faces by their proportions.
        self._stretch = float(Fraction(video.width, video.height) / (1 / stored if is_turned else stored))
        self._area = min(video.width, video.height) / max(video.width, video.height)
        self._next = 0
        self.numbers: list[int] = []
        self._found: list[tuple[_Face, ...]] = []

    def see(self, frame: SmallFrame) -> None:
        """Search the frame when its turn has come."""
        if frame.number < self._next:
            return
        luma, chroma = np.rot90(frame.luma, -self._turns), np.rot90(frame.chroma, -self._turns, axes=(1, 2))
        found = _searched(luma, chroma, self._stretch)
        self.numbers.append(frame.number)
        self._found.append(found)
        self._next = frame.number + (self._step if found else SELDOM * self._step)

    def measured(self) -> dict[str, NDArray[np.float32]]:
        """Values by name, float32 [numbers]."""
        return {"faces": np.array([self._share(place) for place in range(len(self._found))], np.float32)}

    def _share(self, place: int) -> float:
        beside = [face for other in (place - 1, place + 1) if 0 <= other < len(self._found) for face in self._found[other]]
        sure = [face for face in self._found[place] if any(face.is_near(other) for other in beside)]
        return min(1.0, sum(face.size**2 for face in sure) / self._area)


def _searched(luma: Plane, chroma: Plane, stretch: float) -> tuple[_Face, ...]:
    """The faces of an upright picture; each search looks only where skin may be."""
    import cv2

    area = _where_skin_is(chroma)
    if area is None:
        return ()
    top, bottom, left, right = (2 * place for place in area)
    height, width = luma.shape
    scale = min(1.0, LONGEST_SIDE / max(height, width * stretch))
    shown = np.ascontiguousarray(luma[top:bottom, left:right])
    if (scale * stretch, scale) != (1, 1):
        shown = np.asarray(cv2.resize(shown, None, fx=scale * stretch, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    side = scale * max(height, width * stretch)
    origin = left * scale * stretch, top * scale
    faces: list[_Face] = []
    # OpenCV's threads give hits in any order, and one face may be found around two quick hits.
    for face in sorted(_Face((x + origin[0]) / side, (y + origin[1]) / side, size / side) for x, y, size in _hits(shown)):
        if not any(face.is_near(other) for other in faces):
            faces.append(face)
    return tuple(faces)


def _hits(shown: Plane) -> Iterator[tuple[int, int, int]]:
    """Left, top and size of the faces in a picture."""
    import cv2

    less = QUICK_SIDE / LONGEST_SIDE
    if less * min(shown.shape) < SMALLEST:
        return
    quick = cv2.resize(shown, None, fx=less, fy=less, interpolation=cv2.INTER_AREA)
    for left, top, size, _ in _cascade().detectMultiScale(quick, *QUICK, minSize=(SMALLEST, SMALLEST)):
        first = [max(0, round((place - AROUND_HIT * size) / less)) for place in (left, top)]
        last = [round((place + (1 + AROUND_HIT) * size) / less) for place in (left, top)]
        near = shown[first[1] : last[1], first[0] : last[0]]
        sizes = [round(size / less / OTHER_SIZE), round(size / less * OTHER_SIZE)]
        for x, y, found, _ in _cascade().detectMultiScale(near, *THOROUGH, minSize=sizes[:1] * 2, maxSize=sizes[1:] * 2):
            yield int(x) + first[0], int(y) + first[1], int(found)


def _where_skin_is(chroma: Plane) -> tuple[int, int, int, int] | None:
    """Top, bottom, left and right of the part of the colour planes that may hold skin; all of a grey picture."""
    height, width = chroma.shape[1:]
    u, v = chroma
    if np.abs(chroma[:, ::4, ::4].astype(np.int16) - 128).mean() < LEAST_COLOUR:
        return 0, height, 0, width
    skin = (u >= SKIN_U[0]) & (u <= SKIN_U[1]) & (v >= SKIN_V[0]) & (v <= SKIN_V[1])
    if skin.mean() < LEAST_SKIN:
        return None
    limits = []
    for counts, side in ((skin.sum(axis=1), height), (skin.sum(axis=0), width)):
        # Single pixels at the picture's far ends are noise.
        places = np.flatnonzero(counts > LONE * counts.max())
        more = round(AROUND_SKIN * side)
        limits += [max(0, int(places[0]) - more), min(side, int(places[-1]) + 1 + more)]
    return limits[0], limits[1], limits[2], limits[3]


def _cascade() -> Any:
    """One for each thread: it holds buffers."""
    import cv2

    if not hasattr(_of_this_thread, "cascade"):
        folder = cv2.data.haarcascades  # type: ignore[attr-defined]  # the stubs leave it out
        _of_this_thread.cascade = cv2.CascadeClassifier(folder + "haarcascade_frontalface_alt2.xml")
    return _of_this_thread.cascade


_of_this_thread = threading.local()
