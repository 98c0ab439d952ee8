"""What is raised when the text of a rule cannot be understood."""


class RuleSyntaxError(ValueError):
    """A rule that is not in the language.

    ``message_vi`` says in Vietnamese what is wrong; ``position`` is the 0-based offset into the rule's text.
    """

    def __init__(self, message_vi: str, position: int) -> None:
        super().__init__(f"{message_vi} (ở ký tự thứ {position + 1})")
        self.message_vi = message_vi
        self.position = position
