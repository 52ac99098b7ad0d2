#!/usr/bin/python3
"""Writes translations as a C table: embed_mo.py OUT.c po/bn.po po/lt.po po/ta.po

msgfmt checks and compiles each file first; entries are sorted by their bytes, so that strcmp finds
them. A plural entry is kept under its singular, as gettext does.
"""
import gettext
import pathlib
import subprocess
import sys
import tempfile

FORMS = 3


def c_string(text):
    signs = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "?": "\\?", "\4": '\\4" "'}
    return '"' + "".join(signs.get(sign, sign) for sign in text) + '"'


def entries_of(po):
    with tempfile.NamedTemporaryFile(suffix=".mo") as made:
        subprocess.run(
            ["msgfmt", "--check-format", "--check-domain", "-o", made.name, po], check=True
        )
        with open(made.name, "rb") as file:
            catalog = gettext.GNUTranslations(file)._catalog
    entries = {}
    for key, text in catalog.items():
        identity, form = key if isinstance(key, tuple) else (key, 0)
        if identity and text:
            entries.setdefault(identity, [None] * FORMS)[form] = text
    return sorted(entries.items(), key=lambda entry: entry[0].encode())


def main():
    target, *files = sys.argv[1:]
    out = ["/* Made from po/ by tools/embed_mo.py. */", '#include "core/i18n_tables.h"', ""]
    tables = []
    for po in files:
        code = pathlib.Path(po).stem
        entries = entries_of(po)
        out.append(f"static const struct i18n_entry {code}[] = {{")
        for identity, forms in entries:
            texts = ", ".join(c_string(text) if text is not None else "0" for text in forms)
            out.append(f"\t{{ {c_string(identity)}, {{ {texts} }} }},")
        if not entries:
            out.append('\t{ "", { 0 } },')
        out += ["};", ""]
        tables.append(f'\t{{ "{code}", {code}, {len(entries)} }},')
    out += ["const struct i18n_table i18n_tables[I18N_TABLES] = {", *tables, "};", ""]
    pathlib.Path(target).write_text("\n".join(out))


main()
