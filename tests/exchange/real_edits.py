"""Films whose files are there: short numbered files with odd names, and what each frame of the film is meant to show.

Every file's numbers begin at a thousand of its own, so a frame tells which file it is of. Numbers are worked out here from exact
times alone, past the code under test.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from autoedit.model.document import EditList, Footage
from autoedit.model.media import Media
from autoedit.model.timecode import timecode
from autoedit.model.timeline import Clip, Gap, Item, Timeline, Track, TrackKind, TrackRole, Transition
from autoedit.testing import Sound, clicks, numbered_film, write_wav
from tests.exchange.edits import NAMES, RATES, media, song

SIZE = (160, 96)
FRAMES = 150
THOUSAND = 1000
CLICK_EVERY = Fraction(1, 2)
ODD_NAMES = (*NAMES, "50% off; &amp;", "%03d", "a=b,c", "col:on", "que?ry", "back\\slash", "0.5:x", "é-\u0301combined")


@dataclass(frozen=True, slots=True, kw_only=True)
class RealFilm:
    """An edit list with its files on the disk, and the number that each of its frames is meant to show.

    Attributes:
        planned: None where black is meant.
        mixed: the frames where two pictures are mixed; what is planned there is the clip that is nearer.
    """

    edit: EditList
    planned: tuple[int | None, ...]
    mixed: frozenset[int]

    def wrong(self, shown: Sequence[int | None]) -> list[tuple[int, int | None, int | None]]:
        """The frames that show something else, mixed ones aside: frame, planned, shown."""
        missing = [None] * (len(self.planned) - len(shown))
        return [
            (frame, planned, found)
            for frame, (planned, found) in enumerate(zip(self.planned, [*shown, *missing], strict=True))
            if planned != found and frame not in self.mixed
        ]


def real_film(
    seed: int,
    folder: Path,
    *,
    rate: Fraction | None = None,
    own_rates: bool = False,
    speeds: bool = False,
    transitions: bool = True,
    late: bool = False,
    clips: int = 6,
) -> RealFilm:
    """A film of a seed, its files made in a folder.

    Args:
        own_rates: whether files may have other rates than the film.
        speeds: whether clips may run at half and double speed.
        late: whether pictures may begin after their file's clock does.
    """
    choice = random.Random(seed)
    film_rate = rate or choice.choice(RATES)
    footage = [_file(choice, number, film_rate, folder, own_rates=own_rates, late=late) for number in range(3)]
    items = _items(choice, footage, film_rate, clips, speeds=speeds, transitions=transitions)
    picture = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=items)
    tracks = [picture, *_over(choice, footage, picture.frames)]
    music = replace(song(), media=replace(song().media, path=str(folder / "song.wav")))
    write_wav(folder / "song.wav", clicks([CLICK_EVERY * n for n in range(40)], rate=44100, duration=Fraction(20)))
    laid = Clip(id="music-001", media=music.media.id, source_start=Fraction(0), frames=picture.frames)
    tracks.append(Track(kind=TrackKind.AUDIO, role=TrackRole.MUSIC, items=(laid,)))
    timeline = Timeline(name=choice.choice(NAMES), frame_rate=film_rate, width=SIZE[0], height=SIZE[1], tracks=tuple(tracks))
    edit = EditList(
        made_by="test", style="montage", length=timeline.duration, timeline=timeline, song=music,
        footage=tuple(Footage(media=one, selects=()) for one in footage),
    )  # fmt: skip
    return film_of(edit)


def film_of(edit: EditList) -> RealFilm:
    """What an edit list's frames are meant to show; its files are ``real_media``."""
    shown: list[int | None] = [None] * edit.timeline.frames
    mixed: set[int] = set()
    numbers = {one.media.id: THOUSAND * number for number, one in enumerate(edit.footage)}
    for track in edit.timeline.tracks:
        if track.kind is TrackKind.VIDEO:
            covered = _show(edit, track, numbers, shown)
            mixed = (mixed - covered) | _mixed(track)
    return RealFilm(edit=edit, planned=tuple(shown), mixed=frozenset(mixed))


def real_media(
    name: str,
    folder: Path,
    *,
    number: int,
    rate: Fraction,
    start: Fraction = Fraction(0),
    suffix: str = ".mp4",
    frames: int = FRAMES,
    first: str | None = None,
    sound: Sound | None = None,
) -> Media:
    """A file that is there: frame n shows n and as many thousands as the file's place among the footage."""
    path = folder / f"{name}{suffix}"
    numbered_film(path, rate=rate, frames=frames, first=THOUSAND * number, size=SIZE, start=start, sound=sound)
    made = media(name, rate=rate, frames=frames, start=start, first=first, sound=sound is not None)
    assert made.video is not None
    # The builder of films writes sound before pictures, as many cameras do.
    video = replace(
        made.video, width=SIZE[0], height=SIZE[1], stored_width=SIZE[0], stored_height=SIZE[1], index=int(sound is not None)
    )
    heard = replace(made.sound, index=0, start=sound.start) if made.sound is not None and sound is not None else None
    return replace(made, path=str(path), video=video, sound=heard, start=min(start, sound.start) if sound else start)


def _file(choice: random.Random, number: int, rate: Fraction, folder: Path, *, own_rates: bool, late: bool) -> Media:
    own = choice.choice(RATES) if own_rates else rate
    name = f"{ODD_NAMES[choice.randrange(len(ODD_NAMES))]}-{number}"
    start = Fraction(choice.randrange(1, 9), 10) if late else Fraction(0)
    suffix = choice.choice((".mp4", ".mov", ".mkv"))
    first = timecode(choice.randrange(0, 20 * 3600) * round(own), own) if choice.random() < 0.5 else None
    return real_media(name, folder, number=number, rate=own, start=start, suffix=suffix, first=first)


def _items(
    choice: random.Random, footage: Sequence[Media], rate: Fraction, clips: int, *, speeds: bool, transitions: bool
) -> tuple[Item, ...]:
    items: list[Item] = []
    for number in range(1, clips + 1):
        one = choice.choice(footage)
        assert one.video is not None
        speed = choice.choice((Fraction(1, 2), Fraction(1), Fraction(2), Fraction(3, 2))) if speeds else Fraction(1)
        handle = 6 / rate * speed
        room = FRAMES / one.video.rate - 2 * handle - 2 / rate
        frames = min(choice.randrange(14, 26), int(room * rate / speed))
        latest = int((room - frames / rate * speed) * one.video.rate)
        start = one.video.start + handle + choice.randrange(0, max(1, latest)) / one.video.rate
        items.append(Clip(id=f"clip-{number:03d}", media=one.id, source_start=start, frames=frames, speed=speed))
        if number < clips and transitions and choice.random() < 0.5:
            items.append(Transition(kind="dissolve", in_frames=choice.randrange(0, 6), out_frames=choice.randrange(1, 6)))
        elif number < clips and choice.random() < 0.3:
            items.append(Gap(frames=choice.randrange(1, 10)))
    return tuple(items)


def _over(choice: random.Random, footage: Sequence[Media], frames: int) -> tuple[Track, ...]:
    """Half of the time a second picture track with one clip over the first."""
    if choice.random() < 0.5:
        return ()
    one = choice.choice(footage)
    assert one.video is not None
    lead = choice.randrange(1, frames // 2)
    clip = Clip(id="over-001", media=one.id, source_start=one.video.start + 20 / one.video.rate, frames=min(15, frames - lead))
    return (Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=(Gap(frames=lead), clip)),)


def _show(edit: EditList, track: Track, numbers: dict[str, int], shown: list[int | None]) -> set[int]:
    """Lay a track's pictures over what is shown, and tell which frames they cover."""
    rate = edit.timeline.frame_rate
    covered: set[int] = set()
    for placed in track.placed():
        clip = placed.item
        if isinstance(clip, Gap):
            continue
        video = edit.media[clip.media].video
        assert video is not None
        for frame in range(clip.frames):
            middle = clip.source_start + (frame + Fraction(1, 2)) / rate * clip.speed
            shown[placed.start + frame] = numbers[clip.media] + ((middle - video.start) * video.rate).__floor__()
            covered.add(placed.start + frame)
    return covered


def _mixed(track: Track) -> set[int]:
    """The frames that a transition of a track is over."""
    found: set[int] = set()
    cut = 0
    for item in track.items:
        if isinstance(item, Transition):
            found.update(range(cut - item.in_frames, cut + item.out_frames))
        else:
            cut += item.frames
    return found
