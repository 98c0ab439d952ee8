"""Pages of form versions: read by reviewers and administrators, taken in whole or refused line by line."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.models import Event, Role
from reports.models import FormVersion
from tests.factories.portal import login, make_member, make_tree
from tests.factories.reports import FORM_FILE, make_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree(1)


def upload(client, content: bytes, name="mau.yaml"):
    return client.post(reverse("reports:forms"), {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.DEPARTMENT_HEAD, Role.ADMINISTRATOR])
def test_forms_are_open_to_those_who_review_or_administer(client, tree, role):
    version = make_form()
    login(client, make_member(tree.upper, role))

    assert client.get(reverse("reports:forms")).status_code == 200
    assert client.get(reverse("reports:form_version", args=[version.pk])).status_code == 200
    assert client.get(reverse("reports:form_source", args=[version.pk])).content.decode() == version.source


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.CLERK, Role.VIEWER])
def test_forms_are_closed_to_others(client, tree, role):
    version = make_form()
    login(client, make_member(tree.upper, role))

    pages = [
        reverse("reports:forms"),
        reverse("reports:form_version", args=[version.pk]),
        reverse("reports:form_source", args=[version.pk]),
    ]
    assert [client.get(page).status_code for page in pages] == [404] * 3
    assert upload(client, FORM_FILE.read_bytes()).status_code == 404


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.REVIEWER, "upper"),  # reads forms, writes none
        (Role.ADMINISTRATOR, "affiliated"),  # nothing is collected there
        (Role.DEPARTMENT_HEAD, "affiliated"),
    ],
)
def test_those_who_only_read_forms_can_not_load_one(client, tree, role, place):
    login(client, make_member(tree.upper if place == "upper" else tree[0], role))

    page = client.get(reverse("reports:forms"))

    assert (page.status_code, 'type="file"' in page.text) == (200, False)
    assert upload(client, FORM_FILE.read_bytes()).status_code == 404
    assert FormVersion.objects.count() == 0


def test_version_shows_its_sections_indicators_and_rules(client, tree):
    version = make_form()
    login(client, make_member(tree.upper, Role.DEPARTMENT_HEAD))

    page = client.get(reverse("reports:form_version", args=[version.pk]))

    words = page.content.decode()
    assert page.context["counts"] == {"sections": 17, "indicators": 40, "derived": 9, "rules": 28, "annexes": 5}
    assert all(f">{item.code}<" in words for item in version.definition.indicators)
    assert all(f">{rule.id}<" in words for rule in version.definition.rules)


def test_upload_takes_a_sound_form_in_with_who_and_when(client, tree):
    administrator = make_member(tree.upper, Role.ADMINISTRATOR)
    login(client, administrator)

    answer = upload(client, FORM_FILE.read_bytes())

    version = FormVersion.objects.get()
    assert (answer.url, version.loaded_by) == (reverse("reports:form_version", args=[version.pk]), administrator)
    event = Event.objects.about(version).get()
    assert (event.actor, event.role, event.unit_id) == (administrator, Role.ADMINISTRATOR, tree.upper.pk)


def test_upload_of_the_same_form_again_keeps_one(client, tree):
    make_form()
    login(client, make_member(tree.upper, Role.DEPARTMENT_HEAD))

    upload(client, FORM_FILE.read_bytes())

    assert FormVersion.objects.count() == 1


def test_upload_of_other_content_under_a_known_number_is_refused(client, tree):
    make_form()
    login(client, make_member(tree.upper, Role.DEPARTMENT_HEAD))

    page = upload(client, FORM_FILE.read_bytes() + b"\n# khac\n")

    assert (page.status_code, FormVersion.objects.count()) == (422, 1)
    assert page.context["form"].errors["file"] == [
        "Mẫu BC-DANVAN-NAM phiên bản 1.0.0 đã có với nội dung khác; hãy ghi số phiên bản mới."
    ]


def test_every_fault_is_listed_with_its_line_and_what_stands_there(client, tree):
    login(client, make_member(tree.upper, Role.DEPARTMENT_HEAD))
    lines = FORM_FILE.read_text(encoding="utf-8").splitlines()
    a04 = next(i for i, line in enumerate(lines) if "code: A04" in line)
    r14 = next(i for i, line in enumerate(lines) if "id: R14" in line)
    lines[a04] = lines[a04].replace("type: integer", "type: so-nguyen")
    lines[r14] = lines[r14].replace("E02 <= E01", "E02 <= Z99")

    page = upload(client, "\n".join(lines).encode())

    faults = [(f["line"], f["code"], f["text"][:12]) for f in page.context["faults"]]
    assert (page.status_code, FormVersion.objects.count()) == (422, 0)
    assert faults == [(a04 + 1, "A04", "- {code: A04"), (r14 + 1, "R14", "- {id: R14, ")]


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"a: 1\n" * 250_000, b"chi la chu", b"[1, 2", b"a: &x 1\nb: *x\n"],
)
def test_upload_of_nonsense_is_refused_politely(client, tree, content):
    login(client, make_member(tree.upper, Role.DEPARTMENT_HEAD))

    page = upload(client, content)

    assert (page.status_code, FormVersion.objects.count()) == (422, 0)


def test_upload_without_a_file_asks_for_one(client, tree):
    login(client, make_member(tree.upper, Role.DEPARTMENT_HEAD))

    page = client.post(reverse("reports:forms"), {})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["file"])


@pytest.mark.parametrize("n", [1, 3])
def test_list_of_forms_costs_the_same_for_1_and_3(client, tree, django_assert_num_queries, n):
    source = FORM_FILE.read_text(encoding="utf-8")
    login(client, make_member(tree.upper, Role.DEPARTMENT_HEAD))
    for number in range(n):
        upload(client, source.replace('version: "1.0.0"', f'version: "1.0.{number}"').encode())
    client.get(reverse("reports:forms"))

    with django_assert_num_queries(6):
        page = client.get(reverse("reports:forms"))

    assert len(page.context["versions"]) == n
