"""Pages of reviewing: the queue, the report beside last year's, points, the reviewer's steps."""

from reports.views.review.points import review_point, review_point_close, review_point_drop
from reports.views.review.queue import queue, queue_assign
from reports.views.review.report import review
from reports.views.review.steps import review_step

__all__ = [
    "queue",
    "queue_assign",
    "review",
    "review_point",
    "review_point_close",
    "review_point_drop",
    "review_step",
]
