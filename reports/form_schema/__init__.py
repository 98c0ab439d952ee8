"""A form as a checked, immutable definition, and how it is read from YAML (pure)."""

from reports.form_schema.definition import (
    MAX_STORED,
    SUM_INDICATORS,
    AnnexDef,
    ColumnDef,
    DerivedDef,
    FormDefinition,
    GroupDef,
    IndicatorDef,
    RuleDef,
    SectionDef,
    TaskPlace,
    definition_counts,
)
from reports.form_schema.loading import DEFAULT_FORM, load_definition
from reports.form_schema.regime import Consolidation, DataWindow, Deadline, Regime, ReminderStep, YearDay
from reports.form_schema.source import FormErrors, Problem, read_root

__all__ = [
    "DEFAULT_FORM",
    "MAX_STORED",
    "SUM_INDICATORS",
    "AnnexDef",
    "ColumnDef",
    "Consolidation",
    "DataWindow",
    "Deadline",
    "DerivedDef",
    "FormDefinition",
    "FormErrors",
    "GroupDef",
    "IndicatorDef",
    "Problem",
    "Regime",
    "ReminderStep",
    "RuleDef",
    "SectionDef",
    "TaskPlace",
    "YearDay",
    "definition_counts",
    "load_definition",
    "read_root",
]
