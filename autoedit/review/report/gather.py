"""An edit list to what the report shows of it: clips with their pictures and rivals, files with their uses. No file is opened."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from autoedit.exchange.sequence import sequence_of
from autoedit.exchange.source import source_of
from autoedit.model.document import Decision, DecisionKind, EditList, Footage
from autoedit.model.select import Select
from autoedit.model.timecode import can_drop, timecode
from autoedit.model.timeline import Clip, Placed, TrackKind
from autoedit.review.explain import placed_clips, transition_into
from autoedit.review.report.music import music_seen
from autoedit.review.report.values import (
    CertificateSeen,
    ClipFrame,
    ClipSound,
    ClipStory,
    FileStory,
    Report,
    Rival,
    Size,
    Use,
    Wanted,
)

# What a person said of a select, as the report tells it.
SAID = {
    DecisionKind.KEEP: "A person keeps it.",
    DecisionKind.DROP: "A person dropped it.",
    DecisionKind.PIN: "A person pinned it here.",
    DecisionKind.FIRST: "A person wants it first.",
    DecisionKind.LAST: "A person wants it last.",
    DecisionKind.MUST: "A person wants this instant seen.",
}

Selects = Mapping[str, tuple[Footage, Select]]


def gather(
    edit_list: EditList, *, certificate: CertificateSeen | None = None, edit_file: str | None = None, name: str = ""
) -> Report:
    """All that the report tells, but for pictures and sound; the rest goes into it as it is."""
    selects = {f"{item.media.id}/{select.id}": (item, select) for item in edit_list.footage for select in item.selects}
    sounds = _sounds(edit_list)
    clips = tuple(
        _clip(edit_list, number, placed, placed.item, selects, sounds)
        for number, placed in enumerate(placed_clips(edit_list), start=1)
        if isinstance(placed.item, Clip)
    )
    return Report(
        edit_list=edit_list,
        clips=clips,
        files=tuple(_file(edit_list, item, clips) for item in edit_list.footage),
        music=music_seen(edit_list),
        certificate=certificate,
        edit_file=edit_file,
        name=name,
    )


def _clip(
    edit_list: EditList,
    number: int,
    placed: Placed,
    clip: Clip,
    selects: Selects,
    sounds: Mapping[str, tuple[ClipSound, ...]],
) -> ClipStory:
    rate, media = edit_list.timeline.frame_rate, edit_list.media[clip.media]
    source = source_of(media, rate)
    first = max(0, source.first + source.frame_at(clip.source_time(Fraction(1, 2), rate)))
    select = selects[clip.select][1] if clip.select is not None and clip.select in selects else None
    frames = _frames(placed.start, clip, select, rate)
    middle = frames[len(frames) // 2].picture
    return ClipStory(
        number=number,
        clip=clip,
        start=placed.start,
        media=media,
        record=timecode(placed.start, rate),
        source=timecode(first, source.rate, is_drop=source.is_drop and can_drop(source.rate)),
        frames=frames,
        thumbnail=Wanted(media=middle.media, time=middle.time, size=Size.SMALL),
        rivals=_rivals(clip, selects),
        sounds=sounds.get(clip.id, ()),
        transition=transition_into(edit_list, placed),
        person=_person(edit_list, placed, clip),
    )


def _frames(start: int, clip: Clip, select: Select | None, rate: Fraction) -> tuple[ClipFrame, ...]:
    """The first, the action's peak or the middle, and the last, at the middle of each: that is what the film shows."""
    half = Fraction(1, 2)
    peak = (select.peak - clip.source_start) / clip.speed * rate if select is not None else None
    is_within = peak is not None and 0 <= peak < clip.frames
    named = {clip.frames // 2: "middle", clip.frames - 1: "last", 0: "first"}
    if peak is not None and is_within:
        # A peak between the ends stands in the middle's place; one at an end takes that end's name.
        if 0 < peak.__floor__() < clip.frames - 1:
            named.pop(clip.frames // 2, None)
        named[peak.__floor__()] = {0: "first and peak", clip.frames - 1: "last and peak"}.get(peak.__floor__(), "peak")
    return tuple(
        ClipFrame(
            name=name,
            frame=start + frame,
            picture=Wanted(media=clip.media, time=clip.source_time(frame + half, rate), size=Size.LARGE),
        )
        for frame, name in sorted(named.items())
    )


def _rivals(clip: Clip, selects: Selects) -> tuple[Rival, ...]:
    reason = clip.reason
    if reason is None:
        return ()
    names = dict.fromkeys((*reason.runners_up, *reason.lost))
    return tuple(_rival(name, reason.lost.get(name, ""), selects) for name in names)


def _rival(name: str, lost: str, selects: Selects) -> Rival:
    if name not in selects:
        return Rival(select=name, lost=lost)
    footage, select = selects[name]
    picture = Wanted(media=footage.media.id, time=select.peak, size=Size.SMALL)
    return Rival(select=name, lost=lost, score=select.score, picture=picture)


def _person(edit_list: EditList, placed: Placed, clip: Clip) -> tuple[str, ...]:
    """What a person decided about a clip, and what was changed by hand since it was planned."""
    said = [SAID[decision.kind] for decision in edit_list.decisions if _is_about(decision, edit_list, clip)]
    planned = next((known for known in edit_list.planned if known.id == clip.id), None)
    if planned is not None:
        is_same = (planned.select, planned.frames, planned.source_start) == (clip.select, clip.frames, clip.source_start)
        if not is_same:
            said.append("A person changed it after it was planned.")
        elif planned.start != placed.start:
            said.append("It was moved after it was planned.")
    elif edit_list.planned:
        said.append("A person put it there.")
    return tuple(said)


def _is_about(decision: Decision, edit_list: EditList, clip: Clip) -> bool:
    if decision.time is None:
        return decision.select == clip.select
    seen = decision.time - clip.source_start
    return decision.select == clip.media and 0 <= seen < clip.frames / edit_list.timeline.frame_rate * clip.speed


def _sounds(edit_list: EditList) -> dict[str, tuple[ClipSound, ...]]:
    """Each picture's own sounds, and how far they reach beyond it."""
    timeline = edit_list.timeline
    heard = {
        placed.item.id: (placed.start, placed.item)
        for track in timeline.tracks
        if track.kind is TrackKind.AUDIO
        for placed in track.placed()
        if isinstance(placed.item, Clip)
    }
    links = sequence_of(edit_list).links
    found: dict[str, tuple[ClipSound, ...]] = {}
    for placed in placed_clips(edit_list):
        end = placed.start + placed.item.frames
        clip = placed.item
        if not isinstance(clip, Clip):
            continue
        own = [heard[name] for name in links.get(clip.id, ()) if name in heard]
        found[clip.id] = tuple(
            ClipSound(id=sound.id, leads=placed.start - start, trails=start + sound.frames - end, gain_db=sound.gain_db)
            for start, sound in own
        )
    return found


def _file(edit_list: EditList, item: Footage, clips: tuple[ClipStory, ...]) -> FileStory:
    rate, media = edit_list.timeline.frame_rate, item.media
    uses = tuple(
        Use(clip=story.number, start=story.clip.source_start, end=story.clip.source_time(story.clip.frames, rate))
        for story in clips
        if story.clip.media == media.id
    )
    best = max(item.selects, key=lambda select: select.score, default=None)
    stream = media.video
    middle = stream.start + stream.duration / 2 if stream is not None else media.start
    poster = Wanted(media=media.id, time=best.peak if best is not None else middle, size=Size.SMALL)
    return FileStory(media=media, uses=uses, selects=item.selects, defects=item.defects, poster=poster)
