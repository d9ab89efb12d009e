"""Invented names and streets for the demonstration."""

import random
from collections.abc import Iterator
from itertools import product

FANCIES = (
    "明月 清风 锦程 海棠 梧桐 青禾 芳草 流云 星辉 晨光 朝霞 归燕 听雨 望江 揽月 拾光 沁园 荷塘 竹影 松涛 "
    "枫林 兰亭 桂香 梅影 雪松 银杏 白鹭 飞鸿 锦鲤 麒麟 金穗 银河 玉带 珍珠 琥珀 翡翠 琉璃 丹霞 碧波 蓝湾 "
    "南风 北辰 东篱 西江 小桥 古渡 长亭 画舫 渔火 炊烟 知音 同福 和顺 永兴 万泰 恒达 宏远 瑞丰 嘉禾 聚贤 "
    "福临 吉庆 康乐 安居 顺达 广源"
)
SUFFIXES = {
    "night_stall": "烧烤 大排档 砂锅粥 麻辣烫 小龙虾 炒粉摊 海鲜排档",
    "hotel": "宾馆 旅馆 商务酒店 客栈 公寓酒店",
    "bar": "酒吧 小酒馆 音乐吧",
    "bath": "足浴店 洗浴中心 汗蒸馆 浴场 养生足道",
    "cards": "棋牌室 茶室 茶馆 麻将馆 休闲茶庄",
    "entertainment": "KTV 歌舞厅 量贩KTV 电玩城 游艺厅",
    "precursor": "化工有限公司 精细化工厂 金属制品厂 电镀厂 化学试剂经营部 农资经营部",
    "toxic": "表面处理厂 医药化工有限公司 检测技术有限公司 热处理厂",
    "internal": "超市 物流园 加油站 商厦 供水站 服装厂",
}
STREETS = {
    "东街所": "东街 文庙路 槐荫街 鼓楼巷 学前路",
    "西街所": "西街 车站路 货场街 机务巷 站前横路",
    "南桥所": "南桥路 沿河街 船坞巷 菜园路 石板街",
    "北塘所": "北塘路 藕池街 蚕桑巷 水车路 塘沿街",
    "江湾所": "江湾大道 渡口街 堤后路 芦苇巷 观潮路",
    "青石所": "青石路 采石街 岭脚巷 矿前路 新厂街",
    "柳浦所": "柳浦大道 柳荫街 渔市巷 盐仓路 浦前街",
    "松岭所": "松岭路 林场街 茶亭巷 山门路 果园街",
}


def venue_names(code: str, rng: random.Random) -> Iterator[str]:
    """Names for one category, each once."""
    names = ["".join(parts) for parts in product(FANCIES.split(), SUFFIXES[code].split())]
    rng.shuffle(names)
    return iter(names)


def address(station: str, rng: random.Random) -> str:
    return f"云溪区{rng.choice(STREETS[station].split())}{rng.randint(1, 398)}号"
