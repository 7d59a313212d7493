"""One person in the forms that are compared."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from sys import intern

from crm_desktop.base import names, pinyin

# 王先生 names no given name: it agrees with every 王.
_TITLES = re.compile("(先生|女士|小姐|太太|老师|经理|师傅|老板|医生|阿姨|大哥|大姐|总|哥|姐|叔|工)$")
_WESTERN_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof"})
_WORD = re.compile(r"[^\W_]+")
_LATIN_WORD = re.compile(r"[0-9a-z]+")
_LONG_NUMBER = 6


@dataclass(frozen=True)
class Profile:
    """What is known of one person, normalised. `texts` are address, notes and custom values in one."""

    id: str
    name: str
    phones: frozenset[str] = frozenset()
    wechats: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    vins: frozenset[str] = frozenset()
    plates: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()
    birthday: str = ""
    company: str = ""
    estate: str = ""
    address: str = ""
    words: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    pinyin: str = field(default="")

    @cached_property
    def name_words(self) -> tuple[str, ...]:
        """The words of a name in letters, titles left out; empty for a Chinese one."""
        if any(names.is_han(c) for c in self.name):
            return ()
        return tuple(word for word in _WORD.findall(self.name) if word not in _WESTERN_TITLES)

    @cached_property
    def surname_only(self) -> str:
        """The surname of somebody known as 王先生 or 王总, else ""."""
        bare = _TITLES.sub("", self.name)
        known = bare != self.name and (len(bare) == 1 or bare in names.COMPOUND_SURNAMES)
        return bare if known else ""

    @cached_property
    def name_key(self) -> str:
        """Equal for a name and for the same with its parts in another order."""
        if self.name_words:
            return " ".join(sorted(self.name_words))
        return min((self.name[n:] + self.name[:n] for n in range(len(self.name))), default="")

    @cached_property
    def pinyin_key(self) -> str:
        """Equal for all names that sound alike in whatever order and script: 王秀英, Xiuying Wang, Wang Xiu Ying."""
        return "".join(sorted(self.pinyin))


def profile(id_: str, name: str, **known: object) -> Profile:
    """Normalise what is known; takes the fields of `Profile`, and `texts` for its words and numbers."""
    plain = names.normal_name(name)
    texts = known.pop("texts", ())
    assert isinstance(texts, (tuple, list))
    words, numbers = words_and_numbers(" \n".join(str(text) for text in texts))
    for place in ("company", "estate", "address"):
        known[place] = plain_place(str(known.get(place, "")))
    models = known.pop("models", ())
    assert isinstance(models, (tuple, list, set, frozenset))
    return Profile(
        id=id_,
        name=plain,
        words=words,
        numbers=numbers,
        pinyin="".join(_WORD.findall(pinyin.sort_key(plain))),
        models=frozenset(plain_place(str(model)) for model in models if model),
        **known,  # type: ignore[arg-type]
    )


def words_and_numbers(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words in letters (and short numbers) and the long numbers of free text."""
    words: set[str] = set()
    numbers: set[str] = set()
    for word in _LATIN_WORD.findall(names.folded(text)):
        if word.isdigit() and len(word) >= _LONG_NUMBER:
            numbers.add(word)
        else:
            words.add(word)
    return frozenset(words), frozenset(numbers)


def plain_place(text: str) -> str:
    """A company, estate or address without blanks, signs and case."""
    if not text:
        return ""
    # Many share a place: one string for all of them.
    return intern("".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold())))
