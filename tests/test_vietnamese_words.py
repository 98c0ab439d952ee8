"""No English reaches a person: what the libraries say has Vietnamese words, and the compiled catalogue is current."""

import ast
import re
from pathlib import Path

import allauth.account
import allauth.mfa
import django
import django_filters
import pytest
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "portal/locale/vi/LC_MESSAGES/django.po"
LIBRARIES = [
    Path(django.__file__).parent / "forms",
    Path(django.__file__).parent / "core" / "validators.py",
    Path(django.__file__).parent / "core" / "paginator.py",
    Path(django.__file__).parent / "contrib" / "auth" / "password_validation.py",
    Path(allauth.account.__file__).parent,
    Path(allauth.mfa.__file__).parent,
    Path(django_filters.__file__).parent,
]
# Never shown: the admin site, keys of another kind than we support, words for filters' lookups.
UNSEEN = ("/admin.py", "/webauthn/", "/django_filters/conf.py", "/django_filters/utils.py", "/tests/")
SAME_IN_BOTH = {":?.!", ":", "…", "IPv4", "IPv6"}
SINGULAR = {"_", "gettext", "gettext_lazy"}
PLURAL = {"ngettext", "ngettext_lazy"}


def words_of(path: Path):
    """(singular, plural or None) of every marked text of a module."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if called in SINGULAR and texts:
            yield texts[0], None
        elif called in PLURAL and len(texts) >= 2:
            yield texts[0], texts[1]


def library_modules():
    for place in LIBRARIES:
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            if not any(part in str(path) for part in UNSEEN):
                yield path


def catalogue():
    """(context or None, text, plural or None, Vietnamese) of every entry, in order."""
    entry = re.compile(
        r'^(?:msgctxt "(?P<context>.*)"\n)?msgid "(?P<text>.+)"\n(?:msgid_plural "(?P<plural>.*)"\n)?'
        r'msgstr(?:\[0\])? "(?P<vietnamese>.*)"$',
        re.MULTILINE,
    )
    for found in entry.finditer(CATALOGUE.read_text()):
        yield tuple(v.replace('\\"', '"') if v else v for v in found.groups())


def translated(context, text, plural=None):
    if context:
        return translation.pgettext(context, text)
    return translation.ngettext(text, plural, 1) if plural else translation.gettext(text)


@pytest.fixture(autouse=True)
def _vietnamese():
    with translation.override("vi"):
        yield


def test_libraries_speak_vietnamese():
    english = {
        text
        for path in library_modules()
        for text, plural in words_of(path)
        if text not in SAME_IN_BOTH and translated(None, text, plural) == text
    }

    assert english == set()


def test_catalogue_is_compiled():
    stale = [
        (text, vietnamese)
        for context, text, plural, vietnamese in catalogue()
        if translated(context, text, plural) != vietnamese
    ]

    assert stale == []


def test_catalogue_keeps_every_placeholder():
    holes = re.compile(r"%\(\w+\)[sdr]|%[sd]|\{\w+\}")
    lost = [
        text
        for _, text, _, vietnamese in catalogue()
        if sorted(set(holes.findall(text))) != sorted(set(holes.findall(vietnamese)))
    ]

    assert lost == []


def test_catalogue_entries_are_all_read():
    assert len(list(catalogue())) == CATALOGUE.read_text().count("\nmsgid ") - 1
