"""Records' texts as a source gives them, for the tests of training."""

from indexer.training.texts import RecordText
from models.codes import normal_name

THINGS = {
    "garnet": ("A garnet ceramic separator for batteries", "石榴石陶瓷隔膜"),
    "lactate": ("A wearable patch for lactate monitoring", "可穿戴乳酸监测贴片"),
    "lidar": ("A solid-state lidar for warehouse robots", "仓储机器人固态激光雷达"),
    "enzyme": ("An enzyme that breaks down polyester fibres", "降解涤纶的酶"),
}

ENGLISH = (
    "The {0} consists of a thin layer that is made in one step at low temperature. It lasts ten times longer than what is sold today. "
    "Samples of {0} were tried by three users, who measured the same results within two percent over a whole year of daily work. "
    "A pilot line makes four hundred pieces a day. The next step is a larger line with a partner who knows the market for {0}."
)
CHINESE = (
    "本发明公开了一种{0}及其制备方法，由一层薄膜构成，可在低温下一步制成，寿命为现有产品的十倍。三家用户对{0}的样品进行了试用，"
    "全年测量结果相差不超过百分之二。中试线日产四百件，下一步将与熟悉{0}市场的合作方建设更大的生产线，工艺简单，成本低，适于推广。"
)


def english(name, *, source="sbir-award", party="Acme Works, Inc.", key=None, title=None, **more):
    title = title or THINGS[name][0]
    return RecordText(
        source, key or name, "en", title, ENGLISH.format(title), normal_name(party) if party else "", party, **more
    )


def chinese(name, *, source="google-patents", title=None, **more):
    words = THINGS[name][1]
    return RecordText(source, f"{name}-zh", "zh", words if title is None else title, CHINESE.format(words), **more)
