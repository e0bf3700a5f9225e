"""What a person asks of the coded film: codec, quality, encoder; or a draft to look at."""

from __future__ import annotations

from dataclasses import dataclass, replace

from autoedit.media.coding import SOFTWARE, Codec, Coding, Quality, coding
from autoedit.model.timeline import Timeline

DRAFT_LINES = 360


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How the film is coded.

    Attributes:
        encoder: ``software``, ``hardware`` where a chip answers, or an encoder's own name.
        crf: the constant rate factor in place of the quality's (lower is better and larger); ``preset`` the same.
        is_draft: 360 lines, coded as fast as can be.
    """

    codec: Codec = Codec.H264
    quality: Quality = Quality.GOOD
    encoder: str = SOFTWARE
    crf: int | None = None
    preset: str | None = None
    is_draft: bool = False

    @property
    def is_rough(self) -> bool:
        """Whether the film is coded to be looked at once."""
        return self.is_draft or self.quality is Quality.DRAFT

    def coding(self) -> Coding:
        """The encoder and its settings on this machine.

        Raises:
            UnknownName: there is no such encoder or preset.
            BadOption: a factor that the codec does not know.
        """
        if self.is_draft:
            preset = self.preset or (None if self.codec is Codec.PRORES else "ultrafast")
            return coding(self.codec, Quality.DRAFT, encoder=self.encoder, crf=self.crf, preset=preset)
        return coding(self.codec, self.quality, encoder=self.encoder, crf=self.crf, preset=self.preset)


def draft_of(timeline: Timeline) -> Timeline:
    """The film with 360 lines on its shorter side, where it has more."""
    shorter = min(timeline.width, timeline.height)
    if shorter <= DRAFT_LINES:
        return timeline
    width, height = (round(side * DRAFT_LINES / shorter / 2) * 2 for side in (timeline.width, timeline.height))
    return replace(timeline, width=width, height=height)
