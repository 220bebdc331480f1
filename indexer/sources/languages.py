"""The language of a text that names none: by script, and in Latin letters by the words that every sentence has."""

from __future__ import annotations

import re

_SAMPLE = 400
_KANA = re.compile(r"[\u3040-\u30ff\uff66-\uff9d]")
_SCRIPTS = (
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]{3}")),
)
_WORD = re.compile(r"[^\W\d_]+")
_WORDS = {
    "en": "the of and is for with are an by which that having wherein from said comprising includes method system device apparatus",
    "de": "der die das und ein eine einer eines mit ist für von zur zum wird bei den dem sowie auf betrifft verfahren vorrichtung",
    "fr": "le la les des du et un une est pour avec par qui dans sur au aux dont selon procédé dispositif système",
    "es": "el la los las del y una un para con por que se en al está sistema dispositivo procedimiento comprende",
    "pt": "o a os as do da dos das um uma para com por que em no na ao é sistema processo dispositivo",
    "it": "il lo gli della dei un una per con che nel è di dispositivo metodo procedimento sistema",
    "nl": "de het een van en met voor is op die wordt aan bij door inrichting werkwijze",
    "sv": "och en ett av för med som är till på den det vid anordning förfarande uppfinningen",
    "da": "og en et af for med som er til på den det ved samt der opfindelsen",
    "fi": "ja on joka että sekä mukaan keksinnön menetelmä laite laitteisto kohteena",
    "cs": "a se je v na pro s z do které která je podle zařízení způsob",
    "sk": "a sa je v na pre s z do ktoré ktorá podľa zariadenie spôsob",
    "pl": "i w na z do się jest oraz który która przez sposób urządzenie",
    "ro": "şi și la de cu din pentru este care un o se invenţia refera referă",
    "sl": "in je na za z s v se ki po naprava postopek",
}
_LANGUAGES_OF: dict[str, list[str]] = {}
for _tag, _listed in _WORDS.items():
    for _one in dict.fromkeys(_listed.split()):
        _LANGUAGES_OF.setdefault(_one, []).append(_tag)


def language_of(text: str, *, beside: str = "") -> str:
    """The ISO 639-1 code of the language of ``text``; English where nothing tells.

    ``beside`` is another text of the same record: a title of Han characters alone is Japanese where its abstract has kana.
    """
    sample = text[:_SAMPLE]
    if _KANA.search(sample):
        return "ja"
    script = next((tag for tag, signs in _SCRIPTS if signs.search(sample)), "")
    if script == "zh" and _KANA.search(beside[:_SAMPLE]):
        return "ja"
    return script or _latin(sample)


def _latin(text: str) -> str:
    votes: dict[str, float] = {}
    for word in _WORD.findall(text.lower()):
        for tag in (tags := _LANGUAGES_OF.get(word, ())):
            votes[tag] = votes.get(tag, 0) + 1 / len(tags)
    return max(votes, key=lambda tag: (votes[tag], tag == "en"), default="en")
