"""The acts on the union tree as forms: each knows its fields and makes its plan."""

from django import forms

from portal.forms.fields import Day, Line, Prose
from portal.forms.picking import Patient, UnitPick
from portal.models import Level, Unit, UnitVersion
from portal.reorganisation import (
    Decision,
    NewUnit,
    Plan,
    plan_consolidate,
    plan_end,
    plan_found,
    plan_merge,
    plan_move,
    plan_relevel,
    plan_rename,
)
from portal.units import children
from portal.worktime import today

SIBLINGS_OFFERED = 50
LONGEST = {field.name: getattr(field, "max_length", None) for field in UnitVersion._meta.fields}


def unit_fields(*, named: bool = True) -> dict[str, forms.Field]:
    """Fields for what a union is called and where it belongs, without its parent and level."""
    return {
        "name": Line(label="Tên đầy đủ", max_length=LONGEST["name"], required=named),
        "short_name": Line(
            label="Tên gọi ngắn",
            max_length=LONGEST["short_name"],
            required=False,
            help_text="Dùng trong bảng và biểu đồ. Để trống thì lấy tên đầy đủ bỏ chữ “Công đoàn”.",
        ),
        "code": Line(label="Ký hiệu văn bản", max_length=LONGEST["code"], required=False, help_text="Ví dụ: CĐBNV."),
        "block": Line(label="Khối, cụm thi đua", max_length=LONGEST["block"], required=False),
        "department": Line(
            label="Ban đầu mối nhận báo cáo",
            max_length=LONGEST["department"],
            required=False,
            help_text="Chỉ ghi khi đơn vị tổng hợp báo cáo của cấp dưới.",
        ),
        "place": Line(
            label="Địa danh ghi trên văn bản", max_length=LONGEST["place"], required=False, help_text="Ví dụ: Hà Nội."
        ),
        "position": forms.IntegerField(
            label="Thứ tự trong danh sách",
            min_value=0,
            max_value=100_000,
            required=False,
            help_text="Số nhỏ đứng trước.",
        ),
    }


def level_field() -> forms.ChoiceField:
    return forms.ChoiceField(label="Cấp công đoàn", choices=[("", "Chọn cấp"), *Level.choices])


class ActForm(Patient, forms.Form):
    """What every act needs: the decision and its day. `versions` are the open versions of the units acted upon."""

    decision_number = Line(
        label="Số, ký hiệu quyết định", max_length=60, help_text="Ví dụ: 1234/QĐ-TLĐ.", widget=forms.TextInput
    )
    decision_date = Day(label="Ngày quyết định", required=False)
    decision_issuer = Line(label="Cơ quan quyết định", max_length=200, required=False)
    effective_on = Day(label="Ngày hiệu lực", help_text="Ngày việc này bắt đầu có hiệu lực, không sau hôm nay.")
    note = Prose(label="Ghi chú", max_length=2000, required=False, rows=3)

    heading = ""
    picks: tuple[str, ...] = ()

    def __init__(self, data=None, *, user, versions):
        super().__init__(data, initial={"effective_on": today()})
        self.user, self.versions = user, versions
        self.units = list(Unit.objects.in_bulk([v.unit_id for v in versions]).values())
        self.units.sort(key=lambda unit: [v.unit_id for v in versions].index(unit.pk))
        self.add_fields()
        self.order_fields([*[name for name in self.fields if name not in ActForm.base_fields], *ActForm.base_fields])

    def add_fields(self) -> None:
        """Add the fields of the act before those of the decision."""

    def offer_siblings(self, name: str, *, without=None) -> None:
        """Let a picker show the units of the same parent before any search."""
        first = self.versions[0]
        siblings = children(first.parent_id, today(), limit=SIBLINGS_OFFERED).versions if first.parent_id else []
        left_out = {v.unit_id for v in self.versions} if without is None else without
        self.fields[name].ready(self.user, offered=siblings, without=left_out)

    def when(self) -> dict:
        typed = self.cleaned_data
        decision = Decision(typed["decision_number"], typed["decision_date"], typed["decision_issuer"], typed["note"])
        return {"effective_on": typed["effective_on"], "decision": decision}

    def plan(self) -> Plan:
        """The dry run of what was typed; call on a valid form."""
        raise TypeError("an act makes its own plan")  # pragma: no cover


def new_unit(typed: dict, parent: Unit | int | None) -> NewUnit:
    """A unit to be founded out of cleaned values of `unit_fields` and `level`."""
    values = {name: typed.get(name) or "" for name in ("name", "short_name", "code", "block", "department", "place")}
    parent_id = parent.pk if isinstance(parent, Unit) else parent
    return NewUnit(level=typed["level"], parent=parent_id, position=typed.get("position") or 0, **values)


class FoundForm(ActForm):
    heading = "Thành lập công đoàn trực thuộc"

    def add_fields(self):
        self.fields |= unit_fields()
        self.fields["level"] = level_field()

    def plan(self):
        return plan_found([new_unit(self.cleaned_data, self.units[0])], **self.when())


class RenameForm(ActForm):
    heading = "Đổi tên, đổi thông tin"

    def add_fields(self):
        self.fields |= unit_fields()
        for name in unit_fields():
            self.fields[name].initial = getattr(self.versions[0], name)

    def plan(self):
        typed = self.cleaned_data | {"position": self.cleaned_data["position"] or 0}
        version = self.versions[0]
        changes = {name: typed[name] for name in unit_fields() if typed[name] != getattr(version, name)}
        return plan_rename(self.units[0], changes, **self.when())


class MoveForm(ActForm):
    heading = "Chuyển đầu mối"
    picks = ("to",)

    def add_fields(self):
        self.fields["to"] = UnitPick(label="Công đoàn cấp trên mới")
        self.fields["to"].ready(self.user, without={v.unit_id for v in self.versions})

    def plan(self):
        return plan_move(self.units, self.cleaned_data["to"], **self.when())


class RelevelForm(ActForm):
    heading = "Nâng cấp, hạ cấp"

    def add_fields(self):
        self.fields["level"] = level_field()
        self.fields["level"].initial = self.versions[0].level

    def plan(self):
        return plan_relevel(self.units[0], self.cleaned_data["level"], **self.when())


class MergeForm(ActForm):
    heading = "Sáp nhập vào đơn vị khác"
    picks = ("into",)

    def add_fields(self):
        self.fields["into"] = UnitPick(label="Đơn vị nhận sáp nhập", help_text="Đơn vị này tiếp tục hoạt động.")
        self.offer_siblings("into")

    def plan(self):
        return plan_merge(self.units, self.cleaned_data["into"], **self.when())


class ConsolidateForm(ActForm):
    heading = "Hợp nhất thành đơn vị mới"
    picks = ("others", "parent")

    def add_fields(self):
        first = self.versions[0]
        self.fields["others"] = UnitPick(
            label="Cùng hợp nhất với",
            multiple=True,
            required=len(self.versions) < 2,
            help_text="Các đơn vị này kết thúc.",
        )
        self.offer_siblings("others")
        self.fields |= unit_fields()
        self.fields["name"].label = "Tên đầy đủ của đơn vị mới"
        self.fields["level"] = level_field()
        self.fields["level"].initial = first.level
        self.fields["parent"] = UnitPick(label="Công đoàn cấp trên của đơn vị mới")
        self.fields["parent"].initial = [first.parent_id] if first.parent_id else []
        self.fields["parent"].ready(self.user)

    def plan(self):
        new = new_unit(self.cleaned_data, self.cleaned_data["parent"])
        return plan_consolidate(self.units + self.cleaned_data["others"], new, **self.when())


class EndForm(ActForm):
    heading = "Kết thúc hoạt động"
    picks = ("new_parent", "custodian")

    def add_fields(self):
        self.fields["new_parent"] = UnitPick(
            label="Công đoàn cấp trên mới của các đơn vị trực thuộc",
            required=False,
            help_text="Cần chọn khi đơn vị kết thúc còn đơn vị trực thuộc.",
        )
        self.offer_siblings("new_parent")
        self.fields["custodian"] = UnitPick(
            label="Đơn vị lưu giữ hồ sơ",
            required=False,
            help_text="Không chọn thì là công đoàn cấp trên mới, hoặc công đoàn cấp trên hiện nay.",
        )
        self.fields["custodian"].ready(self.user, without={v.unit_id for v in self.versions})

    def plan(self):
        typed = self.cleaned_data
        return plan_end(self.units, new_parent=typed["new_parent"], custodian=typed["custodian"], **self.when())
