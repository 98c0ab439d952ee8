"""What is asked about the frame of the summary: names, number, date, signature, receivers."""

from django import forms

from portal.forms.fields import Day, Line, Prose
from reports.models import Summary


class FrameForm(forms.Form):
    """Every line of the frame; what may stand empty is left to be written by hand on paper."""

    parent_name = Line(label="Cơ quan chủ quản (cấp trên trực tiếp)", max_length=250, required=False)
    issuer_name = Line(label="Cơ quan ban hành báo cáo", max_length=250)
    number = Line(label="Số", max_length=20, required=False, help_text="Bỏ trống nếu văn thư cấp số sau khi ký.")
    symbol = Line(label="Ký hiệu", max_length=40, required=False, help_text="Ví dụ: BC-CĐVC.")
    place = Line(label="Địa danh", max_length=60, required=False)
    signed_on = Day(label="Ngày ký", required=False, help_text="Bỏ trống thì để chỗ ghi tay ngày, tháng.")
    subject = Line(label="Trích yếu", max_length=300, help_text="Không lặp lại chữ “Báo cáo”.")
    addressees = Prose(label="Kính gửi", max_length=1000, rows=2, help_text="Mỗi dòng một nơi nhận báo cáo.")
    signature_lines = Prose(
        label="Thẩm quyền và chức vụ người ký",
        max_length=500,
        rows=3,
        required=False,
        help_text="Mỗi dòng một dòng in, ví dụ: TM. BAN THƯỜNG VỤ rồi KT. CHỦ TỊCH rồi PHÓ CHỦ TỊCH.",
    )
    signer_name = Line(label="Họ tên người ký", max_length=50, required=False)
    recipients = Prose(
        label="Nơi nhận", max_length=2000, rows=4, required=False, help_text="Mỗi dòng một nơi; dòng cuối là “Lưu: …”."
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @staticmethod
    def initial_of(summary: Summary) -> dict:
        names = [name for name in FrameForm.base_fields if name != "seen"]
        return {name: getattr(summary, name) for name in names} | {"seen": summary.version}
