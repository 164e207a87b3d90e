"""Find names of persons in free text: after words that introduce one, before titles, as signature, and again elsewhere."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files

from lianxin.text.script import IDEOGRAPHS

_WORDS: dict[str, str] = tomllib.loads(
    files("lianxin.text").joinpath("data/person_names.toml").read_text("utf-8")
)


def _either(name: str) -> str:
    """The words of that list as alternatives, the longest tried first."""
    return "|".join(map(re.escape, sorted(_WORDS[name].split(), key=len, reverse=True)))


_ONE = "".join(_WORDS["surnames"].split())
_TWO = "|".join(_WORDS["double_surnames"].split())
# Characters that given names are made of; nothing else is believed where no word introduces a name.
_GIVEN = "".join(_WORDS["given"].split())
SURNAME = f"(?:{_TWO}|[{_ONE}])"
_HAN = f"[{IDEOGRAPHS}]"
_G = f"[{_GIVEN}]"
# A name of which nothing is known but that one is announced: surname and one or two characters.
_NAME = f"{SURNAME}{_HAN}{{1,2}}"
INTRODUCING = _either("introducing")
_DOES, _TURNS = _either("does"), _either("turns_to")
# Uyghur, Kazakh and other names with a dot; what stands before and behind is cut off word by word.
_PART = r"(?:(?![的了在说称和与被把将向给叫是由])[\u4e00-\u9fff]){2,6}"
DOTTED = re.compile(
    rf"(?:(?:{INTRODUCING}|我[县市区村]|叫|是|给|被|找|和|与)[ :：]?)?({_PART}(?:[·•・]{_PART})+)"
)
TITLES = _either("titles") + r"|等\d*人|等[一二三四五六七八九十]+人"
AFTER_WORD = re.compile(
    rf"(?:{INTRODUCING})(?!(?<=中介|律师|护工|保姆|学员|教练)费)(?:[二两三四]人)?(?:的?名字)?(?:是|叫|为|系)?[ :：“\"]{{0,3}}({SURNAME}{_HAN}{{3}}(?=[，。；,;\n ]|$)|{SURNAME}[ \u3000]{{1,2}}{_HAN}(?![\u4e00-\u9fff])|{_NAME})"
)
LISTED = re.compile(
    rf"[、和与及,，]({SURNAME}{_HAN}{{1,2}})(?=[、，,。；;（(和与及等都均可在将把被\s]|长期|{_DOES}|$)"
)
# Whom one calls is no name of one's own: 我叫了救护车, 我叫他来修.
CALLED_UPON = "(?:[了过着他她它你您咱大我人来去救警保医物工]|儿|老[板婆公师]|孩子)"
# On a form whatever stands there is the name, as of those who have no surname: "签名：水生".
ON_A_FORM = re.compile(
    rf"(?:(?:签名|签字|署名|户名|来信人|投诉人|反映人|申请人|信访人|联系人|收件人|收)[:：]|我叫|名叫|姓名[:：]?)[ \u3000]*(?!根据|按照|以下|如下|详见|见附|身份|单位|电话|地址|住址|性别|年龄|[不无未略及和或与]|(?<=叫){CALLED_UPON})({_HAN}{{2,4}})(?![\u4e00-\u9fff])"
)
# "老人叫孔繁德，": a name by any character where a mark closes it.
CALLED = re.compile(rf"(?<![大喊乱])叫({SURNAME}{_HAN}{{1,2}})(?=[，。；、,;（(]|$)")
BEFORE_TITLE = re.compile(rf"({SURNAME}{_HAN}{{1,2}})(?:{TITLES})")
# "张三、李四、王五等人", "赵德柱、钱满仓三人": what ends a list of names.
LIST_END = re.compile(rf"[、，,]({SURNAME}{_HAN}{{1,2}})(?:等人|等?[0-9两二三四五六七八九十]+[人户位])")
LONGEST = 4
NEXT = re.compile(r"[ \u3000]{0,2}([^ \u3000])")
_TIBETAN = "|".join(_WORDS["tibetan"].split())
TIBETAN = re.compile(rf"(?:{_TIBETAN}){{2}}")
SAYS_I_AM = re.compile(rf"我(?:是|就是|姓名是)({SURNAME}{_HAN}{{1,2}})(?=[，,。；;、（( ]|$)")
# "姓史名铁生": each half alone would not be seen.
IN_HALVES = re.compile(rf"姓({SURNAME})[，,]?名({_HAN}{{1,2}})")
# A name at the head of a particular: "金哲洙，朝鲜族".
PARTICULARS = re.compile(
    rf"(?:^|[^\u4e00-\u9fff])({SURNAME}{_HAN}{{1,2}}|{SURNAME}[ \u3000]{{1,2}}{_HAN})[，, （(:：]{{1,2}}(?=男|女|{_HAN}{{1,3}}族|现年|今年\d|\d{{2}}岁|身份证|电话|手机|住址|家住|住[^院房]|0\d{{2,3}}|1[3-9]\d)",
    re.MULTILINE,
)
SIGNED = re.compile(
    rf"(?:^|[\n。！!，,；; ]|此致敬礼|敬礼)[ \u3000]{{0,80}}({SURNAME}[ \u3000]?{_HAN}{{1,2}})[ \u3000]*(?=\n?[ \u3000]*(?:[12][0-9]{{3}}[年./\-]|二[〇零○]|[（(]|1[3-9][0-9]{{9}}|\Z|\n))"
)
OPENS = r"(?:(?<=^)|(?<=[^\u4e00-\u9fff])|(?<=[由被与和向给找叫对让请名即跟同将把是到为替陪帮逼诉称有月日次])|(?<=[省市县州镇乡村东南西北江川建海徽]人)|(?<=[员工师户妇友叔舅姨婶哥姐弟妹])|(?<=[的说])|(?<=[了着])|(?<=[0-9年]))"
CLOSES = (
    r"(?=$|[^\u4e00-\u9fff]|[说称表的等与和在于把将被到向从给因已曾是让就带去找私以为也又都还不没对私强殴打骗借欠承负擅利违占收受贪冒伪签代未系同跟及、]"
    r"|共同|家|名下|一家|住在|夫妇|本人|今年|出生)"
)
FREE = re.compile(
    rf"{OPENS}({SURNAME}(?:{_G}{{2}}|{_G}(?=等人|等\d|，男|，女|（男|（女)|某{{1,2}}{_G})){CLOSES}",
    re.MULTILINE,
)
WITH_SEX = re.compile(rf"({SURNAME}{_HAN}{{1,2}})[，, （(]{{1,2}}(?:男|女)[，, 。）)；]")
# A headline says who did what without a word for the person: "反映于洋霸占集体土地", "王春生诉李海波一案".
_SHORT = (
    rf"{SURNAME}{_HAN}{{0,1}}(?![庄村镇乡县市区路街店场厂行校院站矿湾桥城园楼社组局委办司沟坡河屯]){_HAN}"
)
COMPLAINED_OF = re.compile(
    rf"(?:{_TURNS}|起?诉|关于|对(?![于方])|[给被])[:： ]?({_SHORT}(?:[、和与及]{_SHORT})*)(?=(?:一家|家)?(?:{_DOES})|一案|的?(?:处理|处罚|处分|起诉|举报))"
)
TURNING = re.compile(rf"^({_SHORT})(?={_TURNS}|诉{SURNAME})", re.MULTILINE)
# What begins like a name and is none.
NO_NAMES = frozenset(_WORDS["no_names"].split())
TAIL = "的了在是说和与及等被把将到向从给因也都就又还去来不没有个位人这那家住男女于为"


def has_office(name: str, text: str) -> bool:
    """Whether this name stands right before or after a word for an office somewhere: 王建国局长, 副局长王建国."""
    offices, named = _either("offices"), re.escape(name)
    return (
        re.search(rf"(?:{offices})[是叫:：]?{named}|{named}(?:同志)?(?:副?{_HAN}{{0,4}}(?:{offices}))", text)
        is not None
    )


def find(text: str) -> Iterator[tuple[int, int]]:
    """Stretches (start, end) that look like names; a name once found is found wherever it stands."""
    names = {_bare(name) for name in _announced(text) if _is_name(_bare(name))}
    for match in DOTTED.finditer(text):
        yield match.span(1)
    for match in TIBETAN.finditer(text):
        yield match.span()
    for _length, _name, start, end in sorted(_standing(text, names)):
        yield start, end


def _standing(text: str, names: set[str]) -> Iterator[tuple[int, str, int, int]]:
    """Every place of these names in one pass, as (minus its length, name, start, end); up to two spaces may part it."""
    firsts = {name[0] for name in names}
    for start in (place for place, letter in enumerate(text) if letter in firsts):
        name, at = text[start], start + 1
        while len(name) < LONGEST and (letter := NEXT.match(text, at)):
            name, at = name + letter[1], letter.end()
            if name in names:
                yield -len(name), name, start, at


def _bare(name: str) -> str:
    return re.sub(r"\s", "", name)


def _announced(text: str) -> Iterator[str]:
    for match in IN_HALVES.finditer(text):
        yield match[1] + match[2]
        yield match[2]
    for pattern in (AFTER_WORD, ON_A_FORM, CALLED, SAYS_I_AM, WITH_SEX, PARTICULARS, BEFORE_TITLE):
        for match in pattern.finditer(text):
            yield _shortened(match[1], text[match.end(1) : match.end(1) + 1])
            if pattern is AFTER_WORD:
                yield from _listed(text, match.end(1))
    for match in SIGNED.finditer(text):
        yield match[1]
        yield from _before(text, match.start(1))
    for match in LIST_END.finditer(text):
        yield match[1]
        yield from _before(text, match.start(1))
    for pattern in (FREE, TURNING):
        for match in pattern.finditer(text):
            yield match[1]
    for match in COMPLAINED_OF.finditer(text):
        for name in re.split("[、和与及]", match[1]):
            yield _shortened(name, text[match.end(1) : match.end(1) + 1])


def _before(text: str, at: int) -> Iterator[str]:
    """Names signed before the last one: "柴进宝 路遥 聂小倩"."""
    while match := re.search(rf"({SURNAME}{_HAN}{{1,2}})[ \u3000、，]+$", text[max(0, at - 6) : at]):
        yield match[1]
        at -= len(match[0])


def _listed(text: str, at: int) -> Iterator[str]:
    """The names after the first in "申请人：张三、李四和王五"."""
    while match := LISTED.match(text, at):
        yield match[1]
        at = match.end(1)


def _shortened(name: str, following: str) -> str:
    """Two characters where the third belongs to the sentence: "李娟的", "王强在"."""
    least = 3 if re.match(_TWO, name) else 2
    if len(name) > least and name[-1] in TAIL and following not in tuple("说称，。、；： "):
        return name[:-1]
    return name


def _is_name(name: str) -> bool:
    if not 2 <= len(name) <= LONGEST or name in NO_NAMES or name[:2] in NO_NAMES:
        return False
    given = name[2:] if re.match(_TWO, name) else name[1:]
    return (
        bool(given)
        and not set(given) & set("某XＸ×*")
        and not any(c in "的了是我你他她它们这那和与及等吗呢吧啊" for c in given)
    )
