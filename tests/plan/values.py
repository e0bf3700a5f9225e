"""Small builders of what a plan is made from: media, selects, footage, beat grids. Times are seconds, exact."""

from __future__ import annotations

import random
from fractions import Fraction

from autoedit.model.document import EditList, Footage, Song
from autoedit.model.media import AudioStream, Colour, Media, Transfer, VideoStream
from autoedit.model.music import Beat, BeatGrid, Section, SectionKind
from autoedit.model.select import Select
from autoedit.plan.style import trailer

Seconds = int | str | Fraction

FOUR_RISING = ((SectionKind.INTRO, 0.2), (SectionKind.BUILD, 0.5), (SectionKind.DROP, 1.0), (SectionKind.OUTRO, 0.3))


def media(
    name: str,
    *,
    seconds: Seconds = 60,
    rate: Fraction = Fraction(25),
    size: tuple[int, int] = (1920, 1080),
    has_sound: bool = True,
    captured: str | None = None,
) -> Media:
    """A file of footage, never opened."""
    duration = Fraction(seconds)
    colour = Colour(matrix="bt709", transfer=Transfer.SDR, is_full_range=False, depth=8)
    video = VideoStream(
        index=0, codec="h264", start=Fraction(0), duration=duration, frames=max(1, round(duration * rate)), rate=rate,
        is_constant=True, width=size[0], height=size[1], stored_width=size[0], stored_height=size[1], rotation=0,
        colour=colour, is_interlaced=False,
    )  # fmt: skip
    sound = AudioStream(index=1, codec="aac", start=Fraction(0), duration=duration, rate=48000, channels=2)
    return Media(
        id=name, path=f"/footage/{name}.mp4", fingerprint=f"{name:0>32}", container="mov,mp4",
        start=Fraction(0), duration=duration, video=video, sound=sound if has_sound else None, captured=captured,
    )  # fmt: skip


def select(
    number: int = 1,
    *,
    shot: str = "shot-001",
    start: Seconds,
    peak: Seconds,
    end: Seconds,
    in_limit: Seconds | None = None,
    out_limit: Seconds | None = None,
    score: float = 0.5,
    parts: dict[str, float] | None = None,
    look: tuple[float, ...] = (),
    loudness: float | None = None,
) -> Select:
    """A moment; without limits of its own it has no handles."""
    return Select(
        id=f"{shot}.{number}", shot=shot, start=Fraction(start), peak=Fraction(peak), end=Fraction(end),
        in_limit=Fraction(start if in_limit is None else in_limit), out_limit=Fraction(end if out_limit is None else out_limit),
        score=score, parts=parts or {}, look=look, loudness=loudness,
    )  # fmt: skip


def moment(number: int, *, score: float = 0.5, action: float = 0.5, loudness: float | None = None) -> Select:
    """One of a row of moments, each in a shot of its own of ten seconds, two seconds long, with three of handles."""
    first = 10 * (number - 1)
    return select(
        shot=f"shot-{number:03d}", start=first + 4, peak=first + 5, end=first + 6, in_limit=first + 1, out_limit=first + 9,
        score=score, parts={"action": action, "sharp": 0.8}, loudness=loudness,
    )  # fmt: skip


def footage(name: str, scores: tuple[float, ...] = (0.5,) * 6, **more: object) -> Footage:
    """A file with one moment for each score."""
    moments = tuple(moment(number, score=score) for number, score in enumerate(scores, start=1))
    return Footage(media=media(name, seconds=10 * max(1, len(scores)), **more), selects=moments)  # type: ignore[arg-type]


def click_grid(
    *,
    tempo: Seconds = 120,
    bars: int = 16,
    metre: int = 4,
    start: Seconds = 0,
    seconds: Seconds | None = None,
    confidence: float = 1.0,
    sections: tuple[tuple[SectionKind, float], ...] = (),
    accents: tuple[Fraction, ...] = (),
) -> BeatGrid:
    """A song of even beats from ``start`` on, bars and no more, its sections of equal numbers of bars."""
    beat, first = Fraction(60) / Fraction(tempo), Fraction(start)
    end = first + (Fraction(seconds) if seconds is not None else bars * metre * beat)
    beats = tuple(Beat(time=first + k * beat, number=k % metre + 1, strength=1.0) for k in range(bars * metre))
    edges = [first + beat * metre * (bars * k // max(1, len(sections))) for k in range(len(sections))] + [end]
    parts = tuple(
        Section(start=edges[k], end=edges[k + 1], kind=kind, energy=energy) for k, (kind, energy) in enumerate(sections)
    )
    return BeatGrid(
        start=first, end=end, tempo=float(Fraction(tempo)), metre=metre, confidence=confidence, beats=beats, sections=parts,
        accents=accents,
    )  # fmt: skip


def song(grid: BeatGrid | None = None, *, name: str = "music-song") -> Song:
    """A song with this grid; 120 beats a minute, 32 seconds, rising to a drop at its middle, when none is given."""
    grid = grid or click_grid(sections=FOUR_RISING)
    return Song(media=media(name, seconds=grid.end), grid=grid, loudness=-9.0)


def random_footage(seed: int, *, files: int = 4, rates: tuple[Fraction, ...] = (Fraction(25),)) -> list[Footage]:
    """Files of shots of random lengths, with selects that share limits, touch, or stand alone; the same for the same seed."""
    rng = random.Random(seed)
    library = []
    for number in range(files):
        selects: list[Select] = []
        time = Fraction(rng.randint(0, 3000), 1000)
        for shot in range(rng.randint(1, 5)):
            first = time + Fraction(rng.randint(0, 500), 1000)
            count = rng.randint(1, 4)
            edges = sorted(rng.sample(range(1, 24 * count), 2 * count))
            limits = first, first + Fraction(24 * count, 10)
            for k in range(count):
                begin, end = first + Fraction(edges[2 * k], 10), first + Fraction(edges[2 * k + 1], 10)
                peak = begin + (end - begin) * Fraction(rng.randint(0, 9), 10)
                selects.append(
                    select(
                        k + 1, shot=f"shot-{shot + 1:03d}", start=begin, peak=peak, end=end, in_limit=limits[0],
                        out_limit=limits[1],
                        score=round(rng.random(), 4), parts={"action": round(rng.random(), 3), "sharp": round(rng.random(), 3)},
                        look=tuple(round(rng.random(), 3) for _ in range(12)),
                        loudness=rng.choice([None, round(-40 + 30 * rng.random(), 1)]),
                    )
                )  # fmt: skip
            time = limits[1] + Fraction(rng.randint(0, 2000), 1000)
        file = media(f"file-{number + 1}", seconds=time + 1, rate=rng.choice(rates))
        library.append(Footage(media=file, selects=tuple(selects)))
    return library


def planned(library: list[Footage], music: Song | None = None, **options: object) -> EditList:
    """A plan; a trailer unless a style is given."""
    from autoedit.plan.options import PlanOptions
    from autoedit.plan.plan import plan

    return plan(library, music, PlanOptions(**{"style": trailer(), **options}), made_by="a test")  # type: ignore[arg-type]
