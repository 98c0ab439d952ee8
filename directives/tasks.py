"""What a worker must know of this app: the jobs that it handles."""

from directives.publishing import delivery  # noqa: F401  (registers its handler)
