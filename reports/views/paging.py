"""Pages of long lists whose total is often known already."""

from functools import cached_property

from django.core.paginator import Paginator


class KnownPaginator(Paginator):
    """A paginator that asks the database for the total only where nobody told it."""

    def __init__(self, rows, per_page: int, total: int | None = None):
        super().__init__(rows, per_page)
        self._total = total

    @cached_property
    def count(self) -> int:
        return self.object_list.count() if self._total is None else self._total


def page_of(request, rows, per_page: int, total: int | None = None):
    """The page of `rows` that the address asks for; the nearest one for a number that makes no sense."""
    return KnownPaginator(rows, per_page, total).get_page(request.GET.get("page"))
