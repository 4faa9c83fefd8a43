"""Answers that fit their forms, for tests that are about something else."""

from typing import Any

Answers = dict[str, Any]

ICE: Answers = {"call": {"case": "call"}, "alliance": {"alliance": "ice-wine"}, "office": "benxi"}
HERB: Answers = {"call": {"case": "call"}, "alliance": {"alliance": "herbal"}, "office": "benxi"}
SUBMISSION: Answers = {
    "agreement": {"file": "联盟协议（演示）.pdf"},
    "application_form": {"file": "联盟试点申请表（演示）.pdf"},
    "necessity": {"file": "联盟组建必要性的说明（演示）.pdf"},
    "declarations": ["voluntary", "truthful", "unclassified"],
    "delivery_consent": "electronic",
}
CLEAR: Answers = {"opinion": "同意通过初审。（演示）"}
NOT_RECOMMENDED: Answers = {"reason": "方向不符。（演示）", "remedy": "可申请复核。（演示）"}
LETTER: Answers = {
    "letter_kind": "request",
    "title": "关于推荐省级联盟试点的请示（演示）",
    "number": "演科发〔2016〕1号",
    "dated_on": "2016-05-23",
    "letter": {"file": "推荐请示（演示）.pdf"},
}
RECEIVED: Answers = {"letter_dated_on": "2016-05-23", "received_on": "2016-05-25"}
CHECKED: Answers = {
    "check": "齐全。（演示）",
    "divisions": ["planning", "high-tech", "agriculture", "society", "results", "cooperation"],
}
PANEL: Answers = {
    "experts": [{"person": f"expert-{number}"} for number in range(1, 6)],
    "chair": {"person": "expert-1"},
    "meets_on": "2016-06-24",
    "draw": "随机抽取。（演示）",
    "avoidance": "无应回避情形。（演示）",
}
PROMISE: Answers = {"promises": ["impartial", "secret", "no_tie", "no_gift"]}
SHEET: Answers = {
    "necessity": 20,
    "goals": 15,
    "membership": 15,
    "mechanism": 10,
    "funds": 8,
    "feasibility": 8,
    "vote": "pass",
    "comment": "可行。（演示）",
}
MEETING: Answers = {
    "meeting_kind": "party",
    "held_on": "2016-07-05",
    "minutes_no": "演示纪要〔2016〕12号",
    "extract": "按程序办理。（演示）",
}
RELEASED: Answers = {"checked": ["masked", "unclassified", "accurate"]}
POSTED: Answers = {
    "posted_on": "2016-07-08",
    "url": "https://gongshi.example/2016-1",
    "screenshot": {"file": "公示网页截图（演示）.pdf"},
    "phone": "024-00000001（演示）",
}
APPROVAL: Answers = {
    "title": "关于同意认定省级联盟试点的批复（演示）",
    "addressee": "本溪市科学技术局",
    "number": "演示发〔2016〕21号",
    "dated_on": "2016-07-21",
}
CALL: Answers = {
    "title": "2016年度统一申报（演示）",
    "window": "batch",
    "foci": ["agriculture"],
    "office": "产学研合作处（演示）",
    "phone": "024-00000000（演示）",
}
NOTICE_OF_CALL: Answers = {
    "notice_no": "演示通知〔2016〕9号",
    "opens_on": "2016-05-04",
    "closes_on": "2016-06-03",
    "recommend_by": "2016-06-30",
}
SPECIAL: Answers = {
    "alliance": {"alliance": "ice-wine"},
    "necessity": "急需。（演示）",
    "basis_kind": "minutes",
    "basis_no": "演示纪要〔2016〕3号",
}
TERMINATION: Answers = {"ground": "dissolved", "reason": "联盟已解散。（演示）"}
WITHDRAWAL: Answers = {"reason": "联盟正在调整。（演示）", "letter": {"file": "撤回申请（演示）.pdf"}}

APPLICANT = ["ice-clerk", "ice-head"]
REVIEWER = ["benxi-clerk", "benxi-head"]
SENDER = ["benxi-head", "benxi-registry"]
LEAD = ["lead-clerk", "lead-head"]
SIGNERS = ["lead-clerk", "lead-head", "agriculture-head", "legal", "deputy", "registry"]
