"""Addresses of cycles, obligations and review."""

urlpatterns = []
