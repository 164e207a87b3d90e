"""Traditional characters read as the Simplified ones they stand for."""

from __future__ import annotations

from importlib.resources import files

# Frequent characters that exist in one of the two forms only.
SIMPLIFIED = frozenset(
    "这个们为来对时说国会学过还后里么经发当动现开关问长头应电话车门马鸟鱼龙页风饭馆见觉观钱银铁错镇镜买卖书习乡亲亿从众优伤传儿"
    "兰兴养兽内冲决况冻净准凉减凤刘则刚创办务劳势区医华协单卫厂厅历压县双变号叶听员响团园围图圆圣场坏块坚坛声处备复够夸头奖妇妈孙宁宝实审宪宽宾寻导层岁币帅师带帮广庄庆库废开异弃张弹强归录彻径忆忧怀态总恋恶悬惊惯愿战户扑执扩扫扬抚抢护报担拥择挂挡挤损换据"
    "断旧显晓术机杀权条极构枪柜标栏树样桥检楼欢欧歼残毁毕气汇汉汤沟没泪泽洁测济浅浓涛润涨渐温湾湿满滚滨灭灯灵灾炉点炼烂烦热爱爷牵犹独狭猎猪环现电画疗疯盐监盖盘眯着矿码砖础确礼祸离种积称稳穷窃竞笔筑签简粮纠红约级纪纯纲纳纵纷纸线组细终经结绕给络绝统继绩续维绿缓编缘缩缴网罗罚职联聪肃肠肤肾胀胁胜脏脑脚脱脸腊舍艺节芦苏范茎荐药获莲营蓝虑虚虽蚀补装裤见规视览觉触计订认让议讨训记讲许论设访证评识诉词译试诗诚询该详误说请读课谁调谈谊谋谓谢谨货质贫购贯责败账贴贵贷贸费贺资赔赖赛赞赢赵赶趋跃践踪车转轮软轻载较辆辈输边达迁过运进远违连迟适选递逻遗邓邮邻郑酱释里鉴针钉钟钢钥锁锋锐错键长门闪闭问闲间闹闻阅队阳阴阵阶际陆陈险随隐难雾静韩页顶项顺须顾预领频题颜风飞饥饮饰饱养馆马驱驶驻验骂骗鱼鲜鸡鸣鸭麦黄齐齿龄"
)
# Written in both scripts, in Traditional for more words (瞭解, 答覆): they tell nothing, but are read as one.
_BOTH = {"著": "着", "瞭": "了", "覆": "复", "藉": "借", "祇": "只", "衹": "只", "甦": "苏", "妳": "你"}
_GROUPS = files("lianxin.text").joinpath("data/characters.txt").read_text("utf-8").splitlines()
_READ_AS = {
    old: group[0] for line in _GROUPS if line[0] != "#" for group in line.split() for old in group[1:]
}
TRADITIONAL = frozenset(_READ_AS) - SIMPLIFIED - {"乾"}
_SIMPLIFIED = str.maketrans(_READ_AS | _BOTH)


def simplified(text: str) -> str:
    """The text with every Traditional character as the Simplified one it is read as: for comparing, as long as before."""
    return text.translate(_SIMPLIFIED)
