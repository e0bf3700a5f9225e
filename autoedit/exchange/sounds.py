"""The sound under pictures that an editor moved: what belongs to a picture goes with it, music lies where it lay."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from autoedit.exchange.sequence import runs_with
from autoedit.model.timeline import Clip, Gap, Item, Timeline, Track, TrackRole


def sound_tracks(tracks: Sequence[Track], before: Timeline, picture: Track, likes: Mapping[str, str]) -> Iterator[Track]:
    """The tracks of sound for a new picture track.

    Args:
        tracks: what lay beside the pictures before.
        before: the timeline as it was.
        likes: of each new picture, by its id, the picture before that it is, or was a piece of.
    """
    if picture.items == getattr(before.track(TrackRole.PICTURE), "items", None):
        # Nothing moved, so sound that begins before its picture or outlasts it stays too.
        yield from tracks
        return
    for track in tracks:
        items = (
            _under(track, before, picture, likes) if track.role is TrackRole.SOURCE_SOUND else _cut(track.items, picture.frames)
        )
        if any(isinstance(item, Clip) for item in items):
            yield replace(track, items=items)


def _under(track: Track, before: Timeline, picture: Track, likes: Mapping[str, str]) -> tuple[Item, ...]:
    """Each picture's own sound, as loud as it was, cut where the picture is; pictures at a speed are silent."""
    levels = _levels(track, before)
    items: list[Item] = []
    ids = {clip.id for clip in picture.clips}
    end = 0
    for placed in picture.placed():
        clip = placed.item
        sound = levels.get(likes.get(clip.id, "")) if isinstance(clip, Clip) and clip.speed == 1 else None
        if sound is None or not isinstance(clip, Clip):
            continue
        ids.add(name := _free_id(sound.id, ids))
        if placed.start > end:
            items.append(Gap(frames=placed.start - end))
        own = replace(sound, id=name, source_start=clip.source_start, frames=clip.frames, speed=clip.speed)
        items.append(_fading(own))
        end = placed.start + clip.frames
    return tuple(items)


def _levels(track: Track, before: Timeline) -> dict[str, Clip]:
    """Of each picture that was heard, by its id, the sound that lay under most of it."""
    pictures = before.track(TrackRole.PICTURE)
    found: dict[str, Clip] = {}
    for shown in pictures.placed() if pictures is not None else ():
        if not isinstance(shown.item, Clip):
            continue
        span = range(shown.start, shown.start + shown.item.frames)
        under = [
            (min(span.stop, heard.start + heard.item.frames) - max(span.start, heard.start), heard.item)
            for heard in track.placed()
            if isinstance(heard.item, Clip)
            and heard.item.media == shown.item.media
            and runs_with(shown.item, shown.start, heard.item, heard.start, before.frame_rate)
        ]
        overlap, sound = max(under, key=lambda one: one[0], default=(0, None))
        if overlap > 0 and sound is not None:
            found[shown.item.id] = sound
    return found


def _free_id(name: str, ids: Collection[str]) -> str:
    """A sound's own id, or where a piece of it has that, another."""
    return next(free for free in (name, *(f"{name}-{number}" for number in range(2, len(ids) + 3))) if free not in ids)


def _cut(items: Iterable[Item], frames: int) -> tuple[Item, ...]:
    """Music and the like, as far as the pictures go."""
    kept: list[Item] = []
    left = frames
    for item in items:
        if not isinstance(item, Clip | Gap) or left <= 0:
            continue
        kept.append(item if item.frames <= left else _shortened(item, left))
        left -= item.frames
    return tuple(kept)


def _shortened(item: Clip | Gap, frames: int) -> Clip | Gap:
    return _fading(replace(item, frames=frames)) if isinstance(item, Clip) else replace(item, frames=frames)


def _fading(clip: Clip) -> Clip:
    """The clip with fades that fit."""
    fade_in = min(clip.fade_in_frames, clip.frames)
    return replace(clip, fade_in_frames=fade_in, fade_out_frames=min(clip.fade_out_frames, clip.frames - fade_in))
