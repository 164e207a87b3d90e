"""Make lianxin/text/data/characters.txt, the Traditional characters of every Simplified one: `python tools/characters.py`.

From the character data of OpenCC (Apache-2.0), one character at a time, so that a text keeps its length.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from pathlib import Path

import opencc

DATA = Path(__file__).resolve().parents[1] / "lianxin" / "text" / "data" / "characters.txt"
PLANES = (range(0x3400, 0xA000), range(0x20000, 0x2F800), range(0x30000, 0x33480))
HEAD = """\
# Made by tools/characters.py from the character data of OpenCC, https://github.com/BYVoid/OpenCC, Apache License 2.0.
# Each group: a Simplified character, then the Traditional ones and variants that are read as it.
"""


def main() -> None:
    """Write the file anew."""
    convert = opencc.OpenCC("t2s").convert
    alike = {character: convert(character) for plane in PLANES for character in map(chr, plane)}
    groups: dict[str, str] = defaultdict(str)
    for written, read in alike.items():
        if read != written and len(read) == 1:
            groups[alike.get(read, read)] += written  # 薴 is 苧, and 苧 is 苎
    lines = textwrap.wrap(" ".join(head + rest for head, rest in sorted(groups.items())), 60)
    DATA.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
