"""A song to a length: heard, cut anew or chosen from, and written as a sound file."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from autoedit.errors import BadOption, OutputError, at
from autoedit.model.document import Song
from autoedit.model.overrule import Overrule
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import Gap, Track
from autoedit.pipeline.hearing import hear
from autoedit.pipeline.joins import heard_joins
from autoedit.pipeline.output import check_output, whole
from autoedit.pipeline.progress import Stopper
from autoedit.pipeline.workplace import Workplace
from autoedit.plan.bed import Bed, MusicFit, lay_music
from autoedit.plan.music_track import music_track
from autoedit.render.song import SUFFIXES, write_song

# Without a film's rate a length is kept to the millisecond.
FINEST_RATE = Fraction(1000)
LONGEST = Fraction(4 * 3600)


@dataclass(frozen=True, slots=True, kw_only=True)
class MusicOptions:
    """How long a song should last, in whole frames of a film's rate where there is a film, and how it is brought to that."""

    length: Fraction
    fit: MusicFit | None = None
    frame_rate: Fraction | None = None
    overrule: Overrule | None = None

    def __post_init__(self) -> None:
        if not 0 < self.length <= LONGEST:
            raise BadOption(f"music lasts up to four hours, got {float(self.length):g} s")


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedMusic:
    """A song at its length: which parts of it play when, exactly (``bed``) and in whole frames (``track``)."""

    song: Song
    bed: Bed
    track: Track
    frame_rate: Fraction
    frames: int


def fit_music(path: Path, output: Path, options: MusicOptions, work: Workplace | None = None) -> FittedMusic:
    """Write a song at another length.

    Raises:
        NoSound, UnreadableMedia: it cannot be heard.
        BadOption: it has no beat to be cut at.
        OutputError: the file cannot be written.
    """
    work = work or Workplace()
    check_output(output, [path])
    if output.suffix.lower() not in SUFFIXES:
        raise OutputError(output, "that is no kind of sound file we write", f"Give a name that ends in {', '.join(SUFFIXES)}.")
    fitted = plan_music(path, options, work)
    work.listener.begin("mix", 1.0)
    report = Stopper().reporting(work.listener, "mix")
    with whole(output) as temporary:
        write_song(
            fitted.track,
            fitted.frame_rate,
            {fitted.song.media.id: fitted.song.media},
            temporary,
            suffix=output.suffix.lower(),
            report=report,
        )
    work.listener.end("mix")
    return fitted


def plan_music(path: Path, options: MusicOptions, work: Workplace | None = None) -> FittedMusic:
    """Choose what of a song plays when.

    Raises:
        NoSound, UnreadableMedia: it cannot be heard.
        BadOption: it has no beat to be cut at.
    """
    work = work or Workplace()
    song = hear(path, work, options.overrule)
    rate = options.frame_rate or FINEST_RATE
    frames = max(1, nearest_frame(options.length, rate))
    joins = heard_joins(song, options.fit, work)
    with at("plan", path):
        bed = lay_music(song.grid, frames / rate, options.fit, joins)
        track = music_track(song, bed, rate, frames)
    silence = frames - track.frames
    if silence > 0:
        track = Track(kind=track.kind, role=track.role, items=(*track.items, Gap(frames=silence)))
    return FittedMusic(song=song, bed=bed, track=track, frame_rate=rate, frames=frames)
