"""Addresses of compiling, figures, the summary and its files."""

from django.urls import path

from reports.views import summary

urlpatterns = [
    path("ky/<int:pk>/tong-hop/", summary.runs, name="runs"),
    path("ky/<int:pk>/bao-cao-tong-hop/", summary.summary, name="summary"),
    path("ky/<int:pk>/bao-cao-tong-hop/muc/<str:code>/", summary.summary_section, name="summary_section"),
    path("ky/<int:pk>/tep/", summary.exports, name="exports"),
    path("tong-hop/<int:pk>/", summary.run, name="run"),
    path("tong-hop/<int:pk>/tien-do/", summary.run_progress, name="run_progress"),
    path("tong-hop/<int:pk>/so-lieu/<str:code>/", summary.figure, name="figure"),
    path("tep/<int:pk>/", summary.export_file, name="export_file"),
]
