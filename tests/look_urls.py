"""Addresses for tests of the look: the style guide, a form that counts, and the doors; no page of the apps."""

import time

from django import forms
from django.http import HttpResponse
from django.template import RequestContext, Template
from django.urls import include, path
from django.views.generic import TemplateView

SENT = []

FORM_PAGE = """
{% extends "base.html" %}
{% load crispy_forms_tags %}
{% block page_title %}Biểu mẫu{% endblock %}
{% block heading %}Biểu mẫu{% endblock %}
{% block content %}
  <p id="due" data-due="{{ due }}">chưa tính</p>
  <form method="post" id="plain" action="/cham/">
    {% csrf_token %}<button class="btn btn-primary" name="nut" value="gui">Gửi</button>
  </form>
  <form method="post" id="asked" action="/cham/" data-confirm="Chắc chứ?">
    {% csrf_token %}<button class="btn btn-primary" name="nut" value="hoi">Hỏi</button>
  </form>
  <button class="btn btn-secondary" id="part" type="button"
          hx-post="/cham/" hx-target="#answer" hx-vals='{"nut": "htmx"}'>Một phần</button>
  <button class="btn btn-secondary" id="out" type="button" hx-post="/het-phien/" hx-target="#answer">Hết phiên</button>
  <p id="answer">trống</p>
  <a id="next" href="?trang=2" data-key="j">Sau</a>
  <form class="sheet">{{ form|crispy }}</form>
{% endblock %}
"""


class EveryField(forms.Form):
    """One field of each kind that crispy draws."""

    number = forms.CharField(label="Số và ký hiệu", help_text="Ví dụ: 512/CĐVC")
    day = forms.DateField(label="Ngày ban hành")
    kind = forms.ChoiceField(label="Loại", choices=[("", "Chọn…"), ("a", "Công văn")], required=False)
    places = forms.ChoiceField(label="Nơi nhận", choices=[("a", "Mọi đơn vị"), ("b", "Chọn")], widget=forms.RadioSelect)
    blocks = forms.MultipleChoiceField(
        label="Khối", choices=[("1", "Khối 1")], widget=forms.CheckboxSelectMultiple, required=False
    )
    file = forms.FileField(label="Tệp")
    remind = forms.BooleanField(label="Nhắc việc", help_text="Gửi thư khi ban hành.")

    def clean(self):
        raise forms.ValidationError("Văn bản số này đã có.")


def form_page(request):
    form = EveryField({"number": ""}) if "sai" in request.GET else EveryField()
    return HttpResponse(
        Template(FORM_PAGE).render(RequestContext(request, {"form": form, "due": request.GET.get("han")}))
    )


def slow(request):
    """Counts what arrives, and answers late, as a server does on the last evening."""
    SENT.append(request.POST["nut"])
    time.sleep(0.5)
    return HttpResponse("Đã nhận")


def signed_out(request):
    return HttpResponse(status=302, headers={"Location": "/tai-khoan/login/"})


urlpatterns = [
    path("", TemplateView.as_view(template_name="styleguide.html"), name="home"),
    path("bieu-mau/", form_page),
    path("cham/", slow),
    path("het-phien/", signed_out),
    path(
        "loi/<path:template_name>",
        lambda request, template_name: TemplateView.as_view(template_name=template_name)(request),
    ),
    path("tai-khoan/", include("allauth.account.urls")),
    path("tai-khoan/hai-lop/", include("allauth.mfa.urls")),
]
