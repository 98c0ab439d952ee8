"""Addresses of directives and programmes."""

app_name = "directives"

urlpatterns = []
