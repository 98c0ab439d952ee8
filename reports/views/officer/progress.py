"""How far a report is, section by section, as lists and the editor's side navigation show it (pure)."""

from dataclasses import dataclass

from django.urls import reverse

from reports.form_schema import FormDefinition, SectionDef
from reports.readiness import SectionState


@dataclass(frozen=True)
class Step:
    """One section to be written: its address, heading, badge (tone, word, icon) and the class of its row."""

    code: str
    url: str
    heading: str
    group: str
    tone: str
    word: str
    icon: str
    hint: str
    finished: bool

    @property
    def is_asked(self) -> bool:
        """False for a section that nobody must write and nobody has begun: it is neither done nor open."""
        return not (self.finished and self.tone == "neutral")

    @property
    def css(self) -> str:
        return {"ok": "done", "warn": "warn", "bad": "bad"}.get(self.tone, "")


def steps_of(definition: FormDefinition, states: dict[str, SectionState], report_id: int, year: int) -> list[Step]:
    """The sections to be written, in the form's order; `group` is the heading of the part that begins there."""
    found, group, base = [], None, reverse("reports:section", args=[report_id, "-"])
    for section in definition.writable_sections:
        heading = definition.heading(definition.section(section.parent), year) if section.parent else ""
        url = base.replace("/-/", f"/{section.code}/")
        found.append(_step(definition, section, states[section.code], url, year, heading if heading != group else ""))
        group = heading
    return found


def _step(
    definition: FormDefinition, section: SectionDef, state: SectionState, url: str, year: int, group: str
) -> Step:
    tone, word, icon = badge_of(state)
    heading = definition.heading(section, year)
    return Step(section.code, url, heading, group, tone, word, icon, _hint(section, state), state.is_finished)


def badge_of(state: SectionState) -> tuple[str, str, str]:
    """(tone, word, icon) of a section's state."""
    match state.state:
        case "errors":
            return "bad", f"Còn {state.errors} lỗi", "error"
        case "warnings":
            return "warn", "Cần giải trình", "alert"
        case "done":
            return "ok", "Đủ", "check"
        case "started":
            return "info", "Đang viết", "half"
    return "neutral", "Không bắt buộc" if state.optional else "Chưa viết", "circle"


def _hint(section: SectionDef, state: SectionState) -> str:
    """What is written and what is still missing, in a few words; empty for a section left alone."""
    if state.state == "empty":
        return ""
    most = f"/{section.max_words}" if section.max_words else ""
    parts = [f"{state.words}{most} từ"]
    if state.missing:
        parts.append(f"còn {state.missing} chỗ chưa nhập")
    if state.warnings and state.state != "warnings":
        parts.append(f"{state.warnings} cảnh báo")
    return " · ".join(parts)
