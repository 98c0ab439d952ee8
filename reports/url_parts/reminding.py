"""Addresses of the reminder ledger."""

from django.urls import path

from reports.views import reminding

urlpatterns = [
    path("ky/<int:pk>/nhac-viec/", reminding.reminders, name="reminders"),
    path("ky/<int:pk>/nhac-viec/chua-nop/", reminding.remind_missing, name="remind_missing"),
    path("ky/don-vi/<int:pk>/nhac-ngay/", reminding.remind_unit, name="remind_unit"),
]
