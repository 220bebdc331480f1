"""Every word that matching says, in English and Chinese: reasons, checks, rules, steps, notices."""

from __future__ import annotations

from models.constraints import Outcome
from models.terms import Weight
from models.text import Text
from ranking.matching import features
from ranking.matching.explanation import DEALS, MEANING, SILENT, START, WORDS, WORK
from ranking.matching.relations import Basis

PUBLIC_RECORD = "public-record"
SHORT_TEXT = "short-text"
OTHER_LANGUAGE = "other-language"
TEXT_CUT = "text-cut"
ASKER_CLOSED = "closed"

NOTICES: dict[str, Text] = {
    PUBLIC_RECORD: Text.of(
        en="A public record: nobody here offers it, and no lead is sent.",
        zh="公开记录：本平台上无人发布该信息，不会据此发送商机。",
    ),
    SHORT_TEXT: Text.of(
        en="The text is very short: matches are rough. An abstract or a few sentences say more.",
        zh="文本很短，匹配结果较为粗略；建议提供摘要或几句完整描述。",
    ),
    OTHER_LANGUAGE: Text.of(
        en="The text seems to be in {language}. English and Chinese are understood best: it was compared by meaning alone.",
        zh="文本似为{language}。系统对中英文理解最好，本次仅按语义比较。",
    ),
    TEXT_CUT: Text.of(
        en="The text is long: its meaning was read from its beginning, its words from all of it.",
        zh="文本较长：语义取自开头部分，用词取自全文。",
    ),
    ASKER_CLOSED: Text.of(
        en="The listing that asks closed on {day}: these would have fitted.",
        zh="提出匹配的信息已于{day}截止，以下为截止前可匹配的结果。",
    ),
}
"""What is to be known of an answer or a match, by code; the notices of search besides."""

REASONS: dict[str, Text] = {
    WORDS: Text.of(en="words in common", zh="共同用词"),
    MEANING: Text.of(en="meaning", zh="语义"),
    START: Text.of(en="where every pair begins", zh="起始分"),
    features.TO_CONFIRM: Text.of(en="to be confirmed", zh="待确认"),
    features.FRESHNESS: Text.of(en="how recently it was published", zh="发布时间"),
    features.COMPLETENESS: Text.of(en="how fully it is described", zh="信息完整度"),
    WORK: Text.of(en="earlier work", zh="以往成果"),
    DEALS: Text.of(en="deals done", zh="已完成项目"),
    "field": Text.of(en="technical field", zh="技术领域"),
    "industry": Text.of(en="industry", zh="产业"),
    "place": Text.of(en="place", zh="地区"),
    "stage": Text.of(en="stage", zh="阶段"),
    "deal": Text.of(en="deal and service", zh="合作方式与服务"),
    "money": Text.of(en="money", zh="金额"),
    "party": Text.of(en="party", zh="机构"),
    "assets": Text.of(en="intellectual property", zh="知识产权"),
    "language": Text.of(en="language", zh="语言"),
    "terms": Text.of(en="other terms", zh="其他条件"),
}
"""What reasons are called."""

FEATURES: dict[str, Text] = {
    features.WORDS: Text.of(en="words that both use", zh="双方共同用词"),
    features.RARE: Text.of(en="rare words that both use", zh="共同的罕见词"),
    features.COINED: Text.of(en="acronyms, names and codes that both use", zh="共同的缩写、名称与代号"),
    features.TITLE: Text.of(en="words of both titles", zh="标题共同用词"),
    features.STYLE: Text.of(en="how alike they are written", zh="行文相近程度"),
    features.LENGTH: Text.of(en="correction for length", zh="篇幅修正"),
    features.HUB: Text.of(en="correction for common wording", zh="常见表述修正"),
    features.LITERAL: Text.of(en="names and numbers that stand in both languages", zh="跨语言相同的名称与数字"),
    features.TRACK: Text.of(en="its deals stand for what it seeks", zh="以往项目代表其意向"),
    features.TRACK_WORDS: Text.of(en="words of what it did before", zh="与以往项目的共同用词"),
    features.WORK_WORDS: Text.of(en="words of its party's earlier work", zh="与其机构以往成果的共同用词"),
    features.WORK_MEANING: Text.of(en="meaning of its party's earlier work", zh="与其机构以往成果的语义"),
    features.MEANING: Text.of(en="meaning", zh="语义"),
    features.ACROSS: Text.of(en="meaning, where the languages differ", zh="跨语言语义"),
    features.FOREIGN: Text.of(en="the two are written in different languages", zh="双方文本语言不同"),
    "base": Text.of(en="where every pair begins", zh="起始分"),
    features.POPULARITY: Text.of(en="deals that the other's party has done", zh="对方已完成项目数"),
    features.TRACK_POPULARITY: Text.of(
        en="deals, of one who only shows by deals what it wants", zh="以往项目数（仅由项目体现偏好者）"
    ),
}
"""What single contributions are called where that is not the reason's name."""

BASES: dict[Basis, Text] = {
    Basis.SOUGHT: Text.of(en="by what it seeks", zh="依据其需求"),
    Basis.RECORD: Text.of(en="by its own work", zh="依据其自身成果"),
    Basis.TRACK: Text.of(en="by what it did before", zh="依据其以往项目"),
}
"""How it is known what a side wants."""

OUTCOMES: dict[Outcome, Text] = {
    Outcome.MET: Text.of(en="met", zh="符合"),
    Outcome.FAILED: Text.of(en="not met", zh="不符合"),
    Outcome.NOT_STATED: Text.of(en="not stated", zh="未说明"),
}

ASKS: dict[Weight, Text] = {
    Weight.REQUIRED: Text.of(en="requires {asked}", zh="要求{asked}"),
    Weight.PREFERRED: Text.of(en="prefers {asked}", zh="优先{asked}"),
    Weight.EXCLUDED: Text.of(en="excludes {asked}", zh="排除{asked}"),
}
"""How a demand is told."""

JOININGS: dict[str, Text] = {
    "harmonic": Text.of(
        en="The harmonic mean of both: {forward} and {backward} make {mutual}.",
        zh="取双方得分的调和平均：{forward}与{backward}合为{mutual}。",
    ),
    "product": Text.of(
        en="The product of both: {forward} times {backward} is {mutual}.",
        zh="取双方得分之积：{forward}乘以{backward}得{mutual}。",
    ),
    "minimum": Text.of(
        en="The smaller of both: of {forward} and {backward} it is {mutual}.",
        zh="取双方得分中较小者：{forward}与{backward}中为{mutual}。",
    ),
    "uninorm": Text.of(
        en="Both log-odds added: {forward} and {backward} make {mutual}.",
        zh="双方对数几率相加：{forward}与{backward}合为{mutual}。",
    ),
    "opinion-pool": Text.of(
        en="The mean of both sides' log-odds: {forward} and {backward} make {mutual}.",
        zh="取双方对数几率的平均：{forward}与{backward}合为{mutual}。",
    ),
    SILENT: Text.of(
        en="One side asks for nothing, which is no refusal: both log-odds, {forward} and {backward}, are added, which makes {mutual}.",
        zh="有一方未提出要求，不视为拒绝：双方对数几率{forward}与{backward}相加，合为{mutual}。",
    ),
}
"""The joining of both sides, by method."""

OTHER_JOINING = Text.of(
    en="Both joined ({method}): {forward} and {backward} make {mutual}.",
    zh="双方合成（{method}）：{forward}与{backward}合为{mutual}。",
)
"""A joining that has no words of its own."""

WORDING: dict[str, Text] = {
    "limit": Text.of(en="is for {asked}", zh="面向{asked}"),
    "limit_span": Text.of(en="takes {asked}", zh="接受{asked}"),
    "choice": Text.of(en="one of several, of which one is enough", zh="多项满足其一即可"),
    "stated": Text.of(en="found: {stated}", zh="实际：{stated}"),
    "common": Text.of(en="in common: {common}", zh="重合：{common}"),
    "silent_other": Text.of(en="nothing is said of it", zh="未提供"),
    "about": Text.of(en="about {amount}", zh="约{amount}"),
    "converted": Text.of(en="by the rates of {source} of {day}", zh="按“{source}”{day}的汇率换算"),
    "converted_undated": Text.of(en="by the rates of {source}", zh="按“{source}”的汇率换算"),
    "@all": Text.of(en="of every right", zh="全部知识产权"),
    "@share": Text.of(en="of at least half of the rights", zh="至少半数知识产权"),
    "ask": Text.of(en="Ask {whom}: {label}? The other side {asks}.", zh="请向{whom}确认：{label}。另一方{asks}。"),
    "ask_mine": Text.of(
        en="Say of “{title}”: {label}. {count} of the matches hang on it.",
        zh="请补充【{title}】的{label}：有{count}条匹配取决于此。",
    ),
    "ask_theirs": Text.of(
        en="Ask the others: {label}? This listing {asks}; {count} of them do not say.",
        zh="请向对方确认：{label}。本信息{asks}；其中{count}条未说明。",
    ),
    "ask_owners": Text.of(en="Ask {whom}: do {holders} agree? {law}.", zh="请向{whom}确认：{holders}是否同意？{law}。"),
    "words_for": Text.of(en="Both use: {shared}.", zh="双方均提到：{shared}。"),
    "words_for_plain": Text.of(en="Both use some of the same words.", zh="双方有部分相同用词。"),
    "words_against": Text.of(
        en="Few words in common, once length and common wording are taken into account.",
        zh="扣除篇幅与常见表述的影响后，共同用词很少。",
    ),
    "meaning_for": Text.of(en="What they say is close in meaning.", zh="双方所述语义相近。"),
    "meaning_against": Text.of(en="What they say is not close in meaning.", zh="双方所述语义并不相近。"),
    "start_against": Text.of(
        en="What they say has too little in common: words and meaning ({said}) do not make up for where every pair begins ({start}).",
        zh="双方内容相近程度不足：用词与语义（{said}）未能抵消起始分（{start}）。",
    ),
    "confirm_against": Text.of(en="Still to be confirmed: {terms}.", zh="尚待确认：{terms}。"),
    "freshness": Text.of(en="Published on {day}.", zh="发布于{day}。"),
    "completeness": Text.of(
        en="States {percent}% of what listings of its kind usually state.", zh="同类信息常填条目中，已填写{percent}%。"
    ),
    "work": Text.of(
        en="What its party did before is close to what the other offers.", zh="其机构以往成果与对方所供内容相近。"
    ),
    "deals": Text.of(en="Its party has done {deals}.", zh="其机构已完成{deals}项目。"),
    "own_met": Text.of(en="The two are not of one party.", zh="双方不属于同一机构。"),
    "own_failed": Text.of(
        en="Both are listings of one party: nobody is matched with themselves.", zh="双方属于同一机构，不与自身匹配。"
    ),
    "open_met": Text.of(en="Nothing has closed.", zh="双方信息均未截止。"),
    "open_record": Text.of(
        en="“{title}” closed on {day}; as a public record it is shown all the same.",
        zh="【{title}】已于{day}截止；作为公开记录仍予展示。",
    ),
    "open_failed": Text.of(en="“{title}” closed on {day}.", zh="【{title}】已于{day}截止。"),
    "obstacle_met": Text.of(en="No encumbrance stands in the way of every deal.", zh="权利负担未阻断全部合作方式。"),
    "obstacle_failed": Text.of(
        en="Encumbrances block every deal that both have in mind.", zh="权利负担阻断了双方意向中的全部合作方式。"
    ),
    "represented_met": Text.of(en="No agent of record stands in the way.", zh="不涉及已有代理机构的权利。"),
    "represented_failed": Text.of(
        en="A right has an agent of record: it is not brought to another agency unless its owner asks.",
        zh="相关权利已有登记代理机构：除非权利人提出，不向其他代理机构推荐。",
    ),
    "answerable_failed": Text.of(
        en="One seeks what a listing of the other's kind cannot give.", zh="一方所求，另一方这类信息无法满足。"
    ),
    "burden": Text.of(
        en="{right}: {burden}. {law}. Blocked: {deals}.",
        zh="{right}：{burden}。{law}。受限：{deals}。",
    ),
    "burden_doubtful": Text.of(
        en="{right}: {burden}. {law}. To be confirmed for: {deals}.",
        zh="{right}：{burden}。{law}。须确认：{deals}。",
    ),
    "burden_holders": Text.of(en="({holders})", zh="（{holders}）"),
    "burden_since": Text.of(en="since {day}", zh="，自{day}起"),
    "co_owned": Text.of(en="co-owned", zh="共有"),
    "co_owned_holders": Text.of(en="(not yet agreed: {holders})", zh="（尚未同意：{holders}）"),
    "almost": Text.of(
        en="Would match if “{title}” did not insist on this: {check}.", zh="如【{title}】放宽此条件即可匹配：{check}。"
    ),
    "almost_excluded": Text.of(
        en="Would match if “{title}” did not exclude this: {check}.", zh="如【{title}】不作此排除即可匹配：{check}。"
    ),
    "silent": Text.of(
        en="Its words say nothing of what it wants: silence is no refusal; its terms count, and the other side decides.",
        zh="未以文字说明需求：沉默不等于拒绝；其条件照常计入，由另一方的评价决定。",
    ),
    "calibrated": Text.of(
        en="Calibration: slope {slope}, intercept {intercept} in log-odds turn {mutual} into {score}.",
        zh="校准：对数几率乘以{slope}再加{intercept}，由{mutual}得{score}。",
    ),
    "calibrated_plain": Text.of(
        en="Calibration leaves the mutual score of {mutual} as it is.", zh="校准未改变互评得分{mutual}。"
    ),
    "draft": Text.of(en="the pasted text", zh="所粘贴的文本"),
}
"""Every other sentence by its key."""


def say(key: str, language: str, **values: object) -> str:
    """A sentence with values put into it."""
    return WORDING[key].best(language)[1].format(**values)


def word(table: dict[str, Text], key: str, language: str) -> str:
    """A name from one of the tables; the key itself where it has none."""
    return table[key].best(language)[1] if key in table else key


def listed(parts: list[str], language: str) -> str:
    """Some words one after the other."""
    return ("、" if language == "zh" else ", ").join(parts)


def labelled(label: str, text: str, language: str) -> str:
    """A text with what it is about before it."""
    return f"{label}：{text}" if language == "zh" else f"{label}: {text}"


def clauses(parts: list[str], language: str) -> str:
    """Clauses of one sentence."""
    return ("；" if language == "zh" else "; ").join(parts)


def sentences(parts: list[str], language: str) -> str:
    """Some sentences, each with its stop."""
    if language == "zh":
        return "".join(f"{part}。" for part in parts)
    return " ".join(f"{part[:1].upper()}{part[1:]}." for part in parts)


def signed(value: float, places: int = 1) -> str:
    """A number with its sign, as it is printed."""
    return f"{value:+.{places}f}".replace("-", "−")
