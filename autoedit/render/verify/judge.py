"""What is right and what is not: each measurement held against its limit, and told in a word."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from statistics import median

from autoedit.render.verify.certificate import Check, Severity, milliseconds
from autoedit.render.verify.findings import CutFound, Offset, PictureFault, SongFound, SoundGap
from autoedit.render.verify.path import Way

# What was mixed is heard to the sample, through AAC and a container that counts in milliseconds: 0.0 to 0.6 ms were measured.
# Viewers notice 45 ms (ITU-R BT.1359); a slip of 40 is a fault of ours long before.
MOST_SLIP = Fraction(10, 1000)
# The song is laid by the sample, and found again within 0.1 ms.
MOST_SONG_LAG = Fraction(5, 1000)
# Code values: what AV1 and x264 leave of a picture's levels at their worst settings, and no wrong range or matrix does.
MOST_OFF = 3.0


def pictures_check(faults: Sequence[PictureFault], found: Way, *, is_draft: bool) -> Check:
    """Whether every frame shows what was drawn for it."""
    wrong = sum(fault.frames for fault in faults)
    text = faults[0].text if faults else ""
    return Check(
        name="pictures",
        is_right=not faults,
        figure=f"{len(found.shift) - wrong} of {len(found.shift)} as drawn",
        limit="all",
        text=f"{text}, and {len(faults) - 1} more" if len(faults) > 1 else text,
        severity=Severity.WARNING if is_draft else Severity.FAULT,
    )


def levels_check(off: float) -> Check:
    """Whether the film is as bright and as coloured as it was drawn."""
    is_right = off <= MOST_OFF
    return Check(
        name="levels",
        is_right=is_right,
        figure=f"{off:.1f} off",
        limit=f"{MOST_OFF:g} of 255",
        text="" if is_right else f"brightness or colour is off by {off:.1f} levels throughout",
    )


def cuts_check(cuts: Sequence[CutFound]) -> Check:
    """Whether every plain cut is at its frame."""
    wrong = [cut for cut in cuts if not cut.is_right]
    alike = sum(cut.is_alike for cut in cuts)
    text = f"{alike} between like pictures" if alike else ""
    if wrong:
        first = wrong[0]
        text = f"the cut at frame {first.frame} is " + ("not there" if first.found is None else f"at {first.found}")
    return Check(
        name="cuts", is_right=not wrong, figure=f"{len(cuts) - len(wrong)} of {len(cuts)} at their frame", limit="all", text=text
    )


def beats_check(cuts: Sequence[CutFound], rate: Fraction) -> Check:
    """How far the cuts that were planned on a beat lie from it; there is one at least."""
    on_beat = [cut for cut in cuts if cut.beat_error is not None]
    errors = [_size(cut.beat_error) for cut in on_beat]
    worst = max(on_beat, key=lambda cut: _size(cut.beat_error))
    most = Fraction(1, 2) / rate + MOST_SONG_LAG
    is_right = max(errors) <= most
    free = len(cuts) - len(on_beat)
    text = f"{free} cuts lie free" if free else ""
    if not is_right:
        text = f"the cut at frame {worst.frame} is {_ms(worst.beat_error)} from its beat"
    return Check(
        name="cuts on the beat",
        is_right=is_right,
        figure=f"{len(on_beat)} cuts, {_ms(median(errors))} median, {_ms(max(errors))} at most",
        limit=f"{_ms(most)}",
        text=text,
    )


def music_check(songs: Sequence[SongFound]) -> Check:
    """Whether the song is heard where it was laid; a song that something louder covers is no fault."""
    located = [song for song in songs if song.lag is not None]
    if not located:
        return Check(
            name="music", is_right=True, figure="not measurable", limit=_ms(MOST_SONG_LAG), text="nothing loud or long enough"
        )
    worst = max(located, key=lambda song: _size(song.lag))
    is_right = _size(worst.lag) <= MOST_SONG_LAG
    return Check(
        name="music",
        is_right=is_right,
        figure=f"{_ms(worst.lag)} off at most",
        limit=_ms(MOST_SONG_LAG),
        text=f"found in {len(located)} of {len(songs)} places"
        if is_right
        else f"the song is {_late(worst.lag)} at {float(worst.time):.2f} s",
    )


def offsets_check(slips: Sequence[Offset], rate: Fraction) -> Check:
    """Sound against picture; a film that lost its sound is told by the file's checks."""
    most = min(Fraction(1, 2) / rate, MOST_SLIP)
    told = [slip for slip in slips if slip.seconds is not None]
    unlike = [slip for slip in slips if slip.is_unlike]
    figure = ", ".join(f"{slip.place} {_ms(slip.seconds)}" for slip in told) or "not measurable"
    wrong = [slip for slip in told if _size(slip.seconds) > most]
    text = "" if len(told) == len(slips) else "elsewhere nothing is heard"
    if wrong:
        worst = max(wrong, key=lambda slip: _size(slip.seconds))
        text = f"the sound is {_late(worst.seconds)} at {float(worst.time):.2f} s"
    elif unlike:
        text = f"the sound at {float(unlike[0].time):.2f} s is not what was mixed"
    return Check(name="sound to picture", is_right=not wrong and not unlike, figure=figure, limit=_ms(most), text=text)


def gaps_check(found: Sequence[SoundGap]) -> Check:
    """Whether all that was mixed is heard, and nothing else."""
    text = ""
    if found:
        what = "something loud that was not mixed" if found[0].is_louder else "nothing of the mix"
        text = f"{what} is heard at {float(found[0].time):.2f} s" + (f", and {len(found) - 1} more" if len(found) > 1 else "")
    wrong = sum((gap.duration for gap in found), Fraction(0))
    return Check(name="sound", is_right=not found, figure=f"{_ms(wrong)} not as mixed", limit=_ms(Fraction(0)), text=text)


def _size(time: Fraction | None) -> Fraction:
    return abs(time or Fraction(0))


def _ms(time: Fraction | None) -> str:
    return f"{milliseconds(time) or 0.0:.1f} ms"


def _late(time: Fraction | None) -> str:
    return f"{_ms(_size(time))} {'late' if time is not None and time > 0 else 'early'}"
