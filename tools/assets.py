#!/usr/bin/python3
"""Build what pages load (style sheet, script, icons, fonts) and write it as C for the program.

npm brings the parts, pinned by assets/package-lock.json, into the build directory; esbuild
bundles, minifies and puts a hash of the content into each name.  Only icons that a template or
a page names, and only letters that our languages use, come along.  docs/front-end.md tells more.
"""
import argparse
import gzip
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import typing

import asset_icons

# Features below are in every browser of the last three years; esbuild rewrites what is newer.
TARGETS = "chrome109,edge109,firefox115,safari16.4"
TYPES = {
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
}
FONTS = {
    "inter-latin": "@fontsource-variable/inter/files/inter-latin-wght-normal",
    "bengali-400": "@fontsource/noto-sans-bengali/files/noto-sans-bengali-bengali-400-normal",
    "bengali-700": "@fontsource/noto-sans-bengali/files/noto-sans-bengali-bengali-700-normal",
    "tamil-400": "@fontsource/noto-sans-tamil/files/noto-sans-tamil-tamil-400-normal",
    "tamil-700": "@fontsource/noto-sans-tamil/files/noto-sans-tamil-tamil-700-normal",
}
# The file of latin-ext is fifteen times as large as its 18 Lithuanian letters; and a page of any
# language shows the names of the others, which is no reason to fetch their whole alphabets.
CUTS = {
    "inter-lithuanian": ("@fontsource-variable/inter/files/inter-latin-ext-wght-normal",
                         "ĄąČčĘęĖėĮįŠšŲųŪūŽž"),
    "name-bengali": (FONTS["bengali-400"], "বাংলা"),
    "name-tamil": (FONTS["tamil-400"], "தமிழ்"),
}
NOTICES = ["htmx.org", "@github/combobox-nav", "lucide-static", "@fontsource-variable/inter",
           "@fontsource/noto-sans-bengali", "@fontsource/noto-sans-tamil"]


class Asset(typing.NamedTuple):
    path: str  # as a browser asks for it
    content: bytes
    is_hashed: bool  # the name changes with the content, so that it may be kept for ever


def run(command: list, folder: pathlib.Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode or done.stderr.strip():
        print(done.stdout + done.stderr, file=sys.stderr)
    if done.returncode:
        sys.exit(f"assets: {' '.join(map(str, command[:3]))} failed")


def program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        sys.exit(f"assets: the command {name} is missing; packaging/packages-build.txt names it")
    return found


def install(source: pathlib.Path, stage: pathlib.Path) -> None:
    """node_modules as the lock says; done again only when the lock has changed."""
    lock = (source / "package-lock.json").read_bytes()
    mark, wanted = stage / "installed", hashlib.sha256(lock + repr(CUTS).encode()).hexdigest()
    if mark.exists() and mark.read_text() == wanted:
        return
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, stage / name)
    # Nobody's install scripts run here: none of the parts needs one.
    run([program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline",
         "--loglevel=error"], stage)
    cut_fonts(stage)
    mark.write_text(wanted)


def cut_fonts(stage: pathlib.Path) -> None:
    """Copies the fonts, and cuts out what few letters are often asked for alone."""
    from fontTools import subset  # pylint: disable=import-outside-toplevel

    fonts = stage / "fonts"
    shutil.rmtree(fonts, ignore_errors=True)
    fonts.mkdir()
    for name, origin in FONTS.items():
        shutil.copy(stage / "node_modules" / f"{origin}.woff2", fonts / f"{name}.woff2")
    for name, (origin, letters) in CUTS.items():
        options = subset.Options(flavor="woff2", layout_features=["*"])
        font = subset.load_font(str(stage / "node_modules" / f"{origin}.woff2"), options)
        cutter = subset.Subsetter(options)
        cutter.populate(text=letters)
        cutter.subset(font)
        subset.save_font(font, str(fonts / f"{name}.woff2"), options)


def with_auto_dark(css: str) -> str:
    """The dark colours, and once more for those who chose no theme and whose machine is dark."""
    rules = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    auto = rules.replace('[data-theme="dark"]', ':not([data-theme="light"])')
    return (f"@media screen {{{rules}}}\n"
            f"@media screen and (prefers-color-scheme: dark) {{{auto}}}\n")


def with_large_text(css: str) -> str:
    """A media query does not know of large text, so each block comes again, 125 % as large."""
    blocks = re.findall(r"@media \((max-\w+): (\d+)rem\) \{\n(.*?)\n\}\n", css, re.S)
    copies = [f"@media ({side}: {int(most) * 1.25:g}rem) {{\n"
              f'[data-text="large"] {{\n{rules}\n}}\n}}\n' for side, most, rules in blocks]
    return css + "\n" + "\n".join(copies)


def lay_out(source: pathlib.Path, stage: pathlib.Path) -> None:
    """Copies our files beside node_modules, with what can be derived from them."""
    for folder in ("css", "js"):
        shutil.rmtree(stage / folder, ignore_errors=True)
        shutil.copytree(source / folder, stage / folder)
    for font in (stage / "fonts").glob("*.woff2"):
        shutil.copy(font, stage / "css" / font.name)
    for name, derive in (("dark", with_auto_dark), ("narrow", with_large_text),
                         ("short", with_large_text)):
        path = stage / "css" / f"{name}.css"
        path.write_text(derive(path.read_text(encoding="utf-8")), encoding="utf-8")


def bundle(stage: pathlib.Path) -> list[Asset]:
    out = stage / "out"
    shutil.rmtree(out, ignore_errors=True)
    banner = "/* Licences of what is bundled here: /assets/licences.txt */"
    run([program("node"), "node_modules/esbuild/bin/esbuild", "css/hark.css", "js/hark.js",
         "--bundle", "--minify", f"--outdir={out}", "--entry-names=[name]-[hash]",
         "--asset-names=[name]-[hash]", "--loader:.woff2=file", f"--target={TARGETS}",
         "--legal-comments=none", f"--banner:js={banner}", f"--banner:css={banner}",
         "--log-level=warning"], stage)
    found = [path for path in sorted(out.rglob("*")) if path.is_file()]
    return [Asset(f"/assets/{path.name}", path.read_bytes(), True) for path in found]


def hashed(stem: str, suffix: str, content: bytes) -> Asset:
    return Asset(f"/assets/{stem}-{hashlib.sha256(content).hexdigest()[:8]}{suffix}", content, True)


def licences(stage: pathlib.Path) -> Asset:
    parts = []
    for name in NOTICES:
        folder = stage / "node_modules" / name
        version = json.loads((folder / "package.json").read_text())["version"]
        parts.append(f"{name} {version}\n\n{(folder / 'LICENSE').read_text(encoding='utf-8')}")
    return Asset("/assets/licences.txt", ("\n\n" + "-" * 70 + "\n\n").join(parts).encode(), False)


def write_c(assets: list[Asset], named: dict, blob: pathlib.Path, code: pathlib.Path,
            table: pathlib.Path) -> None:
    """All bytes lie in one file that the assembler takes in whole; the table points into it."""
    whole, rows = bytearray(), []
    for asset in assets:
        packed = gzip.compress(asset.content, 9, mtime=0)
        if len(packed) > len(asset.content) * 9 // 10:
            packed = b""
        at, zip_at = len(whole), len(whole) + len(asset.content)
        whole += asset.content + packed
        etag = hashlib.sha256(asset.content).hexdigest()[:16]
        zip_text = f"asset_bytes + {zip_at}" if packed else "NULL"
        rows.append(
            f'\t{{ "{asset.path}", "{TYPES[pathlib.Path(asset.path).suffix]}", "\\"{etag}\\"",\n'
            f"\t  asset_bytes + {at}, {len(asset.content)}, {zip_text}, {len(packed)}, "
            f"{'true' if asset.is_hashed else 'false'} }},\n")
    blob.write_bytes(whole)
    code.write_text(
        "/* Made by tools/assets.py. */\n\t.section .rodata\n\t.global asset_bytes\n"
        f"\t.balign 16\nasset_bytes:\n\t.incbin \"{blob}\"\n\t.byte 0\n"
        '\t.section .note.GNU-stack, "", %progbits\n')
    names = "".join(f'const char *const asset_{name} = "{asset.path}";\n'
                    for name, asset in named.items())
    table.write_text(
        '/* Made by tools/assets.py. */\n#include "web/assets.h"\n\n'
        "extern const unsigned char asset_bytes[];\n\n"
        f"const struct asset assets[] = {{\n{''.join(rows)}}};\n\n"
        f"const size_t asset_count = {len(assets)};\n{names}")


def sizes(assets: list[Asset], target: pathlib.Path) -> None:
    lines = [f"{len(asset.content):8} {len(gzip.compress(asset.content, 9)):8}  {asset.path}"
             for asset in assets]
    target.write_text("   bytes     gzip  path\n" + "\n".join(lines) + "\n")


def main() -> None:
    take = argparse.ArgumentParser(description=__doc__)
    take.add_argument("--top", type=pathlib.Path, required=True, help="of the source tree")
    take.add_argument("--stage", type=pathlib.Path, required=True, help="a folder to work in")
    take.add_argument("--depfile", type=pathlib.Path)
    take.add_argument("code", type=pathlib.Path, help="the .S file to write")
    take.add_argument("table", type=pathlib.Path, help="the .c file to write")
    args = take.parse_args()
    source, stage = args.top / "assets", args.stage.resolve()
    stage.mkdir(parents=True, exist_ok=True)
    install(source, stage)
    lay_out(source, stage)
    assets = bundle(stage)
    places = asset_icons.places(args.top)
    sprite = asset_icons.sprite(places, stage / "node_modules/lucide-static/icons")
    named = {
        "css": next(a for a in assets if a.path.endswith(".css")),
        "js": next(a for a in assets if a.path.endswith(".js")),
        "sprite": hashed("icons", ".svg", sprite),
    }
    assets += [named["sprite"], licences(stage)]
    write_c(assets, named, stage / "assets.bin", args.code, args.table)
    sizes(assets, stage / "sizes.txt")
    if args.depfile:
        inputs = [*source.rglob("css/**/*"), *source.rglob("js/**/*"), *source.glob("*.json"),
                  source / "css", source / "js", *places, *{place.parent for place in places},
                  pathlib.Path(__file__), pathlib.Path(asset_icons.__file__)]
        names = " ".join(str(path).replace(" ", "\\ ") for path in sorted(set(inputs)))
        args.depfile.write_text(f"{args.code} {args.table}: {names}\n")


if __name__ == "__main__":
    main()
