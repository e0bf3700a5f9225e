"""Where shots change: PySceneDetect's detectors, fed small frames of our own decode.

A detector plugin is ``(frame_rate: float) -> scenedetect SceneDetector``. Frames are counted, not timed, on the way through
the library; each count leads back to the frame's exact time, so a variable rate costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from autoedit.model.media import VideoStream
from autoedit.model.shot import Boundary, BoundaryKind
from autoedit.registry import load_function

if TYPE_CHECKING:
    from autoedit.analysis.frame import SmallFrame

# Shots in fast edits go down to a third of a second; the library's own 15 frames hide them.
SHORTEST_SHOT_SECONDS = 0.3


def adaptive(frame_rate: float) -> Any:
    """Cuts that stand out from their neighbourhood (PySceneDetect AdaptiveDetector): calm with moving cameras."""
    from scenedetect.detectors import AdaptiveDetector

    return AdaptiveDetector(min_scene_len=max(2, round(SHORTEST_SHOT_SECONDS * frame_rate)))


def content(frame_rate: float) -> Any:
    """Cuts by a fixed threshold on the change of hue, saturation and value (PySceneDetect ContentDetector)."""
    from scenedetect.detectors import ContentDetector

    return ContentDetector(min_scene_len=max(2, round(SHORTEST_SHOT_SECONDS * frame_rate)))


class Boundaries:
    """Feeds a detector and keeps the frame counts it answers with."""

    def __init__(self, video: VideoStream, detector: str) -> None:
        self._rate = float(video.rate)
        self._detector = load_function("autoedit.detectors", detector)(self._rate)
        self._cuts: list[int] = []
        self._last = 0

    def see(self, frame: SmallFrame) -> None:
        """Hand the next frame to the detector."""
        import cv2
        from scenedetect.common import FrameTimecode

        picture = cv2.cvtColor(frame.planes, cv2.COLOR_YUV2BGR_I420)
        answer = self._detector.process_frame(FrameTimecode(frame.number, self._rate), picture)
        self._cuts += [cut.frame_num for cut in answer]
        self._last = frame.number

    def found(self, times: Sequence[Fraction]) -> tuple[Boundary, ...]:
        """The boundaries, in order.

        Args:
            times: the exact time of every frame.
        """
        from scenedetect.common import FrameTimecode

        answer = self._detector.post_process(FrameTimecode(self._last, self._rate))
        numbers = sorted({*self._cuts, *(cut.frame_num for cut in answer)})
        return tuple(
            Boundary(
                kind=BoundaryKind.CUT,
                start=times[number],
                end=times[number],
                first_frame=number,
                last_frame=number,
                confidence=1.0,
            )
            for number in numbers
            if 0 < number < len(times)
        )
