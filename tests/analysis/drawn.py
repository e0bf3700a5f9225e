"""Pictures that are drawn: a face that a cascade takes for one, cards and slides, places, and what a finger lets through."""

from __future__ import annotations

import numpy as np

from tests.analysis.takes import SIZE, Picture, view

SKIN = (205, 160, 135)


def face(size: int) -> Picture:
    """A square with a face from the front, lit from above."""
    import cv2

    scale = 4 * size / 100  # drawn four times as large, so that its edges are soft
    picture = np.full((4 * size, 4 * size, 3), (70, 80, 90), np.float32)

    def oval(x: float, y: float, width: float, height: float, colour: tuple[float, float, float]) -> None:
        centre, axes = (round(x * scale), round(y * scale)), (round(width * scale), round(height * scale))
        cv2.ellipse(picture, centre, axes, 0, 0, 360, colour, -1, cv2.LINE_AA)

    shade, light = tuple(0.72 * part for part in SKIN), tuple(min(255, 1.12 * part) for part in SKIN)
    oval(50, 46, 42, 50, (50, 35, 28))
    oval(50, 54, 34, 44, SKIN)
    for x in (34, 66):
        oval(x, 46, 12, 8, shade)
        oval(x, 38, 11, 2.5, (60, 42, 35))
        oval(x, 47, 7, 3.5, (235, 235, 235))
        oval(x, 47, 3.4, 3.4, (30, 22, 20))
    oval(50, 56, 5, 13, light)
    for x in (30, 70):
        oval(x, 64, 8, 7, light)
    oval(50, 80, 13, 4, (150, 70, 70))
    picture = cv2.GaussianBlur(picture, (0, 0), scale * 1.2)
    return np.asarray(cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA).clip(0, 255), np.uint8)


def with_face(picture: Picture, size: int, at: tuple[int, int]) -> Picture:
    """A picture with a face in it, its top left corner at a place."""
    shown = picture.copy()
    shown[at[1] : at[1] + size, at[0] : at[0] + size] = face(size)
    return shown


def card(text: str = "THE END", *, paper: int = 0, ink: int = 240) -> Picture:
    """A title card."""
    import cv2

    picture = np.full((SIZE[1], SIZE[0], 3), paper, np.uint8)
    cv2.putText(picture, text, (40, 100), cv2.FONT_HERSHEY_DUPLEX, 1.6, (ink, ink, ink), 3, cv2.LINE_AA)
    return picture


def slide() -> Picture:
    """A page with a heading and lines of text."""
    import cv2

    picture = np.full((4 * SIZE[1], 4 * SIZE[0], 3), 250, np.uint8)
    picture[:90] = (20, 60, 120)
    for line in range(7):
        cv2.putText(picture, "a line of words upon a page " * 2, (60, 170 + 75 * line), 1, 2.4, (40, 40, 40), 3, cv2.LINE_AA)
    return np.asarray(cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA), np.uint8)


def chart() -> Picture:
    """Coloured columns on white."""
    picture = np.full((SIZE[1], SIZE[0], 3), 255, np.uint8)
    for column, colour in enumerate([(200, 60, 60), (60, 160, 60), (40, 80, 200), (220, 180, 40)]):
        picture[150 - 30 * column : 165, 30 + 70 * column : 80 + 70 * column] = colour
    return picture


def under_a_finger(*, light: float = 1.0) -> Picture:
    """A red slope from one corner to the other, with sensor noise."""
    rng = np.random.default_rng(4)
    down, across = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    slope = 20 + 100 * np.clip(0.8 * across / SIZE[0] + 0.4 * down / SIZE[1], 0, 1)
    colour = slope[..., None] * np.array([1.0, 0.35, 0.25]) * light
    return np.clip(colour + rng.normal(0, 1.5, colour.shape), 0, 255).astype(np.uint8)


def in_a_pocket() -> Picture:
    """Next to nothing, and noise."""
    rng = np.random.default_rng(5)
    return np.clip(24 + rng.normal(0, 2, (SIZE[1], SIZE[0], 3)), 0, 255).astype(np.uint8)


def sky() -> Picture:
    """Blue and even, lighter toward the ground."""
    down = np.linspace(0, 1, SIZE[1])[:, None, None]
    return np.broadcast_to((90 + 90 * down) * np.array([0.55, 0.75, 1.0]), (SIZE[1], SIZE[0], 3)).astype(np.uint8)


def place(seed: int) -> Picture:
    """Somewhere: things of several sizes and colours before a ground and a sky, with texture on all of it."""
    import cv2

    rng = np.random.default_rng(seed)
    picture = view(seed).astype(np.float32) - 128
    horizon = int(rng.integers(40, 140))
    picture[:horizon] += rng.uniform(120, 210, 3)
    picture[horizon:] += rng.uniform(40, 130, 3)
    for _ in range(7):
        things = np.zeros_like(picture)
        centre = int(rng.integers(0, SIZE[0])), int(rng.integers(20, SIZE[1]))
        axes = int(rng.integers(10, 60)), int(rng.integers(10, 60))
        cv2.ellipse(things, centre, axes, float(rng.uniform(0, 180)), 0, 360, (1, 1, 1), -1)
        picture += things * rng.uniform(-90, 90, 3).astype(np.float32)
    return picture.clip(0, 255).astype(np.uint8)
