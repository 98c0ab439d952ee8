"""`manage.py load_form`: one line of JSON last, and every fault with its line and code."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from reports.form_loading import load_form
from reports.models import FormVersion
from reports.models.form import parsed

FORM = Path(settings.BASE_DIR) / "reports" / "forms_data" / "danvan_nam.yaml"

pytestmark = pytest.mark.django_db


def load(path) -> dict:
    out = StringIO()
    call_command("load_form", str(path), stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def test_form_is_loaded_once_and_counted():
    first, second = load(FORM), load(FORM)

    counts = {"sections": 17, "indicators": 40, "derived": 9, "rules": 28, "annexes": 5}
    assert first == {"form": "BC-DANVAN-NAM", "version": "1.0.0", "new": True} | counts
    assert second == first | {"new": False}
    assert FormVersion.objects.count() == 1


def test_form_that_was_loaded_is_not_parsed_again_to_be_read():
    parsed.cache_clear()
    version, _ = load_form(FORM.read_text(encoding="utf-8"))

    read = FormVersion.objects.get(pk=version.pk).definition

    assert (read.code, parsed.cache_info().hits) == ("BC-DANVAN-NAM", 1)


def test_every_fault_is_told_with_its_line_and_code(tmp_path):
    lines = FORM.read_text(encoding="utf-8").splitlines()
    places = [next(n for n, line in enumerate(lines) if f"code: {code}," in line) for code in ("A04", "C01")]
    for place in places:
        lines[place] = lines[place].replace("code: ", "wrong: 1, code: ")
    path = tmp_path / "sai.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    told = StringIO()

    with pytest.raises(CommandError, match="lỗi, chưa nạp mẫu"):
        call_command("load_form", str(path), stderr=told)

    said = told.getvalue()
    expected = [f"{path}: Dòng {place + 1} ({code}): " for place, code in zip(places, ("A04", "C01"), strict=True)]
    assert [words in said for words in expected] == [True, True]
    assert FormVersion.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "words"), [(None, "No such file"), (b"\xff\xfe\x00", "decode"), (b"ten: [", "lỗi"), (b"", "lỗi")]
)
def test_file_that_is_no_form_is_refused(tmp_path, content, words):
    path = tmp_path / "a.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(CommandError, match=words):
        call_command("load_form", str(path), stderr=StringIO())


def test_same_version_with_other_content_is_refused(tmp_path):
    load(FORM)
    path = tmp_path / "khac.yaml"
    path.write_text(FORM.read_text(encoding="utf-8").replace("Tổng số đoàn viên", "Tất cả đoàn viên"), encoding="utf-8")

    with pytest.raises(CommandError, match="đã có với nội dung khác"):
        load(path)
