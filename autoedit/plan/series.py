"""More than one film from one analysis: variants that really differ, cut-downs within one another, lengths to choose from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from autoedit.errors import BadOption, NotEnoughMaterial
from autoedit.model.document import EditList
from autoedit.model.timeline import Clip, TrackRole
from autoedit.plan.bed import as_laid
from autoedit.plan.film import Leaning

# How much of a film's time no earlier variant shows, at least; and what a select loses for each, until that is so.
APART = 0.4
LOSSES = (0.3, 0.7, 1.5, 4.0)
REACH = Fraction(12, 100)  # of the length: how far alternatives lie
MOST_ALTERNATIVES = 5

PlanOne = Callable[[Fraction | None, Leaning], EditList]


def variants(plan_one: PlanOne, length: Fraction | None, count: int) -> list[EditList]:
    """Films of which each shows mostly what the earlier ones do not; each says how far it is from them."""
    films = [plan_one(length, Leaning())]
    while len(films) < count:
        film, far = _apart(plan_one, length, films)
        note = f"variant {len(films) + 1}: it differs from each earlier one by {100 * far:.0f} % or more"
        films.append(replace(film, notes=(*film.notes, note)))
    return films


def _apart(plan_one: PlanOne, length: Fraction | None, films: Sequence[EditList]) -> tuple[EditList, float]:
    shown = Counter(clip.select for film in films for clip in _clips(film) if clip.select)
    best: tuple[EditList, float] | None = None
    for loss in LOSSES:
        away = tuple((name, loss * times) for name, times in sorted(shown.items()))
        film = plan_one(length, Leaning(away=away, bound=films[0].solution.bound if films[0].solution else None))
        far = min(distance(film, other) for other in films)
        if best is None or far > best[1]:
            best = film, far
        if far >= APART:
            break
    assert best is not None, "there are losses to try"
    return best


def distance(film: EditList, other: EditList) -> float:
    """The share of a film's time that shows what the other does not, 0..1."""
    theirs: dict[str, list[tuple[Fraction, Fraction]]] = defaultdict(list)
    for clip in _clips(other):
        theirs[clip.media].append(_range(clip, other))
    whole = shared = Fraction(0)
    for clip in _clips(film):
        start, end = _range(clip, film)
        whole += end - start
        shared += sum((max(Fraction(0), min(end, last) - max(start, first)) for first, last in theirs[clip.media]), Fraction(0))
    return 1 - float(shared / whole)


def cut_downs(plan_one: PlanOne, lengths: Sequence[Fraction]) -> list[EditList]:
    """One film for each length, the longest first; a shorter one shows moments of the longer ones alone.

    Raises:
        NotEnoughMaterial: the longer film's moments cannot fill the shorter one.
    """
    films: list[EditList] = []
    for length in sorted(set(lengths), reverse=True):
        only = frozenset(clip.select for clip in _clips(films[-1]) if clip.select) if films else None
        films.append(plan_one(length, Leaning(only=only)))
    return films


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A length that a film could have: how it ends, what it needs, and what it is worth in ten seconds."""

    length: Fraction
    ends: str
    needs: str
    clips: int
    worth: float
    gap: float
    is_asked: bool


def alternatives(plan_one: PlanOne, length: Fraction) -> list[Alternative]:
    """The asked length, and clean ones near it."""
    asked = plan_one(length, Leaning())
    found = [_alternative(asked, is_asked=True)]
    for near in _near(asked, length):
        try:
            found.append(_alternative(plan_one(near, Leaning()), is_asked=False))
        except (NotEnoughMaterial, BadOption):
            continue
    return sorted(found, key=lambda item: item.length)


def _near(asked: EditList, length: Fraction) -> list[Fraction]:
    """Lengths near the asked one: where the music ends a phrase or a bar, or a little less and more without any."""
    rate = asked.timeline.frame_rate
    if asked.song is None or not asked.song.grid.is_trusted:
        return [(length * share * rate).__floor__() / rate for share in (Fraction(9, 10), Fraction(95, 100), Fraction(21, 20))]
    grid = asked.song.grid
    bars = sorted(later.time - earlier.time for earlier, later in pairwise(grid.downbeats))
    if not bars:
        return []
    bar = bars[len(bars) // 2]
    whole = grid.end - grid.start
    # The song with whole bars left out or repeated, nothing faded and nothing stretched.
    first = ((whole - length) / bar).__floor__()
    wished = [whole - count * bar for count in range(first - 2, first + 4)]
    wished += [whole] if abs(whole - length) <= REACH * length * 2 else []
    near = [time for time in wished if 0 < abs(time - length) <= REACH * length]
    phrases = sorted(near, key=lambda time: (((whole - time) / bar) % 4 != 0, abs(time - length)))
    return sorted({(time * rate).__floor__() / rate for time in phrases[: MOST_ALTERNATIVES - 1]})


def _alternative(film: EditList, *, is_asked: bool) -> Alternative:
    value = film.solution.value if film.solution is not None else 0.0
    seconds = float(film.timeline.duration)
    return Alternative(
        length=film.timeline.duration,
        ends=_ending(film),
        needs=_needs(film),
        clips=len(_clips(film)),
        worth=round(value / seconds * 10, 2),
        gap=film.solution.gap if film.solution is not None else 0.0,
        is_asked=is_asked,
    )


def _ending(film: EditList) -> str:
    """How the music ends under a film."""
    music = film.timeline.track(TrackRole.MUSIC)
    if film.song is None or music is None:
        return "ends without music"
    grid, last = film.song.grid, music.clips[-1]
    end = last.source_start + last.frames / film.timeline.frame_rate
    splices = len(music.clips) - 1
    cut = f", {splices} {'splice' if splices == 1 else 'splices'} in the music" if splices else ""
    if not last.fade_out_frames:
        return f"ends with the song{cut}"
    lines = [beat.time for beat in grid.downbeats]
    numbers = [place for place, time in enumerate(lines) if abs(time - end) < Fraction(3, 20)]
    if numbers:
        return f"ends on the {'phrase' if numbers[0] % 4 == 0 else 'bar'}{cut}"
    return f"ends in a fade within a bar{cut}"


def _needs(film: EditList) -> str:
    """What the longest clip holds, where that is more than twice the usual."""
    clips = _clips(film)
    frames = sorted(clip.frames for clip in clips)
    usual, longest = frames[len(frames) // 2], frames[-1]
    if longest <= 2 * usual:
        return ""
    place = next(place for place, clip in enumerate(clips) if clip.frames == longest)
    rate = film.timeline.frame_rate
    start = sum(clip.frames for clip in clips[:place])
    beats = _beats_within(film, start, start + longest)
    # The last clip outlasts the beat, where the music rings out.
    held = f"for {beats} beats" if beats > 1 and place < len(clips) - 1 else f"for {float(longest / rate):.1f} s"
    return f"clip {place + 1} is held {held}"


def _beats_within(film: EditList, start: int, end: int) -> int:
    music = film.timeline.track(TrackRole.MUSIC)
    if film.song is None or music is None or not film.song.grid.is_trusted:
        return 0
    rate = film.timeline.frame_rate
    beats = as_laid(film.song.grid, music, rate, film.timeline.duration).beats
    return sum(start <= beat.time * rate < end for beat in beats)


def _clips(film: EditList) -> tuple[Clip, ...]:
    picture = film.timeline.track(TrackRole.PICTURE)
    return picture.clips if picture is not None else ()


def _range(clip: Clip, film: EditList) -> tuple[Fraction, Fraction]:
    return clip.source_start, clip.source_start + clip.frames / film.timeline.frame_rate * clip.speed
