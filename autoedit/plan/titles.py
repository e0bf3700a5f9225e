"""Where words stand in a film: the opening over its beginning, the card over its ending, captions where they are heard.

    caption (source time) -> pieces on the clips that play it -> one piece a stretch -> apart from one another

A title never changes the film's length, its clips or its music.
"""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import zip_longest

from autoedit.model.caption import Caption
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import Clip, Timeline, Title, TitleKind, TrackRole, Transition

LONGEST_TITLE = 2000  # characters; the edit list's schema allows no more
# Seconds: the opening waits until the first picture was seen, and both large titles stay for as long as reading takes.
LEAD, USUAL, LONGEST, A_WORD = Fraction(1, 2), Fraction(3), Fraction(6), Fraction(3, 10)
# Shares of a short film that the opening and the card may take, and of it that the opening waits.
OPENING_SHARE, CARD_SHARE, LEAD_SHARE = Fraction(2, 5), Fraction(3, 10), Fraction(1, 20)
# A title's end moves to a cut that lies between these shares of its length.
SHORTENED, LENGTHENED = Fraction(2, 3), Fraction(5, 4)
SHORTEST_PIECE = Fraction(3, 10)  # seconds; nobody reads what is there for less
LEAST_GAP = Fraction(1, 12)  # seconds; the eye sees that one caption gave way to another

Captions = Mapping[str, Sequence[Caption]]


def with_titles(
    timeline: Timeline, opening: str | None = None, end_card: str | None = None, captions: Captions | None = None
) -> Timeline:
    """A timeline with titles in place of those that it had of the same kind.

    Args:
        opening, end_card: the text, lines ending in a newline; None leaves what is there, "" takes it away.
        captions: what is said in each file, by the file's id and in the file's own clock; None leaves what is there.
    """
    titles = list(timeline.titles)
    for kind, text in ((TitleKind.OPENING, opening), (TitleKind.END_CARD, end_card)):
        if text is not None:
            titles = [title for title in titles if title.kind is not kind]
            titles += [placed_title(timeline, kind, text)] if text.strip() and timeline.frames else []
    if captions is not None:
        titles = [title for title in titles if title.kind is not TitleKind.CAPTION]
        titles += retimed(timeline, captions)
    return replace(timeline, titles=_in_order(titles))


def placed_title(timeline: Timeline, kind: TitleKind, text: str) -> Title:
    """An opening or an end card in its place: for about three seconds, to a cut or from a cut where one is near."""
    rate, film, cuts = timeline.frame_rate, timeline.frames, _cuts(timeline)
    if kind is TitleKind.END_CARD:
        frames, bounds = _lasting(text, rate, film, CARD_SHARE)
        near = [film - cut for cut in cuts if film - cut in bounds]
        frames = min(near, key=lambda length: abs(length - frames), default=frames)
        return Title(kind=kind, text=text, start=film - frames, frames=frames)
    frames, bounds = _lasting(text, rate, film, OPENING_SHARE)
    start = min(nearest_frame(LEAD, rate), math.floor(film * LEAD_SHARE))
    return Title(kind=kind, text=text, start=start, frames=next((cut - start for cut in cuts if cut - start in bounds), frames))


def _lasting(text: str, rate: Fraction, film: int, share: Fraction) -> tuple[int, range]:
    """For how many frames a large title stays, and what other lengths would do, for a cut's sake."""
    most = max(1, math.floor(film * share))
    reading = min(max(USUAL, 1 + A_WORD * len(text.split())), LONGEST)
    frames = min(max(1, nearest_frame(reading, rate)), most)
    return frames, range(math.ceil(SHORTENED * frames), min(math.floor(LENGTHENED * frames), most) + 1)


def retimed(timeline: Timeline, captions: Captions) -> tuple[Title, ...]:
    """Captions where their words are heard in the film; where the footage has no track of sound, where they are seen.

    What a cut breaks off is shown for as long as it is heard, unless that is too short to read. No two overlap.
    """
    rate = timeline.frame_rate
    shortest = nearest_frame(SHORTEST_PIECE, rate)
    pieces = [piece for piece in _joined(_pieces(timeline, captions)) if piece.is_whole or piece.frames >= shortest]
    apart = _apart(pieces, shortest)
    gap = nearest_frame(LEAST_GAP, rate)
    titles = []
    for piece, after in zip_longest(apart, apart[1:]):
        end = min(piece.end, max(piece.start + 1, after.start - gap)) if after is not None else piece.end
        titles.append(Title(kind=TitleKind.CAPTION, text=piece.text, start=piece.start, frames=end - piece.start))
    return tuple(titles)


def carried(before: Timeline, after: Timeline, captions: Captions) -> Timeline:
    """A film that was planned anew, with the titles of the one before.

    What a person changed in them stays: words, captions taken away, and where the large titles stand. Captions themselves
    stand where their words are heard.

    Args:
        captions: what the files say that the captions of the film before came from.
    """
    titles = [_carried_title(title, before, after) for title in before.titles if title.kind is not TitleKind.CAPTION]
    was = [title for title in before.titles if title.kind is TitleKind.CAPTION]
    planned = retimed(before, captions)
    known = {title.text for title in planned} | {caption.text for said in captions.values() for caption in said}
    shown = {title.text for title in was}
    said = _without(before, captions, [title.span for title in planned if title.text not in shown])
    by_hand = _heard_in(before, [title for title in was if title.text not in known])
    merged = {name: (*said.get(name, ()), *by_hand.get(name, ())) for name in {*said, *by_hand}}
    return replace(after, titles=_in_order([*(title for title in titles if title is not None), *retimed(after, merged)]))


def _in_order(titles: Sequence[Title]) -> tuple[Title, ...]:
    return tuple(sorted(titles, key=lambda title: (title.start, list(TitleKind).index(title.kind), title.text)))


def _cuts(timeline: Timeline) -> list[int]:
    """The frames where one clip of the picture gives way to the next, or begins to."""
    picture = timeline.track(TrackRole.PICTURE)
    if picture is None:
        return []
    starts = {id(placed.item): placed.start for placed in picture.placed()}
    joins = {
        id(after): item for item, after in zip(picture.items, picture.items[1:], strict=False) if isinstance(item, Transition)
    }
    cuts = (start - (joins[item].in_frames if item in joins else 0) for item, start in starts.items())
    return sorted(cut for cut in cuts if cut > 0)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A caption on a stretch of the film: ``source`` tells captions apart, ``is_whole`` that nothing of it is cut off."""

    start: int
    end: int
    text: str
    source: tuple[str, int]
    is_whole: bool

    @property
    def frames(self) -> int:
        return self.end - self.start


def _heard(timeline: Timeline) -> Iterator[tuple[int, Clip]]:
    """The clips that are heard, with the frames where they start: of the footage, and of the music."""
    footage = timeline.track(TrackRole.SOURCE_SOUND) or timeline.track(TrackRole.PICTURE)
    for track in (footage, timeline.track(TrackRole.MUSIC)):
        for placed in track.placed() if track is not None else ():
            if isinstance(placed.item, Clip):
                yield placed.start, placed.item


def _sorted(captions: Captions) -> dict[str, list[Caption]]:
    return {name: sorted(said, key=lambda caption: (caption.start, caption.end)) for name, said in captions.items()}


def _pieces(timeline: Timeline, captions: Captions) -> Iterator[_Piece]:
    rate = timeline.frame_rate
    in_order = _sorted(captions)
    longest = {
        name: max((caption.end - caption.start for caption in said), default=Fraction(0)) for name, said in in_order.items()
    }
    for first, clip in _heard(timeline):
        said = in_order.get(clip.media, [])
        start, end = clip.source_start, clip.source_time(clip.frames, rate)
        number = bisect_left(said, start - longest.get(clip.media, 0), key=lambda caption: caption.start)
        while number < len(said) and said[number].start < end:
            caption = said[number]
            edges = (nearest_frame((time - start) / clip.speed, rate) for time in (caption.start, caption.end))
            begins, ends = (first + min(max(edge, 0), clip.frames) for edge in edges)
            if begins < ends:
                is_whole = start <= caption.start and caption.end <= end
                yield _Piece(begins, ends, caption.text, (clip.media, number), is_whole)
            number += 1


def _joined(pieces: Iterator[_Piece]) -> list[_Piece]:
    """Pieces of one caption that follow on one another, as one."""
    found: list[_Piece] = []
    open_pieces: dict[tuple[str, int], int] = {}
    for piece in pieces:
        place = open_pieces.get(piece.source)
        if place is not None and found[place].end == piece.start:
            found[place] = replace(found[place], end=piece.end)
        else:
            open_pieces[piece.source] = len(found)
            found.append(piece)
    return found


def _apart(pieces: Sequence[_Piece], shortest: int) -> list[_Piece]:
    """Pieces of which no two overlap: the later interrupts the earlier, and two that begin together are read together."""
    waiting = [(piece.start, piece.end, number, piece) for number, piece in enumerate(pieces)]
    heapq.heapify(waiting)
    found: list[_Piece] = []
    while waiting:
        start, end, number, piece = heapq.heappop(waiting)
        last = found[-1] if found else None
        if last is None or start >= last.end:
            found.append(replace(piece, start=start, end=end))
        elif piece.text in last.text.split("\n") or piece.text == last.text or len(last.text) + len(piece.text) >= LONGEST_TITLE:
            found[-1] = replace(last, end=max(last.end, end))
        elif start - last.start < shortest:
            found[-1] = replace(last, end=max(last.end, end), text=f"{last.text}\n{piece.text}")
        else:
            found[-1] = replace(last, end=start)
            found.append(replace(piece, start=start, end=end))
            if last.end - end >= shortest:
                heapq.heappush(waiting, (end, last.end, number, last))
    return found


def _carried_title(title: Title, before: Timeline, after: Timeline) -> Title | None:
    """A large title in the film planned anew: where it would stand, or if a person moved it, as far from the same end."""
    if not after.frames:
        return None
    if title == placed_title(before, title.kind, title.text):
        return placed_title(after, title.kind, title.text)
    start, end = (nearest_frame(frame / before.frame_rate, after.frame_rate) for frame in (title.start, title.span.stop))
    if title.kind is TitleKind.END_CARD:
        shift = after.frames - nearest_frame(before.duration, after.frame_rate)
        start, end = start + shift, end + shift
    start, end = max(0, min(start, after.frames - 1)), min(end, after.frames)
    return replace(title, start=start, frames=max(1, end - start))


def _without(timeline: Timeline, captions: Captions, spans: Sequence[range]) -> dict[str, tuple[Caption, ...]]:
    """The captions of which nothing is heard in these stretches of a film."""
    lost = {
        piece.source
        for piece in _pieces(timeline, captions)
        if any(piece.start < span.stop and span.start < piece.end for span in spans)
    }
    return {
        name: tuple(caption for number, caption in enumerate(in_order) if (name, number) not in lost)
        for name, in_order in _sorted(captions).items()
    }


def _heard_in(timeline: Timeline, titles: Sequence[Title]) -> dict[str, list[Caption]]:
    """Captions of a film as what is said in its files; what lies over no clip is left behind."""
    found: dict[str, list[Caption]] = {}
    for first, clip in _heard(timeline):
        for title in titles:
            start, end = max(title.start, first), min(title.span.stop, first + clip.frames)
            if start < end:
                times = [clip.source_time(frame - first, timeline.frame_rate) for frame in (start, end)]
                found.setdefault(clip.media, []).append(Caption(start=times[0], end=times[1], text=title.text))
    return found
