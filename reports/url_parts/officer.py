"""Addresses of writing, certifying and submitting."""

urlpatterns = []
