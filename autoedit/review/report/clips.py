"""Each clip of the film: its pictures and where it is from; opened, why it is there, what it beat and how to overrule it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from autoedit.model.time import frame_time
from autoedit.model.timecode import timecode
from autoedit.model.timeline import Reason
from autoedit.review.report import commands
from autoedit.review.report.markup import attribute, bar, file_name, picture, sentence, words
from autoedit.review.report.told import because, sound_told, transition_told
from autoedit.review.report.values import ClipStory, Report, Rival, Seen, Size, Wanted

Sizes = Mapping[Size, tuple[int, int]]
Thumbnails = Mapping[Wanted, str]


def clips(report: Report, seen: Seen, sizes: Sizes, thumbnails: Thumbnails) -> str:
    """The list of clips.

    Args:
        sizes: pixels of large and small pictures.
        thumbnails: the names of the rivals' pictures, which are drawn where they are used and stand in the page once.
    """
    items = "".join(f"<li>{_clip(report, story, seen, sizes, thumbnails)}</li>\n" for story in report.clips)
    return f'<ol class="clips">\n{items}</ol>'


def _clip(report: Report, story: ClipStory, seen: Seen, sizes: Sizes, thumbnails: Thumbnails) -> str:
    name = f"{story.anchor}-name"
    return f"""<article id="{story.anchor}" aria-labelledby="{name}">
<details>
<summary>
<span class="number" aria-hidden="true">{story.number}</span>
<span class="frames">{_frames(report, story, seen, sizes[Size.LARGE])}</span>
<span class="told">
<h3 id="{name}"><span class="unseen">Clip {story.number}: </span>{words(file_name(story.media.path))}</h3>
{_facts(report, story)}
{_because(story)}
</span>
</summary>
<div class="why">
<div>
{_reasons(story)}
{_overrule(report, story)}
</div>
{_figures(story.clip.reason)}
{_rivals(report, story, seen, thumbnails)}
</div>
</details>
</article>"""


def _frames(report: Report, story: ClipStory, seen: Seen, size: tuple[int, int]) -> str:
    rate = report.edit_list.timeline.frame_rate
    shown = []
    for frame in story.frames:
        at = timecode(frame.frame, rate)
        alt = f"Clip {story.number}, {frame.name} frame, at {at}"
        still = picture(seen.still(frame.picture), alt, size)
        shown.append(
            f'<span class="frame">{still}<span class="cap">{frame.name.capitalize()} <span class="tc">{at}</span></span></span>'
        )
    return "".join(shown)


def _facts(report: Report, story: ClipStory) -> str:
    rate, clip = report.edit_list.timeline.frame_rate, story.clip
    rows = [
        ("Record", f'<span class="tc">{story.record}</span>'),
        ("Source", f'<span class="tc">{story.source}</span>'),
        ("From", f"{float(clip.source_start):.2f} s"),
        ("Lasts", f"{float(frame_time(clip.frames, rate)):.2f} s"),
    ]
    if clip.speed != 1:
        rows.append(("Speed", f"{float(clip.speed):.3g} ×"))
    if clip.reason is not None:
        rows.append(("Score", f"{clip.reason.score:.2f}"))
    facts = "".join(f'<span class="fact"><span class="term">{name}</span> {value}</span> ' for name, value in rows)
    return f'<span class="facts">{facts}</span>'


def _because(story: ClipStory) -> str:
    """The one line that is read first."""
    return f'<span class="because">{words(because(story))}</span>'


def _reasons(story: ClipStory) -> str:
    reason, told = story.clip.reason, list(story.person)
    if reason is not None and reason.text:
        told.append(sentence(reason.text))
    if story.clip.select is None and reason is None and not told:
        told.append("A person put it there.")
    rows = [f"<p>{words(text)}</p>" for text in told]
    if story.clip.select is not None:
        rows.append(f'<p class="soft">The select <code>{words(story.clip.select)}</code>.</p>')
    if story.transition is not None:
        rows.append(f'<p><span class="term">Transition into it</span> {words(sentence(transition_told(story.transition)))}</p>')
    for sound in story.sounds:
        level = f"Its own sound at {sound.gain_db:+.1f} dB{sound_told(sound.leads, sound.trails)}."
        rows.append(f'<p><span class="term">Sound</span> {level}</p>')
    if reason is not None and reason.avoids:
        avoided = "".join(f"<li>{words(defect.replace('_', ' '))}</li>" for defect in reason.avoids)
        rows.append(f'<p><span class="term">Keeps away from</span></p><ul class="avoids">{avoided}</ul>')
    return f'<section class="reasons"><h4>Why it was chosen</h4>{"".join(rows)}</section>'


def _figures(reason: Reason | None) -> str:
    if reason is None or not (reason.parts or reason.terms):
        return ""
    tables = []
    if reason.parts:
        rows = "".join(_row(name, value, f"{value:.2f}", value) for name, value in sorted(reason.parts.items(), key=_largest))
        tables.append(f"<section><h4>Score <b>{reason.score:.2f}</b>, by its parts</h4><table>{rows}</table></section>")
    if reason.terms:
        most = max(abs(value) for value in reason.terms.values()) or 1.0
        terms = sorted(reason.terms.items(), key=_largest)
        rows = "".join(_row(name, value, f"{value:+.2f}", value / most) for name, value in terms)
        total = sum(reason.terms.values())
        tables.append(f"<section><h4>Worth <b>{total:+.2f}</b> to the film, by its terms</h4><table>{rows}</table></section>")
    return f'<div class="figures">{"".join(tables)}</div>'


def _largest(item: tuple[str, float]) -> tuple[float, str]:
    return -abs(item[1]), item[0]


def _row(name: str, value: float, figure: str, share: float) -> str:
    less = ' class="less"' if value < 0 else ""
    told = words(name.replace("_", " "))
    return f'<tr{less}><th scope="row">{told}</th><td class="figure">{figure}</td><td>{bar(share)}</td></tr>'


def _rivals(report: Report, story: ClipStory, seen: Seen, thumbnails: Thumbnails) -> str:
    if not story.rivals:
        return ""
    rows = "".join(_rival(report, story, rival, seen, thumbnails) for rival in story.rivals)
    return f'<section class="rivals"><h4>What it beat</h4><ol>{rows}</ol></section>'


def _rival(report: Report, story: ClipStory, rival: Rival, seen: Seen, thumbnails: Thumbnails) -> str:
    score = f' <span class="soft">score {rival.score:.2f}</span>' if rival.score is not None else ""
    why = f"<p>{words(sentence(rival.lost))}</p>" if rival.lost else ""
    alt = f"The peak of {rival.select}"
    if rival.picture is None:
        shown = '<span class="none">not in this edit list</span>'
    elif name := thumbnails.get(rival.picture):
        shown = f'<svg class="thumb" role="img" aria-label="{attribute(alt)}"><use href="#{name}"/></svg>'
    else:
        shown = picture(seen.still(rival.picture), alt, (0, 0), "thumb")
    command = commands.pin(report.edit_file, story.number, rival.select)
    return f"""<li>{shown}<div><p class="select"><code>{words(rival.select)}</code>{score}</p>{why}</div>
{command_line(command, f"Show this one as clip {story.number}")}</li>"""


def _overrule(report: Report, story: ClipStory) -> str:
    if story.clip.select is None:
        return ""
    select = story.clip.select
    kept = command_line(commands.keep(report.edit_file, select), "Keep it, whatever else changes")
    pinned = command_line(commands.pin(report.edit_file, story.number, select), "Keep it in this place")
    dropped = command_line(commands.drop(report.edit_file, select), "Never show it")
    return f'<section class="overrule"><h4>Overrule it</h4>{dropped}{kept}{pinned}</section>'


def command_line(command: str, told: str) -> str:
    """A command to copy, under what it does; it holds nothing that is not printed, and every space of it counts."""
    return (
        f'<div class="command"><span class="what">{told}</span><code class="line">{escape(command)}</code>'
        f'<button type="button" class="copy" aria-label="{attribute(f"Copy the command: {told}")}">Copy</button></div>'
    )


def shown_rivals(stories: Sequence[ClipStory], seen: Seen) -> dict[Wanted, str]:
    """A name within the page for each rival's picture that there is."""
    pictures = dict.fromkeys(rival.picture for story in stories for rival in story.rivals if rival.picture is not None)
    return {wanted: f"s{number}" for number, wanted in enumerate(w for w in pictures if seen.still(w).jpeg)}
