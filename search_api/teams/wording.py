"""Every word that a team says, in English and Chinese: why one is chosen and another is not, what else changes, why there is none."""

from __future__ import annotations

from models.text import Text

ONE_ALONE = "one-alone"
"""It is not said whether the amount may be shared, so that one puts it up alone."""

NO_AMOUNT = "no-amount"
NOT_CONVINCING = "not-convincing"
"""A required role has nobody who scores well enough."""

CONVERTED = "converted"

NOTICES: dict[str, Text] = {
    ONE_ALONE: Text.of(
        en="It is not stated whether several may share the amount, so that it comes from one alone. More teams are possible if it is divisible.",
        zh="未说明金额是否可拆分，本次按由一家单独提供处理；如可拆分，可选方案更多。",
    ),
    NO_AMOUNT: Text.of(
        en="No amount is stated, so that whether the members can put it up was not checked.",
        zh="未说明金额，未核对成员能否提供所需金额。",
    ),
    NOT_CONVINCING: Text.of(
        en="No convincing team: {members}. Below {floor} a match seldom comes about; the best set is shown all the same.",
        zh="尚无令人信服的团队：{members}。得分低于{floor}的匹配较难达成，以下为现有的最优组合，供参考。",
    ),
    CONVERTED: Text.of(
        en="Amounts in other currencies are converted by the rates of {source}.",
        zh="其他币种的金额按“{source}”的汇率换算。",
    ),
}
"""What is to be known of a team, by code; those of matching besides."""

WORDING: dict[str, Text] = {
    "title": Text.of(en="“{title}”", zh="【{title}】"),
    "chosen_only": Text.of(en="The only {role} that can take part.", zh="唯一可参与的{role}。"),
    "chosen_best": Text.of(
        en="The best score of the {able} candidates that can take part.", zh="在可参与的{able}个候选中得分最高。"
    ),
    "chosen_next": Text.of(
        en="The best score after those it shares the role with.", zh="得分仅次于与其共担该角色的成员。"
    ),
    "chosen_place": Text.of(
        en="Ranks {place} of {able} by score; why those ahead of it were not chosen is told below.",
        zh="在可参与的{able}个候选中得分排第{place}；排在前面的为何未入选，见下。",
    ),
    "bears": Text.of(en="Bears {share} of the risk.", zh="承担{share}的风险。"),
    "puts_up": Text.of(en="Puts up {amount}.", zh="提供资金{amount}。"),
    "ask_risk": Text.of(
        en="Ask {whom}: would it bear {share} of the risk? It has not stated a share.",
        zh="请向{whom}确认：能否承担{share}的风险？其未说明风险分担比例。",
    ),
    "ask_amount": Text.of(
        en="Ask {whom}: would it put up {amount}? It has stated no comparable amount.",
        zh="请向{whom}确认：能否提供{amount}？其未说明可供比较的金额。",
    ),
    "together": Text.of(en="Together they put up {sum}; {asked} is sought.", zh="合计提供{sum}，资金需求为{asked}。"),
    "risk_whole": Text.of(en="The shares of the risk add up to 100%.", zh="风险分担比例合计100%。"),
    "risk_open": Text.of(
        en="The shares of the risk add up to 100%, provided those who have stated none confirm theirs.",
        zh="待未说明比例的成员确认后，风险分担比例合计100%。",
    ),
    "proven": Text.of(
        en="No other set that keeps the rules fits better.", zh="在满足全部规则的组合中，整体匹配度最高。"
    ),
    "unproven": Text.of(
        en="The best set found in the time given; there may be a better one.",
        zh="这是限定时间内找到的最优组合，可能存在更优者。",
    ),
    "capacity": Text.of(en="Takes on nothing more at present.", zh="目前不再承接新业务。"),
    "agents": Text.of(en="{text} Agent of record: {agents}.", zh="{text}登记代理机构：{agents}。"),
    "adverse": Text.of(
        en="Is on record as opposed to {against} in a dispute over a right.", zh="与{against}存在有记录的知识产权争议。"
    ),
    "same_party": Text.of(
        en="Belongs to the same party as the {role}, {other}; no party takes two roles.",
        zh="与{role}{other}属于同一机构；同一机构不兼任两个角色。",
    ),
    "independent": Text.of(
        en="Is linked by ownership to the {role}, {other}; the {one} must be independent of the {another}.",
        zh="与{role}{other}存在股权关联；{one}须独立于{another}。",
    ),
    "risk_much": Text.of(
        en="With it, the shares of the risk would come to at least {sum}, more than 100%.",
        zh="若由其加入，风险分担比例合计至少为{sum}，超过100%。",
    ),
    "risk_little": Text.of(
        en="With it, the shares of the risk would come to at most {sum}, less than 100%.",
        zh="若由其加入，风险分担比例合计至多为{sum}，不足100%。",
    ),
    "amount_much": Text.of(
        en="With it, at least {sum} would come together, more than the {asked} sought.",
        zh="若由其加入，合计至少为{sum}，超过所需的{asked}。",
    ),
    "amount_little": Text.of(
        en="With it, at most {sum} would come together, less than the {asked} needed.",
        zh="若由其加入，合计至多为{sum}，少于所需的{asked}。",
    ),
    "indivisible": Text.of(en="The amount has to come from one party alone.", zh="金额须由一家单独提供。"),
    "most": Text.of(en="The role is already filled.", zh="该角色名额已满。"),
    "equal": Text.of(en="Could take part just as well.", zh="同样可以参与，整体匹配度相当。"),
    "unlikely": Text.of(
        en="Could take part but scores {score}; an optional role is filled only above {vacant}.",
        zh="可以参与，但得分为{score}；可选角色须高于{vacant}才纳入。",
    ),
    "untried": Text.of(
        en="Nothing is known against it; the search ended before it was tried.",
        zh="未发现不宜参与的原因；搜索已到时限，尚未试及。",
    ),
    "vacant": Text.of(en="Nobody takes this optional role.", zh="该可选角色暂缺。"),
    "vacant_none": Text.of(en="There is no {role} here yet.", zh="平台上暂无{role}。"),
    "instead": Text.of(en="Without it, {names} would take the role", zh="如其不参与，由{names}担任"),
    "shared": Text.of(en="Without it, the others in the role would suffice", zh="如其不参与，由同一角色的其他成员承担"),
    "moved": Text.of(en="{names} would leave the team", zh="{names}退出"),
    "joined": Text.of(en="{names} would join as {role}", zh="{names}加入，担任{role}"),
    "then_bears": Text.of(en="{name} would bear {share} of the risk", zh="{name}改为承担{share}的风险"),
    "then_puts_up": Text.of(en="{name} would put up {amount}", zh="{name}改为提供资金{amount}"),
    "irreplaceable": Text.of(
        en="Nobody else could take its place: without it there is no team.",
        zh="无人可以替代：缺少该成员则无法组成团队。",
    ),
    "unreplaced": Text.of(
        en="Nobody who could take its place was found in the time given.", zh="限定时间内未找到可替代者。"
    ),
    "impossible": Text.of(en="No team keeps every rule.", zh="没有满足全部规则的团队。"),
    "not_found": Text.of(
        en="No team was found in the time given; there may be one.", zh="限定时间内未找到合适的团队，但可能存在。"
    ),
    "rule_role": Text.of(en="The role of {role} is filled.", zh="须有{role}。"),
    "rule_asks": Text.of(en="A condition of the listing that asks: {label}.", zh="发布方的条件：{label}。"),
    "rule_wants": Text.of(en="A condition of the candidates: {label}.", zh="候选方的条件：{label}。"),
    "rule_open": Text.of(en="Nobody whose listing has closed takes part.", zh="信息已截止的，不参与。"),
    "rule_obstacle": Text.of(
        en="Nobody takes part where an encumbrance blocks every deal.", zh="权利负担致全部合作方式受阻的，不参与。"
    ),
    "rule_represented": Text.of(
        en="A right with an agent of record is not brought to another agency unless its owner asks.",
        zh="已有登记代理机构的权利，除非权利人提出，不向其他代理机构推荐。",
    ),
    "rule_answerable": Text.of(
        en="Nobody takes part whose kind of listing cannot give what is sought.", zh="所属类别无法满足所求的，不参与。"
    ),
    "rule_own": Text.of(en="Nobody is matched with themselves.", zh="不与自身匹配。"),
    "rule_capacity": Text.of(
        en="Nobody takes part who takes on nothing more at present.", zh="目前不再承接新业务的，不参与。"
    ),
    "rule_adverse": Text.of(
        en="Nobody takes part who is on record as opposed to the asker in a dispute.",
        zh="与发布方存在有记录争议的，不参与。",
    ),
    "rule_same_party": Text.of(en="No party takes two roles.", zh="同一机构不兼任两个角色。"),
    "rule_independent": Text.of(en="The {one} is independent of the {other}.", zh="{one}须独立于{other}。"),
    "rule_risk": Text.of(en="The shares of the risk add up to 100%.", zh="风险分担比例合计100%。"),
    "rule_amount": Text.of(en="{asked} comes together.", zh="资金合计达到{asked}。"),
    "rule_indivisible": Text.of(en="The amount comes from one party alone.", zh="金额由一家单独提供。"),
    "rule_most": Text.of(en="No more than {count} share the role of {role}.", zh="{role}至多{count}家。"),
    "rule_not_stated": Text.of(en="Nobody takes part who has stated no share.", zh="未说明比例的，不参与。"),
    "help_role": Text.of(en="Without the role of {role}, there would be a team.", zh="如不要求{role}，即可组成团队。"),
    "help_indivisible": Text.of(
        en="If several could share the amount, there would be a team.",
        zh="如金额可拆分、由多家共同提供，即可组成团队。",
    ),
    "help": Text.of(en="There would be a team if this were waived: {rule}", zh="如放宽此项，即可组成团队：{rule}"),
    "help_obstacle": Text.of(
        en="If the encumbrance were released or those concerned agreed, there would be a team.",
        zh="如权利负担解除或相关方同意，即可组成团队。",
    ),
    "help_represented": Text.of(
        en="If the owner asks for another agency, there would be a team.", zh="如权利人提出另行委托，即可组成团队。"
    ),
    "no_help": Text.of(en="Waiving any one of these would not be enough.", zh="单独放宽任何一项，均不足以组成团队。"),
    "pool": Text.of(
        en="{role}: {there} compared, of whom {able} can take part", zh="{role}：比较{there}个候选，其中{able}个可参与"
    ),
    "kept_out": Text.of(en="{count} ruled out. {rule}", zh="{count}个不参与。{rule}"),
    "fit": Text.of(
        en="Overall fit {fit}: the geometric mean of the scores in the required roles.",
        zh="整体匹配度{fit}：各必需角色得分的几何平均值。",
    ),
    "fit_weighted": Text.of(
        en="Overall fit {fit}: the geometric mean of the scores in the required roles, weighted ({weights}; all others × 1).",
        zh="整体匹配度{fit}：各必需角色得分的加权几何平均值（{weights}，其余×1）。",
    ),
    "weight": Text.of(en="{role} × {weight}", zh="{role}×{weight}"),
    "weak": Text.of(en="the {role}, {other}, scores {score}", zh="{role}{other}得分仅{score}"),
    "bar_mine": Text.of(
        en="Does not meet a condition of the listing that asks. {told}.", zh="不符合发布方的条件。{told}。"
    ),
    "bar_theirs": Text.of(en="Its own condition is not met. {told}.", zh="不满足其自身条件。{told}。"),
    "then_fit": Text.of(
        en="the overall fit would be {after} instead of {before}", zh="整体匹配度由{before}变为{after}"
    ),
    "then_same": Text.of(en="the overall fit would be about the same ({after})", zh="整体匹配度基本不变（{after}）"),
    "unfilled": Text.of(
        en="Nobody else could take its place: this optional role would stay empty.",
        zh="无人可以替代：缺少该成员，此可选角色将暂缺。",
    ),
}
"""Every other sentence by its key."""


def tell(key: str, language: str, **values: object) -> str:
    """A sentence with values put into it."""
    return WORDING[key].best(language)[1].format(**values)


def sentence(clauses: list[str], language: str) -> str:
    """Clauses as one sentence."""
    return f"{'，'.join(clauses)}。" if language == "zh" else f"{'; '.join(clauses)}."


def together(names: list[str], language: str) -> str:
    """Names one after the other."""
    return ("、" if language == "zh" else ", ").join(names)
