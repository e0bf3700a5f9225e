"""Makes the sample song, music/northbound.ogg, and music/northbound.truth.json, which says where its beats are.

    python sample_media/make_music.py [--out DIR]

score -> one track a part -> ducking, rooms and echoes -> master -> file. Nothing is random but by seed, so the same
machine makes the same bytes. The truth is written from the score's own numbers, never measured.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import northbound
import numpy as np
from northbound import BEATS_IN_BAR, FORM, MAIN_DROP, OUTRO, SIXTEENTH, TEMPO, Note, duration_of, time_of, time_of_bar
from synth import drums, tones
from synth.mixing import decibels, ducking, mastered, ping_pong, reverb
from synth.ogg import write_ogg
from synth.waves import RATE, Wave, nearest_sample, samples_in

LOUDNESS = -13.0  # LUFS, integrated
CEILING = -2.5  # dBFS; coding raised the highest peak by 1.0 dB, and the file must stay below -1
HARD_KICK = 0.5  # a kick this strong makes the others duck
LAST_FADE = 0.6  # seconds in which the last of the ring-out goes to zero


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A part's strip on the desk: its voice and level in decibels, how much goes to each room, how deeply it ducks."""

    voice: Callable[..., Wave]
    level: float
    hall: float = 0.0
    room: float = 0.0
    echo: float = 0.0
    duck: float = 0.0


DESK = {
    "kick": Channel(voice=drums.kick, level=-6.0, room=0.03),
    "snare": Channel(voice=drums.snare, level=-8.0, hall=0.10, room=0.25),
    "clap": Channel(voice=drums.clap, level=-4.0, hall=0.08, room=0.25),
    "rim": Channel(voice=drums.rim, level=-1.0, hall=0.25, room=0.20),
    "hat": Channel(voice=drums.hat, level=-8.0, room=0.10),
    "open_hat": Channel(voice=drums.open_hat, level=-13.0, room=0.10),
    "shaker": Channel(voice=drums.shaker, level=-7.0, room=0.15),
    "taiko": Channel(voice=drums.taiko, level=-11.5, hall=0.35, room=0.20),
    "crash": Channel(voice=drums.crash, level=-14.5, hall=0.20),
    "swell": Channel(voice=drums.swell, level=-12.0),
    "riser": Channel(voice=drums.riser, level=-8.0, hall=0.10),
    "impact": Channel(voice=drums.impact, level=-9.0, hall=0.20),
    "piano": Channel(voice=tones.piano, level=-11.0, hall=0.35, echo=0.12),
    "pluck": Channel(voice=tones.pluck, level=-16.0, hall=0.25, echo=0.30, duck=0.35),
    "pad": Channel(voice=tones.pad, level=-21.0, hall=0.45, duck=0.55),
    "supersaw": Channel(voice=tones.supersaw, level=-13.0, hall=0.20, duck=0.60),
    "strings": Channel(voice=tones.strings, level=-14.0, hall=0.30, room=0.15, duck=0.25),
    "lead": Channel(voice=tones.lead, level=-10.0, hall=0.28, echo=0.22, duck=0.20),
    "bass": Channel(voice=tones.bass, level=-6.5, duck=0.65),
    "braam": Channel(voice=tones.braam, level=-16.0, hall=0.30),
}


def main() -> None:
    """Read the command line and make the song and its truth."""
    parser = argparse.ArgumentParser(description="Make the sample song and its truth file.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "music", help="folder to write to")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    song = out / "northbound.ogg"
    write_ogg(song_wave(), song)
    text = json.dumps(truth(song.name), indent=1, sort_keys=True)
    (out / "northbound.truth.json").write_text(text + "\n", encoding="utf-8")


def length_in_samples() -> int:
    """The song's length: the last bar line is still inside."""
    return math.ceil(time_of_bar(OUTRO.end_bar) * RATE)


def truth(file: str) -> dict[str, object]:
    """What is so about the song, in exact seconds; the second bar of the ring-out has no sound that marks its beats."""
    beats = range(OUTRO.end_bar * BEATS_IN_BAR)
    sections = [
        {
            "kind": section.kind,
            "start": str(time_of_bar(section.first_bar)),
            "end": str(time_of_bar(section.end_bar)),
            "energy": section.energy,
        }
        for section in FORM
    ]
    return {
        "file": file,
        "tempo_bpm": TEMPO,
        "metre": "4/4",
        "beats": [str(time_of(beat)) for beat in beats],
        "downbeats": [str(time_of(beat)) for beat in beats[::BEATS_IN_BAR]],
        "sections": sections,
        "drop": str(time_of_bar(MAIN_DROP.first_bar)),
        "ending": str(time_of_bar(OUTRO.first_bar)),
        "duration": str(Fraction(length_in_samples(), RATE)),
    }


def song_wave() -> Wave:
    """The finished song, [2, samples]."""
    master = mastered(mix(northbound.score()), loudness=LOUDNESS, ceiling=CEILING)
    fade = samples_in(LAST_FADE)
    master[:, -fade:] *= np.cos(np.linspace(0, np.pi / 2, fade)) ** 2
    return master


def mix(notes: Sequence[Note]) -> Wave:
    """All parts through the desk: dry, and what comes back from the hall, the drum room and the echo."""
    length = length_in_samples()
    kicks = [nearest_sample(time_of(note.beat)) for note in notes if note.part == "kick" and note.velocity > HARD_KICK]
    dry, hall, room, echo = np.zeros((4, 2, length))
    for part, played in by_part(notes).items():
        channel = DESK[part]
        track = track_of(played, channel, length)
        track *= ducking(length, kicks, depth=channel.duck, recovery=0.3)
        dry += track
        hall += channel.hall * track
        room += channel.room * track
        echo += channel.echo * track
    echoes = ping_pong(echo, gap=nearest_sample(duration_of(3 * SIXTEENTH)), feedback=0.45)
    hall += 0.3 * echoes
    dry += echoes
    dry += reverb(hall, half_life=0.24, darkness=3800, before=0.025, seed=20)
    return dry + reverb(room, half_life=0.07, darkness=6500, before=0.006, seed=30)


def by_part(notes: Sequence[Note]) -> dict[str, list[Note]]:
    """The notes of each part."""
    parts: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        parts[note.part].append(note)
    return parts


def track_of(notes: Sequence[Note], channel: Channel, length: int) -> Wave:
    """One part on its own, each note laid down at the sample nearest its time."""
    track = np.zeros((2, length))
    for note in notes:
        first = nearest_sample(time_of(note.beat))
        sound = sound_of(note, channel)[:, : length - first]
        track[:, first : first + sound.shape[-1]] += note.velocity * decibels(channel.level) * sound
    return track


def sound_of(note: Note, channel: Channel) -> Wave:
    """The note on its channel's voice, at full velocity."""
    seconds = float(duration_of(note.beats))
    if note.pitch == 0:
        return channel.voice(seconds)
    return channel.voice(note.pitch, seconds, note.brightness)


if __name__ == "__main__":
    main()
