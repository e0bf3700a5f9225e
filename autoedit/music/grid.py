"""A song's beat grid, from its sound.

sound -> spectra -> onsets -> tempogram -> tempo path -> readings of the beat -> the best, refined -> bars
-> a person's word -> trust by stretch -> sections, accents -> BeatGrid, every time an exact sample of the file
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from autoedit.errors import BadOption, NoSound
from autoedit.media.sound import sound_blocks
from autoedit.model.media import Media
from autoedit.model.music import Beat, BeatGrid, Rival, Section, SectionKind, Stretch
from autoedit.model.overrule import GivenBeats, Overrule
from autoedit.music.accents import accents
from autoedit.music.bars import bars
from autoedit.music.confidence import Trust, overall, trusts, vouched
from autoedit.music.meter import Reading, readings
from autoedit.music.onsets import Onsets, on_beat, onsets
from autoedit.music.overrule import Counted, at_ratio, given_numbers, moved_bars, near_tempo, tapped
from autoedit.music.refine import refined
from autoedit.music.sections import parts
from autoedit.music.spectra import Spectra, spectra
from autoedit.music.tempo import Tempogram, tempo_path, tempogram

Places = NDArray[np.float64]

# Listening takes most of the time.
LISTENED = 0.8
# A beat with less onset than this share of the usual is not played.
UNPLAYED = 0.1
# Without a beat, parts are looked for on lines this far apart.
BEATLESS_BAR_SECONDS = 2.0
# Rivals nearer in tempo than this are one; those worse than this are told only where there are few, for a person to choose.
SAME_TEMPO, WORST_RIVAL, FEWEST_RIVALS = 0.04, 0.05, 2
LEAST_SCORE = 0.001


def beat_grid(media: Media, overrule: Overrule | None = None, *, report: Callable[[float], None] | None = None) -> BeatGrid:
    """Hear a song's beats, bars and parts.

    Times are in the file's own clock. Silence gives no beats and no confidence.

    Args:
        overrule: what a person says otherwise.
        report: is told now and then how far it is, 0..1.

    Raises:
        NoSound: the file has no sound.
        BadOption: what a person says cannot be so.
    """
    if media.sound is None:
        raise NoSound(media.path, "it has no sound", "Give a song, or a video with sound.")

    def listened(progress: float) -> None:
        if report is not None:
            report(LISTENED * progress)

    sound = media.sound
    heard = spectra(sound_blocks(media), sound.rate, duration=sound.duration, report=listened)
    grid = _silent(media) if heard.is_silent else _grid(heard, sound.start, overrule or Overrule())
    if report is not None:
        report(1.0)
    return grid


def _silent(media: Media) -> BeatGrid:
    start = media.sound.start if media.sound else media.start
    return BeatGrid(start=start, end=start, tempo=0.0, metre=4, confidence=0.0, beats=())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Heard:
    """What a grid is made of before it is one."""

    sound: Spectra
    onsets: Onsets
    tempi: Tempogram
    readings: list[Reading]
    start: Fraction

    def time(self, place: float) -> Fraction:
        """The exact time of the sample nearest a place, which is in frames."""
        return self.start + Fraction(round(place * self.sound.hop), self.sound.rate)

    def place(self, time: Fraction) -> float:
        """Where a time lies, in frames."""
        return float((time - self.start) * self.sound.rate / self.sound.hop)

    @property
    def ends(self) -> tuple[float, float]:
        """Where what is audible begins and ends, in frames."""
        return self.sound.first_sample / self.sound.hop, self.sound.end_sample / self.sound.hop


def _grid(sound: Spectra, start: Fraction, overrule: Overrule) -> BeatGrid:
    begun = onsets(sound)
    found = tempogram(begun)
    heard = _Heard(sound=sound, onsets=begun, tempi=found, readings=readings(sound, begun, found, tempo_path(found)), start=start)
    counted = _overruled(heard, overrule)
    stretches = vouched(trusts(sound, begun, found, counted.places), _vouched_for(heard, overrule), overrule.tempo is not None)
    lines = _bar_lines(sound, counted.places[counted.numbers == 1])
    sections, openings = _sections(heard, lines)
    first, end = heard.ends
    tempo = _tempo(counted.places, sound.frame_rate)
    return BeatGrid(
        start=heard.time(first),
        end=heard.time(end),
        tempo=tempo,
        metre=counted.metre,
        confidence=round(overall(stretches), 3),
        beats=_beats(heard, counted),
        sections=sections,
        rivals=_rivals(heard.readings, tempo),
        accents=tuple(heard.time(place) for place in accents(sound, begun, first, end, openings)),
        stretches=_stretches(heard, stretches),
        overruled=_told(overrule, heard, counted),
    )


def _found(heard: _Heard) -> Counted:
    """The beats as they are heard; none where the sound is too short for a beat."""
    if not heard.readings:
        return Counted(places=np.zeros(0), numbers=np.zeros(0, np.int64), metre=4)
    return _counted(heard, _audible(refined(heard.onsets, heard.readings[0].frames), heard.sound, heard.onsets))


def _counted(heard: _Heard, places: Places) -> Counted:
    """Beats with the bars that their sound tells."""
    counted = bars(heard.sound, heard.onsets, places)
    return Counted(places=places, numbers=counted.numbers, metre=counted.metre)


def _overruled(heard: _Heard, overrule: Overrule) -> Counted:
    """The beats as a person wants them: their source first, then their level, then the bars."""
    wish = overrule.tempo
    if overrule.beats is not None:
        if wish is not None and wish.tempo is not None:
            raise BadOption(f"--beats says what the tempo is, and --tempo {wish.text} too. Leave one of them out.")
        counted = _given(heard, overrule.beats)
    elif wish is not None and wish.tempo is not None:
        counted = _counted(heard, _audible(near_tempo(heard.onsets, heard.tempi, wish.tempo), heard.sound, heard.onsets))
    else:
        counted = _found(heard)
    if wish is not None and wish.ratio is not None:
        counted = at_ratio(counted, wish.ratio, heard.onsets, lambda places: _counted(heard, places).numbers)
    return moved_bars(counted, overrule.downbeat) if overrule.downbeat is not None else counted


def _given(heard: _Heard, given: GivenBeats) -> Counted:
    """Beats from outside: tapped ones brought to their onsets, others as they are."""
    places = np.array([heard.place(time) for time in given.times])
    if places[0] < 0 or places[-1] >= len(heard.onsets.strength):
        outside = given.times[0] if places[0] < 0 else given.times[-1]
        lasts = float(heard.time(len(heard.onsets.strength)))
        raise BadOption(
            f"--beats {given.source}: there is a beat at {float(outside):.3f} s, but the song ends at {lasts:.3f} s. "
            "Give the beats of this song."
        )
    if given.is_tapped:
        return _counted(heard, _audible(tapped(heard.onsets, places), heard.sound, heard.onsets))
    counted = _counted(heard, places)
    if not any(given.numbers):
        return counted
    numbers, metre = given_numbers(given, counted.metre)
    return Counted(places=places, numbers=numbers, metre=metre)


def _vouched_for(heard: _Heard, overrule: Overrule) -> tuple[float, float] | None:
    """From where to where a person has said what the beats are, in frames."""
    if overrule.beats is None:
        return None
    return heard.place(overrule.beats.times[0]), heard.place(overrule.beats.times[-1])


def _stretches(heard: _Heard, stretches: Sequence[Trust]) -> tuple[Stretch, ...]:
    found = [Stretch(start=heard.time(part.first), end=heard.time(part.end), confidence=part.confidence) for part in stretches]
    return tuple(stretch for stretch in found if stretch.end > stretch.start)


def _told(overrule: Overrule, heard: _Heard, counted: Counted) -> tuple[str, ...]:
    """What was overruled, a sentence each."""
    told = []
    if overrule.beats is not None:
        kind = "taps, drawn to their onsets" if overrule.beats.is_tapped else "beats, taken as they are"
        told.append(f"--beats {overrule.beats.source}: {len(overrule.beats.times)} {kind}")
    if overrule.tempo is not None:
        was = f"{heard.readings[0].tempo:.2f}" if heard.readings else "no beat"
        now = _tempo(counted.places, heard.sound.frame_rate)
        told.append(f"--tempo {overrule.tempo.text}: {now:.2f} beats a minute, where {was} was heard")
    if overrule.downbeat is not None:
        said = "bars begin" if overrule.downbeat.shift is None else "bars moved"
        where = f"on beat {overrule.downbeat.text}" if overrule.downbeat.shift is None else f"by {overrule.downbeat.text} beats"
        told.append(f"--downbeat {overrule.downbeat.text}: {said} {where}")
    return tuple(told)


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
    near = on_beat(begun.strength)
    return np.asarray(near[np.clip(np.rint(places).astype(np.intp), 0, len(near) - 1)])


def _tempo(places: Places, frame_rate: float) -> float:
    return round(60 * frame_rate / float(np.median(np.diff(places))), 3) if len(places) > 1 else 0.0


def _beats(heard: _Heard, counted: Counted) -> tuple[Beat, ...]:
    strengths = _strengths(counted.places, heard.onsets)
    loudest = float(np.quantile(strengths, 0.95)) if len(strengths) else 1.0
    return tuple(
        Beat(
            time=heard.time(place),
            number=int(number),
            strength=round(float(min(1.0, strength / max(loudest, 1e-6))), 3),
        )
        for place, number, strength in zip(counted.places, counted.numbers, strengths, strict=True)
    )


def _bar_lines(heard: Spectra, downbeats: Places) -> Places:
    """Where bars begin, from the first sound to its end; even lines where there are no bars."""
    first, end = heard.first_sample / heard.hop, heard.end_sample / heard.hop
    lines = downbeats if len(downbeats) >= 4 else np.arange(first, end, BEATLESS_BAR_SECONDS * heard.frame_rate)
    shortest = BEATLESS_BAR_SECONDS / 4 * heard.frame_rate
    inner = lines[(lines > first + shortest) & (lines < end - shortest)]
    return np.array([first, *inner, end])


def _sections(heard: _Heard, lines: Places) -> tuple[tuple[Section, ...], Places]:
    """The parts, and the places where a full part opens after a calmer one."""
    found = parts(heard.sound, heard.onsets, lines)
    sections = tuple(
        Section(start=heard.time(part.first), end=heard.time(part.end), kind=part.kind, energy=round(part.energy, 3))
        for part in found
    )
    return sections, np.array([part.first for part in found[1:] if part.kind is SectionKind.DROP])


def _rivals(heard_as: list[Reading], tempo: float) -> tuple[Rival, ...]:
    """The tempi other than the grid's own, the best first; a score is relative to the best reading's."""
    kept = [tempo]
    rivals: list[Rival] = []
    for reading in heard_as if tempo > 0 else ():
        score = max(LEAST_SCORE, float(np.exp(reading.score - heard_as[0].score)))
        is_worth_it = score >= WORST_RIVAL or len(rivals) < FEWEST_RIVALS
        if is_worth_it and all(abs(np.log2(reading.tempo / other)) > SAME_TEMPO for other in kept):
            kept.append(reading.tempo)
            rivals.append(Rival(tempo=round(reading.tempo, 2), score=round(score, 3)))
    return tuple(rivals)
