"""The footage at a glance: every file as long as it is, its selects, what the film shows of it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from autoedit.model.document import LeftOut
from autoedit.model.select import Select
from autoedit.review.report import commands
from autoedit.review.report.clips import command_line
from autoedit.review.report.markup import attribute, bar, clock, file_name, lasting, many, picture, sentence, words
from autoedit.review.report.values import FileStory, Report, Seen

# A bar shorter than this, in per cent of the longest, shows nothing.
SHORTEST = 12.0
# Of a file's selects so many are listed; the edit list has them all.
MOST_ROWS = 60
LEGEND = """<p class="legend" aria-hidden="true">
<span class="key use"></span> in the film
<span class="key select"></span> a select, as high as its score
<span class="key defect"></span> a defect</p>"""


def footage(report: Report, seen: Seen, size: tuple[int, int]) -> str:
    """Every file, and those that could not be used."""
    longest = max((file.media.duration for file in report.files), default=Fraction(1)) or Fraction(1)
    rows = "".join(f"<li>{_file(report, file, seen, size, longest)}</li>\n" for file in report.files)
    return f"""<p class="lead">{words(_told(report))}</p>
{LEGEND}
<ul class="files">
{rows}</ul>
{_left_out(report.edit_list.left_out)}"""


def _told(report: Report) -> str:
    selects = sum(len(file.selects) for file in report.files)
    used = sum(bool(file.uses) for file in report.files)
    shown = sum((use.end - use.start for file in report.files for use in file.uses), Fraction(0))
    all_of_it = sum((file.media.duration for file in report.files), Fraction(0))
    return (
        f"{many(len(report.files), 'file')} of {lasting(all_of_it)} together, {many(selects, 'select')} found; "
        f"the film shows {lasting(shown)} from {many(used, 'file')}."
    )


def _file(report: Report, file: FileStory, seen: Seen, size: tuple[int, int], longest: Fraction) -> str:
    media = file.media
    name, used = file_name(media.path), dict.fromkeys(use.clip for use in file.uses)
    shown = sum((use.end - use.start for use in file.uses), Fraction(0))
    links = ", ".join(f'<a href="#clip-{number}">clip {number}</a>' for number in used)
    state = f"{clock(shown)} in the film: {links}" if used else f"not in the film{_best_left(file)}"
    fault = f'<p class="fault">{words(sentence(seen.faults[media.id]))}</p>' if media.id in seen.faults else ""
    damage = f'<p class="soft">{words(sentence("; ".join(media.damage)))}</p>' if media.damage else ""
    return f"""<article aria-label="{attribute(name)}">
{picture(seen.still(file.poster), f"From {name}", size, "poster")}
<div class="file">
<h3>{words(name)}</h3>
<p class="soft">{clock(media.duration)} · {many(len(file.selects), "select")} · {state}</p>{fault}{damage}
{_bar(file, longest)}
{_details(report, file)}
</div>
</article>"""


def _best_left(file: FileStory) -> str:
    best = max((select.score for select in file.selects), default=None)
    return f"; its best select has {best:.2f}" if best is not None else "; it has no select"


def _bar(file: FileStory, longest: Fraction) -> str:
    media = file.media
    lasts = float(media.duration) or 1.0

    def span(start: Fraction, end: Fraction) -> tuple[float, float]:
        left = min(1.0, max(0.0, float(start - media.start) / lasts))
        right = min(1.0, max(0.0, float(end - media.start) / lasts))
        return 100 * left, 100 * max(0.0, right - left)

    parts = []
    for select in file.selects:
        left, width = span(select.start, select.end)
        high = 4 + 20 * min(1.0, max(0.0, select.score))
        parts.append(f'<rect class="select" x="{left:.3f}%" width="{width:.3f}%" y="{28 - high:.1f}" height="{high:.1f}"/>')
    for defect in file.defects:
        left, width = span(defect.start, defect.end)
        parts.append(f'<rect class="defect" x="{left:.3f}%" width="{width:.3f}%" y="0" height="28" fill="url(#hatch)"/>')
    for use in file.uses:
        left, width = span(use.start, use.end)
        parts.append(f'<rect class="use" x="{left:.3f}%" width="{width:.3f}%" y="28" height="6"/>')
    wide = max(SHORTEST, 100 * float(media.duration / longest))
    return (
        f'<svg class="length" width="100%" height="34" role="img" aria-label="{attribute(_bar_told(file))}">'
        f'<svg width="{wide:.2f}%" height="34"><rect class="whole" width="100%" height="28"/>{"".join(parts)}</svg></svg>'
    )


def _bar_told(file: FileStory) -> str:
    """The bar in words."""
    uses = "; ".join(f"clip {use.clip} shows {clock(use.start)} to {clock(use.end)}" for use in file.uses) or "nothing is shown"
    wrong = ", ".join(f"{_kind(d.kind)} {clock(d.start)} to {clock(d.end)}" for d in file.defects)
    return f"{clock(file.media.duration)}: {uses}{f'. Defects: {wrong}' if wrong else ''}"


def _details(report: Report, file: FileStory) -> str:
    if not file.selects and not file.defects:
        return ""
    ranked = sorted(file.selects, key=lambda select: (-select.score, select.start))
    rows = "".join(_select(file, select) for select in ranked[:MOST_ROWS])
    more = f'<p class="soft">and {len(ranked) - MOST_ROWS} more in the edit list</p>' if len(ranked) > MOST_ROWS else ""
    table = (
        '<div class="wide"><table><thead><tr><th scope="col">Select</th><th scope="col">From</th><th scope="col">To</th>'
        f'<th scope="col">Score</th><th><span class="unseen">As a bar</span></th><th scope="col">In the film</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{more}"
        if ranked
        else ""
    )
    wrong = "".join(f"<li>{_kind(d.kind)} {clock(d.start)} to {clock(d.end)}</li>" for d in file.defects)
    defects = f'<h4>Defects</h4><ul class="avoids">{wrong}</ul>' if wrong else ""
    left = next((select for select in ranked if not file.clips_of(select)), None)
    wish = commands.keep(report.edit_file, f"{file.media.id}/{left.id}") if left is not None else ""
    offered = command_line(wish, "Show the best that was left") if wish else ""
    dropped = command_line(commands.drop(report.edit_file, file.media.id), "Never show this file") if file.uses else ""
    return f"""<details><summary>Selects and defects</summary>
{table}{defects}{offered}{dropped}
<p class="soft path">{words(file.media.path)}</p>
</details>"""


def _select(file: FileStory, select: Select) -> str:
    clips = ", ".join(f'<a href="#clip-{number}">clip {number}</a>' for number in file.clips_of(select)) or "left"
    return (
        f'<tr><th scope="row"><code>{words(select.id)}</code></th><td>{clock(select.start)}</td><td>{clock(select.end)}</td>'
        f'<td class="figure">{select.score:.2f}</td><td>{bar(select.score)}</td><td>{clips}</td></tr>'
    )


def _kind(kind: str) -> str:
    return kind.replace("_", " ")


def _left_out(files: Sequence[LeftOut]) -> str:
    if not files:
        return ""
    rows = "".join(f"<li><b>{words(file_name(item.path))}</b> {words(_why(item))}</li>" for item in files)
    return f'<section class="left-out"><h3>Left out</h3><ul>{rows}</ul></section>'


def _why(item: LeftOut) -> str:
    return f"{sentence(item.reason)} {item.remedy}".strip()
