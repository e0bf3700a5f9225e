"""Motion: the subject's, the camera's, and the camera's trembling.

The median of the dense flow is the camera's; what is left around it is the subject's. Values are in widths a frame.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from autoedit.analysis.frame import SmallFrame

_UNKNOWN = (float("nan"),) * 4


class Motion:
    """Measures ``action`` (subject), ``camera_x`` and ``camera_y``, and ``change`` (mean difference of brightness, 0..1)."""

    def __init__(self) -> None:
        self._values = array("f")

    def see(self, frame: SmallFrame) -> None:
        """Compare with the frame before; a run's first frame is given the motion of its second."""
        import cv2

        if frame.before is None or frame.flow is None:
            self._values.extend(_UNKNOWN)
            return
        width = frame.half.shape[1]
        # The search's finest grid is of 4 pixels; what lies between is filled in.
        across, down = frame.flow[::4, ::4].reshape(-1, 2).T.copy()
        camera_x, camera_y = _median(across), _median(down)
        subject = np.hypot(across - camera_x, down - camera_y)
        # The mean of the strongest tenth: a small runner in a wide view is action too.
        tenth = max(1, len(subject) // 10)
        strongest = np.partition(subject, -tenth)[-tenth:]
        self._values.extend(
            (
                float(strongest.mean()) / width,
                camera_x / width,
                camera_y / width,
                float(cv2.absdiff(frame.before.half, frame.half).mean()) / 255,
            )
        )

    def measured(self) -> dict[str, NDArray[np.float32]]:
        """Values by name, float32 [frames] each."""
        table = np.array(self._values, np.float32).reshape(-1, 4)
        for place in np.flatnonzero(np.isnan(table[:, 0]))[::-1].tolist():
            table[place] = table[place + 1] if place + 1 < len(table) else 0.0
        return dict(zip(("action", "camera_x", "camera_y", "change"), table.T.copy(), strict=True))


def _median(values: NDArray[np.float32]) -> float:
    middle = len(values) // 2
    return float(np.partition(values, middle)[middle])
