"""Addresses of cycles, reports, review and summary."""

app_name = "reports"

urlpatterns = []
