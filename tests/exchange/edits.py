"""Edit lists for exchange, each made from a seed: cuts, transitions, speed, gaps, several tracks, odd names."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from autoedit.model.document import EditList, Footage, Song
from autoedit.model.media import AudioStream, Colour, Media, Transfer, VideoStream
from autoedit.model.music import Beat, BeatGrid
from autoedit.model.timecode import timecode
from autoedit.model.timeline import (
    Clip,
    Gap,
    Item,
    Marker,
    Reason,
    Timeline,
    Title,
    TitleKind,
    Track,
    TrackKind,
    TrackRole,
    Transition,
)

FILM, NTSC, NTSC_60 = Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001)
RATES = (FILM, Fraction(24), Fraction(25), NTSC, Fraction(30), Fraction(50), NTSC_60, Fraction(60))
NAMES = ("harbour", "a b & c", "größe ★", "50%_off", "#1 take", 'quote "it\'s"', "日本", "semi;colon", "plus+sign", "<tag>")
REASON = Reason(text="score 0.61 (colour 1.00 & steady <0.8>)", score=0.61, parts={"colour": 1.0}, cut_on="a downbeat")
KINDS = ("dissolve", "dissolve", "dip_to_black", "wipe", "whip_pan")


def media(
    name: str, *, rate: Fraction, frames: int = 3000, start: Fraction = Fraction(0), first: str | None = None, sound: bool = True
) -> Media:
    """A file of footage that is not there."""
    duration = frames / rate
    colour = Colour(matrix="bt709", transfer=Transfer.SDR, is_full_range=False, depth=8)
    return Media(
        id=name,
        path=f"/footage/{name}.mp4",
        fingerprint=f"{name.encode().hex():0>32}"[-32:],
        container="mov,mp4",
        start=start,
        duration=duration,
        timecode=first,
        video=VideoStream(
            index=0, codec="h264", start=start, duration=duration, frames=frames, rate=rate, is_constant=True,
            width=1920, height=1080, stored_width=1920, stored_height=1080, rotation=0, colour=colour, is_interlaced=False,
        ),
        sound=AudioStream(index=1, codec="aac", start=start, duration=duration, rate=48000, channels=2) if sound else None,
    )  # fmt: skip


def song(name: str = "northbound", *, seconds: int = 240) -> Song:
    """A song at 120 beats a minute, in fours."""
    beats = tuple(Beat(time=Fraction(number, 2), number=number % 4 + 1, strength=1.0) for number in range(2 * seconds))
    file = Media(
        id=name, path=f"/music/{name}.m4a", fingerprint="5" * 32, container="mov,mp4",
        start=Fraction(0), duration=Fraction(seconds),
        sound=AudioStream(index=0, codec="aac", start=Fraction(0), duration=Fraction(seconds), rate=44100, channels=2),
    )  # fmt: skip
    grid = BeatGrid(start=Fraction(0), end=Fraction(seconds), tempo=120.0, metre=4, confidence=1.0, beats=beats)
    return Song(media=file, grid=grid, loudness=-14.0)


def edit_list(seed: int, *, rate: Fraction | None = None, clips: int = 8, own_rates: bool = True) -> EditList:
    """A film of a seed.

    Args:
        own_rates: whether files may have other rates than the film.
    """
    choice = random.Random(seed)
    film_rate = rate or choice.choice(RATES)
    footage = [_file(choice, number, film_rate, own_rates=own_rates) for number in range(4)]
    picture = _picture(choice, footage, film_rate, clips)
    track = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=picture)
    tracks = [track, _sound_of(track, footage, film_rate, choice)]
    if choice.random() < 0.4:
        tracks.append(_over(choice, footage, track.frames))
    music = song()
    laid = Clip(
        id="music-001", media=music.media.id, source_start=Fraction(choice.randrange(0, 100), 7), frames=track.frames,
        gain_db=-7.0, fade_in_frames=2, fade_out_frames=5,
    )  # fmt: skip
    tracks.append(Track(kind=TrackKind.AUDIO, role=TrackRole.MUSIC, items=(laid,)))
    name = choice.choice(("film", "a b & c", "größe ★", "日本"))
    timeline = Timeline(
        name=name, frame_rate=film_rate, width=1920, height=1080, tracks=tuple(tracks),
        markers=(Marker(frame=track.frames // 2, name="drop"),),
        titles=(Title(kind=TitleKind.OPENING, text="Harbour & <June>", start=0, frames=min(30, track.frames)),),
    )  # fmt: skip
    return EditList(
        made_by="test", style="montage", length=timeline.duration, timeline=timeline, song=music,
        footage=tuple(Footage(media=one, selects=()) for one in footage),
    )  # fmt: skip


def without(edit: EditList, *kinds: type[Item]) -> EditList:
    """An edit list whose tracks lack transitions."""
    tracks = tuple(
        replace(track, items=tuple(item for item in track.items if not isinstance(item, kinds))) for track in edit.timeline.tracks
    )
    return replace(edit, timeline=replace(edit.timeline, tracks=tracks))


def _file(choice: random.Random, number: int, rate: Fraction, *, own_rates: bool) -> Media:
    own = choice.choice(RATES) if own_rates and choice.random() < 0.4 else rate
    first = timecode(choice.randrange(0, 20 * 3600) * round(own), own) if choice.random() < 0.5 else None
    start = Fraction(choice.randrange(0, 9), 10) if choice.random() < 0.3 else Fraction(0)
    return media(f"{NAMES[choice.randrange(len(NAMES))]}-{number}", rate=own, frames=6000, start=start, first=first)


def _picture(choice: random.Random, footage: Sequence[Media], rate: Fraction, clips: int) -> tuple[Item, ...]:
    items: list[Item] = []
    for number in range(1, clips + 1):
        one = choice.choice(footage)
        speed = Fraction(choice.choice((1, 1, 1, 1, 2)), choice.choice((1, 1, 1, 2)))
        assert one.video is not None
        items.append(
            Clip(
                id=f"clip-{number:03d}", media=one.id, speed=speed, frames=choice.randrange(40, 140),
                select=f"{one.id}/shot-001.{number}", reason=REASON,
                source_start=one.video.start + choice.randrange(100, 3000) / one.video.rate,
            )
        )  # fmt: skip
        if number < clips:
            if choice.random() < 0.4:
                items.append(
                    Transition(kind=choice.choice(KINDS), in_frames=choice.randrange(0, 10), out_frames=choice.randrange(1, 10))
                )
            elif choice.random() < 0.2:
                items.append(Gap(frames=choice.randrange(1, 40)))
    return tuple(items)


def _sound_of(picture: Track, footage: Sequence[Media], rate: Fraction, choice: random.Random) -> Track:
    """Some of the pictures' own sound; here and there a J-cut lets it begin before them."""
    files = {one.id: one for one in footage}
    items: list[Item] = []
    end = 0
    for placed in picture.placed():
        clip = placed.item
        if not isinstance(clip, Clip) or files[clip.media].sound is None or choice.random() < 0.3:
            continue
        lead = min(placed.start - end, choice.choice((0, 0, 4)))
        if placed.start - lead > end:
            items.append(Gap(frames=placed.start - lead - end))
        number = clip.id.rpartition("-")[2]
        items.append(
            Clip(
                id=f"sound-{number}", media=clip.media, speed=clip.speed, gain_db=-6.0, frames=clip.frames + lead,
                source_start=clip.source_start - lead / rate * clip.speed,
            )
        )  # fmt: skip
        end = placed.start + clip.frames
    return Track(kind=TrackKind.AUDIO, role=TrackRole.SOURCE_SOUND, items=tuple(items))


def _over(choice: random.Random, footage: Sequence[Media], frames: int) -> Track:
    """A second picture track with one clip over the first."""
    one = choice.choice(footage)
    assert one.video is not None
    lead = choice.randrange(1, frames // 2)
    clip = Clip(id="over-001", media=one.id, source_start=one.video.start + 50 / one.video.rate, frames=min(30, frames - lead))
    return Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=(Gap(frames=lead), clip))
