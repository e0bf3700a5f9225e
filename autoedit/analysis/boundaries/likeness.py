"""How alike pictures are: by cells, by structure, by what is left when motion is taken away."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.flow import dense_flow
from autoedit.analysis.frame import Plane

Floats = NDArray[np.float32]

BLOCK = 8  # pixels of a half picture: motion and structure are judged block by block
TEXTURED = 3.0  # levels of deviation within a block, above what coding leaves of a plain wall
LUMA_BINS = 32
LEVEL_BITS = 3  # levels in steps of 8: finer ones would explain noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What passes between two frames, as far as motion explains it.

    Attributes:
        left: mean difference left when the first is moved along the flow, in levels.
        share_left: ``left`` over the plain difference.
        torn: share of the textured blocks whose structure the moved picture does not have.
        speed: the median length of the flow, in widths.
        spread: the median deviation of the flow from its median, in widths.
    """

    left: float
    share_left: float
    torn: float
    speed: float
    spread: float


def step_between(before: Plane, after: Plane) -> Step:
    """Judge a step by dense flow and what it leaves.

    Args:
        before, after: brightness, uint8 [h, w], the same size.
    """
    import cv2

    flow = dense_flow(before, after)
    height, width = before.shape
    columns, rows = _places(height, width)
    # The flow tells where a pixel of the first went; looking backwards along it is exact for even motion and cheap.
    sources = columns - flow[..., 0], rows - flow[..., 1]
    moved = np.asarray(cv2.remap(before, *sources, cv2.INTER_LINEAR, None, cv2.BORDER_REPLICATE), np.uint8)
    left = float(cv2.absdiff(moved, after).mean())
    plain = float(cv2.absdiff(before, after).mean())
    vectors = flow[2::4, 2::4].reshape(-1, 2)
    middle = np.median(vectors, axis=0)
    return Step(
        left=left,
        share_left=(left + 0.25) / (plain + 0.25),
        torn=torn_share(moved, after),
        speed=float(np.hypot(*middle)) / width,
        spread=float(np.median(np.hypot(*(vectors - middle).T))) / width,
    )


def torn_share(one: Plane, other: Plane) -> float:
    """The share of textured blocks in which two pictures correlate by less than a half; 0 where neither has texture."""
    a, b = _blocks(one), _blocks(other)
    a -= a.mean(axis=-1, keepdims=True)
    b -= b.mean(axis=-1, keepdims=True)
    power_a, power_b = (a * a).mean(axis=-1), (b * b).mean(axis=-1)
    likeness = (a * b).mean(axis=-1) / np.sqrt(power_a * power_b + 1.0)
    weight = np.maximum(power_a, power_b) > TEXTURED**2
    return float((likeness[weight] < 0.5).mean()) if weight.any() else 0.0


def gradients(picture: Plane) -> Floats:
    """The strength of edges, a little blurred so that a pixel of motion does not matter: float32 [h, w]."""
    import cv2

    x = cv2.Sobel(picture, cv2.CV_32F, 1, 0)
    y = cv2.Sobel(picture, cv2.CV_32F, 0, 1)
    return np.asarray(cv2.GaussianBlur(cv2.magnitude(x, y), (5, 5), 0), np.float32)


def correlation(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Pearson's correlation of two pictures, -1..1; 1 for two plain ones, 0 for a plain one and another."""
    a, b = (part.astype(np.float32).ravel() for part in (one, other))
    a, b = a - a.mean(), b - b.mean()
    power_a, power_b = float(a @ a) / len(a), float(b @ b) / len(b)
    if max(power_a, power_b) < 1.0:
        return 1.0
    return float(a @ b) / len(a) / float(np.sqrt(power_a * power_b) + 1.0)


def correlations(one: NDArray[Any], others: NDArray[Any]) -> Floats:
    """``correlation`` of one picture with each of others: float32 [others]."""
    one, others = one.astype(np.float32).ravel(), others.reshape(len(others), one.size).astype(np.float32)
    a, rest = one - one.mean(), others - others.mean(axis=1, keepdims=True)
    power, powers = float(a @ a) / len(a), np.einsum("ij,ij->i", rest, rest) / len(a)
    likeness = (rest @ a) / len(a) / (np.sqrt(power * powers) + 1.0)
    return np.where(np.maximum(power, powers) < 1.0, 1.0, likeness).astype(np.float32)


def brightness_distance(one: Plane, other: Plane) -> float:
    """Half the sum of absolute differences of two smoothed histograms, 0..1: blind to where things are."""
    return float(np.abs(_histogram(one) - _histogram(other)).sum()) / 2


def unexplained_by_level(one: Plane, other: Plane) -> float:
    """The share of a picture's variance that no change of levels leaves, 0..1: light, exposure and contrast leave little.

    For each level of one picture the other's mean is taken, whatever the curve (one minus the correlation ratio, eta squared);
    where one is clipped the other tells more, so the lesser of both directions counts. 1 where either is plain.
    """
    levels = one.ravel() >> LEVEL_BITS, other.ravel() >> LEVEL_BITS
    values = one.ravel().astype(np.float64), other.ravel().astype(np.float64)
    return min(_left_within(levels[0], values[1]), _left_within(levels[1], values[0]))


def _left_within(levels: NDArray[np.integer[Any]], values: NDArray[np.float64]) -> float:
    counts = np.bincount(levels)
    sums = np.bincount(levels, values)
    mean = float(values.mean())
    all_of_it = float(values @ values) / len(values) - mean**2
    explained = float((sums**2 / np.maximum(counts, 1)).sum()) / len(values) - mean**2
    return float((max(0.0, all_of_it - explained) + 1.0) / (all_of_it + 1.0))


def sharpness(picture: Plane) -> float:
    """The deviation of the Laplacian, in levels."""
    import cv2

    return float(cv2.meanStdDev(cv2.Laplacian(picture, cv2.CV_16S))[1][0, 0])


def share_changed(one: Floats, other: Floats) -> float:
    """The share of cells that change visibly, of those that are not black before and after (bars, vignettes)."""
    live = np.maximum(one, other) > 16
    return float((np.abs(one - other)[live] > 8).mean()) if live.any() else 0.0


def _histogram(picture: Plane) -> Floats:
    import cv2

    counts = cv2.calcHist([picture], [0], None, [LUMA_BINS], [0, 256]).ravel() / picture.size
    return np.asarray(np.convolve(counts, (0.25, 0.5, 0.25), "same"), np.float32)


def _blocks(picture: Plane) -> Floats:
    """Blocks of BLOCK x BLOCK pixels: float32 [blocks, pixels]; what is left over at the right and below is not looked at."""
    rows, columns = (side // BLOCK for side in picture.shape)
    cut = picture[: rows * BLOCK, : columns * BLOCK].astype(np.float32)
    return cut.reshape(rows, BLOCK, columns, BLOCK).swapaxes(1, 2).reshape(rows * columns, BLOCK * BLOCK)


@cache
def _places(height: int, width: int) -> tuple[Floats, Floats]:
    rows, columns = np.mgrid[0:height, 0:width]
    return columns.astype(np.float32), rows.astype(np.float32)
