"""Addresses of compiling, figures and exports."""

urlpatterns = []
