"""How long each clip lasts: the film cut into slots, on the beats where there are any.

With music, a section's energy says how many beats a clip holds (1, 2, half bars, bars ...), sections begin with a cut, and
each cut is the frame nearest its own beat. Without music, slots are even; the selects' own lengths reshape them later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from autoedit.model.music import SectionKind
from autoedit.model.time import nearest_frame, whole_frames
from autoedit.plan.bed import Bed, FilmBeat
from autoedit.plan.styles import Style

PHRASE_BARS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place for a clip: ``frames`` from ``start`` on, opened by a beat (None at the film's start or without music)."""

    start: int
    frames: int
    beat: FilmBeat | None
    energy: float
    is_drop: bool
    opens_section: bool


def musical_slots(bed: Bed, style: Style, rate: Fraction, film_frames: int, stretch: Fraction) -> tuple[Slot, ...]:
    """Slots whose cuts fall on beats.

    Args:
        stretch: clips this much longer (or shorter) than the style wishes.
    """
    usable = [beat for beat in bed.beats if beat.time <= bed.last_hit]
    cuts: list[FilmBeat] = []
    for section in _sections(usable):
        cuts += _cuts_in(section, style, stretch)
    shortest = nearest_frame(style.shortest_seconds, rate)
    frames = {nearest_frame(beat.time, rate): beat for beat in cuts}
    marks = _spaced(frames, shortest, film_frames)
    drop = _drop(marks)
    starts = [0, *marks]
    first_beat = usable[0] if usable else None
    slots = []
    for start, end in zip(starts, [*marks, film_frames], strict=True):
        beat = marks.get(start)
        here = beat or first_beat
        slots.append(
            Slot(
                start=start,
                frames=end - start,
                beat=beat,
                energy=here.energy if here else 0.5,
                is_drop=start == drop and start > 0,
                opens_section=beat is not None and beat.opens is not None,
            )
        )
    return tuple(slots)


def even_slots(style: Style, rate: Fraction, film_frames: int, stretch: Fraction) -> tuple[Slot, ...]:
    """Slots of one length."""
    usual = max(1, nearest_frame(style.usual_seconds * stretch, rate))
    count = max(1, nearest_frame(Fraction(film_frames, usual), Fraction(1)))
    edges = [film_frames * number // count for number in range(count + 1)]
    return tuple(
        Slot(start=start, frames=end - start, beat=None, energy=0.5, is_drop=False, opens_section=False)
        for start, end in pairwise(edges)
        if end > start
    )


def fitted_slots(rooms: Sequence[Fraction], rate: Fraction, film_frames: int) -> tuple[Slot, ...]:
    """Slots in proportion to the room that the roomiest selects have; none when these cannot fill the film."""
    frames = [whole_frames(room, rate) for room in rooms]
    whole = sum(frames)
    if not 0 < film_frames <= whole:
        return ()
    edges = [0]
    for count in frames:
        edges.append(min(edges[-1] + count, film_frames))
    return tuple(
        Slot(start=start, frames=end - start, beat=None, energy=0.5, is_drop=False, opens_section=False)
        for start, end in pairwise(edges)
        if end > start
    )


def beats_per_clip(wish: Fraction, beat_seconds: Fraction, metre: int) -> int:
    """The musical number of beats nearest to a wished length, by ratio: 1, 2, a bar, two bars, four bars."""
    bar = metre if metre > 0 else 4
    counts = sorted({1, 2, bar, 2 * bar, 4 * bar} if bar % 2 == 0 else {1, bar, 2 * bar, 4 * bar})
    wished = wish / beat_seconds
    return min(counts, key=lambda count: max(count / wished, wished / count))


def _sections(beats: Sequence[FilmBeat]) -> list[list[FilmBeat]]:
    """The beats by section, those of a bar apart from hits without a beat; what comes before the first opening is one too."""
    sections: list[list[FilmBeat]] = []
    for beat in beats:
        if beat.opens is not None or not sections or (beat.number == 0) != (sections[-1][-1].number == 0):
            sections.append([])
        sections[-1].append(beat)
    return sections


def _cuts_in(section: Sequence[FilmBeat], style: Style, stretch: Fraction) -> list[FilmBeat]:
    """The beats of a section to cut on, counted from its first downbeat; the section's own start is one."""
    wish = style.wish(section[0].energy) * stretch
    if section[0].number == 0 or len(section) < 2:
        return _loose_cuts(section, wish)
    steps = sorted(later.time - earlier.time for earlier, later in pairwise(section))
    metre = max(beat.number for beat in section)
    count = beats_per_clip(wish, steps[len(steps) // 2], metre)
    first = next((place for place, beat in enumerate(section) if beat.number == 1), 0)
    phrase = PHRASE_BARS * metre
    # The last clip of a phrase is halved, as a drummer's fill leads into the next one; equal clips all along tire the eye.
    fills = set(range(first + phrase - count // 2, len(section), phrase)) if 2 <= count < phrase else set()
    cuts = [beat for place, beat in enumerate(section) if place >= first and ((place - first) % count == 0 or place in fills)]
    return cuts if first == 0 else [section[0], *cuts] if first >= count else cuts


def _loose_cuts(hits: Sequence[FilmBeat], wish: Fraction) -> list[FilmBeat]:
    """Hits without a beat: the first, then each that comes a wished length after the last."""
    cuts = [hits[0]]
    for hit in hits[1:]:
        if hit.time - cuts[-1].time >= wish * Fraction(3, 4):
            cuts.append(hit)
    return cuts


def _spaced(frames: dict[int, FilmBeat], shortest: int, film_frames: int) -> dict[int, FilmBeat]:
    """Cuts far enough from each other and from the film's ends; a section's opening outranks its neighbours."""
    kept: dict[int, FilmBeat] = {}
    for frame in sorted(frames, key=lambda frame: (frames[frame].opens is None, frame)):
        clear = all(abs(frame - other) >= shortest for other in kept)
        if clear and shortest <= frame <= film_frames - shortest:
            kept[frame] = frames[frame]
    return dict(sorted(kept.items()))


def _drop(marks: dict[int, FilmBeat]) -> int | None:
    """The cut where the music is let loose: the first drop, else the greatest rise of energy."""
    named = [frame for frame, beat in marks.items() if beat.opens is SectionKind.DROP]
    if named:
        return named[0]
    opening = [frame for frame, beat in marks.items() if beat.opens is not None]
    rises = [(marks[later].energy - marks[earlier].energy, -later) for earlier, later in pairwise(opening)]
    best = max(rises, default=(0.0, 0))
    return -best[1] if best[0] > 0.1 else None
