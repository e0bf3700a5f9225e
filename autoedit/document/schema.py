"""The edit list's JSON, field by field: ``autoedit/edit-list/1``.

Each class mirrors one value of ``model``. Exact values rule; what is marked *shown* stands beside them for people and for
one-line ``jq``, is written by us and may be left out by others.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from autoedit.model.document import DecisionKind
from autoedit.model.media import Transfer
from autoedit.model.music import SectionKind
from autoedit.model.time import rational, rational_text
from autoedit.model.timeline import TrackKind, TrackRole

SCHEMA: Literal["autoedit/edit-list/1"] = "autoedit/edit-list/1"

RATIONAL_PATTERN = r"^-?\d{1,40}(/[1-9]\d{0,39})?$"


def _exact(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    if not isinstance(value, str):
        raise ValueError('an exact value is a string like "13013/2400"')
    return rational(value)


Exact = Annotated[
    Fraction,
    BeforeValidator(_exact),
    PlainSerializer(rational_text, return_type=str),
    WithJsonSchema({"type": "string", "pattern": RATIONAL_PATTERN, "description": "exact rational, seconds unless said"}),
]
Shown = Annotated[float | None, Field(default=None, description="shown: derived from the exact value, ignored on loading")]
ShownText = Annotated[str | None, Field(default=None, description="shown: derived from the exact value")]
ShownCount = Annotated[int | None, Field(default=None, description="shown: derived from the exact values")]
Share = Annotated[float, Field(ge=0, le=1)]

# A year at 30 frames a second; a number of hundreds of digits would overflow the seconds that are shown beside it.
MOST_FRAMES = 10**9
Frames = Annotated[int, Field(ge=0, le=MOST_FRAMES)]
Lasting = Annotated[int, Field(gt=0, le=MOST_FRAMES)]


class Part(BaseModel):
    """The base: unknown fields are errors, so that a misspelt one is not silently lost."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, allow_inf_nan=False)


class ColourPart(Part):
    matrix: str
    transfer: Transfer
    is_full_range: bool
    depth: int


class VideoPart(Part):
    index: int = Field(ge=0)
    codec: str
    start: Exact
    duration: Exact
    frames: Frames
    rate: Exact
    is_constant: bool
    width: int = Field(gt=0, le=65536)
    height: int = Field(gt=0, le=65536)
    stored_width: int = Field(gt=0, le=65536)
    stored_height: int = Field(gt=0, le=65536)
    rotation: int
    colour: ColourPart
    is_interlaced: bool


class SoundPart(Part):
    index: int = Field(ge=0)
    codec: str
    start: Exact
    duration: Exact
    rate: int = Field(gt=0)
    channels: int = Field(gt=0)
    origin: Exact


class MediaPart(Part):
    id: str
    path: str = Field(description="relative to the edit list's own folder, or absolute")
    fingerprint: str
    container: str
    start: Exact
    duration: Exact
    duration_seconds: Shown
    video: VideoPart | None
    sound: SoundPart | None
    captured: str | None
    reel: str | None
    timecode: str | None
    made_by: str | None
    damage: list[str]


class SpeechPart(Part):
    start: Exact
    end: Exact


class SelectPart(Part):
    id: str
    shot: str
    start: Exact
    end: Exact
    peak: Exact
    start_seconds: Shown
    end_seconds: Shown
    peak_seconds: Shown
    in_limit: Exact
    out_limit: Exact
    score: float
    parts: dict[str, float]
    look: list[float]
    loudness: float | None
    speech: list[SpeechPart] = Field(default=[], description="what is said between the limits")
    group: str | None = Field(default=None, description="takes of one view share a group")


class FootagePart(Part):
    media: MediaPart
    selects: list[SelectPart]


class BeatPart(Part):
    time: Exact
    seconds: Shown
    number: int = Field(ge=0)
    strength: float


class RivalPart(Part):
    tempo: float
    score: float


class SectionPart(Part):
    start: Exact
    end: Exact
    kind: SectionKind
    energy: float


class StretchPart(Part):
    start: Exact
    end: Exact
    confidence: Share


class GridPart(Part):
    start: Exact
    end: Exact
    tempo: float
    metre: int
    confidence: Share
    beats: list[BeatPart]
    sections: list[SectionPart]
    rivals: list[RivalPart]
    accents: list[Exact]
    stretches: list[StretchPart] = Field(default=[], description="how far the beats can be trusted, stretch by stretch")
    overruled: list[str] = Field(default=[], description="what a person decided about the beats, a sentence each")


class SongPart(Part):
    media: MediaPart
    grid: GridPart
    loudness: float


class ReasonPart(Part):
    text: str
    score: float
    parts: dict[str, float]
    cut_on: str
    runners_up: list[str]


class ClipPart(Part):
    type: Literal["clip"] = "clip"
    id: str
    media: str
    source_start: Exact
    frames: Lasting
    speed: Exact
    gain_db: float = Field(ge=-100, le=60)
    fade_in_frames: Frames
    fade_out_frames: Frames
    select: str | None
    reason: ReasonPart | None
    source_seconds: Shown
    record_frame: ShownCount
    record_timecode: ShownText
    duration_seconds: Shown


class GapPart(Part):
    type: Literal["gap"] = "gap"
    frames: Lasting


class TransitionPart(Part):
    type: Literal["transition"] = "transition"
    kind: str
    in_frames: Frames
    out_frames: Frames


ItemPart = Annotated[ClipPart | GapPart | TransitionPart, Field(discriminator="type")]


class TrackPart(Part):
    kind: TrackKind
    role: TrackRole
    items: list[ItemPart]


class MarkerPart(Part):
    frame: Frames
    name: str


class TimelinePart(Part):
    name: str
    frame_rate: Exact = Field(description="frames a second")
    width: int = Field(gt=0, le=16384)
    height: int = Field(gt=0, le=16384)
    frames: ShownCount
    duration_seconds: Shown
    tracks: list[TrackPart]
    markers: list[MarkerPart]


class DecisionPart(Part):
    kind: DecisionKind
    select: str


class LeftOutPart(Part):
    path: str
    reason: str


class EditListPart(Part):
    """An edit list: a film with every choice written down."""

    schema_name: Literal["autoedit/edit-list/1"] = Field(default=SCHEMA, alias="schema")
    made_by: str
    style: str
    length: Exact
    footage: list[FootagePart]
    song: SongPart | None
    timeline: TimelinePart
    decisions: list[DecisionPart]
    left_out: list[LeftOutPart]
    notes: list[str]
    options: dict[str, str]


def json_schema() -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of the edit list."""
    schema = EditListPart.model_json_schema(by_alias=True, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **schema}
