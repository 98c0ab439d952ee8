"""Draws the README's state diagram from the table of steps: `python -m tests.state_diagram` writes it there."""

from pathlib import Path

from tests import testenv  # noqa: F401  isort: skip

from reports.models import State
from reports.workflow import STEPS

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN = "<!-- drawn by `make diagram` from reports/workflow.py -->\n"
END = "<!-- end of the drawing -->"


def drawing() -> str:
    """The states with their Vietnamese names, and one arrow per step with its button and who may press it."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value}: {state.label}" for state in State]
    lines.append(f"    [*] --> {State.DRAFT.value}")
    for step in STEPS:
        needs = f" · {', '.join(step.needs)}" if step.needs else ""
        lines.append(f"    {step.source.value} --> {step.target.value}: {step.name} ({step.capability}){needs}")
    return "\n".join([*lines, "```"]) + "\n"


def drawn(text: str) -> str:
    """What stands between the marks of a README."""
    return text.split(BEGIN)[1].split(END)[0]


if __name__ == "__main__":
    text = README.read_text()
    README.write_text(text.replace(BEGIN + drawn(text), BEGIN + drawing()))
