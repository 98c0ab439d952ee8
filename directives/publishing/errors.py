"""Why a step on a directive is not taken; the messages are Vietnamese and meant for the person."""


class NotAllowed(Exception):
    """The person does not hold the role that this step needs in that unit."""


class NotPossible(Exception):
    """The directive is not in a state from which this step leads."""


class StalePage(Exception):
    """Somebody changed the draft since the person saw it."""


class Refused(Exception):
    """Something that the step needs is missing; `problems` lists each as a sentence."""

    def __init__(self, problems):
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__(" ".join(self.problems))
