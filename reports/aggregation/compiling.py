"""Compiling a run: inputs frozen first, figures computed from them alone, all written at once at the end."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import chain
from math import lcm

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from portal import jobs, journal
from portal.access import hat_at
from portal.models import Level, UnitVersion
from reports.aggregation import previous, sums
from reports.aggregation.folding import BLOCK, LEVEL, SUBTREE, TOTAL, count_owing, fold
from reports.form_schema import FormDefinition
from reports.lookups import definition_of, indicator_keys
from reports.models import Cycle, Obligation, Report, SummaryFigure, SummaryRun


def ask_for_run(cycle: Cycle, *, by) -> SummaryRun:
    """Ask for a new compilation; the work follows in the background (its job shows the progress)."""
    hat = hat_at(by, "summary.compile", cycle.collector_id) if by else None
    with transaction.atomic():
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        number = (cycle.runs.aggregate(last=Max("number"))["last"] or 0) + 1
        run = SummaryRun.objects.create(cycle=cycle, number=number, asked_by=by)
        run.job = jobs.enqueue("summary.compile", f"run:{run.pk}", {"run": run.pk}, by=by)
        run.save(update_fields=["job"])
        journal.record(cycle, "summary.compile", f"Yêu cầu tổng hợp lần {number}", by=by, hat=hat)
    return run


def compile_run(
    run: SummaryRun, *, progress: Callable[[int, int], None], effect: Callable[[], AbstractContextManager]
) -> dict:
    """Compile `run`; `progress(done, total)` is told of each part, and the result is written inside `effect()`.

    Returns {"obligations", "accepted", "figures"}. Running it again makes the same rows again.
    """
    cycle = run.cycle
    definition = definition_of(cycle.form_version_id)
    root = UnitVersion.objects.filter(unit=cycle.collector_id).order_by("-valid_from").values_list("path", flat=True)[0]
    with transaction.atomic():
        accepted = sums.take_inputs(run)
        submitted = Report.objects.filter(obligation__cycle=cycle, latest_revision__isnull=False).count()
    progress(1, 5)
    owing = count_owing(sums.owing_by_place(cycle), root)
    progress(2, 5)
    current = fold(_all_sums(cycle, definition, sums.run_source(run)), root)
    progress(3, 5)
    before = previous.folded(cycle, root, _all_sums)
    progress(4, 5)
    figures = _figures(run, definition, current, before, owing)
    with effect():
        SummaryFigure.objects.filter(run=run).delete()
        SummaryFigure.objects.bulk_create(figures, batch_size=2000)
        total = owing.get((TOTAL, ""), 0)
        SummaryRun.objects.filter(pk=run.pk).update(
            state=SummaryRun.State.DONE,
            done_at=timezone.now(),
            obligations=total,
            submitted=submitted,
            accepted=accepted,
        )
    return {"obligations": total, "accepted": accepted, "figures": len(figures)}


def _all_sums(cycle: Cycle, definition: FormDefinition, source: sums.Source):
    keys = indicator_keys(cycle.form_version_id)
    codes = {key: code for code, key in keys.items()}
    parts = [_by_code(sums.indicator_sums(source), codes)]
    for item in definition.indicators:
        if item.agg_units == "weighted_mean":
            found = sums.weighted_sums(source, keys[item.code], keys[item.weight_by])
            parts.append(_by_code(found, codes))
    parts += [sums.ratio_sums(source, ratio) for ratio in _ratios(definition, keys)]
    return chain.from_iterable(parts)


def _by_code(found, codes: dict[int, str]):
    for item in found:
        yield sums.Sums(
            item.place,
            codes[item.key],
            item.value,
            item.units_number,
            item.units_none,
            item.units_not_applicable,
            item.units_not_entered,
            item.units_estimated,
            item.numerator,
            item.denominator,
        )


def _ratios(definition: FormDefinition, keys: dict[str, int]) -> list[sums.Ratio]:
    found = []
    for item in definition.derived:
        scales = {code: definition.indicator(code).scale for code in item.numerators + item.denominators}
        common = lcm(*scales.values())
        found.append(
            sums.Ratio(
                item.code,
                {keys[code]: common // scales[code] for code in item.numerators},
                {keys[code]: common // scales[code] for code in item.denominators},
            )
        )
    return found


def _figures(run, definition: FormDefinition, current, before, owing) -> list[SummaryFigure]:
    labels = _scope_labels(run.cycle, owing)
    adds_up = {item.code: item.agg_units in ("sum", "count_true") for item in definition.indicators}
    codes = [item.code for item in definition.indicators] + [item.code for item in definition.derived]
    rows = []
    for (scope, key), number in owing.items():
        for code in codes:
            now = current.get((scope, key, code))
            then = before.get((scope, key, code))
            rows.append(_figure(run, scope, key, labels[scope, key], code, number, now, then, adds_up.get(code, False)))
    return rows


def _figure(run, scope, key, label, code, owing, now, then, adds_up) -> SummaryFigure:
    figure = SummaryFigure(run=run, code=code, scope=scope, scope_key=key, scope_label=label, units_owing=owing)
    if now is not None:
        figure.value = now.value if adds_up else None
        figure.numerator, figure.denominator = now.numerator, now.denominator
        figure.units_number = now.units_number
        figure.units_none = now.units_none
        figure.units_not_applicable = now.units_not_applicable
        figure.units_not_entered = now.units_not_entered
        figure.units_estimated = now.units_estimated
    if then is not None:
        figure.previous = then.value if adds_up else None
        figure.previous_numerator, figure.previous_denominator = then.numerator, then.denominator
    return figure


def _scope_labels(cycle: Cycle, owing: dict[tuple[str, str], int]) -> dict[tuple[str, str], str]:
    blocks = dict(Obligation.objects.filter(cycle=cycle).order_by().values_list("block_key", "block").distinct())
    paths = {key: int(key[-6:], 36) for scope, key in owing if scope == SUBTREE}
    names = {}
    wanted = list(set(paths.values()))
    for start in range(0, len(wanted), 500):
        found = UnitVersion.objects.filter(unit__in=wanted[start : start + 500]).order_by("valid_from")
        names.update(found.values_list("unit_id", "name"))
    labels = {}
    for scope, key in owing:
        if scope == BLOCK:
            labels[scope, key] = blocks.get(key, key)
        elif scope == LEVEL:
            labels[scope, key] = str(Level(key).label)
        elif scope == SUBTREE:
            labels[scope, key] = names.get(paths[key], key)
        else:
            labels[scope, key] = cycle.collector_name
    return labels
