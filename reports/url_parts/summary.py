"""Addresses of compiling, figures, the summary and its files."""

from django.urls import path

from reports.views import summary

SUMMARY = "ky/<int:pk>/bao-cao-tong-hop/"
SECTION = f"{SUMMARY}muc/<str:code>/"
RUN = "ky/tong-hop/<int:pk>/"

urlpatterns = [
    path("ky/<int:pk>/tong-hop/", summary.runs, name="runs"),
    path(RUN, summary.run, name="run"),
    path(f"{RUN}tien-do/", summary.run_progress, name="run_progress"),
    path(f"{RUN}dau-vao/", summary.run_inputs, name="run_inputs"),
    path(f"{RUN}thay-doi/", summary.run_changes, name="run_changes"),
    path(f"{RUN}so-lieu/<str:code>/", summary.figure, name="figure"),
    path(SUMMARY, summary.summary, name="summary"),
    path(f"{SUMMARY}the-thuc/", summary.summary_frame, name="summary_frame"),
    path(f"{SUMMARY}xem-lai/", summary.summary_look, name="summary_look"),
    path(SECTION, summary.summary_section, name="summary_section"),
    path(f"{SECTION}luu/", summary.summary_autosave, name="summary_autosave"),
    path("ky/<int:pk>/tep/", summary.exports, name="exports"),
    path("ky/tep/<int:pk>/", summary.export_file, name="export_file"),
    path("ky/tep/<int:pk>/tien-do/", summary.export_progress, name="export_progress"),
]
