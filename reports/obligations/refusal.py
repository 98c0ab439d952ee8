"""What is raised when a cycle or an obligation can't be as asked."""


class CycleRefused(Exception):
    """The cycle can't be opened, or the obligation changed, as given (message in Vietnamese)."""


class AlreadyOpen(CycleRefused):
    """The collector has a cycle for that year already."""
