from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from indexer.encoders.once import Once


def test_many_threads_get_one_value():
    made = []
    start = Barrier(8)
    value = Once(lambda: made.append(1) or object())

    def ask(_):
        start.wait()
        return value()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1
    assert made == [1]


def test_a_failure_is_tried_again():
    answers = iter([ZeroDivisionError("first"), "second"])

    def make():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    value = Once(make)
    with pytest.raises(ZeroDivisionError):
        value()
    assert value() == "second"
