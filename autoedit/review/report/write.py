"""A report written: the edit list is told, its files are looked at, and page and sheet are drawn from what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autoedit.errors import OutputError, at
from autoedit.media.conform import Fit
from autoedit.model.document import EditList
from autoedit.pipeline.output import check_output, whole
from autoedit.pipeline.workplace import Workplace
from autoedit.review.report.gather import gather
from autoedit.review.report.music import music_clips
from autoedit.review.report.page import page
from autoedit.review.report.pictures import AREAS, looked_at, sized, smaller, stills_of
from autoedit.review.report.sheet import write_sheet
from autoedit.review.report.values import CertificateSeen, Report, Seen, Size, Still, Wanted
from autoedit.review.report.wave import levels_of

PAGE_SUFFIXES, SHEET_SUFFIX = (".html", ".htm"), ".png"
# Bytes of pictures for each minute of film, before they are written as text, which takes a third more: the page of a minute
# stays below 5 MB.
BYTES_A_MINUTE = 3_300_000
# What is tried in this order until the pictures are small enough: JPEG's quality, and how many times smaller they are.
EFFORTS = ((60, 1.0), (60, 1.5), (45, 1.5), (45, 2.4), (30, 3.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOutputs:
    """Where the report goes: a page, a sheet, or both."""

    page: Path | None = None
    sheet: Path | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """All that is written."""
        return tuple(path for path in (self.page, self.sheet) if path is not None)


def check_report(outputs: ReportOutputs, sources: tuple[Path, ...] = ()) -> None:
    """Whether a report can be written there.

    Raises:
        OutputError: it cannot, its name promises another kind of file, or it is one of the sources.
    """
    for path in outputs.paths:
        check_output(path, sources)
    if outputs.page is not None and outputs.page.suffix.lower() not in PAGE_SUFFIXES:
        raise OutputError(outputs.page, "reports are written as HTML", "Give a name that ends in .html.")
    if outputs.sheet is not None and outputs.sheet.suffix.lower() != SHEET_SUFFIX:
        raise OutputError(outputs.sheet, "sheets are written as PNG", "Give a name that ends in .png.")


@at("report")
def write_report(
    edit_list: EditList,
    outputs: ReportOutputs | Path,
    work: Workplace | None = None,
    *,
    certificate: CertificateSeen | None = None,
    edit_file: Path | None = None,
    name: str = "",
) -> tuple[Path, ...]:
    """Write why a film is as it is: one HTML file to open from disk, or the same as a picture.

    Files that are gone or have changed since the film was planned cost their pictures, never the report.

    Args:
        outputs: where it goes; a path alone is the page.
        certificate: what was measured in the finished film.
        edit_file: the edit list, as the command lines in the page shall name it; None where it was not written.
        name: what the film is called, if it has no title.

    Returns:
        What was written; a long sheet has several pages.

    Raises:
        OutputError: it cannot be written.
    """
    work = work or Workplace()
    outputs = ReportOutputs(page=outputs) if isinstance(outputs, Path) else outputs
    check_report(outputs, tuple(Path(media.path) for media in edit_list.media.values()))
    report = gather(edit_list, certificate=certificate, edit_file=str(edit_file) if edit_file is not None else None, name=name)
    seen = _seen(report, work)
    written: tuple[Path, ...] = ()
    if outputs.page is not None:
        text = page(report, _light(seen, report), _sizes(report))
        with whole(outputs.page) as temporary:
            # A file's name need not be UTF-8; what stands for such bytes is shown as it is written in JSON.
            temporary.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        written = (outputs.page,)
    if outputs.sheet is not None:
        written += write_sheet(report, seen, outputs.sheet)
    return written


def _seen(report: Report, work: Workplace) -> Seen:
    """What the files hold, as far as they are as planned."""
    edit_list, timeline = report.edit_list, report.edit_list.timeline
    wanted, song = report.wanted, edit_list.song
    names = dict.fromkeys(one.media for one in wanted)
    clips = music_clips(edit_list)
    if song is not None and clips:
        names[song.media.id] = None
    media, faults = looked_at(edit_list, tuple(names), work)
    fit = edit_list.options.get("fit", Fit.PAD)
    shape = timeline.width, timeline.height
    stills = stills_of(wanted, media, shape, Fit(fit) if fit in set(Fit) else Fit.PAD, work)
    heard = media.get(song.media.id) if song is not None else None
    levels = levels_of(clips, timeline.frames, timeline.frame_rate, heard, work) if heard is not None else ()
    return Seen(stills=stills, levels=levels, faults=faults)


def _sizes(report: Report) -> Mapping[Size, tuple[int, int]]:
    shape = report.edit_list.timeline.width, report.edit_list.timeline.height
    return {size: sized(shape, area) for size, area in AREAS.items()}


def _light(seen: Seen, report: Report) -> Seen:
    """The pictures in as many bytes as the film's length allows."""
    minutes = max(1.0, float(report.edit_list.timeline.duration) / 60)
    stills: Mapping[Wanted, Still] = seen.stills
    for quality, times in EFFORTS:
        if sum(len(still.jpeg) for still in stills.values()) <= BYTES_A_MINUTE * minutes:
            break
        stills = smaller(seen.stills, quality, times)
    return Seen(stills=stills, levels=seen.levels, faults=seen.faults)
