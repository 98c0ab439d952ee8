"""Addresses of cycles, reports, review and summary."""

from reports.url_parts import ban, officer, reminding, summary

app_name = "reports"

urlpatterns = [*officer.urlpatterns, *ban.urlpatterns, *summary.urlpatterns, *reminding.urlpatterns]
