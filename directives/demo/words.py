"""The words of the demo's papers: facts of the seed documents in the portal's own sentences."""

from datetime import date

from directives.models import Citation
from directives.publishing import CitationLine, TaskLine

BASIS, IMPLEMENTS = Citation.Relation.BASIS, Citation.Relation.IMPLEMENTS

SEED_CITATIONS = (
    CitationLine(
        "Công văn",
        "880/TLĐ",
        date(2016, 6, 15),
        "Tổng Liên đoàn Lao động Việt Nam",
        "Thực hiện Chỉ thị số 16/CT-TTg của Thủ tướng Chính phủ",
        IMPLEMENTS,
    ),
    CitationLine(
        "Chỉ thị",
        "16/CT-TTg",
        date(2016, 5, 16),
        "Thủ tướng Chính phủ",
        "Tăng cường và đổi mới công tác dân vận trong cơ quan hành chính nhà nước, chính quyền các cấp trong tình hình mới",
        BASIS,
    ),
    CitationLine(
        "Chương trình hành động",
        "299/CTr-TLĐ",
        date(2014, 3, 17),
        "Đoàn Chủ tịch Tổng Liên đoàn Lao động Việt Nam",
        "Tăng cường và đổi mới sự lãnh đạo của Đảng đối với công tác dân vận trong tình hình mới",
        IMPLEMENTS,
    ),
    CitationLine(
        "Chương trình hành động",
        "110/CTr-CĐVC",
        date(2014, 4, 1),
        "Công đoàn Viên chức Việt Nam",
        "Thực hiện Nghị quyết số 25-NQ/TW",
        IMPLEMENTS,
    ),
    CitationLine(
        "Nghị quyết",
        "25-NQ/TW",
        date(2013, 6, 3),
        "Ban Chấp hành Trung ương Đảng",
        "Tăng cường và đổi mới sự lãnh đạo của Đảng đối với công tác dân vận trong tình hình mới",
        BASIS,
    ),
    CitationLine(
        "Quyết định",
        "217-QĐ/TW",
        date(2013, 12, 12),
        "Bộ Chính trị",
        "Quy chế giám sát và phản biện xã hội của Mặt trận Tổ quốc Việt Nam và các đoàn thể chính trị - xã hội",
        IMPLEMENTS,
    ),
    CitationLine(
        "Quyết định",
        "218-QĐ/TW",
        date(2013, 12, 12),
        "Bộ Chính trị",
        "Quy định về việc Mặt trận Tổ quốc Việt Nam và các đoàn thể chính trị - xã hội tham gia góp ý xây dựng "
        "Đảng, xây dựng chính quyền",
        IMPLEMENTS,
    ),
)
SEED_TASKS = (
    TaskLine(
        "Coi dân vận là việc của mọi tổ chức trong hệ thống chính trị, có phần trách nhiệm của Công đoàn. Ban chấp hành "
        "các cấp phổ biến chủ trương của Đảng, pháp luật của Nhà nước về dân vận, đưa dân vận vào chương trình và kế hoạch "
        "hằng năm gắn với nhiệm vụ chuyên môn; người đứng đầu chịu trách nhiệm chính."
    ),
    TaskLine(
        "Tuyên truyền để cán bộ, công chức, viên chức, người lao động và đoàn viên hiểu yêu cầu mới của công tác vận động "
        "quần chúng; duy trì phong trào thi đua “Dân vận khéo” cùng với việc học tập và làm theo tư tưởng, đạo đức, phong "
        "cách Hồ Chí Minh."
    ),
    TaskLine(
        "Tiếp tục thực hiện Chương trình hành động số 299/CTr-TLĐ của Đoàn Chủ tịch Tổng Liên đoàn và Chương trình hành "
        "động số 110/CTr-CĐVC của Công đoàn Viên chức Việt Nam về Nghị quyết số 25-NQ/TW."
    ),
    TaskLine(
        "Bồi dưỡng đạo đức công vụ, tinh thần trách nhiệm và ý thức phục vụ đoàn viên, người lao động; kiện toàn bộ máy và "
        "nâng chất lượng đội ngũ cán bộ công đoàn các cấp."
    ),
    TaskLine(
        "Tham gia góp ý xây dựng Đảng, xây dựng chính quyền; giám sát và phản biện xã hội theo các Quyết định số 217-QĐ/TW "
        "và số 218-QĐ/TW của Bộ Chính trị."
    ),
)

SEED_TITLE = "Thực hiện công tác dân vận trong các cấp công đoàn viên chức"
SEED_SUMMARY = (
    "Thực hiện Công văn số 880/TLĐ ngày 15/6/2016 của Tổng Liên đoàn Lao động Việt Nam triển khai Chỉ thị số "
    "16/CT-TTg ngày 16/5/2016 của Thủ tướng Chính phủ, Công đoàn Viên chức Việt Nam đề nghị các công đoàn "
    "trực thuộc làm tốt năm việc dưới đây.\n\n"
    "Mỗi năm một lần, các đơn vị đánh giá kết quả và gửi báo cáo qua Ban Tuyên giáo để tổng hợp, báo cáo Tổng "
    "Liên đoàn Lao động Việt Nam."
)
