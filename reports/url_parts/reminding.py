"""Addresses of the reminder ledger."""

urlpatterns = []
