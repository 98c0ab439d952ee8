"""Why a programme can't be written now."""


class ProgrammeRefused(Exception):
    """What was asked can't be kept; the message is Vietnamese and may be shown.

    `at` names the part of the content that is at fault, where it is one.
    """

    def __init__(self, message: str, *, at: str | None = None):
        super().__init__(message)
        self.at = at


class ProgrammeNotAllowed(Exception):
    """The person does not keep the programmes of that unit."""


class ProgrammeChanged(Exception):
    """Somebody saved since the person saw the page; the message is Vietnamese."""
