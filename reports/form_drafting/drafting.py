"""The source of a new form: sections chosen, tasks put in their order, and what hangs on them kept consistent."""

import yaml

from reports.form_drafting import nodes
from reports.form_drafting.model import FormPlan, FormSkeleton, TaskChoice
from reports.form_drafting.proposing import NUMBER, short_heading
from reports.form_schema import SUM_INDICATORS, RuleDef, SectionDef, load_definition, read_root
from reports.rules import annex_names, groups_used, names

LONGEST_PROMPT = 1_900
WORDS_PROPOSED = 500


def draft_form(base: str, plan: FormPlan) -> FormSkeleton:
    """The skeleton of a new form after `plan`; `base` is the source of a version that was loaded."""
    return _Drafting(base, plan).skeleton()


class _Drafting:
    """One run over the nodes of the old form's source."""

    def __init__(self, base: str, plan: FormPlan) -> None:
        self.plan = plan
        self.old = load_definition(base)
        self.root = read_root(base)
        self.answers: dict[str, list[TaskChoice]] = {}
        for task in plan.tasks:
            if task.carried:
                self.answers.setdefault(task.carried, []).append(task)
        self.notes: list[str] = []

    def skeleton(self) -> FormSkeleton:
        nodes.put(nodes.value(self.root, "template"), "version", nodes.text(self.plan.version))
        if self.plan.basis:
            regime = nodes.value(self.root, "regime")
            nodes.put(regime, "can_cu", nodes.texts(self.plan.basis))
        self._sections()
        self._what_hangs_on_them()
        source = yaml.serialize(self.root, Dumper=yaml.SafeDumper, allow_unicode=True, width=1_000_000)
        return FormSkeleton(source, self.notes)

    # --- sections -----------------------------------------------------------------------

    def _sections(self) -> None:
        listed = nodes.value(self.root, "sections")
        host = self._host()
        self._drop(listed)
        self._rename(listed)
        place = listed if host is None else self._children_of(listed, host)
        if place is None:
            parent = nodes.mapping(
                ("id", nodes.text(host.code)), ("heading", nodes.text(host.heading)), ("children", nodes.empty_list())
            )
            listed.value.insert(self._place_of(listed, host), parent)
            place = nodes.value(parent, "children")
        self._put_tasks(place, host)
        for node in nodes.each(listed):
            code = nodes.word(node, "id")
            nodes.take_out(node, "seed_task")
            numbers = sorted(task.number for task in self.answers.get(code, ()))
            numbers += [task.number for task in self.plan.tasks if self._fresh.get(task.number) == code]
            if numbers:
                nodes.put(node, "seed_task", nodes.numbers(numbers))

    def _host(self) -> SectionDef | None:
        """The part in which the old form answers tasks; None where that is the top."""
        first = next((section for section in self.old.sections if section.tasks and section.leaf), None)
        return self.old.section(first.parent) if first is not None and first.parent else None

    def _drop(self, listed: yaml.SequenceNode) -> None:
        """Take out the sections that were not chosen, and parts in which nothing is left."""
        for node in list(listed.value):
            children = nodes.value(node, "children")
            code = nodes.word(node, "id")
            if children is not None:
                self._drop(children)
                if not children.value:
                    listed.value.remove(node)
            elif code not in self.plan.kept and code not in self.answers:
                listed.value.remove(node)
                self.notes.append(f"Bỏ mục {code}: {self.old.section(code).heading}.")

    def _rename(self, listed: yaml.SequenceNode) -> None:
        """Give sections that are carried over the headings that were typed for their tasks."""
        for node in nodes.each(listed):
            typed = [task.heading for task in self.answers.get(nodes.word(node, "id"), ()) if task.heading]
            if typed:
                nodes.put(node, "heading", nodes.text(typed[0]))

    def _children_of(self, listed: yaml.SequenceNode, host: SectionDef) -> yaml.SequenceNode | None:
        found = [node for node in nodes.each(listed) if nodes.word(node, "id") == host.code]
        return nodes.value(found[0], "children") if found else None

    def _place_of(self, listed: yaml.SequenceNode, host: SectionDef) -> int:
        """Where the part stood among the top sections that are left."""
        before = [section.code for section in self.old.sections if section.level == 1]
        before = before[: before.index(host.code)] if host.code in before else before
        return sum(nodes.word(node, "id") in before for node in listed.value)

    def _put_tasks(self, place: yaml.SequenceNode, host: SectionDef | None) -> None:
        """The sections of the tasks in the tasks' order, then what else stayed there; numbered anew."""
        self._fresh: dict[int, str] = {}
        here = {nodes.word(node, "id"): node for node in place.value}
        ordered: list[yaml.MappingNode] = []
        for task in self.plan.tasks:
            if not task.carried:
                ordered.append(self._new_section(task, host))
            elif task.carried in here and here[task.carried] not in ordered:
                ordered.append(here[task.carried])
        rest = [node for node in place.value if node not in ordered]
        place.value = ordered + rest if host is not None else rest + ordered
        if host is not None:
            self._number(place)

    def _number(self, place: yaml.SequenceNode) -> None:
        for number, node in enumerate(place.value, start=1):
            heading, code = nodes.word(node, "heading"), nodes.word(node, "id")
            nodes.put(node, "heading", nodes.text(f"{number}. {NUMBER.sub('', heading)}"))
            if code not in self._fresh.values() and not heading.startswith(f"{number}. "):
                self.notes.append(
                    f"Mục {code} nay đứng thứ {number}; mã mục giữ nguyên để so sánh được với các năm trước."
                )

    def _new_section(self, task: TaskChoice, host: SectionDef | None) -> yaml.MappingNode:
        code = self._free_code(host)
        self._fresh[task.number] = code
        order = " ".join(task.text.split())
        prompt = f"{order[:LONGEST_PROMPT]} Nêu việc đã làm, kết quả, khó khăn và số liệu chứng minh."
        return nodes.mapping(
            ("id", nodes.text(code)),
            ("heading", nodes.text(task.heading or short_heading(task.text))),
            ("required", nodes.true()),
            ("prompt", nodes.text(prompt)),
            ("max_words", nodes.numbers([WORDS_PROPOSED])),
        )

    def _free_code(self, host: SectionDef | None) -> str:
        """A code that no section ever had, so that no year is compared with something else."""
        taken = {section.code for section in self.old.sections} | set(self._fresh.values())
        prefix = f"{host.code}." if host else "NV"
        return next(f"{prefix}{n}" for n in range(1, 1000) if f"{prefix}{n}" not in taken)

    # --- what hangs on the sections -----------------------------------------------------

    def _what_hangs_on_them(self) -> None:
        """Figures, annexes, ratios, groups and rules, each kept only when all that it speaks of is still there."""
        sections = nodes.value(self.root, "sections")
        leaves = [node for node in nodes.each(sections) if nodes.value(node, "children") is None]
        placed = {code for node in leaves for code in nodes.words(node, "indicators")}
        figures = self._figures(placed)
        for node in leaves:
            nodes.keep_words(node, "indicators", figures)
        annexes = {code for node in leaves for code in nodes.words(node, "annexes")}
        groups = {self.old.indicator(code).group for code in figures}
        self._keep("indicators", "code", figures, "chỉ tiêu")
        self._loosen_figures(figures)
        self._keep("annexes", "id", annexes, "phụ lục")
        self._keep("indicator_groups", "id", groups, "nhóm chỉ tiêu")
        ratios = {item.code for item in self.old.derived if {*item.numerators, *item.denominators} <= figures}
        self._keep("derived", "code", ratios, "tỷ lệ")
        rules = {rule.id for rule in self.old.rules if self._holds(rule, figures, annexes, groups)}
        self._keep("rules", "id", rules, "quy tắc")

    def _figures(self, placed: set[str]) -> set[str]:
        """The figures that stay: one that is weighed by another goes with it."""
        found = set(placed)
        for item in self.old.indicators:
            if item.code in found and item.weight_by and item.weight_by not in found:
                found.discard(item.code)
                self.notes.append(f"Bỏ chỉ tiêu {item.code}: bình quân theo {item.weight_by}, là chỉ tiêu không còn.")
        return found

    def _loosen_figures(self, figures: set[str]) -> None:
        """A "trong đó" whose whole is gone stands by itself; numbers of the old directive's tasks go."""
        listed = nodes.value(self.root, "indicators")
        for node in listed.value if listed is not None else ():
            item = self.old.indicator(nodes.word(node, "code"))
            nodes.take_out(node, "seed_task")
            if item.parent and item.parent not in figures:
                nodes.take_out(node, "parent")
                self.notes.append(f"Chỉ tiêu {item.code} không còn là “trong đó” của {item.parent}.")

    def _holds(self, rule: RuleDef, figures: set[str], annexes: set[str], groups: set[str]) -> bool:
        named = {each.group for each in groups_used(rule.expr)} - {SUM_INDICATORS}
        return names(rule.expr) <= figures and annex_names(rule.expr) <= annexes and named <= groups

    def _keep(self, key: str, name: str, wanted: set[str], what: str) -> None:
        listed = nodes.value(self.root, key)
        if listed is None:
            return
        gone = [code for code in (nodes.word(node, name) for node in listed.value) if code not in wanted]
        listed.value = [node for node in listed.value if nodes.word(node, name) in wanted]
        if gone:
            self.notes.append(f"Không mang theo {len(gone)} {what}: {', '.join(gone)}.")
