"""Who may sign in to the demo, and what each can try."""

from __future__ import annotations

CITIZENS = (
    ("wangxiuying", "王秀英", "本人的几件事项：进度、补充、申请复查、评价"),
    ("yusufu", "玉素甫江·艾合买提", "长名字照样完整显示；网上提交一件新的"),
    ("zhangxiang", "张𠮷祥", "生僻字照样保存和查到"),
)
# sign-in, role, what to try
SIGN_INS = (
    *((username, "信访人", hint) for username, _name, hint in CITIZENS),
    ("dengji", "窗口登记", "登记来信、来访、来电，打印收件凭证"),
    ("fenban", "分办员", "分类、转送、交办、告知途径、并案"),
    ("xinfangtou", "信访局负责人", "签发或者退回不予受理、督办等决定"),
    ("duban", "督办员", "催办和销号、超期清单"),
    ("ziran", "自然资源局承办", "受理、调查、起草处理意见"),
    ("zirantou", "自然资源局负责人", "审核、签发、批准延期"),
    ("renshe", "人社局承办", "欠薪、社保、工伤等事项"),
    ("zhenfu", "柳河镇承办", "乡镇办理的事项"),
    ("shuiwu", "税务局承办", "垂直管理：复查走市税务局"),
    ("xianfu", "县政府复查", "起草复查意见，签发后送达"),
    ("shifu", "市政府复核", "复核、听证"),
    ("shifenban", "市信访局分办", "检举县政府的密件直接到这里"),
    ("xianji", "县纪委监委", "受理、办结检举控告"),
    ("shiji", "市纪委监委", "受理涉及县级机关的检举"),
    ("baoguan", "检举人身份保管", "凭书面理由启封"),
    ("xianzhang", "县领导", "看全县，看不到反映县政府的密件"),
    ("tongji", "统计员", "报表，没有内容"),
    ("shenji", "审计员", "谁在何时为何看过，没有内容"),
    ("guanli", "系统管理员", "看不到任何信访事项：系统管理和办件分开"),
)
