"""Choices, transitions and music laid out as tracks: picture, source sound under it, music."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from autoedit.model.document import PlannedClip, Song
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import Clip, Item, Marker, Reason, Timeline, Track, TrackKind, TrackRole, Transition
from autoedit.plan.bed import Bed
from autoedit.plan.music_track import music_track
from autoedit.plan.solve import Choice
from autoedit.plan.sound_cuts import MOST_CUT, MOST_LIFT, source_sound
from autoedit.plan.style import Style

MUSIC_LUFS = -16.0
ALONE_LUFS = -18.0  # source sound where there is no music
END_FADE = Fraction(1)


def assemble(
    name: str,
    choices: Sequence[Choice],
    transitions: Sequence[Transition | None],
    reasons: Sequence[Reason],
    *,
    style: Style,
    rate: Fraction,
    size: tuple[int, int],
    song: Song | None,
    bed: Bed | None,
) -> Timeline:
    """The film's timeline."""
    frames = sum(choice.slot.frames for choice in choices)
    fade_out = _end_fade(choices[-1], bed, rate, frames)
    tracks = [_picture(choices, transitions, reasons, fade_out)]
    level = style.source_level if song is not None else ALONE_LUFS
    line_level = style.speech_level if song is not None else ALONE_LUFS
    sound = source_sound(choices, transitions, rate, level=level, line_level=line_level, fade_out=fade_out)
    if sound is not None:
        tracks.append(sound)
    if song is not None and bed is not None:
        tracks.append(_music(song, bed, rate, frames))
    return Timeline(
        name=name,
        frame_rate=rate,
        width=size[0],
        height=size[1],
        tracks=tuple(tracks),
        markers=_markers(bed, rate, frames),
    )


def _picture(
    choices: Sequence[Choice], transitions: Sequence[Transition | None], reasons: Sequence[Reason], fade_out: int
) -> Track:
    items: list[Item] = []
    for number, (choice, reason) in enumerate(zip(choices, reasons, strict=True)):
        is_last = number == len(choices) - 1
        items.append(
            Clip(
                id=f"clip-{number + 1:03d}",
                media=choice.candidate.media.id,
                source_start=choice.source_start,
                frames=choice.slot.frames,
                fade_out_frames=fade_out if is_last else 0,
                select=choice.candidate.name,
                reason=reason,
            )
        )
        transition = None if is_last else transitions[number]
        if transition is not None:
            items.append(transition)
    return Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=tuple(items))


def _music(song: Song, bed: Bed, rate: Fraction, film_frames: int) -> Track:
    gain = round(min(max(MUSIC_LUFS - song.loudness, -MOST_CUT), MOST_LIFT), 1)
    return music_track(song, bed, rate, film_frames, gain_db=gain)


def _end_fade(last: Choice, bed: Bed | None, rate: Fraction, film_frames: int) -> int:
    """The last picture goes with the music's last bar line, else within a second; never more than half of its clip."""
    wished = film_frames - nearest_frame(bed.last_hit, rate) if bed is not None else nearest_frame(END_FADE, rate)
    longest = nearest_frame(END_FADE * 2, rate)
    return max(1, min(wished, longest, last.slot.frames // 2))


def _markers(bed: Bed | None, rate: Fraction, film_frames: int) -> tuple[Marker, ...]:
    """Where the music's sections begin."""
    opening = {nearest_frame(beat.time, rate): str(beat.opens) for beat in bed.beats if beat.opens is not None} if bed else {}
    return tuple(Marker(frame=frame, name=name) for frame, name in sorted(opening.items()) if 0 <= frame < film_frames)


def planned_clips(timeline: Timeline, transitions: Sequence[Transition | None] = ()) -> tuple[PlannedClip, ...]:
    """The picture's clips as they were planned.

    Args:
        transitions: what was planned for each inner cut; left out, for none.
    """
    picture = timeline.track(TrackRole.PICTURE)
    clips = [placed for placed in (picture.placed() if picture is not None else ()) if isinstance(placed.item, Clip)]
    return tuple(
        PlannedClip(
            id=placed.item.id,
            select=placed.item.select or "",
            start=placed.start,
            source_start=placed.item.source_start,
            frames=placed.item.frames,
            transition=transitions[number] if number < len(transitions) else None,
        )
        for number, placed in enumerate(clips)
        if isinstance(placed.item, Clip)
    )
