"""Films written for other programs and read back by independent readers: every source and record frame as planned."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from autoedit.exchange.exporter import Exporter
from autoedit.exchange.place import Place
from autoedit.exchange.sequence import Sequence, sequence_of
from autoedit.exchange.write.edl import edl
from autoedit.exchange.write.fcp7 import fcp7
from autoedit.exchange.write.fcpxml import fcpxml
from autoedit.exchange.write.kdenlive import kdenlive
from autoedit.exchange.write.mlt import mlt
from autoedit.exchange.write.otio import otio
from autoedit.model.timeline import TrackKind
from tests.benchmarks.measure import Ratio, Result
from tests.exchange import fcpxml_rules, readback_edl, readback_fcpxml, readback_otio
from tests.exchange.edits import NTSC, NTSC_60, RATES, edit_list
from tests.exchange.melt import MELT, shown
from tests.exchange.planned import frames_alone, planned_edl, planned_fcpxml
from tests.exchange.real_edits import real_film

# Every rate, and those that can drop frames without it too: ten ways to count, ten films each.
COUNTED = (*((rate, True) for rate in RATES), (NTSC, False), (NTSC_60, False))
FILMS_EACH = 10
# Films that melt renders, and those of them whose files have any rate: MLT counts these in the film's frames, and a frame that it
# cannot name is told in the project.
RENDERED, MIXED = 100, 16
PLACE = Place(folder=Path("/project"), stem="film")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many things were looked at, and how many of them were not as planned."""

    seen: int = 0
    wrong: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(seen=self.seen + other.seen, wrong=self.wrong + other.wrong)


Check = Callable[[Sequence], Tally]


def run(media: Path) -> Result:
    """Write and read back generated films; no real footage is needed."""
    films = [sequence_of(edit_list(seed, rate=rate), is_drop=is_drop) for rate, is_drop, seed in _counted()]
    checks: dict[str, Check] = {
        "OTIO by opentimelineio: clips": _otio_clips,
        "OTIO by opentimelineio: transitions": _otio_transitions,
        "FCP 7 XML by otio-fcp-adapter: clips": _fcp7_clips,
        "FCP 7 XML by otio-fcp-adapter: transitions": _fcp7_transitions,
        "EDL by its columns: events": _edl_events,
        "FCPXML by the DTD's meaning: clips": _fcpxml_clips,
        "FCPXML: rules of the DTD": _fcpxml_rules,
    }
    ratios, notes = [], []
    for name, check in checks.items():
        tally = sum((check(film) for film in films), Tally())
        ratios.append(Ratio(name=f"{name} not as planned, of {tally.seen}", figure=tally.wrong, limit=0))
        sys.stderr.write(f"{name}: {tally.wrong} of {tally.seen}\n")
    if MELT is None:
        notes.append("melt is not installed: MLT and Kdenlive were not rendered (Debian's package is melt)")
    else:
        for name, write in (("MLT", mlt), ("Kdenlive", kdenlive)):
            plain, mixed = (_rendered(name, write, films, own_rates=own) for films, own in ((RENDERED, False), (MIXED, True)))
            ratios.append(Ratio(name=f"{name} by melt: frames not as planned, of {plain.seen}", figure=plain.wrong, limit=0))
            ratios.append(Ratio(name=f"{name} by melt, files at any rate: of {mixed.seen}", figure=mixed.wrong))
    return Result(
        title=f"{len(films)} films at {len(RATES)} rates, written and read back",
        costs=(),
        ratios=tuple(ratios),
        notes=tuple(notes),
    )


def _counted() -> Iterator[tuple[Fraction, bool, int]]:
    for place, (rate, is_drop) in enumerate(COUNTED):
        for number in range(FILMS_EACH):
            yield rate, is_drop, place * FILMS_EACH + number


def _compared(found: list[object], planned: list[object]) -> Tally:
    """What differs, place by place; what is missing or too much differs."""
    longest = max(len(found), len(planned))
    same = sum(a == b for a, b in zip(found, planned, strict=False))
    return Tally(seen=longest, wrong=longest - same)


def _otio_clips(film: Sequence) -> Tally:
    return _compared([*readback_otio.otio_frames(otio(film, PLACE)[0].text)], [*readback_otio.planned_frames(film, PLACE)])


def _otio_transitions(film: Sequence) -> Tally:
    return _compared([*readback_otio.otio_transitions(otio(film, PLACE)[0].text)], [*readback_otio.planned_transitions(film)])


def _fcp7_clips(film: Sequence) -> Tally:
    planned = readback_otio.planned_frames(film, PLACE, pictures_first=True)
    return _compared([*readback_otio.fcp7_frames(fcp7(film, PLACE)[0].text)], [*planned])


def _fcp7_transitions(film: Sequence) -> Tally:
    planned = readback_otio.planned_transitions(film, pictures_first=True)
    return _compared([*readback_otio.fcp7_transitions(fcp7(film, PLACE)[0].text)], [*planned])


def _edl_events(film: Sequence) -> Tally:
    tracks = sorted((track for track in film.timeline.tracks if track.clips), key=lambda track: track.kind is TrackKind.AUDIO)
    tally = Tally()
    for document, track in zip(edl(film, PLACE), tracks, strict=True):
        found = readback_edl.frames(document.text, film.rate)
        tally += _compared([*frames_alone(found)], [*frames_alone(planned_edl(film, track))])
    return tally


def _fcpxml_clips(film: Sequence) -> Tally:
    return _compared([*readback_fcpxml.frames(fcpxml(film, PLACE)[0].text)], [*planned_fcpxml(film)])


def _fcpxml_rules(film: Sequence) -> Tally:
    return Tally(seen=1, wrong=int(bool(fcpxml_rules.faults(fcpxml(film, PLACE)[0].text))))


def _rendered(name: str, write: Exporter, films: int, *, own_rates: bool) -> Tally:
    """The frames that melt renders of barcoded files."""
    tally = Tally()
    for number in range(films):
        with tempfile.TemporaryDirectory() as folder:
            rate, is_late = RATES[number % len(RATES)], number // len(RATES) % 2 == 1
            real = real_film(number, Path(folder), rate=rate, speeds=number % 2 == 1, late=is_late, own_rates=own_rates)
            project = Path(folder) / f"film{write.suffix}"
            document = write(sequence_of(real.edit), Place(folder=project.parent, stem="film"))[0]
            project.write_text(document.text, encoding="utf-8")
            wrong = real.wrong(shown(project, len(real.planned)))
            tally += Tally(seen=len(real.planned) - len(real.mixed), wrong=len(wrong))
    sys.stderr.write(f"{name} by melt: {tally.wrong} of {tally.seen}\n")
    return tally
