"""People walking through the portal in Chromium: what they press and type, and what every page owes them."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.core import mail
from playwright.sync_api import Locator, Page, expect

from portal import jobs
from portal.models import Job, User
from tests.browser_support import check_accessible, check_fits
from tests.factories.portal import PASSWORD

SAVE_STATE = "[data-save-state]"
# Chromium writes these to the console for an answer that our scripts ask for and deal with.
TOLD_AS_ERROR = "Failed to load resource: the server responded with a status of "


class Walker:
    """One person at one screen. Every page that is opened must be looked at: `close` says which were not."""

    def __init__(self, page: Page, *, expects: tuple[int, ...] = ()):
        self.page = page
        self.opened: list[str] = []
        self.seen: set[str] = set()
        self.faults: list[str] = []
        self._expects = tuple(f"{TOLD_AS_ERROR}{status} " for status in expects)
        page.on("framenavigated", self._opened)
        page.on("console", self._told)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))

    def _opened(self, frame) -> None:
        path = urlsplit(frame.url).path
        if frame == self.page.main_frame and path not in self.opened and frame.url.startswith("http"):
            self.opened.append(path)

    def _told(self, message) -> None:
        if message.type == "error" and not message.text.startswith(self._expects or ("\0",)):
            self.faults.append(f"{self.page.url}: {message.text}")

    def look(self, heading: str | None = None) -> None:
        """Look at the page as it stands: it has that heading, it fits its screen, axe finds nothing serious."""
        if heading is not None:
            expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        check_fits(self.page)
        check_accessible(self.page)
        self.seen.add(urlsplit(self.page.url).path)

    def close(self) -> None:
        """Every page that was opened was looked at, and none complained."""
        unseen = [path for path in self.opened if path not in self.seen]
        assert self.faults == [], f"the console says: {self.faults}"
        assert unseen == [], f"nobody looked at {unseen}"

    def enter(self, user: User, *, password: str = PASSWORD) -> None:
        """Open the portal, be asked who one is, and sign in by typing."""
        self.page.goto("/")
        self.look("Đăng nhập")
        self.give_password(user.email, password)
        self.look("Việc cần làm")

    def give_password(self, email: str, password: str = PASSWORD) -> None:
        """Fill the sign-in page in and press Enter."""
        self.page.get_by_label("Thư điện tử").fill(email)
        self.page.get_by_label("Mật khẩu", exact=True).fill(password)
        self.page.keyboard.press("Enter")

    def follow(
        self, name: str | re.Pattern, heading: str | None = None, *, within: Locator | None = None, **how
    ) -> None:
        """Click a link and look at where it leads."""
        before = self.page.url
        (within or self.page).get_by_role("link", name=name, **how).click()
        expect(self.page).not_to_have_url(before)
        self.look(heading)

    def menu(self, name: str, heading: str | None = None) -> None:
        """Go through the main menu."""
        self.follow(name, heading, within=self.page.get_by_role("navigation", name="Mục lục chính"))

    def press(self, name: str, **how) -> None:
        """Click a button."""
        self.page.get_by_role("button", name=name, **how).click()

    def agree(self, name: str) -> None:
        """Say yes in the dialog that asks before something that can't be taken back."""
        self.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()

    def reads(self, words: str) -> None:
        """The page says so."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def saved(self) -> None:
        """The editor says that the section is stored."""
        expect(self.page.locator(SAVE_STATE)).to_have_attribute("data-state", "saved")


@contextmanager
def walking(open_page) -> Iterator[Callable[..., Walker]]:
    """`of(user)` gives that person a screen of their own, signed in, and the same one again later.

    At the end every one of them has looked at all pages, unless the test failed already.
    """
    walkers: dict[int, Walker] = {}

    def of(user: User, **screen) -> Walker:
        if user.pk not in walkers:
            walkers[user.pk] = Walker(open_page(**screen))
            walkers[user.pk].enter(user)
        return walkers[user.pk]

    yield of
    for walker in walkers.values():
        walker.close()


def work_off() -> None:
    """What the worker would do meanwhile; a job that failed fails the test with its reason."""
    jobs.run_due()
    failed = list(Job.objects.exclude(last_error="").values_list("key", "last_error"))
    assert failed == [], f"jobs failed: {failed}"


def letters_to(user_or_address) -> list[str]:
    """Subjects of the letters sent to that person so far."""
    address = getattr(user_or_address, "email", user_or_address)
    return [letter.subject for letter in mail.outbox if letter.to == [address]]


def write_section(walker: Walker, content: dict) -> None:
    """Fill one section of the editor in as `contents_for` says; what is ticked or chosen included."""
    walker.page.locator("#id_text").fill(content["text"])
    for code, figure in content["figures"].items():
        if figure["raw"] in ("true", "false"):
            walker.page.locator(f"#id_{code}" if figure["raw"] == "true" else f"#id_{code}_no").check()
        else:
            walker.page.locator(f"#id_{code}").fill(figure["raw"])
