"""The house itself: who may look at whom, and what no file of it may contain."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from portal import celery, jobs
from portal.context import MENU

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("portal", "directives", "reports")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if path.stat().st_size)
OWN_CODE = [path for path in MODULES if "migrations" not in path.parts]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = sorted(p for p in (ROOT / "static").rglob("*") if p.suffix in (".css", ".js", ".svg", ".html"))
OWN_STATIC = [path for path in STATIC if "vendor" not in path.parts]

FOREIGN = re.compile(
    r"""(?:\b(?:src|href|action|content)\s*=\s*["']|url\(\s*["']?|@import\s+["'])\s*(?:https?:)?//[^"')\s]+"""
)
INLINE = {
    "a script written into the page": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "a style written into the page": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "an event attribute": re.compile(r"""<[^>]*\son[a-z]+\s*=\s*["']""", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
}
UNESCAPED = re.compile(r"\|\s*(?:safe|safeseq)\b|\{%\s*autoescape\s+off")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def found(pattern: re.Pattern, paths) -> list[str]:
    """Where a pattern stands, as "file:line: text"."""
    return [
        f"{name(path)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if pattern.search(line)
    ]


def test_layers_look_down_only():
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]

    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)

    assert answer.returncode == 0, answer.stdout


def test_modules_say_what_may_live_there():
    assert [name(path) for path in OWN_CODE if not ast.get_docstring(ast.parse(path.read_text()))] == []


def test_modules_stay_small_enough_to_read():
    assert {name(p): n for p in OWN_CODE if (n := len(p.read_text().splitlines())) > 350} == {}


def test_no_room_for_odds_and_ends():
    assert [name(p) for p in OWN_CODE if {"utils", "helpers", "services", "common"} & {p.stem, *p.parts}] == []


def test_migrations_are_named_for_what_they_change():
    assert [
        name(p) for p in MODULES if "migrations" in p.parts and re.search(r"_auto_|_alter_.*_and_more", p.stem)
    ] == []


@pytest.mark.parametrize("what", INLINE)
def test_templates_hold_nothing_inline(what):
    assert found(INLINE[what], TEMPLATES) == []


def test_templates_escape_everything():
    assert found(UNESCAPED, TEMPLATES) == []


def test_no_page_asks_a_foreign_host():
    assert found(FOREIGN, [*TEMPLATES, *OWN_STATIC, *(p for p in STATIC if p.suffix == ".css")]) == []


def test_own_scripts_never_make_code_from_text():
    made = re.compile(r"\beval\(|new Function\(|\.innerHTML\s*=(?!.*\.innerHTML)|document\.write\(|insertAdjacentHTML")

    assert found(made, [p for p in OWN_STATIC if p.suffix == ".js"]) == []


def test_every_tick_of_beat_has_its_task():
    celery.app.loader.import_default_modules()

    ticks = {entry["task"] for entry in celery.app.conf.beat_schedule.values()}

    assert ticks - set(celery.app.tasks) == set()


def test_every_kind_of_job_goes_to_a_queue_that_is_worked():
    assert {kind.queue for kind in jobs.KINDS.values()} <= {"default", "mail", "documents"}


@pytest.mark.parametrize("address", [*(row[1] for row in MENU), "ground:messages", "ground:account"])
def test_every_menu_entry_leads_somewhere(address):
    assert reverse(address).startswith("/")


def test_nothing_is_sent_to_people_in_another_language():
    assert (settings.LANGUAGE_CODE, settings.TIME_ZONE) == ("vi", "Asia/Ho_Chi_Minh")
