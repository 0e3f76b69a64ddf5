"""The vocabulary of explanations: kinds, states and origins in every language."""

from collections.abc import Mapping
from typing import Final

from egov_readiness.kinds import Text

__all__ = ["WORDS"]


def _text(en: str, vi: str) -> Text:
    return Text({"en": en, "vi": vi})


WORDS: Final[Mapping[str, Mapping[str, Text]]] = {
    "method": {
        "ratio": _text("ratio", "theo tỷ lệ"),
        "goalposts": _text("goalposts", "theo mốc kém nhất và tốt nhất"),
        "steps": _text("step table", "theo bảng mức"),
        "options": _text("points by answer", "theo phương án"),
        "yes_no": _text("yes or no", "có hoặc không"),
        "per_item": _text("points per item", "theo số lượng"),
        "target": _text("target", "theo mục tiêu"),
        "identity": _text("value as it is", "giữ nguyên giá trị"),
        "min_max": _text(
            "from worst to best of the population",
            "theo giá trị thấp nhất và cao nhất của tập đối chiếu",
        ),
        "distance_to_max": _text("distance to the best", "theo khoảng cách đến giá trị tốt nhất"),
        "distance_to_reference": _text(
            "distance to a reference", "theo khoảng cách đến giá trị tham chiếu"
        ),
        "fraction_of_max": _text(
            "share of the best of its peers", "theo tỷ lệ so với đơn vị cao nhất trong nhóm"
        ),
        "z_score": _text("standard score", "theo độ lệch chuẩn"),
        "rank": _text("rank", "theo thứ hạng"),
        "borda": _text("how many are outranked", "theo số đơn vị xếp sau"),
        "percentile_rank": _text("share that is outranked", "theo tỷ lệ đơn vị xếp sau"),
    },
    "aggregation": {
        "weighted_mean": _text("weighted mean", "trung bình có trọng số"),
        "sum": _text("sum of points", "cộng điểm"),
        "power_mean": _text("power mean", "trung bình lũy thừa"),
        "geometric_mean": _text("geometric mean", "trung bình nhân"),
        "harmonic_mean": _text("harmonic mean", "trung bình điều hòa"),
        "minimum": _text("lowest of its parts", "lấy thành phần thấp nhất"),
        "best_of": _text("part that brings most points", "lấy thành phần nhiều điểm nhất"),
    },
    "formula": {
        "worst": _text("worst", "mốc kém nhất"),
        "best": _text("best", "mốc tốt nhất"),
        "target": _text("target", "mục tiêu"),
        "maximum": _text("maximum", "điểm tối đa"),
        "points": _text("points", "điểm"),
        "reference": _text("reference", "tham chiếu"),
        "mean": _text("mean", "trung bình"),
        "deviation": _text("standard deviation", "độ lệch chuẩn"),
        "rank": _text("rank", "thứ hạng"),
        "yes": _text("yes", "có"),
        "no": _text("no", "không"),
    },
    "clip": {
        "low": _text("beyond the best it goes on", "vượt mốc tốt nhất vẫn tính tiếp"),
        "high": _text("below the worst it goes on", "kém hơn mốc kém nhất vẫn tính tiếp"),
        "none": _text("it goes on beyond both ends", "ngoài hai mốc vẫn tính tiếp"),
    },
    "missing": {
        "interval": _text(
            "an unknown widens the score to an interval",
            "nội dung chưa biết làm điểm trở thành một khoảng",
        ),
        "zero": _text("no proof, no points", "không có minh chứng thì không có điểm"),
        "reweight": _text(
            "an unknown is left out and its siblings share its weight",
            "nội dung chưa biết tạm không tính, trọng số chia cho các thành phần cùng nhóm",
        ),
        "impute": _text(
            "a declared value stands in for an unknown",
            "nội dung chưa biết được thay bằng giá trị ấn định",
        ),
    },
    "standing": {
        "published": _text("a published scheme", "bộ chỉ số đã công bố"),
        "recovered": _text(
            "recovered from published results; not an official table of points",
            "khôi phục từ kết quả đã công bố; không phải bảng điểm chính thức",
        ),
        "illustrative": _text(
            "an illustration; not an official scheme",
            "minh họa; không phải bộ chỉ số chính thức",
        ),
    },
    "state": {
        "known": _text("known", "đã biết"),
        "bounded": _text("known within bounds", "chỉ biết trong khoảng"),
        "unknown": _text("unknown", "chưa có minh chứng"),
        "not_applicable": _text("not applicable", "không áp dụng"),
    },
    "status": {
        "normal": _text("a regular figure", "số liệu thông thường"),
        "estimated": _text("an estimate", "số liệu ước tính"),
        "imputed": _text("imputed, not observed", "số liệu được gán thay, không phải quan trắc"),
        "provisional": _text("provisional", "số liệu sơ bộ"),
        "missing": _text("missing", "số liệu thiếu"),
        "not_applicable": _text("not applicable", "không áp dụng"),
    },
    "origin": {
        "measured": _text("measured", "đo trực tiếp"),
        "inspected": _text("inspected", "kiểm tra thực tế"),
        "document": _text("document", "văn bản"),
        "third_party": _text("third party", "bên thứ ba"),
        "self_report": _text("self-report", "đơn vị tự báo cáo"),
        "press": _text("press", "báo chí"),
    },
    "level": {
        "province": _text("province", "cấp tỉnh"),
        "district": _text("district", "cấp huyện"),
        "commune": _text("commune", "cấp xã"),
    },
    "infrastructure": {
        "workstation": _text("workstations", "máy tính làm việc"),
        "lan": _text("local area network (LAN)", "mạng nội bộ (LAN)"),
        "wan": _text("wide area network (WAN)", "mạng diện rộng (WAN)"),
        "specialised_data_network": _text(
            "data transmission network of state bodies", "mạng truyền số liệu chuyên dùng"
        ),
        "internet": _text("Internet connection", "kết nối Internet"),
        "server_room": _text("server room", "phòng máy chủ"),
        "firewall": _text("firewall", "tường lửa"),
        "backup": _text("backup", "thiết bị sao lưu dữ liệu"),
        "scanner": _text("scanners", "máy quét văn bản"),
        "digital_signature": _text("digital signatures", "chữ ký số"),
        "video_conference": _text("video conferencing", "hội nghị truyền hình"),
    },
    "application": {
        "document_management": _text("document management", "quản lý văn bản và điều hành"),
        "email": _text("e-mail", "thư điện tử công vụ"),
        "one_stop_shop": _text("one-stop shop", "một cửa điện tử"),
        "portal": _text("portal", "cổng thông tin điện tử"),
        "accounting": _text("accounting", "phần mềm kế toán"),
        "other": _text("other application", "ứng dụng khác"),
    },
    "milestone": {
        "undated": _text("without due date", "không ghi thời hạn"),
        "planned": _text("planned", "theo kế hoạch"),
        "due_soon": _text("due soon", "sắp đến hạn"),
        "overdue": _text("overdue", "quá hạn"),
        "partial": _text("begun", "đang thực hiện"),
        "done": _text("done", "đã hoàn thành"),
        "done_late": _text("done late", "hoàn thành chậm"),
        "revoked": _text("revoked", "đã bãi bỏ"),
        "replaced": _text("replaced", "đã được thay thế"),
    },
    "quantifier": {
        "all": _text("all", "tất cả"),
        "most": _text("most", "hầu hết"),
        "majority": _text("the greater part of the", "phần lớn"),
        "some": _text("some", "một số"),
        "none": _text("no", "không có"),
    },
    "by": {
        "mean": _text("mean", "trung bình"),
        "minimum": _text("minimum", "giá trị thấp nhất"),
        "share": _text("share that attains enough", "tỷ lệ đơn vị đạt ngưỡng"),
    },
    "policy": {
        "none": _text("nothing", "không chuyển tiếp"),
        "simple_mean": _text("the simple mean", "trung bình cộng"),
        "weighted": _text("the mean weighted by shares", "trung bình có trọng số theo tỷ lệ"),
        "minimum": _text("the minimum", "giá trị thấp nhất"),
    },
    "timeliness": {
        "waiting": _text("waiting", "đang chờ"),
        "overdue": _text("overdue", "quá hạn"),
        "never": _text("never came", "không nộp"),
        "on_time": _text("on time", "đúng hạn"),
        "late": _text("late", "chậm"),
        "uncertain": _text("uncertain", "chưa xác định"),
        "undated": _text("without a deadline", "không có thời hạn"),
    },
    "stage": {
        "submitted": _text("submitted", "đã nộp"),
        "verified": _text("verified", "đã thẩm định"),
        "approved": _text("approved", "đã phê duyệt"),
        "published": _text("published", "đã công bố"),
        "appealed": _text("appealed", "đề nghị xem xét lại"),
        "corrected": _text("corrected", "đã điều chỉnh kết quả"),
        "upheld": _text("upheld", "giữ nguyên kết quả"),
    },
    "follow_up": {
        "nothing": _text("nothing yet", "chưa có"),
        "instructed": _text("instructed", "đã chỉ đạo"),
        "requested": _text("requested", "đã đề nghị"),
        "promised": _text("promised", "đã cam kết"),
        "running": _text("under way", "đang thực hiện"),
        "done": _text("done", "đã hoàn thành"),
    },
    "verdict": {
        "as_expected": _text("as expected", "đúng như dự kiến"),
        "less": _text("less than expected", "thấp hơn dự kiến"),
        "more": _text("more than expected", "cao hơn dự kiến"),
        "open": _text("not known yet", "chưa xác định"),
    },
    "unit_change": {
        "create": _text("created", "thành lập"),
        "reclassify": _text("reclassified", "chuyển loại hình đơn vị"),
        "rename": _text("renamed", "đổi tên"),
        "recode": _text("recoded", "đổi mã"),
        "merge": _text("merged", "nhập"),
        "split": _text("split", "chia tách"),
        "transfer_part": _text("part transferred", "điều chỉnh địa giới"),
        "abolish": _text("ended", "giải thể"),
    },
    "moved_by": {
        "corrected": _text("corrections", "điều chỉnh, bổ sung số liệu"),
        "boundaries": _text("boundaries", "thay đổi địa giới"),
        "facts": _text("new facts", "số liệu mới"),
        "lapsed": _text("lapsed evidence", "minh chứng hết hiệu lực"),
        "stage": _text("stage", "bước đánh giá"),
        "rules": _text("rules", "thay đổi bộ chỉ số"),
    },
    "break": {
        "rules": _text("rules", "bộ chỉ số"),
        "population": _text("population", "tập đối chiếu"),
        "scale": _text("scale", "thang điểm"),
        "stage": _text("stage", "bước đánh giá"),
        "boundaries": _text("boundaries", "địa giới"),
    },
    "holds": {
        "true": _text("are said not to fulfil it", "được cho là chưa đạt"),
        "false": _text("are said to fulfil it", "được cho là đã đạt"),
    },
    "proof": {
        "number": _text("number", "số, ký hiệu"),
        "title": _text("title", "trích yếu"),
        "date": _text("date", "ngày ban hành"),
        "extract": _text("extract", "nội dung trích dẫn"),
    },
    "cause": {
        "withdrawn": _text("withdrawn", "đã bị rút"),
        "superseded": _text("replaced", "đã được thay thế"),
        "expired": _text("no longer valid", "đã hết hiệu lực"),
        "old": _text("too old", "đã quá cũ"),
    },
    "count": {
        "eligible": _text("how many there should be", "số cần có"),
        "installed": _text("how many are installed", "số đã lắp đặt"),
        "connected": _text("how many are connected", "số đã kết nối"),
        "working": _text("how many work", "số hoạt động được"),
        "in_use": _text("how many are in use", "số đang sử dụng"),
        "staff": _text("the number of staff", "số cán bộ"),
        "attended": _text("how many attended", "số người tham dự"),
        "completed": _text("how many completed it", "số người hoàn thành"),
        "certified": _text("how many were certified", "số người được cấp chứng chỉ"),
        "accounts": _text("the number of accounts", "số tài khoản"),
        "active_accounts": _text("how many accounts are used", "số tài khoản đang sử dụng"),
        "documents": _text("the number of documents", "số văn bản"),
        "documents_electronic": _text(
            "how many documents are handled electronically", "số văn bản xử lý điện tử"
        ),
        "files": _text("the number of files", "số hồ sơ"),
        "files_online": _text("how many files were filed online", "số hồ sơ nộp trực tuyến"),
        "level": _text("the level", "mức độ"),
        "issued_on": _text("the date of issue", "ngày ban hành"),
    },
    "sheet": {
        "units": _text("unit", "đơn vị hành chính"),
        "documents": _text("document", "văn bản"),
        "unit_changes": _text("change of units", "thay đổi đơn vị hành chính"),
        "plans": _text("plan", "kế hoạch"),
        "milestones": _text("milestone", "nhiệm vụ"),
        "infrastructure": _text("infrastructure", "hạ tầng"),
        "headcounts": _text("head-count", "số lượng cán bộ"),
        "training": _text("training cohort", "lớp đào tạo"),
        "applications": _text("application", "ứng dụng"),
        "services": _text("public service", "dịch vụ công"),
        "evidence": _text("evidence", "minh chứng"),
        "assessment_rounds": _text("assessment round", "kỳ đánh giá"),
        "assessment_steps": _text("step of an assessment", "bước thực hiện đánh giá"),
        "rounds": _text("inspection round", "đợt kiểm tra"),
        "teams": _text("inspection team", "đoàn công tác"),
        "visits": _text("visit", "buổi làm việc"),
        "findings": _text("finding", "nhận định kiểm tra"),
        "instructions": _text("instruction", "ý kiến chỉ đạo"),
        "support_requests": _text("support request", "đề nghị hỗ trợ"),
        "support": _text("support action", "hoạt động hỗ trợ"),
    },
    "document_kind": {
        "decision": _text("Decision", "Quyết định số"),
        "resolution": _text("Resolution", "Nghị quyết số"),
        "decree": _text("Decree", "Nghị định số"),
        "circular": _text("Circular", "Thông tư số"),
        "directive": _text("Directive", "Chỉ thị số"),
        "law": _text("Law", "Luật số"),
        "plan": _text("Plan", "Kế hoạch số"),
        "programme": _text("Programme", "Chương trình số"),
    },
    "answer": {
        "yes": _text("yes", "có"),
        "no": _text("no", "không"),
    },
}
"""Each word by its category and by the value that stands for it in files."""
