"""Names, plates, VINs and WeChat ids in the forms that can be compared."""

import re
import unicodedata

_COMPOUNDS = """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台
    皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘
    子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐
    段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚
    左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚
    褚师 纳兰 归海 歐陽 司馬 東方 獨孤 南宮 聞人 諸葛 尉遲 赫連 濮陽 公孫 鍾離 長孫
    鮮于 軒轅 納蘭 叶赫 完颜 钮祜 爱新 那拉 富察
    """
COMPOUND_SURNAMES = frozenset(_COMPOUNDS.split())
"""Chinese surnames of two characters."""

_HAN_RANGE = r"[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_HAN = re.compile(_HAN_RANGE)
_BESIDE_HAN = re.compile(rf"(?<={_HAN_RANGE})[ ·]+|[ ·]+(?={_HAN_RANGE})")
_PARTICLES = frozenset({"von", "van", "der", "den", "de", "del", "della", "da", "di", "du", "la", "le", "bin", "ibn"})
_DOTS = str.maketrans(dict.fromkeys("\u2022\u30fb", "\u00b7"))
_WECHAT = re.compile(r"(?!weixin$|wechat$|unknown$)(?:\+?(?=.*[\d_\-])[a-z0-9][a-z0-9_.@+\-]{2,}|[a-z]{6,})")
_MASKED = re.compile(r"[*＊?？…]|[xX]{3}")
_SHORTEST_PLATE = 5
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd", "md"})


def is_han(char: str) -> bool:
    """True for a Chinese character, the rare ones outside the basic plane included."""
    return "\u4e00" <= char <= "\u9fff" or bool(_HAN.match(char))  # nearly all are of the basic block


def folded(text: str) -> str:
    """The text without differences of width, case, invisible marks and runs of blanks."""
    if not (text.isprintable() and unicodedata.is_normalized("NFKC", text)):
        text = unicodedata.normalize("NFKC", text)
        text = "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc") or c in "\t\n\r")
    return unicodedata.normalize("NFKC", " ".join(text.split()).casefold())


def normal_name(name: str) -> str:
    """A name as it is compared: folded, without blanks and dots beside Chinese characters."""
    text = folded(name).translate(_DOTS)
    return _BESIDE_HAN.sub("", text) if " " in text or "·" in text else text


def split_name(name: str) -> tuple[str, str]:
    """(family, given): 欧阳娜娜 → 欧阳, 娜娜; "John Quinlan Public" → Public, John Quinlan."""
    text = " ".join(unicodedata.normalize("NFKC", name).split())
    if not text:
        return "", ""
    if is_han(text[0]):
        return _split_chinese(text)
    if "," in text:
        family, given = text.split(",", 1)
        if family.strip() and given.strip().casefold() not in _SUFFIXES:
            return family.strip(), given.strip()
        text = family.strip()
    return _split_western(text.split())


def _split_chinese(text: str) -> tuple[str, str]:
    if " " in text:
        family, given = text.split(" ", 1)
        return family, given.replace(" ", "")
    if "·" in text:  # 买买提·艾山: the given name comes first and there is no surname to cut off
        return "", text
    cut = 2 if len(text) > 2 and text[:2] in COMPOUND_SURNAMES else 1
    return text[:cut], text[cut:]


def _split_western(words: list[str]) -> tuple[str, str]:
    while len(words) > 2 and words[-1].casefold() in _SUFFIXES:
        words = words[:-1]
    if len(words) == 1:
        return "", words[0]
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].casefold() in _PARTICLES:
        cut -= 1
    return " ".join(words[cut:]), " ".join(words[:cut])


def plate_signs(text: str) -> str:
    """A plate without dots and spaces: 沪A·12345, 沪a 12345 → 沪A12345."""
    return re.sub(r"[^0-9A-Z\u3400-\u9fff]", "", unicodedata.normalize("NFKC", text).upper())


def plate_normal(text: str) -> str:
    """A plate as it is compared; "" for words that stand where there is none (未上牌, 临牌) and for a masked one.

    What two people share here makes them one person, so a placeholder must never count.
    """
    if not text:
        return ""
    signs = plate_signs(text)
    told = sum(char.isdigit() for char in signs) >= 2 and not signs.isdigit()
    return signs if told and len(signs) >= _SHORTEST_PLATE and not _MASKED.search(text) else ""


def vin_normal(text: str) -> str:
    """A VIN in upper case, without separators; I, O and Q, which no VIN has, are read as 1 and 0.

    "" for a masked one and for a placeholder such as seventeen zeros.
    """
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())
    plain = plain.translate(str.maketrans("IOQ", "100"))
    empty = len(set(plain)) < 3 or (len(plain) == 17 and plain.isdigit())
    return "" if empty or _MASKED.search(text) else plain


def wechat_normal(text: str) -> str:
    """A WeChat id as it is compared; "" for words instead of one (同手机, 已加, a nickname) and for a masked one."""
    plain = re.sub(r"\s", "", folded(text))
    plain = re.sub(r"^(微信号?|wechat|wx|weixin)[::]", "", plain)
    return plain if _WECHAT.fullmatch(plain) and len(set(plain)) > 1 else ""
