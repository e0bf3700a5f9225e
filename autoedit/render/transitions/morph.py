"""A morph: what both pictures have in common moves from its place in one to its place in the next.

Dense optical flow is found both ways (Kroeger and others, Fast Optical Flow using Dense Inverse Search, ECCV 2016). Where the
two ways do not lead back to one another, or what they join does not look the same, there is nothing in common: there the
flow is drawn to nothing, smoothly, and what is left is a dissolve. The flow from the time between is put together from both
(Jiang and others, Super SloMo, CVPR 2018, equation 4).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autoedit.render.picture import Frame
from autoedit.render.transitions.easing import between
from autoedit.render.transitions.ends import exact_ends
from autoedit.render.transitions.light import dissolved

Flow = NDArray[np.float32]
# Rows of the picture the flow is found in: at 270 it takes a sixteenth of the time of 1080, and motion is smooth.
ROWS = 270
LEAST_SIDE = 24  # the flow's patches are 8 pixels, over a pyramid of them
# How far from its start a way there and back may end, as a share of the rows; and how unlike its ends may look, 0..1.
ASTRAY, UNLIKE = 0.012, 0.11
# Trust is evened out over this share of the rows, so that no edge of it tears the picture.
EVENED = 0.035
# Of the picture that must be in common for its flow to count at all, and from where on it counts fully. Measured on takes: 0.58
# to 0.95 within a take, 0.00 to 0.01 between two.
LEAST_COMMON, CLEARLY_COMMON = 0.1, 0.3


@exact_ends
def morph(a: Frame, b: Frame, progress: float) -> Frame:
    """Bend picture a into b by the motion between them, and dissolve where they have nothing in common.

    Slower than others, about 60 ms a frame of 1080p: both pictures move on with every frame, so the flow between them is
    found anew each time, both ways, and both pictures are bent at full size.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], the same size.
        progress: 0 shows a, 1 shows b.
    """
    import cv2

    height, width = a.shape[:2]
    rows = min(ROWS, height)
    columns = max(1, round(width * rows / height))
    if min(rows, columns) < LEAST_SIDE:
        return dissolved(a, b, progress)
    first, second = (np.asarray(cv2.resize(one, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8) for one in (a, b))
    forth, back = _common_flow(first, second)
    rest = 1 - progress
    bent_a = _bent(a, progress**2 * back - progress * rest * forth)
    bent_b = _bent(b, rest**2 * forth - progress * rest * back)
    return dissolved(bent_a, bent_b, progress)


def _common_flow(a: Frame, b: Frame) -> tuple[Flow, Flow]:
    """The flow from a to b and from b to a, in shares of the height, as far as they are to be trusted."""
    import cv2

    greys = [cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in (a, b)]
    # Each call has its own: an instance keeps buffers, and films are drawn in several threads.
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    # The stubs want a flow to begin with; there is none.
    forth = np.asarray(search.calc(greys[0], greys[1], None), np.float32)  # type: ignore[call-overload]
    back = np.asarray(search.calc(greys[1], greys[0], None), np.float32)  # type: ignore[call-overload]
    trusts = [_trust(a, b, forth, back), _trust(b, a, back, forth)]
    common = float(np.mean([np.mean(trust) for trust in trusts]))
    counts = between(LEAST_COMMON, CLEARLY_COMMON, common)
    sigma = EVENED * a.shape[0]
    evened = [np.asarray(cv2.GaussianBlur(trust, (0, 0), sigma), np.float32)[..., None] for trust in trusts]
    scale = np.float32(counts / a.shape[0])
    return forth * evened[0] * scale, back * evened[1] * scale


def _trust(a: Frame, b: Frame, forth: Flow, back: Flow) -> NDArray[np.float32]:
    """How surely each place of a is found again in b, 0..1."""
    import cv2

    x, y = _places(*a.shape[:2])
    x, y = x + forth[..., 0], y + forth[..., 1]
    returned = forth + cv2.remap(back, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    astray = np.hypot(returned[..., 0], returned[..., 1]) / (ASTRAY * a.shape[0])
    found = cv2.remap(b, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    unlike = cv2.blur(cv2.absdiff(a, found).mean(axis=2, dtype=np.float32), (5, 5)) / (255 * UNLIKE)
    return np.asarray(np.exp(-(astray**2) - unlike**2), np.float32)


def _bent(picture: Frame, flow: Flow) -> Frame:
    """A picture seen where a small flow, in shares of the height, points to; mirrored past its edges."""
    import cv2

    height, width = picture.shape[:2]
    flow = np.asarray(cv2.resize(flow, (width, height)), np.float32) * np.float32(height)
    x, y = _places(height, width)
    return np.asarray(
        cv2.remap(picture, x + flow[..., 0], y + flow[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), np.uint8
    )


def _places(height: int, width: int) -> tuple[Flow, Flow]:
    """The column and row of every pixel, to be added to."""
    return np.arange(width, dtype=np.float32)[None], np.arange(height, dtype=np.float32)[:, None]
