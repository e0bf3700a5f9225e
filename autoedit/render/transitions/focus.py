"""Where a picture's eye-catcher is: a face, or else what is unlike the rest.

A face is found by Viola and Jones's detector, which OpenCV brings along; what is unlike the rest by the spectral residual
(Hou and Zhang, Saliency Detection: A Spectral Residual Approach, CVPR 2007): log A(f) less its mean over neighbouring
frequencies is what a spectrum has that is not in every picture's, and its inverse transform shows where it comes from. It
finds what has detail; how far a place's colour is from the picture's mean (Achanta and others, Frequency-tuned Salient Region
Detection, CVPR 2009) tells a lamp or the sun from a busy wall, and weighs it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from autoedit.render.picture import Frame

# Widths in pixels: the paper's, at which objects are told from their texture, and one at which a face is found in 20 ms.
SALIENCY_WIDTH, FACE_WIDTH = 64, 480
# Of the picture's height; what is smaller and taken for a face is foliage more often than not.
SMALLEST_FACE = 0.09
# Overlapping finds that make a face; OpenCV's own 3 finds faces in gravel.
LEAST_NEIGHBOURS = 6


def focus(a: Frame, b: Frame) -> dict[str, float | str]:
    """The points at which both pictures are looked at, as settings of ``match_zoom``.

    Args:
        a, b: RGB pictures, uint8 [height, width, 3], as they are at the cut.
    """
    ax, ay = eye_catcher(a)
    bx, by = eye_catcher(b)
    return {"ax": ax, "ay": ay, "bx": bx, "by": by}


def eye_catcher(picture: Frame) -> tuple[float, float]:
    """The middle of the largest face, or of the most salient region, as shares from the left and the top."""
    return _face(picture) or _salient(picture)


def _face(picture: Frame) -> tuple[float, float] | None:
    import cv2

    grey = cv2.cvtColor(_narrowed(picture, FACE_WIDTH), cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    side = max(20, round(SMALLEST_FACE * height))
    folder = cv2.data.haarcascades  # type: ignore[attr-defined]  # the stubs leave it out
    # A detector holds buffers, so each caller makes its own; it is asked once a transition.
    detector = cv2.CascadeClassifier(folder + "haarcascade_frontalface_alt2.xml")
    faces = detector.detectMultiScale(grey, 1.1, LEAST_NEIGHBOURS, minSize=(side, side)) if min(grey.shape) >= side else ()
    if not len(faces):
        return None
    left, top, across, down = max(faces, key=lambda face: int(face[2]) * int(face[3]))
    return _shares(left + across / 2, top + down / 2, width, height)


def _salient(picture: Frame) -> tuple[float, float]:
    import cv2

    small = cv2.cvtColor(_narrowed(picture, SALIENCY_WIDTH), cv2.COLOR_RGB2Lab).astype(np.float64)
    height, width = small.shape[:2]
    # Lightness and both colours, each for what it varies: a red cup may be as light as the table.
    planes = [plane for plane in np.moveaxis(small, 2, 0) if plane.std() >= 1]
    if not planes:
        return 0.5, 0.5
    unlike = np.linalg.norm(cv2.GaussianBlur(small, (0, 0), 1) - small.mean(axis=(0, 1)), axis=2)
    saliency = np.sum([_spectral_residual(plane) for plane in planes], axis=0) * unlike**2
    # The middle of the region around the peak that is nearly as salient: the peak itself is often at an object's edge.
    blurred = cv2.GaussianBlur(saliency, (0, 0), max(0.5, min(height, width) / 12))
    top, left = np.unravel_index(int(np.argmax(blurred)), blurred.shape)
    near = np.where(blurred >= 0.7 * blurred.max(), blurred, 0)
    _, regions = cv2.connectedComponents((near > 0).astype(np.uint8))
    near = np.where(regions == regions[top, left], near, 0)
    y, x = np.mgrid[0:height, 0:width]
    return _shares(float((x * near).sum() / near.sum()) + 0.5, float((y * near).sum() / near.sum()) + 0.5, width, height)


def _spectral_residual(grey: NDArray[np.float64]) -> NDArray[np.float64]:
    """The saliency map of the paper, whose window of 3 x 3 frequencies this is."""
    import cv2

    height, width = grey.shape
    # A picture's ends meet in its spectrum; a window keeps the jump there from being its most salient place.
    spectrum = np.fft.fft2((grey - grey.mean()) * np.outer(np.hanning(height + 2)[1:-1], np.hanning(width + 2)[1:-1]))
    amplitude = np.log(np.abs(spectrum) + 1e-6)
    residual = amplitude - cv2.blur(amplitude, (3, 3), borderType=cv2.BORDER_REFLECT)
    return np.asarray(np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2)


def _narrowed(picture: Frame, width: int) -> Frame:
    import cv2

    height, own = picture.shape[:2]
    size = min(width, own), max(1, round(height * min(width, own) / own))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _shares(x: float, y: float, width: int, height: int) -> tuple[float, float]:
    # Four decimals are a fifth of a pixel of 1080p, and are read more easily in an edit list.
    return round(min(1.0, max(0.0, x / width)), 4), round(min(1.0, max(0.0, y / height)), 4)
