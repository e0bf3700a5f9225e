"""The song where the film plays it: its beats, bars and sections in the film's frames, wherever it was cut anew."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from autoedit.model.document import EditList, Song
from autoedit.model.timeline import Clip, Placed, TrackRole
from autoedit.music.labels import bar_numbers
from autoedit.review.report.values import BeatSeen, MusicSeen, SectionSeen


def music_clips(edit_list: EditList) -> tuple[Placed, ...]:
    """The stretches of the song in their places in the film; none where there is no song."""
    track = edit_list.timeline.track(TrackRole.MUSIC)
    if track is None or edit_list.song is None:
        return ()
    song = edit_list.song.media.id
    return tuple(placed for placed in track.placed() if isinstance(placed.item, Clip) and placed.item.media == song)


def music_seen(edit_list: EditList) -> MusicSeen:
    """Beats, sections and joins along the film."""
    song = edit_list.song
    if song is None:
        return MusicSeen()
    beats: list[BeatSeen] = []
    sections: list[SectionSeen] = []
    clips = music_clips(edit_list)
    for placed in clips:
        beats += _beats(song, placed, edit_list.timeline.frame_rate)
        sections += _sections(song, placed, edit_list.timeline.frame_rate)
    joins = tuple(after.start for before, after in pairwise(clips) if _is_join(before, after))
    return MusicSeen(beats=tuple(beats), sections=_together(sections), joins=joins)


def _is_join(before: Placed, after: Placed) -> bool:
    return before.start + before.item.frames == after.start


def _beats(song: Song, placed: Placed, rate: Fraction) -> list[BeatSeen]:
    return [
        BeatSeen(frame=float(frame), bar=bar if beat.is_downbeat else 0, is_downbeat=beat.is_downbeat)
        for beat, bar in zip(song.grid.beats, bar_numbers(song.grid), strict=True)
        if placed.start <= (frame := _frame(placed, beat.time, rate)) < placed.start + placed.item.frames
    ]


def _sections(song: Song, placed: Placed, rate: Fraction) -> list[SectionSeen]:
    found = []
    for section in song.grid.sections:
        start = max(_frame(placed, section.start, rate), Fraction(placed.start))
        end = min(_frame(placed, section.end, rate), Fraction(placed.start + placed.item.frames))
        if start < end:
            found.append(SectionSeen(start=float(start), end=float(end), kind=section.kind, energy=section.energy))
    return found


def _together(sections: list[SectionSeen]) -> tuple[SectionSeen, ...]:
    """Parts of one section that a join put side by side are one again."""
    found: list[SectionSeen] = []
    for part in sections:
        last = found[-1] if found else None
        if last is not None and (last.kind, last.energy) == (part.kind, part.energy) and abs(last.end - part.start) < 1:
            found[-1] = SectionSeen(start=last.start, end=part.end, kind=part.kind, energy=part.energy)
        else:
            found.append(part)
    return tuple(found)


def _frame(placed: Placed, time: Fraction, rate: Fraction) -> Fraction:
    """Where an instant of the song is heard, in frames of the film."""
    clip = placed.item
    assert isinstance(clip, Clip), "the song is played by clips"
    return placed.start + (time - clip.source_start) / clip.speed * rate
