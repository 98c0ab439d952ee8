"""Rows added and removed on a page: what formsets here have in common."""

from django.forms import BaseFormSet, formset_factory

ADD = "them_dong"


class Rows(BaseFormSet):
    """Rows in the order of the page; those taken out or left blank don't count.

    What was sent is judged as it stands, never against what the page began with: a row left as it was still counts.
    """

    words = "dòng"

    default_error_messages = BaseFormSet.default_error_messages | {
        "missing_management_form": "Trang gửi lên không đầy đủ; hãy tải lại trang và thử lại.",
    }

    def __init__(self, data=None, *args, initial=None, **options):
        super().__init__(data, *args, initial=initial if data is None else None, **options)

    def initial_form_count(self) -> int:
        """How many rows the page began with; of what was sent none is set apart."""
        return 0 if self.is_bound else super().initial_form_count()

    def filled(self) -> list[dict]:
        """The cleaned values of the rows that stay."""
        return [
            {name: value for name, value in form.cleaned_data.items() if name != "DELETE"}
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]

    @property
    def problems(self) -> list[dict]:
        """Errors of the rows for the summary on top of the page: [{anchor, text}]."""
        found = [{"anchor": f"{self.prefix}-rows", "text": str(error)} for error in self.non_form_errors()]
        staying = [form for form in self.forms if not (form.is_bound and self._should_delete_form(form))]
        for number, form in enumerate(staying, start=1):
            for name, errors in form.errors.items():
                field = form[name] if name in form.fields else form[next(iter(form.fields))]
                found += [
                    {"anchor": field.auto_id, "text": f"{self.words} {number}, {field.label}: {error}"}
                    for error in errors
                ]
        return found


def rows_of(form, *, most: int, words: str, formset=Rows):
    """A formset class of `form` with at most `most` rows, each called `words` when it is spoken of."""
    made = formset_factory(
        form, formset=formset, extra=0, can_delete=True, max_num=most, validate_max=True, absolute_max=most + 1
    )
    made.words = words
    made.default_error_messages = formset.default_error_messages | {
        "too_many_forms": f"Chỉ ghi được tối đa {most} dòng ở mục này."
    }
    return made


def with_row_added(data):
    """A copy of what was sent with one more row in the formset that the pressed button names."""
    copy = data.copy()
    total = f"{data.get(ADD)}-TOTAL_FORMS"
    typed = data.get(total, "")
    if typed.isdecimal() and len(typed) < 9:
        copy[total] = str(min(int(typed), 1000) + 1)
    return copy
