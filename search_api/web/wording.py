"""The words of the pages, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass

from models.text import Text

WORDS: dict[str, Text] = {
    "name": Text.of(en="Zhiqiao", zh="知桥"),
    "motto": Text.of(en="Where research, capital and services find each other", zh="让成果、资本与服务彼此找到"),
    "tongue": Text.of(en="Language", zh="语言"),
    "search": Text.of(en="Search", zh="搜索"),
    "placeholder": Text.of(en="What are you looking for? Any language", zh="您在找什么？中英文均可"),
    "box": Text.of(en="Search listings", zh="搜索供需信息"),
    "skip": Text.of(en="Skip to results", zh="跳到结果"),
    "try": Text.of(en="For example", zh="例如"),
    "newest": Text.of(en="Newest listings", zh="最新发布"),
    "filters": Text.of(en="Filters", zh="筛选"),
    "chosen": Text.of(en="Chosen filters", zh="已选筛选条件"),
    "remove": Text.of(en="remove", zh="移除"),
    "clear": Text.of(en="Clear all", zh="全部清除"),
    "not": Text.of(en="not", zh="不含"),
    "sort": Text.of(en="Sort", zh="排序"),
    "relevance": Text.of(en="Best match", zh="相关度"),
    "by_newest": Text.of(en="Newest first", zh="最新优先"),
    "by_oldest": Text.of(en="Oldest first", zh="最早优先"),
    "results": Text.of(en="Results", zh="结果"),
    "of_window": Text.of(en="{start}–{end} of {total}", zh="第{start}–{end}条，共{total}条"),
    "of_passing": Text.of(en="{passing} listings pass the filters", zh="{passing}条符合筛选条件"),
    "all_listings": Text.of(en="{passing} listings", zh="{passing}条供需信息"),
    "more": Text.of(en="More like this", zh="相似信息"),
    "similar_to": Text.of(en="Similar to", zh="相似于"),
    "source": Text.of(en="Original record", zh="原始记录"),
    "next": Text.of(en="Next page", zh="下一页"),
    "previous": Text.of(en="Previous page", zh="上一页"),
    "pages": Text.of(en="Pages", zh="翻页"),
    "score": Text.of(en="Match", zh="匹配度"),
    "why": Text.of(en="Why this score", zh="得分说明"),
    "score_note": Text.of(
        en="The contributions add up to {sum} in log-odds, which is a score of {score}.",
        zh="各项之和为{sum}（对数几率），即得分{score}。",
    ),
    "score_means": Text.of(
        en="From 0 to 1, alike for every question: the chance that this is a right answer. What nothing answers scores low.",
        zh="得分在0到1之间，不同问题之间可比，表示该条为所求的可能性；没有相符信息时得分较低。",
    ),
    "keyword_leg": Text.of(en="By words", zh="按关键词"),
    "vector_leg": Text.of(en="By meaning", zh="按语义"),
    "rank": Text.of(en="rank {rank}", zh="第{rank}名"),
    "leg_score": Text.of(en="score {score}", zh="得分{score}"),
    "not_found": Text.of(en="not found by it", zh="未命中"),
    "only_in": Text.of(en="in {language} only", zh="仅有{language}"),
    "more_values": Text.of(en="more", zh="更多"),
    "withheld": Text.of(
        en="{count} results of this page are no longer open to you and were left out.",
        zh="本页有{count}条结果已不再对您开放，未予显示。",
    ),
    "nothing": Text.of(en="Nothing found", zh="没有找到结果"),
    "nothing_why": Text.of(
        en="No listing passes every filter and phrase.", zh="没有信息同时符合全部筛选条件和引号短语。"
    ),
    "tips": Text.of(en="What you can do", zh="您可以"),
    "tip_filters": Text.of(en="Remove a filter: each one has to hold.", zh="移除一个筛选条件：各条件须同时满足。"),
    "tip_quotes": Text.of(
        en="Take away the quotation marks: a quoted phrase has to stand word for word.",
        zh="去掉引号：引号内的短语须逐字出现。",
    ),
    "tip_words": Text.of(
        en="Say what it does rather than what it is called: meaning is searched too, in both languages.",
        zh="用功能而不只用名称来描述：系统同时按语义检索，中英文互通。",
    ),
    "tip_grammar": Text.of(
        en='You can type "a phrase", -word, and filters such as cpc:H01M, place:Jiangsu, stage:4..6.',
        zh='可以输入"短语"、-排除词，以及 cpc:H01M、place:江苏、stage:4..6 等条件。',
    ),
    "trouble": Text.of(en="That did not work", zh="出了点问题"),
    "back": Text.of(en="Back to search", zh="返回搜索"),
    "again": Text.of(en="Ask again", zh="重新搜索"),
    "offers": Text.of(en="Offers", zh="供"),
    "seeks": Text.of(en="Seeks", zh="求"),
    "terms": Text.of(en="Terms", zh="条件"),
    "assets": Text.of(en="Intellectual property", zh="知识产权"),
    "core": Text.of(en="core", zh="核心"),
    "supporting": Text.of(en="supporting", zh="辅助"),
    "status": Text.of(en="Status", zh="法律状态"),
    "owners": Text.of(en="Owners", zh="权利人"),
    "encumbrances": Text.of(en="Encumbrances", zh="权利负担"),
    "none_recorded": Text.of(en="none recorded here", zh="本平台无记录"),
    "until": Text.of(en="until {day}", zh="至{day}"),
    "since": Text.of(en="since {day}", zh="自{day}"),
    "expires": Text.of(en="Expires", zh="届满日"),
    "years_left": Text.of(en="{years} years left", zh="剩余{years}年"),
    "facts": Text.of(en="At a glance", zh="概览"),
    "party": Text.of(en="Party", zh="机构"),
    "kind": Text.of(en="Kind", zh="类型"),
    "standing": Text.of(en="Standing", zh="发布方式"),
    "authority": Text.of(en="Offered by right of", zh="授权依据"),
    "consents": Text.of(en="Agreed to by", zh="已同意方"),
    "published": Text.of(en="Published", zh="发布日期"),
    "shown_until": Text.of(en="Shown until", zh="展示截止"),
    "offer_until": Text.of(en="Offer holds until", zh="有效期至"),
    "place": Text.of(en="Place", zh="地区"),
    "records": Text.of(en="Where this comes from", zh="数据来源"),
    "as_of": Text.of(en="Derived from recorded events, as of today.", zh="由已登记事件推导，截至今日。"),
    "all_of_party": Text.of(en="All listings of this party", zh="该机构的全部信息"),
    "to_confirm": Text.of(en="where not stated: to confirm", zh="未说明时待确认"),
    "api": Text.of(en="API", zh="接口文档"),
    "who_fits": Text.of(en="Who fits?", zh="谁合适？"),
    "whole_team": Text.of(en="A whole team", zh="整个团队"),
    "team_for": Text.of(en="A whole team for", zh="整个团队："),
    "team_reasons": Text.of(en="Why it was chosen", zh="入选原因"),
    "team_passed_over": Text.of(en="Higher scores, not chosen", zh="得分更高但未入选"),
    "team_unmet": Text.of(en="Wishes not met", zh="未满足的优先条件"),
    "team_first": Text.of(en="To settle first", zh="须先落实的事项"),
    "team_candidates": Text.of(en="Best candidates", zh="得分最高的候选"),
    "team_alternative": Text.of(en="Alternative", zh="备选"),
    "team_optional": Text.of(en="Optional, not filled: {role}", zh="可选角色，暂缺：{role}"),
    "team_clash": Text.of(en="What cannot all be kept at once", zh="以下各项无法同时满足"),
    "team_help": Text.of(en="What would help", zh="如何调整"),
    "team_pools": Text.of(en="Who was compared", zh="比较范围"),
    "fits": Text.of(en="Who fits", zh="谁适合"),
    "every_kind": Text.of(en="All", zh="全部"),
    "tabs": Text.of(en="Kinds", zh="类型"),
    "forward": Text.of(en="This listing's view", zh="本方评价"),
    "backward": Text.of(en="The other's view", zh="对方评价"),
    "mutual": Text.of(en="Mutual", zh="互评"),
    "silent": Text.of(en="asks for nothing", zh="未提要求"),
    "for_it": Text.of(en="For", zh="有利"),
    "against_it": Text.of(en="Against", zh="不利"),
    "checks": Text.of(en="Checks", zh="条件核对"),
    "checks_count": Text.of(en="Checks: {met} of {all} met", zh="条件核对：{all}项中{met}项符合"),
    "questions": Text.of(en="To confirm", zh="待确认"),
    "obstacles": Text.of(en="Encumbrances and consents", zh="权利负担与同意"),
    "almost": Text.of(en="Almost: one condition apart", zh="只差一个条件"),
    "almost_means": Text.of(
        en="These would match if one condition, of either side, were loosened.",
        zh="任一方放宽一个条件，即可匹配以下信息。",
    ),
    "would_decide": Text.of(en="What would decide", zh="确认后即可判断"),
    "of_matches": Text.of(en="{shown} shown of {total} compared", zh="共比较{total}条，显示{shown}条"),
    "nobody_fits": Text.of(en="Nobody fits", zh="暂无合适对象"),
    "nobody_why": Text.of(
        en="No listing of this kind passes every condition of both sides.",
        zh="没有该类型的信息同时满足双方的全部条件。",
    ),
    "explained": Text.of(en="The whole explanation", zh="完整说明"),
    "explained_title": Text.of(en="Why these two", zh="匹配说明"),
    "kept_apart": Text.of(en="What keeps them apart", zh="未能匹配的原因"),
    "thinks": Text.of(en="What “{title}” wants of the other", zh="【{title}】对另一方的评价"),
    "log_odds_sum": Text.of(en="together, in log-odds", zh="合计（对数几率）"),
    "side_score": Text.of(en="which is a score of {score}", zh="即得分{score}"),
    "contribution": Text.of(en="Contribution", zh="构成"),
    "log_odds": Text.of(en="Log-odds", zh="对数几率"),
    "asking_text": Text.of(en="What it wants", zh="所求"),
    "answering_text": Text.of(en="What the other offers", zh="对方所供"),
    "steps": Text.of(en="From both sides to the score", zh="由双方评价到最终得分"),
    "joining": Text.of(en="Joining", zh="合成"),
    "calibration": Text.of(en="Calibration", zh="校准"),
    "rules": Text.of(en="Rules for every match", zh="通用规则"),
    "weights_version": Text.of(en="Weights: {version}", zh="权重版本：{version}"),
    "match_means": Text.of(
        en="From 0 to 1, alike for every listing; a pair that only one side wants scores low.",
        zh="得分在0到1之间，不同信息之间可比；只有单方有意的，得分较低。",
    ),
    "record": Text.of(en="{source}, {file}, {place}, loaded {day}", zh="{source}，{file}，{place}，{day}载入"),
    "shown": Text.of(en="{shown} of {total} shown.", zh="共{total}条，显示{shown}条。"),
    "none_found": Text.of(en="Nothing was found.", zh="没有找到结果。"),
    "footer": Text.of(
        en="What you see is what is open to everyone. Details may be shown to members and accepted parties.",
        zh="此处仅显示公开内容；更多细节对会员和对接方开放。",
    ),
}
"""Every word by its key."""

EXAMPLES = {
    "en": (
        "separators for solid-state batteries",
        "loan against patents for a young company",
        "early diagnosis from a blood sample kind:technology",
        "patent attorney for filings in China and Europe",
    ),
    "zh": ("固态电池陶瓷隔膜", "专利质押贷款", "血液检测早期筛查", "海外专利布局代理"),
}
"""Questions to begin with."""


@dataclass(frozen=True)
class Wording:
    """The words for readers of one language: ``wording.search``, ``wording.get("of_window", start=1, …)``."""

    language: str

    def __getattr__(self, key: str) -> str:
        try:
            return WORDS[key].best(self.language)[1]
        except KeyError:
            raise AttributeError(key) from None

    def get(self, key: str, **values: object) -> str:
        """Words with values put into them."""
        return WORDS[key].best(self.language)[1].format(**values)
