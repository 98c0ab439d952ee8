"""Addresses of writing, certifying and submitting."""

from django.urls import path

from reports.views import officer

urlpatterns = [
    path("cua-don-vi/", officer.mine, name="mine"),
    path("<int:pk>/", officer.report, name="report"),
    path("<int:pk>/muc/<str:code>/", officer.section, name="section"),
    path("<int:pk>/muc/<str:code>/luu/", officer.autosave, name="autosave"),
    path("<int:pk>/muc/<str:code>/ra-soat/", officer.look_over, name="look_over"),
    path("<int:pk>/muc/<str:code>/tu-chuong-trinh/", officer.prefill, name="prefill"),
    path("chuyen-ma/", officer.old_fonts, name="old_fonts"),
    path("<int:pk>/kiem-tra/", officer.check, name="check"),
    path("<int:pk>/buoc/", officer.step, name="step"),
    path("<int:pk>/y-kien/", officer.points, name="points"),
    path("ban-nop/<int:pk>/", officer.revision, name="revision"),
    path("bien-nhan/<str:code>/", officer.receipt, name="receipt"),
    path("xac-minh/", officer.verify, name="verify"),
]
