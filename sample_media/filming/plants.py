"""Trees as sprites, and grass as a strip."""

import itertools

import cv2
import numpy as np

from filming.sprites import Sprite, premultiplied
from filming.texture import colour, fractal_noise, mix, ramp, smooth_step


def conifer(seed: int, *, height: int = 460, snow: float = 0.0) -> Sprite:
    """A spruce: tiers of drooping branches, with snow on their upper sides if wanted."""
    width = height // 2
    v, u = np.mgrid[0 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    fine = fractal_noise(height, width, seed, slope=0.8, largest=0.3)
    ragged = fractal_noise(height, width, seed + 1, slope=1.2, largest=0.2)
    tier = np.mod(v**0.85 * 11 + 0.35 * ragged - 1.0 * np.abs(u), 1)
    reach = (v**0.9) * (0.50 + 0.42 * tier) * 0.92 + 0.008
    alpha = smooth_step(0.03, -0.04, np.abs(u) - reach + 0.10 * ragged * v) * smooth_step(0.955, 0.93, v)
    shade = ramp({-2: "0f2318", 0: "24452c", 2: "4d7446"}, fine + 1.2 * (u * -0.5) - 1.3 * (1 - tier))
    white = smooth_step(0.0, 0.5, snow * 1.1 - (1 - tier) * 1.0 + 0.12 * ragged + 0.15 * v) * min(snow * 1.5, 1)
    shade = mix(shade, mix(colour("b9c8de"), colour("ffffff"), np.clip(0.6 - u * 0.5, 0, 1)[..., None]), white[..., None])
    trunk = smooth_step(0.035, 0.025, np.abs(u)) * (v > 0.9)
    shade = np.where((trunk > alpha)[..., None], colour("33241a"), shade)
    return premultiplied(np.dstack([shade, np.maximum(alpha, trunk)]))


def broadleaf(
    seed: int, *, height: int = 420, dark: str = "5a2a10", middle: str = "c4661c", light: str = "f2b441", has_trunk: bool = True
) -> Sprite:
    """A leafy tree: a crown of clumps, lit from the left, on a trunk."""
    width = round(height * 0.9)
    rng = np.random.default_rng(seed)
    v, u = np.mgrid[0 : 1 : height * 1j, -0.45 : 0.45 : width * 1j].astype(np.float32)
    leaves = fractal_noise(height, width, seed, slope=0.75, largest=0.15)
    crown, lit = np.full(u.shape, -1.0, np.float32), np.zeros(u.shape, np.float32)
    for _ in range(26):
        angle, away = rng.uniform(0, 2 * np.pi), rng.uniform(0, 1) ** 0.6
        x, y, size = 0.27 * away * np.cos(angle), 0.36 + 0.25 * away * np.sin(angle), rng.uniform(0.09, 0.17)
        inside = 1 - np.hypot(u - x, v - y) / size
        is_front = inside > crown
        lit = np.where(is_front, 0.5 - 0.9 * (v - y) / size * 0.5 - 0.7 * (u - x) / size * 0.5, lit)
        crown = np.maximum(crown, inside)
    alpha = smooth_step(-0.05, 0.12, crown + 0.17 * leaves - 0.05)
    shade = ramp({-0.4: dark, 0.45: middle, 1.3: light}, lit + 0.22 * leaves - 0.35 * (v - 0.3))
    trunk = (
        smooth_step(0.005, 0.0, np.abs(u + 0.01 * np.sin(9 * v)) - 0.017 - 0.03 * np.maximum(v - 0.85, 0) * 3)
        * (v > 0.4)
        * has_trunk
    )
    bark = mix(colour("2c2018"), colour("6a5140"), np.clip(0.5 - u * 18 + 0.15 * leaves, 0, 1)[..., None])
    shade = mix(bark, shade, alpha[..., None])
    return premultiplied(np.dstack([shade, np.maximum(alpha, trunk)]))


def grass_strip(
    seed: int, *, width: int, height: int, blades: int, dark: str, light: str, heads: str | None = None
) -> np.ndarray:
    """A strip of grass blades standing on its lower edge, a few with seed heads or flowers."""
    rng = np.random.default_rng(seed)
    canvas, mask = np.zeros((height, width, 3), np.uint8), np.zeros((height, width), np.uint8)
    for _ in range(blades):
        x, tall, bend = rng.uniform(-30, width + 30), height * rng.uniform(0.25, 0.95) ** 1.3, rng.normal(0, 0.28)
        tone = tuple(float(c) for c in mix(colour(dark), colour(light), rng.uniform(0, 1)) * 255)
        places = [(x + bend * tall * p * p, height - tall * p) for p in np.linspace(0, 1, 7)]
        for k, (a, b) in enumerate(itertools.pairwise(places)):
            ends = [(round(px * 16), round(py * 16)) for px, py in (a, b)]
            for image, value in ((canvas, tone), (mask, 255)):
                cv2.line(image, *ends, value, 3 - k // 3, cv2.LINE_AA, 4)
        if heads and rng.random() < 0.09:
            flower = tuple(float(c) for c in colour(heads) * 255)
            spot = (round(places[-1][0] * 16), round(places[-1][1] * 16))
            for image, value in ((canvas, flower), (mask, 255)):
                cv2.circle(image, spot, round(rng.uniform(2.5, 5) * 16), value, -1, cv2.LINE_AA, 4)
    alpha = mask.astype(np.float32) / 255
    return np.dstack([canvas.astype(np.float32) / 255, alpha])
