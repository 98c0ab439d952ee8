"""One unit: what it is called, where it stands, how it came to be, who works there, what stands below."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.access import hat_at
from portal.models import UnitVersion
from portal.people import memberships_within
from portal.units import acts_of, ancestors, children, may_restructure, neighbours, place_names, units_within
from portal.worktime import today

PEOPLE_SHOWN = 30
BELOW_SHOWN = 30
DEEDS = (
    {"slug": "chuyen-dau-moi", "label": "Chuyển đầu mối", "icon": "arrow-right"},
    {"slug": "nang-ha-cap", "label": "Nâng cấp, hạ cấp", "icon": "arrow-up"},
    {"slug": "sap-nhap", "label": "Sáp nhập vào đơn vị khác", "icon": "merge"},
    {"slug": "hop-nhat", "label": "Hợp nhất với đơn vị khác", "icon": "merge"},
    {"slug": "chia", "label": "Chia thành các đơn vị mới", "icon": "split"},
    {"slug": "tach", "label": "Tách đơn vị mới", "icon": "split"},
    {"slug": "ket-thuc", "label": "Kết thúc hoạt động", "icon": "minus-circle"},
)


@login_required
@require_safe
def unit(request, pk):
    """The page of a unit, living or ended."""
    found = get_object_or_404(units_within(request.user), pk=pk)
    version = found.latest
    versions = list(found.versions.order_by("-valid_from"))
    above = ancestors(found.pk, today()) if version.is_open else []
    near = neighbours(found)
    keeper = UnitVersion.objects.current().filter(unit=found.custodian_id).first() if found.custodian_id else None
    linked = {one.unit_id for one in above} | {row["unit"] for rows in near.values() for row in rows}
    linked |= {keeper.unit_id} if keeper else set()
    manages = version.is_open and hat_at(request.user, "unit.manage", found.pk, version.path) is not None
    context = {
        "unit": found,
        "version": version,
        "above": above,
        "keeper": keeper,
        "versions": versions,
        "places": place_names(versions),
        "acts": acts_of(found),
        "neighbours": near,
        "lineage": [
            {"heading": "Hình thành từ", "rows": near["before"]},
            {"heading": "Được kế thừa bởi", "rows": near["after"]},
        ],
        "open_to": set(units_within(request.user).filter(pk__in=linked).values_list("pk", flat=True)),
        "below": children(found.pk, today(), limit=BELOW_SHOWN),
        "manages": manages,
        "restructures": manages and may_restructure(request.user, version),
        "deeds": DEEDS,
    }
    return render(request, "units/unit.html", context | _people(request, found, manages))


def _people(request, unit, manages: bool) -> dict:
    within = memberships_within(request.user).filter(unit=unit)
    seats = list(within.in_force().select_related("user").order_by("role", "user__sort_key", "pk")[: PEOPLE_SHOWN + 1])
    return {
        "sees_people": manages or bool(seats),
        "seats": seats[:PEOPLE_SHOWN],
        "more_seats": len(seats) > PEOPLE_SHOWN,
    }
