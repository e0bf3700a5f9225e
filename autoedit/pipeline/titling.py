"""Titles for an edit list: a person's words and files of captions, put where the cut shows what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from autoedit.document.captions import BadCaptions, CaptionFile, load_captions, moved
from autoedit.errors import BadOption, DocumentError, at
from autoedit.model.caption import Caption
from autoedit.model.document import EditList
from autoedit.model.media import Media
from autoedit.model.timeline import TitleKind
from autoedit.pipeline.workplace import Workplace
from autoedit.plan.titles import LONGEST_TITLE, carried, with_titles

if TYPE_CHECKING:
    from autoedit.render.titles import Fonts

# How the notes begin that are about titles; they are told anew when titles change.
TITLE_NOTE, CAPTION_NOTE = "titles: ", "captions "


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenCaptions:
    """A file of captions as it was named, with what it says; ``media`` names what it belongs to, where a person said so."""

    path: Path
    media: str | None
    file: CaptionFile


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleWishes:
    """What a person asks of a film's titles; None leaves what the edit list says, and empty takes it away."""

    opening: str | None = None
    end_card: str | None = None
    captions: tuple[GivenCaptions, ...] | None = None
    font: Path | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return self == TitleWishes()


@at("titles")
def title_wishes(
    title: str | None = None, end_card: str | None = None, captions: Sequence[str] | None = None, font: Path | None = None
) -> TitleWishes:
    """What is asked, with every file of it read, so that a wrong one is told before hours of work.

    Args:
        title, end_card: lines ending in a newline; "" takes the title away.
        captions: ``FILE.srt`` or ``MEDIA=FILE.srt``; an empty one takes captions away.

    Raises:
        BadOption: a text is too long, or the font is no font.
        BadCaptions: a file of captions cannot be read.
    """
    for option, text in (("--title", title), ("--end-card", end_card)):
        if text is not None and len(text) > LONGEST_TITLE:
            raise BadOption(f"{option}: {len(text)} characters are no title. Give {LONGEST_TITLE} at most.")
    if font is not None:
        _fonts(font)
    given = None if not captions else tuple(_given(text) for text in captions if text)
    return TitleWishes(opening=title, end_card=end_card, captions=given, font=font)


@at("titles")
def titled_list(edit_list: EditList, wishes: TitleWishes, work: Workplace | None = None) -> EditList:
    """An edit list with the titles asked for, its font and captions remembered, and notes on what could not be shown.

    Raises:
        BadOption: it is not clear which file captions belong to, or the font of the list is gone.
    """
    if wishes.is_empty:
        return edit_list
    options = dict(edit_list.options)
    if wishes.font is not None:
        options["font"] = str(wishes.font.absolute())
    notes = []
    captions = None
    if wishes.captions is not None:
        placed = _by_media(edit_list, wishes.captions)
        options["captions"] = "\n".join(f"{name}={given.path.absolute()}" for name, given in sorted(placed.items()))
        if not placed:
            del options["captions"]
        captions = {name: moved(given.file.captions, edit_list.media[name].start) for name, given in placed.items()}
        notes += [_guessed(given) for given in placed.values() if given.file.is_guessed]
    timeline = with_titles(edit_list.timeline, wishes.opening, wishes.end_card, captions)
    for name, said in (captions or {}).items():
        if not any(title.kind is TitleKind.CAPTION for title in with_titles(edit_list.timeline, captions={name: said}).titles):
            notes.append(f"{CAPTION_NOTE}{placed[name].path.name}: nothing of what it says is heard in this film")
    return _noted(replace(edit_list, timeline=timeline, options=options), notes, work)


@at("titles")
def kept_titles(before: EditList, after: EditList, work: Workplace | None = None) -> EditList:
    """A film planned anew from an edit list, with that list's titles; captions stand where their words are heard now.

    Files of captions are read again. Where one is gone, what the old film showed of it is kept.
    """
    told = {name: before.options[name] for name in ("font", "captions") if name in before.options}
    if not before.timeline.titles and not told:
        return after
    captions: dict[str, tuple[Caption, ...]] = {}
    notes = []
    for name, path in _remembered(before).items():
        try:
            captions[name] = moved(load_captions(path).captions, before.media[name].start)
        except BadCaptions as error:
            notes.append(f"{CAPTION_NOTE}{path.name}: {error.problem} What the film before showed of it is kept")
    timeline = carried(before.timeline, after.timeline, captions)
    return _noted(replace(after, timeline=timeline, options={**after.options, **told}), notes, work)


@at("titles")
def fonts_of(edit_list: EditList, font: Path | None = None) -> Fonts:
    """The fonts that a film's titles are drawn with.

    Args:
        font: a file that overrules the edit list's.

    Raises:
        BadOption: the file is gone, or no font.
    """
    named = edit_list.options.get("font")
    return _fonts(font if font is not None else Path(named) if named else None)


def _fonts(font: Path | None) -> Fonts:
    from autoedit.render.titles import Fonts

    return Fonts(font)


def _given(text: str) -> GivenCaptions:
    """A file of captions; what stands before ``=`` names its media, unless a file has the whole name."""
    media, equals, name = text.partition("=")
    path = Path(text) if not equals or Path(text).is_file() else Path(name)
    return GivenCaptions(path=path, media=None if str(path) == text else media, file=load_captions(path))


def _by_media(edit_list: EditList, given: Sequence[GivenCaptions]) -> dict[str, GivenCaptions]:
    """Files of captions by the id of what they belong to."""
    found: dict[str, GivenCaptions] = {}
    for one in given:
        name = _named(edit_list, one) if one.media is not None else _belongs_to(edit_list, one)
        if name in found:
            raise BadOption(f"--captions {one.path.name}: {found[name].path.name} belongs to {name} too. Give one of them.")
        found[name] = one
    return found


def _named(edit_list: EditList, given: GivenCaptions) -> str:
    """The media that a person named: by id, by file name with or without its suffix, or by path."""
    said = given.media or ""
    matches = [media.id for media in edit_list.media.values() if said in _names(media)]
    if len(matches) == 1:
        return matches[0]
    problem = f"{said!r} names {len(matches)} files of the film" if matches else f"no file of the film is called {said!r}"
    raise BadOption(f"--captions {said}={given.path.name}: {problem}. {_how(edit_list, given)}")


def _belongs_to(edit_list: EditList, given: GivenCaptions) -> str:
    """The media of the captions' own name, the only footage, or the only footage in which somebody speaks."""
    stem = given.path.stem.casefold()
    # A language may follow the name: interview.en.srt.
    for name in (stem, stem.rpartition(".")[0]):
        alike = [media.id for media in edit_list.media.values() if Path(media.path).stem.casefold() == name] if name else []
        if len(alike) == 1:
            return alike[0]
    spoken = [item.media.id for item in edit_list.footage if item.speech]
    for only in ([item.media.id for item in edit_list.footage], spoken):
        if len(only) == 1:
            return only[0]
    raise BadOption(f"--captions {given.path.name}: it is not clear which file it belongs to. {_how(edit_list, given)}")


def _how(edit_list: EditList, given: GivenCaptions) -> str:
    names = [item.media.id for item in edit_list.footage]
    listed = ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
    return f"Write --captions MEDIA={given.path.name}, where MEDIA is one of {listed}."


def _names(media: Media) -> set[str]:
    path = Path(media.path)
    return {media.id, media.path, path.name, path.stem}


def _remembered(edit_list: EditList) -> dict[str, Path]:
    """The files of captions that an edit list was made with, by media."""
    found = {}
    for line in edit_list.options.get("captions", "").splitlines():
        name = next((name for name in edit_list.media if line.startswith(f"{name}=")), None)
        if name is None:
            raise DocumentError(
                "options.captions", f"{line[:60]!r} names no medium of the list. Write MEDIA=FILE.srt, one a line."
            )
        found[name] = Path(line[len(name) + 1 :])
    return found


def _guessed(given: GivenCaptions) -> str:
    encoding = given.file.encoding
    return f"{CAPTION_NOTE}{given.path.name}: read as {encoding}; if letters are wrong, save it as UTF-8"


def _noted(edit_list: EditList, notes: Sequence[str], work: Workplace | None) -> EditList:
    """The list with notes on its titles in place of earlier ones, told to who listens."""
    from autoedit.render.titles import missing_glyphs

    titles = edit_list.timeline.titles
    fonts = fonts_of(edit_list) if titles else None
    missing = missing_glyphs("\n".join(title.text for title in titles), fonts) if fonts is not None else ""
    if missing and fonts is not None:
        listed = missing if len(missing) <= 40 else f"{missing[:40]} ..."
        kind = "give one that has them with --font" if fonts.path is None else "choose another --font"
        notes = [*notes, f"{TITLE_NOTE}the {fonts.name} has no glyphs for {listed}, which are left out; {kind}"]
    others = [note for note in edit_list.notes if not note.startswith((TITLE_NOTE, CAPTION_NOTE))]
    if work is not None:
        for note in notes:
            work.listener.warn(note)
    return replace(edit_list, notes=(*others, *notes))
