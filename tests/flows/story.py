"""Steps that several stories share: forms of a page filled and sent as a person would."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path

from playwright.sync_api import Page, expect

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"


def send(page: Page) -> None:
    """Press the form's one primary button and wait for the page that follows."""
    with page.expect_navigation():
        page.locator("main form .btn-primary").last.click()


def go(page: Page, address: str, heading: str) -> None:
    page.goto(address)
    expect(page.locator("h1")).to_contain_text(heading)


def state(page: Page, word: str) -> None:
    """The record's state stands beside its title."""
    expect(page.locator("h1 .cg-chip, .cg-head .cg-chip").first).to_have_text(word)


def fill_section(page: Page) -> None:
    """Answer every question of the open section of a questionnaire."""
    for name in _names(page, "checkbox"):
        boxes = page.locator(f'main form input[type=checkbox][name="{name}"]:not([value=none])')
        boxes.first.check()
    for name in _names(page, "radio"):
        page.locator(f'main form input[type=radio][name="{name}"]').nth(2).check()
    for box in page.locator("main form input[type=text]").all():
        name = box.get_attribute("name") or ""
        box.fill("40" if re.search("digital$|networked", name) else "120")


def _names(page: Page, kind: str) -> list[str]:
    boxes = page.locator(f"main form input[type={kind}]").all()
    return list(dict.fromkeys(box.get_attribute("name") or "" for box in boxes))


def picture(page: Page, name: str, full: bool = False) -> None:
    """Kept for the front pages when asked for (CIGU_PICTURES=1)."""
    if os.environ.get("CIGU_PICTURES"):
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}.png", full_page=full)


SMALLER = """async ([png, wide]) => {
  const picture = new Image();
  picture.src = 'data:image/png;base64,' + png;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(wide, picture.width);
  canvas.height = Math.round(picture.height * canvas.width / picture.width);
  const pen = canvas.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/webp', 0.7).split(',')[1];
}"""
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def shot(page: Page, name: str, wide: int = 1080) -> None:
    """The page as it stands, in both languages, for the handbook (CIGU_HANDBOOK_PICTURES names
    the folder of its pages). Chromium itself makes it small; the page keeps its language."""
    folder = os.environ.get("CIGU_HANDBOOK_PICTURES")
    if not folder:
        return
    url = page.url
    for short, language in LANGUAGES.items():
        tab = page.context.new_page()
        tab.set_viewport_size(page.viewport_size or {"width": 1440, "height": 900})
        page.context.add_cookies([{"name": "django_language", "value": language, "url": url}])
        tab.goto(url)
        taken = base64.b64encode(tab.screenshot()).decode()
        tab.goto("about:blank")
        small = base64.b64decode(tab.evaluate(SMALLER, [taken, wide]))
        tab.close()
        place = Path(folder) / short / "pictures" / f"{name}.webp"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(small)
    page.context.add_cookies([{"name": "django_language", "value": "zh-hans", "url": url}])
