"""The observers, listed in one place, and what a pass over frames has of them: each measurement with its frames' numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autoedit.analysis.covered import Covered
from autoedit.analysis.faces import Faces
from autoedit.analysis.focus import Focus
from autoedit.analysis.frame import Observer, SmallFrame
from autoedit.analysis.graphics import Graphics
from autoedit.analysis.looks import Looks
from autoedit.analysis.motion import Motion
from autoedit.analysis.picture import PictureQuality
from autoedit.analysis.sampled import SparseObserver
from autoedit.model.media import VideoStream

# By name: the frames' numbers, int64 [n], and the values, float32 [n].
Series = dict[str, tuple[NDArray[np.int64], NDArray[np.float32]]]


class EveryFrame:
    """The observers that measure every frame they are shown."""

    def __init__(self) -> None:
        self._observers: Sequence[Observer] = (Motion(), PictureQuality())
        self.numbers: list[int] = []

    def see(self, frame: SmallFrame) -> None:
        """Show it to all."""
        self.numbers.append(frame.number)
        for observer in self._observers:
            observer.see(frame)

    def measured(self) -> Series:
        """What they measured."""
        numbers = np.array(self.numbers, np.int64)
        return {name: (numbers, values) for observer in self._observers for name, values in observer.measured().items()}


class NowAndThen:
    """The observers that look at a frame now and then, and the looks."""

    def __init__(self, video: VideoStream) -> None:
        self._observers: Sequence[SparseObserver] = (
            Faces(video),
            Graphics(video.rate),
            Covered(video.rate),
            Focus(video.rate),
        )
        self.looks = Looks(video.rate, video.rotation)

    def see(self, frame: SmallFrame) -> None:
        """Show it to all."""
        self.looks.see(frame)
        for observer in self._observers:
            observer.see(frame)

    def measured(self) -> Series:
        """What they measured."""
        return {
            name: (np.array(observer.numbers, np.int64), values)
            for observer in self._observers
            for name, values in observer.measured().items()
        }
