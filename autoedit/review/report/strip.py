"""The film along its time: pictures, transitions, words, sounds, and the music with its beats, bars and sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from autoedit.model.timeline import Clip, Timeline, Title, TrackRole
from autoedit.review.report.markup import Places, attribute, clock, file_name, many, picture, words
from autoedit.review.report.told import sound_told, transition_told
from autoedit.review.report.values import ClipStory, MusicSeen, Report, Seen

# Of bars and seconds so many are named at most; more would run into one another.
MOST_NAMES = 32
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
WIDE_CLIP, NARROW_CLIP = 14, 40  # pixels that a clip has on average at least


def strip(report: Report, seen: Seen, places: Places, size: tuple[int, int]) -> str:
    """The strip, lane by lane."""
    timeline = report.edit_list.timeline
    lanes = [
        _lane("time", "", _ruler(timeline, places), is_silent=True),
        _lane("pictures", "Picture", _clips(report.clips, seen, places, size)),
    ]
    if timeline.titles:
        lanes.append(_lane("words", "Words", _titles(timeline.titles, timeline.frame_rate, places)))
    if sounds := _sounds(report, places):
        lanes.append(_lane("sounds", "Own sound", sounds))
    if report.edit_list.song is not None:
        lanes.append(_lane("music", "Music", _music(report, seen, places)))
    return f"""<div class="scroll" id="scroll" tabindex="0" role="region" aria-label="The film along its time, sideways">
<div class="strip" id="strip">
{chr(10).join(lanes)}
</div>
</div>"""


def strip_css(clips: int) -> str:
    """How narrow the strip may get before it scrolls."""
    return (
        f".strip{{min-width:{clips * WIDE_CLIP}px}}\n"
        f"@media (max-width:700px){{.strip{{min-width:{clips * NARROW_CLIP}px}}}}\n"
        "@media print{.strip{min-width:0}}\n"
    )


def _lane(kind: str, name: str, inside: str, *, is_silent: bool = False) -> str:
    label = f'<p class="lane-name">{name}</p>' if name else ""
    return f'{label}<div class="lane {kind}"{" aria-hidden=true" if is_silent else ""}>{inside}</div>'


def _ruler(timeline: Timeline, places: Places) -> str:
    seconds = timeline.duration
    step = next((step for step in STEPS if seconds / step <= MOST_NAMES / 2), STEPS[-1])
    times = range(0, min(seconds.__floor__(), 10**4 * step) + 1, step)
    shown = [time for time in times if seconds - time > step * Fraction(2, 5) or time == 0]
    return "".join(f'<span class="{places.at(float(time * timeline.frame_rate))}">{_second(time)}</span>' for time in shown)


def _second(time: int) -> str:
    return clock(Fraction(time)).removesuffix(".00")


def _clips(clips: Sequence[ClipStory], seen: Seen, places: Places, size: tuple[int, int]) -> str:
    rows = []
    for story in clips:
        place = places.at(story.start, story.start + story.clip.frames)
        name = f"Clip {story.number}, {file_name(story.media.path)}, at {story.record}"
        shown = picture(seen.still(story.thumbnail), "", size)
        into = _mark(story, places)
        rows.append(
            f'<li><a class="{place}" href="#{story.anchor}" aria-label="{attribute(name)}" title="{attribute(name)}">'
            f'{shown}<span class="number">{story.number}</span></a>{into}</li>'
        )
    return f"<ol>{''.join(rows)}</ol>"


def _mark(story: ClipStory, places: Places) -> str:
    """What leads into a clip, over the frames in which both are seen."""
    if story.transition is None:
        return ""
    told = transition_told(story.transition)
    place = places.at(story.start - story.transition.in_frames, story.start + story.transition.out_frames)
    return f'<span class="mark {place}" role="img" aria-label="{attribute(told)}" title="{attribute(told)}"></span>'


def _titles(titles: Sequence[Title], rate: Fraction, places: Places) -> str:
    def one(title: Title) -> str:
        told = f"{title.kind.replace('_', ' ')}, {clock(title.start / rate)} to {clock(title.span.stop / rate)}: {title.text}"
        place = places.at(title.start, title.span.stop)
        return f'<li class="{place}" title="{attribute(told)}">{words(title.text)}</li>'

    return f"<ul>{''.join(one(title) for title in titles)}</ul>"


def _sounds(report: Report, places: Places) -> str:
    """The clips' own sound; one that is heard before its picture, or after it, says so."""
    track = report.edit_list.timeline.track(TrackRole.SOURCE_SOUND)
    if track is None:
        return ""
    owners = {sound.id: (story, sound) for story in report.clips for sound in story.sounds}
    rows = []
    for placed in track.placed():
        clip = placed.item
        if not isinstance(clip, Clip):
            continue
        told, letters = f"{file_name(report.edit_list.media[clip.media].path)}, {clip.gain_db:+.1f} dB", ""
        if clip.id in owners:
            story, sound = owners[clip.id]
            told = f"sound of clip {story.number}, {clip.gain_db:+.1f} dB" + sound_told(sound.leads, sound.trails)
            letters = ("J" if sound.leads > 0 else "") + ("L" if sound.trails > 0 else "")
        place = places.at(placed.start, placed.start + clip.frames)
        rows.append(f'<li class="{place}" title="{attribute(told)}"><span class="unseen">{words(told)}</span>{letters}</li>')
    return f"<ul>{''.join(rows)}</ul>" if rows else ""


def _music(report: Report, seen: Seen, places: Places) -> str:
    music = report.music
    sections = "".join(
        f'<span class="section {places.at(part.start, part.end)}" title="{part.kind}, energy {part.energy:.2f}">'
        f"<span>{part.kind}</span></span>"
        for part in music.sections
    )
    told = _music_told(report, seen)
    wave = _wave(seen.levels) if seen.levels else ""
    beats = _lines((beat.frame for beat in music.beats if not beat.is_downbeat), places, "beat")
    bars = _lines((beat.frame for beat in music.beats if beat.is_downbeat), places, "downbeat")
    joins = _lines(music.joins, places, "join")
    return (
        f"{sections}"
        f'<svg class="wave" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="{attribute(told)}">'
        f"{wave}{beats}{bars}{joins}</svg>"
        f'<span class="bars" aria-hidden="true">{_bar_names(music, places)}</span>'
    )


def _wave(levels: Sequence[float]) -> str:
    step = 1000 / len(levels)
    above = [f"{(column + 0.5) * step:.1f} {50 - 46 * level:.1f}" for column, level in enumerate(levels)]
    below = [f"{(column + 0.5) * step:.1f} {50 + 46 * level:.1f}" for column, level in enumerate(levels)]
    return f'<path class="level" d="M0 50L{"L".join(above)}L1000 50L{"L".join(reversed(below))}Z"/>'


def _lines(frames: Iterable[float], places: Places, kind: str) -> str:
    ends = {"beat": "M{0} 88V100", "downbeat": "M{0} 0V100", "join": "M{0} 0V100"}[kind]
    path = "".join(ends.format(f"{places.share(frame) * 10:.2f}") for frame in frames)
    return f'<path class="{kind}" d="{path}"/>' if path else ""


def _bar_names(music: MusicSeen, places: Places) -> str:
    bars = [beat for beat in music.beats if beat.is_downbeat]
    step = next(step for step in (1, 2, 4, 8, 16, 32, 64, 128, 10**9) if len(bars) / step <= MOST_NAMES)
    return "".join(f'<span class="{places.at(beat.frame)}">{beat.bar}</span>' for beat in bars[::step])


def _music_told(report: Report, seen: Seen) -> str:
    """The lane in words."""
    song, music, rate = report.edit_list.song, report.music, report.edit_list.timeline.frame_rate
    assert song is not None, "the lane is drawn where there is a song"
    bars = sum(beat.is_downbeat for beat in music.beats)
    parts = ", ".join(f"{part.kind} from {float(part.start / rate):.1f} s" for part in music.sections)
    heard = "" if seen.levels else f"Its sound is not drawn: {seen.faults.get(song.media.id, 'it could not be read')}. "
    joins = f" It is cut anew at {many(len(music.joins), 'place')}." if music.joins else ""
    return (
        f"{heard}{file_name(song.media.path)}: {many(len(music.beats), 'beat')} in {many(bars, 'bar')}"
        f"{f'; {parts}' if parts else ''}.{joins}"
    )
