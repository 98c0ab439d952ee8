"""Addresses of the ground app's own pages."""

from django.urls import include, path

units = ([], "units")
people = ([], "people")

urlpatterns = [
    path("don-vi/", include(units)),
    path("nguoi-dung/", include(people)),
]
