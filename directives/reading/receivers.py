"""Where reports go: the organisation ("gửi về …") and the department that takes them in ("qua Ban …")."""

import re

from directives.citations.bodies import Body, begins_body
from directives.reading.model import Found
from directives.reading.paper import Paper, one_line

_DEPARTMENT = re.compile(
    r"(?<!thông )(?<!Thông )(?<![^\W_])[Qq]ua +"
    r"(?=Văn phòng\b(?! điện tử)|(?:Ban|Phòng|Vụ|Cục|Bộ phận|Trung tâm|Tổ|Cơ quan|Ủy ban|Uỷ ban) )"
)
_SENDING = re.compile(r"(?<![^\W_])(?i:gửi|nộp|báo cáo)(?![^\W_])[^.;\n()]{0,80}?(?<= )về +(?=[A-ZĐƯÂÊÔƠĂỦ])")
_SENDING_TO = re.compile(r"(?<![^\W_])(?i:gửi|nộp|báo cáo)(?: báo cáo| kết quả)? +(?=[A-ZĐƯÂÊÔƠĂỦ])")
_TWO_WORDS = re.compile(r"([^\W\d_]+) +([^\W\d_]+)")


def read_department(paper: Paper) -> Found[str] | None:
    """The department behind "qua", for choice one in brackets: "(qua Ban Tuyên giáo)"."""
    matches = list(_DEPARTMENT.finditer(paper.flow))
    matches.sort(key=lambda match: paper.flow[match.start() - 1 : match.start()] != "(")
    return next((found for match in matches if (found := _body(paper, match.end()))), None)


def read_recipient(paper: Paper) -> Found[str] | None:
    """The organisation behind "gửi … về", or straight behind "gửi"."""
    for pattern in (_SENDING, _SENDING_TO):
        for match in pattern.finditer(paper.flow):
            words = _TWO_WORDS.match(paper.flow, match.end())
            if words and begins_body(words[1], words[2]) and (found := _body(paper, match.end())):
                return found
    return None


def _body(paper: Paper, start: int) -> Found[str] | None:
    end = Body(paper.flow, start, is_joint=False).read()
    return paper.found(one_line(paper.words(start, end)), start, end) if end > start else None
