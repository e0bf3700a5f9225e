"""Random values of the model for hypothesis: every one is valid, and together they reach the corners of the document."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import strategies as st

from autoedit.model.document import Decision, DecisionKind, EditList, Footage, LeftOut, PlannedClip, Solution, Song
from autoedit.model.media import AudioStream, Colour, Media, Transfer, VideoStream
from autoedit.model.music import Beat, BeatGrid, Rival, Section, SectionKind, Stretch
from autoedit.model.select import Defect, DefectKind, Select, Speech
from autoedit.model.shot import BoundaryKind, Shot
from autoedit.model.timeline import (
    Clip,
    Gap,
    Item,
    Marker,
    Reason,
    Timeline,
    Title,
    TitleKind,
    Track,
    TrackKind,
    TrackRole,
    Transition,
)
from tests.properties.rates import RATES

# Any script, quotes, control characters, emoji; lone surrogates are no text.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
floats = st.floats(allow_nan=False, allow_infinity=False, width=64)
shares = st.floats(0, 1)
gains = st.floats(-100, 60)
parts = st.dictionaries(names, shares, max_size=3)
times = st.fractions(min_value=0, max_value=100_000, max_denominator=90_000)
durations = st.fractions(min_value=Fraction(1, 1000), max_value=10_000, max_denominator=90_000)
counts = st.integers(0, 10**6)
even = st.integers(1, 4096).map(lambda pixels: 2 * pixels)


@st.composite
def rising(draw: st.DrawFn, count: int) -> list[Fraction]:
    """Times of one stream in order, each later than the one before."""
    base = draw(st.sampled_from([Fraction(1, 90_000), Fraction(1, 44_100), Fraction(1001, 30_000), Fraction(1, 1000)]))
    ticks = draw(st.lists(st.integers(0, 10**9), min_size=count, max_size=count, unique=True))
    return [tick * base for tick in sorted(ticks)]


def colours() -> st.SearchStrategy[Colour]:
    return st.builds(
        Colour, matrix=texts, transfer=st.sampled_from(Transfer), is_full_range=st.booleans(), depth=st.sampled_from([8, 10, 12])
    )


def videos() -> st.SearchStrategy[VideoStream]:
    size = st.integers(1, 8192)
    return st.builds(
        VideoStream, index=st.integers(0, 9), codec=texts, start=times, duration=durations, frames=st.integers(0, 10**7),
        rate=st.sampled_from(RATES), is_constant=st.booleans(), width=size, height=size, stored_width=size, stored_height=size,
        rotation=st.sampled_from([0, 90, 180, 270]), colour=colours(), is_interlaced=st.booleans(), is_mirrored=st.booleans(),
    )  # fmt: skip


def sounds() -> st.SearchStrategy[AudioStream]:
    return st.builds(
        AudioStream, index=st.integers(0, 9), codec=texts, start=times, duration=durations,
        rate=st.sampled_from([8000, 44100, 48000]), channels=st.integers(1, 8),
    )  # fmt: skip


def files(name: str) -> st.SearchStrategy[Media]:
    return st.builds(
        Media, id=st.just(name), path=texts.map(lambda text: f"/{text}"), fingerprint=texts, container=texts, start=times,
        duration=durations, video=st.none() | videos(), sound=st.none() | sounds(), captured=st.none() | texts,
        reel=st.none() | texts, timecode=st.none() | texts, damage=st.lists(texts, max_size=2).map(tuple),
    )  # fmt: skip


@st.composite
def speech(draw: st.DrawFn) -> tuple[Speech, ...]:
    """Lines, one after the other."""
    edges = draw(rising(2 * draw(st.integers(0, 2))))
    return tuple(Speech(start=start, end=end) for start, end in zip(edges[::2], edges[1::2], strict=True))


@st.composite
def selects(draw: st.DrawFn) -> Select:
    in_limit, start, peak, end, out_limit = draw(rising(5))
    return Select(
        id=draw(names), shot=draw(names), start=start, end=end, peak=peak, in_limit=in_limit, out_limit=out_limit,
        score=draw(shares), parts=draw(parts), look=tuple(draw(st.lists(shares, max_size=3))), loudness=draw(st.none() | floats),
        speech=draw(speech()), group=draw(st.none() | names), heading=draw(st.tuples(floats, floats)),
        lulls=tuple(draw(st.lists(times, max_size=3))),
    )  # fmt: skip


@st.composite
def shots(draw: st.DrawFn) -> Shot:
    start, end = draw(rising(2))
    kinds = st.sampled_from(BoundaryKind)
    return Shot(id=draw(names), start=start, end=end, opens=draw(kinds), closes=draw(kinds))


@st.composite
def defects(draw: st.DrawFn) -> Defect:
    start, end = draw(rising(2))
    return Defect(kind=draw(st.sampled_from(DefectKind)), start=start, end=end)


@st.composite
def footage(draw: st.DrawFn, name: str) -> Footage:
    """A file with all that may be found in one."""
    return Footage(
        media=draw(files(name)), selects=tuple(draw(st.lists(selects(), max_size=2))),
        shots=tuple(draw(st.lists(shots(), max_size=2))), speech=draw(speech()),
        defects=tuple(draw(st.lists(defects(), max_size=2))),
    )  # fmt: skip


@st.composite
def grids(draw: st.DrawFn) -> BeatGrid:
    beats = tuple(
        Beat(time=time, number=draw(st.integers(0, 7)), strength=draw(shares)) for time in draw(rising(draw(st.integers(0, 4))))
    )
    edges = draw(rising(draw(st.integers(1, 3))))
    sections = tuple(
        Section(start=edges[k], end=edges[k + 1], kind=draw(st.sampled_from(SectionKind)), energy=draw(shares))
        for k in range(len(edges) - 1)
    )
    return BeatGrid(
        start=draw(times), end=draw(times), tempo=draw(floats), metre=draw(st.integers(0, 12)), confidence=draw(shares),
        beats=beats, sections=sections, rivals=tuple(draw(st.lists(st.builds(Rival, tempo=floats, score=floats), max_size=2))),
        accents=tuple(draw(st.lists(times, max_size=3))),
        stretches=tuple(Stretch(start=start, end=end, confidence=draw(shares)) for start, end in pairwise(edges)),
        overruled=tuple(draw(st.lists(texts, max_size=2))),
    )  # fmt: skip


def reasons() -> st.SearchStrategy[Reason]:
    some = st.lists(texts, max_size=3).map(tuple)
    return st.builds(
        Reason, text=texts, score=floats, parts=parts, cut_on=texts, runners_up=some, hit=texts,
        terms=st.dictionaries(names, floats, max_size=3), lost=st.dictionaries(names, texts, max_size=3), avoids=some,
    )  # fmt: skip


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    """Every kind, each with what belongs to it; pins that say all about their clip, and pins that do not."""
    kind = draw(st.sampled_from(DecisionKind))
    is_pin, is_placed = kind is DecisionKind.PIN, draw(st.booleans())
    place = {"start": draw(counts), "frames": draw(counts) + 1, "source_start": draw(times)}
    return Decision(
        kind=kind, select=draw(texts), slot=draw(st.integers(1, 999)) if is_pin else None,
        time=draw(times) if kind is DecisionKind.MUST else None, **(place if is_pin and is_placed else {}),
    )  # fmt: skip


def solutions() -> st.SearchStrategy[Solution]:
    rival = st.none() | floats
    return st.builds(Solution, value=floats, bound=floats, greedy=rival, beam=rival, random=rival)


def transitions(most_in: int = 100, most_out: int = 100) -> st.SearchStrategy[Transition]:
    return st.builds(
        Transition, kind=names, in_frames=st.integers(0, most_in), out_frames=st.integers(1, most_out),
        settings=st.dictionaries(names, floats | texts, max_size=2), reason=texts,
    )  # fmt: skip


def planned_clips() -> st.SearchStrategy[PlannedClip]:
    return st.builds(
        PlannedClip, id=names, select=texts, start=counts, source_start=times, frames=counts.map(lambda frames: frames + 1),
        transition=st.none() | transitions(),
    )  # fmt: skip


@st.composite
def clips(draw: st.DrawFn, media_names: list[str]) -> Clip:
    frames = draw(st.integers(1, 1000))
    fade_in = draw(st.integers(0, frames))
    return Clip(
        id=draw(names), media=draw(st.sampled_from(media_names)), source_start=draw(times), frames=frames,
        speed=draw(st.fractions(Fraction(1, 8), 8, max_denominator=100)), gain_db=draw(gains), fade_in_frames=fade_in,
        fade_out_frames=draw(st.integers(0, frames - fade_in)), select=draw(st.none() | texts),
        reason=draw(st.none() | reasons()),
    )  # fmt: skip


@st.composite
def tracks(draw: st.DrawFn, media_names: list[str] | None = None) -> Track:
    """Clips and gaps, with transitions where they may stand."""
    rows = draw(st.lists(clips(media_names or ["a"]) | st.builds(Gap, frames=st.integers(1, 1000)), max_size=5))
    items: list[Item] = []
    for before, after in zip([None, *rows], rows, strict=False):
        if isinstance(before, Clip) and isinstance(after, Clip) and draw(st.booleans()):
            items.append(draw(transitions(before.frames // 2, after.frames - after.frames // 2)))
        items.append(after)
    return Track(kind=draw(st.sampled_from(TrackKind)), role=draw(st.sampled_from(TrackRole)), items=tuple(items))


@st.composite
def titles(draw: st.DrawFn, frames: int) -> Title:
    """Words somewhere in a film of so many frames."""
    start = draw(st.integers(0, frames - 1))
    return Title(
        kind=draw(st.sampled_from(TitleKind)), text=draw(texts), start=start, frames=draw(st.integers(1, frames - start))
    )


@st.composite
def edit_lists(draw: st.DrawFn) -> EditList:
    """Whole documents: Unicode, transitions, gaps, song or none."""
    file_names = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    has_song = draw(st.booleans())
    *shown, last = file_names
    found = tuple(draw(footage(name)) for name in (shown if has_song else file_names))
    rows = tuple(draw(st.lists(tracks(file_names), max_size=3)))
    frames = max((row.frames for row in rows), default=0)
    timeline = Timeline(
        name=draw(texts), frame_rate=draw(st.sampled_from(RATES)), width=draw(even), height=draw(even), tracks=rows,
        titles=tuple(draw(st.lists(titles(frames), max_size=2))) if frames else (),
        markers=tuple(draw(st.lists(st.builds(Marker, frame=st.integers(0, 10**6), name=texts), max_size=2))),
    )  # fmt: skip
    return EditList(
        made_by=draw(texts), style=draw(texts), length=draw(durations), footage=found,
        song=Song(media=draw(files(last)), grid=draw(grids()), loudness=draw(floats)) if has_song else None, timeline=timeline,
        decisions=tuple(draw(st.lists(decisions(), max_size=2))),
        left_out=tuple(draw(st.lists(st.builds(LeftOut, path=texts, reason=texts), max_size=2))),
        notes=tuple(draw(st.lists(texts, max_size=2))), options=draw(st.dictionaries(texts, texts, max_size=2)),
        solution=draw(st.none() | solutions()), planned=tuple(draw(st.lists(planned_clips(), max_size=2))),
    )  # fmt: skip
