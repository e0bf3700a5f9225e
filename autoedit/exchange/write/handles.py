"""The frames beyond a clip's ends that its transitions show, and those of them that its file does not have."""

from __future__ import annotations

from fractions import Fraction

from autoedit.exchange.sequence import Event, Sequence
from autoedit.model.timeline import TrackKind


def missing_handles(sequence: Sequence) -> tuple[str, ...]:
    """What files lack for transitions, a sentence each: programs shorten such a transition, or show the last frame standing."""
    return tuple(
        f"{event.clip.id} lacks {missing} of the {wanted} frames {side} it that its transition shows"
        for track in sequence.timeline.tracks
        if track.kind is TrackKind.VIDEO
        for event in sequence.events(track)
        for side, wanted, there in (
            ("before", event.before, frames_before(event, sequence.rate)),
            ("after", event.after, frames_after(event, sequence.rate)),
        )
        for missing in (wanted - there,)
        if missing > 0
    )


def frames_before(event: Event, rate: Fraction) -> int:
    """How many frames of the film its file has before its first."""
    return (event.source_in / _step(event, rate)).__floor__()


def frames_after(event: Event, rate: Fraction) -> int:
    """How many frames of the film its file has after its last."""
    shown = -((-(event.source.frames - event.source_in) / _step(event, rate)).__floor__())
    return max(0, shown - event.clip.frames)


def _step(event: Event, rate: Fraction) -> Fraction:
    """Frames of the file that pass in a frame of the film."""
    return event.clip.speed * event.source.rate / rate
