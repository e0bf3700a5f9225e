"""What confirms a song's grid by ear and by eye: clicks over the song, a plot, labels for Audacity."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from autoedit.errors import OutputError, at
from autoedit.model.document import Song
from autoedit.music.labels import labels_text
from autoedit.pipeline.output import check_output, whole
from autoedit.review.beat_plot import beat_plot, check_plot
from autoedit.review.click import check_click, write_click_track


@dataclass(frozen=True, slots=True, kw_only=True)
class BeatOutputs:
    """What is to be written, and where."""

    click: Path | None = None
    plot: Path | None = None
    labels: Path | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """All that is to be written."""
        return tuple(path for path in (self.click, self.plot, self.labels) if path is not None)


def check_beat_outputs(outputs: BeatOutputs, sources: Sequence[Path]) -> None:
    """Whether they can be written, before the song is heard.

    Raises:
        OutputError: one cannot, is named like another kind of file, or is a source or another output.
    """
    for path in outputs.paths:
        check_output(path, sources)
    if outputs.click is not None:
        check_click(outputs.click)
    if outputs.plot is not None:
        check_plot(outputs.plot)
    names = [path.absolute() for path in outputs.paths]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise OutputError(outputs.paths[number], "two results would be written to it", "Give each a name of its own.")


@at("draw")
def write_beat_outputs(song: Song, outputs: BeatOutputs) -> None:
    """Write all or none of them.

    Raises:
        OutputError: one cannot be written.
    """
    with ExitStack() as written:
        if outputs.click is not None:
            write_click_track(song, written.enter_context(whole(outputs.click)))
        if outputs.plot is not None:
            beat_plot(song).save(written.enter_context(whole(outputs.plot)), "PNG", optimize=True)
        if outputs.labels is not None:
            written.enter_context(whole(outputs.labels)).write_text(labels_text(song.grid), encoding="utf-8")
