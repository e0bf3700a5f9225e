"""A long take: a walk through a wood behind a hiker, the camera always on, as people do; much of it cannot be used.

`walked` says how far the camera has come at each time, and the hiker is `HIKER_AHEAD` of it;
everything on the path stands at a distance along it.
"""

from fractions import Fraction

import cv2
import numpy as np

from filming import sound
from filming.camera import Camera, fault_times
from filming.figures import Clothes, Limb, dog, draw_figure, hiker
from filming.plants import broadleaf
from filming.sprites import Sprite, birds, sprite_at
from filming.take import Spell, Take, moment
from filming.texture import colour, larger, mix, smooth_step, wander
from filming.wood import HAZE, distance_light, fallen_log, fern, forest_floor, sun_beams, trunk

SECONDS = Fraction(47)
STILL = Spell(kind="still", start=Fraction(37), end=Fraction(83, 2))
BAD = (
    Spell(kind="blur", start=Fraction(11, 2), end=Fraction(15, 2)),
    Spell(kind="shake", start=Fraction(14), end=Fraction(16)),
    Spell(kind="black", start=Fraction(23), end=Fraction(49, 2)),
    Spell(kind="blown_out", start=Fraction(31), end=Fraction(33)),
    STILL,
)
JUMP, DEER, THROW, FLUSH = Fraction(21, 2), Fraction(39, 2), Fraction(28), Fraction(89, 2)
HIKER_LEAVES = 33.0  # he walks faster, and off the path, so that nobody is left for the still stretch
WALK = 1.25  # metres in a second
STILL_START, STILL_END = float(STILL.start), float(STILL.end)
STEPS = 1.8  # in a second
WIDTH, HEIGHT = 960, 540  # drawn smaller than the frame, as the take is long and the wood full of detail
FOCAL, EYE, HORIZON, FAR = 645.0, 1.55, 251, 42.0
HIKER_AHEAD = 5.2
DEER_AHEAD, BIRDS_AHEAD = 7.5, 11.0


def forest_take(seed: int = 101) -> Take:
    """The whole walk."""
    scene = _Walk(seed)
    good = (
        moment(JUMP, "the hiker jumps over a log"),
        moment(DEER, "a deer leaps across the path"),
        moment(THROW, "the hiker throws an armful of leaves into the air"),
        moment(FLUSH, "birds burst out of a bush"),
    )
    return Take(
        what="A walk through a sunny wood behind a hiker in red: a jump over a log, a deer, leaves in the air, birds; "
        "and many spoilt stretches.",
        seconds=SECONDS,
        picture=scene.picture,
        sound=_wood_sounds,
        good=good,
        bad=BAD,
        camera=Camera(seed=seed, sway=6, walk=1.5, zoom=1.03, bloom=0.35, bloom_from=0.7, grain=0.002, faults=fault_times(BAD)),
    )


def walked(time: float) -> float:
    """How far the camera has come along the path, in metres; it rests while the take is still."""
    moving = min(time, STILL_START - 0.5) + max(time - STILL_END, 0)
    return WALK * (moving + 0.25 * (smooth_step(STILL_START - 0.5, STILL_START, time)))


class _Walk:
    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.seed = seed
        self.back = distance_light(seed, WIDTH, HEIGHT)
        self.ground, self.far_ground = forest_floor(seed)
        self.trunks = [trunk(seed + k) for k in range(4)]
        self.bushes = [fern(seed + 20 + k) for k in range(3)]
        self.crowns = [
            broadleaf(seed + 30 + k, dark="274a14", middle="5f9428", light="cfe06a", has_trunk=False) for k in range(2)
        ]
        self.log = fallen_log(seed)
        self.trees = [
            (z + rng.uniform(-0.5, 0.5), side * (2.5 + rng.exponential(4.0)), rng.uniform(0.8, 1.5), int(rng.integers(0, 4)))
            for z in np.arange(1, 110, 1.15)
            for side in (-1, 1)
        ]
        self.shrubs = [
            (z + rng.uniform(-0.4, 0.4), side * (1.8 + rng.exponential(2.2)), rng.uniform(0.35, 1.1), int(rng.integers(0, 3)))
            for z in np.arange(1.5, 110, 1.3)
            for side in (-1, 1)
        ]
        self.beams = sun_beams(seed + 9, WIDTH, HEIGHT)
        self.leaves = rng.uniform(0, 1, (26, 5))
        y = np.arange(HORIZON + 10, HEIGHT, dtype=np.float32)
        self.away = (EYE * FOCAL / (y - HORIZON))[:, None]
        self.from_middle = np.arange(WIDTH, dtype=np.float32)[None] - WIDTH / 2
        self.log_place = walked(float(JUMP)) + HIKER_AHEAD

    def picture(self, time: float) -> np.ndarray:
        """The wood at a time."""
        here = walked(time)
        picture = self.back * np.float32(1 + 0.04 * wander(min(time, STILL_START), self.seed, slowest=0.1, fastest=0.5))
        picture[HORIZON + 10 :] = self._floor(here)
        things = self._things(here, time)
        for _away, draw in sorted(things, key=lambda thing: -thing[0]):
            draw(picture)
        picture += self._shafts(time)
        if not STILL_START <= time <= STILL_END:
            self._falling_leaves(picture, time)
        return larger(picture, 1280, 720)

    def _floor(self, here: float) -> np.ndarray:
        across = self.from_middle * self.away / FOCAL - _bend(self.away, here)
        map_x = np.clip(across * 60 + 512, 0, 1023).astype(np.float32)
        map_y = np.broadcast_to(np.mod((self.away + here) * 60, 1024), map_x.shape).astype(np.float32)
        near = cv2.remap(self.ground, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        far = cv2.remap(self.far_ground, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        floor = mix(near, far, smooth_step(3.5, 9, self.away)[..., None])
        return mix(floor, colour(HAZE), (0.85 * (1 - np.exp(-self.away / 26)))[..., None])

    def _things(self, here: float, time: float):
        """Everything that stands on the floor: its distance, and what draws it."""
        for z, across, tall, kind in self.shrubs:
            if 1.2 < z - here < 30:
                yield z - here, self._standing(self.bushes[kind], z - here, across, tall, here)
        for z, across, wide, kind in self.trees:
            if 1.5 < z - here < FAR:
                yield z - here, self._standing(self.trunks[kind], z - here, across, 8.0 * wide, here)
                yield z - here - 0.01, self._standing(self.crowns[kind % 2], z - here, across, 5.5 * wide, here, lift=3.3)
        if 0.9 < self.log_place - here < FAR:
            yield self.log_place - here, self._standing(self.log, self.log_place - here, 0.0, 0.55, here)
        ahead = HIKER_AHEAD + 2.2 * max(time - HIKER_LEAVES, 0) ** 1.15
        if ahead < 25:
            yield ahead, lambda picture: self._hiker(picture, time, ahead, here)
        if abs(time - float(DEER)) < 1.6:
            yield DEER_AHEAD, lambda picture: self._deer(picture, time - float(DEER))
        if 0 < time - float(FLUSH) < 2.4:
            yield BIRDS_AHEAD * 0.7, lambda picture: self._birds(picture, time - float(FLUSH))
        if 0 < time - float(THROW) < 2.8:
            yield HIKER_AHEAD - 0.2, lambda picture: self._thrown(picture, time - float(THROW))

    def _standing(self, sprite: Sprite, away: float, across: float, tall: float, here: float, lift: float = 0.0):
        x = WIDTH / 2 + (across + _bend(away, here)) * FOCAL / away
        haze = 0.92 * (1 - np.exp(-away / 22))
        return lambda picture: sprite_at(
            picture, sprite, x, HORIZON + (EYE - lift) * FOCAL / away, tall * FOCAL / away, tint=colour(HAZE), haze=haze
        )

    def _hiker(self, picture: np.ndarray, time: float, ahead: float, here: float) -> None:
        if time > HIKER_LEAVES + 0.6:  # he leaves the path to the right, between the trees
            x = WIDTH / 2 + (3.2 * (time - HIKER_LEAVES - 0.6) ** 1.5 + _bend(ahead, here)) * FOCAL / ahead
        else:
            aside = 0.15 * np.sin(0.7 * time) - 1.15 * np.exp(-(((time - float(DEER)) / 2) ** 2))  # he makes room for the deer
            x = WIDTH / 2 + (aside + _bend(ahead, here)) * FOCAL / ahead
        since = (time - float(JUMP)) / 0.45
        air = float(max(1 - since * since, 0))
        reach = (time - float(THROW)) / 0.5
        arms = float(max(0.0, smooth_step(-1.3, 0.0, reach) * smooth_step(2.6, 1.2, reach), 0.55 * air))
        clothes = Clothes(coat="c23024", trousers="39415a", shoes="2a211b", pack="2f5d6b", hair="3a2618")
        tall, foot = 1.78 * FOCAL / ahead, HORIZON + (EYE - 0.62 * air) * FOCAL / ahead
        haze = float(np.exp(-ahead / 40))
        draw_figure(
            picture,
            hiker(x, foot, tall, np.pi * STEPS * time, clothes, air=air, arms_up=arms),
            light=1.1,
            opacity=max(haze, 0.75),
        )

    def _deer(self, picture: np.ndarray, since: float) -> None:
        """A deer crosses from left to right, at the top of its leap over the path at 0 s."""
        x = WIDTH / 2 + since * 6.3 * FOCAL / DEER_AHEAD
        air = max(1 - (since / 0.55) ** 2, 0)
        foot, tall = HORIZON + (EYE - 0.95 * air) * FOCAL / DEER_AHEAD, 1.15 * FOCAL / DEER_AHEAD
        limbs = dog(
            x,
            foot,
            tall,
            2 * np.pi * 1.7 * since,
            air=float(min(1.6 * air, 1)),
            pitch=-0.3 * since if air else 0.0,
            coat="a4693a",
            belly="d9b98c",
            dark="7a4a26",
        )
        # A deer is a taller, shorter animal than a dog.
        limbs = [
            Limb(
                places=tuple((x + (px - x) * 0.95, foot + (py - foot) * 1.35) for px, py in limb.places),
                radii=tuple(r * 0.9 for r in limb.radii),
                shade=limb.shade,
            )
            for limb in limbs
        ]
        draw_figure(picture, limbs, light=1.25, blur=11)

    def _birds(self, picture: np.ndarray, since: float) -> None:
        rng = np.random.default_rng(self.seed + 5)
        places = []
        for angle, speed, beat, size in zip(
            rng.uniform(-2.6, -0.5, 22), rng.uniform(170, 345, 22), rng.uniform(0, 1, 22), rng.uniform(0.7, 1.2, 22)
        ):
            flown = speed * (since + 0.35 * since * since)
            places.append(
                (570 + flown * np.cos(angle), 322 + flown * np.sin(angle) * 0.9, (11 + 7 * since) * size, since * 6 + beat)
            )
        birds(picture, places, "2a2620")

    def _thrown(self, picture: np.ndarray, since: float) -> None:
        """Leaves that fly up from the hiker's hands and flutter down, in place."""
        rng = np.random.default_rng(self.seed + 6)
        x0, y0 = WIDTH / 2, HORIZON + (EYE - 2.0) * FOCAL / HIKER_AHEAD
        for number in range(130):
            angle, speed, spin, size = rng.uniform(-2.7, -0.45), rng.uniform(70, 360), rng.uniform(2, 9), rng.uniform(2.8, 6)
            flown = (1 - np.exp(-2.2 * since)) / 2.2
            x = x0 + speed * np.cos(angle) * flown + 13 * np.sin(2.2 * since + number)
            y = y0 + speed * 1.25 * np.sin(angle) * flown + 56 * max(since - 0.25, 0) ** 1.25
            shade = mix(colour("d8a02a"), colour("b5481c"), rng.random())
            _leaf(picture, x, y, size, spin * since + number, shade)

    def _falling_leaves(self, picture: np.ndarray, time: float) -> None:
        for _number, (x, y, speed, size, turn) in enumerate(self.leaves):
            row = (y + time * (0.06 + 0.05 * speed)) % 1
            column = (x + 0.03 * np.sin(1.3 * time + 6 * turn) - 0.02 * time * speed) % 1
            _leaf(
                picture,
                column * 1020 - 30,
                row * 585 - 30,
                2.2 + 3 * size,
                3 * time * speed + 6 * turn,
                mix(colour("e8c040"), colour("c8702a"), turn),
            )

    def _shafts(self, time: float) -> np.ndarray:
        """Sun through the crowns: slanting beams that come and go."""
        return self.beams * np.float32(0.85 + 0.25 * wander(min(time, STILL_START), self.seed + 8, slowest=0.1, fastest=0.4))


def _bend(away: np.ndarray | float, here: float) -> np.ndarray | float:
    """How far the path has swung aside at a distance, in metres."""
    return 0.9 * (np.sin((np.asarray(away) + here) / 9.0) - np.sin(here / 9.0)) * np.minimum(np.asarray(away) / 10, 1)


def _leaf(picture: np.ndarray, x: float, y: float, size: float, turn: float, shade: np.ndarray) -> None:
    """A leaf, in place: an oval seen more or less from its edge."""
    if not (12 < x < WIDTH - 12 and 12 < y < HEIGHT - 12):
        return
    left, top, side = int(x) - 12, int(y) - 12, 24
    v, u = np.mgrid[0:side, 0:side].astype(np.float32)
    u, v = u - (x - left), v - (y - top)
    along, across = u * np.cos(turn) + v * np.sin(turn), v * np.cos(turn) - u * np.sin(turn)
    edge = np.hypot(along / size, across / (size * (0.25 + 0.4 * abs(np.sin(1.7 * turn)))))
    part = smooth_step(1.15, 0.85, edge)[..., None] * 0.95
    under = picture[top : top + side, left : left + side]
    under += (shade * (0.85 + 0.35 * np.sin(turn)) - under) * part


def _wood_sounds(rate: int) -> np.ndarray:
    """Steps, leaves and birdsong; each highlight has its own sound; the spoilt stretches sound like handling the camera."""
    seconds = float(SECONDS)
    track = sound.silence(rate, seconds)
    for side in (-1, 1):
        sound.place(track, sound.band_noise(rate, seconds, 400, 4000, 20 + side), 0, rate, level=0.016, pan=0.7 * side)
    for step in range(int(STEPS * seconds)):
        at = step / STEPS
        if not STILL_START - 0.5 < at < STILL_END and abs(at - float(JUMP)) > 0.5:
            sound.place(track, sound.thud(rate, 300 + step), at, rate, level=0.11, pan=0.1 * (-1) ** step)
    rng = np.random.default_rng(5)
    for number in range(15):
        sound.place(
            track,
            sound.chirps(rate, 400 + number, count=int(rng.integers(3, 7)), pitch=float(rng.uniform(2800, 4600))),
            3.1 * number + rng.uniform(0, 1.5),
            rate,
            level=0.05,
            pan=float(rng.uniform(-0.8, 0.8)),
        )
    land = float(JUMP)
    sound.place(track, sound.whoosh(rate, 450, seconds=0.8, low=300, high=2500), land - 0.4, rate, level=0.9)
    sound.place(track, sound.thud(rate, 451), land + 0.42, rate, level=0.45)
    for late in (-0.62, -0.3, 0.0, 0.55, 0.8):
        crash = sound.band_noise(rate, 0.5, 150, 4500, 460 + round(10 * late)) * sound.strike(rate, 0.5, decay=0.1)
        sound.place(track, crash, float(DEER) + late, rate, level=1.0 if late == 0 else 0.4, pan=0.6 * late)
    rustle = sound.band_noise(rate, 2.4, 1200, 8000, 470) * sound.swell(rate, 2.4, peak=0.35, rise=0.13, fall=0.55)
    sound.place(track, rustle, float(THROW) - 0.35 + 0.05, rate, level=0.85)
    t = sound.times(rate, 2.2)
    flaps = (
        sound.band_noise(rate, 2.2, 250, 3500, 480)
        * (0.35 + 0.65 * np.abs(np.sin(2 * np.pi * 9 * t)))
        * sound.strike(rate, 2.2, attack=0.05, decay=0.6)
    )
    sound.place(track, flaps, float(FLUSH), rate, level=1.0, pan=0.2)
    for spell in BAD:
        if spell.kind in ("shake", "black"):
            length = float(spell.end - spell.start)
            bumps = sound.band_noise(rate, length, 60, 500, 490) * (np.sin(2 * np.pi * 5 * sound.times(rate, length)) > 0.3)
            sound.place(track, bumps, float(spell.start), rate, level=0.12)
    return track
