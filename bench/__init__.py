"""Measurements, never tests: what pages and the summary cost against a floor measured in the same run."""

import os

import django

if os.environ.get("DJANGO_SETTINGS_MODULE") == "bench.settings":
    django.setup()
