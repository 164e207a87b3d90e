"""Personal fields: why each is asked for, on what basis, how it is masked and who may uncover it.

Sources: 《个人信息保护法》 (PIPL) and 《信访工作条例》; who uncovers is our own default (grade INF).
A mask is for showing only. Ask `is_masked` before storing: what comes back masked was never edited.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lianxin.rules.codes import Role
from lianxin.rules.wording import gettext_noop as _

STARS = "****"
FEWEST_WRITERS = 3  # a group of letters by fewer different people is not shown as one (our own default, INF)


def mask_name(name: str) -> str:
    """张三 -> 张*, 欧阳锋 -> 欧**; a longer name shows no more stars, so its length stays hidden."""
    name = name.strip()
    if len(name) < 2:
        return "*" if name else ""
    # A combining mark or variation selector belongs to the first letter.
    end = next(
        (i for i, c in enumerate(name[1:], 1) if not unicodedata.category(c).startswith("M")), len(name)
    )
    return name[:end] + "*" * min(max(len(name) - end, 1), 2)


def mask_phone(phone: str) -> str:
    """13812341234 -> 138****1234, 0534-6261234 -> 0534****1234; too short to mask in part: ****."""
    number = phone.strip()
    if not number:
        return ""
    landline = re.fullmatch(r"(0[0-9]{2,3})-([0-9]{7,8})(?:-[0-9]+)?", number)
    if landline:
        return landline[1] + STARS + landline[2][-4:]
    return number[:3] + STARS + number[-4:] if len(number) >= 11 else STARS


def mask_id(number: str) -> str:
    """11010519491231002X -> 110***********002X: province and county tail, birth date hidden."""
    number = number.strip()
    if len(number) < 15:
        return STARS if number else ""
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


# Region names only: a name with one of these characters inside is already a street or a house.
_PART = r"[^\d\s*路街道巷弄村屯组镇乡号楼]{1,10}?"
_REGION = re.compile(
    rf"(?:{_PART}(?:省|自治区|特别行政区))?(?:{_PART}(?:市|自治州|地区|盟))?"
    rf"(?:{_PART}(?:县|旗|市(?!场)|(?<![小社园街校院厂景])区))?"
)


def mask_address(address: str) -> str:
    """山东省乐陵市阳光小区3号楼 -> 山东省乐陵市****; an address that names no region shows nothing."""
    address = address.strip()
    if not address:
        return ""
    region = _REGION.match(address)
    return (region[0] if region else "") + STARS


def mask_email(email: str) -> str:
    """zhangsan@example.com -> z***@example.com."""
    email = email.strip()
    if not email:
        return ""
    local, at, domain = email.rpartition("@")
    return f"{local[0]}***@{domain}" if at and local else STARS


def is_masked(text: str) -> bool:
    """Whether a personal field holds a mask, which must never be written back as data."""
    return "*" in unicodedata.normalize("NFKC", text)


@dataclass(frozen=True)
class PersonalField:
    """One thing we ask about a person."""

    code: str
    label: str
    purpose: str
    basis: str
    mask: Callable[[str], str]
    asked_by_default: bool
    revealed_by: frozenset[Role]
    sealed_revealed_by: frozenset[Role] = frozenset({Role.CUSTODIAN})
    grade: str = "INF"

    def may_be_revealed_by(self, role: Role) -> bool:
        """In an ordinary matter, on the person's own file; sealed matters: `sealed_revealed_by`."""
        return role in self.revealed_by


_CASEWORK = frozenset(
    {Role.REGISTRAR, Role.TRIAGE_OFFICER, Role.HANDLER, Role.ORGAN_HEAD, Role.REVIEWER, Role.REREVIEWER}
)
_DUTY = _("《个人信息保护法》第十三条第一款第三项（履行法定职责）、第三十四条")
_SENSITIVE = _("《个人信息保护法》第十三条第一款第三项、第二十八条（特定目的、充分必要）")

FIELDS: Mapping[str, PersonalField] = {
    row.code: row
    for row in (
        PersonalField(
            "name", _("姓名（名称）"), _("登记信访人，送达文书"), _DUTY, mask_name, True, _CASEWORK
        ),
        PersonalField("phone", _("联系电话"), _("联系、告知和送达"), _DUTY, mask_phone, True, _CASEWORK),
        PersonalField("address", _("住址"), _("送达文书，确定属地"), _DUTY, mask_address, True, _CASEWORK),
        PersonalField("email", _("电子邮箱"), _("经同意的电子送达"), _DUTY, mask_email, False, _CASEWORK),
        PersonalField(
            "id_number",
            _("身份证号码"),
            _("实名查询，核对是否同一人"),
            _SENSITIVE,
            mask_id,
            False,
            frozenset({Role.REGISTRAR}),
        ),
        PersonalField(
            "credit_code", _("统一社会信用代码"), _("登记单位信访人"), _DUTY, mask_id, False, _CASEWORK
        ),
    )
}
