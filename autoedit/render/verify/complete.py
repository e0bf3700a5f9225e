"""Whether a rendered file is the film that was planned: reopened through the same guarded door as any other file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from autoedit.errors import RenderError
from autoedit.media.damage import Damage
from autoedit.media.decode import pictures
from autoedit.media.probe import probe
from autoedit.model.timeline import Timeline


def verify(path: Path, timeline: Timeline, *, has_sound: bool) -> None:
    """Check the frame count, the exact rate, the size, both ends, and that picture and sound end within a frame.

    Raises:
        RenderError: naming the first thing that is not as planned.
    """
    media = probe(path)
    video = media.video
    if video is None:
        raise RenderError("the rendered film has no picture")
    if video.frames != timeline.frames:
        raise RenderError(f"the rendered film has {video.frames} frames, {timeline.frames} were planned")
    if video.rate != timeline.frame_rate and timeline.frames > 2:
        raise RenderError(f"the rendered film runs at {video.rate}, {timeline.frame_rate} was planned")
    if (video.width, video.height) != (timeline.width, timeline.height):
        raise RenderError(f"the rendered film is {video.width}x{video.height}, not {timeline.width}x{timeline.height}")
    frame = 1 / timeline.frame_rate
    if abs(video.duration - timeline.duration) > frame:
        raise RenderError(f"the picture lasts {float(video.duration):.3f} s, {float(timeline.duration):.3f} s were planned")
    if has_sound:
        # AAC comes in packets of 1024 samples and the container rounds to them, a frame at most.
        packet = Fraction(1024, media.sound.rate) if media.sound is not None else Fraction(0)
        if media.sound is None or abs(media.sound.start + media.sound.duration - timeline.duration) > max(frame, packet):
            raise RenderError("the sound of the rendered film does not end with its picture")
    for start in (video.start, video.start + video.duration - 2 * frame):
        damage = Damage()
        first = next(iter(pictures(media, start=max(start, video.start), damage=damage)), None)
        if first is None or damage.told():
            raise RenderError(f"the rendered film cannot be decoded at {float(start):.2f} s")
