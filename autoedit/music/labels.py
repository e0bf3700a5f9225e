"""Beats as text, in and out: our own JSON, Audacity's labels, a list of taps.

    1.523810<TAB>1.523810<TAB>3.1      a beat: bar 3, its first
    1.523810<TAB>9.142857<TAB>drop     a section

A label file says when its beats are, a list of taps only about when; ``overrule`` brings those to their onsets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from autoedit.errors import BadOption
from autoedit.model.music import BeatGrid
from autoedit.model.overrule import GivenBeats
from autoedit.model.time import rational

_SECONDS = re.compile(r"\d{1,7}(?:\.\d{1,12})?")
_BAR_AND_BEAT = re.compile(r"\d{1,6}\.(\d{1,2})")
_BEAT = re.compile(r"\d{1,2}")
SCHEMA = "autoedit/beats/1"
FEWEST, MOST = 2, 200_000
HOW = "Give what autoedit beats --json or --labels wrote, an Audacity label file, or one time in seconds a line"


def bar_numbers(grid: BeatGrid) -> list[int]:
    """The bar that each beat is in: 0 before the first downbeat, then from 1."""
    numbers, bar = [], 0
    for beat in grid.beats:
        bar += beat.is_downbeat
        numbers.append(bar)
    return numbers


def labels_text(grid: BeatGrid) -> str:
    """A grid as Audacity reads it (File, Import, Labels): beats as points, sections as ranges."""
    points = [(beat.time, beat.time, f"{bar}.{beat.number}") for beat, bar in zip(grid.beats, bar_numbers(grid), strict=True)]
    ranges = [(section.start, section.end, str(section.kind)) for section in grid.sections]
    rows = sorted([*points, *ranges], key=lambda row: (row[0], -row[1]))
    return "".join(f"{float(start):.6f}\t{float(end):.6f}\t{name}\n" for start, end, name in rows)


def given_beats(text: str, source: str) -> GivenBeats:
    """Beats from a text in any of the three forms.

    Args:
        source: the name of where the text comes from.

    Raises:
        BadOption: it is none of these, or its times make no sense.
    """
    if text.lstrip().startswith(("{", "[")):
        beats = _from_json(text, source)
    elif "\t" in text:
        beats = _from_labels(text, source)
    else:
        beats = _from_taps(text, source)
    if not FEWEST <= len(beats.times) <= MOST:
        raise BadOption(f"--beats {source}: {len(beats.times)} beats are no grid. {HOW}.")
    for earlier, later in pairwise(beats.times):
        if later <= earlier:
            raise BadOption(
                f"--beats {source}: {float(later):.3f} s comes after {float(earlier):.3f} s. Put the times in order, each once."
            )
    return beats


def _from_json(text: str, source: str) -> GivenBeats:
    try:
        tree: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadOption(f"--beats {source}: this is not JSON ({error}). {HOW}.") from error
    said = tree.get("schema") if isinstance(tree, dict) else None
    if said != SCHEMA or not isinstance(tree.get("beats"), list):
        raise BadOption(f"--beats {source}: its schema is {str(said)[:40]!r}, not {SCHEMA!r}. {HOW}.")
    times, numbers = [], []
    for place, beat in enumerate(tree["beats"]):
        try:
            times.append(rational(beat["time"]))
            number = beat.get("number", 0)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadOption(f"--beats {source}: beats[{place}] has no exact time ({error}). {HOW}.") from error
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= 99:
            raise BadOption(f"--beats {source}: beats[{place}].number is {str(number)[:40]!r}. It counts from 1; 0 is unknown.")
        numbers.append(number)
    return GivenBeats(times=tuple(times), numbers=tuple(numbers), is_tapped=False, source=source)


def _from_labels(text: str, source: str) -> GivenBeats:
    """The points among the labels; ranges are sections, unless there are no points."""
    labels = list(_labels(text, source))
    chosen = [label for label in labels if label[0] == label[1]] or labels
    times = tuple(start for start, _, _ in chosen)
    return GivenBeats(times=times, numbers=tuple(_number(name) for _, _, name in chosen), is_tapped=False, source=source)


def _labels(text: str, source: str) -> Iterator[tuple[Fraction, Fraction, str]]:
    for line_number, line in enumerate(text.splitlines(), start=1):
        # A line that begins with a backslash holds the frequencies of the label before it.
        if not line.strip() or line.startswith("\\"):
            continue
        start, _, rest = line.partition("\t")
        end, _, name = rest.partition("\t")
        yield _seconds(start, line_number, source), _seconds(end or start, line_number, source), name.strip()


def _number(name: str) -> int:
    """A beat's number within its bar, from a label like 3.1 (bar 3, beat 1) or 1; 0 when it tells none."""
    match = _BAR_AND_BEAT.fullmatch(name)
    if match is not None:
        return int(match[1])
    return int(name) if _BEAT.fullmatch(name) else 0


def _from_taps(text: str, source: str) -> GivenBeats:
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    times = tuple(_seconds(line, number, source) for number, line in lines if line and not line.startswith("#"))
    return GivenBeats(times=times, numbers=(0,) * len(times), is_tapped=True, source=source)


def _seconds(text: str, line_number: int, source: str) -> Fraction:
    text = text.strip()
    if _SECONDS.fullmatch(text) is None:
        raise BadOption(f"--beats {source}, line {line_number}: {text[:40]!r} is not a time in seconds like 12.53. {HOW}.")
    return Fraction(text)
