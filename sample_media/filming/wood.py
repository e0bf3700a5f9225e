"""What a wood is made of: trunks, ferns and a log as sprites, its floor from above, and the light between the trees."""

import cv2
import numpy as np

from filming.sprites import Sprite, premultiplied, sprite_of
from filming.texture import colour, fractal_noise, larger, mix, ramp, smooth_step

HAZE = "d9e3a4"  # what distance fades to in the wood


def distance_light(seed: int, width: int, height: int) -> np.ndarray:
    """What lies behind the trees: bright haze, greener above, in soft discs of light."""
    rng = np.random.default_rng(seed + 2)
    y, x = np.mgrid[0:720:2, 0:1280:2].astype(np.float32)
    picture = ramp({0: "6f9a3c", 0.3: "a9c65e", 0.47: "eaf0bc", 0.6: HAZE, 1: "8a8a48"}, y / 720)
    glow = np.exp(-(((x - 560) / 330) ** 2) - ((y - 260) / 190) ** 2)[..., None]
    picture = picture + 0.45 * glow * colour("fff6c8")
    leaves = cv2.GaussianBlur(fractal_noise(360, 640, seed + 3, slope=1.1, largest=0.2), (0, 0), 2.5)
    picture = picture * (1 + 0.22 * leaves * smooth_step(330, 120, y))[..., None]
    discs = np.zeros((360, 640), np.uint8)
    for px, py, radius in zip(rng.uniform(0, 640, 130), rng.gamma(2.0, 38, 130), rng.uniform(3, 9, 130)):
        layer = np.zeros_like(discs)
        cv2.circle(layer, (round(px * 16), round(py * 16)), round(radius * 16), 34, -1, cv2.LINE_AA, 4)
        discs = cv2.add(discs, layer)
    picture = picture + discs.astype(np.float32)[..., None] / 255 * colour("fff6b8")
    return larger(cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 1.2), width, height)


def forest_floor(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The floor from above: a trodden path through leaves and moss, with spots of sun; and the same, soft, for far away."""
    _v, u = np.mgrid[0:1024, 0:1024].astype(np.float32)
    metres = (u - 512) / 60
    grain, patches = fractal_noise(1024, 1024, seed + 4, slope=0.75), fractal_noise(1024, 1024, seed + 5, slope=1.6, largest=0.3)
    litter = ramp({-3: "2c1d10", 0: "6b4a26", 2: "a8742e", 3.5: "d8a848"}, grain * 1.1 + 0.3 * patches)
    moss = ramp({-3: "1e3512", 0: "4a6b24", 3: "93ac48"}, grain)
    path = ramp({-3: "4a3826", 0: "86694a", 3: "b59874"}, grain)
    side = smooth_step(0.2, 1.0, patches + 0.35 * np.abs(metres) - 0.9)
    picture = mix(litter, moss, side[..., None])
    picture = mix(path, picture, smooth_step(0.45, 0.95, np.abs(metres) + 0.22 * patches)[..., None])
    spots = smooth_step(0.3, 1.0, fractal_noise(1024, 1024, seed + 6, slope=1.5, largest=0.12))
    picture = picture * (0.72 + 0.75 * spots)[..., None] * colour("fff4d8")
    far = cv2.GaussianBlur(np.concatenate([picture] * 3), (0, 0), sigmaX=5, sigmaY=14)[1024:2048]
    return cv2.GaussianBlur(picture, (0, 0), 0.8).astype(np.float32), far.astype(np.float32)


def trunk(seed: int) -> Sprite:
    """A trunk lit from the left, with moss at its foot."""
    height, width = 700, 110
    v, u = np.mgrid[0 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    bark = fractal_noise(height, width, seed, slope=0.9, largest=0.3)
    streaks = cv2.blur(fractal_noise(height, width, seed + 50, slope=0.6), (1, 41))
    half = 0.40 + 0.07 * np.sin(3 * v + seed) * 0.3 + 0.5 * np.maximum(v - 0.93, 0) * 8 * 0.35 - 0.10 * (1 - v)
    middle = 0.10 * np.sin(2.1 * v + seed)
    alpha = smooth_step(0.03, -0.03, np.abs(u - middle) - half - 0.01 * bark)
    round_light = np.clip(0.62 - 0.75 * (u - middle) / half * 0.8, 0.1, 1.2)
    shade = ramp({-3: "241a12", 0: "5c4a38", 3: "9a8466"}, bark * 0.7 + 3.5 * streaks) * round_light[..., None] * 1.15
    shade = mix(shade, colour("5a7a2a") * round_light[..., None], (0.75 * smooth_step(0.80, 1.0, v + 0.05 * bark))[..., None])
    return premultiplied(np.dstack([shade, alpha]))


def fern(seed: int) -> Sprite:
    """A fern-like bush: many arched fronds."""
    rng = np.random.default_rng(seed)
    height, width = 240, 320
    shade, mask = np.zeros((height, width, 3), np.uint8), np.zeros((height, width), np.uint8)
    for _ in range(150):
        reach, rise = rng.uniform(-150, 150), rng.uniform(60, 225)
        tone = tuple(
            float(c)
            for c in mix(colour("2a4a16"), colour("a4c24c"), np.clip(rng.uniform(0, 1) * (rise / 225) ** 0.7, 0, 1)) * 255
        )
        for p in np.linspace(0.12, 1, 14):
            x, y = 160 + reach * p, height - rise * np.sin(p * 2.3) / 0.95
            length = 15 * (1 - p) ** 0.6 + 3
            for way in (-1, 1):
                ends = [
                    (round(a * 16), round(b * 16))
                    for a, b in ((x, y), (x + length * 0.5 * np.sign(reach), y + way * length * 0.75))
                ]
                cv2.line(shade, *ends, tone, 2, cv2.LINE_AA, 4)
                cv2.line(mask, *ends, 255, 2, cv2.LINE_AA, 4)
    return sprite_of(np.dstack([shade.astype(np.float32) / 255, mask.astype(np.float32) / 255]))


def fallen_log(seed: int) -> Sprite:
    """A mossy log lying across the path."""
    height, width = 110, 760
    v, u = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    bark = fractal_noise(height, width, seed + 60, slope=0.9)
    streaks = cv2.blur(bark, (31, 1))
    half = 0.72 + 0.05 * np.sin(5 * u) + 0.03 * bark
    alpha = smooth_step(0.05, -0.05, np.abs(v) - half) * smooth_step(0.98, 0.96, np.abs(u))
    shade = (
        ramp({-2: "2a1d12", 0: "5e452c", 2: "8f7048"}, bark * 0.6 + 1.8 * streaks)
        * np.clip(0.75 - 0.75 * v, 0.15, 1.3)[..., None]
    )
    shade = mix(shade, colour("7fa038"), (0.8 * smooth_step(-0.15, -0.6, v + 0.18 * bark))[..., None])
    return premultiplied(np.dstack([shade, alpha]))


def sun_beams(seed: int, width: int, height: int) -> np.ndarray:
    """Slanting beams of sun through the crowns, as light to add."""
    y, x = np.mgrid[0:360, 0:640].astype(np.float32)
    lines = fractal_noise(64, 1024, seed, slope=1.2, largest=0.12)[7]
    slanted = np.interp((x + 0.55 * y) % 1024, np.arange(1024), lines)
    beam = smooth_step(0.5, 2.2, slanted) * smooth_step(380, 40, y) * smooth_step(560, 300, np.abs(x - 250 + 0.3 * y))
    return larger((cv2.GaussianBlur(beam, (0, 0), 2)[..., None] * colour("fff2b0") * 0.34).astype(np.float32), width, height)
