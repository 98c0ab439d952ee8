"""The two seed documents in the demo union: the directive of five tasks, the programme of 2022 and 2023."""

from datetime import date

from directives.demo import words
from directives.demo.telling import SEED_NUMBER, seed_day, tell_receipts, told
from directives.models import Directive, Programme
from directives.programmes import (
    ActivityContent,
    PartyLine,
    ProgrammeContent,
    create_activity,
    create_programme,
    planned_span,
)
from directives.publishing import DraftContent
from portal.models import Unit


def seed_directives(issuer: Unit, by) -> Directive:
    """The seed directive of `issuer` and its coordination programme; `by` is a clerk or administrator there.

    The seed names neither its number nor its day: both are invented. It is dated 05/7/2016, or the first day on which
    the demo tree has affiliated unions. Returns the published directive.
    """
    _seed_programme(issuer, by)
    day = seed_day(issuer)
    directive = told(
        issuer,
        by,
        day,
        DraftContent(
            type_name="Công văn",
            number=SEED_NUMBER,
            issued_on=day,
            title=words.SEED_TITLE,
            summary=words.SEED_SUMMARY,
            signer_title="TM. Ban Thường vụ",
            deadline_words="hằng năm, trước ngày 20 tháng 11",
            department="Ban Tuyên giáo",
            tasks=words.SEED_TASKS,
            citations=words.SEED_CITATIONS,
        ),
    )
    tell_receipts(directive)
    return directive


def _seed_programme(issuer: Unit, by) -> Programme:
    """Programme 01/BNV-CĐVCVN with what the seed tells of 2022 and 2023."""
    programme = create_programme(
        issuer,
        ProgrammeContent(
            number="01/BNV-CĐVCVN",
            title="Chương trình phối hợp công tác giữa Bộ Nội vụ và Công đoàn Viên chức Việt Nam",
            year_from=2022,
            signed_on=date(2023, 2, 22),
            signed_at_place="Hà Nội",
            note=words.PROGRAMME_NOTE,
            parties=(
                PartyLine("Công đoàn Viên chức Việt Nam", "Chủ tịch"),
                PartyLine("Bộ Nội vụ", "Thứ trưởng"),
            ),
        ),
        by=by,
    )
    for year, kind, title, when, more in words.SEED_ACTIVITIES:
        first, last = planned_span(when)
        content = ActivityContent(year, kind, title, when, first, last, **more)
        create_activity(programme, content, by=by)
    return programme
