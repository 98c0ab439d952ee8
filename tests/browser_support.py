"""Headless Chromium for tests: pages, signing in, axe-core, and what a page must never do."""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect, sync_playwright

# The first that is there: the headless shell is the same engine, at half the cost of a browser with its windows.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Only a failure waits so long, or a machine that does much besides.
WAIT_MS = 30_000
PICTURES = Path(__file__).resolve().parent.parent / "var" / "failed-pages"
OUTCOME = pytest.StashKey[pytest.TestReport]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Keep the outcome of the test itself, so that its pages can be pictured when it failed."""
    report = yield
    if report.when == "call":
        item.stash[OUTCOME] = report
    return report


@pytest.fixture(scope="session")
def chromium():
    """One browser per test process; skipped where Chromium is missing, a failure in CI."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        reason = "Chromium is not installed (Debian: apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # Playwright's loop runs in this thread, for which Django would refuse every query of the test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


class Watch:
    """Collects what no page of the portal may do: ask foreign hosts, break the CSP, throw in a script."""

    def __init__(self, host: str):
        self.host = host
        self.faults: list[str] = []

    def attach(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("console", self._console)
        page.on("request", self._request)
        _follow(page)

    def _console(self, message):
        if "Content Security Policy" in message.text:
            self.faults.append(f"CSP: {message.text}")

    def _request(self, request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.host:
            self.faults.append(f"foreign host: {request.url}")


# The pages that each page has asked for and not yet got whole.
ASKED: WeakKeyDictionary[Page, set] = WeakKeyDictionary()


def _follow(page: Page) -> None:
    asked = ASKED[page] = set()

    def begun(request):
        if request.is_navigation_request() and request.frame == page.main_frame:
            asked.add(request)

    def ended(request):
        asked.discard(request)

    page.on("request", begun)
    page.on("requestfinished", ended)
    page.on("requestfailed", ended)


def settled(page: Page) -> None:
    """Wait until the page that the last press asked for stands there whole; at once where none is on its way.

    Playwright's `click` comes back before the next page does: what reads a page without waiting for a thing on it
    asks here first.
    """
    with suppress(PlaywrightError):  # The page may go away under the question, which is an answer.
        page.evaluate("() => new Promise(resolve => setTimeout(resolve))")
    while ASKED.get(page):
        page.wait_for_timeout(20)
    page.wait_for_load_state()


@pytest.fixture
def open_page(chromium, live_server, request):
    """`open_page(width=1280, height=900)` gives a page in a browser context of its own: one per person.

    Paths given to `page.goto` are the portal's own. When the test ends, a page that asked a foreign host, broke
    the content security policy or threw in a script fails it; pages of a failed test are pictured under var/.
    """
    watch = Watch(urlsplit(live_server.url).netloc)
    pages = []

    def make(*, width: int = 1280, height: int = 900) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            viewport={"width": width, "height": height},
            has_touch=width < 600,
            accept_downloads=True,
        )
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        watch.attach(page)
        pages.append(page)
        return page

    yield make

    passed = request.node.stash[OUTCOME].passed if OUTCOME in request.node.stash else False
    for number, page in enumerate(pages, start=1):
        if not passed and not page.is_closed():
            picture(page, f"{request.node.name}-{number}")
        page.context.close()
    if passed:
        assert watch.faults == []


@pytest.fixture
def browser_page(open_page) -> Page:
    """A page on an office screen (1280 × 900)."""
    return open_page()


@pytest.fixture
def phone_page(open_page) -> Page:
    """A page on a phone (360 × 740)."""
    return open_page(width=360, height=740)


def sign_in(page: Page, user) -> None:
    """Open a session for `user` in the page's context, without typing; ends any session it had."""
    client = Client()
    client.force_login(user)
    address = urlsplit(page.goto("/static/img/favicon.svg").url)
    page.context.clear_cookies()
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": f"{address.scheme}://{address.netloc}",
            }
        ]
    )


def check_accessible(page: Page) -> None:
    """Run axe-core (which the test package brings along) on the page as it stands: no serious or critical fault."""
    settled(page)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    faults = [
        f"{fault['id']}: {fault['help']} – {node['html'][:160]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]
    assert faults == []


def check_fits(page: Page) -> None:
    """The page doesn't scroll sideways at its width (WCAG 2.2, 1.4.10)."""
    settled(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than the screen"


def picture(page: Page, name: str) -> Path:
    """Save a picture of the whole page under var/failed-pages and return its path."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / (re.sub(r"[^\w-]+", "-", name) + ".png")
    page.screenshot(path=path, full_page=True)
    return path
