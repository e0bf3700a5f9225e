"""autoedit: raw footage in, a film out.

    from pathlib import Path
    from autoedit import FilmOptions, make_film

    make_film(["holiday/"], Path("film.mp4"), FilmOptions(style="trailer", music=Path("song.mp3")))

Names are loaded when first used (PEP 562), so that ``autoedit --help`` does not wait for numpy and pydantic.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from autoedit.errors import AutoeditError
from autoedit.version import VERSION as __version__  # noqa: N811  # the name that tools look for

if TYPE_CHECKING:
    from autoedit.document.read import load_edit_list, read_edit_list
    from autoedit.document.write import edit_list_json
    from autoedit.media.coding import Codec, Quality
    from autoedit.media.conform import Fit
    from autoedit.model.document import Decision, DecisionKind, EditList
    from autoedit.pipeline.collect import Collect
    from autoedit.pipeline.handover import Exported, ExportOptions, Imported, export_film, export_text, import_film
    from autoedit.pipeline.library import analyse
    from autoedit.pipeline.music import FittedMusic, MusicOptions, fit_music
    from autoedit.pipeline.planning import Replanned, plan_alternatives, plan_films, replan_film
    from autoedit.pipeline.run import (
        FilmOptions,
        RenderOptions,
        hear,
        make_film,
        plan_film,
        probe_files,
        render_film,
        write_certificate,
        write_edit_list,
    )
    from autoedit.pipeline.titling import TitleWishes, kept_titles, title_wishes, titled_list
    from autoedit.pipeline.workplace import Workplace
    from autoedit.plan.bed import MusicFit
    from autoedit.plan.coverage import Takes
    from autoedit.plan.style import Pace
    from autoedit.render.encoding import Encoding
    from autoedit.render.mastering import Mastering
    from autoedit.render.verify import Certificate
    from autoedit.review.gallery import write_gallery
    from autoedit.review.report import ReportOutputs, write_report

_HOMES = {
    "autoedit.document.read": ("load_edit_list", "read_edit_list"),
    "autoedit.document.write": ("edit_list_json",),
    "autoedit.media.coding": ("Codec", "Quality"),
    "autoedit.media.conform": ("Fit",),
    "autoedit.model.document": ("Decision", "DecisionKind", "EditList"),
    "autoedit.pipeline.collect": ("Collect",),
    "autoedit.pipeline.handover": ("ExportOptions", "Exported", "Imported", "export_film", "export_text", "import_film"),
    "autoedit.pipeline.planning": ("Replanned", "plan_alternatives", "plan_films", "replan_film"),
    "autoedit.pipeline.run": (
        "FilmOptions",
        "RenderOptions",
        "hear",
        "make_film",
        "plan_film",
        "probe_files",
        "render_film",
        "write_certificate",
        "write_edit_list",
    ),
    "autoedit.pipeline.titling": ("TitleWishes", "kept_titles", "title_wishes", "titled_list"),
    "autoedit.pipeline.library": ("analyse",),
    "autoedit.pipeline.music": ("FittedMusic", "MusicOptions", "fit_music"),
    "autoedit.plan.bed": ("MusicFit",),
    "autoedit.plan.coverage": ("Takes",),
    "autoedit.plan.style": ("Pace",),
    "autoedit.pipeline.workplace": ("Workplace",),
    "autoedit.render.encoding": ("Encoding",),
    "autoedit.render.mastering": ("Mastering",),
    "autoedit.render.verify": ("Certificate",),
    "autoedit.review.gallery": ("write_gallery",),
    "autoedit.review.report": ("ReportOutputs", "write_report"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "AutoeditError",
    "Certificate",
    "Codec",
    "Collect",
    "Decision",
    "DecisionKind",
    "EditList",
    "Encoding",
    "ExportOptions",
    "Exported",
    "FilmOptions",
    "Fit",
    "FittedMusic",
    "Imported",
    "Mastering",
    "MusicFit",
    "MusicOptions",
    "Pace",
    "Quality",
    "RenderOptions",
    "Replanned",
    "ReportOutputs",
    "Takes",
    "TitleWishes",
    "Workplace",
    "__version__",
    "analyse",
    "edit_list_json",
    "export_film",
    "export_text",
    "fit_music",
    "hear",
    "import_film",
    "kept_titles",
    "load_edit_list",
    "make_film",
    "plan_alternatives",
    "plan_film",
    "plan_films",
    "probe_files",
    "read_edit_list",
    "render_film",
    "replan_film",
    "title_wishes",
    "titled_list",
    "write_certificate",
    "write_edit_list",
    "write_gallery",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'autoedit' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
