"""Judging a finished film: what it shows and lets hear against what was planned, drawn and mixed."""

from __future__ import annotations

from autoedit.errors import at
from autoedit.render.verify.certificate import Certificate
from autoedit.render.verify.cuts import cuts_found
from autoedit.render.verify.faults import picture_faults
from autoedit.render.verify.file_checks import file_checks
from autoedit.render.verify.flashes import flashing
from autoedit.render.verify.gaps import gaps
from autoedit.render.verify.judge import (
    beats_check,
    cuts_check,
    gaps_check,
    levels_check,
    music_check,
    offsets_check,
    pictures_check,
)
from autoedit.render.verify.levels import levels_off
from autoedit.render.verify.meant import Meant
from autoedit.render.verify.offsets import offsets
from autoedit.render.verify.path import way
from autoedit.render.verify.shown import Shown
from autoedit.render.verify.song import songs_found, with_beats
from autoedit.render.verify.warnings import flash_check, loudness_checks


@at("verify")
def certify(shown: Shown, meant: Meant) -> Certificate:
    """Hold a film against its plan; of files only the mix and what is needed to find the song are read."""
    timeline, heard, mix = meant.timeline, shown.heard, meant.sound
    rate = timeline.frame_rate
    found = way(shown.looks, meant.looks)
    faults = picture_faults(shown.looks, meant.looks, found)
    songs = songs_found(meant, heard) if heard is not None else ()
    cuts = with_beats(cuts_found(shown.looks, meant.looks, meant.plain_cuts, found), shown.times, meant, songs)
    slips = offsets(shown, mix, found, rate) if mix is not None else ()
    in_place = offsets_check(slips, rate)
    # Sound that lies elsewhere is nowhere as loud as what was mixed there.
    holes = gaps(heard, mix) if heard is not None and mix is not None and in_place.is_right else ()
    flashes = flashing(shown.looks, rate, is_upright=timeline.height > timeline.width)
    checks = [
        *file_checks(shown, meant),
        pictures_check(faults, found, is_draft=meant.is_draft),
        levels_check(levels_off(shown.looks, meant.looks)),
        cuts_check(cuts),
        *([beats_check(cuts, rate)] if any(cut.beat_error is not None for cut in cuts) else []),
        *([music_check(songs)] if songs else []),
        *([in_place, gaps_check(holes)] if slips else []),
        *loudness_checks(heard, meant),
        flash_check(flashes, rate),
    ]
    return Certificate(
        rate=rate,
        frames=len(shown.times),
        checks=tuple(checks),
        faults=faults,
        cuts=cuts,
        offsets=slips,
        gaps=holes,
        songs=songs,
        flashing=flashes,
        lufs=heard.lufs if heard is not None else None,
        true_peak=heard.true_peak if heard is not None else None,
    )
