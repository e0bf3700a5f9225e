"""Planted moments: how much of planted defects the selects keep out of, and how many planted highlights have a peak.

Two figures guard against the cheap ways to hold the bars: clean time that is called defective, and selects a minute.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from autoedit.analysis.listen import listen
from autoedit.analysis.selects import find_selects
from autoedit.analysis.watch import watch
from autoedit.media.probe import probe
from autoedit.model.select import Moments
from tests.benchmarks.measure import Cost, Ratio, Result, Watch
from tests.benchmarks.planted import Take, plant, raw_clips

TAKES = 12
NEAR = Fraction(1, 4)
# A planted stretch's rim belongs to neither side: a defect there is no fault, and a miss there is none of clean time.
RIM = Fraction(1, 4)
DECOYS = {"unseen": "bangs with nothing to see", "quiet": "movements without a sound"}


def run(media: Path) -> Result:
    """Plant takes from the clips of a folder of real media (or of sample_media), analyse them, and compare with the truth."""
    clips = raw_clips(media, TAKES)
    with tempfile.TemporaryDirectory() as folder:
        planting = Watch()
        takes = [
            plant(clip, [other for other in clips if other is not clip], Path(folder) / f"take-{seed:02d}.mp4", seed=seed)
            for seed, clip in zip(range(TAKES), clips * TAKES, strict=False)
        ]
        costs = [planting.cost("planting")]
        finding = Watch()
        found = [_moments(take.path) for take in takes]
        costs.append(finding.cost("watch, listen, selects"))
    return compared(takes, found, costs, title=f"{TAKES} planted takes from {len(clips)} clips of {media.name}")


def compared(takes: Sequence[Take], found: Sequence[Moments], costs: Sequence[Cost], *, title: str) -> Result:
    """The figures of takes and what was found in them."""
    spoilt, kept = defaultdict(Fraction), defaultdict(Fraction)
    hit, planted = defaultdict(int), defaultdict(int)
    called, clean = Fraction(0), Fraction(0)
    decoys, marked = defaultdict(int), defaultdict(int)
    for take, moments in zip(takes, found, strict=True):
        selects = [(select.start, select.end) for select in moments.selects]
        for event in take.of("spoil"):
            spoilt[event.kind] += event.end - event.start
            kept[event.kind] += _overlap(selects, event.start, event.end)
        for event in take.of("highlight"):
            planted[event.kind] += 1
            hit[event.kind] += any(abs(select.peak - event.middle) <= NEAR for select in moments.selects)
        defects = [(defect.start, defect.end) for defect in moments.defects if defect.kind.is_seen]
        for start, end in _clean(take):
            clean += end - start
            called += _overlap(defects, start, end)
        for role in DECOYS:
            decoys[role] += len(take.of(role))
            marked[role] += sum(any(abs(s.peak - event.middle) <= NEAR for s in moments.selects) for event in take.of(role))
    count = sum(len(moments.selects) for moments in found)
    minutes = sum((take.duration for take in takes), Fraction(0)) / 60
    covered = sum((select.duration for moments in found for select in moments.selects), Fraction(0))
    outside = 1 - sum(kept.values()) / sum(spoilt.values())
    peaked = sum(hit.values()) / sum(planted.values())
    ratios = [
        Ratio(name="planted defect time outside the selects", figure=_figure(outside), floor=0.95),
        *(Ratio(name=f"  {kind}", figure=_figure(1 - kept[kind] / spoilt[kind])) for kind in sorted(spoilt)),
        Ratio(name="planted highlights with a peak within 0.25 s", figure=_figure(peaked), floor=0.9),
        *(Ratio(name=f"  {kind}", figure=_figure(hit[kind] / planted[kind])) for kind in sorted(planted)),
        Ratio(name="clean time called defective", figure=_figure(called / clean), limit=0.05),
        Ratio(name="selects a minute", figure=_figure(count / minutes), limit=20),
        Ratio(name="share of the takes that is in a select", figure=_figure(covered / minutes / 60)),
        *(Ratio(name=f"{told} that have a peak", figure=_figure(marked[role] / decoys[role])) for role, told in DECOYS.items()),
    ]
    spoils, highlights = (sum(len(take.of(role)) for take in takes) for role in ("spoil", "highlight"))
    note = f"{spoils} planted defects, {highlights} highlights, {float(minutes):.1f} minutes"
    return Result(title=title, costs=tuple(costs), ratios=tuple(ratios), notes=(note,))


def _moments(path: Path) -> Moments:
    media = probe(path)
    return find_selects(watch(media), listen(media))


def _clean(take: Take) -> list[tuple[Fraction, Fraction]]:
    """The stretches between planted defects, without their rims."""
    start, left = Fraction(0), []
    for event in take.of("spoil"):
        left.append((start, event.start - RIM))
        start = event.end + RIM
    left.append((start, take.duration))
    return [(first, last) for first, last in left if last > first]


def _overlap(ranges: Sequence[tuple[Fraction, Fraction]], start: Fraction, end: Fraction) -> Fraction:
    """How much of [start, end) the union of ranges covers."""
    covered, reached = Fraction(0), start
    for first, last in sorted(ranges):
        first, last = max(first, reached), min(last, end)
        if last > first:
            covered += last - first
            reached = last
    return covered


def _figure(value: Fraction | float) -> float:
    return round(float(value), 4)
