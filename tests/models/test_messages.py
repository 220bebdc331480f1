"""What is said in both languages at once, and what validators say in our words."""

import pickle

import pytest
from pydantic import BaseModel, Field, ValidationError

from models.codes import CodeError, MoneyRange
from models.errors import MissingExtra
from models.messages import NONE, Message, Unfit, coded, shortened
from models.terms import Span
from models.text import Text
from models.validation import message_of


def test_a_message_is_said_in_the_readers_language():
    said = Message(en="There is no {what}.", zh="没有{what}。", what=Message(en="role", zh="角色"))
    assert said.in_language("en") == str(said) == "There is no role."
    assert said.in_language("zh") == "没有角色。"
    assert said.in_language("fr") == "There is no role."


def test_lists_are_joined_as_each_language_does():
    said = Message(en="{all}", zh="{all}", all=["a", Text.of(en="b", zh="乙"), NONE])
    assert said.in_language("en") == "a, b, none"
    assert said.in_language("zh") == "a、乙、无"


def test_codes_come_with_their_words_for_readers_of_chinese():
    (code,) = coded({"need": Text.of(en="need", zh="需求")})
    assert (code.in_language("en"), code.in_language("zh")) == ("need", "need（需求）")


def test_what_somebody_sent_is_never_read_as_a_field():
    assert str(Message(en="There is no {what}.", zh="没有{what}。", what="{what} {0}")) == "There is no {what} {0}."
    assert str(Message.of("{bad")) == "{bad"
    assert len(shortened("a" * 1_000)) == 200


def test_sentences_follow_one_another():
    joined = Message.joined([Message(en="One.", zh="一。"), Message(en="Two.", zh="二。")])
    assert (joined.in_language("en"), joined.in_language("zh")) == ("One. Two.", "一。二。")
    assert (joined.clause().in_language("en"), joined.clause().in_language("zh")) == ("One. Two", "一。二")


def test_an_error_that_was_pickled_says_the_same():
    with pytest.raises(CodeError) as caught:
        MoneyRange.parse("cheap")
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.said.in_language("zh") == caught.value.said.in_language("zh")


def test_a_missing_part_says_how_to_get_it():
    error = MissingExtra("scipy", "learn")
    assert "zhiqiao[learn]" in error.advised.in_language("zh")


class Form(BaseModel):
    """A form with what validators refuse."""

    name: str = Field(min_length=1)
    many: list[int]
    size: int = Field(ge=1)


def test_validators_are_told_in_our_words():
    with pytest.raises(ValidationError) as caught:
        Form.model_validate({"name": "", "many": "x", "size": 0})
    told = message_of(caught.value)
    assert (
        told.in_language("en")
        == 'It has to have 1 or more characters. It has to be a list, such as ["a", "b"]. It has to be 1 or more.'
    )
    assert told.in_language("zh") == '至少须有1个字符。须为列表，例如 ["a", "b"]。不得小于1。'


def test_what_a_validator_of_ours_says_is_told_alone():
    with pytest.raises(ValidationError) as caught:
        Span(low=9, high=3)
    assert message_of(caught.value).in_language("zh") == "下限9.0高于上限3.0。"
    assert message_of(Unfit(NONE)) is NONE
    assert str(message_of(ValueError("plain"))) == "plain"
