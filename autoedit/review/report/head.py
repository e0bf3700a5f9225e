"""What is read first: the film's name, its facts in words, what it is worth, and notes; and last, its certificate."""

from __future__ import annotations

from autoedit.exchange.rate import rate_text
from autoedit.model.document import Solution
from autoedit.model.timeline import TitleKind
from autoedit.review.report.markup import bar, clock, file_name, lasting, many, sentence, words
from autoedit.review.report.music import music_clips
from autoedit.review.report.values import CertificateSeen, CheckRow, Report

RESULTS = {"right": ("✓", "Right"), "warning": ("!", "Warning"), "fault": ("✕", "Fault")}


def film_name(report: Report) -> str:
    """What the film is called: its opening title, or what it was written as."""
    titles = report.edit_list.timeline.titles
    opening = next((title.text for title in titles if title.kind is TitleKind.OPENING), None)
    return opening or report.name or report.edit_list.timeline.name


def head(report: Report) -> str:
    """The top of the page."""
    return f"""<header class="head">
<p class="mark">autoedit <span>report</span></p>
<h1>{words(film_name(report))}</h1>
<p class="lead">{words(_in_a_sentence(report))}</p>
<dl class="facts">
{"".join(_fact(name, value) for name, value in _facts(report))}
</dl>
{_worth(report.edit_list.solution, report.edit_list.style)}
{_notes(report)}
</header>"""


def certificate(seen: CertificateSeen | None) -> str:
    """The checks as a table; nothing where the film was not measured."""
    if seen is None:
        return ""
    faults = sum(row.result == "fault" for row in seen.rows)
    warnings = sum(row.result == "warning" for row in seen.rows)
    told = "The finished film was measured, and it is the film that was planned"
    if faults:
        told = f"The finished film was measured, and it is not the film that was planned: {many(faults, 'check')} failed"
    told += f"; {many(warnings, 'warning')}." if warnings else "."
    source = f'<p class="soft">From <code>{words(seen.name)}</code>.</p>' if seen.name else ""
    rows = "".join(_check(row) for row in seen.rows)
    return f"""<p class="lead">{told}</p>
<div class="wide"><table class="checks"><thead><tr><th scope="col">Check</th><th scope="col">Found</th><th scope="col">Asked</th>
<th scope="col">Result</th></tr></thead><tbody>{rows}</tbody></table></div>
{source}"""


def _check(row: CheckRow) -> str:
    sign, told = RESULTS[row.result]
    text = f" <span>{words(row.text)}</span>" if row.text else ""
    return (
        f'<tr class="{row.result}"><th scope="row">{words(row.name)}</th><td>{words(row.found)}</td><td>{words(row.asked)}</td>'
        f'<td><b><span aria-hidden="true">{sign}</span> {told}</b>{text}</td></tr>'
    )


def _in_a_sentence(report: Report) -> str:
    edit_list = report.edit_list
    song = edit_list.song
    music = f", cut to {file_name(song.media.path)}" if song is not None else ""
    return (
        f"{many(len(report.clips), 'clip')} in {lasting(edit_list.timeline.duration)}, "
        f"chosen from {many(len(report.files), 'file')}{music}."
    )


def _facts(report: Report) -> list[tuple[str, str]]:
    edit_list, timeline = report.edit_list, report.edit_list.timeline
    pace = edit_list.options.get("pace")
    facts = [
        ("Length", f"{clock(timeline.duration)}, {many(timeline.frames, 'frame')}"),
        ("Picture", f"{timeline.width} × {timeline.height} at {rate_text(timeline.frame_rate)} frames a second"),
        ("Style", f"{edit_list.style}, {pace} pace" if pace else edit_list.style),
    ]
    if edit_list.song is not None:
        grid, clips = edit_list.song.grid, music_clips(edit_list)
        trust = "" if grid.is_trusted else ", too unsure to cut on"
        facts.append(("Music", f"{grid.tempo:.1f} beats a minute in {grid.metre}, confidence {grid.confidence:.2f}{trust}"))
        if report.music.joins:
            facts.append(("Song", f"cut anew at {many(len(report.music.joins), 'place')} to fit the film"))
        elif clips:
            start = getattr(clips[0].item, "source_start", edit_list.song.media.start)
            facts.append(("Song", f"from {clock(start)} on, of {clock(edit_list.song.media.duration)}"))
    if report.certificate is not None:
        facts.append(("Certificate", "holds" if report.certificate.holds else "does not hold"))
    return facts


def _fact(name: str, value: str) -> str:
    return f"<div><dt>{name}</dt><dd>{words(value)}</dd></div>\n"


def _worth(solution: Solution | None, style: str) -> str:
    """The film's value beside its bound and what simpler ways of choosing get."""
    if solution is None:
        return '<p class="worth-told">Nothing had to be chosen: all that fits the style is kept.</p>'
    told = (
        f"Worth {solution.value:.2f} by the measure of {style}. No film from this footage can be worth more than "
        f"{solution.bound:.2f}, so this one is within {100 * solution.gap:.2f} % of the best."
    )
    rivals = [
        (name, value)
        for name, value in (
            ("This film", solution.value),
            ("A beam of three", solution.beam),
            ("Greedy", solution.greedy),
            ("At random", solution.random),
        )
        if value is not None
    ]
    most = max(abs(solution.bound), *(abs(value) for _, value in rivals), 1e-9)
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td class="figure">{value:.2f}</td><td>{bar(value / most)}</td></tr>'
        for name, value in rivals
    )
    table = f'<table class="worth"><caption class="unseen">Ways of choosing</caption>{rows}</table>' if len(rivals) > 1 else ""
    return f'<div class="worth-told"><p>{words(told)}</p>{table}</div>'


def _notes(report: Report) -> str:
    edit_list = report.edit_list
    told = [sentence(note) for note in edit_list.notes]
    if edit_list.song is not None:
        told += [sentence(text) for text in edit_list.song.grid.overruled]
    if report.edit_file is None:
        told.append("The edit list was not written: give --edit-list edit.json, and the commands below work as they stand.")
    if edit_list.left_out:
        told.append(f"{many(len(edit_list.left_out), 'file')} left out; why is told at the end of the footage.")
    rows = "".join(f"<li>{words(text)}</li>" for text in told)
    return f'<section class="notes"><h2>Notes</h2><ul>{rows}</ul></section>' if told else ""
