"""What a film in FCPXML refers to: formats, files and effects, each written once and named by an id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement

from autoedit.exchange.place import Place
from autoedit.exchange.rate import rate_text
from autoedit.exchange.source import Source
from autoedit.exchange.text import one_line
from autoedit.exchange.write.fcpxml_time import time_text
from autoedit.model.media import Colour, Media, Transfer

SIZES = MappingProxyType({(1280, 720): "720p", (1920, 1080): "1080p", (3840, 2160): "3840x2160p", (4096, 2160): "4096x2160p"})
RATES = MappingProxyType(
    {"23.976": "2398", "24": "24", "25": "25", "29.97": "2997", "30": "30", "50": "50", "59.94": "5994", "60": "60"}
)
REC_709 = "1-1-1 (Rec. 709)"
BASIC_TITLE = ".../Titles.localized/Bumper:Opener.localized/Basic Title.localized/Basic Title.moti"
EFFECTS = MappingProxyType(
    {
        "Cross Dissolve": "FxPlug:4731E73A-8DAC-4113-9A30-AE85B1761265",
        "Audio Crossfade": "FFAudioTransition",
        "Basic Title": BASIC_TITLE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """The resources of a document, growing as the film is written; ``is_filling`` tells that any picture fills the frame."""

    element: Element
    place: Place
    is_filling: bool = False
    ids: dict[object, str] = field(default_factory=dict)

    def format(self, rate: Fraction, width: int, height: int, colour: str = REC_709) -> str:
        """The id of a picture format. Sizes that Final Cut Pro sells a name for have it; others are described only."""
        known = RATES.get(rate_text(rate)) if (width, height) in SIZES else None
        name = {"name": f"FFVideoFormat{SIZES[width, height]}{known}"} if known else {}
        told = {"frameDuration": time_text(1 / rate), "width": str(width), "height": str(height), "colorSpace": colour}
        return self._id(("format", rate, width, height, colour), "format", {**name, **told})

    def effect(self, name: str) -> str:
        """The id of one of Final Cut Pro's own effects."""
        return self._id(("effect", name), "effect", {"name": name, "uid": EFFECTS[name]})

    def asset(self, source: Source) -> str:
        """The id of a file."""
        media = source.media
        if ("asset", media.id) in self.ids:
            return self.ids["asset", media.id]
        told = {
            "name": file_name(media),
            "start": time_text(source.first / source.rate),
            "duration": time_text(source.frames / source.rate if media.video else media.duration),
            **self._picture(source),
            **_sound(media),
        }
        id_ = self._id(("asset", media.id), "asset", told)
        SubElement(self.element[-1], "media-rep", {"kind": "original-media", "src": self.place.url(media)})
        return id_

    def clip_format(self, source: Source) -> dict[str, str]:
        """The attribute that names a file's format, where it has a picture."""
        video = source.media.video
        if video is None:
            return {}
        return {"format": self.format(source.rate, video.width, video.height, colour_space(video.colour, video.height))}

    def _picture(self, source: Source) -> dict[str, str]:
        return {"hasVideo": "1", "videoSources": "1", **self.clip_format(source)} if source.media.video else {}

    def _id(self, key: object, tag: str, told: Mapping[str, str]) -> str:
        if key not in self.ids:
            self.ids[key] = f"r{len(self.ids) + 1}"
            SubElement(self.element, tag, {"id": self.ids[key], **told})
        return self.ids[key]


def file_name(media: Media) -> str:
    """What programs call a file."""
    return one_line(Path(media.path).name) or one_line(media.id)


def colour_space(colour: Colour, height: int) -> str:
    """A colour as QuickTime's three numbers say it."""
    if colour.transfer is Transfer.PQ:
        return "9-16-9 (Rec. 2020 PQ)"
    if colour.transfer is Transfer.HLG:
        return "9-18-9 (Rec. 2020 HLG)"
    if "2020" in colour.matrix:
        return "9-1-9 (Rec. 2020)"
    if "709" in colour.matrix:
        return REC_709
    return "5-1-6 (Rec. 601 (PAL))" if height == 576 or "bg" in colour.matrix else "6-1-6 (Rec. 601 (NTSC))"


def _sound(media: Media) -> dict[str, str]:
    sound = media.sound
    if sound is None:
        return {}
    return {"hasAudio": "1", "audioSources": "1", "audioChannels": str(sound.channels), "audioRate": str(sound.rate)}
