#!/usr/bin/env python3
"""Writes seven demo rounds: five of published figures, two illustrative ones with fictitious units.

Published figures are read from crates/testkit/golden, rules from catalog; nothing else goes in, and
the seeds are fixed, so that a second run writes the same bytes. Run it from anywhere:

    python3 demo/make_b.py
"""

import sys

sys.dont_write_bytecode = True

from make_b_files import DEMO, golden, province, slug, write_csv, write_round  # noqa: E402
from make_b_maturity import maturity  # noqa: E402
from make_b_par import par_2024  # noqa: E402

RANK_ONLY = "Chỉ có thứ hạng, không có giá trị thành phần trong nguồn công bố"


def ministries():
    rows = golden("par_index_2023_ministries")
    units = [{"code": slug(row["ministry"]), "name": row["ministry"], "group": "bo"} for row in rows]
    answers = []
    for row in rows:
        unit = slug(row["ministry"])
        answers += [[unit, "1", "points", row["appraisal_points"]], [unit, "2", "points", row["survey_points"]]]
    write_round(
        "par-bo-2023",
        [
            'title = "PAR Index 2023 của các bộ, cơ quan ngang bộ"',
            'title_en = "PAR Index 2023 of ministries and ministerial-level agencies"',
            'period = "2023"',
            'numbers = "dot"',
            "illustrative = false",
        ],
        [
            (
                "Chi tiết bảng xếp hạng PAR Index 2023 của các bộ, cơ quan ngang bộ (điểm thẩm định và điểm điều tra xã hội học)",
                "Cổng Thông tin điện tử Chính phủ, Xây dựng chính sách, pháp luật",
                "https://xaydungchinhsach.chinhphu.vn/chi-tiet-bang-xep-hang-par-index-2023-cua-cac-bo-co-quan-ngang-bo-119240417175319406.htm",
            ),
            (
                "Chỉ số cải cách hành chính của các bộ, ngành năm 2023 (10 dòng đầu, cùng số liệu). Tổng điểm ở đây cộng từ hai phần"
                " đã công bố; tổng in trong nguồn tính từ phần chưa làm tròn nên có thể lệch 0,01",
                "Tạp chí Khoa học và Công nghệ Việt Nam",
                "http://vjst.vn/vn/tin-tuc/9297/chi-so-cai-cach-hanh-chinh-cua-cac-bo-nganh-nam-2023.aspx",
            ),
        ],
        [("set", "bo-noi-vu/par-bo@2023", ["bo"])],
        [("bo", "Bộ, cơ quan ngang bộ", "Ministries and ministerial-level agencies")],
        units,
        answers,
    )


INDICATORS = [
    "digital_awareness", "digital_institutions", "digital_infrastructure", "digital_workforce", "cyber_security",
    "digital_government_activity", "digital_economy_activity", "digital_society_activity",
]


def dti_2022():
    known = {row["province"]: row for row in golden("dti_2022_provinces_top5_components")}
    ranks = golden("dti_2022_provinces_rank")
    units, answers = [], []
    for row in ranks:
        unit = {"code": province(row["province"]), "name": row["province"], "group": "tinh"}
        if row["province"] not in known:
            unit["excluded"] = RANK_ONLY
        units.append(unit)
    for name, row in known.items():
        answers += [[province(name), f"{n}.1", "x", row[column]] for n, column in enumerate(INDICATORS, 1)]
    write_round(
        "dti-2022",
        [
            'title = "Chỉ số chuyển đổi số (DTI) cấp tỉnh năm 2022"',
            'title_en = "Digital transformation index (DTI) of provinces, 2022"',
            'period = "2022"',
            'numbers = "dot"',
            "illustrative = false",
        ],
        [
            (
                "Xếp hạng chuyển đổi số cấp tỉnh năm 2022. Chỉ năm tỉnh đứng đầu có giá trị thành phần trong nguồn;"
                " 58 tỉnh còn lại chỉ có thứ hạng (tệp published_ranks.csv trong thư mục của đợt)",
                "dti.gov.vn, Bộ Thông tin và Truyền thông",
                "https://dti.gov.vn/xep-hang-2022",
            )
        ],
        [("set", "bo-tttt/dti-tinh@2022", ["tinh"])],
        [("tinh", "Tỉnh, thành phố trực thuộc Trung ương", "Provinces and centrally run cities")],
        units,
        answers,
    )
    published = [[province(row["province"]), row["province"], row["rank"]] for row in ranks]
    write_csv(DEMO / "dti-2022/published_ranks.csv", ["unit", "name", "published_rank"], published)


def dti_2020():
    rows = golden("dti_2020_provinces_top9_pillars")
    pillars = ["digital_government", "digital_economy", "digital_society"]
    later = {"TP. Huế": "Thừa Thiên Huế"}
    units = [{"code": province(row["province"]), "name": later.get(row["province"], row["province"]), "group": "tinh"} for row in rows]
    answers = [[province(row["province"]), f"{n}.1", "x", row[pillar]] for row in rows for n, pillar in enumerate(pillars, 1)]
    write_round(
        "dti-2020",
        [
            'title = "Chỉ số chuyển đổi số (DTI) cấp tỉnh năm 2020: chín tỉnh đứng đầu"',
            'title_en = "Digital transformation index (DTI) of provinces, 2020: the first nine"',
            'period = "2020"',
            'numbers = "dot"',
            "illustrative = false",
        ],
        [
            (
                "vn-dti-provincial: giá trị ba trụ cột của chín tỉnh đứng đầu năm 2020 (bản tổng hợp của bên thứ ba)."
                " Nguồn ghi “TP. Huế”, tên có sau này của tỉnh Thừa Thiên Huế",
                "letrinhan, Hugging Face",
                "https://huggingface.co/datasets/letrinhan/vn-dti-provincial",
            ),
            (
                "Bac Ninh Province's digital transformation index ranked third nationwide (xác nhận dòng Bắc Ninh)",
                "Báo điện tử Đảng Cộng sản Việt Nam",
                "https://en.dangcongsan.vn/bac-ninh-province-integration-and-development/bac-ninh-s-provincial-digital-transformation-index-ranked-third-nationwide-585850.html",
            ),
        ],
        [("set", "bo-tttt/dti-tinh@2020", ["tinh"])],
        [("tinh", "Tỉnh, thành phố trực thuộc Trung ương", "Provinces and centrally run cities")],
        units,
        answers,
    )


def can_giuoc():
    rows = golden("dti_commune_can_giuoc_2025_criteria")
    answers = []
    for row in rows:
        answers.append(["can-giuoc", row["code"], "points", row["self_points"], "self"])
        answers.append(["can-giuoc", row["code"], "points", row["appraised_points"], "final"])
    write_round(
        "can-giuoc-2025",
        [
            'title = "Chỉ số chuyển đổi số (DTI) năm 2025 của xã Cần Giuộc, tỉnh Tây Ninh: điểm tự chấm và điểm thẩm định"',
            'title_en = "Digital transformation index (DTI) 2025 of Cần Giuộc commune, Tây Ninh province: self and appraised points"',
            'period = "2025"',
            'numbers = "dot"',
            "illustrative = false",
            'layers = ["self", "final"]',
        ],
        [
            (
                "Bảng 62 tiêu chí với điểm tối đa, điểm tự chấm và điểm thẩm định của xã Cần Giuộc (doc/ERD/example_db_ver1.csv)",
                "PlatformManager (GitHub)",
                "https://github.com/xuantruongnguyen230300-gif/PlatformManager",
            )
        ],
        [("set", "tay-ninh/dti-xa@2025", ["xa"])],
        [("xa", "Cấp xã", "Communes")],
        [{"code": "can-giuoc", "name": "Xã Cần Giuộc", "group": "xa"}],
        answers,
        ("unit", "criterion", "variable", "value", "layer"),
    )


def merger():
    rows = golden("dti_2024_merger_example")
    old = [row for row in rows if row["kind"] == "pre-merger"]
    new = next(row for row in rows if row["kind"] == "post-merger")
    units = [{"code": slug(row["unit"]), "name": row["unit"], "group": "truoc"} for row in old]
    merged = {"code": slug(new["unit"]), "name": new["unit"], "group": "sau"}
    units.append(merged | {"merged_from": ";".join(unit["code"] for unit in units)})
    write_round(
        "dti-2024-hop-nhat",
        [
            'title = "DTI 2024: chỉ số của đơn vị hợp nhất (Đà Nẵng và Quảng Nam)"',
            'title_en = "DTI 2024: the index of a merged unit (Đà Nẵng and Quảng Nam)"',
            'period = "2024"',
            'numbers = "dot"',
            "illustrative = false",
        ],
        [
            (
                "Bài về DTI 2024 của Đà Nẵng (bản sao của en.baodanang.vn). Nguồn chỉ có giá trị của ba đơn vị này, nên thứ hạng"
                " trong trang không phải thứ hạng toàn quốc; thứ hạng đã công bố ở tệp published_ranks.csv",
                "Báo Đà Nẵng",
                "https://demo1022.hasontech.vn/?p=3843",
            )
        ],
        [("file", "chi-so.toml", ["truoc", "sau"])],
        [
            ("truoc", "Đơn vị trước hợp nhất (có số liệu công bố)", "Units before the merger (with published figures)"),
            ("sau", "Đơn vị sau hợp nhất (có số liệu công bố)", "Units after the merger (with published figures)"),
        ],
        units,
        [[slug(row["unit"]), "1.1", "x", row["dti_2024"]] for row in old],
    )
    published = [[slug(row["unit"]), row["unit"], row["rank"], row["ranked_among"]] for row in rows]
    write_csv(DEMO / "dti-2024-hop-nhat/published_ranks.csv", ["unit", "name", "published_rank", "ranked_among"], published)
if __name__ == "__main__":
    ministries()
    dti_2022()
    dti_2020()
    can_giuoc()
    merger()
    maturity()
    par_2024()
