"""Tightening a talk: dead air out, every sentence whole, nothing reordered.

What is said is padded by a breath, what is near goes together, and the rest is cut out. Of takes of one view the best one stays.
Where a length is asked for, the sentences worth most are kept (a knapsack, solved exactly over whole frames), and what is left
over is given back as longer breaths. A stretch of footage in which nobody speaks keeps its moments.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from autoedit.errors import BadOption, NotEnoughMaterial
from autoedit.model.document import EditList, Footage, LeftOut, Solution, Song
from autoedit.model.select import Select
from autoedit.model.time import whole_frames
from autoedit.model.timeline import Reason
from autoedit.plan.assemble import assemble, planned_clips
from autoedit.plan.bed import lay_music
from autoedit.plan.candidate import Candidate, decided, one_take
from autoedit.plan.coverage import Takes
from autoedit.plan.format import commonest_rate, commonest_size
from autoedit.plan.options import PlanOptions, told_options
from autoedit.plan.own_cuts import OwnCut
from autoedit.plan.sentences import WISHED, Sentence, sentences
from autoedit.plan.solve import Choice, Slot
from autoedit.plan.style import Pace, Talk
from autoedit.plan.transitions import transitions_of
from autoedit.plan.wishes import ungranted_in_talk

LEAST = Fraction(1, 1000)  # seconds: what is said needs no moment of its own, but a select lasts


def tightened(
    footage: Sequence[Footage],
    song: Song | None,
    options: PlanOptions,
    *,
    made_by: str,
    left_out: Sequence[LeftOut] = (),
    own: Sequence[OwnCut] = (),
) -> EditList:
    """Plan a film of all that is said.

    Args:
        own: what a person wants at some cuts.

    Raises:
        NotEnoughMaterial: nothing is said or happens, or less than the film is to last.
        BadOption: the style does not say how a talk is tightened.
    """
    talk = options.style.talk
    if talk is None:
        raise BadOption(f"the style {options.style.name} is for talks, but has no [talk] table.")
    files = [item.media for item in footage]
    rate = options.frame_rate or commonest_rate(files)
    known = decided(footage, options.decisions, options.min_score, rate)
    usable = known if options.takes is Takes.ALL else one_take(known)
    found = sentences(footage, options, talk, usable)
    if not found:
        raise NotEnoughMaterial(wanted=options.length or Fraction(1), available=Fraction(0))
    kept, film_frames, solution = _kept(found, options, rate)
    pieces = _joined(kept, talk)
    spans = _spans(pieces, rate, film_frames)
    choices = _choices(pieces, spans, footage)
    total = sum(choice.slot.frames for choice in choices)
    bed = lay_music(song.grid, total / rate, options.music_fit) if song is not None else None
    size = (options.width, options.height) if options.width and options.height else commonest_size(files)
    pace = options.pace or Pace.NORMAL
    transitions = transitions_of(choices, options.style, rate, pace=pace, allowed=options.transitions, own=own)
    timeline = assemble(
        options.name,
        choices,
        transitions.shown,
        _reasons(pieces, found),
        style=options.style,
        rate=rate,
        size=size,
        song=song,
        bed=bed,
    )
    return EditList(
        made_by=made_by,
        style=options.style.name,
        length=options.length or total / rate,
        footage=tuple(footage),
        song=song,
        timeline=timeline,
        decisions=options.decisions,
        left_out=tuple(left_out),
        notes=(
            *_other_takes(known, usable),
            *_notes(found, kept),
            *ungranted_in_talk(options.decisions, choices, known, rate),
            *transitions.notes,
        ),
        options=told_options(options, pace),
        solution=solution,
        planned=planned_clips(timeline, transitions.planned),
    )


def _kept(found: Sequence[Sentence], options: PlanOptions, rate: Fraction) -> tuple[list[Sentence], int | None, Solution | None]:
    """All, or the ones worth most that fit into the length."""
    if options.length is None:
        return list(found), None, None
    film_frames = whole_frames(options.length, rate)
    lengths = [max(1, math.ceil((sentence.end - sentence.start) * rate)) for sentence in found]
    most = sum(whole_frames(sentence.high - sentence.low, rate) for sentence in found)
    if most < film_frames:
        raise NotEnoughMaterial(wanted=options.length, available=most / rate)
    value = np.full(film_frames + 1, -np.inf)
    value[0] = 0.0
    taken = np.zeros((len(found), film_frames + 1), bool)
    for number, (sentence, length) in enumerate(zip(found, lengths, strict=True)):
        if length <= film_frames:
            with_it = np.full(film_frames + 1, -np.inf)
            with_it[length:] = value[: film_frames + 1 - length] + round(sentence.worth, 6)
            taken[number] = with_it > value
            value = np.maximum(value, with_it)
    for used in np.argsort(-value, kind="stable").tolist():
        chosen = _chosen(taken, lengths, used)
        room = sum(whole_frames(found[place].high - found[place].low, rate) for place in chosen)
        # What is left over must find room in longer breaths.
        if chosen and room >= film_frames and np.isfinite(value[used]):
            wished = sum(found[place].worth >= WISHED for place in chosen) * WISHED
            told = round(float(value[used]) - wished, 4)
            bound = round(max(told, float(value.max()) - wished), 4)
            return [found[place] for place in chosen], film_frames, Solution(value=told, bound=bound)
    raise NotEnoughMaterial(wanted=options.length, available=most / rate, is_scattered=True)


def _chosen(taken: np.ndarray, lengths: Sequence[int], used: int) -> list[int]:
    chosen = []
    for number in range(len(lengths) - 1, -1, -1):
        if taken[number, used]:
            chosen.append(number)
            used -= lengths[number]
    return chosen[::-1]


def _joined(kept: Sequence[Sentence], talk: Talk) -> list[Sentence]:
    """Sentences with a pause between them that is no dead air go on in one clip."""
    joined: list[Sentence] = []
    for sentence in kept:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.order == sentence.order
            and _pause(last, sentence) <= talk.longest_pause
            and last.high >= sentence.low
        ):
            joined[-1] = replace(
                last,
                end=sentence.end,
                high=sentence.high,
                lines=(*last.lines, *sentence.lines),
                worth=last.worth + sentence.worth,
            )
        else:
            joined.append(sentence)
    return joined


def _pause(before: Sentence, after: Sentence) -> Fraction:
    said = before.lines[-1].end if before.lines else before.end
    next_said = after.lines[0].start if after.lines else after.start
    return next_said - said


def _spans(pieces: Sequence[Sentence], rate: Fraction, film_frames: int | None) -> list[tuple[Fraction, int]]:
    """Where each clip begins and how many frames it lasts; breaths grow until the film is full."""
    spans = []
    for piece in pieces:
        frames = max(1, math.ceil((piece.end - piece.start) * rate))
        # The last frame may not reach beyond what there is.
        start = max(piece.low, min(piece.start, piece.high - frames / rate))
        spans.append((start, min(frames, max(1, whole_frames(piece.high - start, rate)))))
    missing = film_frames - sum(frames for _, frames in spans) if film_frames is not None else 0
    while missing:
        grown = False
        for place, piece in enumerate(pieces):
            start, frames = spans[place]
            if missing > 0 and start + (frames + 1) / rate <= piece.high:
                spans[place] = start, frames + 1
            elif missing > 0 and start - 1 / rate >= piece.low:
                spans[place] = start - 1 / rate, frames + 1
            elif missing < 0 and frames > 1 and start + (frames - 1) / rate >= (piece.lines[-1].end if piece.lines else start):
                spans[place] = start, frames - 1
            else:
                continue
            missing -= 1 if missing > 0 else -1
            grown = True
            if not missing:
                break
        if not grown:
            raise NotEnoughMaterial(
                wanted=Fraction(film_frames or 0) / rate, available=sum(frames for _, frames in spans) / rate, is_scattered=True
            )
    return spans


def _choices(pieces: Sequence[Sentence], spans: Sequence[tuple[Fraction, int]], footage: Sequence[Footage]) -> list[Choice]:
    choices, at = [], 0
    for number, (piece, (start, frames)) in enumerate(zip(pieces, spans, strict=True), start=1):
        item = footage[piece.order]
        base = piece.select
        levels = [select.loudness for select in item.selects if select.loudness is not None]
        loudness = base.loudness if base is not None and base.loudness is not None else (max(levels) if levels else None)
        if loudness is None and item.media.sound is not None and piece.lines:
            loudness = -23.0
        select = Select(
            id=base.id if base is not None else f"speech-{number:03d}",
            shot=base.shot if base is not None else "speech",
            start=start, peak=start, end=start + LEAST, in_limit=min(piece.low, start), out_limit=max(piece.high, start + LEAST),
            score=base.score if base is not None else 0.5, parts=base.parts if base is not None else {},
            loudness=loudness, speech=piece.lines, look=base.look if base is not None else (),
        )  # fmt: skip
        candidate = Candidate(media=item.media, select=select, order=piece.order)
        slot = Slot(start=at, frames=frames, beat=None, energy=0.5, is_drop=False)
        choices.append(Choice(slot=slot, candidate=candidate, source_start=start))
        at += frames
    return choices


def _reasons(pieces: Sequence[Sentence], found: Sequence[Sentence]) -> list[Reason]:
    """What was cut out before each clip."""
    told = []
    for before, piece in pairwise([None, *pieces]):
        assert piece is not None, "only the first has nothing before it"
        ends = [sentence.end for sentence in found if sentence.order == piece.order and sentence.end <= piece.start]
        since = max(ends, default=None)
        skipped = before is not None and before.order == piece.order and since is not None and before.end < since
        gap = piece.start - (before.end if before is not None and before.order == piece.order else (since or piece.start))
        what = "sentences and pauses" if skipped else "dead air"
        cut = f"; {float(gap):.1f} s of {what} before it are cut out" if gap > 0 else ""
        said = "what is said" if piece.lines else "what happens"
        score = piece.select.score if piece.select is not None else 0.0
        told.append(
            Reason(text=f"{said} from {float(piece.start):.1f} to {float(piece.end):.1f} s{cut}", score=score, cut_on="a pause")
        )
    return told


def _other_takes(known: Sequence[Candidate], usable: Sequence[Candidate]) -> list[str]:
    """Files that are left out as takes of a view that another one shows: a person should know."""
    left = sorted({candidate.media.id for candidate in known} - {candidate.media.id for candidate in usable})
    return [f"{name} is left out as another take of a view that is shown; --takes all keeps it" for name in left]


def _notes(found: Sequence[Sentence], kept: Sequence[Sentence]) -> tuple[str, ...]:
    left = len(found) - len(kept)
    what = "sentences" if any(sentence.lines for sentence in found) else "moments"
    return (f"{left} of {len(found)} {what} are left out to come to the length",) if left else ()
