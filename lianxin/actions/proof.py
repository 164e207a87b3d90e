"""Prove that one filed a submission, by its number and query code: the way in without an account."""

from __future__ import annotations

from datetime import datetime

from lianxin.actions.given import Errors, Invalid
from lianxin.actions.intake import query_hash
from lianxin.actions.perform import local_day
from lianxin.actions.throttle import give_back, spend
from lianxin.models import Submission
from lianxin.rules.identity import BadEntry, normalise_query_code, parse_number
from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

WRONG = _("编号和查询码对不上。请对照收件凭证，两样都再看一遍")
EXPIRED = _("这个查询码已于{day}过期。您的事项照常办理；请带身份证件到接待窗口换一个新的，或者登录后查看")


def prove(number: str, code: str, *, client: str, at: datetime) -> Submission:
    """The submission with this number and code, as typed by `client` (an address, kept only as a keyed hash).

    Raises Invalid, which never tells whether the number exists, and throttle.TooMany. A slip of the pen that
    the check digits find is not counted as a try.
    """
    number, code = _read(number, code)
    names = (f"follow:client:{client}", f"follow:number:{number}")
    spend(names, at=at)
    found = Submission.objects.filter(number=number, query_hash=query_hash(number, code)).first()
    if found is None:
        raise Invalid({"": Said(WRONG)})
    give_back(names, at=at)
    if found.query_expires_on is not None and found.query_expires_on < local_day(at):
        raise Invalid({"code": Said(EXPIRED, {"day": found.query_expires_on})})
    return found


def _read(number: str, code: str) -> tuple[str, str]:
    errors: Errors = {}
    read = {"number": "", "code": ""}
    for name, typed, reader in (
        ("number", number, lambda text: str(parse_number(text))),
        ("code", code, normalise_query_code),
    ):
        try:
            read[name] = reader(typed)
        except BadEntry as fault:
            errors[name] = fault.said
    if errors:
        raise Invalid(errors)
    return read["number"], read["code"]
