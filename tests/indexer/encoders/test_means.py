import numpy as np

from indexer.encoders.e5 import E5Small
from indexer.encoders.onnx_folder import OnnxFolderEncoder
from models.centring import Centring

ROLES_AND_LANGUAGES = {("query", "en"), ("query", "zh"), ("passage", "en"), ("passage", "zh")}


def test_means_ship_for_both_languages_and_roles_and_for_any_other_language(tmp_path):
    means = E5Small(tmp_path).means
    assert set(means) == ROLES_AND_LANGUAGES | {("query", "other"), ("passage", "other")}
    assert all(mean.shape == (384,) and mean.dtype == np.float32 for mean in means.values())


def test_a_mean_of_unit_vectors_is_shorter_than_they_are(tmp_path):
    assert all(0.5 < np.linalg.norm(mean) < 1 for mean in E5Small(tmp_path).means.values())


def test_nothing_ships_with_another_encoder(tiny_folder):
    assert OnnxFolderEncoder(tiny_folder).means == {}


def test_shipped_means_bring_the_languages_together(e5):
    english = ["A loan secured by patents", "Tea leaves are sorted by image recognition", "Perovskite solar cells"]
    chinese = ["专利质押贷款", "基于图像识别的茶叶分拣装置", "钙钛矿太阳能电池"]
    centring = Centring(e5.means)
    pool = np.concatenate([e5.encode_passages(english), e5.encode_passages(chinese)])
    asked = e5.encode_queries(["贷款 专利 质押", "茶叶 分拣", "太阳能 电池"])
    centred = centring.apply(asked, "query", ["zh"] * 3) @ centring.apply(pool, "passage", ["en"] * 3 + ["zh"] * 3).T
    for number, row in enumerate(centred):
        assert set(np.argsort(-row)[:2]) == {number, number + 3}
