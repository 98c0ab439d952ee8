"""What the programmes of a unit, and the units below it, can give one section of its report."""

from django.db.models import Q

from directives.models import Occurrence
from directives.programmes import Led, led_by, name_of, partners_of, told
from portal.models import Unit
from portal.text import format_date
from reports.form_schema import AnnexDef, FormDefinition, SectionDef
from reports.models import Obligation, Report
from reports.prefill.collecting import may_be_added_up, totals_for
from reports.prefill.offers import MOST_ITEMS, FigureOffer, Offer, RowOffer

OTHER_KIND = "khac"


def has_offers(definition: FormDefinition, section: SectionDef, own_cycle: int | None = None) -> bool:
    """Whether the section may be filled from programmes, or from the units that report to its unit (`own_cycle`)."""
    return _asks_programmes(definition, section) or bool(own_cycle and may_be_added_up(definition, section))


def offer_for(
    report: Report,
    definition: FormDefinition,
    section: SectionDef,
    own_cycle: int | None = None,
    *,
    named: bool = True,
) -> Offer:
    """What the section may take now; at most six statements for programmes, four for the units below.

    `own_cycle` is the unit's own cycle (prefill.with_own_cycle); `named` tells each unit's part in a total. What the
    programmes count goes before a total of the same indicator.
    """
    totals = totals_for(own_cycle, definition, section, named=named)
    if not _asks_programmes(definition, section):
        return Offer(totals)
    from_programmes = _of_programmes(report, definition, section)
    return Offer(totals | from_programmes.figures, from_programmes.rows, from_programmes.unsure)


def _asks_programmes(definition: FormDefinition, section: SectionDef) -> bool:
    return any(definition.indicator(code).prefill for code in section.indicators) or any(
        definition.annex(key).prefill for key in section.annexes
    )


def _of_programmes(report: Report, definition: FormDefinition, section: SectionDef) -> Offer:
    cycle = report.obligation.cycle
    led = led_by(_units(report.obligation), cycle.data_from, cycle.data_to)
    window = f"kỳ số liệu {format_date(cycle.data_from)}–{format_date(cycle.data_to)}"
    known = {"programmes_in_force": _in_force(led), "activities_held": _held(led, window)}
    known["participants"] = _participants(led, window)
    figures = {}
    for code in section.indicators:
        value, words, items = known.get(definition.indicator(code).prefill, (0, "", ()))
        if value:
            figures[code] = FigureOffer(code, value, words, items[:MOST_ITEMS])
    annexes = [definition.annex(key) for key in section.annexes if definition.annex(key).prefill]
    rows = tuple(_row(annex, one) for annex in annexes for one in led.held)
    return Offer(figures, rows, led.unsure)


def _units(obligation: Obligation) -> list[int]:
    """The unit, and the ended ones whose papers it keeps unless they owe a report of their own in the cycle."""
    kept = Unit.objects.filter(Q(pk=obligation.unit_id) | Q(custodian=obligation.unit_id)).values_list("pk", flat=True)
    others = Obligation.objects.filter(cycle=obligation.cycle_id, unit__in=kept).exclude(pk=obligation.pk)
    own = set(others.owing().values_list("unit_id", flat=True))
    return [pk for pk in kept if pk not in own]


def _in_force(led: Led) -> tuple[int, str, tuple[str, ...]]:
    items = tuple(f"{one}: {one.title}" for one in led.programmes)
    return len(items), f"{len(items)} chương trình phối hợp còn hiệu lực đã ghi trên cổng", items


def _held(led: Led, window: str) -> tuple[int, str, tuple[str, ...]]:
    activities = len({one.activity_id for one in led.held})
    words = f"{len(led.held)} lần tổ chức của {activities} hoạt động do đơn vị chủ trì trong {window}"
    return len(led.held), words, tuple(told(one) for one in led.held)


def _participants(led: Led, window: str) -> tuple[int, str, tuple[str, ...]]:
    counted = [one for one in led.held if one.participants is not None]
    words = f"tổng số người của {len(counted)}/{len(led.held)} lần tổ chức trong {window}"
    return sum(one.participants for one in counted), words, tuple(told(one) for one in counted)


def _row(annex: AnnexDef, one: Occurrence) -> RowOffer:
    """The cells that the form's columns ask for by name; what is not known stays blank."""
    activity = one.activity
    known = {
        "chuong_trinh": activity.programme.number,
        "loai": activity.kind,
        "ten": name_of(one),
        "doi_tac": partners_of(one),
        "thoi_gian": f"{one.held_to:%m/%Y}" if one.held_from.replace(day=1) == one.held_to.replace(day=1) else "",
        "du_kien_tu": _text(activity.participants_from),
        "du_kien_den": _text(activity.participants_to),
        "thuc_te": _text(one.participants),
    }
    cells = {column.key: _fitted(known.get(column.key, ""), column) for column in annex.columns}
    return RowOffer(f"{annex.id}:{one.pk}", annex.id, cells, told(one))


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _fitted(text: str, column) -> str:
    if column.type == "enum":
        options = dict(column.options)
        return text if text in options else OTHER_KIND if OTHER_KIND in options else ""
    return text[: column.max_len] if column.max_len else text
