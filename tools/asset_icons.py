"""The sprite: one SVG with the icons of Lucide that templates, pages and scripts name."""
import pathlib
import re
import sys

# {{ part_icon(page, "inbox") }} in templates, .icon = "inbox" in C, "#i-inbox" anywhere.
CALL = re.compile(r'\b\w*icon\w*\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)')
WORD = re.compile(r'"([a-z0-9]+(?:-[a-z0-9]+)*)"')
TAKER = re.compile(r'\bpart_(chip|notice|empty)\s*\(\s*page\s*,([^,()]*),([^,()]*)')
MEMBER = re.compile(r'\bicon\s*=\s*"([a-z0-9]+(?:-[a-z0-9]+)*)"')
COMPARED = re.compile(r'[!=]=\s*"[^"]*"|\bin\s*\([^()]*\)')
USE = re.compile(r"#i-([a-z0-9]+(?:-[a-z0-9]+)*)")
ALSO = re.compile(r"icons:\s*([a-z0-9 -]+)")  # a comment names what is computed at run time
NOTICE = ("<!-- Icons of Lucide (ISC License, Copyright (c) Lucide Icons and Contributors); "
          "the licence: /assets/licences.txt -->")


def places(top: pathlib.Path) -> list[pathlib.Path]:
    """Every file that may name an icon."""
    return sorted([*(top / "templates").rglob("*.html"), *(top / "src").rglob("*.[ch]"),
                   *(top / "assets" / "js").rglob("*.js")])


def names(paths: list[pathlib.Path]) -> dict[str, pathlib.Path]:
    found: dict[str, pathlib.Path] = {}
    for path in paths:
        text = path.read_text(encoding="utf-8")
        words = USE.findall(text) + MEMBER.findall(text)
        for part, first, second in TAKER.findall(text):
            words += WORD.findall(COMPARED.sub("", first if part == "empty" else second))
        for call in CALL.findall(text):
            words += WORD.findall(COMPARED.sub("", call))
        for line in ALSO.findall(text):
            words += line.split()
        for word in words:
            found.setdefault(word, path)
    return found


def sprite(paths: list[pathlib.Path], icons: pathlib.Path) -> bytes:
    symbols = []
    for name, path in sorted(names(paths).items()):
        file = icons / f"{name}.svg"
        if not file.exists():
            sys.exit(f"{path}: there is no icon called '{name}'; see https://lucide.dev/icons")
        body = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(encoding="utf-8"), re.S)[1]
        body = re.sub(r"\s*\n\s*", "", body).replace(" />", "/>")
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{body}</symbol>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg">{NOTICE}' + "".join(symbols)
            + "</svg>\n").encode()
