"""The letters of the door: queued as all others, the same answer for every address, a link to the portal's own page."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from portal import jobs
from portal.models import Job
from tests.factories.portal import make_user

RESET = reverse("account_reset_password")


def ask(client, email: str, headers=None):
    return client.post(RESET, {"email": email}, headers=headers)


@pytest.mark.django_db
def test_reset_answers_alike_with_and_without_an_account_while_the_mail_server_is_down(client, settings):
    settings.EMAIL_BACKEND = "no.such.backend"
    make_user("Lan", email="lan@congdoan.example", password="mat-khau-rat-dai-2026")

    known, unknown = ask(client, "lan@congdoan.example"), ask(client, "khong-co@congdoan.example")

    assert (
        (known.status_code, known["Location"])
        == (unknown.status_code, unknown["Location"])
        == (
            302,
            reverse("account_reset_password_done"),
        )
    )
    assert list(Job.objects.values_list("kind", "args__to")) == [("mail.send", "lan@congdoan.example")]


@pytest.mark.django_db
def test_reset_leads_to_the_portals_own_address_and_works_once(client, settings):
    settings.PORTAL_URL, settings.ALLOWED_HOSTS = "https://baocao.example", ["*"]
    user = make_user("Lan", email="lan@congdoan.example", password="mat-khau-rat-dai-2026")

    ask(client, " LAN@congdoan.example", headers={"Host": "ke-gian.example"})
    jobs.run_due()
    letter = mail.outbox[0]
    assert Job.objects.get().args == {"to": user.email, "subject": letter.subject}  # its link is kept nowhere
    link = re.search(r"https?://\S+", letter.body)[0]
    form = client.get(link.removeprefix("https://baocao.example"), follow=True)
    typed = {"password1": "mot-cau-dai-de-nho-2026", "password2": "mot-cau-dai-de-nho-2026"}
    client.post(form.redirect_chain[-1][0], typed)

    user.refresh_from_db()
    assert (letter.to, letter.subject) == (["lan@congdoan.example"], "Đặt lại mật khẩu Cổng báo cáo dân vận")
    assert letter.body.startswith("Kính gửi đồng chí Lan,\n")
    assert link.startswith("https://baocao.example/tai-khoan/password/reset/key/")
    assert user.check_password("mot-cau-dai-de-nho-2026")
    assert "đã được dùng rồi" in client.get(link.removeprefix("https://baocao.example"), follow=True).content.decode()
