"""The shapes that come in and go out. Days are ISO dates in China, moments carry their offset."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils.timezone import localtime
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from lianxin.rules.codes import Purpose
from lianxin.rules.states import State

Moment = Annotated[datetime, AfterValidator(localtime)]


class Strict(Schema):
    """What is sent to us: an unknown field is a mistake to tell, not to swallow."""

    model_config = ConfigDict(extra="forbid")


# ---- sent -------------------------------------------------------------------------------------------------
class PersonIn(Strict):
    name: str = ""
    phone: str = ""
    id_number: str = ""
    address: str = ""
    email: str = ""
    role: Literal["PETITIONER", "JOINT", "REPRESENTATIVE", "AGENT"] = "PETITIONER"
    electronic: bool = Field(False, description="同意电子送达")


class SubmissionIn(Strict):
    office: str = Field(description="受理机关编号，8位")
    purpose: Purpose = Field(description="信访目的；ACCUSATION 走密封通道")
    title: str = ""
    content: str = Field(description="最多20000字")
    requests: list[str] = Field(default_factory=list, description="逐项诉求；不写则以标题为一项")
    people: list[PersonIn] = Field(default_factory=list)
    anonymous: bool = False
    region: str = Field("", description="问题属地的区划代码")
    complained_organ: str = Field("", description="被反映的机关编号；它和下级看不到检举控告件")
    complained_person: str = ""
    files: list[str] = Field(default_factory=list, description="附件：先 POST /api/files，再写这里的 token")


class ActIn(Strict):
    version: int = Field(description="读到的版本号；期间有人办过就会得到 409")
    facts: dict[str, Any] = Field(default_factory=dict, description="这一步要填的内容，见 acts 列表")


class PetitionerActIn(Strict):
    facts: dict[str, Any] = Field(default_factory=dict)


# ---- told -------------------------------------------------------------------------------------------------
class ErrorBody(Schema):
    code: str
    message: str
    fields: dict[str, str]
    article: str


class Error(Schema):
    error: ErrorBody


class Reckoned(Schema):
    """A period: what must be done by when, and how that day was reached."""

    title: str
    day: date
    article: str
    steps: list[str]
    provisional: bool


class ReceiptOut(Schema):
    digest: str
    registered_at: Moment
    code: str = Field(description="口述码，电话里可以念；密钥还没有时为空")
    signed: dict[str, Any] | None = Field(
        description="签名的回执，存成文件即可用 lianxin-verify 或 /verify/ 核对"
    )


class FileOut(Schema):
    token: str = Field(description="写进 files；24 小时内不用就删掉")
    name: str
    kind: str
    size: int
    sha256: str


class Accepted(Schema):
    number: str
    query_code: str | None = Field(description="只在第一次给出，系统不存原文")
    receipt: ReceiptOut
    next: str
    due: date | None


class Choice(Schema):
    value: str
    label: str


class FieldOut(Schema):
    name: str
    label: str
    kind: str
    required: bool
    hint: str = ""
    max_length: int | None = None
    least: int | None = None
    most: int | None = None
    choices: list[Choice] | None = None
    each: list[FieldOut] | None = Field(None, description="每项诉求一组，按诉求的次序")


class ActOut(Schema):
    action: str
    label: str
    article: str
    allowed: bool
    because: str
    primary: bool = False
    hint: str = ""
    until: date | None = None
    fields: list[FieldOut] = Field(default_factory=list)


class Told(Schema):
    at: Moment
    action: str = ""
    title: str
    who: str
    article: str


class PaperOut(Schema):
    kind: str
    title: str
    number: str
    issued_on: date | None
    served_on: date | None = None
    state: str = ""


class ProgressOut(Schema):
    number: str
    state: State
    plain: str
    holder: str
    phone: str
    handled_with: str = Field(description="并案办理时，主办件的编号")
    next: str
    due: date | None
    clock: Reckoned | None
    acts: list[ActOut]
    remains: list[str]
    timeline: list[Told]
    papers: list[PaperOut]


class OrganOut(Schema):
    code: str
    name: str


class MatterLine(Schema):
    number: str
    title: str
    state: State
    label: str
    owner: str
    handler: str | None
    next: str
    due: date | None
    overdue: bool
    provisional: bool
    sealed: bool
    urgent: bool
    opened_on: date


class MatterList(Schema):
    matters: list[MatterLine]
    total: int | None = Field(description="数到5000为止，5001表示更多；往后各页不再数")
    after: str = Field(description="下一页的 after；没有下一页为空")


class RequestOut(Schema):
    position: int
    text: str
    legal_class: str
    outcome: str


class PersonOut(Schema):
    role: str
    name: str
    phone: str
    address: str


class SubmissionOut(Schema):
    number: str
    channel: str
    received_on: date
    registered_at: Moment
    title: str
    content: str
    anonymous: bool
    people: list[PersonOut] = Field(description="已遮盖；检举控告件不列")


class ClockOut(Schema):
    period: str
    title: str
    organ: str | None
    edition: str
    start_on: date
    due: date
    safe: date
    provisional: bool
    stopped_on: date | None


class MatterOut(MatterLine):
    version: int
    owner_code: str
    office: OrganOut
    sender: OrganOut | None
    region: str | None
    category: str
    purpose: str
    procedure: str
    waits_until: date | None
    closed_on: date | None
    outcome: str
    requests: list[RequestOut]
    submissions: list[SubmissionOut]
    clocks: list[ClockOut]
    papers: list[PaperOut]
    timeline: list[Told]


class Done(Schema):
    """What one act did. `handed_out` is a code for the person, given here once and kept nowhere."""

    event: Told
    handed_out: str
    number: str
    version: int
    state: State
    next: str
    due: date | None


class FigureOut(Schema):
    """One figure with its definition. `value`: a count, percent, days or an average; null where hidden or empty."""

    code: str
    label: str
    unit: str
    value: float | None
    numerator: int | None
    denominator: int | None
    hidden: bool = Field(description="人数少于五，不公布")
    empty: bool = Field(description="这段时间没有应计的")
    counts: str
    over: str
    moment: str
    exclusions: str
    article: str
    grade: str


class FiguresOut(Schema):
    first: date
    last: date
    public: bool = Field(description="没有密钥：只有公开的指标，少于五的不公布")
    figures: list[FigureOut]
