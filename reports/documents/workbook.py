"""All figures of a run as sheets of a workbook: rows are read in parts, so that 120,000 units need no more memory."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from portal.exports.xlsx import Column, Estimate, Sheet, Value
from portal.models import Level
from reports.aggregation import ShownFigure, scopes_of, shown_code, shown_figures
from reports.derived import rounded
from reports.documents import standing
from reports.form_schema import AnnexDef, ColumnDef, FormDefinition, IndicatorDef
from reports.lookups import definition_of, indicator_keys
from reports.models import Figure, SummaryFigure, SummaryInput, SummaryRun

PART = 500
WIDE = 54  # what is frozen at the left must leave room for the figures on an office's screen
MARKS = {Figure.Kind.NONE_OCCURRED: "KPS", Figure.Kind.NOT_APPLICABLE: "KAD", Figure.Kind.NOT_ENTERED: ""}
ESTIMATES = "(*): số ước."
LEGEND = f"KPS: không phát sinh (tính là 0); KAD: không áp dụng; ô trống: chưa nhập; {ESTIMATES}"
Progress = Callable[[int, int], None]
S = SummaryFigure.Scope
_LEVELS = dict(Level.choices)


def sheets(run: SummaryRun, *, now: datetime, progress: Progress) -> Iterator[Sheet]:
    """The sheets in their order; `progress(done, total)` is told how many units have been written."""
    definition = definition_of(run.cycle.form_version_id)
    coverage = definition.consolidation.coverage_words(run.accepted, run.obligations)
    title = (f"{run.cycle.title} – số liệu tổng hợp", run.cycle.collector_name)
    note = f"{coverage} (lần tổng hợp {run.number}). {ESTIMATES}"
    yield Sheet("Tổng hợp", _total_columns(run), _total_rows(run), title, note, freeze_columns=3)
    for name, kind in (("Theo khối", S.BLOCK), ("Theo cấp", S.LEVEL)):
        yield _matrix(name, kind, run, definition, title)
    if run.figures.filter(scope=S.SUBTREE).exists():
        columns, rows = _long_columns(run), _long_rows(run, definition)
        yield Sheet("Theo công đoàn cấp trên", columns, rows, title, ESTIMATES, freeze_columns=3)
    columns, rows = _unit_columns(definition), _unit_rows(run, definition, progress)
    yield Sheet("Theo đơn vị", columns, rows, title, LEGEND, freeze_columns=2)
    for annex in definition.annexes:
        if annex.aggregate == "union":
            yield _annex_sheet(annex, run)
    yield Sheet("Chưa nộp, nộp muộn", _STANDING_COLUMNS, _standing_rows(run, now), title)


def _shown(figure: ShownFigure, value: Decimal | None) -> Decimal | None:
    return None if value is None else rounded(value, figure.decimals)


def _now(figure: ShownFigure) -> Value:
    """This year's value as people read it, marked where something in it is an estimate."""
    value = _shown(figure, figure.value)
    return Estimate(value) if figure.is_estimated and value is not None else value


_COUNTS = (
    Column("Có số ước", 9),
    Column("Đơn vị có số liệu", 10, "integer"),
    Column("Đơn vị phải nộp", 10, "integer"),
    Column("Không phát sinh", 10, "integer"),
    Column("Không áp dụng", 10, "integer"),
    Column("Chưa nhập", 10, "integer"),
    Column("Đơn vị có số ước", 10, "integer"),
    Column("Đơn vị năm trước", 10, "integer"),
)


def _total_columns(run: SummaryRun) -> tuple[Column, ...]:
    year = run.cycle.year
    return (
        Column("STT", 6, "integer"),
        Column("Mã", 8),
        Column("Chỉ tiêu", WIDE),
        Column("Đơn vị tính", 16),
        Column(f"Năm {year}", 16, "general"),
        Column(f"Năm {year - 1}", 16, "general"),
        Column("Tăng, giảm", 14, "general"),
        Column("Tăng, giảm (%)", 12, "percent"),
        *_COUNTS,
    )


def _total_rows(run: SummaryRun) -> Iterator[tuple]:
    for place, figure in enumerate(shown_figures(run), start=1):
        yield (place, *_words(figure), *_numbers(figure))


def _words(figure: ShownFigure) -> tuple:
    return figure.code, figure.label, figure.unit


def _numbers(figure: ShownFigure) -> tuple:
    row = figure.row
    share = figure.change_percent
    return (
        _now(figure),
        _shown(figure, figure.previous),
        figure.change,
        None if share is None else rounded(share, 1),
        "*" if figure.is_estimated else "",
        *figure.coverage,
        row.units_none,
        row.units_not_applicable,
        row.units_not_entered,
        row.units_estimated,
        row.previous_units,
    )


def _matrix(name: str, kind: str, run: SummaryRun, definition: FormDefinition, title) -> Sheet:
    """Figures down, scopes across; the first row says how many units owe a report in each."""
    scopes = scopes_of(run, kind)
    columns = (
        Column("Mã", 8),
        Column("Chỉ tiêu", WIDE),
        Column("Đơn vị tính", 16),
        Column("Toàn hệ thống", 16, "general"),
        *(Column(scope.label, 16, "general") for scope in scopes),
    )

    def rows():
        yield ("", "Số đơn vị phải nộp", "đơn vị", run.obligations, *(scope.owing for scope in scopes))
        for whole in shown_figures(run):
            parts = {figure.row.scope_key: figure for figure in shown_code(run, whole.code, kind)}
            yield (*_words(whole), _now(whole), *(_now(parts[scope.key]) for scope in scopes))

    return Sheet(name, columns, rows(), title, ESTIMATES, freeze_columns=2)


def _long_columns(run: SummaryRun) -> tuple[Column, ...]:
    return (Column("Công đoàn cấp trên", 44), *_total_columns(run)[1:])


def _long_rows(run: SummaryRun, definition: FormDefinition) -> Iterator[tuple]:
    for scope in scopes_of(run, S.SUBTREE):
        for figure in shown_figures(run, scope.kind, scope.key):
            yield (scope.label, *_words(figure), *_numbers(figure))


def _unit_columns(definition: FormDefinition) -> tuple[Column, ...]:
    return (
        Column("Khối, cụm", 12),
        Column("Đơn vị", 48),
        Column("Cấp", 22),
        Column("Bản nộp thứ", 8, "integer"),
        Column("Mã biên nhận", 18),
        *(Column(f"{i.code}. {i.label} ({i.unit})", 16, _kind(i)) for i in definition.indicators),
    )


def _kind(indicator: IndicatorDef) -> str:
    if not indicator.is_number:
        return "text"
    return f"decimal:{indicator.decimals}" if indicator.decimals else "integer"


def _unit_rows(run: SummaryRun, definition: FormDefinition, progress: Progress) -> Iterator[tuple]:
    keys = indicator_keys(run.cycle.form_version_id)
    inputs = (
        SummaryInput.objects.filter(run=run, obligation__cycle=run.cycle_id)
        .order_by("obligation__block_key", "obligation__position", "obligation__sort_key", "obligation")
        .values_list(
            "obligation__block",
            "obligation__unit_name",
            "obligation__level",
            "revision__number",
            "revision__receipt_code",
            "revision",
        )
    )
    done = 0
    for part in _parts(inputs.iterator(chunk_size=PART)):
        answers = _answers([row[-1] for row in part])
        for block, name, level, number, receipt, revision in part:
            known = answers.get(revision, {})
            cells = (_cell(item, known.get(keys[item.code])) for item in definition.indicators)
            yield (block, name, _LEVELS.get(level, level), number, receipt, *cells)
        done += len(part)
        progress(done, run.accepted)


def _parts(rows: Iterable[tuple]) -> Iterator[list[tuple]]:
    part: list[tuple] = []
    for row in rows:
        part.append(row)
        if len(part) == PART:
            yield part
            part = []
    if part:
        yield part


def _answers(revisions: list[int]) -> dict[int, dict[int, tuple]]:
    found: dict[int, dict[int, tuple]] = {}
    rows = Figure.objects.filter(revision__in=revisions)
    for revision, indicator, *answer in rows.values_list("revision", "indicator", "kind", "value", "estimated"):
        found.setdefault(revision, {})[indicator] = tuple(answer)
    return found


def _cell(item: IndicatorDef, answer: tuple | None) -> Value:
    kind, value, estimated = answer or (Figure.Kind.NOT_ENTERED, None, False)
    if kind != Figure.Kind.NUMBER:
        return MARKS[kind]
    if not item.is_number:
        return "Có" if value else "Không"
    number = Decimal(value) / item.scale
    return Estimate(number) if estimated else number


def _annex_sheet(annex: AnnexDef, run: SummaryRun) -> Sheet:
    """All rows that the units listed in one annex, with the unit's name."""
    columns = (
        Column("Khối, cụm", 12),
        Column("Đơn vị", 48),
        *(Column(column.label, _width(column), _annex_kind(column)) for column in annex.columns),
    )
    return Sheet(annex.id, columns, _annex_rows(annex, run), (f"{annex.id}. {annex.title}",), freeze_columns=2)


def _annex_kind(column: ColumnDef) -> str:
    return "year" if column.type == "year" else "integer" if column.is_number else "text"


def _width(column: ColumnDef) -> int:
    return 10 if column.is_number or column.type == "month" else 24 if column.type == "enum" else 40


def _annex_rows(annex: AnnexDef, run: SummaryRun) -> Iterator[tuple]:
    given = f"revision__snapshot__annexes__{annex.id}"
    found = (
        SummaryInput.objects.filter(run=run, obligation__cycle=run.cycle_id)
        .order_by("obligation__block_key", "obligation__position", "obligation__sort_key", "obligation")
        .values_list("obligation__block", "obligation__unit_name", given)
    )
    for block, name, rows in found.iterator(chunk_size=PART):
        for row in rows or []:
            yield (block, name, *(_annex_cell(column, row.get(column.key)) for column in annex.columns))


def _annex_cell(column: ColumnDef, value):
    if value is None or value == "":
        return None if column.is_number else ""
    if column.is_number:
        return int(value)
    return column.option_label(value) if column.type == "enum" else str(value)


_STANDING_COLUMNS = (
    Column("Nhóm", 26),
    Column("Khối, cụm", 12),
    Column("Đơn vị", 48),
    Column("Tình trạng", 44),
    Column("Lý do, căn cứ", 50),
)


def _standing_rows(run: SummaryRun, now: datetime) -> Iterator[tuple]:
    for kind, title in standing.TITLES.items():
        for line in standing.standings(run.cycle, kind, run=run, now=now):
            yield (title, line.block, line.unit, line.words, line.reason)
