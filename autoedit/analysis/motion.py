"""Motion: the subject's, the camera's, and the camera's trembling.

Dense inverse search flow (Kroeger et al. 2016) on 128 pixels' width, 0.15 ms a frame. The median flow is the camera's; what
is left around it is the subject's. Values are in widths of the picture a frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from autoedit.analysis.frame import SmallFrame

FLOW_WIDTH = 128


class Motion:
    """Measures ``action`` (subject), ``camera_x`` and ``camera_y``, and ``change`` (mean difference of brightness, 0..1)."""

    def __init__(self) -> None:
        self._flow: Any = None
        self._before: NDArray[np.uint8] | None = None
        self._values: list[tuple[float, float, float, float]] = []

    def see(self, frame: SmallFrame) -> None:
        """Compare with the frame before; the first has no motion."""
        import cv2

        height = max(16, round(frame.luma.shape[0] * FLOW_WIDTH / frame.luma.shape[1]))
        now = cv2.resize(frame.luma, (FLOW_WIDTH, height), interpolation=cv2.INTER_AREA)
        if self._flow is None:
            self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        before, self._before = self._before, now  # type: ignore[assignment]  # cv2's arrays are uint8 here
        if before is None:
            self._values.append((0.0, 0.0, 0.0, 0.0))
            return
        flow = self._flow.calc(before, now, None)[::2, ::2].reshape(-1, 2)
        camera = np.median(flow, axis=0)
        subject = np.hypot(*(flow - camera).T)
        # The mean of the strongest tenth: a small runner in a wide view is action too.
        strongest = np.partition(subject, -len(subject) // 10)[-len(subject) // 10 :]
        self._values.append(
            (
                float(strongest.mean()) / FLOW_WIDTH,
                float(camera[0]) / FLOW_WIDTH,
                float(camera[1]) / FLOW_WIDTH,
                float(cv2.absdiff(before, now).mean()) / 255,
            )
        )

    def measured(self) -> dict[str, NDArray[np.float32]]:
        """Values by name, float32 [frames] each."""
        table = np.array(self._values, np.float32).reshape(-1, 4)
        return dict(zip(("action", "camera_x", "camera_y", "change"), table.T.copy(), strict=True))
