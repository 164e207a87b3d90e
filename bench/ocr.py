"""Draw letters whose words are known, and measure how well they are read.

python bench/ocr.py FOLDER        # then: lianxin text eval ocr --data FOLDER

Each picture lies beside a .txt of the same name. Drawn writing is no handwriting: a real hand reads far worse.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.drawn import LETTER, letter, on_a_screen, saved

MORE = """县住建局：
本人李建国，住临水县城关街道和平路18号3单元502室。自2025年11月起，楼上管道漏水，多次找物业公司，物业以没有维修资金为由不修。
家里墙面发霉，老人孩子都住不安生，损失约8600元。
请求：责令物业尽快维修，并依法公开维修资金的使用情况。
此致敬礼
李建国
2026年7月28日"""
TRADITIONAL = """尊敬的信訪局領導：
我是前柳村村民，二〇一九年政府徵收我家土地修路，補償款至今沒有發到手，請求依法發放，並書面答覆。
來信人：王秀英"""
WAYS = {
    "print": {"font": "Song"},
    "print_sans": {"font": "Hei"},
    "hand": {"font": "Kai"},
    "small": {"font": "Song", "size": 22},
    "skewed": {"skew": 3},
    "skewed_noisy": {"skew": -2.5, "noise": True},
    "upside_down": {"turn": 180},
    "on_its_side": {"turn": 90},
    "columns": {"columns": 2, "size": 24},
    "vertical": {"vertical": True},
    "vertical_noisy": {"vertical": True, "noise": True, "skew": 1.5},
}


def draw(folder: Path) -> int:
    """Write every letter in every way into `folder`; how many."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {"a": LETTER, "b": MORE}
    pages = {f"{way}_{name}": (text, how) for way, how in WAYS.items() for name, text in texts.items()}
    pages["traditional"] = (TRADITIONAL, {"font": "Song"})
    pages["traditional_vertical"] = (TRADITIONAL, {"vertical": True})
    drawn = {name: (text, letter(text, **how)) for name, (text, how) in pages.items()}
    drawn |= {f"screen_{name}": (text, on_a_screen(letter(text, size=36))) for name, text in texts.items()}
    for name, (text, page) in drawn.items():
        (folder / f"{name}.jpg").write_bytes(saved(page, "JPEG", quality=75))
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return len(drawn)


if __name__ == "__main__":
    print(draw(Path(sys.argv[1])))
