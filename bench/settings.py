"""The portal's own settings with one address more: the floor page."""

from portal.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
