"""What a person is told of a film that is as planned and yet may not be as wished: its loudness, its peaks, its flashes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from autoedit.render.verify.certificate import Check, Severity
from autoedit.render.verify.findings import Flashing
from autoedit.render.verify.flashes import MOST_FLASHES
from autoedit.render.verify.meant import Meant
from autoedit.render.verify.shown import Heard

# EBU R128 allows 0.5 LU for what cannot be measured beforehand, 1 LU live.
LOUDNESS_DOUBT = 1.0
# FFmpeg's true peaks are fourfold oversampled, which BS.1770 allows half a decibel of doubt.
PEAK_DOUBT = 0.5


def loudness_checks(heard: Heard | None, meant: Meant) -> Iterator[Check]:
    """Integrated loudness and true peak, where a loudness was asked for."""
    if heard is None or meant.lufs is None or not math.isfinite(meant.lufs):
        return
    off = heard.lufs - meant.lufs
    is_right = abs(off) <= LOUDNESS_DOUBT
    yield Check(
        name="loudness",
        is_right=is_right,
        figure=f"{heard.lufs:.1f} LUFS",
        limit=f"{meant.lufs:.1f} ± {LOUDNESS_DOUBT:g} LUFS",
        text="" if is_right else f"the film is {abs(off):.1f} LU too {'loud' if off > 0 else 'soft'}",
        severity=Severity.WARNING,
    )
    most = meant.true_peak + PEAK_DOUBT
    is_below = heard.true_peak <= most
    yield Check(
        name="true peak",
        is_right=is_below,
        figure=f"{heard.true_peak:.1f} dBTP",
        limit=f"{meant.true_peak:.1f} dBTP",
        text="" if is_below else f"its peaks are {heard.true_peak - meant.true_peak:.1f} dB too high",
        severity=Severity.WARNING,
    )


def flash_check(found: Sequence[Flashing], rate: Fraction) -> Check:
    """Flashes that could hurt somebody."""
    most = max((each.flashes for each in found), default=0)
    text = ""
    if found:
        times = ", ".join(f"{float(each.start / rate):.1f} s" for each in found[:3])
        text = f"more than {MOST_FLASHES} flashes in a second from {times} on can hurt people with photosensitive epilepsy"
    return Check(
        name="flashes",
        is_right=not found,
        figure=f"{most} a second" if found else f"{MOST_FLASHES} a second or fewer",
        limit=f"{MOST_FLASHES} a second",
        text=text,
        severity=Severity.WARNING,
    )
