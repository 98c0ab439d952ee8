"""Addresses of the ground app's own pages."""

from django.urls import include, path

from portal.views import account, calendar, jobs, journal, messages, people, units

unit_pages = [
    path("", units.tree, name="tree"),
    path("chon/", units.pick, name="pick"),
    path("mau-nhap/", units.template, name="template"),
    path("viec/<slug:slug>/", units.act, name="act"),
    path("quyet-dinh/<int:pk>/", units.act_done, name="act_done"),
    path("<int:pk>/", units.unit, name="unit"),
    path("<int:pk>/truc-thuoc/", units.branch, name="branch"),
    path("<int:pk>/chon-nhieu/", units.bulk, name="bulk"),
    path("<int:pk>/nhap-danh-sach/", units.import_units, name="import"),
]
people_pages = [
    path("", people.people_list, name="list"),
    path("moi/", people.invite, name="invite"),
    path("<int:pk>/", people.person, name="person"),
    path("<int:pk>/giao-vai-tro/", people.grant, name="grant"),
    path("<int:pk>/<slug:slug>/", people.deed, name="deed"),
    path("vai-tro/<int:pk>/ket-thuc/", people.end_role, name="end_role"),
    path("loi-moi/<str:token>/", people.welcome, name="welcome"),
]
own_pages = [
    path("thong-bao/", messages.inbox, name="messages"),
    path("thong-bao/da-doc/", messages.read_all, name="messages_read"),
    path("thong-bao/<int:pk>/", messages.message, name="message"),
    path("trang-cua-toi/", account.account, name="account"),
    path("lich-nghi/", calendar.calendar, name="calendar"),
    path("lich-nghi/<int:pk>/bo/", calendar.remove, name="calendar_remove"),
    path("nhat-ky/", journal.journal, name="journal"),
    path("viec-nen/", jobs.failed_jobs, name="jobs"),
]

urlpatterns = [
    path("don-vi/", include((unit_pages, "units"))),
    path("nguoi-dung/", include((people_pages, "people"))),
    path("", include((own_pages, "ground"))),
]
