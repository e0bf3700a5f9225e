"""The report in a real browser: nothing is fetched, nothing runs that is not its own, and keys and clicks do what they say."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from autoedit.pipeline.cache import Cache
from autoedit.pipeline.workplace import Workplace
from autoedit.review.report import write_report
from tests.review.reported import HOSTILE, edit_list

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if CHROMIUM is None:
    pytest.skip("there is no Chromium to look at the page with: apt-get install chromium", allow_module_level=True)

# What a page of ours may do at most before a test gives up.
PATIENCE_MS = 10_000


@dataclass(slots=True)
class Visit:
    """A page that is open, and all that it did beside being shown."""

    page: object
    file: Path
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A plain report and one of hostile names."""
    folder = tmp_path_factory.mktemp("report")
    films = {"plain": edit_list(folder, clips=6), "hostile": edit_list(folder, name=HOSTILE, text=HOSTILE)}
    for name, film in films.items():
        write_report(film, folder / f"{name}.html", Workplace(cache=Cache(None)), edit_file=Path("edit.json"))
    return {name: folder / f"{name}.html" for name in films}


@pytest.fixture
def visit(browser, written):
    contexts = []

    def opened(name: str = "plain", *, width: int = 1400, **options: object) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        found = Visit(page=context.new_page(), file=written[name])
        page = found.page

        def routed(route) -> None:
            found.requests.append(route.request.url)
            if route.request.url == found.file.as_uri():
                route.continue_()
            else:
                route.abort()

        page.route("**/*", routed)
        page.on("console", lambda message: found.said.append(message.text))
        page.on("pageerror", lambda error: found.said.append(str(error)))
        page.on("dialog", lambda dialog: (found.dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(found.file.as_uri())
        return found

    yield opened
    for context in contexts:
        context.close()


def focused(page) -> str:
    return page.evaluate("document.activeElement.closest('article')?.id ?? document.activeElement.getAttribute('href') ?? ''")


def is_open(page, number: int) -> bool:
    return page.locator(f"#clip-{number} details").evaluate("one => one.open")


@pytest.mark.parametrize("name", ["plain", "hostile"])
def test_nothing_is_asked_for_but_the_file_and_nothing_complains(visit, name):
    found = visit(name)
    found.page.locator(".pictures a").first.click()
    found.page.mouse.wheel(0, 20_000)

    outside = [url for url in found.requests if url != found.file.as_uri() and not url.startswith("data:")]
    assert (outside, found.said, found.dialogs) == ([], [], [])


def test_every_clip_is_seen_on_the_strip_and_in_the_list(visit):
    page = visit().page

    strip = [box.bounding_box() for box in page.locator(".pictures a").all()]
    assert len(strip) == 6
    assert all(box["width"] > 20 and box["height"] > 40 for box in strip)
    assert all(later["x"] > earlier["x"] for earlier, later in pairwise(strip))
    assert all(article.is_visible() for article in page.locator(".clips article").all())
    assert page.locator(".clips article").count() == 6


def test_every_picture_is_drawn(visit):
    page = visit().page
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

    drawn = page.evaluate("[...document.images].map(image => image.complete && image.naturalWidth > 50)")
    assert len(drawn) == 6 * 3 + 6 + 2
    assert all(drawn)


def test_a_click_on_the_strip_opens_a_clips_reasons(visit):
    page = visit().page
    assert not page.locator("#clip-3 .why").is_visible()

    page.locator(".pictures a").nth(2).click()

    assert page.locator("#clip-3 .why").is_visible()
    assert "0.31 less: a weaker moment" in page.locator("#clip-3 .rivals").inner_text()
    assert 0 <= page.locator("#clip-3").bounding_box()["y"] < 200


def test_a_click_on_a_clip_opens_and_closes_it(visit):
    page = visit().page

    page.locator("#clip-2 summary").click()
    assert page.locator("#clip-2 .reasons").is_visible()

    page.locator("#clip-2 summary").click()
    assert not page.locator("#clip-2 .reasons").is_visible()


def test_keys_go_from_clip_to_clip_open_and_close(visit):
    page = visit().page

    page.keyboard.press("ArrowRight")
    assert focused(page) == "clip-1"
    for key in ("ArrowDown", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    assert focused(page) == "clip-2"
    page.keyboard.press("End")
    assert focused(page) == "clip-6"
    page.keyboard.press("Home")
    assert focused(page) == "clip-1"

    page.keyboard.press("Enter")
    assert is_open(page, 1)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not is_open(page, 1)
    assert focused(page) == "clip-1"
    page.keyboard.press(" ")
    assert is_open(page, 1)


def test_the_strip_is_walked_and_opened_by_keys(visit):
    page = visit().page

    page.locator(".pictures a").first.focus()
    page.keyboard.press("ArrowRight")
    assert focused(page) == "#clip-2"
    page.keyboard.press("Enter")

    assert is_open(page, 2)
    assert focused(page) == "clip-2"


def test_the_first_tab_leads_past_the_strip(visit):
    page = visit().page

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the clips"
    assert page.locator(".skip").bounding_box()["y"] >= 0


def test_focus_is_seen(visit):
    page = visit().page

    page.keyboard.press("ArrowRight")

    assert "solid 3px" in page.evaluate("getComputedStyle(document.activeElement).outline")


def test_a_command_is_copied_as_it_stands(visit):
    page = visit(permissions=["clipboard-read", "clipboard-write"]).page
    page.locator("#clip-1 summary").click()

    page.locator("#clip-1 .overrule .copy").first.click()
    page.wait_for_function("document.getElementById('said').textContent === 'Copied.'")

    assert page.evaluate("navigator.clipboard.readText()") == "autoedit plan --from edit.json --drop beach/shot-001.1"


def test_the_strip_is_drawn_larger_and_fits_again(visit):
    page = visit().page
    before = page.locator("#strip").bounding_box()["width"]

    page.get_by_role("button", name="Larger").click()
    assert page.locator("#strip").bounding_box()["width"] == pytest.approx(1.5 * before, rel=0.01)

    page.get_by_role("button", name="Fit").click()
    assert page.locator("#strip").bounding_box()["width"] == pytest.approx(before, rel=0.01)


@pytest.mark.parametrize("name", ["plain", "hostile"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1400])
def test_no_page_is_wider_than_its_window(visit, name, scheme, width):
    page = visit(name, width=width, color_scheme=scheme).page
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_dark_is_dark(visit):
    paper = "getComputedStyle(document.body).backgroundColor"

    assert visit(color_scheme="light").page.evaluate(paper) == "rgb(251, 250, 248)"
    assert visit(color_scheme="dark").page.evaluate(paper) == "rgb(22, 21, 20)"


def test_hostile_names_are_text(visit):
    page = visit("hostile").page
    page.locator("#clip-1 summary").click()

    assert "<script>alert(1)</script>" in page.locator("h1").inner_text()
    assert "<script>alert(1)</script>" in page.locator("#clip-1 .reasons").inner_text()
    assert page.locator("script").count() == 1
    assert "alert(2)>\\u202e" in page.locator("h1").inner_text()
    assert page.title().endswith("- autoedit report")


def test_a_script_that_is_put_in_does_not_run(visit):
    found = visit()

    found.page.evaluate(
        """() => { const one = document.createElement('div');
        one.innerHTML = '<img src=x onerror="window.ran = 1">';
        document.body.append(one); }"""
    )
    found.page.wait_for_timeout(100)

    assert found.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in found.said)


def test_the_page_works_without_scripts(visit):
    page = visit(java_script_enabled=False).page

    page.locator("#clip-4 summary").click()

    assert page.locator("#clip-4 .why").is_visible()
    assert not page.locator("#clip-4 .copy").first.is_visible()
    assert not page.locator(".zoom").is_visible()


def test_paper_shows_every_clips_reasons_and_no_controls(visit):
    page = visit().page

    page.emulate_media(media="print")

    assert all(one.is_visible() for one in page.locator(".clips .reasons").all())
    assert not any(one.is_visible() for one in page.locator("button, nav, .command").all())


def test_a_screen_reader_finds_landmarks_headings_and_names(visit):
    page = visit().page

    tree = page.locator("body").aria_snapshot()

    for part in (
        'navigation "Parts of the report"', "main:", 'heading "Harbour, June" [level=1]', 'heading "Clips" [level=2]',
        'link "Clip 1, beach.mp4, at 00:00:00;00"', "flash, 6 frames: the drop", "song.wav:", "beats in",
    ):  # fmt: skip
        assert part in tree, part
    assert page.evaluate("[...document.images].every(image => image.alt || image.closest('a[aria-label]'))")


def test_a_link_to_a_clip_opens_it(visit, written):
    found = visit()

    found.page.goto("about:blank")
    found.page.unroute("**/*")
    found.page.goto(written["plain"].as_uri() + "#clip-5")

    assert is_open(found.page, 5)
