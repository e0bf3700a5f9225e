"""Whether an edit list can be rendered: its files are there and unchanged, and every clip shows what they hold.

A person may have changed the list by hand; what cannot be shown is told by clip before anything is rendered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from autoedit.errors import DocumentError
from autoedit.media.fingerprint import fingerprint
from autoedit.model.document import EditList
from autoedit.model.media import Media
from autoedit.model.timeline import Clip, Timeline, Track, TrackKind, TrackRole, Transition
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.stages import probed
from autoedit.render.transitions.settings import checked

SLOWEST, FASTEST = 1, 240
# Sound may begin a little before its file or end after it: that is silence. Further off, somebody has mistyped.
SILENT_LEAD = Fraction(1)


def check_renderable(edit_list: EditList, cache: Cache) -> dict[str, Media]:
    """The files that the timeline uses, by id, looked at anew: what they hold is theirs to say, not the document's.

    Raises:
        DocumentError: naming the first thing that cannot be rendered.
        UnknownName: a transition that is not there.
        BadOption: a transition's setting that it does not have, or outside what it may be.
    """
    timeline = edit_list.timeline
    _check_timeline(timeline)
    used = {clip.media for track in timeline.tracks for clip in track.clips}
    media = {name: _unchanged(item, cache) for name, item in edit_list.media.items() if name in used}
    for track in timeline.tracks:
        _check_track(track, timeline, media)
    return media


def _check_timeline(timeline: Timeline) -> None:
    if not SLOWEST <= timeline.frame_rate <= FASTEST:
        raise DocumentError("timeline.frame_rate", f"{timeline.frame_rate} is outside {SLOWEST} to {FASTEST} frames a second.")
    if sum(track.role is TrackRole.PICTURE for track in timeline.tracks) != 1:
        raise DocumentError("timeline.tracks", "a film has one track with the role 'picture'.")
    seen: set[str] = set()
    for clip in (clip for track in timeline.tracks for clip in track.clips):
        if clip.id in seen:
            raise DocumentError(f"clip {clip.id}", "two clips have this id. Give each its own.")
        seen.add(clip.id)


def _unchanged(media: Media, cache: Cache) -> Media:
    if not Path(media.path).is_file():
        raise DocumentError(f"media {media.id}", f"{media.path} is not there. Put it back, or plan the film again.")
    if fingerprint(media.path) != media.fingerprint:
        raise DocumentError(f"media {media.id}", f"{media.path} has changed since the film was planned. Plan it again.")
    return replace(probed(Path(media.path), cache)[0], id=media.id)


def _check_track(track: Track, timeline: Timeline, media: Mapping[str, Media]) -> None:
    for position, item in enumerate(track.items):
        if isinstance(item, Transition) and track.kind is TrackKind.VIDEO:
            checked(item.kind, item.settings)
        if isinstance(item, Clip):
            before = track.items[position - 1] if position else None
            after = track.items[position + 1] if position + 1 < len(track.items) else None
            lead = before.in_frames if isinstance(before, Transition) else 0
            trail = after.out_frames if isinstance(after, Transition) else 0
            check = _check_picture if track.kind is TrackKind.VIDEO else _check_sound
            # The middles of the first and last frame shown, handles of transitions included.
            first = item.source_time(Fraction(1, 2) - lead, timeline.frame_rate)
            last = item.source_time(item.frames + trail - Fraction(1, 2), timeline.frame_rate)
            check(item, media[item.media], first, last)


def _check_picture(clip: Clip, media: Media, first: Fraction, last: Fraction) -> None:
    video = media.video
    if video is None:
        raise DocumentError(f"clip {clip.id}", f"{media.path} has no picture.")
    # A frame is shown until the next comes, and the film's frames are longer or shorter than the source's.
    start, end = video.start - 1 / video.rate, video.start + video.duration + 1 / video.rate
    if first < start or last > end:
        _outside(clip, media, first, last, video.start, video.start + video.duration)


def _check_sound(clip: Clip, media: Media, first: Fraction, last: Fraction) -> None:
    if media.sound is None:
        raise DocumentError(f"clip {clip.id}", f"{media.path} has no sound.")
    if clip.speed != 1:
        raise DocumentError(f"clip {clip.id}", f"sound plays at speed 1, not {clip.speed}. Take the clip off the sound track.")
    if first < media.start - SILENT_LEAD or last > media.end + SILENT_LEAD:
        _outside(clip, media, first, last, media.start, media.end)


def _outside(clip: Clip, media: Media, first: Fraction, last: Fraction, start: Fraction, end: Fraction) -> None:
    shown = f"{float(first):.2f} to {float(last):.2f} s"
    raise DocumentError(
        f"clip {clip.id}", f"shows {shown} of {media.id}, which runs from {float(start):.2f} to {float(end):.2f} s."
    )
