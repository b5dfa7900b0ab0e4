"""People in a browser, as a story needs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from .conftest import PASSWORD

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


class Person:
    """Somebody signed in, in a window of their own."""

    def __init__(self, browser: Browser, url: str, username: str, **options: Any) -> None:
        options.setdefault("viewport", DESK)
        options.setdefault("locale", "zh-CN")
        self.context = browser.new_context(base_url=url, bypass_csp=False, **options)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._console)
        self.sign_in(username)

    def _console(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.faults.append(message.text)

    def sign_in(self, username: str) -> None:
        self.page.goto("/account/login/")
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.locator("h1")).to_be_visible()

    def open(self, address: str) -> Page:
        self.page.goto(address)
        return self.page

    def no_faults(self) -> None:
        """No script error and no breach of the content security policy on any page so far."""
        assert self.faults == []


def axe_violations(page: Page) -> list[str]:
    """Accessibility rules that the page breaks, with the place."""
    page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{v['id']}: {node['target']} {node['html'][:120]}"
        for v in found["violations"]
        for node in v["nodes"]
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
