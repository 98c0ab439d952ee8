"""The two seed documents in the demo union: the directive of five tasks, the programme of 2022 and 2023."""

from directives.demo import words
from directives.demo.programmes import seed_programme
from directives.demo.telling import SEED_NUMBER, Office, seed_day, tell_receipts, told
from directives.models import Directive
from directives.publishing import DraftContent


def seed_directives(office: Office) -> Directive:
    """The seed directive of the office's unit and its coordination programme.

    The seed names neither its number nor its day: both are invented. It is dated 05/7/2016, or the first day on which
    the demo tree has affiliated unions. Returns the published directive.
    """
    seed_programme(office.issuer, office.clerk)
    day = seed_day(office.issuer)
    directive = told(
        office,
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
