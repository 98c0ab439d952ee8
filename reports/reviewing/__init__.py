"""What reviewers work with: the queue and who takes what, a report beside last year's, what a new revision changed."""

from reports.reviewing.assigning import AssignmentRefused, assign, reviewers_of
from reports.reviewing.comparison import Comparison, SectionView, compare
from reports.reviewing.difference import Piece, word_diff
from reports.reviewing.queue import QueueGroup, facets, in_queue_order, neighbours, queue_of, with_counts
from reports.reviewing.reading import mark_read, readers

__all__ = [
    "AssignmentRefused",
    "Comparison",
    "Piece",
    "QueueGroup",
    "SectionView",
    "assign",
    "compare",
    "facets",
    "in_queue_order",
    "mark_read",
    "neighbours",
    "queue_of",
    "readers",
    "reviewers_of",
    "with_counts",
    "word_diff",
]
