"""The archive package of one file: a folder in a ZIP that opens and is checked without this program.

Laid out as a BagIt bag (RFC 8493) with what DA/T-style e-archives ask beside it: an index of the volume (卷内目录) as a
page with relative links and no script, metadata as JSON and XML, SHA-256 of every file, proofs of the public log.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape as xml_escape

from lianxin.rules.wording import Said
from lianxin.rules.wording import gettext_noop as _

Facts = Sequence[tuple[str, str]]
MANIFEST, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
BAG = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{title}</title></head><body>
<h1>{title}</h1>
<table border="1" cellpadding="6" cellspacing="0"><tbody>{facts}</tbody></table>
<h2>卷内目录</h2>
<table border="1" cellpadding="6" cellspacing="0"><thead><tr><th>序号</th><th>文号</th><th>责任者</th><th>题名</th><th>日期</th><th>页号</th><th>页数</th><th>文件</th></tr></thead>
<tbody>{rows}</tbody></table>
<h2>卷内备考表</h2>
<table border="1" cellpadding="6" cellspacing="0"><tbody>{note}</tbody></table>
<p>可以打印：{pages}</p>
<h2>怎样核对</h2>
<p>本文件夹不用安装任何软件就能打开。<code>{manifest}</code> 写着每个文件的 SHA-256；在本文件夹里运行 <code>sha256sum -c {manifest}</code>，每行都是 OK 就没有改动。<code>data/proof</code> 里是公开记录的收录证明，可以用 lianxin-verify 离线核对。</p>
</body></html>
"""
ROW = "<tr><td>{place}</td><td>{number}</td><td>{by}</td><td>{title}</td><td>{day}</td><td>{page}</td><td>{pages}{no_pages}</td><td>{links}</td></tr>"
UNCOUNTED, NO_PAGES = _("页数未核"), _("电子文件，不计页")


@dataclass(frozen=True)
class Piece:
    """One entry of the index: what it is and its files, {path below data/: bytes}."""

    title: str
    files: Mapping[str, bytes]
    number: str = ""
    by: str = ""
    day: str = ""
    pages: int | None = 0  # on paper; None where they could not be counted


@dataclass(frozen=True)
class Listed:
    """One line of the index (卷内目录): the place of the piece, its first page in the volume."""

    place: int
    piece: Piece
    page: int

    @property
    def row(self) -> dict[str, object]:
        """The line as metadata: no page where there is none, and why there is none in words."""
        of = self.piece
        none = UNCOUNTED if of.pages is None else NO_PAGES if of.files else ""
        return {"place": self.place, "number": of.number, "by": of.by, "title": of.title, "day": of.day,
                "page": self.page if of.pages else "", "pages": of.pages or "", "no_pages": "" if of.pages else none}  # fmt: skip


def listed(pieces: Sequence[Piece]) -> list[Listed]:
    """The volume in its order, its pages counted through from 1."""
    found, page = [], 1
    for place, piece in enumerate(pieces, 1):
        found.append(Listed(place, piece, page))
        page += piece.pages or 0
    return found


@dataclass(frozen=True)
class Packed:
    """The ZIP and the SHA-256 of its manifest, which stands for every file in it."""

    data: bytes
    manifest: str
    files: int


def pack(name: str, title: str, facts: Facts, volume: Sequence[Listed], about: Mapping[str, object],
         *, note: Facts, around: Mapping[str, bytes], at: datetime) -> Packed:  # fmt: skip
    """The package called `name`: `facts` head the index of the `volume`, `note` closes it (备考), `around` is both
    as pages to print, `about` is the metadata. `at` is when it was made.
    """
    payload = {f"data/{safe(path)}": data for each in volume for path, data in each.piece.files.items()}
    payload |= {f"data/{path}": data for path, data in around.items()}
    manifest = _sums(payload)
    tags: dict[str, bytes] = {
        "bagit.txt": BAG.encode(),
        "bag-info.txt": _info(name, payload, at).encode(),
        MANIFEST: manifest.encode(),
        "index.html": _index(title, facts, volume, note, around).encode(),
        "metadata.json": (json.dumps(about, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode(),
        "metadata.xml": _xml(about).encode(),
    }
    tags[TAGS] = _sums(tags).encode()
    written = BytesIO()
    stamp = (*at.timetuple()[:6],)
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as book:
        for path, data in sorted({**payload, **tags}.items()):
            book.writestr(zipfile.ZipInfo(f"{name}/{path}", stamp), data, zipfile.ZIP_DEFLATED)
    return Packed(written.getvalue(), sha256(manifest.encode()), len(payload))


def sha256(data: bytes) -> str:
    """Hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def safe(path: str) -> str:
    """A path that every system can hold, below the folder it is put in."""
    parts = (re.sub(r'[\x00-\x1f<>:"|?*\\]', "_", part).strip(" .") for part in path.split("/"))
    return "/".join(part[:120] or "_" for part in parts)


def _sums(files: Mapping[str, bytes]) -> str:
    return "".join(f"{sha256(data)}  {path}\n" for path, data in sorted(files.items()))


def _info(name: str, payload: Mapping[str, bytes], at: datetime) -> str:
    size = sum(len(data) for data in payload.values())
    return (
        f"External-Identifier: {name}\nBagging-Date: {at:%Y-%m-%d}\nPayload-Oxum: {size}.{len(payload)}\n"
        "Bag-Software-Agent: Lianxin\n"
    )


def metadata(data: bytes) -> dict[str, Any]:
    """The metadata of a package of ours."""
    with zipfile.ZipFile(BytesIO(data)) as book:
        name = next(name for name in book.namelist() if name.endswith("/metadata.json"))
        found: dict[str, Any] = json.loads(book.read(name))
    return found


def _index(
    title: str, facts: Facts, volume: Sequence[Listed], note: Facts, around: Mapping[str, bytes]
) -> str:
    rows = []
    for each in volume:
        links = "<br>".join(
            f'<a href="{escape(f"data/{safe(path)}")}">{escape(safe(path).rsplit("/", 1)[-1])}</a>'
            for path in each.piece.files
        )
        rows.append(ROW.format(links=links, **{name: escape(str(said)) for name, said in each.row.items()}))
    return PAGE.format(
        title=escape(title), facts=_table(facts), rows="".join(rows), note=_table(note), manifest=MANIFEST,
        pages="，".join(f'<a href="data/{escape(path)}">{escape(Path(path).stem)}</a>' for path in around),
    )  # fmt: skip


def _table(facts: Facts) -> str:
    return "".join(f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>" for label, value in facts)


def _xml(about: object) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _element("archive", about) + "\n"


def _element(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(_element(str(key), each) for key, each in value.items())}</{name}>"
    if isinstance(value, list | tuple):
        return f"<{name}>{''.join(_element('item', each) for each in value)}</{name}>"
    said = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{name}>{xml_escape(_printable(said))}</{name}>"


def _printable(text: str) -> str:
    """XML 1.0 has no place for control characters."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


# ---- checking ----------------------------------------------------------------------------------------------
def check(place: Path) -> list[Said]:
    """Every fault of a package, as a ZIP or unpacked; none: nothing was changed, added or taken away."""
    try:
        files = _read(place)
    except (OSError, zipfile.BadZipFile):
        return [Said(_("打不开，或者不是归档包"))]
    faults: list[Said] = []
    for manifest, covers in ((TAGS, ""), (MANIFEST, "data/")):
        if manifest not in files:
            return [Said(_("没有 {name}"), {"name": manifest})]
        faults += _differing(files, files[manifest].decode("utf-8", "replace"), covers)
    return faults


def _differing(files: Mapping[str, bytes], manifest: str, covers: str) -> list[Said]:
    told = dict(line.split("  ", 1)[::-1] for line in manifest.splitlines() if "  " in line)
    faults = [Said(_("{path} 改动过"), {"path": path}) for path, digest in told.items()
              if path in files and sha256(files[path]) != digest]  # fmt: skip
    faults += [Said(_("{path} 不见了"), {"path": path}) for path in told if path not in files]
    more = {path for path in files if covers and path.startswith(covers)} - set(told)
    return faults + [Said(_("{path} 是后来放进去的"), {"path": path}) for path in sorted(more)]


def _read(place: Path) -> dict[str, bytes]:
    if place.is_dir():
        home = (
            place if (place / MANIFEST).exists() else next((p for p in place.iterdir() if p.is_dir()), place)
        )
        return {str(p.relative_to(home)): p.read_bytes() for p in home.rglob("*") if p.is_file()}
    with zipfile.ZipFile(place) as book:
        return {name.split("/", 1)[-1]: book.read(name) for name in book.namelist() if not name.endswith("/")}
