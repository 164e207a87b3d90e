"""Six people get it right: each story at the screen of the one who lives it. LIANXIN_PICTURES=folder pictures every step."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from lianxin.actions import joint
from lianxin.actions.filing import Person as Filer
from lianxin.models import Attachment, Clock, Link, Mandate, Matter, Party, Submission
from lianxin.queries.attachments import content
from lianxin.rules.facts import Actor
from lianxin.web.words import china_today
from tests import files, make
from tests.browser.person import DESK, PHONE, SMALL_PHONE, Person
from tests.browser.test_stories import answer, follow, slip, step, today
from tests.browser.test_uploads import arrived, choose, drops, offsets
from tests.cast import Cast, moment

KEEP = "保存，继续"
NAMED, ANONYMOUS = "署名：机关可以联系您，书面答复您", "匿名：不留任何个人信息，只凭编号和查询码查看"
READ_OUT = "口头提出的，已向来访（来电）人宣读记录并经其确认"


def written(citizen: Person, kind: str, story: str, request: str) -> Person:
    """The first two pages of the form."""
    citizen.open("/petition/kind/").tick(kind).press(KEEP)
    citizen.write({"发生了什么事？": story, "您要求解决什么？": request})
    return citizen


def signed(citizen: Person, name: str, phone: str, address: str) -> Person:
    citizen.tick(NAMED).write({"姓名": name, "手机或者座机": phone, "住址": address})
    return citizen


# ---- a farmer, on an old phone ------------------------------------------------------------------------------
def test_a_farmer_and_his_land_on_a_small_phone(person, cast: Cast) -> None:
    farmer = person(screen=SMALL_PHONE).open("/").picture("farmer-01-home")
    farmer.press("反映问题").picture("farmer-02-before-you-begin").press("先看看，这里是不是对的门")
    farmer.picture("farmer-03-danger").press("没有").picture("farmer-04-which-door")
    farmer.press("要机关、单位解决一个问题，或者说不清").press("没有收到过").sees(
        "这里就是对的门", "15 日内", "60 日内"
    )
    farmer.picture("farmer-05-right-door").press("开始写").press(KEEP, status=422).sees("请先选一项")
    farmer.picture("farmer-06-kind-refused").tick("请帮我解决一个问题").press(KEEP)
    farmer.write({
        "发生了什么事？": "2019年修路征了我家三亩承包地，签了协议，补偿款到今天没有发。我去镇里问过四次。",
        "您要求解决什么？": "请发放拖欠的征地补偿款",
    }).press("再加一项要求").write({"第 2 项要求": "请说明为什么拖了这么久"}).picture("farmer-07-what").press(KEEP)  # fmt: skip
    farmer.press(KEEP).write({"事情发生在哪里？": "柳河镇", "反映的是哪个单位？": "临水县自然资源局"})
    farmer.picture("farmer-08-where").press(KEEP)
    signed(farmer, "李守田", "1381234", "柳河镇前柳村12号").press(KEEP, status=422).sees("请改一下再提交")
    farmer.picture("farmer-09-phone-refused")
    farmer.write({"手机或者座机": "138 1234 1234"}).press(KEEP).sees(
        "请从头读一遍", "承包地", "这只是提醒，您仍然可以提交"
    )
    farmer.picture("farmer-10-read-back").press("提交").sees("已经收到").picture("farmer-11-receipt")
    number, code = slip(farmer)
    farmer.press("我已抄好，去看进度").sees("临水县信访局")
    for action, facts in (
        ("CLASSIFY", _classified(2)),
        ("FORWARD", {"to": "37142602", "mode": "FORWARD", "reason": "职能"}),
    ):
        make.act(cast, number, action, "fenban", today(), **facts)
    answer(person("ziran"), number)
    follow(farmer, number, code).sees("临水县自然资源局", "征地补偿款").picture("farmer-12-follow")
    farmer.press("申请听证").write({"理由": "当年丈量的人都在，请当面说清。"}).press("申请听证").sees(
        "已经收到：申请听证"
    )
    farmer.picture("farmer-13-hearing-asked")


def _classified(requests: int) -> dict[str, object]:
    return {**make.CLASSIFY, "requests": [{"legal_class": "APPEAL_6"}] * requests}


# ---- a worker, with photographs and a bad line --------------------------------------------------------------
def test_a_worker_sends_photographs_over_a_line_that_drops(
    person, cast: Cast, settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "kept"
    photo, sound, trap = tmp_path / "考勤表.jpg", tmp_path / "工头的录音.amr", tmp_path / "合同.docx"
    photo.write_bytes(files.photo(size=(900, 600)))
    sound.write_bytes(files.SOUND + bytes(range(256)) * 6000)
    trap.write_bytes(files.packed(**{"word/document.xml": bytes(210_000_000)}))
    worker = person(screen=SMALL_PHONE).open("/petition/door/arbitration/").sees("12333", "一年")
    worker.picture("worker-1-another-door").press("还是要在这里反映")
    written(
        worker,
        "请帮我解决一个问题",
        "我们七个人在县医院工地干了四个月，拖欠工资没有发，老板电话打不通。",
        "请让老板把工资发给我们",
    )
    worker.press(KEEP).sees("有没有照片、文件要附上")
    lost = drops(worker, times=2)
    seen = offsets(worker)
    choose(worker, str(photo))
    arrived(worker, photo.name)
    choose(worker, str(sound))
    worker.page.get_by_text("网络断了，已传的都在").wait_for()
    worker.picture("worker-2-line-lost")
    arrived(worker, sound.name)
    assert lost and seen.count("0") == 2  # each file begins once; the lost piece is sent again, not the file
    worker.sees("照片里的拍摄位置已经删掉").picture("worker-3-files-there")
    choose(worker, str(trap))
    worker.page.get_by_role("alert").wait_for()
    assert "照片里的拍摄位置" in worker.text and stored() == 2
    assert [fault.split()[0] for fault in worker.faults] == ["422"]
    worker.faults.clear()  # the refusal was asked for
    worker.picture("worker-4-bomb-refused")
    worker.open("/petition/files/").press(KEEP).press(KEEP)
    signed(worker, "买买提·吐尔逊", "139 1234 1234", "柳河镇工地").write(
        {"这件事一共涉及多少人？": "7"}
    ).press(KEEP)
    worker.sees("考勤表.jpg", "工头的录音.amr", "和单位有工资、工伤、辞退的争议？").picture(
        "worker-5-read-back"
    )
    worker.press("提交").sees("已经收到").press("我已抄好，去看进度")
    worker.page.get_by_text("您交的附件", exact=True).first.click()
    worker.sees("考勤表.jpg").picture("worker-6-follow")
    kept = {row.name: content(row) for row in Attachment.objects.all()}
    assert kept.keys() == {photo.name, sound.name} and kept[sound.name] == sound.read_bytes()
    assert b"PHONE-OF-WANG" not in kept[photo.name] and b"MOTION-PHOTO" not in kept[photo.name]


def stored() -> int:
    return Attachment.objects.exclude(digest="").count()


# ---- forty neighbours, one matter ---------------------------------------------------------------------------
def test_forty_neighbours_petition_together_and_choose_who_speaks(person, cast: Cast) -> None:
    wang = person(screen=SMALL_PHONE)
    number, code = _filed_for_forty(wang)
    wang.open(f"/follow/{number}/invite/").write({"链接几天内有效": "7"}).picture("forty-02-invite")
    link = (
        wang.press("邀请别人联名")
        .sees("链接只在这里显示")
        .picture("forty-03-link")
        .page.locator(".receipt .kept")
        .inner_text()
    )
    own = [(number, code)]
    for name, phone in (("李有田", "139 1234 1234"), ("买买提·吐尔逊", "139 1234 1235")):
        guest = person(screen=SMALL_PHONE).open(link).sees("每户通自来水").picture("forty-04-what-one-joins")
        guest.write({"姓名": name, "手机或者座机": phone}).press("加入").sees("已经收到")
        own.append(slip(guest.picture("forty-05-own-receipt")))
        assert number not in own[-1] and "王秀英" not in guest.text
    own += [_by_link(link, place) for place in range(37)]
    assert (
        len({each for each, _code in own})
        == len({each for _number, each in own})
        == 40
        == Submission.objects.count()
    )
    for place in (1, 2, 3, 4, 5, 6):
        _willing(*own[place])
    li = follow(person(screen=SMALL_PHONE), *own[1]).sees("还没有推选代表")
    assert not li.main.get_by_role("link", name=re.compile("^我愿意当代表")).count()  # he has said so
    li.open(f"/follow/{own[1][0]}/choose_representatives/").picture("forty-06-who-is-willing")
    six = ["李有田", "买买提·吐尔逊", *(f"村民{_word(place)}" for place in range(4))]
    li.tick(*six).press("推选代表", status=422).sees("最多5人")
    li.page.get_by_label(six[-1], exact=True).uncheck()
    li.press("推选代表").sees("代表：李有田").picture("forty-07-chosen")
    assert "王秀英" not in li.text and "村民戊" not in li.text
    leaving = follow(person(screen=SMALL_PHONE), *own[39])
    leaving.press("撤回").tick("我自愿撤回，知道撤回后我的这一件不再办理").write({"理由": "不参加了"}).press(
        "撤回", sure=True
    ).sees("您已撤回自己的这一件").picture("forty-08-one-leaves")
    _answered(cast, number, [each for each, _code in own[:39]])
    member = (
        follow(person(screen=SMALL_PHONE), *own[20])
        .sees("可申请复查")
        .picture("forty-09-each-their-own-window")
    )
    member.press("申请复查").write({"不同意处理意见的哪些地方，理由是什么": "只说修，没说哪天修"}).press(
        "申请复查"
    ).sees("复查")
    assert Party.objects.filter(left_on=None).count() == 39
    assert Clock.objects.filter(period="REVIEW_APPLY").count() == 39
    assert Clock.objects.get(period="REVIEW_APPLY", stopped_on=today()).submission.number == own[20][0]


def _filed_for_forty(wang: Person) -> tuple[str, str]:
    written(
        wang, "请帮我解决一个问题", "村里打了井，水管只接到村口，四十户至今挑水吃。", "请给每户通自来水"
    ).press(KEEP).press(KEEP)
    wang.write({"事情发生在哪里？": "柳河镇"}).press(KEEP)
    signed(wang, "王秀英", "138 1234 1234", "前柳村12号").write({"这件事一共涉及多少人？": "40"}).press(KEEP)
    number, code = slip(wang.press("提交").picture("forty-01-receipt"))
    wang.press("我已抄好，去看进度")
    return number, code


def _word(place: int) -> str:
    return "甲乙丙丁戊己庚辛壬癸"[place // 10] * (place >= 10) + "甲乙丙丁戊己庚辛壬癸"[place % 10]


def _by_link(link: str, place: int) -> tuple[str, str]:
    """One more neighbour, through the same door as those at a browser."""
    one = Filer(name=f"村民{_word(place)}", phone=f"138{place:08}", address=f"前柳村{place}号")
    token = link.rstrip("/").rsplit("/", 1)[1]
    made = joint.accept(token, one, "", key=f"forty-{place}", actor=Actor(), at=moment(today()))
    return made.submission.number, made.query_code


def _willing(number: str, _code: str) -> None:
    row = Submission.objects.get(number=number)
    make.act(
        Cast(china_today()), _lead(row), "STAND", Actor(submissions=frozenset({row.pk})), today(), agree=True
    )


def _lead(row: Submission) -> Matter:
    joined = Link.objects.filter(later=row.matter, kind="SAME_MATTER", undone_at=None).first()
    return joined.earlier if joined else row.matter


def _answered(cast: Cast, number: str, numbers: list[str]) -> None:
    """From triage to the opinion served on each of them."""
    matter, on = Matter.objects.get(number=number), today()
    make.act(cast, matter, "CLASSIFY", "fenban", on, **_classified(1))
    make.act(cast, matter, "FORWARD", "fenban", on, to="37142602", mode="FORWARD", reason="职能")
    make.act(cast, matter, "ACCEPT", "ziran", on, procedure="ORDINARY", method="MAIL")
    make.act(cast, matter, "DRAFT_OPINION", "ziran", on, **make.OPINION)
    make.act(cast, matter, "CHECK_OPINION", "ziran2", on)
    make.act(cast, matter, "SIGN_OPINION", "zirantou", on)
    make.act(cast, matter, "SERVE", "ziran", on, recipients=numbers, method="IN_PERSON", served_on=on)


# ---- an accuser of the very office that runs the site -------------------------------------------------------
def test_an_accuser_of_this_very_office_is_found_by_nobody_in_it(person, cast: Cast) -> None:
    accuser = (
        person(screen=SMALL_PHONE)
        .open("/protection/")
        .sees("保护不了的")
        .picture("accuser-01-what-is-protected")
    )
    accuser.open("/petition/kind/").tick("我要检举、控告某个单位或者个人").press(KEEP).sees("密封").picture(
        "accuser-02-sealed-road"
    )
    accuser.write({"发生了什么事？": "信访局窗口收钱压件，我有转账记录。"}).press(KEEP).press(KEEP)
    accuser.write({"反映的是哪个单位？": "临水县信访局"}).press(KEEP).tick(ANONYMOUS).press(KEEP)
    accuser.sees("匿名：没有任何个人信息会被提交").picture("accuser-03-read-back").press("提交")
    number, code = slip(accuser.sees("不经过临水县信访局").picture("accuser-04-receipt"))
    for username in ("dengji", "fenban", "fenban2", "duban", "xianzhang"):
        inside = person(username)
        inside.open(f"/staff/matters/{number}/", status=404)
        if username == "fenban":
            inside.picture("accuser-05-the-office-sees-nothing")
        for address in (
            "/staff/?tab=ALL",
            f"/staff/search/?q={number}",
            "/staff/search/?q=转账记录",
            "/staff/topics/",
        ):
            inside.visit(address)
            assert (username, address, "压件" in inside.text) == (username, address, False)
        assert number not in inside.open("/staff/?tab=ALL").text
    desk = person("shifenban").sees(number)
    step(desk, number, "向信访人提问").write({"问题": "钱转给了哪个账户？"}).press("向信访人提问").sees(
        "钱转给了哪个账户？"
    )
    desk.picture("accuser-06-asked")
    follow(accuser, number, code).sees("钱转给了哪个账户？", "可以不回答").picture("accuser-07-question")
    accuser.press("回答问题").write({"您的回答": "窗口姓邓的个人账户，去年三月。"}).picture(
        "accuser-08-answer"
    ).press("回答问题")
    accuser.sees("去年三月")
    desk.open(f"/staff/matters/{number}/").sees("去年三月", "未署名")
    assert not Party.objects.exists() and accuser.open(f"/follow/{number}/sheet/", 404)


# ---- an old woman and her niece -----------------------------------------------------------------------------
def test_an_old_woman_reads_large_print_and_her_niece_acts_for_her(person, cast: Cast) -> None:
    aunt = person(screen=SMALL_PHONE).open("/")
    with aunt.page.expect_navigation():
        aunt.page.get_by_role("button", name="大字版").click()
    aunt.look().picture("niece-01-large-print")
    assert float(aunt.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")) >= 23.3
    written(aunt, "请帮我解决一个问题", "房子漏雨两年，危房补助没有批下来。", "请批危房补助").picture(
        "niece-02-what"
    ).press(KEEP).press(KEEP)
    aunt.write({"事情发生在哪里？": "柳河镇"}).press(KEEP)
    signed(aunt, "马秀兰", "138 1234 1234", "前柳村3号").picture("niece-03-who").press(KEEP).press("提交")
    number, _code = slip(aunt.picture("niece-04-receipt"))
    aunt.press("我已抄好，去看进度").open(f"/follow/{number}/mandate/").sees("授权委托书").picture(
        "niece-05-blank-mandate"
    )
    aunt.press("已经签好，去登记").write({"代理人姓名": "马小芳", "代理人电话": "139 1234 1234", "代理人是": "我信任的人（亲友、律师）",
        "到哪天为止": (china_today() - timedelta(days=1)).isoformat()})  # fmt: skip
    aunt.tick("补充材料、说明情况", "授权委托书已由我和代理人签名").press("委托代理人", status=422).sees(
        "到期日应当在"
    )
    aunt.picture("niece-06-mandate-refused")
    aunt.write({"到哪天为止": (china_today() + timedelta(days=60)).isoformat()}).press("委托代理人").sees(
        "您自己的查询码不要给他"
    )
    _number, agents_code = (
        aunt.picture("niece-07-her-own-code").page.locator(".receipt .code").all_inner_texts()
    )
    niece = (
        follow(person(screen=PHONE), number, agents_code)
        .sees("您是代理人")
        .picture("niece-08-the-niece-follows")
    )
    niece.press("补充材料").write({"补充内容": "补一张镇上的鉴定书的照片。"}).press("补充材料").sees(
        "已经收到"
    )
    for beyond in ("withdraw", "appoint_agent", "correct_contact"):
        assert niece.page.request.get(f"/follow/{number}/{beyond}/").status == 403
    aunt.open(f"/follow/{number}/").sees("由代理人马**代您办理").picture("niece-09-the-aunt-sees")
    aunt.open(f"/follow/{number}/end_mandate/").write({"撤销对谁的委托": "马**"}).press("撤销委托").picture(
        "niece-10-ended"
    )
    niece.page.goto(f"/follow/{number}/")
    assert "/follow/?" in niece.page.url and Mandate.objects.get().revoked_on == china_today()


# ---- a visitor who cannot read ------------------------------------------------------------------------------
def test_a_visitor_who_cannot_read_speaks_at_the_window(person, cast: Cast) -> None:
    clerk = person("dengji", screen=DESK).open("/staff/register/")
    clerk.write(
        {"姓名（名称）": "阿依古丽·买买提", "电话": "138 1234 1234", "住址": "前柳村5号"}, within="第 1 人"
    )
    clerk.write(
        {
            "反映的情况": "我说：低保停了三个月，没有人告诉我为什么。",
            "诉求1": "恢复低保，说明停发的理由",
            "问题属地": "柳河镇",
        }
    )
    clerk.picture("window-1-as-it-was-said", tall=1700).press("登记并出凭证", status=422).sees("念给本人听")
    assert not Submission.objects.exists() and clerk.value("反映的情况").startswith("我说：低保停了")
    clerk.picture("window-2-not-read-out", tall=1900).tick(READ_OUT).press("登记并出凭证").sees(
        "已经登记", "来访"
    )
    number, code = slip(clerk.picture("window-3-receipt"))
    assert clerk.page.pdf(format="A4").startswith(b"%PDF")
    clerk.press("打开这件").sees("已宣读并经确认").picture("window-4-on-file")
    follow(person(screen=SMALL_PHONE), number, code).sees("临水县信访局").picture(
        "window-5-followed-by-a-grandson"
    )
