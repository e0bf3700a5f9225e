"""What of a film a format may not be able to carry, and the sentences that say so.

Only what a film has can be lost: a film of hard cuts loses no transitions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from math import ceil
from pathlib import PurePath
from types import MappingProxyType

from autoedit.exchange.grid import grid_of
from autoedit.exchange.sequence import Sequence
from autoedit.model.media import Media, VideoStream
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import Clip, TitleKind, TrackKind, TrackRole, Transition

# Transitions that every program has under some name.
DISSOLVES = frozenset({"dissolve"})
DIPS = frozenset({"dip", "dip_to_black", "dip_to_white"})
WIPES = frozenset({"wipe"})
# By their makers' lists; Resolve, Kdenlive and Shotcut read them.
UNREAD = frozenset({".ogg", ".oga", ".opus", ".webm", ".mkv", ".flv"})
# Pictures within a hundredth of the film's shape take it.
SHAPE = 0.01


class Feature(StrEnum):
    """What a film may have."""

    TRANSITIONS = "transitions"
    DIPS = "dips"
    WIPES = "wipes"
    GENERATED = "generated transitions"
    TITLES = "titles"
    CARDS = "titles that are no captions"
    TITLES_DRAWN = "titles drawn"
    TITLES_STYLED = "the look of titles"
    SPEED = "speed"
    SOUND_SPEED = "speed of sound"
    GAIN = "levels"
    FADES = "fades"
    PICTURE_FADES = "fades of pictures"
    FILLING = "pictures that fill the frame"
    FITTING = "pictures brought to the frame's size"
    CONTAINERS = "kinds of file"
    MUSIC_WITHIN_FRAMES = "music within frames"
    MIX = "the mix"
    BEATS = "beats"
    SECTIONS = "sections"
    CHAPTERS = "sections beside captions"
    REASONS = "reasons"
    LINKS = "links"
    SOUND = "sound"
    MEDIA = "media"
    PICTURE = "picture"
    SOURCE_FRAMES = "frames between the sequence's"
    SOURCE_TIMECODE = "timecode of files at other rates"
    CHANNELS = "more than two channels"


def losses(sequence: Sequence, lost: Iterable[Feature]) -> tuple[str, ...]:
    """What a film loses, a sentence each, in the order of the features."""
    wanted = set(lost)
    told = (TOLD[feature](sequence) for feature in Feature if feature in wanted)
    return tuple(sentence for sentence in told if sentence)


def _transitions(sequence: Sequence) -> list[Transition]:
    return [item for track in sequence.timeline.tracks for item in track.items if isinstance(item, Transition)]


def _clips(sequence: Sequence, kind: TrackKind | None = None) -> list[Clip]:
    return [clip for track in sequence.timeline.tracks if kind in (None, track.kind) for clip in track.clips]


def _all_transitions(sequence: Sequence) -> str:
    found = _transitions(sequence)
    return _become(found, "transition", "plain cut") if found else ""


def _kinds(kinds: frozenset[str]) -> Callable[[Sequence], str]:
    def told(sequence: Sequence) -> str:
        found = [transition for transition in _transitions(sequence) if transition.kind in kinds]
        return _become(found, "transition", "dissolve") if found else ""

    return told


def _generated(sequence: Sequence) -> str:
    found = [transition for transition in _transitions(sequence) if transition.kind not in DISSOLVES | DIPS | WIPES]
    return _become(found, "generated transition", "dissolve") if found else ""


def _titles(sequence: Sequence) -> str:
    found = sequence.timeline.titles
    return f"{_many(found, 'title')} left out: {', '.join(repr(title.text) for title in found[:3])}" if found else ""


def _titles_drawn(sequence: Sequence) -> str:
    found = sequence.timeline.titles
    if not found:
        return ""
    return f"{_many(found, 'title')} as markers with the words, not drawn: {', '.join(repr(one.text) for one in found[:3])}"


def _titles_styled(sequence: Sequence) -> str:
    found = sequence.timeline.titles
    return f"{_many(found, 'title')} in the program's own letters and place" if found else ""


def _cards(sequence: Sequence) -> str:
    found = [title for title in sequence.timeline.titles if title.kind is not TitleKind.CAPTION]
    return f"{_many(found, 'title')} left out: {', '.join(repr(title.text) for title in found[:3])}" if found else ""


def _speed(sequence: Sequence) -> str:
    found = [clip.id for clip in _clips(sequence, TrackKind.VIDEO) if clip.speed != 1]
    return f"speed is left out: {', '.join(found)} play as recorded" if found else ""


def _sound_speed(sequence: Sequence) -> str:
    found = [clip.id for clip in _clips(sequence, TrackKind.AUDIO) if clip.speed != 1]
    return f"the speed of sound is left out: {', '.join(found)} sound as recorded" if found else ""


def _gain(sequence: Sequence) -> str:
    return "levels of sound are left out" if any(clip.gain_db for clip in _clips(sequence, TrackKind.AUDIO)) else ""


def _fades(sequence: Sequence) -> str:
    return "fades of sound are left out" if _fading(sequence, TrackKind.AUDIO) else ""


def _picture_fades(sequence: Sequence) -> str:
    found = _fading(sequence, TrackKind.VIDEO)
    return f"pictures do not fade from or to black: {', '.join(found)}" if found else ""


def _fading(sequence: Sequence, kind: TrackKind) -> list[str]:
    return [clip.id for clip in _clips(sequence, kind) if clip.fade_in_frames or clip.fade_out_frames]


def _filling(sequence: Sequence) -> str:
    if not fills(sequence):
        return ""
    found = [media for media in _pictures(sequence) if media.video is not None and _is_of_another_shape(media.video, sequence)]
    return f"pictures of another shape are shown whole, and fill the frame in the film: {_files(found)}" if found else ""


def _fitting(sequence: Sequence) -> str:
    size = sequence.timeline.width, sequence.timeline.height
    found = [
        media
        for media in _pictures(sequence)
        if media.video is not None and ((media.video.width, media.video.height) != size or media.video.rotation)
    ]
    return (
        f"Premiere shows these at their own size and as they are stored, to be scaled and turned there: {_files(found)}"
        if found
        else ""
    )


def _containers(sequence: Sequence) -> str:
    used = {clip.media for clip in _clips(sequence)}
    found = [
        source.media
        for id_, source in sequence.sources.items()
        if id_ in used and PurePath(source.media.path).suffix.lower() in UNREAD
    ]
    return f"Final Cut Pro and Premiere do not read such files; bring them to another kind: {_files(found)}" if found else ""


def fills(sequence: Sequence) -> bool:
    """Whether pictures of another shape fill the film's frame, rather than being seen whole."""
    return sequence.edit_list.options.get("fit") == "fill"


def _pictures(sequence: Sequence) -> list[Media]:
    """The files that pictures are shown of."""
    used = {clip.media for clip in _clips(sequence, TrackKind.VIDEO)}
    return [source.media for id_, source in sequence.sources.items() if id_ in used]


def _is_of_another_shape(video: VideoStream, sequence: Sequence) -> bool:
    return abs(video.width * sequence.timeline.height / (video.height * sequence.timeline.width) - 1) >= SHAPE


def _files(media: list[Media]) -> str:
    return ", ".join(PurePath(one.path).name for one in media)


def _music_within_frames(sequence: Sequence) -> str:
    music = sequence.timeline.track(TrackRole.MUSIC)
    off = [
        abs(since - nearest_frame(since, sequence.rate) / sequence.rate)
        for clip in (music.clips if music is not None else ())
        for since in (sequence.sources[clip.media].since_start(clip.source_start),)
    ]
    worst = round(1000 * float(max(off, default=0)))
    return f"music begins on whole frames, up to {worst} ms from its beat" if worst else ""


def _mix(sequence: Sequence) -> str:
    roles = {track.role for track in sequence.timeline.tracks if track.clips}
    is_mixed = {TrackRole.MUSIC, TrackRole.SOURCE_SOUND} <= roles
    return "the music's ducking under speech and the loudness of the whole are render's, and left to you" if is_mixed else ""


def _beats(sequence: Sequence) -> str:
    return f"{_many(sequence.beats, 'beat marker')} left out" if sequence.beats else ""


def _sections(sequence: Sequence) -> str:
    found = sequence.timeline.markers
    return f"{_many(found, 'marker')} of the music's sections left out" if found else ""


def _chapters(sequence: Sequence) -> str:
    has_captions = any(title.kind is TitleKind.CAPTION for title in sequence.timeline.titles)
    return _sections(sequence) if has_captions else ""


def _reasons(sequence: Sequence) -> str:
    return "why each clip was chosen is left out" if any(clip.reason for clip in _clips(sequence)) else ""


def _links(sequence: Sequence) -> str:
    return "picture and sound are not linked" if sequence.links else ""


def _sound(sequence: Sequence) -> str:
    return "sound is left out" if _clips(sequence, TrackKind.AUDIO) else ""


def _media(sequence: Sequence) -> str:
    return "the files themselves are not named" if sequence.sources else ""


def _picture(sequence: Sequence) -> str:
    return "pictures are left out" if _clips(sequence, TrackKind.VIDEO) else ""


def _source_frames(sequence: Sequence) -> str:
    found = grid_of(sequence).frames_beside()
    if not found:
        return ""
    most = max(found.values())
    return (
        f"{_many(found, 'clip')} ({', '.join(list(found)[:6])}) may begin {most} frame{'' if most == 1 else 's'} of the file "
        "beside the film's, since files are counted in the sequence's frames"
    )


def _source_timecode(sequence: Sequence) -> str:
    counts = ceil(sequence.rate)
    other = {name for name, source in sequence.sources.items() if ceil(source.rate) != counts}
    found = [clip.id for clip in _clips(sequence) if clip.media in other]
    if not found:
        return ""
    return (
        f"timecode of files at other rates is told at {counts} frames a second, up to a frame of the film beside what they "
        f"show: {', '.join(found[:6])}{' ...' if len(found) > 6 else ''}"
    )


def _channels(sequence: Sequence) -> str:
    used = {clip.media for clip in _clips(sequence, TrackKind.AUDIO)}
    sounds = ((name, source.media.sound) for name, source in sequence.sources.items() if name in used)
    found = [name for name, sound in sounds if sound is not None and sound.channels > 2]
    return f"only the first two channels of sound are named: {', '.join(found[:6])}" if found else ""


def _become(found: list[Transition], noun: str, other: str) -> str:
    becomes = f"becomes a {other}" if len(found) == 1 else f"become {other}s"
    return f"{_many(found, noun)} ({_names(found)}) {becomes}"


def _many(found: Iterable[object], noun: str) -> str:
    count = len(list(found))
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _names(found: list[Transition]) -> str:
    return ", ".join(dict.fromkeys(transition.kind for transition in found))


TOLD: Mapping[Feature, Callable[[Sequence], str]] = MappingProxyType(
    {
        Feature.TRANSITIONS: _all_transitions,
        Feature.DIPS: _kinds(DIPS),
        Feature.WIPES: _kinds(WIPES),
        Feature.GENERATED: _generated,
        Feature.TITLES: _titles,
        Feature.CARDS: _cards,
        Feature.TITLES_DRAWN: _titles_drawn,
        Feature.TITLES_STYLED: _titles_styled,
        Feature.SPEED: _speed,
        Feature.SOUND_SPEED: _sound_speed,
        Feature.GAIN: _gain,
        Feature.FADES: _fades,
        Feature.PICTURE_FADES: _picture_fades,
        Feature.FILLING: _filling,
        Feature.FITTING: _fitting,
        Feature.CONTAINERS: _containers,
        Feature.MUSIC_WITHIN_FRAMES: _music_within_frames,
        Feature.MIX: _mix,
        Feature.BEATS: _beats,
        Feature.SECTIONS: _sections,
        Feature.CHAPTERS: _chapters,
        Feature.REASONS: _reasons,
        Feature.LINKS: _links,
        Feature.SOUND: _sound,
        Feature.MEDIA: _media,
        Feature.PICTURE: _picture,
        Feature.SOURCE_FRAMES: _source_frames,
        Feature.SOURCE_TIMECODE: _source_timecode,
        Feature.CHANNELS: _channels,
    }
)
