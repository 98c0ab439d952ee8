"""Programmes of the demo: the second seed's with what its article tells of 2022 and 2023, and invented ones."""

from datetime import date

from directives.models import Activity, Prize, Programme
from directives.programmes import (
    ActivityContent,
    DocumentLine,
    OccurrenceContent,
    PartyLine,
    PlanContent,
    PrizeLine,
    ProgrammeContent,
    RoundLine,
    create_activity,
    create_programme,
    planned_span,
    record_occurrence,
    save_plan,
    set_status,
)
from portal.models import Unit
from portal.text import format_date
from portal.worktime import today

NOTE = (
    "Ngày ký ghi ở trên là ngày hai bên ký chương trình phối hợp của năm 2023. "
    "Cán bộ đầu mối và cách liên hệ là minh họa."
)
PLAN_2023 = "Ngoài những việc đã có trong kế hoạch, hai bên chú trọng chuyển đổi số gắn với đại hội công đoàn các cấp."
TALK_2022 = (
    "Tọa đàm “Phát huy vai trò của công đoàn trong việc thực hiện Chương trình tổng thể cải cách hành chính Nhà nước "
    "giai đoạn 2021 – 2030”"
)
CONTEST_2022 = "Cuộc thi “Công đoàn tham gia cải cách hành chính và xây dựng văn hóa công vụ”"
CONTEST_RESULT = (
    "Cuộc thi diễn ra trên phạm vi cả nước, được đánh giá là tổ chức bài bản và góp phần nâng cao văn hóa công vụ, xây "
    "dựng lề lối làm việc chuẩn mực của đội ngũ cán bộ, công chức, viên chức."
)
TALK_2023 = (
    "Tọa đàm “Công đoàn viên chức các cấp tham gia cải cách hành chính và xây dựng Nhà nước pháp quyền "
    "xã hội chủ nghĩa”"
)
TALK_TOPICS = (
    "Vai trò của các cấp công đoàn viên chức trong cải cách hành chính.",
    "Những việc cụ thể công đoàn làm để góp phần xây dựng Nhà nước pháp quyền xã hội chủ nghĩa.",
)
TRAINING_2023 = "Lớp tập huấn về cải cách hành chính, Nhà nước pháp quyền, dân chủ ở cơ sở và thi đua, khen thưởng"
TRAINING_TOPICS = (
    "Nhiệm vụ trọng tâm của chương trình cải cách hành chính nhà nước hiện nay.",
    "Quan điểm, phương hướng, nhiệm vụ và giải pháp xây dựng Nhà nước pháp quyền xã hội chủ nghĩa.",
    "Luật Thực hiện dân chủ ở cơ sở năm 2022.",
    "Luật Thi đua, khen thưởng năm 2022.",
)
ROUNDS = (
    RoundLine("Vòng loại", "Thi trắc nghiệm trực tuyến"),
    RoundLine("Vòng chung kết", "Thi sân khấu hóa", note="Dự thi là các đội của tỉnh, thành phố."),
)
PRIZES = (
    PrizeLine(Prize.Kind.FIRST, 1),
    PrizeLine(Prize.Kind.SECOND, 2),
    PrizeLine(Prize.Kind.THIRD, 3),
    PrizeLine(Prize.Kind.CONSOLATION, 8),
)


def seed_programme(owner: Unit, by) -> Programme:
    """Programme 01/BNV-CĐVCVN of `owner`: the two activities of 2022 held, those of 2023 as they were planned."""
    name = owner.latest.name
    programme = create_programme(
        owner,
        ProgrammeContent(
            number="01/BNV-CĐVCVN",
            title=f"Chương trình phối hợp công tác giữa Bộ Nội vụ và {name}",
            year_from=2022,
            signed_on=date(2023, 2, 22),
            signed_at_place="Hà Nội",
            note=NOTE,
            parties=(
                PartyLine(name, "Chủ tịch", focal_name="Cán bộ Ban Tuyên giáo", focal_contact="dau-moi@cdvc.example"),
                PartyLine("Bộ Nội vụ", "Thứ trưởng", focal_name="Cán bộ đầu mối của Bộ"),
            ),
            documents=(DocumentLine("Chỉ thị", "16/CT-TTg", date(2016, 5, 16)),),
        ),
        by=by,
    )
    own, ministry = programme.parties.all()
    sides = {"lead_id": own.pk, "co_lead_ids": (ministry.pk,)}
    done = [
        _planned(programme, 2022, "toa_dam", TALK_2022, "năm 2022", by, **sides),
        _planned(programme, 2022, "cuoc_thi", CONTEST_2022, "năm 2022", by, rounds=ROUNDS, prizes=PRIZES, **sides),
    ]
    for activity, result in zip(done, ("Hai bên đã tổ chức trong năm 2022.", CONTEST_RESULT), strict=True):
        _held(activity, "trong năm 2022", by, result=result, completes=True)
    save_plan(programme, 2023, PlanContent(issued_on=date(2023, 2, 22), words=PLAN_2023), by=by, seen=0)
    _planned(programme, 2023, "toa_dam", TALK_2023, "quý II/2023", by, topics=TALK_TOPICS, **sides)
    people = {"quantity": 2, "participants_from": 150, "participants_to": 200}
    words = "tháng 10 và tháng 11/2023"
    _planned(programme, 2023, "tap_huan", TRAINING_2023, words, by, topics=TRAINING_TOPICS, **people, **sides)
    return programme


def seed_unit_programme(unit: Unit, by, year: int) -> Programme:
    """An invented programme that a unit leads in `year`: held in part, one put off, one still ahead or late."""
    name = unit.latest.name
    programme = create_programme(
        unit,
        ProgrammeContent(
            number=f"02/QCPH-{year}",
            title=f"Quy chế phối hợp giữa {name} và lãnh đạo cơ quan (minh họa)",
            year_from=year,
            year_to=year + 1,
            signed_on=date(year, 1, 15),
            note="Chương trình này được tạo để minh họa, không phải chương trình có thật.",
            parties=(PartyLine(name, "Chủ tịch"), PartyLine("Lãnh đạo cơ quan", "Thủ trưởng")),
        ),
        by=by,
    )
    own, other = programme.parties.all()
    sides = {"lead_id": own.pk, "co_lead_ids": (other.pk,)}
    few = {"participants_from": 40, "participants_to": 60}
    talk = _planned(programme, year, "toa_dam", "Tọa đàm về văn hóa công sở", f"quý I/{year}", by, **few, **sides)
    _held_on(talk, date(year, 3, 18), 52, by, completes=True)
    classes = _planned(
        programme, year, "tap_huan", "Lớp tập huấn công tác dân vận", f"tháng 5 và tháng 6/{year}", by,
        quantity=2, **few, **sides,
    )  # fmt: skip
    _held_on(classes, date(year, 5, 20), 47, by)
    _held_on(classes, date(year, 6, 17), 58, by, completes=True)
    survey = _planned(programme, year, "khao_sat", "Khảo sát nhu cầu của đoàn viên", f"quý III/{year}", by, **sides)
    set_status(survey, Activity.Status.POSTPONED, reason="Chờ kiện toàn nhân sự (minh họa).", by=by, seen=0)
    other_side = {"lead_id": other.pk, "co_lead_ids": (own.pk,)}
    _planned(programme, year, "khac", "Giao ban, đánh giá quy chế phối hợp", f"tháng 12/{year}", by, **other_side)
    return programme


def _planned(programme: Programme, year: int, kind: str, title: str, words: str, by, **more) -> Activity:
    first, last, precision = planned_span(words)
    content = ActivityContent(year, kind, title, words, first, last, precision, **more)
    return create_activity(programme, content, by=by)


def _held(activity: Activity, words: str, by, **more) -> None:
    first, last, precision = planned_span(words)
    record_occurrence(activity, OccurrenceContent(words, first, last, precision, **more), by=by)


def _held_on(activity: Activity, day: date, people: int, by, **more) -> None:
    if day <= today():
        _held(activity, format_date(day), by, place="Hội trường cơ quan", participants=people, **more)
