"""`manage.py load_form`: every fault by its line and code, the stored form as one line of JSON."""

import json

import pytest
from django.core.management import CommandError, call_command

from reports.models import FormVersion
from tests.factories.reports import FORM_FILE

pytestmark = pytest.mark.django_db


def loading(tmp_path, content: bytes):
    file = tmp_path / "mau.yaml"
    file.write_bytes(content)
    return str(file)


def test_right_form_is_stored_and_counted_in_json(capsys):
    call_command("load_form", str(FORM_FILE))

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told == {
        "form": "BC-DANVAN-NAM",
        "version": "1.0.0",
        "new": True,
        "sections": 17,
        "indicators": 40,
        "derived": 9,
        "rules": 28,
        "annexes": 5,
    }


def test_every_fault_is_told_with_its_line_and_code(tmp_path, capsys):
    source = FORM_FILE.read_text(encoding="utf-8")
    line = next(number for number, text in enumerate(source.splitlines(), 1) if "{code: A03," in text)
    file = loading(tmp_path, source.replace("{code: A03,", "{code: A02,", 1).encode())

    with pytest.raises(CommandError, match="lỗi, chưa nạp mẫu"):
        call_command("load_form", file)

    told = capsys.readouterr().err.splitlines()
    assert any(one.startswith(f"{file}: Dòng {line} (A02): ") for one in told)
    assert all(one.startswith(f"{file}: Dòng ") for one in told)
    assert not FormVersion.objects.exists()


@pytest.mark.parametrize("content", [b"a: [1,\n b: 2\n", b"a: &a [*a]\n", b"", b"- 1\n"])
def test_what_is_no_form_is_refused_by_line(tmp_path, capsys, content):
    file = loading(tmp_path, content)

    with pytest.raises(CommandError, match="chưa nạp mẫu"):
        call_command("load_form", file)

    assert capsys.readouterr().err.startswith(f"{file}: Dòng ")


def test_what_is_no_text_or_no_file_is_refused(tmp_path):
    with pytest.raises(CommandError, match="không đọc được"):
        call_command("load_form", loading(tmp_path, b"\xdd\xff\x00"))
    with pytest.raises(CommandError, match="không đọc được"):
        call_command("load_form", str(tmp_path / "khong-co.yaml"))


def test_other_content_under_a_version_that_stands_is_refused(tmp_path):
    call_command("load_form", str(FORM_FILE))
    changed = FORM_FILE.read_text(encoding="utf-8").replace("Tổng số đoàn viên công đoàn", "Tổng số đoàn viên", 1)

    with pytest.raises(CommandError):
        call_command("load_form", loading(tmp_path, changed.encode()))

    assert FormVersion.objects.count() == 1
