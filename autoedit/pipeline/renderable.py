"""Whether an edit list can be rendered: its files are there and unchanged, and every clip shows what they hold.

A person may have changed the list by hand; everything that cannot be shown is told, by its path in the list, before anything is
rendered.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from autoedit.errors import BadOption, DocumentError, MediaError, MediaNotFound, UnknownName, UnreadableMedia
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
OR_RELINK = "or name the folder where it lies now with --relink FOLDER."

# A path in the document, and what is wrong there.
Problem = tuple[str, str]


def check_renderable(edit_list: EditList, cache: Cache) -> dict[str, Media]:
    """The files that the timeline uses, by id, looked at anew: what they hold is theirs to say, not the document's.

    Raises:
        DocumentError: with everything that cannot be rendered, by its path in the document.
    """
    timeline = edit_list.timeline
    used = {clip.media for track in timeline.tracks for clip in track.clips}
    media: dict[str, Media] = {}
    problems = list(_in_timeline(timeline))
    is_film = not problems
    for place, item in placed_media(edit_list):
        if item.id in used:
            try:
                media[item.id] = _unchanged(item, cache)
            except MediaError as error:
                problems.append((f"{place}.path", str(error)))
    for row, track in enumerate(timeline.tracks):
        for number in range(len(track.items)):
            place = f"timeline.tracks[{row}].items[{number}]"
            problems += [
                (place + field, problem) for field, problem in _in_item(track, number, timeline.frame_rate, media, is_film)
            ]
    if problems:
        raise DocumentError.of(problems)
    return media


def placed_media(edit_list: EditList) -> Iterator[tuple[str, Media]]:
    """Every file, with its path in the document."""
    for number, item in enumerate(edit_list.footage):
        yield f"footage[{number}].media", item.media
    if edit_list.song is not None:
        yield "song.media", edit_list.song.media


def _in_timeline(timeline: Timeline) -> Iterator[Problem]:
    if not SLOWEST <= timeline.frame_rate <= FASTEST:
        yield "timeline.frame_rate", f"{timeline.frame_rate} is outside {SLOWEST} to {FASTEST} frames a second."
    if sum(track.role is TrackRole.PICTURE for track in timeline.tracks) != 1:
        yield "timeline.tracks", "a film has one track with the role 'picture'."
    yield from doubled_clips(timeline)


def doubled_clips(timeline: Timeline) -> Iterator[Problem]:
    """Clips that have another's id, by their paths in the document."""
    seen: set[str] = set()
    for row, track in enumerate(timeline.tracks):
        for number, clip in enumerate(track.items):
            if isinstance(clip, Clip):
                if clip.id in seen:
                    yield f"timeline.tracks[{row}].items[{number}].id", f"two clips are called {clip.id}. Give each its own id."
                seen.add(clip.id)


def _unchanged(media: Media, cache: Cache) -> Media:
    """A file as it is now.

    Raises:
        MediaError: it is gone, has changed since the film was planned, or cannot be read.
    """
    # A Path raises where a document's path is longer than any file's.
    if not os.path.isfile(media.path):  # noqa: PTH113
        raise MediaNotFound(media.path, "it is not there", f"Put it back, {OR_RELINK}")
    try:
        now = probed(Path(media.path), cache)[0]
    except UnreadableMedia:
        # What has taken its name since may be no media at all.
        if fingerprint(media.path) == media.fingerprint:
            raise
        now = None
    if now is None or now.fingerprint != media.fingerprint:
        raise UnreadableMedia(media.path, "it has changed since the film was planned", f"Plan the film again, {OR_RELINK}")
    return replace(now, id=media.id)


def _in_item(track: Track, number: int, rate: Fraction, media: Mapping[str, Media], is_film: bool) -> Iterator[Problem]:
    """What is wrong with an item; of a clip whose file is not there, and at a rate that is none, nothing can be said."""
    item = track.items[number]
    if isinstance(item, Transition) and track.kind is TrackKind.VIDEO:
        try:
            checked(item.kind, item.settings)
        except UnknownName as error:
            yield ".kind", str(error)
        except BadOption as error:
            yield ".settings", str(error)
    if isinstance(item, Clip) and item.media in media and is_film:
        before = track.items[number - 1] if number else None
        after = track.items[number + 1] if number + 1 < len(track.items) else None
        lead = before.in_frames if isinstance(before, Transition) else 0
        trail = after.out_frames if isinstance(after, Transition) else 0
        # The middles of the first and last frame shown, handles of transitions included.
        first = item.source_time(Fraction(1, 2) - lead, rate)
        last = item.source_time(item.frames + trail - Fraction(1, 2), rate)
        file = media[item.media]
        is_seen = track.kind is TrackKind.VIDEO
        problem = _picture_problem(file, first, last) if is_seen else _sound_problem(file, first, last, item.speed)
        if problem:
            yield "", f"{item.id} {problem}"


def _picture_problem(media: Media, first: Fraction, last: Fraction) -> str:
    video = media.video
    if video is None:
        return f"needs a picture, and {media.path} has none."
    # A frame is shown until the next comes, and the film's frames are longer or shorter than the source's.
    start, end = video.start - 1 / video.rate, video.start + video.duration + 1 / video.rate
    is_outside = first < start or last > end
    return _outside(media, first, last, video.start, video.start + video.duration) if is_outside else ""


def _sound_problem(media: Media, first: Fraction, last: Fraction, speed: Fraction) -> str:
    if media.sound is None:
        return f"needs sound, and {media.path} has none."
    if speed != 1:
        return f"is on a sound track at speed {speed}, and sound plays at 1. Take it off that track."
    is_outside = first < media.start - SILENT_LEAD or last > media.end + SILENT_LEAD
    return _outside(media, first, last, media.start, media.end) if is_outside else ""


def _outside(media: Media, first: Fraction, last: Fraction, start: Fraction, end: Fraction) -> str:
    shown = f"{float(first):.2f} to {float(last):.2f} s"
    return f"shows {shown} of {media.id}, which runs from {float(start):.2f} to {float(end):.2f} s."
