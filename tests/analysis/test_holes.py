"""Holes in variable-rate footage."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from autoedit.analysis.selects import find_selects
from autoedit.analysis.watch import watch
from autoedit.media.probe import probe
from autoedit.model.select import DefectKind
from autoedit.testing import numbered_film


def test_a_hole_in_variable_rate_footage_is_a_defect_and_in_no_select(tmp_path: Path):
    times = [Fraction(k, 30) for k in range(90)] + [Fraction(4) + Fraction(k, 30) for k in range(90)]
    path = tmp_path / "phone.mp4"
    numbered_film(path, rate=Fraction(30), frames=len(times), times=times)

    moments = find_selects(watch(probe(path)), None)

    holes = [(defect.start, defect.end) for defect in moments.defects if defect.kind is DefectKind.HOLE]
    assert holes == [(Fraction(89, 30), Fraction(4))]
    assert all(select.out_limit <= holes[0][0] or select.in_limit >= holes[0][1] for select in moments.selects)
    assert moments.selects
