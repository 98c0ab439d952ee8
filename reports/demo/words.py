"""Invented narratives in the register of union reports, put together so that no two units read the same."""

from random import Random

from portal.text import format_number

OPENINGS = (
    "Thực hiện văn bản chỉ đạo của Công đoàn cấp trên và sự lãnh đạo của cấp ủy cùng cấp,",
    "Căn cứ chương trình công tác năm {year} và hướng dẫn của Công đoàn cấp trên,",
    "Bám sát nhiệm vụ chính trị của cơ quan và chương trình công tác công đoàn năm {year},",
)

SENTENCES: dict[str, tuple[tuple[str, ...], ...]] = {
    "MD": (
        (
            "{unit} báo cáo kết quả công tác dân vận năm {year} trên cơ sở tổng hợp từ {A01} công đoàn cơ sở trực thuộc.",
            "Ban Chấp hành {unit} tổng hợp kết quả công tác dân vận năm {year} của các công đoàn trực thuộc như sau.",
        ),
        (
            "Số liệu tính từ ngày 16/11/{before} đến ngày 15/11/{year}; phần còn lại của năm ghi theo số ước.",
            "Phạm vi số liệu gồm toàn bộ công đoàn cơ sở trực thuộc đang hoạt động tại ngày chốt số liệu.",
        ),
    ),
    "I.1": (
        (
            "{unit} có {A01} công đoàn cơ sở trực thuộc, {A03} đoàn viên trên tổng số {A02} cán bộ, công chức, viên chức, người lao động.",
            "Đến ngày chốt số liệu, đơn vị quản lý {A01} công đoàn cơ sở với {A03} đoàn viên, trong đó có {A04} đoàn viên nữ.",
        ),
        (
            "Tổ chức bộ máy cơ bản ổn định; Ban Chấp hành được kiện toàn kịp thời khi có thay đổi nhân sự.",
            "Trong năm, đơn vị tiếp tục sắp xếp tổ chức bộ máy theo hướng tinh gọn, bảo đảm hoạt động công đoàn không gián đoạn.",
            "Đội ngũ cán bộ công đoàn phần lớn kiêm nhiệm, có kinh nghiệm và nhiệt tình với phong trào.",
        ),
    ),
    "I.2": (
        (
            "Thuận lợi cơ bản là sự quan tâm của cấp ủy, sự phối hợp của lãnh đạo cơ quan và sự hưởng ứng của đoàn viên.",
            "Cấp ủy, lãnh đạo cơ quan tạo điều kiện về thời gian và kinh phí để công đoàn tổ chức hoạt động.",
        ),
        (
            "Khó khăn chủ yếu là khối lượng công việc chuyên môn lớn, cán bộ công đoàn kiêm nhiệm nên thời gian dành cho phong trào còn ít.",
            "Việc sắp xếp tổ chức bộ máy tác động đến tâm lý của một bộ phận đoàn viên, nhất là ở các đơn vị thay đổi địa điểm làm việc.",
        ),
        (
            "Đoàn viên mong muốn được bảo đảm chế độ, chính sách khi sắp xếp bộ máy và có điều kiện nâng cao trình độ.",
            "Đoàn viên quan tâm nhiều đến tiền lương, nhà ở và điều kiện chăm sóc con nhỏ.",
        ),
    ),
    "II.1": (
        (
            "{opening} {unit} đã ban hành {B02} văn bản chỉ đạo, hướng dẫn về công tác dân vận.",
            "{opening} Ban Thường vụ đã ban hành kế hoạch công tác dân vận ngay từ đầu năm và phân công người theo dõi từng nhiệm vụ.",
        ),
        (
            "Có {B03} công đoàn cơ sở đưa nội dung dân vận vào chương trình công tác năm.",
            "Người đứng đầu công đoàn các cấp trực tiếp dự sinh hoạt, nắm tình hình và báo cáo cấp ủy hằng quý.",
        ),
        (
            "Công tác dân vận được gắn với nhiệm vụ chuyên môn, cải cách hành chính và đánh giá xếp loại cuối năm.",
            "Việc kiểm tra thực hiện kế hoạch được tiến hành hai lần trong năm, kịp thời nhắc nhở nơi làm chậm.",
        ),
    ),
    "II.2": (
        (
            "Đã tổ chức {C01} buổi tuyên truyền, phổ biến với {C02} lượt người tham dự; đăng {C03} tin, bài trên các kênh thông tin của đơn vị.",
            "Công tác tuyên truyền được đổi mới, kết hợp sinh hoạt chuyên đề với bản tin nội bộ; {C02} lượt người đã tham dự {C01} buổi.",
        ),
        (
            "Phong trào thi đua “Dân vận khéo” có {C04} mô hình tập thể và {C05} điển hình cá nhân đăng ký, trong đó {C06} mô hình và {C07} điển hình được công nhận.",
            "Các mô hình “Dân vận khéo” tập trung vào cải tiến thủ tục, phục vụ nhân dân và chăm lo đoàn viên; {C06} mô hình tập thể được công nhận.",
        ),
        (
            "Mô hình “Một cửa thân thiện” giúp rút ngắn thời gian xử lý hồ sơ và được nhân rộng trong khối.",
            "Mô hình “Ngày nghe đoàn viên nói” giúp giải quyết sớm nhiều vướng mắc ngay tại cơ sở.",
            "Mô hình “Tổ công đoàn tự quản văn hóa công sở” được đoàn viên hưởng ứng, nền nếp làm việc chuyển biến rõ.",
        ),
    ),
    "II.3": (
        (
            "Chương trình hành động năm {year} giao {D01} nhiệm vụ, đã hoàn thành đúng hạn {D02} nhiệm vụ.",
            "Trong {D01} nhiệm vụ của chương trình hành động, {D02} nhiệm vụ hoàn thành đúng thời hạn, số còn lại chuyển sang quý sau.",
        ),
        (
            "Đơn vị duy trì {D03} chương trình, quy chế phối hợp; tổ chức {D04} hoạt động với {D05} lượt người tham gia.",
            "Các hoạt động phối hợp gồm tọa đàm, tập huấn và thăm cơ sở, thu hút {D05} lượt người.",
        ),
    ),
    "II.4": (
        (
            "Có {E02}/{E01} đơn vị tổ chức hội nghị cán bộ, công chức, viên chức, người lao động; tổ chức {E03} cuộc đối thoại.",
            "Thực hiện dân chủ ở cơ sở đi vào nền nếp; {E03} cuộc đối thoại đã được tổ chức, {E05}/{E04} kiến nghị được giải quyết.",
        ),
        (
            "Công đoàn đã thăm hỏi, hỗ trợ {E06} lượt đoàn viên, người lao động với tổng số tiền {E07} triệu đồng.",
            "Công tác chăm lo được triển khai kịp thời, nhất là dịp Tết; {E06} lượt người được thăm hỏi, hỗ trợ.",
        ),
        (
            "{E08} sáng kiến, giải pháp được công nhận; kết nạp mới {E09} đoàn viên.",
            "Phong trào “Tham mưu giỏi, phục vụ tốt” có {E08} sáng kiến được công nhận, góp phần nâng cao chất lượng phục vụ.",
        ),
    ),
    "II.5": (
        (
            "Công đoàn chủ trì hoặc phối hợp {F01} cuộc giám sát; tổ chức {F02} cuộc phản biện xã hội đối với dự thảo văn bản của cơ quan.",
            "Hoạt động giám sát tập trung vào việc thực hiện chế độ, chính sách; trong năm có {F01} cuộc giám sát.",
        ),
        (
            "Đã gửi {F03} ý kiến góp ý xây dựng Đảng, xây dựng chính quyền, trong đó {F04} ý kiến được tiếp thu, giải trình.",
            "Giới thiệu {F05} đoàn viên ưu tú cho Đảng xem xét; {F06} đồng chí được kết nạp.",
        ),
    ),
    "III.1": (
        (
            "Công tác dân vận được triển khai đồng bộ, có trọng tâm; nhận thức của cán bộ, đoàn viên được nâng lên.",
            "Nhiều cách làm sát với đặc thù của đơn vị, được đoàn viên ghi nhận; so với năm trước số mô hình được công nhận tăng.",
        ),
    ),
    "III.2": (
        (
            "Việc sơ kết, nhân rộng mô hình ở một số công đoàn cơ sở còn chậm.",
            "Nội dung tuyên truyền ở một vài nơi chưa phong phú; số liệu báo cáo của cơ sở có nơi gửi muộn.",
        ),
    ),
    "III.3": (
        (
            "Về khách quan, khối lượng công việc chuyên môn lớn; về chủ quan, một số cán bộ công đoàn chưa chủ động tham mưu.",
            "Cán bộ kiêm nhiệm thay đổi nhiều trong năm; việc hướng dẫn nghiệp vụ cho người mới chưa kịp thời.",
        ),
    ),
    "III.4": (
        (
            "Nơi nào người đứng đầu trực tiếp theo dõi thì nơi đó phong trào có chuyển biến rõ.",
            "Cần chọn việc cụ thể, có sản phẩm đo được và phân công rõ người, rõ thời gian.",
        ),
    ),
    "IV": (
        (
            "Tiếp tục quán triệt các văn bản của cấp trên về công tác dân vận; ban hành kế hoạch năm {after} trong quý I.",
            "Tập trung nâng cao chất lượng phong trào “Dân vận khéo”, phấn đấu mỗi công đoàn cơ sở có ít nhất một mô hình được công nhận.",
        ),
        (
            "Tổ chức đối thoại định kỳ, giải quyết kịp thời kiến nghị của đoàn viên; Văn phòng Công đoàn chủ trì theo dõi.",
            "Phối hợp với chuyên môn đẩy mạnh cải cách hành chính, chuyển đổi số trong hoạt động công đoàn.",
        ),
    ),
    "V": (
        (
            "Đề nghị công đoàn cấp trên tiếp tục tổ chức tập huấn nghiệp vụ dân vận cho cán bộ công đoàn kiêm nhiệm.",
            "Đề nghị có hướng dẫn thống nhất về tiêu chí công nhận mô hình “Dân vận khéo”.",
            "",
        ),
    ),
}


def narrative(code: str, *, unit: str, year: int, typed: dict[str, str], rng: Random) -> str:
    """The text of one section for one unit and year."""
    facts = {"unit": unit, "year": year, "before": year - 1, "after": year + 1}
    facts |= {key: _as_written(raw) for key, raw in typed.items()}
    facts["opening"] = rng.choice(OPENINGS).format(year=year)
    chosen = [rng.choice(choices) for choices in SENTENCES.get(code, ())]
    return " ".join(sentence.format(**facts) for sentence in chosen if sentence)


def _as_written(raw: str) -> str:
    """A typed number with its thousands parted, as papers write it."""
    whole, mark, rest = raw.partition(",")
    return f"{format_number(int(whole))}{mark}{rest}" if whole.isdigit() else raw


ANNEX_TEXTS = {
    "PL1": (
        ("Một cửa thân thiện", "tap_the", "chuyen_mon", "Giảm thời gian xử lý hồ sơ từ năm ngày xuống còn ba ngày."),
        ("Ngày nghe đoàn viên nói", "tap_the", "cham_lo", "Mỗi quý một buổi; hầu hết kiến nghị được trả lời tại chỗ."),
        ("Tổ tự quản văn hóa công sở", "tap_the", "van_hoa", "Không còn trường hợp vi phạm giờ giấc làm việc."),
        (
            "Cán bộ tận tụy vì nhân dân",
            "ca_nhan",
            "chuyen_mon",
            "Được người dân gửi thư khen ngợi nhiều lần trong năm.",
        ),
        ("Quỹ Nghĩa tình đoàn viên", "tap_the", "cham_lo", "Hỗ trợ kịp thời đoàn viên có hoàn cảnh khó khăn."),
    ),
    "PL4": (
        (
            "cap_tren",
            "Tổ chức tập huấn nghiệp vụ dân vận hằng năm cho cán bộ công đoàn kiêm nhiệm.",
            "Cán bộ thay đổi nhiều.",
        ),
        ("chinh_quyen", "Bố trí thêm kinh phí cho hoạt động chăm lo đoàn viên.", "Nguồn lực hiện nay còn hạn chế."),
        ("tld", "Sớm hướng dẫn thống nhất về biểu mẫu báo cáo.", "Giảm việc nhập trùng số liệu."),
    ),
}
