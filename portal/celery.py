"""The Celery application: workers run jobs by key, beat makes the ticks."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

TRANSPORT_ALIASES["filesystem"] = "portal.broker:Transport"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.task_default_queue = "default"
app.conf.beat_schedule = {
    "relay-jobs": {"task": "portal.relay", "schedule": 2.0, "options": {"expires": 10}},
    "publish-due": {"task": "directives.publish_due", "schedule": 15.0, "options": {"expires": 14}},
    "remind": {"task": "portal.remind", "schedule": 300.0, "options": {"expires": 240}},
    "tidy": {"task": "portal.tidy", "schedule": 3600.0, "options": {"expires": 3000}},
}
