"""Where a cut may be: PySceneDetect's detectors propose, and so does any step that stands out among its neighbours.

A detector plugin is ``(frame_rate: float) -> scenedetect SceneDetector``. Frames are counted, not timed, on the way through
the library; each count leads back to the frame's exact time, so a variable rate costs nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.frame import SmallFrame
from autoedit.media.programs import import_apart
from autoedit.registry import load_function

# Low bars: what is proposed is judged afterwards, what is not proposed is lost.
LEAST_RATIO, LEAST_CONTENT = 1.7, 3.0
CONTENT_THRESHOLD = 12.0
LEAST_STEP, STEP_RATIO, STEP_WINDOW = 1.2, 1.5, 5


def adaptive(frame_rate: float) -> Any:  # noqa: ARG001  # what a plugin takes
    """Steps that stand out from their neighbourhood (PySceneDetect AdaptiveDetector): calm with moving cameras."""
    from scenedetect.detectors import AdaptiveDetector

    return AdaptiveDetector(adaptive_threshold=LEAST_RATIO, min_content_val=LEAST_CONTENT, min_scene_len=1)


def content(frame_rate: float) -> Any:  # noqa: ARG001
    """Steps above a fixed change of hue, saturation and value (PySceneDetect ContentDetector)."""
    from scenedetect.detectors import ContentDetector

    return ContentDetector(threshold=CONTENT_THRESHOLD, min_scene_len=1)


class Proposals:
    """Feeds a detector and keeps the frame numbers it answers with."""

    def __init__(self, detector: str, rate: float) -> None:
        self._rate = rate
        import_apart("scenedetect")
        self._detector = load_function("autoedit.detectors", detector)(rate)
        self._numbers: set[int] = set()
        self._last = 0

    def see(self, frame: SmallFrame) -> None:
        """Hand the next frame to the detector, at half the small size: a cut shows at any."""
        import cv2
        from scenedetect.common import FrameTimecode

        height, width = frame.half.shape
        chroma = [plane if plane.shape == (height, width) else cv2.resize(plane, (width, height)) for plane in frame.chroma]
        # YCrCb has V before U.
        picture = cv2.cvtColor(cv2.merge((frame.half, chroma[1], chroma[0])), cv2.COLOR_YCrCb2BGR)
        answer = self._detector.process_frame(FrameTimecode(frame.number, self._rate), picture)
        self._numbers.update(cut.frame_num for cut in answer)
        self._last = frame.number

    def finish(self) -> None:
        """Let the detector say what it has held back."""
        from scenedetect.common import FrameTimecode

        answer = self._detector.post_process(FrameTimecode(self._last, self._rate))
        self._numbers.update(cut.frame_num for cut in answer)

    def within(self, first: int, end: int) -> set[int]:
        """The frames [first, end) that were proposed."""
        return {number for number in self._numbers if first <= number < end}


def standing_out(steps: NDArray[np.float32]) -> list[int]:
    """The places whose step is large beside the usual one around it; at the ends of a file too, where detectors are blind.

    Args:
        steps: the change from the frame before, in levels: float32 [frames]; the first is not looked at.
    """
    places = np.flatnonzero(steps > LEAST_STEP)
    found = []
    for place in places[places > 0].tolist():
        around = np.concatenate([steps[max(1, place - STEP_WINDOW) : place], steps[place + 1 : place + STEP_WINDOW + 1]])
        usual = float(np.median(around)) if len(around) else 0.0
        beside = steps[max(1, place - 1) : place + 2].max()
        if steps[place] >= STEP_RATIO * usual and steps[place] >= 0.8 * beside:
            found.append(place)
    return found
