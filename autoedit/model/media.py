"""What a file is: facts that ``media.probe`` finds once and the rest of the house trusts.

Times are in the file's own clock (pts x time base), so they are the times that any other program prints; a stream need not
start at zero. Sizes are as shown: rotated upright, with square pixels.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

# A field that is not part of the content: two copies of one file under two names give the same analysis.
NOT_CONTENT = {"content": False}


class Transfer(StrEnum):
    """How code values become light."""

    SDR = "sdr"
    PQ = "pq"
    HLG = "hlg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """How the picture's numbers are meant."""

    matrix: str
    transfer: Transfer
    is_full_range: bool
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoStream:
    """A file's picture.

    ``stored_width`` x ``stored_height`` is what the decoder gives; ``width`` x ``height`` is what a person sees after
    ``rotation`` (degrees clockwise) and with square pixels. What ``is_mirrored`` is shown with left and right exchanged, and
    turned after that. ``rate`` is the commonest rate when it is not constant.
    """

    index: int
    codec: str
    start: Fraction
    duration: Fraction
    frames: int
    rate: Fraction
    is_constant: bool
    width: int
    height: int
    stored_width: int
    stored_height: int
    rotation: int
    colour: Colour
    is_interlaced: bool
    is_mirrored: bool = False

    def __post_init__(self) -> None:
        if self.rate <= 0 or self.duration <= 0 or self.width <= 0 or self.height <= 0:
            raise ValueError(f"a picture has a rate, a duration and a size, got {self}")
        if self.rotation not in (0, 90, 180, 270):
            raise ValueError(f"a picture is turned by quarter turns, got {self.rotation}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioStream:
    """A file's sound.

    ``origin`` is where the container's clock stands at our time zero: a file of sound alone counts from its first sample,
    since encoders put their delay there (25 ms in an mp3), and whoever names a beat's time counts from what is heard.
    """

    index: int
    codec: str
    start: Fraction
    duration: Fraction
    rate: int
    channels: int
    origin: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if self.rate <= 0 or self.channels <= 0:
            raise ValueError(f"sound has a rate and channels, got {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file: where it is, what it holds, and a fingerprint of its content.

    ``id`` is a readable name, unique within one film. ``made_by`` names the
    program when that is us; ``damage`` says in plain words what was found broken.
    """

    id: str = field(default="", metadata=NOT_CONTENT)
    path: str = field(metadata=NOT_CONTENT)
    fingerprint: str
    container: str
    start: Fraction
    duration: Fraction
    video: VideoStream | None = None
    sound: AudioStream | None = None
    captured: str | None = None
    reel: str | None = None
    timecode: str | None = None
    made_by: str | None = None
    damage: tuple[str, ...] = ()

    @property
    def end(self) -> Fraction:
        """When the last of picture and sound ends."""
        return self.start + self.duration
