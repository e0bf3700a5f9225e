"""Films for reports: small files whose frames carry their numbers, a song of clicks, and an edit list that shows them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from autoedit.media.probe import probe
from autoedit.model.document import Decision, DecisionKind, EditList, Footage, LeftOut, PlannedClip, Solution, Song
from autoedit.model.media import Media
from autoedit.model.music import SectionKind
from autoedit.model.select import Defect, DefectKind, Select
from autoedit.model.timeline import Clip, Gap, Reason, Timeline, Title, TitleKind, Track, TrackKind, TrackRole, Transition
from autoedit.testing import clicks, numbered_film, write_wav
from tests.plan.values import click_grid, select

RATE = Fraction(30000, 1001)
FILM = Fraction(24000, 1001)
PAL = Fraction(25)
LATE = Fraction(1, 2)
SHAPE = 320, 192

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202e\u2028</style>\n🎬 {{7*7}} ${7*7} -->'
# What a file's name may be: the same without a slash.
HOSTILE_FILE = HOSTILE.replace("/", "")


def edit_list(folder: Path, *, name: str = "", text: str = "", clips: int = 3) -> EditList:
    """A film of clips from two files, turn by turn, two seconds each, over a song at 120 beats a minute.

    Args:
        name: added to the files' names and to the ids of files.
        text: added to every sentence.
    """
    beach = _file(folder / f"beach{name.replace('/', '')}.mp4", f"beach{name}", rate=FILM, start=LATE)
    city = _file(folder / f"city{name.replace('/', '')}.mkv", f"city{name}", rate=PAL, start=Fraction(0))
    song = Song(media=_song(folder / f"song{name.replace('/', '')}.wav"), grid=_grid(), loudness=-14.0)
    footage = tuple(Footage(media=media, selects=_selects(), defects=_defects()) for media in (beach, city))
    items = [_clip(number, footage, text) for number in range(clips)]
    flash = Transition(kind="flash", in_frames=3, out_frames=3, reason=f"the drop{text}")
    picture = Track(kind=TrackKind.VIDEO, role=TrackRole.PICTURE, items=(items[0], flash, *items[1:]))
    timeline = Timeline(
        name="trailer",
        frame_rate=RATE,
        width=SHAPE[0],
        height=SHAPE[1],
        tracks=(picture, _sounds(items), _music(song, picture.frames)),
        titles=(Title(kind=TitleKind.OPENING, text=f"Harbour, June{text}", start=10, frames=40),),
    )
    return EditList(
        made_by="a test", style="trailer", length=timeline.duration, footage=footage, song=song, timeline=timeline,
        decisions=(Decision(kind=DecisionKind.KEEP, select=f"beach{name}/shot-001.1"),),
        left_out=(LeftOut(path=f"/away/torn{name}.mp4", reason=f"it is damaged{text}"),),
        notes=(f"the ending is early{text}",), options={"fit": "pad", "pace": "calm"},
        solution=Solution(value=5.0, bound=5.1, greedy=4.0, beam=4.5, random=2.0),
        planned=tuple(PlannedClip(id=clip.id, select=clip.select or "", start=60 * k, source_start=clip.source_start,
                                  frames=clip.frames) for k, clip in enumerate(items)),
    )  # fmt: skip


def _file(path: Path, id_: str, *, rate: Fraction, start: Fraction) -> Media:
    numbered_film(path, rate=rate, frames=150, size=SHAPE, start=start)
    return replace(probe(path), id=id_, timecode="01:00:00:00")


def _song(path: Path) -> Media:
    beats = [Fraction(beat, 2) for beat in range(120)]
    return replace(probe(write_wav(path, clicks(beats, rate=48000, duration=Fraction(60)))), id="music")


def _grid():
    return click_grid(tempo=120, bars=30, sections=((SectionKind.BUILD, 0.4), (SectionKind.DROP, 1.0)))


def _selects() -> tuple[Select, ...]:
    return (
        select(1, start=1, peak=Fraction(3, 2), end=3, in_limit=Fraction(3, 4), out_limit=Fraction(7, 2), score=0.7),
        select(2, start=Fraction(7, 2), peak=4, end=5, score=0.4),
    )


def _defects() -> tuple[Defect, ...]:
    return (Defect(kind=DefectKind.BLOWN_OUT, start=Fraction(3), end=Fraction(7, 2)),)


def _clip(number: int, footage: tuple[Footage, ...], text: str) -> Clip:
    media, other = footage[number % 2].media, footage[1 - number % 2].media
    reason = Reason(
        text=f"score 0.70 (colour 1.00){text}", score=0.7, parts={"colour": 1.0, f"steady{text}": 0.25},
        cut_on=f"a downbeat{text}",
        runners_up=(f"{other.id}/shot-001.2", "gone/shot-009.1"), hit="a beat 15 frames in",
        terms={"moment": 0.5, "pace": -0.3}, avoids=(f"blown_out 3.0 to 3.5 s{text}",),
        lost={f"{other.id}/shot-001.2": f"0.31 less: a weaker moment{text}", "gone/shot-009.1": "it is not there"},
    )  # fmt: skip
    return Clip(
        id=f"clip-{number + 1:03d}", media=media.id, source_start=Fraction(1), frames=60, select=f"{media.id}/shot-001.1",
        reason=reason,
    )  # fmt: skip


def _sounds(items: list[Clip]) -> Track:
    """The first clip's sound goes on for half a second; the second's waits as long."""
    first = Clip(id="sound-001", media=items[0].media, source_start=Fraction(1), frames=75, gain_db=-3.0)
    return Track(kind=TrackKind.AUDIO, role=TrackRole.SOURCE_SOUND, items=(first,))


def _music(song: Song, frames: int) -> Track:
    """The song from 4 s on, and after a second of the film from 20 s on."""
    first = Clip(id="music-001", media="music", source_start=Fraction(4), frames=30)
    second = Clip(id="music-002", media="music", source_start=Fraction(20), frames=frames - 60)
    return Track(kind=TrackKind.AUDIO, role=TrackRole.MUSIC, items=(first, second, Gap(frames=30)))
