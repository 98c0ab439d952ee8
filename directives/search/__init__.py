"""One search over directives, tasks, programmes and activities: what is kept for it, what was asked, what is found."""

from directives.search.finding import MOST, Wishes, facets, found
from directives.search.keeping import keep_activity, keep_directive, keep_programme, rebuild, refresh
from directives.search.marking import Bit, marked
from directives.search.query import Query, parse
from directives.search.words import exact_words, folded_words

__all__ = [
    "MOST",
    "Bit",
    "Query",
    "Wishes",
    "exact_words",
    "facets",
    "folded_words",
    "found",
    "keep_activity",
    "keep_directive",
    "keep_programme",
    "marked",
    "parse",
    "rebuild",
    "refresh",
]
