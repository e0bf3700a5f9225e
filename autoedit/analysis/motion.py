"""Motion: the subject's, the camera's, and the camera's trembling.

The median of the dense flow is the camera's; what is left around it is the subject's. Values are in widths a frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from autoedit.analysis.frame import SmallFrame


class Motion:
    """Measures ``action`` (subject), ``camera_x`` and ``camera_y``, and ``change`` (mean difference of brightness, 0..1)."""

    def __init__(self) -> None:
        self._values: list[tuple[float, float, float, float]] = []

    def see(self, frame: SmallFrame) -> None:
        """Compare with the frame before; the first has no motion."""
        import cv2

        if frame.before is None or frame.flow is None:
            self._values.append((0.0, 0.0, 0.0, 0.0))
            return
        width = frame.half.shape[1]
        flow = frame.flow[::2, ::2].reshape(-1, 2)
        camera = np.median(flow, axis=0)
        subject = np.hypot(*(flow - camera).T)
        # The mean of the strongest tenth: a small runner in a wide view is action too.
        strongest = np.partition(subject, -len(subject) // 10)[-len(subject) // 10 :]
        self._values.append(
            (
                float(strongest.mean()) / width,
                float(camera[0]) / width,
                float(camera[1]) / width,
                float(cv2.absdiff(frame.before.half, frame.half).mean()) / 255,
            )
        )

    def measured(self) -> dict[str, NDArray[np.float32]]:
        """Values by name, float32 [frames] each."""
        table = np.array(self._values, np.float32).reshape(-1, 4)
        return dict(zip(("action", "camera_x", "camera_y", "change"), table.T.copy(), strict=True))
