"""Every word that a team says, in English and Chinese: why one is chosen and another is not, what else changes, why there is none."""

from __future__ import annotations

from models.text import Text

ONE_ALONE = "one-alone"
"""It is not said whether the amount may be shared, so that one puts it up alone."""

NO_AMOUNT = "no-amount"
CONVERTED = "converted"

NOTICES: dict[str, Text] = {
    ONE_ALONE: Text.of(
        en="It is not stated whether several may share the amount: one puts it up alone. More teams are possible where it is divisible.",
        zh="未说明金额是否可拆分，本次由一家单独提供；如可拆分，可选方案更多。",
    ),
    NO_AMOUNT: Text.of(
        en="No amount is stated: whether the members can put it up is not checked.",
        zh="未说明金额，未核对成员能否提供所需金额。",
    ),
    CONVERTED: Text.of(
        en="Amounts in other currencies are converted by the rates of {source}.",
        zh="其他币种的金额按“{source}”的汇率换算。",
    ),
}
"""What is to be known of a team, by code; those of matching besides."""

WORDING: dict[str, Text] = {
    "title": Text.of(en="“{title}”", zh="【{title}】"),
    "between": Text.of(en="{low} to {high}", zh="{low}至{high}"),
    "chosen_only": Text.of(en="The only {role} that nothing keeps out.", zh="未被任何条件排除的{role}仅此一家。"),
    "chosen_best": Text.of(
        en="The best score of the {able} that nothing keeps out by themselves.",
        zh="在自身未被排除的{able}条信息中得分最高。",
    ),
    "chosen_next": Text.of(
        en="The best score after those who share the role with it.", zh="在与其共担该角色的成员之后得分最高。"
    ),
    "chosen_place": Text.of(
        en="Number {place} by score of the {able} that nothing keeps out by themselves; what stands against the others is told below.",
        zh="在自身未被排除的{able}条信息中得分列第{place}位；得分更高者未入选的原因见下。",
    ),
    "bears": Text.of(en="Bears {share} of the risk.", zh="承担{share}的风险。"),
    "puts_up": Text.of(en="Puts up {amount}.", zh="提供{amount}。"),
    "ask_risk": Text.of(
        en="Ask {whom}: does it bear {share} of the risk? It states no share.",
        zh="请向{whom}确认：是否承担{share}的风险？其未说明风险分担比例。",
    ),
    "ask_amount": Text.of(
        en="Ask {whom}: does it put up {amount}? It states no amount that could be compared.",
        zh="请向{whom}确认：是否提供{amount}？其未说明可比较的金额。",
    ),
    "chance": Text.of(
        en="Were the scores chances that do not depend on each other, all would take part with a chance of {chance}.",
        zh="若将各成员得分视为互不影响的概率，全体参与的概率为{chance}。",
    ),
    "together": Text.of(en="Together they put up {sum}; {asked} is asked for.", zh="合计提供{sum}，所需为{asked}。"),
    "risk_whole": Text.of(en="The shares of the risk add up to 100%.", zh="风险分担比例合计100%。"),
    "risk_open": Text.of(
        en="The shares of the risk add up to 100%, once those who state none confirm theirs.",
        zh="未说明比例的成员确认后，风险分担比例合计100%。",
    ),
    "proven": Text.of(en="No other set that keeps the rules is worth more.", zh="在满足全部规则的组合中，没有更优者。"),
    "unproven": Text.of(
        en="The best set that was found in the time given; there may be a better one.",
        zh="这是限定时间内找到的最优组合，可能存在更优者。",
    ),
    "capacity": Text.of(en="Takes on no more at present.", zh="目前不再承接新业务。"),
    "agents": Text.of(en="{text} Agent of record: {agents}.", zh="{text}登记代理机构：{agents}。"),
    "adverse": Text.of(
        en="Stands against {against} in a recorded dispute over a right.", zh="与{against}存在有记录的知识产权争议。"
    ),
    "same_party": Text.of(
        en="Is of the same party as the {role}, {other}: no party takes two parts.",
        zh="与{role}{other}属于同一机构；同一机构不担任两个角色。",
    ),
    "independent": Text.of(
        en="Is tied by ownership to the {role}, {other}: the {one} has to be independent of the {another}.",
        zh="与{role}{other}存在股权关系；{one}须独立于{another}。",
    ),
    "risk_much": Text.of(
        en="With it the shares of the risk come to {sum} at least, which is more than 100%.",
        zh="由其加入，风险分担比例合计至少{sum}，超过100%。",
    ),
    "risk_little": Text.of(
        en="With it the shares of the risk come to {sum} at most, which is less than 100%.",
        zh="由其加入，风险分担比例合计至多{sum}，不足100%。",
    ),
    "amount_much": Text.of(
        en="With it no less than {sum} comes together; no more than {asked} is asked for.",
        zh="由其加入，合计不低于{sum}，超过所需的{asked}。",
    ),
    "amount_little": Text.of(
        en="With it no more than {sum} comes together; at least {asked} is asked for.",
        zh="由其加入，合计不超过{sum}，少于所需的{asked}。",
    ),
    "indivisible": Text.of(en="The amount is put up by one alone.", zh="金额由一家单独提供。"),
    "most": Text.of(en="The role is filled.", zh="该角色名额已满。"),
    "equal": Text.of(
        en="Nothing stands against it: with it the team is worth the same.", zh="没有排除因素；换入后整体相当。"
    ),
    "unlikely": Text.of(
        en="Nothing stands against it, but it scores {score}: an optional role is filled from {vacant} up.",
        zh="没有排除因素，但得分为{score}；可选角色在得分不低于{vacant}时才纳入。",
    ),
    "untried": Text.of(
        en="Nothing is known against it: the search ended before it was tried.",
        zh="未发现排除因素；搜索在尝试前已到时限。",
    ),
    "vacant": Text.of(en="Nobody takes this optional role.", zh="该可选角色暂无人担任。"),
    "vacant_none": Text.of(en="There is no {role} here yet.", zh="平台上暂无{role}。"),
    "instead": Text.of(en="Without it, {names} would take the role", zh="如其不参与，由{names}担任"),
    "shared": Text.of(en="Without it, the others of the role would do", zh="如其不参与，由同一角色的其他成员承担"),
    "moved": Text.of(en="{names} would leave the team", zh="{names}退出"),
    "joined": Text.of(en="{names} would join as {role}", zh="{names}加入，担任{role}"),
    "then_bears": Text.of(en="{name} would bear {share} of the risk", zh="{name}改为承担{share}的风险"),
    "then_puts_up": Text.of(en="{name} would put up {amount}", zh="{name}改为提供{amount}"),
    "then_chance": Text.of(
        en="the chance that all take part would be {after} instead of {before}",
        zh="全体参与的概率由{before}变为{after}",
    ),
    "irreplaceable": Text.of(
        en="Nobody else could take its part: without it there is no team.",
        zh="无人可以替代：缺少该成员则无法组成团队。",
    ),
    "unreplaced": Text.of(
        en="Nobody was found in the time given who could take its part.", zh="限定时间内未找到可替代者。"
    ),
    "impossible": Text.of(en="No team keeps every rule.", zh="没有满足全部规则的团队。"),
    "not_found": Text.of(
        en="No team was found in the time given; there may be one.", zh="限定时间内未找到团队，但可能存在。"
    ),
    "rule_role": Text.of(en="The role of {role} is filled.", zh="需要{role}。"),
    "rule_asks": Text.of(en="What the listing that asks requires: {label}.", zh="提出方的要求：{label}。"),
    "rule_wants": Text.of(en="What those who could take part require: {label}.", zh="候选方的要求：{label}。"),
    "rule_open": Text.of(en="What has closed takes no part.", zh="已截止的信息不参与。"),
    "rule_obstacle": Text.of(
        en="Nobody takes part whose every deal is blocked by an encumbrance.", zh="合作方式全部受权利负担阻断者不参与。"
    ),
    "rule_represented": Text.of(
        en="A right with an agent of record is not brought to another agency unless its owner asks.",
        zh="已有登记代理机构的权利，除非权利人提出，不向其他代理机构推荐。",
    ),
    "rule_own": Text.of(en="Nobody is brought together with themselves.", zh="不与自身匹配。"),
    "rule_capacity": Text.of(en="Who takes on no more at present is left out.", zh="目前不再承接新业务者不参与。"),
    "rule_adverse": Text.of(
        en="Who stands against the one who asks in a recorded dispute is left out.",
        zh="与提出方存在有记录争议者不参与。",
    ),
    "rule_same_party": Text.of(en="No party takes two parts.", zh="同一机构不担任两个角色。"),
    "rule_independent": Text.of(en="The {one} is independent of the {other}.", zh="{one}独立于{other}。"),
    "rule_risk": Text.of(en="The shares of the risk add up to 100%.", zh="风险分担比例合计100%。"),
    "rule_amount": Text.of(en="{asked} is put up.", zh="提供{asked}。"),
    "rule_indivisible": Text.of(en="One alone puts up the amount.", zh="金额由一家单独提供。"),
    "rule_most": Text.of(en="No more than {count} share the role of {role}.", zh="{role}至多{count}家。"),
    "rule_not_stated": Text.of(en="Who states no share is left out.", zh="未说明比例者不参与。"),
    "help_role": Text.of(en="Without the role of {role}, there would be a team.", zh="如不要求{role}，即可组成团队。"),
    "help_indivisible": Text.of(
        en="If several might share the amount, there would be a team.",
        zh="如金额可拆分、由多家共同提供，即可组成团队。",
    ),
    "help": Text.of(en="It would be enough not to insist on this: {rule}", zh="放宽此项即可组成团队：{rule}"),
    "help_obstacle": Text.of(
        en="If the encumbrance were released or those concerned agreed, there would be a team.",
        zh="如权利负担解除或相关方同意，即可组成团队。",
    ),
    "help_represented": Text.of(
        en="If the owner asks for another agency, there would be a team.", zh="如权利人提出另行委托，即可组成团队。"
    ),
    "no_help": Text.of(
        en="None of these alone would be enough: more than one stands in the way.",
        zh="单独放宽任何一项均不足以组成团队。",
    ),
    "pool": Text.of(
        en="{role}: {there} compared, {able} that nothing keeps out by themselves",
        zh="{role}：共比较{there}条，自身未被排除的{able}条",
    ),
    "kept_out": Text.of(en="{count} kept out: {rule}", zh="{count}条被排除：{rule}"),
    "with_optional": Text.of(en="{role} (optional)", zh="{role}（可选）"),
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
