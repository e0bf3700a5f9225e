"""The music track: the passages of a song as clips, their sounds crossing at every splice."""

from __future__ import annotations

from fractions import Fraction

from autoedit.model.document import Song
from autoedit.model.time import nearest_frame
from autoedit.model.timeline import Clip, Gap, Item, Reason, Track, TrackKind, TrackRole, Transition
from autoedit.plan.bed import Bed
from autoedit.plan.passages import Laid, laid

CROSSFADE = "crossfade"
FADE_IN = Fraction(1, 10)  # where the music begins inside the song
# A price of this much, and all above, is no likeness.
UNLIKE = 4.0


def music_track(song: Song, bed: Bed, rate: Fraction, film_frames: int, *, gain_db: float = 0.0) -> Track:
    """A song's passages on the frames of a film."""
    items: list[Item] = []
    passages = laid(bed.passages, rate, film_frames)
    for number, piece in enumerate(passages):
        if number == 0 and piece.first > 0:
            items.append(Gap(frames=piece.first))
        if number and piece.in_frames + piece.out_frames:
            items.append(Transition(kind=CROSSFADE, in_frames=piece.in_frames, out_frames=piece.out_frames))
        fades_from = bed.fades_from if number == len(passages) - 1 else None
        fade_out = piece.first + piece.frames - nearest_frame(fades_from, rate) if fades_from is not None else 0
        fade_in = min(_fade_in(piece, song, rate), piece.frames) if number == 0 else 0
        items.append(
            Clip(
                id=f"music-{number + 1:03d}",
                media=song.media.id,
                source_start=piece.source_start,
                frames=piece.frames,
                gain_db=gain_db,
                fade_in_frames=fade_in,
                fade_out_frames=max(0, min(fade_out, piece.frames - fade_in)),
                reason=_reason(piece),
            )
        )
    return Track(kind=TrackKind.AUDIO, role=TrackRole.MUSIC, items=tuple(items))


def _fade_in(piece: Laid, song: Song, rate: Fraction) -> int:
    """Music that begins inside the song is faded in, up to the beat that it starts on."""
    if piece.source_start <= song.grid.start and not song.grid.begins_within:
        return 0
    return nearest_frame(max(FADE_IN, piece.passage.fade_in), rate)


def _reason(piece: Laid) -> Reason | None:
    """Where a splice leads, and how well."""
    splice = piece.passage.splice
    if splice is None or splice.price is None:
        return None
    likeness = round(max(0.0, 1 - splice.price / UNLIKE), 3)
    return Reason(
        text=f"the song goes on with bar {splice.entered} where bar {splice.left} would have come",
        score=likeness,
        parts={"price": splice.price},
        cut_on="a bar line of the song",
    )
