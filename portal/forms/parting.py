"""Dividing and splitting as forms: several new units, and where each unit below goes."""

from django import forms

from portal.forms.acts import ActForm, level_field, new_unit, unit_fields
from portal.forms.picking import keys_of
from portal.reorganisation import plan_divide, plan_split
from portal.units import children
from portal.worktime import today

MOST_PARTS = 6
MOST_ALLOTTED = 300
COUNT = "so_don_vi"
STAYS = "o_lai"
PART_FIELDS = ("name", "short_name", "code")


class PartingForm(ActForm):
    """`count` new units, each with fields "p0_name" …, and a choice "con_<unit>" for every unit directly below."""

    least = 1
    all_of_them = False

    def __init__(self, data=None, **options):
        counted = keys_of([data.get(COUNT, "")] if data else [])
        self.count = min(max(self.least, *counted, self.least), MOST_PARTS)
        super().__init__(data, **options)

    @property
    def count_name(self) -> str:
        return COUNT

    @property
    def may_add(self) -> bool:
        return self.count < MOST_PARTS

    def add_part(self) -> None:
        """One more new unit on the page."""
        if self.may_add:
            self.count += 1
            self.add_fields()
            self.order_fields([*[n for n in self.fields if n not in ActForm.base_fields], *ActForm.base_fields])

    def add_fields(self):
        for index in range(self.count):
            fields = unit_fields()
            for name in PART_FIELDS:
                self.fields.setdefault(f"p{index}_{name}", fields[name])
            self.fields.setdefault(f"p{index}_level", level_field())
            self.fields[f"p{index}_level"].initial = self.versions[0].level
        branch = children(self.versions[0].unit_id, today(), limit=MOST_ALLOTTED)
        self.below, self.too_many = branch.versions, branch.after is not None
        for version in self.below:
            name = f"con_{version.unit_id}"
            self.fields[name] = forms.ChoiceField(label=version.name, choices=self._places(), required=self.all_of_them)

    def _places(self):
        stays = [("", "Chọn nơi nhận")] if self.all_of_them else [("", "Ở lại đơn vị cũ")]
        return stays + [(str(index), f"Đơn vị mới {index + 1}") for index in range(self.count)]

    @property
    def part_groups(self) -> list[dict]:
        """[{number, fields}] of the new units, for the page."""
        names = (*PART_FIELDS, "level")
        return [
            {"number": index + 1, "fields": [self[f"p{index}_{name}"] for name in names]} for index in range(self.count)
        ]

    @property
    def child_fields(self) -> list:
        return [self[f"con_{version.unit_id}"] for version in self.below]

    @property
    def decision_fields(self) -> list:
        return [self[name] for name in ActForm.base_fields]

    def clean(self):
        if self.too_many:
            raise forms.ValidationError(
                f"Đơn vị có hơn {MOST_ALLOTTED} đơn vị trực thuộc; xin chuyển đầu mối bớt trước khi chia, tách."
            )
        return super().clean()

    def parts(self) -> list:
        typed = self.cleaned_data
        rows = [{name: typed[f"p{index}_{name}"] for name in (*PART_FIELDS, "level")} for index in range(self.count)]
        same = {"block": self.versions[0].block, "place": self.versions[0].place}
        return [new_unit(row | same, self.versions[0].parent_id) for row in rows]

    def chosen(self) -> dict[int, int]:
        named = {version.unit_id: self.cleaned_data.get(f"con_{version.unit_id}") for version in self.below}
        return {unit: int(place) for unit, place in named.items() if place}


class DivideForm(PartingForm):
    heading = "Chia thành các đơn vị mới"
    least = 2
    all_of_them = True

    def plan(self):
        return plan_divide(self.units[0], self.parts(), children=self.chosen(), **self.when())


class SplitForm(PartingForm):
    heading = "Tách đơn vị mới"

    def plan(self):
        return plan_split(self.units[0], self.parts(), children=self.chosen(), **self.when())
