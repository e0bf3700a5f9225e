"""A clip in FCPXML: a file's picture with its own sound, or one of the two, with all that is set on it."""

from __future__ import annotations

from fractions import Fraction
from xml.etree.ElementTree import Element, SubElement

from autoedit.exchange.rate import rate_text
from autoedit.exchange.sequence import Event
from autoedit.exchange.text import one_line
from autoedit.exchange.why import figures, others, why
from autoedit.exchange.write.fcpxml_resources import Resources, file_name
from autoedit.exchange.write.fcpxml_time import span, time_text
from autoedit.model.timeline import Clip, Transition

SILENCE = "-96dB"
# What Final Cut Pro has names for, as it rounds them; other rates it takes from the file's format.
NAMED_RATES = {
    "23.976": "23.98",
    "24": "24",
    "25": "25",
    "29.97": "29.97",
    "30": "30",
    "50": "50",
    "59.94": "59.94",
    "60": "60",
    "47.952": "47.95",
    "48": "48",
}
# How our reader finds the clip again: notes survive in Final Cut Pro, attributes that it does not know do not.
MARK = "autoedit:"


def picture_clip(resources: Resources, event: Event, rate: Fraction, *, sound: Event | None, opens: Transition | None) -> Element:
    """A picture's clip.

    Args:
        sound: the sound that goes with it, which may begin before it and end after it.
        opens: the transition before it.
    """
    element = _clip(resources, event, rate)
    told = {"videoRole": "video"}
    if sound is None:
        # Resolve (21.1) plays the sound of a clip that has its picture alone enabled, so it is turned down as well.
        told |= {"srcEnable": "video"} if event.source.media.sound else {}
    else:
        told["audioRole"] = "dialogue"
        if (sound.start, sound.end) != (event.start, event.end):
            told["audioStart"] = time_text(span(event).start + (sound.start - event.start) / rate)
            told["audioDuration"] = time_text(sound.clip.frames / rate)
    element.attrib.update(told)
    _note(element, [event.clip, *([sound.clip] if sound else [])], opens)
    _timing(element, event, rate)
    if resources.is_filling:
        SubElement(element, "adjust-conform", {"type": "fill"})
    if sound is not None:
        _volume(element, sound.clip, rate)
    elif event.source.media.sound:
        SubElement(element, "adjust-volume", {"amount": SILENCE})
    return element


def sound_clip(resources: Resources, event: Event, rate: Fraction, *, role: str) -> Element:
    """A clip of sound alone."""
    element = _clip(resources, event, rate)
    if event.source.media.video is not None:
        element.set("srcEnable", "audio")
    element.set("audioRole", role)
    _note(element, [event.clip], None)
    _timing(element, event, rate)
    _volume(element, event.clip, rate)
    return element


def _clip(resources: Resources, event: Event, rate: Fraction) -> Element:
    told = {
        "ref": resources.asset(event.source),
        "name": file_name(event.source.media),
        "start": time_text(span(event).start),
        "duration": time_text(event.clip.frames / rate),
        "tcFormat": "DF" if event.source.is_drop else "NDF",
        **resources.clip_format(event.source),
    }
    return Element("asset-clip", told)


def _note(element: Element, clips: list[Clip], opens: Transition | None) -> None:
    """The clips' ids, then what is said for them."""
    lines = [f"{MARK} {' + '.join(one_line(clip.id) for clip in clips)}"]
    for reason in (clip.reason for clip in clips):
        if reason is not None:
            lines += [why(reason), figures(reason), others(reason)]
    if opens is not None:
        lines.append(": ".join(said for said in (f"{one_line(opens.kind)} before it", one_line(opens.reason)) if said))
    SubElement(element, "note").text = "\n".join(line for line in lines if line)


def _timing(element: Element, event: Event, rate: Fraction) -> None:
    if event.source.rate != rate and event.source.media.video is not None:
        # Unscaled: by itself Final Cut Pro plays 25 as 24 or 23.976 as 25, frame for frame, and every time after is another.
        named = NAMED_RATES.get(rate_text(event.source.rate))
        told = {"srcFrameRate": named} if named else {}
        SubElement(element, "conform-rate", {"scaleEnabled": "0", **told})
    if event.clip.speed != 1:
        clock = span(event)
        time_map = SubElement(element, "timeMap")
        for time, value in (clock.opens, clock.closes):
            point = {"time": time_text(time), "value": time_text(value), "interp": "linear"}
            SubElement(time_map, "timept", point)


def _volume(element: Element, clip: Clip, rate: Fraction) -> None:
    if not (clip.gain_db or clip.fade_in_frames or clip.fade_out_frames):
        return
    volume = SubElement(element, "adjust-volume", {"amount": f"{round(clip.gain_db, 2):g}dB"})
    if clip.fade_in_frames or clip.fade_out_frames:
        param = SubElement(volume, "param", {"name": "amount"})
        for tag, frames in (("fadeIn", clip.fade_in_frames), ("fadeOut", clip.fade_out_frames)):
            if frames:
                SubElement(param, tag, {"type": "linear", "duration": time_text(frames / rate)})
