"""What a film is meant to be: the plan, what was drawn for each frame, and the sound that was mixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from autoedit.media.rows import Rows
from autoedit.model.media import Media
from autoedit.model.timeline import Clip, Item, Placed, Timeline, TrackRole, Transition


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Meant:
    """A film as it was planned, drawn and mixed, before it was coded.

    Attributes:
        looks: the look of each frame as it went into the encoder, uint8 [frames, BYTES].
        sound: the mix as a WAV file, None for a silent film.
        media: the files by the ids that the music track names; without them the music is not looked for.
        beats: the song's beats, in its own clock, rising.
        lufs: the integrated loudness that the mix came to; None where nobody asked for any.
        true_peak: the highest true peak that the finished film may have, in dBTP.
        is_draft: coded to be looked at once; pictures that are not as drawn are told, and the film is not refused for them, since
            AV1 as a draft (45) shows a fade's neighbours.
    """

    timeline: Timeline
    looks: Rows
    sound: Path | None = None
    media: Mapping[str, Media] = field(default_factory=dict)
    beats: tuple[Fraction, ...] = ()
    lufs: float | None = None
    true_peak: float = -1.0
    is_draft: bool = False

    def __post_init__(self) -> None:
        if len(self.looks) != self.timeline.frames:
            raise ValueError(f"{self.timeline.frames} frames are planned and {len(self.looks)} were drawn")

    @property
    def plain_cuts(self) -> tuple[int, ...]:
        """The frames at which the picture changes from one clip, or a gap, to the next without a transition."""
        track = self.timeline.track(TrackRole.PICTURE)
        if track is None:
            return ()
        cuts: list[int] = []
        start = 0
        before: Item | None = None
        for item in track.items:
            if not isinstance(item, Transition):
                if before is not None and not isinstance(before, Transition):
                    cuts.append(start)
                start += item.frames
            before = item
        return tuple(cuts)

    @property
    def music(self) -> tuple[Placed, ...]:
        """The clips of the music track whose files are known and are played as they are."""
        track = self.timeline.track(TrackRole.MUSIC)
        placed = track.placed() if track is not None else ()
        return tuple(place for place in placed if isinstance(place.item, Clip) and self._is_known(place.item))

    def _is_known(self, clip: Clip) -> bool:
        media = self.media.get(clip.media)
        return clip.speed == 1 and media is not None and media.sound is not None
