"""The sentences of explanations, in every language: the one table that a translator edits.

A template names facts in braces, with how each is written after a colon: ``{value:measured}``.
What stands in square brackets is left out unless every fact in it is given.  How a fact can be
written is listed in :mod:`egov_readiness.report.wording`; single words are in
:mod:`egov_readiness.report.words`.
"""

from collections.abc import Mapping
from typing import Final

from egov_readiness.errors import Because
from egov_readiness.kinds import Text

__all__ = ["FORMULAS", "INTERVALS", "LANGUAGES", "PHRASES", "SENTENCES"]

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "vi": "tiếng Việt"}
"""The languages that explanations are given in, by BCP 47 tag."""


def _text(en: str, vi: str) -> Text:
    return Text({"en": en, "vi": vi})


SENTENCES: Final[Mapping[Because, Text]] = {
    Because.OBSERVED: _text(
        "Observed: {value:measured}[ ({place:place})].",
        "Quan trắc: {value:measured}[ ({place:place})].",
    ),
    Because.BOUNDED: _text(
        "Observed: between {low:measured} and {high:measured}[ ({place:place})].",
        "Quan trắc: trong khoảng từ {low:measured} đến {high:measured}[ ({place:place})].",
    ),
    Because.UNKNOWN: _text(
        "Observed: not known, for lack of usable evidence[ ({place:place})].",
        "Quan trắc: chưa biết, do chưa có minh chứng sử dụng được[ ({place:place})].",
    ),
    Because.NOT_APPLICABLE: _text(
        "It does not apply to this unit; neither its points nor its maximum are counted.",
        "Không áp dụng đối với đơn vị này; không tính vào điểm đạt và điểm tối đa.",
    ),
    Because.ATTAINED: _text(
        "By this method it attains {attainment:share} of its maximum.",
        "Theo cách tính này, mức đạt là {attainment:share} điểm tối đa.",
    ),
    Because.CLIPPED: _text(
        "{value:measured} lies beyond the goalposts and is counted as {attainment:share}.",
        "Giá trị {value:measured} nằm ngoài các mốc, được tính là {attainment:share}.",
    ),
    Because.COUNTED_ZERO: _text(
        "By the rule “no proof, no points” only what is proven is counted: {attainment:share}.",
        "Theo quy tắc “không có minh chứng thì không có điểm”, chỉ tính phần đã được"
        " chứng minh: {attainment:share}.",
    ),
    Because.LEFT_OUT: _text(
        "It is left out while it is unknown; its siblings share its weight.",
        "Tạm không tính khi chưa biết; trọng số được chia cho các thành phần cùng nhóm.",
    ),
    Because.IMPUTED: _text(
        "The value that the rulebook declares for missing figures stands in for it:"
        " {attainment:share} of its maximum.",
        "Được thay bằng giá trị mà bộ chỉ số ấn định cho trường hợp thiếu số liệu:"
        " {attainment:share} điểm tối đa.",
    ),
    Because.IMPUTED_AT_BOUND: _text(
        "The value that the rulebook declares for missing figures contradicts what is known;"
        " the nearest possible one stands in: {attainment:share} of its maximum.",
        "Giá trị mà bộ chỉ số ấn định cho trường hợp thiếu số liệu không phù hợp với điều đã"
        " biết; được thay bằng giá trị khả dĩ gần nhất: {attainment:share} điểm tối đa.",
    ),
    Because.FLAGGED: _text(
        "Its publisher marks the figure as {status:status}.",
        "Ghi chú của nơi công bố: {status:status}.",
    ),
    Because.NO_BOUNDS: _text(
        "Its method sets no limits, so nothing bounds what it could be.",
        "Cách tính không có giới hạn nên không xác định được khoảng điểm.",
    ),
    Because.NOT_SCORED: _text(
        "Its parts are measured, not scored.",
        "Các thành phần chỉ được đo lường, không tính điểm.",
    ),
    Because.AGGREGATED: _text(
        "Aggregation: {aggregation:aggregation}; scored parts: {children:number}.",
        "Tổng hợp: {aggregation:aggregation}; số thành phần được tính điểm: {children:number}.",
    ),
    Because.ADJUSTED: _text(
        "Adjustment: {points:signed} points, since its points are not simply added up.",
        "Điều chỉnh: {points:signed} điểm, do điểm không được cộng đơn thuần.",
    ),
    Because.CAPPED: _text(
        "It is limited to at most {at_most:share} of its maximum.",
        "Bị giới hạn, không quá {at_most:share} điểm tối đa.",
    ),
    Because.FLOORED: _text(
        "It is raised to at least {at_least:share} of its maximum.",
        "Được nâng lên, không dưới {at_least:share} điểm tối đa.",
    ),
    Because.GATED: _text(
        "Because {node:node} attains too little, it attains at most {limit:share} of its maximum.",
        "Do {node:node} chưa đạt ngưỡng nên chỉ được tính không quá {limit:share} điểm tối đa.",
    ),
    Because.GATE_UNDECIDED: _text(
        "It cannot be told yet whether {node:node} attains enough; if it does not, at most"
        " {limit:share} of the maximum is attained here.",
        "Chưa xác định được {node:node} có đạt ngưỡng hay không; nếu không đạt thì ở đây chỉ"
        " được tính không quá {limit:share} điểm tối đa.",
    ),
    Because.BELOW_NEEDS: _text(
        "Evidence covers {coverage:share} of the weight, and {needs:share} is needed; so there is"
        " no value.",
        "Độ phủ minh chứng là {coverage:share}, trong khi yêu cầu tối thiểu {needs:share}; do đó"
        " chưa có giá trị.",
    ),
    Because.RECORD: _text(
        "Record: {sheet:sheet} {record}[ ({status:milestone})][, issued {issued_on:day}]"
        "[, due {due:day}][, first due {original_due:day}][, completed {completed_on:day}]"
        "[, revoked {revoked_on:day}][, observed {observed_on:day}][, recorded {recorded_on:day}]"
        "[, origin: {origin:origin}][, document: {document:document}][, source: {source}].",
        "Bản ghi: {sheet:sheet} {record}[ ({status:milestone})][, ban hành {issued_on:day}]"
        "[, đến hạn {due:day}][, hạn ban đầu {original_due:day}][, hoàn thành {completed_on:day}]"
        "[, bãi bỏ {revoked_on:day}][, quan trắc {observed_on:day}][, ghi nhận {recorded_on:day}]"
        "[, nguồn gốc: {origin:origin}][, văn bản: {document:document}][, nguồn: {source}].",
    ),
    Because.NO_RECORD: _text(
        "There is no record: {sheet:sheet}[, {kind:kind}][, {level:level}][, {level_scheme}]"
        "[, {concept:node}][, {document:document}][, implemented by {implemented_by:document}].",
        "Chưa có bản ghi: {sheet:sheet}[, {kind:kind}][, {level:level}][, {level_scheme}]"
        "[, {concept:node}][, {document:document}]"
        "[, được triển khai bằng {implemented_by:document}].",
    ),
    Because.NOT_RECORDED: _text(
        "The record does not give {count:count}: {sheet:sheet} {record}[; at least {low:number}]"
        "[; at most {high:number}].",
        "Bản ghi thiếu {count:count}: {sheet:sheet} {record}[; ít nhất là {low:number}]"
        "[; nhiều nhất là {high:number}].",
    ),
    Because.NOT_ASKED: _text(
        "The rulebook does not ask it of such units: {kind}, {level:level}.",
        "Bộ chỉ số không yêu cầu đối với loại đơn vị này: {kind}, {level:level}.",
    ),
    Because.UNPROVEN: _text(
        "Not used, since its proof does not state ({lacks:proofs}): {sheet:sheet} {record}"
        "[, observed {observed_on:day}][, recorded {recorded_on:day}][, origin: {origin:origin}]"
        "[, document: {document:document}][, source: {source}].",
        "Không sử dụng do minh chứng chưa nêu đủ ({lacks:proofs}): {sheet:sheet} {record}"
        "[, quan trắc {observed_on:day}][, ghi nhận {recorded_on:day}]"
        "[, nguồn gốc: {origin:origin}][, văn bản: {document:document}][, nguồn: {source}].",
    ),
    Because.STALE: _text(
        "No longer used, {cause:cause}[ ({since:day})][ by {by}]"
        "[ (at most {stale_after:number} days)]: {sheet:sheet} {record}"
        "[, observed {observed_on:day}][, recorded {recorded_on:day}][, origin: {origin:origin}]"
        "[, document: {document:document}][, source: {source}].",
        "Không còn sử dụng, {cause:cause}[ ({since:day})][ bằng {by}]"
        "[ (tối đa {stale_after:number} ngày)]: {sheet:sheet} {record}"
        "[, quan trắc {observed_on:day}][, ghi nhận {recorded_on:day}]"
        "[, nguồn gốc: {origin:origin}][, văn bản: {document:document}][, nguồn: {source}].",
    ),
    Because.CONTESTED: _text(
        "Not used, though it says otherwise[ than {contests}]: {sheet:sheet} {record}"
        "[, observed {observed_on:day}][, recorded {recorded_on:day}][, origin: {origin:origin}]"
        "[, document: {document:document}][, source: {source}].",
        "Không sử dụng, tuy có nội dung khác[ với {contests}]: {sheet:sheet} {record}"
        "[, quan trắc {observed_on:day}][, ghi nhận {recorded_on:day}]"
        "[, nguồn gốc: {origin:origin}][, văn bản: {document:document}][, nguồn: {source}].",
    ),
    Because.UNDATED: _text(
        "Never due, for lack of a binding date: {sheet:sheet} {record}"
        "[, observed {observed_on:day}][, recorded {recorded_on:day}][, origin: {origin:origin}]"
        "[, document: {document:document}][, source: {source}].",
        "Không tính là đến hạn vì không có thời hạn bắt buộc: {sheet:sheet} {record}"
        "[, quan trắc {observed_on:day}][, ghi nhận {recorded_on:day}]"
        "[, nguồn gốc: {origin:origin}][, văn bản: {document:document}][, nguồn: {source}].",
    ),
    Because.NOTHING_DUE: _text(
        "Nothing was due by this date.",
        "Đến ngày này chưa có nội dung nào đến hạn.",
    ),
    Because.ISSUED_AFTER: _text(
        "{document:document} was issued [{days:number}][between {low:number} and {high:number}]"
        " days after what it implements; {within:number} days are allowed.",
        "{document:document} được ban hành sau [{days:number}][từ {low:number} đến {high:number}]"
        " ngày kể từ văn bản mà nó triển khai; yêu cầu trong vòng {within:number} ngày.",
    ),
    Because.ZERO_DENOMINATOR: _text(
        "There is nothing to take a share of: the denominator is 0.",
        "Không có đối tượng để tính tỷ lệ: mẫu số bằng 0.",
    ),
    Because.OVERLAP_POSSIBLE: _text(
        "The same people may have taken several courses: at least {low:number} different people"
        "[, at most {high:number}].",
        "Một người có thể tham gia nhiều lớp: số người thực tế ít nhất {low:number}[, nhiều nhất"
        " {high:number}].",
    ),
    Because.TRAINED_EXCEEDS_STAFF: _text(
        "{trained:number} people were trained, more than the {staff:number} who work there; as"
        " many as work there are counted.",
        "Đã đào tạo {trained:number} người, nhiều hơn số cán bộ hiện có là {staff:number}; chỉ"
        " tính bằng số cán bộ hiện có.",
    ),
    Because.LEVELS_DIFFER: _text(
        "Services are graded by lists of levels that cannot be compared: {schemes}.",
        "Dịch vụ công được phân mức theo các thang không so sánh được với nhau: {schemes}.",
    ),
    Because.QUANTIFIER: _text(
        "The words of {sheet:sheet} {record}: {quantifier:quantifier} units[ ({level:level})]"
        " {negated:holds}; the share is therefore {low:share} to {high:share}.",
        "Theo nội dung {sheet:sheet} {record}: {quantifier:quantifier} đơn vị[ ({level:level})]"
        " {negated:holds}; do đó tỷ lệ từ {low:share} đến {high:share}.",
    ),
    Because.DEDUCTED: _text(
        "Because {node:node} is not full, {off:share} of the maximum is taken off here (at most"
        " {at_most:share}).",
        "Phần {node:node} chưa đạt bị trừ {off:share} điểm tối đa ở đây (trừ không quá"
        " {at_most:share}).",
    ),
    Because.DEDUCTION_OPEN: _text(
        "It cannot be told yet how much {node:node} costs here: at most {at_most:share} of the"
        " maximum.",
        "Chưa xác định được {node:node} làm giảm bao nhiêu điểm ở đây: không quá"
        " {at_most:share} điểm tối đa.",
    ),
    Because.RESCALED: _text(
        "It is rescaled, so that {worst:number} becomes 0 and {best:number} becomes 1.",
        "Được quy đổi để {worst:number} thành 0 và {best:number} thành 1.",
    ),
    Because.TOO_FEW_CHILDREN: _text(
        "{valued:number} of {children:number} parts have a value, and a share of {needs:share} is"
        " needed; so there is no value.",
        "Có {valued:number} trên {children:number} thành phần có giá trị, trong khi yêu cầu tối"
        " thiểu {needs:share}; do đó chưa có giá trị.",
    ),
    Because.MEMBERS: _text(
        "Taken from the {units:number} units below: {by:by} of {node:node}[, from"
        " {at_least:share} on][, weighted by {weighted_by:node}]: {names}.",
        "Lấy từ {units:number} đơn vị thành phần: {by:by} của {node:node}[, từ"
        " {at_least:share} trở lên][, trọng số theo {weighted_by:node}]: {names}.",
    ),
    Because.NO_MEMBERS: _text(
        "No unit below it has {node:node}.",
        "Không có đơn vị thành phần nào có {node:node}.",
    ),
    Because.ROLLED_UP: _text(
        "It follows from {units:number} units below: {by:by} of the {counted:number} that count"
        "[, weighted by {weighted_by:node}].",
        "Được tổng hợp từ {units:number} đơn vị thành phần: {by:by} của {counted:number} đơn vị"
        " được tính[, trọng số theo {weighted_by:node}].",
    ),
    Because.CARRIED: _text(
        "It is carried over from {names} across the change of {day:day}: {policy:policy} of the"
        " {counted:number} that count[; shares not recorded: {unknown:number}]"
        "[, by {document:documents}].",
        "Được chuyển tiếp từ {names} do sắp xếp đơn vị hành chính ngày {day:day}: {policy:policy}"
        " của {counted:number} đơn vị được tính[; số tỷ lệ chưa ghi nhận: {unknown:number}]"
        "[, theo {document:documents}].",
    ),
    Because.CITED: _text(
        "Basis: {document:document}[, {clause}].",
        "Căn cứ: {document:document}[, {clause}].",
    ),
}
"""The sentence of every reason; its facts are those that the reason carries."""

FORMULAS: Final[Mapping[str, Text]] = {
    "ratio": _text(
        "points = share × maximum",
        "điểm = tỷ lệ × điểm tối đa",
    ),
    "ratio_full": _text(
        "points = share × maximum; more than all counts as all",
        "điểm = tỷ lệ × điểm tối đa; vượt 100% được tính là 100%",
    ),
    "goalposts": _text(
        "points go in a straight line from {worst} (none) to {best} (all)[; {clip:clip}]",
        "điểm được nội suy tuyến tính từ {worst} (0 điểm) đến {best} (điểm tối đa)[; {clip:clip}]",
    ),
    "goalposts_log": _text(
        "points go with the logarithm from {worst} (none) to {best} (all)[; {clip:clip}]",
        "điểm được nội suy theo lô-ga-rít từ {worst} (0 điểm) đến {best} (điểm tối đa)"
        "[; {clip:clip}]",
    ),
    "target": _text(
        "points go in a straight line from {worst} (none) to the target of {target} (all)",
        "điểm được nội suy tuyến tính từ {worst} (0 điểm) đến mục tiêu {target} (điểm tối đa)",
    ),
    "steps": _text(
        "out of {of:number} points, {table}",
        "trên thang {of:number} điểm, {table}",
    ),
    "options": _text(
        "out of {of:number} points, {table}",
        "trên thang {of:number} điểm, {table}",
    ),
    "yes_no": _text(
        "yes brings all points, no brings none",
        "có thì được điểm tối đa, không thì 0 điểm",
    ),
    "per_item": _text(
        "{points:number} for each item, up to {cap:number}",
        "mỗi hạng mục được {points:number} điểm, tối đa {cap:number} điểm",
    ),
    "identity": _text(
        "points = value × maximum",
        "điểm = giá trị × điểm tối đa",
    ),
    "between_ends": _text(
        "points go in a straight line between two values of the population[: {worst} (worst)"
        " and {best} (best)]",
        "điểm được nội suy tuyến tính giữa hai giá trị của tập đối chiếu[: {worst} (kém nhất)"
        " và {best} (tốt nhất)]",
    ),
    "fraction_of_max": _text(
        "points = value ÷ best of its peers[ ({best})] × maximum",
        "điểm = giá trị ÷ giá trị cao nhất trong nhóm[ ({best})] × điểm tối đa",
    ),
    "z_score": _text(
        "standard deviations from the mean of the population[: mean {mean}, standard deviation"
        " {deviation}]",
        "số độ lệch chuẩn so với trung bình của tập đối chiếu[: trung bình {mean}, độ lệch chuẩn"
        " {deviation}]",
    ),
    "placed": _text(
        "by its place among the values of the population[; {size:number} different values]",
        "theo thứ hạng trong các giá trị của tập đối chiếu[; {size:number} giá trị khác nhau]",
    ),
}
"""What each method does, in words; filled with the numbers of the method on the date."""

INTERVALS: Final[Mapping[tuple[str, str], Text]] = {
    ("", ""): _text("any", "mọi giá trị"),
    ("at_least", ""): _text("{low} or more", "từ {low} trở lên"),
    ("above", ""): _text("above {low}", "trên {low}"),
    ("", "at_most"): _text("up to {high}", "đến {high}"),
    ("", "below"): _text("below {high}", "dưới {high}"),
    ("at_least", "at_most"): _text("{low} to {high}", "từ {low} đến {high}"),
    ("at_least", "below"): _text("{low} to below {high}", "từ {low} đến dưới {high}"),
    ("above", "at_most"): _text("above {low} to {high}", "trên {low} đến {high}"),
    ("above", "below"): _text("above {low} to below {high}", "trên {low} đến dưới {high}"),
}
"""How an interval is written, by what its lower and its upper end are called in rulebooks."""

PHRASES: Final[Mapping[str, Text]] = {
    # The head of an explanation.
    "scorecard": _text(
        "Scorecard of {name}[ ({unit})][, {kind}][, {level:level}]",
        "Phiếu điểm: [{kind} ]{name}[ ({unit})][, {level:level}]",
    ),
    "dates": _text(
        "Scored as of {as_of:day}[; period {period:day}]",
        "Tính điểm đến ngày {as_of:day}[; kỳ {period:day}]",
    ),
    "rulebook": _text(
        "Rulebook: {title} ({id}, version {version})",
        "Bộ chỉ số: {title} ({id}, phiên bản {version})",
    ),
    "standing": _text(
        "Standing: {standing:standing}",
        "Tính chất: {standing:standing}",
    ),
    # A result.
    "result": _text("Result: {title} ({code})", "Kết quả: {title} ({code})"),
    "value": _text(
        "Value: {value} on a scale of {scale:number}[; full knowledge could give {low} to {high}]",
        "Giá trị: {value} trên thang điểm {scale:number}"
        "[; khi đủ minh chứng có thể từ {low} đến {high}]",
    ),
    "no_value": _text(
        "Value: not known yet; {low} to {high} on a scale of {scale:number}",
        "Giá trị: chưa xác định, có thể từ {low} đến {high} trên thang điểm {scale:number}",
    ),
    "no_limits": _text(
        "Value: not known yet, and nothing bounds it, on a scale of {scale:number}",
        "Giá trị: chưa xác định và chưa có giới hạn, trên thang điểm {scale:number}",
    ),
    "result_not_applicable": _text("Value: not applicable", "Giá trị: không áp dụng"),
    "applicable": _text(
        "Points: {points:number} of the {maximum:number} that apply to the unit",
        "Số điểm: {points:number} trên {maximum:number} điểm áp dụng cho đơn vị",
    ),
    "coverage": _text(
        "Evidence coverage: {coverage:share} of the weight",
        "Độ phủ minh chứng: {coverage:share} trọng số",
    ),
    "band": _text("Band: {bands}", "Xếp loại: {bands}"),
    "possible_bands": _text("Possible bands: {bands}", "Xếp loại có thể: {bands}"),
    # A node below a result.
    "node": _text(
        "{title} ({code}), weight {weight:number}: {points}",
        "{title} ({code}), trọng số {weight:number}: {points}",
    ),
    "earned": _text(
        "{earned:points} of {maximum:points} points",
        "{earned:points} trên {maximum:points} điểm",
    ),
    "earned_open": _text(
        "{earned:points} of {maximum:points} points; full knowledge could give {low:points} to"
        " {high:points}",
        "{earned:points} trên {maximum:points} điểm; khi đủ minh chứng có thể từ {low:points} đến"
        " {high:points}",
    ),
    "unknown": _text(
        "no evidence yet – the points may be anything from {low:points} to {high:points}",
        "chưa có minh chứng – điểm có thể từ {low:points} đến {high:points}",
    ),
    "bounded": _text(
        "evidence in part – the points may be anything from {low:points} to {high:points}",
        "mới có một phần minh chứng – điểm có thể từ {low:points} đến {high:points}",
    ),
    "unlimited": _text(
        "no evidence yet – nothing bounds the points",
        "chưa có minh chứng – chưa có giới hạn cho điểm",
    ),
    "not_applicable": _text("not applicable", "không áp dụng"),
    "not_scored": _text(
        "measured, not scored[; value {value}]",
        "chỉ đo lường, không tính điểm[; giá trị {value}]",
    ),
    "description": _text("What is counted: {text}", "Nội dung: {text}"),
    "method": _text(
        "Method: {method:method} – {formula}.", "Cách tính: {method:method} – {formula}."
    ),
    "gives": _text("{what} gives {points:number}", "{what} được {points:number}"),
    "needed": _text(
        "Still needed: {evidence}[ It states: {proof:proofs}.][ Verified by: {verifier}.]",
        "Cần bổ sung: {evidence}[ Phải nêu: {proof:proofs}.][ Đơn vị thẩm định: {verifier}.]",
    ),
    "anything": _text("evidence of any kind.", "minh chứng về nội dung này."),
    "sum": _text("Points: {terms}", "Cộng điểm: {terms}"),
    "sum_low": _text("Least points: {terms}", "Điểm thấp nhất: {terms}"),
    "sum_high": _text("Most points: {terms}", "Điểm cao nhất: {terms}"),
    "adjustment": _text("(adjustment)", "(điều chỉnh)"),
    # What stands at the end.
    "documents": _text("Documents cited", "Văn bản được viện dẫn"),
    "cited_document": _text("{document:document}[: {title}]", "{document:document}[: {title}]"),
    "to_collect": _text(
        "Still to be collected, the most points at stake first",
        "Minh chứng còn phải thu thập, xếp theo số điểm chưa xác định giảm dần",
    ),
    "nothing_to_collect": _text(
        "Nothing is left to be collected.", "Không còn minh chứng nào phải thu thập."
    ),
    "at_stake": _text(
        "{title} ({code}): {points:points} points at stake in “{result:title}”",
        "{title} ({code}): {points:points} điểm chưa xác định trong “{result:title}”",
    ),
    "no_stake": _text(
        "{title} ({code}): points without limit at stake in “{result:title}”",
        "{title} ({code}): số điểm chưa xác định không có giới hạn trong “{result:title}”",
    ),
    # Places in a source.
    "row": _text("row {number}", "dòng {number}"),
    "since": _text("{number} since {day}", "{number} từ ngày {day}"),
    "window": _text("{first} to {last}", "{first} đến {last}"),
    "dated_document": _text("{document} of {day}", "{document} ngày {day}"),
    "document_of": _text("{document} of {day}", "{document}, {day}"),
}
"""The lines of an explanation other than reasons."""
