"""A small measure of its own: a city recognises workshops. Other states, offices and words than the real one.

``files`` gives its files, each change a (file, old text, new text); ``tiny`` the pack they make.
"""

from functools import cache
from hashlib import sha256

from lianmeng.law.pack import Pack, load

Change = tuple[str, str, str]

SOURCE = """示例市工坊认定办法
第一条 为支持工坊，制定本办法。
第二条 成立满2个月的企业可以申请。申请单位不少于2人。
第三条 区里先看，市里征求意见。
第四条 专家评议、会议通过后认定。认定后3年有效。
"""

PACK = f"""
schema: 1
id: sample-2020
title: 示例市工坊认定办法
short: 工坊办法
authority: 示例市
region: "990000"
number: null
signed_on: 2020-01-01
effective_from: 2020-01-01
effective_to: 2029-12-31
status: {{value: in_force, source: null}}
source: {{file: source.txt, sha256: {sha256(SOURCE.encode()).hexdigest()}}}
parents: []
supersedes: null
confirmed_by: null
numbers: {{incoming: "{{n}}", application: "{{n}}", approval: "{{n}}"}}
"""

ARTICLES = """
articles:
  - {id: art-1, label: 第一条, chapter: 总则, units: [{id: art-1-1, label: 第一条, text: 为支持工坊，制定本办法。}]}
  - id: art-2
    label: 第二条
    chapter: 总则
    units:
      - {id: art-2-1, label: 第二条 第一句, text: 成立满2个月的企业可以申请。}
      - {id: art-2-2, label: 第二条 第二句, text: 申请单位不少于2人。}
  - {id: art-3, label: 第三条, chapter: 认定, units: [{id: art-3-1, label: 第三条, text: 区里先看，市里征求意见。}]}
  - id: art-4
    label: 第四条
    chapter: 认定
    units:
      - {id: art-4-1, label: 第四条 第一句, text: 专家评议、会议通过后认定。}
      - {id: art-4-2, label: 第四条 第二句, text: 认定后3年有效。}
"""

TERMS = """
kinds: {recognition: 工坊认定}
capacities:
  {maker: 工坊经办, owner: 工坊负责人, district: 区经办, district_chief: 区负责人, room: 科室经办, room_chief: 科室负责人,
   judge: 评委, clerk: 市经办, mayor: 市领导, viewer: 查看, clock: 日历}
states:
  recognition:
    paper: {office: 填表, party: 填表中}
    desk: {office: 区里在看, party: 区里在看}
    sent_home: {office: 区里不同意, party: 未同意}
    rooms: {office: 科室提意见, party: 市里在看}
    jury: {office: 评议, party: 评议中}
    board: {office: 待开会, party: 待开会}
    won: {office: 认定了, party: 认定了}
    lost: {office: 没认定, party: 没认定}
acts:
  recognition:
    {start: 新建, submit: 递交, not_recommend: 区里退, ask_review: 请再看, accept: 区里送市, give_opinion: 提意见,
     close_consultation: 汇总, form_panel: 请评委, declare: 评委承诺, review: 评委打分, replace_expert: 换评委,
     pass_panel: 评议同意, fail_panel: 评议不同意, resolve_pass: 会议同意, resolve_back: 会议退回, withdraw: 不申请了}
hands: {do: 办理, see: 看过}
papers: {form: 申请表}
documents: {approval: 认定书}
deadlines: {looking: 提意见期限, title: 有效期}
lists:
  verdict: {yes_: 同意, no_: 不同意}
  kinds: {firm: 企业, other: 其他}
"""

CAPACITIES = """
recommender_kinds: {district: by_region}
offices:
  east: {name: 东区, kind: district, region: "990100", cites: [art-3-1]}
  east-hill: {name: 东区山镇, kind: district, region: "990121", cites: [art-3-1]}
  room-a: {name: 甲科, kind: room, cites: [art-3-1]}
  room-b: {name: 乙科, kind: room, cites: [art-3-1]}
capacities:
  maker: {door: applicant, stands: applicant, cites: [art-2-1]}
  owner: {door: applicant, stands: applicant, cites: [art-2-1]}
  district: {door: office, stands: recommender, cites: [art-3-1]}
  district_chief: {door: office, stands: recommender, cites: [art-3-1]}
  room: {door: office, cites: [art-3-1]}
  room_chief: {door: office, cites: [art-3-1]}
  judge: {door: expert, stands: panel, cites: [art-4-1]}
  clerk: {door: office, cites: [art-4-1]}
  mayor: {door: office, cites: [art-4-1]}
  viewer: {door: office, reads_only: true, cites: [art-4-1]}
  clock: {door: calendar, cites: [art-4-1]}
"""

CRITERIA = """
criteria:
  old-enough:
    title: 成立满2个月
    kind: months_since
    fact: agreement.effective_on
    months: 2
    weights: {submit: blocks}
    mend: 等满2个月
    group: hard
    cites: [art-2-1]
    interpretation: from-when
  two-people:
    title: 不少于2人
    kind: at_least
    fact: members
    value: 2
    weights: {submit: warns}
    group: hard
    cites: [art-2-2]
"""

MATERIALS = """
materials:
  form: {per: alliance, required: true, cites: [art-2-1]}
"""

CALENDAR = """
deadlines:
  looking: {amount: 3, unit: working_days, kind: internal, cites: [art-3-1]}
  title: {amount: 3, unit: years, from_field: held_on, lasting: true, kind: text, cites: [art-4-2]}
"""

PANELS = """
opinions: {field: verdict, support: [yes_], cites: [art-3-1]}
panel:
  size: 3
  odd: true
  quorum_percent: 60
  votes_for: [yes_]
  vote_field: vote
  share_for: [1, 2]
  average: null
  scores: [worth]
  cites: [art-4-1]
"""

INTERPRETATIONS = """
interpretations:
  - id: from-when
    kind: switch
    question: 满几个月？
    cites: [art-2-1]
    reason: 没有写明
    default: two
    alternatives:
      two: {label: 两个月, reason: 照文本}
      four: {label: 四个月, reason: 从严, sets: {criteria.criteria.old-enough.months: 4}}
    changed_by: [mayor]
  - id: how-many
    kind: switch
    question: 几位评委？
    cites: [art-4-1]
    reason: 没有写明
    default: three
    alternatives:
      three: {label: 三位, reason: 够了}
      five: {label: 五位, reason: 从严, sets: {panels.panel.size: 5}}
  - {id: who-looks, kind: reading, question: 谁看？, cites: [art-1-1], reason: 常理, answer: 区里}
"""

UNMODELLED = """
sentences:
  - {unit: art-1-1, kind: declaratory, reason: 目的}
"""

RECOGNITION = """
success: [won]
states:
  paper: {kind: start, desk: applicant}
  desk: {kind: open, desk: recommender}
  sent_home: {kind: end_reopenable, desk: applicant}
  rooms: {kind: open, desk: department}
  jury: {kind: open, desk: department}
  board: {kind: open, desk: department}
  won: {kind: end, desk: department}
  lost: {kind: end, desk: department}
acts:
  start:
    articles: [art-2-1]
    from: new
    to: paper
    hands: [{by: [maker], role: do, form: start}]
    when: [{only_live: {}}, {measure_in_force: {}}]
  submit:
    articles: [art-2]
    from: [paper]
    to: desk
    hands: [{by: [maker], role: do, form: submit}, {by: [owner], role: see}]
    when: [{criteria: {}}]
    papers: [form]
  not_recommend:
    articles: [art-3-1]
    from: [desk]
    to: sent_home
    hands: [{by: [district], role: do, form: reason}, {by: [district_chief], role: see}]
  ask_review:
    articles: [art-3-1]
    from: [sent_home]
    to: desk
    hands: [{by: [maker, owner], role: do, form: reason}]
    when: [{times: {acts: [ask_review], at_most: 1}}]
  accept:
    articles: [art-3-1]
    from: [desk]
    to: rooms
    hands: [{by: [district], role: do, form: accept}, {by: [district_chief], role: see}]
    not_same_person_as: [not_recommend]
    starts: [looking]
  give_opinion:
    articles: [art-3-1]
    from: [rooms]
    to: unchanged
    per: office
    hands: [{by: [room], role: do, form: opinion}, {by: [room_chief], role: see, same_office: true}]
  close_consultation:
    articles: [art-3-1]
    from: [rooms]
    to: jury
    hands:
      - {by: [clerk], role: do, form: summary}
      - {by: [mayor], role: see, when: [{support: {is: none}}]}
      - {by: [district_chief, mayor], role: see}
    when: [{consulted: {or_over: looking}}]
  form_panel:
    articles: [art-4-1]
    from: [jury]
    to: unchanged
    hands: [{by: [clerk], role: do, form: panel}]
    checks: [{panel_size: {field: experts}}, {one_of: {field: chair, other: experts}}]
  declare:
    articles: [art-4-1]
    from: [jury]
    to: unchanged
    per: person
    hands: [{by: [judge], role: do, form: promise}]
    after: [{act: form_panel, since: [close_consultation, resolve_back]}]
  review:
    articles: [art-4-1]
    from: [jury]
    to: unchanged
    per: person
    hands: [{by: [judge], role: do, form: review}]
    after: [{act: declare, since: [form_panel], by_same: true}]
  replace_expert:
    articles: [art-4-1]
    from: [jury]
    to: unchanged
    hands: [{by: [clerk], role: do, form: replace}]
    checks: [{seated: {field: leaving}}, {not_seated: {field: joining}}]
  pass_panel:
    articles: [art-4-1]
    from: [jury]
    to: board
    hands:
      - {by: [judge], role: do, form: conclusion, chair: true}
      - {by: [judge], role: see, every: true}
      - {by: [clerk], role: see}
    when: [{panel_ready: {}}, {votes: {are: for}}]
  fail_panel:
    articles: [art-4-1]
    from: [jury]
    to: lost
    hands: [{by: [judge], role: do, form: conclusion, chair: true}, {by: [clerk], role: see}]
    when: [{panel_ready: {}}, {votes: {are: against}}]
  resolve_pass:
    articles: [art-4]
    from: [board]
    to: won
    hands: [{by: [clerk], role: do, form: meeting}, {by: [mayor], role: see}]
    checks: [{not_after_today: {field: held_on}}]
    starts: [title]
    documents: [approval]
  resolve_back:
    articles: [art-4-1]
    from: [board]
    to: jury
    hands: [{by: [clerk], role: do, form: meeting}, {by: [mayor], role: see}]
  withdraw:
    articles: [art-2-1]
    from: any_open
    to: lost
    hands: [{by: [maker, owner], role: do, form: reason}]
"""

FORMS = {
    "start": """
  call: {label: 批次, type: choice, source: open_calls}
  alliance: {label: 工坊, type: choice, source: my_alliances}
  office: {label: 区, type: choice, source: recommenders}
""",
    "submit": "\n  declarations: {label: 声明, type: choices, options: kinds}",
    "reason": "\n  reason: {label: 理由, type: text}",
    "accept": """
  check: {label: 审查, type: text}
  divisions: {label: 科室, type: choices, source: divisions}
""",
    "opinion": """
  verdict: {label: 意见, type: choice, options: verdict}
  reason: {label: 理由, type: text, required: false}
""",
    "summary": "\n  summary: {label: 汇总, type: text}",
    "panel": """
  experts: {label: 评委, type: choices, source: experts}
  chair: {label: 组长, type: choice, source: experts}
  meets_on: {label: 日期, type: date}
""",
    "promise": "\n  promises: {label: 承诺, type: choices, options: kinds}",
    "review": """
  vote: {label: 意见, type: choice, options: verdict}
  worth: {label: 分, type: integer, at_least: 0, at_most: 100}
  comment: {label: 评语, type: text}
""",
    "replace": """
  leaving: {label: 退出, type: choice, source: seated}
  joining: {label: 加入, type: choice, source: experts}
  reason: {label: 理由, type: text}
""",
    "conclusion": "\n  conclusion: {label: 结论, type: text}",
    "meeting": """
  meeting_kind: {label: 会议, type: choice, options: kinds}
  held_on: {label: 日期, type: date}
  minutes_no: {label: 纪要号, type: line}
  extract: {label: 摘录, type: text}
""",
}

OUTCOME = """
title: 满2个月
table: criteria
about: old-enough
cites: [art-2-1]
rows:
  - name: 满了
    given: {facts: {agreement: {effective_on: 2020-01-31}}, on: 2020-03-31, act: submit}
    expect: {old-enough: met, stops: false}
  - name: 差一天
    given: {facts: {agreement: {effective_on: 2020-01-31}}, on: 2020-03-30, act: submit}
    expect: {old-enough: not_met, stops: true, earliest_on: 2020-03-31}
"""


@cache
def _texts() -> dict[str, str]:
    texts = {
        "pack.yaml": PACK,
        "articles.yaml": ARTICLES,
        "terms.yaml": TERMS,
        "capacities.yaml": CAPACITIES,
        "criteria.yaml": CRITERIA,
        "materials.yaml": MATERIALS,
        "calendar.yaml": CALENDAR,
        "panels.yaml": PANELS,
        "interpretations.yaml": INTERPRETATIONS,
        "unmodelled.yaml": UNMODELLED,
        "procedures/recognition.yaml": RECOGNITION,
        "outcomes/months.yaml": OUTCOME,
        "source.txt": SOURCE,
    }
    return {
        **{name: text.lstrip("\n") for name, text in texts.items()},
        **{f"forms/{name}.yaml": f"fields:{text}" for name, text in FORMS.items()},
    }


def files(*changes: Change) -> dict[str, bytes]:
    """The files of the small pack, each change made once. Fails when the old text does not stand there."""
    texts = dict(_texts())
    for name, old, new in changes:
        assert old in texts[name], f"{name} does not hold {old!r}"
        texts[name] = texts[name].replace(old, new, 1)
    return {name: text.encode() for name, text in texts.items()}


def line_of(name: str, words: str) -> int:
    """The line (from 1) of the first line of a file that holds the words."""
    return next(n for n, line in enumerate(_texts()[name].splitlines(), 1) if words in line)


@cache
def tiny() -> Pack:
    """The small pack under its defaults."""
    return load(files())
