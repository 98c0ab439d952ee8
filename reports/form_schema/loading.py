"""From the text of a form file to its definition, or to the list of everything that is wrong with it."""

import re
from typing import Generic, NamedTuple, TypeVar

from reports.form_schema import annexes as annex_reading
from reports.form_schema import crosscheck
from reports.form_schema.definition import FormDefinition, GroupDef, SectionDef
from reports.form_schema.fields import Fields
from reports.form_schema.figures import read_derived, read_indicator
from reports.form_schema.read import Read
from reports.form_schema.regime import read_consolidation, read_regime
from reports.form_schema.source import ProblemList, read_root
