"""The editable word lists of the grammar: types of documents, issuers, words at which an issuer ends, names of laws."""

# Rule 1. Each type with the words that may follow it and make another type.
TYPES: dict[str, tuple[str, ...]] = {
    "Nghị quyết": ("liên tịch",),
    "Quyết định": (),
    "Chỉ thị": (),
    "Kết luận": (),
    "Quy định": (),
    "Quy chế": ("phối hợp",),
    "Thông tri": (),
    "Thông báo": ("kết luận",),
    "Hướng dẫn": (),
    "Chương trình": ("hành động", "phối hợp"),
    "Kế hoạch": ("phối hợp",),
    "Báo cáo": (),
    "Tờ trình": (),
    "Công văn": (),
    "Công điện": (),
    "Đề án": (),
    "Biên bản": (),
    "Giấy mời": (),
    "Nghị định": (),
    "Thông tư": ("liên tịch",),
    "Pháp lệnh": (),
    "Bộ luật": (),
    "Luật": (),
    "Văn bản": ("hợp nhất",),
}
LAWS = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})
TYPE_OF_ABBREVIATION = {
    "CV": "Công văn",
    "QĐ": "Quyết định",
    "NQ": "Nghị quyết",
    "NĐ": "Nghị định",
    "CT": "Chỉ thị",
    "KH": "Kế hoạch",
    "HD": "Hướng dẫn",
    "TB": "Thông báo",
    "TT": "Thông tư",
    "KL": "Kết luận",
}
# Words between type and number that name no document but say that several bodies issued it.
JOINT_ADJECTIVES = ("liên tịch", "liên ngành", "liên bộ", "phối hợp")
# "Bộ Kế hoạch và Đầu tư", "Khoa Luật", "kỷ luật" are no documents, nor are these longer words.
NO_TYPE_AFTER = frozenset("bộ sở vụ ban phòng cục tổ phó khoa".split())
NO_LAW_AFTER = frozenset("pháp kỷ kỉ quy trường hội ty ngành nhân sĩ viện học khoa dự".split())
NO_TYPE_BEFORE = {
    "Báo cáo": "viên",
    "Hướng dẫn": "viên",
    "Nghị định": "thư",
    "Kế hoạch": "hóa|hoá",
    "Chương trình": "hóa|hoá",
    "Luật": "sư|gia|học|pháp|khoa",
}

# The codes that stand for a type inside a number ("299/CTr-TLĐ"); whatever follows them is the agency.
TYPE_CODES = frozenset(
    "NQ QĐ QĐi CT QC QyĐ TC TB HD CTr CTR KH PA ĐA DA BC BB TTr TTR HĐ CĐ CV KL TT NĐ PL L LCT VBHN GM GUQ GGT PC "
    "BGN BBGN BTT QCPH CTPH KHPH KHLT CTLT HDLT NQLT TTLT QCLT TTLB LT".split()
)
JOINT_CODES = frozenset("QCPH CTPH KHPH KHLT CTLT HDLT NQLT TTLT QCLT TTLB LT".split())
# The codes that a type is written with; a name without "số" behind it is believed only when the code fits.
CODES_OF_TYPE = {
    "Nghị quyết": "NQ NQLT",
    "Quyết định": "QĐ",
    "Chỉ thị": "CT",
    "Kết luận": "KL",
    "Quy định": "QĐ QĐi QyĐ",
    "Quy chế": "QC QCPH QCLT",
    "Thông tri": "TTr",
    "Thông báo": "TB",
    "Hướng dẫn": "HD HDLT",
    "Chương trình": "CTr CTR CTPH CTLT",
    "Kế hoạch": "KH KHPH KHLT",
    "Báo cáo": "BC",
    "Tờ trình": "TTr TTR",
    "Công điện": "CĐ",
    "Đề án": "ĐA",
    "Biên bản": "BB BGN BBGN BTT",
    "Giấy mời": "GM",
    "Nghị định": "NĐ",
    "Thông tư": "TT TTLT",
}
# Rule 7: codes that many bodies share, so that they say nothing of the issuer.
AMBIGUOUS_AGENCIES = frozenset({"TW", "TU", "HU", "QU", "ĐU"})

# Rule 6. Where an issuer ends: phrases of two words in any case …
STOP_PHRASES: dict[str, frozenset[str]] = {
    first: frozenset(seconds.split())
    for first, seconds in {
        "ban": "hành",
        "ký": "ban kết",
        "quy": "định",
        "qui": "định",
        "hướng": "dẫn",
        "sửa": "đổi",
        "bổ": "sung",
        "thay": "thế",
        "bãi": "bỏ",
        "hủy": "bỏ",
        "huỷ": "bỏ",
        "thực": "hiện",
        "triển": "khai",
        "phê": "duyệt",
        "đề": "nghị",
        "yêu": "cầu",
        "giai": "đoạn",
        "nhiệm": "kỳ kì",
        "công": "bố nhận",
        "đối": "với",
        "liên": "quan",
        "thông": "qua báo",
        "kết": "luận",
        "quyết": "định nghị",
        "báo": "cáo",
        "phát": "động",
        "tiếp": "tục",
        "tập": "trung",
        "đồng": "thời",
        "căn": "cứ",
        "các": "cấp đơn",
        "nhất": "trí là",
        "cùng": "ngày",
        "chậm": "nhất",
        "muộn": "nhất",
        "kế": "hoạch",
    }.items()
}
# … single words in any case, and single words that end it only in small letters or in capitals ("Từ Liêm" is a name).
STOP_WORDS = frozenset({"về", "khóa", "khoá", "ngày"})
STOP_PARTICLES = frozenset(
    "để nhằm qua đã được sẽ là theo tại trong cho kèm thì mà như có phải từ đến tới trước sau vào gồm nêu này đó nay "
    "ký gửi giao do bởi cũng đang vẫn không còn chưa hay hoặc cùng khi nếu vì nên bằng trên đây những một tháng".split()
)
# Verbs with which a title or a predicate begins. They end an issuer unless they stand in the name of a body behind the
# word for it: "của Công đoàn Viên chức Việt Nam tổ chức", but "của Ban tổ chức Trung ương".
STOP_VERBS = tuple(
    verb.strip()
    for verb in (
        "bảo đảm, biểu dương, bổ nhiệm, chấn chỉnh, chào mừng, chấp thuận, chăm lo, chỉ đạo, chỉ định, chỉ ra, chỉ "
        "rõ, cho phép, củng cố, cụ thể, đánh giá, đảm bảo, đẩy mạnh, điều chỉnh, điều động, đính chính, đình chỉ, "
        "đổi mới, động viên, duy trì, giải quyết, giải thể, giải thích, giám sát, góp phần, góp ý, hoàn thành, "
        "hoàn thiện, hỗ trợ, hợp nhất, học tập, kêu gọi, khắc phục, khẳng định, khen thưởng, khuyến khích, kiểm "
        "tra, kiện toàn, kỷ niệm, lấy ý, luân chuyển, miễn nhiệm, mở rộng, mời dự, mời họp, nâng cao, ngăn chặn, "
        "nghiên cứu, nhấn mạnh, phân cấp, phân công, phát huy, phối hợp, quản lý, quán triệt, rà soát, sáp nhập, "
        "sắp xếp, sơ kết, sử dụng, tăng cường, tặng thưởng, tham gia, thành lập, thăm hỏi, thu hồi, thúc đẩy, tổ "
        "chức, tổng kết, trả lời, trao tặng, truy tặng, tuyên dương, tuyên truyền, ủy quyền, uỷ quyền, ứng phó, "
        "vận động, xác định, xây dựng, xếp loại, xin ý, xử lý"
    ).split(",")
)
NAMED_BY_VERB = frozenset("bộ cục hội phòng quỹ sở tổ viện vụ".split())
# … these also as the second half of a word: "Ủy ban kiểm tra", but not "Bộ Nội vụ tăng cường".
NAMED_BY_VERB_IN_WORDS = frozenset("ban các đạo đồng đua tâm ty".split())
# "Ban Chỉ đạo Đề án 161", "Ban soạn thảo Luật": here a type word is the body's business.
BUSY_WITH_TYPES = frozenset("đạo lý thảo phối".split())
# Papers that are no types: "của Bộ Chính trị và Điều lệ Đảng" has ended before the "và".
OTHER_PAPERS: dict[str, frozenset[str]] = {
    "chiến": frozenset({"lược"}),
    "cương": frozenset({"lĩnh"}),
    "đề": frozenset({"cương"}),
    "di": frozenset({"chúc"}),
    "điều": frozenset({"lệ"}),
    "hiến": frozenset({"pháp"}),
    "lời": frozenset({"kêu"}),
    "phương": frozenset({"án"}),
    "sắc": frozenset({"lệnh"}),
    "thông": frozenset({"cáo"}),
    "tuyên": frozenset({"bố", "ngôn"}),
}
# Names of bodies with a comma or "và" inside, and the pairs that issue together.
COMPOUND_NAMES = (
    "bộ chính trị, ban bí thư",
    "bộ chính trị và ban bí thư",
    "ban bí thư, bộ chính trị",
    "bộ trưởng, chủ nhiệm",
    "văn hóa, thể thao và du lịch",
    "văn hóa, thể thao",
    "văn hóa, thông tin",
    "văn hóa và thông tin",
    "lao động, thương binh và xã hội",
    "thương binh và xã hội",
    "giáo dục và đào tạo",
    "nông nghiệp và phát triển",
    "nông nghiệp và môi trường",
    "tài nguyên và môi trường",
    "kế hoạch và đầu tư",
    "khoa học và công nghệ",
    "khoa học và kỹ thuật",
    "thông tin và truyền thông",
    "dân tộc và tôn giáo",
    "tuyên giáo và dân vận",
    "kinh tế và hạ tầng",
    "nội chính và cải cách",
    "phòng, chống",
)
# How the name of a body begins; after "và" it is a second issuer, any other capital word goes on with the first's name.
BODY_WORDS = frozenset(
    "bộ ban tổng ủy uỷ hội đoàn đảng sở cục vụ tòa toà viện tập trường học tỉnh thành huyện quận thị khối thống bí phó "
    "thủ chủ thường".split()
)
BODY_PHRASES: dict[str, frozenset[str]] = {
    "công": frozenset({"đoàn", "an", "ty"}),
    "nghiệp": frozenset({"đoàn"}),
    "thông": frozenset({"tấn"}),
    "liên": frozenset({"đoàn", "hiệp", "minh"}),
    "văn": frozenset({"phòng"}),
    "chính": frozenset({"phủ"}),
    "quốc": frozenset({"hội"}),
    "trung": frozenset({"ương", "tâm"}),
    "mặt": frozenset({"trận"}),
    "bảo": frozenset({"hiểm"}),
    "ngân": frozenset({"hàng"}),
    "thanh": frozenset({"tra"}),
    "kiểm": frozenset({"toán"}),
    "cơ": frozenset({"quan"}),
    "đài": frozenset({"truyền", "tiếng"}),
    "kho": frozenset({"bạc"}),
    "hội": frozenset({"đồng"}),
    "giám": frozenset({"đốc"}),
}
# Words in front of a full stop that is no end of a sentence ("TP. Hồ Chí Minh", "T.Ư").
DOTTED = frozenset({"TP", "Tp", "TX", "Tx", "T", "P", "Q"})

# Words that show that what stands between type and number is a clause, not a name.
NO_NAME = frozenset(
    "này đó trên đây phải được đã sẽ là theo có nêu nói kèm mang ghi cho tại đến từ tới các những bị do giữa để nhưng "
    "nếu khi thì mà kia đang không còn".split()
)
# A memorandum: here alone that verb belongs to a name.
NAMES_ALL_THE_SAME = {"ghi": "nhớ"}

# A name that ends with such a verb hands on to another document.
HANDING_ON = ("thực hiện", "triển khai", "quán triệt", "thi hành", "hướng dẫn")

# "mã số", "biển số", "Khối thi đua số": things that are numbered and are no documents.
NUMBERED_THINGS = frozenset(
    "mã biển nhà phòng thoại khoản chỉ cổng tổ đội nhóm khối lô đua phố ngõ đường máy thẻ dân ở".split()
)
NO_LAW_NAMES = frozenset({"việt nam", "quốc tế", "nhà nước", "đảng"})

# What the agency in a symbol suggests of the issuer where the text names none.
ISSUER_OF_AGENCY = {
    "TTg": "Thủ tướng Chính phủ",
    "CP": "Chính phủ",
    "VPCP": "Văn phòng Chính phủ",
    "VPTW": "Văn phòng Trung ương Đảng",
    "BNV": "Bộ Nội vụ",
    "TLĐ": "Tổng Liên đoàn Lao động Việt Nam",
    "ĐCT": "Đoàn Chủ tịch Tổng Liên đoàn Lao động Việt Nam",
    "CĐVC": "Công đoàn Viên chức Việt Nam",
    "CĐVCVN": "Công đoàn Viên chức Việt Nam",
}
