"""The central bodies whose unions fill the demo (names as before 2025, domain.md 5.4) and what happened to them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Body:
    """One body: its name, the short sign in account names, its block, the size of its union (members, invented)."""

    name: str
    sign: str
    block: str
    members: int

    @property
    def union(self) -> str:
        return f"Công đoàn {self.name}"


_LISTED = """
Bộ Nội vụ|bnv|I|1450
Bộ Lao động - Thương binh và Xã hội|bld|I|2100
Bộ Tài chính|btc|I|5200
Bộ Kế hoạch và Đầu tư|bkh|I|1900
Bộ Tư pháp|btp|I|1250
Bộ Ngoại giao|bng|I|1600
Bộ Khoa học và Công nghệ|bkhcn|I|2300
Bộ Thông tin và Truyền thông|btttt|I|1700
Bộ Tài nguyên và Môi trường|btnmt|I|4100
Bộ Văn hóa, Thể thao và Du lịch|bvhttdl|I|3900
Ủy ban Dân tộc|ubdt|VII|420
Thanh tra Chính phủ|ttcp|VII|610
Văn phòng Chính phủ|vpcp|II|780
Văn phòng Quốc hội|vpqh|II|690
Văn phòng Chủ tịch nước|vpctn|VII|180
Tòa án nhân dân tối cao|tandtc|VII|900
Viện kiểm sát nhân dân tối cao|vksndtc|VII|840
Kiểm toán nhà nước|ktnn|II|1950
Văn phòng Trung ương Đảng|vptw|III|520
Ban Tổ chức Trung ương|btctw|III|260
Ban Tuyên giáo Trung ương|btgtw|III|240
Ban Dân vận Trung ương|bdvtw|III|150
Ban Nội chính Trung ương|bnctw|VII|170
Ban Kinh tế Trung ương|bkttw|VII|140
Ban Đối ngoại Trung ương|bdntw|III|130
Ủy ban Kiểm tra Trung ương|ubkttw|III|230
Học viện Chính trị quốc gia Hồ Chí Minh|hvctqg|IV|1850
Báo Nhân Dân|bnd|IV|720
Tạp chí Cộng sản|tccs|IV|160
Nhà xuất bản Chính trị quốc gia Sự thật|nxbst|VII|310
Đài Tiếng nói Việt Nam|vov|IV|2200
Đài Truyền hình Việt Nam|vtv|IV|2900
Thông tấn xã Việt Nam|ttxvn|IV|2100
Viện Hàn lâm Khoa học và Công nghệ Việt Nam|vhlkhcn|V|3300
Viện Hàn lâm Khoa học xã hội Việt Nam|vhlkhxh|V|1750
Bảo hiểm xã hội Việt Nam|bhxh|II|1300
Ủy ban Quản lý vốn nhà nước tại doanh nghiệp|ubqlv|VII|190
Ủy ban Giám sát tài chính Quốc gia|ubgstc|VII|110
Cơ quan Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam|mttq|VI|290
Cơ quan Trung ương Đoàn TNCS Hồ Chí Minh|twd|VI|540
Cơ quan Trung ương Hội Liên hiệp Phụ nữ Việt Nam|hlhpn|VI|460
Cơ quan Trung ương Hội Nông dân Việt Nam|hnd|VI|380
Liên minh Hợp tác xã Việt Nam|lmhtx|VII|270
Liên đoàn Thương mại và Công nghiệp Việt Nam|vcci|VII|520
Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam|lhhkhkt|VI|210
Liên hiệp các tổ chức hữu nghị Việt Nam|lhhn|VI|150
Hội Chữ thập đỏ Việt Nam|hctd|VI|120
Hội Luật gia Việt Nam|hlg|VI|90
"""

BODIES: tuple[Body, ...] = tuple(
    Body(name, sign, f"Khối {block}", int(members))
    for name, sign, block, members in (line.split("|") for line in _LISTED.strip().splitlines())
)

# What became of the bodies in 2025 (facts of domain.md 5.4; the decisions' numbers are invented): absorbed → by whom.
MERGED_2025 = {
    "Bộ Lao động - Thương binh và Xã hội": "Bộ Nội vụ",
    "Bộ Kế hoạch và Đầu tư": "Bộ Tài chính",
    "Bộ Thông tin và Truyền thông": "Bộ Khoa học và Công nghệ",
    "Bảo hiểm xã hội Việt Nam": "Bộ Tài chính",
    "Ban Đối ngoại Trung ương": "Bộ Ngoại giao",
}
RENAMED_2025 = {
    "Ủy ban Dân tộc": "Bộ Dân tộc và Tôn giáo",
    "Ban Kinh tế Trung ương": "Ban Chính sách, chiến lược Trung ương",
    "Bộ Tài nguyên và Môi trường": "Bộ Nông nghiệp và Môi trường",
}
ENDED_2025 = ("Ủy ban Quản lý vốn nhà nước tại doanh nghiệp", "Ủy ban Giám sát tài chính Quốc gia")
