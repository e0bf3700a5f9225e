"""What was measured on a finished film, and whether it is the film that was planned."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from autoedit.errors import RenderError, at
from autoedit.model.time import rational_text
from autoedit.model.timecode import timecode
from autoedit.render.verify.findings import CutFound, Flashing, Offset, PictureFault, SongFound, SoundGap

SCHEMA = "autoedit/certificate/1"
_DIGITS = 6


class Severity(StrEnum):
    """What follows from a check that fails: a film with a fault does not get its name, a warning is told."""

    FAULT = "fault"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: the figure that was found, the limit it is held against, and in words what is wrong."""

    name: str
    is_right: bool
    figure: str
    limit: str
    text: str = ""
    severity: Severity = Severity.FAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A film's checks and what they rest on; loudness is None where there is no sound."""

    rate: Fraction
    frames: int
    checks: tuple[Check, ...]
    faults: tuple[PictureFault, ...] = ()
    cuts: tuple[CutFound, ...] = ()
    offsets: tuple[Offset, ...] = ()
    gaps: tuple[SoundGap, ...] = ()
    songs: tuple[SongFound, ...] = ()
    flashing: tuple[Flashing, ...] = ()
    lufs: float | None = None
    true_peak: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the film is the one that was planned; warnings do not count."""
        return not self.wrong

    @property
    def wrong(self) -> tuple[Check, ...]:
        """The checks for which the film is refused."""
        return tuple(check for check in self.checks if not check.is_right and check.severity is Severity.FAULT)

    @property
    def warnings(self) -> tuple[Check, ...]:
        """The checks that are told and no more."""
        return tuple(check for check in self.checks if not check.is_right and check.severity is Severity.WARNING)

    def rows(self) -> list[dict[str, Any]]:
        """The checks as rows of a table: what, found, limit, and a word on it."""
        return [
            {"check": check.name, "found": check.figure, "limit": check.limit, "result": _result(check)} for check in self.checks
        ]

    def as_dict(self) -> dict[str, Any]:
        """The certificate as a document: exact values, and plain ones beside them."""
        return {
            "schema": SCHEMA,
            "holds": self.holds,
            "frames": self.frames,
            "rate": rational_text(self.rate),
            "checks": [_check_tree(check) for check in self.checks],
            "faults": [
                {"kind": fault.kind.value, "by_frames": fault.by, "text": fault.text, **self._span(fault.start, fault.frames)}
                for fault in self.faults
            ],
            "cuts": [self._cut_tree(cut) for cut in self.cuts],
            "offsets": [_offset_tree(offset) for offset in self.offsets],
            "gaps": [_gap_tree(gap) for gap in self.gaps],
            "music": [_song_tree(song) for song in self.songs],
            "flashing": [
                {"flashes": each.flashes, "area": round(each.area, 3), "is_red": each.is_red, **self._place(each.start)}
                for each in self.flashing
            ],
            "loudness": {"lufs": _decibels(self.lufs), "true_peak": _decibels(self.true_peak)},
        }

    def _cut_tree(self, cut: CutFound) -> dict[str, Any]:
        return {
            **self._place(cut.frame),
            "found": cut.found,
            "is_alike": cut.is_alike,
            "beat_error": _exact(cut.beat_error),
            "beat_error_ms": milliseconds(cut.beat_error),
        }

    def _place(self, frame: int) -> dict[str, Any]:
        return {"frame": frame, "seconds": round(float(frame / self.rate), _DIGITS), "timecode": timecode(frame, self.rate)}

    def _span(self, start: int, frames: int) -> dict[str, Any]:
        return {"first_frame": start, "last_frame": start + frames - 1, **self._place(start)}


@at("verify")
def refuse(certificate: Certificate) -> None:
    """Refuse a film that is not the one that was planned.

    Raises:
        RenderError: naming the first fault and what to do.
    """
    if certificate.holds:
        return
    first, *others = certificate.wrong
    more = f" ({len(others)} more of its checks fail)" if others else ""
    raise RenderError(f"the film is not as planned: {first.text}{more}. Render it again, or keep it as it is with --force.")


def milliseconds(time: Fraction | None) -> float | None:
    """Exact seconds as milliseconds to a thousandth."""
    return None if time is None else round(float(time * 1000), 3)


def _check_tree(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "is_right": check.is_right,
        "severity": check.severity.value,
        "figure": check.figure,
        "limit": check.limit,
        "text": check.text,
    }


def _offset_tree(offset: Offset) -> dict[str, Any]:
    return {
        "place": offset.place,
        "time": rational_text(offset.time),
        "seconds": round(float(offset.time), _DIGITS),
        "sound": _exact(offset.sound),
        "picture": rational_text(offset.picture),
        "offset_ms": milliseconds(offset.seconds),
        "is_silent": offset.is_silent,
        "is_unlike": offset.is_unlike,
    }


def _gap_tree(gap: SoundGap) -> dict[str, Any]:
    return {
        "time": rational_text(gap.time),
        "seconds": round(float(gap.time), _DIGITS),
        "duration": rational_text(gap.duration),
        "duration_seconds": round(float(gap.duration), _DIGITS),
        "is_louder": gap.is_louder,
    }


def _song_tree(song: SongFound) -> dict[str, Any]:
    return {
        "clip": song.clip,
        "time": rational_text(song.time),
        "seconds": round(float(song.time), _DIGITS),
        "lag": _exact(song.lag),
        "lag_ms": milliseconds(song.lag),
        "confidence": round(song.confidence, 3),
    }


def _result(check: Check) -> str:
    if check.is_right:
        return check.text or "right"
    return f"{check.severity.value}: {check.text}"


def _exact(time: Fraction | None) -> str | None:
    return None if time is None else rational_text(time)


def _decibels(value: float | None) -> float | None:
    """JSON knows no infinity: silence has no loudness."""
    return None if value is None or not math.isfinite(value) else round(value, 3)
