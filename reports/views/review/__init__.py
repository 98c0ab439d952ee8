"""Pages of reviewing: the queue, the report beside last year's, points, the reviewer's steps."""

from reports.views.review.queue import queue
from reports.views.review.report import review

__all__ = ["queue", "review"]
