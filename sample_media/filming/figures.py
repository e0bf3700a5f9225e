"""People and animals built of limbs: tapered strokes in their colours, lit from above so that they look round."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from filming.texture import colour

SUPERSAMPLE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Limb:
    """A stroke between places in pixels, as wide at each place as its radius says."""

    places: tuple[tuple[float, float], ...]
    radii: tuple[float, ...]
    shade: str


def draw_figure(picture: np.ndarray, limbs: Sequence[Limb], *, light: float = 1.0, blur: int = 0, opacity: float = 1.0) -> None:
    """Draw limbs over the picture, in place, the first one farthest away.

    Args:
        light: how bright the figure is lit; 0 is a silhouette.
        blur: sideways motion blur in pixels.
    """
    places = np.array([p for limb in limbs for p in limb.places])
    margin = max(max(limb.radii) for limb in limbs) + 4 + blur
    left, top = np.floor(places.min(axis=0) - margin).astype(int)
    right, bottom = np.ceil(places.max(axis=0) + margin).astype(int)
    left, top, right, bottom = (
        max(left, -200),
        max(top, -200),
        min(right, picture.shape[1] + 200),
        min(bottom, picture.shape[0] + 200),
    )
    if right <= 0 or bottom <= 0 or left >= picture.shape[1] or top >= picture.shape[0]:
        return
    shape = ((bottom - top) * SUPERSAMPLE, (right - left) * SUPERSAMPLE)
    shades, mask = np.zeros((*shape, 3), np.uint8), np.zeros(shape, np.uint8)
    for limb in limbs:
        tone = tuple(int(v) for v in colour(limb.shade) * 255)
        _stroke(shades, limb, left, top, tone)
        _stroke(mask, limb, left, top, (255,))
    _lay(picture, shades, mask, left, top, light=light, blur=blur, opacity=opacity)


def _stroke(canvas: np.ndarray, limb: Limb, left: int, top: int, tone: tuple[int, ...]) -> None:
    places = [((x - left) * SUPERSAMPLE, (y - top) * SUPERSAMPLE) for x, y in limb.places]
    radii = [radius * SUPERSAMPLE for radius in limb.radii]
    for (x, y), radius in zip(places, radii):
        cv2.circle(canvas, (round(x * 16), round(y * 16)), round(radius * 16), tone, -1, cv2.LINE_AA, 4)
    for a, b, p, q in zip(places, places[1:], radii, radii[1:]):
        along = np.subtract(b, a)
        side = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1e-6)
        corners = np.array([a + side * p, b + side * q, b - side * q, a - side * p])
        cv2.fillConvexPoly(canvas, np.round(corners * 16).astype(np.int32), tone, cv2.LINE_AA, 4)


def _lay(
    picture: np.ndarray, shades: np.ndarray, mask: np.ndarray, left: int, top: int, *, light: float, blur: int, opacity: float
) -> None:
    size = (shades.shape[1] // SUPERSAMPLE, shades.shape[0] // SUPERSAMPLE)
    shades = cv2.resize(shades, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    alpha = cv2.resize(mask, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    depth = max(2.0, 0.022 * size[1])
    soft = cv2.GaussianBlur(alpha, (0, 0), depth)
    # Where the figure thins out upwards it faces the light.
    up = soft - np.roll(soft, round(depth), axis=0)
    shades = shades / np.maximum(alpha, 1e-3)[..., None] * (np.clip(0.75 + 1.1 * up, 0.35, 1.5) * light)[..., None]
    if blur > 1:
        shades = cv2.blur(shades * alpha[..., None], (blur, 1))
        alpha = cv2.blur(alpha, (blur, 1))
        shades = shades / np.maximum(alpha, 1e-3)[..., None]
    y0, x0 = max(top, 0), max(left, 0)
    y1, x1 = min(top + size[1], picture.shape[0]), min(left + size[0], picture.shape[1])
    inside = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
    under = picture[y0:y1, x0:x1]
    under += (shades[inside] - under) * (alpha[inside] * opacity)[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clothes:
    """The colours of a person."""

    coat: str = "b5342c"
    trousers: str = "2c3446"
    shoes: str = "1c1815"
    skin: str = "c98f6c"
    hair: str = "2a1c14"
    pack: str | None = None


def _joint(start: tuple[float, float], angle: float, length: float) -> tuple[float, float]:
    """The end of a bone hanging from a joint; 0 hangs straight down, positive swings forward (right)."""
    return start[0] + length * np.sin(angle), start[1] + length * np.cos(angle)


def walker(
    x: float,
    foot: float,
    tall: float,
    phase: float,
    clothes: Clothes,
    *,
    facing: int = 1,
    stride: float = 0.5,
    air: float = 0.0,
    arms_up: float = 0.0,
) -> list[Limb]:
    """A person from the side, walking (stride 0.5) or running (0.9).

    Args:
        phase: steps taken, in radians; 2 pi is a left and a right step.
        air: 0 on the ground, 1 at the top of a jump: legs spread and knees drawn up.
    """
    lean = 0.06 + 0.16 * max(stride - 0.5, 0)
    hip = (0.0, -0.50 - 0.012 * abs(np.cos(phase)))
    neck = (hip[0] + 0.31 * np.sin(lean), hip[1] - 0.31 * np.cos(lean))
    limbs = []
    for side in (1, -1):
        swing = stride * np.sin(phase + (0 if side > 0 else np.pi)) * (1 - air) + air * (0.9 if side > 0 else -0.5)
        bend = (0.12 + stride * 1.3 * max(0.0, np.cos(phase + (0 if side > 0 else np.pi)))) * (1 - air) + air * 0.8
        knee = _joint(hip, swing, 0.25)
        ankle = _joint(knee, swing - bend, 0.24)
        toe = (ankle[0] + 0.062, ankle[1] + 0.006)
        leg = [
            Limb(places=(hip, knee, ankle), radii=(0.062, 0.048, 0.032), shade=clothes.trousers),
            Limb(places=(ankle, toe), radii=(0.03, 0.022), shade=clothes.shoes),
        ]
        raised = np.pi * 0.85 * arms_up
        reach = -0.8 * stride * np.sin(phase + (0 if side > 0 else np.pi)) * (1 - arms_up) + raised * (1 if side > 0 else 0.9)
        shoulder = (neck[0], neck[1] + 0.045)
        elbow = _joint(shoulder, reach, 0.16)
        hand = _joint(elbow, reach + 0.35 + 0.9 * max(stride - 0.5, 0), 0.14)
        arm = [
            Limb(places=(shoulder, elbow, hand), radii=(0.042, 0.034, 0.026), shade=clothes.coat),
            Limb(places=(hand,), radii=(0.026,), shade=clothes.skin),
        ]
        limbs.append((leg, arm))
    head = (neck[0] + 0.022, neck[1] - 0.10)
    body = [Limb(places=(hip, neck), radii=(0.078, 0.085), shade=clothes.coat)]
    if clothes.pack:
        body.insert(
            0,
            Limb(
                places=((neck[0] - 0.12, neck[1] + 0.06), (hip[0] - 0.12, hip[1] - 0.06)), radii=(0.07, 0.075), shade=clothes.pack
            ),
        )
    top = [
        Limb(places=(neck, head), radii=(0.035, 0.035), shade=clothes.skin),
        Limb(places=(head,), radii=(0.062,), shade=clothes.skin),
        Limb(places=((head[0] - 0.012, head[1] - 0.018),), radii=(0.062,), shade=clothes.hair),
    ]
    order = limbs[1][0] + limbs[1][1] + body + limbs[0][0] + top + limbs[0][1]
    return [_placed(limb, x, foot, tall, facing) for limb in order]


def hiker(
    x: float, foot: float, tall: float, phase: float, clothes: Clothes, *, air: float = 0.0, arms_up: float = 0.0
) -> list[Limb]:
    """A person from behind, walking away."""
    sway = 0.012 * np.sin(phase)
    hip, neck = (sway, -0.50), (sway * 0.5, -0.82)
    limbs = []
    for side in (-1, 1):
        lift = max(0.0, np.sin(phase) * side) * 0.055 * (1 - air) + air * 0.10
        spread = 0.05 + 0.07 * air
        knee = (hip[0] + side * spread, -0.26 - lift)
        ankle = (hip[0] + side * (spread + 0.01), -0.03 - lift * 1.5)
        limbs += [
            Limb(places=((hip[0] + side * 0.045, hip[1]), knee, ankle), radii=(0.062, 0.05, 0.034), shade=clothes.trousers),
            Limb(places=(ankle, (ankle[0], ankle[1] + 0.02)), radii=(0.034, 0.036), shade=clothes.shoes),
        ]
        swing = 0.03 * np.sin(phase) * side
        shoulder = (neck[0] + side * 0.105, neck[1] + 0.06)
        down = ((shoulder[0] + side * 0.05, shoulder[1] + 0.16), (shoulder[0] + side * 0.035, shoulder[1] + 0.29 + swing))
        up = ((shoulder[0] + side * 0.09, shoulder[1] - 0.10), (shoulder[0] + side * 0.13, shoulder[1] - 0.26))
        elbow, hand = [tuple(np.add(np.multiply(d, 1 - arms_up), np.multiply(u, arms_up))) for d, u in zip(down, up)]
        limbs += [
            Limb(places=(shoulder, elbow, hand), radii=(0.044, 0.036, 0.028), shade=clothes.coat),
            Limb(places=(hand,), radii=(0.027,), shade=clothes.skin),
        ]
    limbs += [
        Limb(places=((hip[0], hip[1] - 0.02), neck), radii=(0.092, 0.10), shade=clothes.coat),
        Limb(places=(neck, (neck[0], neck[1] - 0.06)), radii=(0.04, 0.04), shade=clothes.skin),
        Limb(places=((neck[0], neck[1] - 0.105),), radii=(0.066,), shade=clothes.hair),
    ]
    if clothes.pack:
        limbs += [
            Limb(places=((neck[0], neck[1] + 0.09), (hip[0], hip[1] - 0.09)), radii=(0.085, 0.095), shade=clothes.pack),
            Limb(places=((neck[0] - 0.06, hip[1] - 0.11), (neck[0] + 0.06, hip[1] - 0.11)), radii=(0.045, 0.045), shade="3d2f22"),
        ]
    return [_placed(limb, x, foot, tall, 1) for limb in limbs]


def dog(
    x: float,
    foot: float,
    tall: float,
    phase: float,
    *,
    air: float = 0.0,
    pitch: float = 0.0,
    coat: str = "a8703a",
    belly: str = "e6cfa8",
    dark: str = "6e431f",
    facing: int = 1,
) -> list[Limb]:
    """A dog from the side at a gallop; air 1 is the stretch of a leap, pitch turns its nose up."""
    gather = np.sin(phase) * (1 - air)
    arch = 0.05 * gather
    turn = pitch + 0.10 * np.cos(phase) * (1 - air)
    cosine, sine = np.cos(turn), np.sin(turn)

    def turned(place: tuple[float, float]) -> tuple[float, float]:
        dx, dy = place[0], place[1] + 0.62
        return dx * cosine + dy * sine, -0.62 + dy * cosine - dx * sine

    hip, back, chest = turned((-0.40, -0.62)), turned((0.0, -0.66 - arch)), turned((0.36, -0.62))
    neck, head, nose = turned((0.55, -0.84)), turned((0.68, -0.96)), turned((0.86, -0.92))
    limbs = []
    for near in (0, 1):
        lag = 0.55 * (1 - near)
        front = 0.85 * np.sin(phase + 0.4 - lag) * (1 - air) + air * (1.15 - 0.2 * near)
        hind = -0.85 * np.sin(phase - 0.2 - lag) * (1 - air) - air * (1.05 - 0.15 * near)
        shade = coat if near else dark
        limbs.append(_leg(chest, front, 0.45 + 0.75 * max(0.0, np.cos(phase + 0.4 - lag)) * (1 - air), -1, shade, belly))
        limbs.append(_leg(hip, hind, 0.35 + 0.6 * max(0.0, np.cos(phase - 0.2 - lag)) * (1 - air), 1, shade, belly))
    wag = 0.12 * np.sin(phase * 1.3)
    tail = Limb(
        places=(hip, turned((-0.62, -0.78 - wag)), turned((-0.80, -0.86 - 2 * wag))), radii=(0.06, 0.06, 0.03), shade=coat
    )
    body = [
        Limb(places=(hip, back, chest), radii=(0.145, 0.14, 0.175), shade=coat),
        Limb(places=(turned((-0.2, -0.55)), turned((0.38, -0.53))), radii=(0.06, 0.10), shade=belly),
        Limb(places=(chest, neck, head), radii=(0.15, 0.105, 0.10), shade=coat),
        Limb(places=(head, nose), radii=(0.098, 0.05), shade=coat),
        Limb(places=(turned((0.70, -0.91)), turned((0.84, -0.90))), radii=(0.05, 0.035), shade=belly),
        Limb(places=(nose,), radii=(0.028,), shade="1a1412"),
        Limb(places=(turned((0.72, -0.985)),), radii=(0.017,), shade="1a1412"),
        Limb(
            places=(turned((0.62, -1.02)), turned((0.50 - 0.06 * gather, -0.93 + 0.08 * gather))), radii=(0.05, 0.04), shade=dark
        ),
    ]
    order = [limbs[0], limbs[1], [tail], body, limbs[2], limbs[3]]
    return [_placed(limb, x, foot, tall, facing) for part in order for limb in part]


def _leg(top: tuple[float, float], swing: float, bend: float, knee_way: int, shade: str, paw: str) -> list[Limb]:
    knee = _joint((top[0], top[1] + 0.06), swing, 0.26)
    ankle = _joint(knee, swing + knee_way * bend * 0.8, 0.25)
    return [
        Limb(places=((top[0], top[1] + 0.04), knee, ankle), radii=(0.10, 0.06, 0.038), shade=shade),
        Limb(places=(ankle, (ankle[0] + 0.04, ankle[1] + 0.01)), radii=(0.04, 0.034), shade=paw),
    ]


def _placed(limb: Limb, x: float, foot: float, tall: float, facing: int) -> Limb:
    return Limb(
        places=tuple((x + facing * px * tall, foot + py * tall) for px, py in limb.places),
        radii=tuple(radius * tall for radius in limb.radii),
        shade=limb.shade,
    )
