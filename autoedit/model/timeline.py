"""The film as an arrangement of media: OpenTimelineIO's nouns, in whole frames.

A track is a row of items. A transition stands between two clips, overlaps their handles and never changes the track's
length: for ``in_frames`` before the cut and ``out_frames`` after it both clips are seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

# What a setting may be: a number, or a word such as a colour's name.
Setting = float | str


class TrackKind(StrEnum):
    """What a track carries."""

    VIDEO = "video"
    AUDIO = "audio"


class TrackRole(StrEnum):
    """What a track is for; the mix lays source sound under music."""

    PICTURE = "picture"
    SOURCE_SOUND = "source_sound"
    MUSIC = "music"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a clip was chosen and why it is cut where it is.

    ``score`` and ``parts`` are the select's; ``terms`` are what the clip is worth to the film, term by term. ``hit`` tells the
    beat that its action meets. ``lost`` tells of each runner-up why it lost, ``avoids`` which defects lie beside what is shown.
    """

    text: str
    score: float = 0.0
    parts: Mapping[str, float] = field(default_factory=dict)
    cut_on: str = ""
    runners_up: tuple[str, ...] = ()
    hit: str = ""
    terms: Mapping[str, float] = field(default_factory=dict)
    lost: Mapping[str, str] = field(default_factory=dict)
    avoids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A piece of media on a track: ``frames`` timeline frames from ``source_start`` on, at ``speed`` source seconds a second."""

    id: str
    media: str
    source_start: Fraction
    frames: int
    speed: Fraction = Fraction(1)
    gain_db: float = 0.0
    fade_in_frames: int = 0
    fade_out_frames: int = 0
    select: str | None = None
    reason: Reason | None = None

    def __post_init__(self) -> None:
        if self.frames <= 0:
            raise ValueError(f"clip {self.id} lasts at least one frame, got {self.frames}")
        if self.speed <= 0:
            raise ValueError(f"clip {self.id} plays forwards, got speed {self.speed}")
        if self.fade_in_frames < 0 or self.fade_out_frames < 0 or self.fade_in_frames + self.fade_out_frames > self.frames:
            raise ValueError(f"clip {self.id}: its fades do not fit into {self.frames} frames")

    def source_time(self, frame: Fraction | int, rate: Fraction) -> Fraction:
        """The source time of the clip's n-th frame, or of a point within it (n + 1/2 is its middle).

        Negative frames and frames past the end are its handles.
        """
        return self.source_start + frame / rate * self.speed


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Empty time on a track."""

    frames: int

    def __post_init__(self) -> None:
        if self.frames <= 0:
            raise ValueError(f"a gap lasts at least one frame, got {self.frames}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """How one clip becomes the next.

    ``kind`` is a name in the table of transitions, ``settings`` what its function is given beside the pictures (an angle, a
    colour), and ``reason`` why this cut is not a plain one.
    """

    kind: str
    in_frames: int
    out_frames: int
    settings: Mapping[str, Setting] = field(default_factory=dict)
    reason: str = ""

    def __post_init__(self) -> None:
        if self.in_frames < 0 or self.out_frames < 0 or self.frames == 0:
            raise ValueError(f"a transition lasts at least one frame, got {self.in_frames} + {self.out_frames}")

    @property
    def frames(self) -> int:
        """How long both clips are seen."""
        return self.in_frames + self.out_frames


Item = Clip | Gap | Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An item with the timeline frame where it starts."""

    start: int
    item: Clip | Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A row of items."""

    kind: TrackKind
    role: TrackRole
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        for position, item in enumerate(self.items):
            if isinstance(item, Transition):
                self._check_transition(position, item)
            elif isinstance(item, Clip):
                self._check_clip(position, item)

    def _check_transition(self, position: int, transition: Transition) -> None:
        """A transition stands between two clips."""
        around = self.items[position - 1 : position] + self.items[position + 1 : position + 2]
        if position == 0 or [type(item) for item in around] != [Clip, Clip]:
            raise ValueError(f"the {transition.kind} at position {position} does not stand between two clips")

    def _check_clip(self, position: int, clip: Clip) -> None:
        """The transitions on both sides of a clip do not meet within it."""
        before = self.items[position - 1] if position else None
        after = self.items[position + 1] if position + 1 < len(self.items) else None
        taken = before.out_frames if isinstance(before, Transition) else 0
        taken += after.in_frames if isinstance(after, Transition) else 0
        if taken > clip.frames:
            raise ValueError(f"the transitions beside clip {clip.id} are longer than its {clip.frames} frames")

    @property
    def frames(self) -> int:
        """The track's length: the sum of its clips and gaps."""
        return sum(item.frames for item in self.items if not isinstance(item, Transition))

    @property
    def clips(self) -> tuple[Clip, ...]:
        """The clips, in order."""
        return tuple(item for item in self.items if isinstance(item, Clip))

    def placed(self) -> Iterator[Placed]:
        """Clips and gaps with the frames where they start."""
        start = 0
        for item in self.items:
            if not isinstance(item, Transition):
                yield Placed(start=start, item=item)
                start += item.frames


class TitleKind(StrEnum):
    """Where words stand: large in the middle over the beginning, on a card over the ending, or small below."""

    OPENING = "opening"
    END_CARD = "end_card"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """Words over the picture, from timeline frame ``start`` for ``frames`` on; lines end in a newline."""

    kind: TitleKind
    text: str
    start: int
    frames: int

    def __post_init__(self) -> None:
        if self.start < 0 or self.frames <= 0:
            raise ValueError(f"a title begins in the film and lasts at least one frame, got {self.start} + {self.frames}")

    @property
    def span(self) -> range:
        """The frames of the film that it is seen in."""
        return range(self.start, self.start + self.frames)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A note at a timeline frame."""

    frame: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The film: its clock, its size and its tracks."""

    name: str
    frame_rate: Fraction
    width: int
    height: int
    tracks: tuple[Track, ...]
    markers: tuple[Marker, ...] = ()
    titles: tuple[Title, ...] = ()

    def __post_init__(self) -> None:
        if self.frame_rate <= 0:
            raise ValueError(f"a timeline's rate is above zero, got {self.frame_rate}")
        if self.width <= 0 or self.height <= 0 or self.width % 2 or self.height % 2:
            raise ValueError(f"a film's size is even (H.264 with 4:2:0 colour), got {self.width}x{self.height}")
        for title in self.titles:
            if title.span.stop > self.frames:
                raise ValueError(f"the title {title.text!r} ends at frame {title.span.stop}, after the film's {self.frames}")

    @property
    def frames(self) -> int:
        """The film's length: its longest track's."""
        return max((track.frames for track in self.tracks), default=0)

    @property
    def duration(self) -> Fraction:
        """Exact seconds."""
        return self.frames / self.frame_rate

    def track(self, role: TrackRole) -> Track | None:
        """The first track with a role."""
        return next((track for track in self.tracks if track.role is role), None)
