"""The text of a form file, made into a harmless tree of YAML nodes, and the problems found on the way."""

from dataclasses import dataclass

import yaml

MAX_BYTES = 1_000_000
MAX_DEPTH = 16
MAX_PROBLEMS = 300

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a form file: 1-based line, code of the element ("" for none), and what, in Vietnamese."""

    line: int
    code: str
    message_vi: str

    def __str__(self) -> str:
        place = f"Dòng {self.line}" + (f" ({self.code})" if self.code else "")
        return f"{place}: {self.message_vi}"


class FormErrors(ValueError):
    """A form file that cannot be used; ``problems`` holds all that was found (at most 300), by line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ProblemList:
    """Collects problems, so that one reading finds them all."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, line: int, code: str, message_vi: str) -> None:
        if len(self.found) < MAX_PROBLEMS:
            self.found.append(Problem(line, code, message_vi))

    def raise_if_any(self) -> None:
        if self.found:
            raise FormErrors(self.found)


def read_root(source: str) -> yaml.MappingNode:
    """The root mapping of the one YAML document in ``source``, with line marks.

    Raises FormErrors for a text over 1 MB, broken YAML, aliases, explicit tags, deep nesting, several documents,
    and for a document that is not a mapping. Nothing of it is turned into Python objects.
    """
    _refuse_size(source)
    try:
        _refuse_dangers(source)
        root = yaml.compose(source, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FormErrors([Problem(line, "", _SYNTAX_VI)]) from error
    except yaml.reader.ReaderError as error:
        line = source.count("\n", 0, error.position) + 1
        raise FormErrors([Problem(line, "", "Tệp có ký tự điều khiển không dùng được")]) from error
    if not isinstance(root, yaml.MappingNode):
        raise FormErrors([Problem(1, "", "Tệp mẫu báo cáo phải bắt đầu bằng các khóa như template, sections")])
    return root


_SYNTAX_VI = "Sai cú pháp YAML; kiểm tra thụt đầu dòng, dấu nháy, dấu ngoặc và dấu hai chấm ở gần dòng này"


def _refuse_size(source: str) -> None:
    try:
        size = len(source.encode())
    except UnicodeEncodeError as error:
        line = source.count("\n", 0, error.start) + 1
        raise FormErrors([Problem(line, "", "Tệp không phải văn bản UTF-8 hợp lệ")]) from error
    if size > MAX_BYTES:
        raise FormErrors([Problem(1, "", "Tệp lớn hơn 1 MB")])


def _refuse_dangers(source: str) -> None:
    depth = documents = 0
    for event in yaml.parse(source, Loader=_Loader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise FormErrors([Problem(line, "", "Không dùng bí danh (*) trong tệp mẫu báo cáo")])
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            raise FormErrors([Problem(line, "", "Không dùng neo (&) trong tệp mẫu báo cáo")])
        if getattr(event, "tag", None):
            raise FormErrors([Problem(line, "", "Không dùng thẻ kiểu (!) trong tệp mẫu báo cáo")])
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise FormErrors([Problem(line, "", f"Tệp lồng nhau quá {MAX_DEPTH} tầng")])
        if documents > 1:
            raise FormErrors([Problem(line, "", "Tệp chỉ được có một tài liệu YAML")])
