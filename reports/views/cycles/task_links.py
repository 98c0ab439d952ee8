"""Which sections of a form would answer a directive's tasks, for the person who is about to open a cycle with both."""

from reports.forms.form_drafting import basis_of
from reports.lookups import definition_of, tasks_of
from reports.models import Cycle


def task_links(cycle: Cycle) -> dict | None:
    """{"tasks": [(task, its sections in words)], "without_place": numbers, "basis": the papers that the form rests on
    when the chosen directive is none of them}; None where no directive with tasks was chosen.
    """
    tasks = tasks_of(cycle.directive_id)
    if not tasks:
        return None
    definition = definition_of(cycle.form_version_id)
    basis = definition.regime.legal_basis
    rows = []
    for task in tasks:
        place = definition.task_places.get(task.number)
        sections = [definition.heading(section, cycle.year) for section in place.sections] if place else []
        alone = [item.code for item in place.indicators if not sections] if place else []
        rows.append((task, sections + alone))
    return {
        "tasks": rows,
        "without_place": [task.number for task, places in rows if not places],
        "basis": basis if basis and basis_of(cycle.directive) not in basis else (),
    }
