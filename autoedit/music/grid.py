"""A song's beat grid, from its sound.

sound -> spectra -> onsets -> tempogram -> tempo path -> readings of the beat -> the best, refined -> bars
-> sections, accents -> BeatGrid, every time an exact sample of the file
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import NoSound
from autoedit.media.sound import sound_blocks
from autoedit.model.media import Media
from autoedit.model.music import Beat, BeatGrid, Rival, Section, SectionKind
from autoedit.music.accents import accents
from autoedit.music.bars import Bars, bars
from autoedit.music.confidence import confidence
from autoedit.music.meter import Reading, readings
from autoedit.music.onsets import Onsets, onsets
from autoedit.music.refine import refined
from autoedit.music.sections import energies, kinds, part_edges
from autoedit.music.spectra import Spectra, spectra
from autoedit.music.tempo import tempo_path, tempogram

Places = NDArray[np.float64]

# Listening takes most of the time.
LISTENED = 0.8
# A beat with less onset than this share of the usual is not played.
UNPLAYED = 0.1
# Without a beat, parts are looked for on lines this far apart.
BEATLESS_BAR_SECONDS = 2.0
# Rivals nearer in tempo than this are one, and those worse than this are none.
SAME_TEMPO, WORST_RIVAL = 0.04, 0.05


def beat_grid(media: Media, *, report: Callable[[float], None] | None = None) -> BeatGrid:
    """Hear a song's beats, bars and parts.

    Times are in the file's own clock. Silence gives no beats and no confidence.

    Args:
        report: is told now and then how far it is, 0..1.

    Raises:
        NoSound: the file has no sound.
    """
    if media.sound is None:
        raise NoSound(media.path, "it has no sound", "Give a song, or a video with sound.")

    def listened(progress: float) -> None:
        if report is not None:
            report(LISTENED * progress)

    sound = media.sound
    heard = spectra(sound_blocks(media), sound.rate, duration=sound.duration, report=listened)
    grid = _silent(media) if heard.is_silent else _grid(heard, sound.start)
    if report is not None:
        report(1.0)
    return grid


def _silent(media: Media) -> BeatGrid:
    start = media.sound.start if media.sound else media.start
    return BeatGrid(start=start, end=start, tempo=0.0, metre=4, confidence=0.0, beats=())


def _grid(heard: Spectra, start: Fraction) -> BeatGrid:
    begun = onsets(heard)
    found = tempogram(begun)
    heard_as = readings(begun, found, tempo_path(found))
    if not heard_as:
        return _beatless(heard, begun, start)
    places = _audible(refined(begun, heard_as[0].frames), heard, begun)
    counted = bars(heard, begun, places)
    is_downbeat = counted.numbers == 1
    lines = _bar_lines(heard, places[is_downbeat])
    sections, openings = _sections(heard, begun, start, lines)
    first, end = heard.first_sample / heard.hop, heard.end_sample / heard.hop
    return BeatGrid(
        start=_time(heard, start, first),
        end=_time(heard, start, end),
        tempo=_tempo(places, heard.frame_rate),
        metre=counted.metre,
        confidence=round(confidence(found, heard_as[0]), 3),
        beats=_beats(heard, begun, start, places, counted),
        sections=sections,
        rivals=_rivals(heard_as),
        accents=tuple(_time(heard, start, place) for place in accents(heard, begun, first, end, openings)),
    )


def _beatless(heard: Spectra, begun: Onsets, start: Fraction) -> BeatGrid:
    """Too short for a beat, but not silent."""
    sections, openings = _sections(heard, begun, start, _bar_lines(heard, np.zeros(0)))
    first, end = heard.first_sample / heard.hop, heard.end_sample / heard.hop
    return BeatGrid(
        start=_time(heard, start, first),
        end=_time(heard, start, end),
        tempo=0.0,
        metre=4,
        confidence=0.0,
        beats=(),
        sections=sections,
        accents=tuple(_time(heard, start, place) for place in accents(heard, begun, first, end, openings)),
    )


def _time(heard: Spectra, start: Fraction, place: float) -> Fraction:
    """The exact time of the sample nearest a place, which is in frames."""
    return start + Fraction(round(place * heard.hop), heard.rate)


def _audible(places: Places, heard: Spectra, begun: Onsets) -> Places:
    """The beats within the audible music, no two on one sample."""
    places = _played(places, begun)
    inside = places[(places * heard.hop >= heard.first_sample) & (places * heard.hop < heard.end_sample)]
    return inside[np.diff(np.rint(inside * heard.hop), prepend=-1.0) > 0]


def _played(places: Places, begun: Onsets) -> Places:
    """The beats from the first to the last that something begins on; those counted on into a dying chord are left out."""
    strengths = _strengths(places, begun)
    played = np.flatnonzero(strengths > UNPLAYED * np.median(strengths))
    return places[played[0] : played[-1] + 1] if played.size else places


def _strengths(places: Places, begun: Onsets) -> Places:
    """The onset strength within 30 ms of each beat."""
    from scipy.ndimage import maximum_filter1d

    near = maximum_filter1d(begun.strength, 7)
    return np.asarray(near[np.clip(np.rint(places).astype(np.intp), 0, len(near) - 1)])


def _tempo(places: Places, frame_rate: float) -> float:
    return round(60 * frame_rate / float(np.median(np.diff(places))), 3) if len(places) > 1 else 0.0


def _beats(heard: Spectra, begun: Onsets, start: Fraction, places: Places, counted: Bars) -> tuple[Beat, ...]:
    strengths = _strengths(places, begun)
    loudest = float(np.quantile(strengths, 0.95)) if len(strengths) else 1.0
    return tuple(
        Beat(
            time=_time(heard, start, place),
            number=int(number),
            strength=round(float(min(1.0, strength / max(loudest, 1e-6))), 3),
        )
        for place, number, strength in zip(places, counted.numbers, strengths, strict=True)
    )


def _bar_lines(heard: Spectra, downbeats: Places) -> Places:
    """Where bars begin, from the first sound to its end; even lines where there are no bars."""
    first, end = heard.first_sample / heard.hop, heard.end_sample / heard.hop
    lines = downbeats if len(downbeats) >= 4 else np.arange(first, end, BEATLESS_BAR_SECONDS * heard.frame_rate)
    shortest = BEATLESS_BAR_SECONDS / 4 * heard.frame_rate
    inner = lines[(lines > first + shortest) & (lines < end - shortest)]
    return np.array([first, *inner, end])


def _sections(heard: Spectra, begun: Onsets, start: Fraction, lines: Places) -> tuple[tuple[Section, ...], Places]:
    """The parts, and the places where a full part opens after a calmer one."""
    edges = part_edges(heard, begun, lines)
    part_lines = np.append(lines[edges], lines[-1])
    found = energies(heard, part_lines)
    names = kinds(found)
    sections = tuple(
        Section(start=_time(heard, start, first), end=_time(heard, start, end), kind=kind, energy=round(energy, 3))
        for first, end, kind, energy in zip(part_lines, part_lines[1:], names, found, strict=False)
    )
    opens = [
        float(part_lines[number])
        for number in range(1, len(names))
        if names[number] is SectionKind.DROP and names[number - 1] is not SectionKind.DROP
    ]
    return sections, np.array(opens)


def _rivals(heard_as: list[Reading]) -> tuple[Rival, ...]:
    """The other tempi, the best first."""
    best = heard_as[0]
    kept = [best.tempo]
    rivals = []
    for reading in heard_as[1:]:
        score = float(np.exp(reading.score - best.score))
        if score >= WORST_RIVAL and all(abs(np.log2(reading.tempo / tempo)) > SAME_TEMPO for tempo in kept):
            kept.append(reading.tempo)
            rivals.append(Rival(tempo=round(reading.tempo, 2), score=round(score, 3)))
    return tuple(rivals)
