"""Places: names and addresses in both languages, and who lies in whom."""

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from models.codes import CodeError, Park, Place, PlaceTree, packaged_places, parks_from_csv, parse_place
from models.text import Text

TREE = packaged_places()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("US", "US"),
        ("United States", "US"),
        ("U.S.A.", "US"),
        ("Israel", "IL"),
        ("以色列", "IL"),
        ("Europe", "M49:150"),
        ("EU", "EU"),
        ("MENA", "group:mena"),
        ("LatAm", "M49:419"),
        ("Southeast Asia", "M49:035"),
        ("Global", "M49:001"),
        ("全球", "M49:001"),
        ("北京市海淀区", "CN-110108"),
        ("Haidian, Beijing, China", "CN-110108"),
        ("北京", "CN-BJ"),
        ("Beijing", "CN-BJ"),
        ("广东省深圳市南山区科技园路1号", "CN-440305"),
        ("中国江苏苏州", "CN-320500"),
        ("江苏省苏州市苏州工业园区", "park:suzhou-industrial-park"),
        ("Suzhou", "CN-320500"),
        ("陕西西安", "CN-610100"),
        ("Xian", "CN-610100"),
        ("吉林", "CN-JL"),
        ("吉林市", "CN-220200"),
        ("Huntsville, AL 35812", "US-AL"),
        ("Kennedy Space Center, FL 32899", "US-FL"),
        ("Pasadena, CA 91109", "US-CA"),
        ("Houston, Texas 77058", "US-TX"),
        ("CA", "CA"),
        ("California", "US-CA"),
        ("加利福尼亚州", "US-CA"),
        ("Tel Aviv, Israel", "IL"),
        ("South Korea", "KR"),
        ("Türkiye", "TR"),
        ("香港", "HK"),
        ("CN-HK", "HK"),
        ("台湾", "TW"),
        ("中关村", "park:zhongguancun"),
        ("武汉光谷", "park:wuhan-optics-valley"),
        ("长三角", "group:yangtze-river-delta"),
        ("110108", "CN-110108"),
    ],
)
def test_what_people_write_is_read(text, code):
    assert parse_place(text).code == code


@pytest.mark.parametrize("text", ["", "Nowhere", "中国人民银行", ", ,", "12345"])
def test_what_is_no_place_is_refused(text):
    with pytest.raises(CodeError, match="Place"):
        parse_place(text)


@pytest.mark.parametrize(
    ("place", "node"),
    [
        ("海淀区", "北京"), ("海淀区", "China"), ("海淀区", "Asia"), ("海淀区", "中国大陆"),
        ("Haidian", "京津冀"), ("Texas", "US"), ("US", "Global"), ("Israel", "MENA"),
        ("Germany", "EU"), ("Germany", "Western Europe"), ("Singapore", "APAC"), ("HK", "CN"),
        ("Shenzhen", "大湾区"), ("长三角", "中国"), ("中关村", "北京"),
        ("Mexico", "LatAm"), ("Mexico", "Americas"),
    ],
)  # fmt: skip
def test_places_lie_in_others(place, node):
    assert TREE.under(parse_place(place), parse_place(node))
    assert not TREE.under(parse_place(node), parse_place(place))


@pytest.mark.parametrize(
    ("place", "node"),
    [("HK", "中国大陆"), ("US", "Europe"), ("Switzerland", "EU"), ("中关村", "海淀区"), ("Beijing", "长三角")],
)
def test_and_not_in_what_they_only_touch(place, node):
    assert not TREE.under(parse_place(place), parse_place(node))


def test_a_park_overlaps_the_districts_it_lies_in():
    assert TREE.overlaps(parse_place("中关村"), parse_place("海淀区"))
    assert TREE.overlaps(parse_place("朝阳区"), parse_place("中关村"))
    assert not TREE.overlaps(parse_place("中关村"), parse_place("浦东"))


def test_ancestors_come_from_the_near_to_the_far():
    codes = [place.code for place in parse_place("海淀区").ancestors()]
    assert codes[0] == "CN-BJ"
    assert codes.index("CN") < codes.index("M49:142")
    assert len(codes) == len(set(codes))


def test_every_country_lies_in_the_world_and_has_a_chinese_name():
    world = Place("M49:001")
    for country in pycountry.countries:
        place = parse_place(country.alpha_2)
        assert place.code == country.alpha_2
        assert TREE.under(place, world)
        assert TREE.name(place).get("zh")


@pytest.mark.parametrize("name", ["name", "common_name"])
def test_every_country_is_known_by_its_name(name):
    for country in pycountry.countries:
        if text := getattr(country, name, None):
            assert parse_place(text).code == country.alpha_2


def test_every_place_is_read_back_from_its_code_and_leads_to_the_world():
    for code in ["CN-110108", "CN-BJ", "US-AL", "GB-LND", "M49:419", "EU", "group:mena", "park:zhangjiang"]:
        place = Place(code)
        assert parse_place(str(place)) == place
        assert TREE.under(place, Place("M49:001"))


def test_all_provinces_and_their_capitals_are_there():
    provinces = [place for place in TREE.children(Place("CN")) if place.code.startswith("CN-") and len(place.code) == 5]
    assert len(provinces) == 31
    capitals = (
        "石家庄 太原 呼和浩特 沈阳 长春 哈尔滨 南京 杭州 合肥 福州 南昌 济南 "
        "郑州 武汉 长沙 广州 南宁 海口 成都 贵阳 昆明 拉萨 西安 兰州 西宁 银川 乌鲁木齐"
    )
    for capital in capitals.split():
        assert parse_place(f"{capital}市").code.startswith("CN-")


def test_an_operator_defines_parks():
    parks = parks_from_csv("id,en,zh,divisions,also\nlake,Lake Park,湖畔园区,CN-330106 CN-330108,West Park\n")
    tree = PlaceTree(parks)
    park = tree.parse("湖畔园区")
    assert park.code == "park:lake"
    assert tree.parse("West Park") == park
    assert tree.under(park, tree.parse("杭州"))
    assert tree.name(park).get("en") == "Lake Park"


def test_a_park_in_an_unknown_division_is_refused():
    with pytest.raises(CodeError, match="CN-999999"):
        PlaceTree([Park("x", Text.of(en="X"), (Place("CN-999999"),))])
    with pytest.raises(CodeError, match="Park"):
        parks_from_csv("id,en\nx,X\n")


def test_a_place_is_a_pydantic_field_also_for_a_park_of_the_operator():
    adapter = TypeAdapter(Place)
    assert adapter.dump_json(adapter.validate_python("北京市海淀区")) == b'"CN-110108"'
    assert adapter.validate_python("park:lake").name.get("en") == "park:lake"


@given(
    st.one_of(st.text(max_size=40), st.text(alphabet="北京市海淀区中国广东省深圳,, ABCNUS-0123456789:", max_size=20))
)
def test_any_text_parses_or_is_refused(text):
    try:
        place = parse_place(text)
    except CodeError:
        return
    assert parse_place(str(place)) == place
