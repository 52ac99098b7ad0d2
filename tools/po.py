#!/usr/bin/python3
"""The translators' tool. docs/i18n.md tells how a sentence travels.

  po.py update              gather all sentences into po/hark.pot and bring the languages up to it
  po.py missing LANG        what is not translated yet, as JSON
  po.py fill LANG FILE      take translations in, in the shape that "missing" gave
  po.py check               the test: everything is translated, with the same places for values

A sentence is known by (context, sentence); a plural also has its second form.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import templatec

ROOT = pathlib.Path(__file__).resolve().parent.parent
POT = ROOT / "po" / "hark.pot"
PLURALS = {
    "bn": "nplurals=2; plural=(n > 1);",
    "lt": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "ta": "nplurals=2; plural=(n != 1);",
}
KEYWORDS = ["TR", "i18n_text:2", "i18n_context:2c,3", "i18n_plural:2,3"]
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: hark\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
HOLE = re.compile(r"\{\w+\}")


def run(*command, **more):
    return subprocess.run(
        [str(word) for word in command],
        check=True,
        text=True,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        **more,
    ).stdout


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def entry(message, translations):
    """One message as it stands in a .po file."""
    lines = [f"#: {place}" for place in message.get("places", [])]
    if message["context"] is not None:
        lines.append(f"msgctxt {quoted(message['context'])}")
    lines.append(f"msgid {quoted(message['id'])}")
    if message["plural"] is not None:
        lines.append(f"msgid_plural {quoted(message['plural'])}")
        lines += [f"msgstr[{i}] {quoted(text)}" for i, text in enumerate(translations or ["", ""])]
    else:
        lines.append(f"msgstr {quoted(translations[0] if translations else '')}")
    return "\n".join(lines) + "\n"


def read(path):
    """Every message of a .po file that is in use, keyed by (context, sentence)."""
    messages, message, target = {}, None, None
    for line in run("msgcat", "--no-wrap", path).splitlines() + [""]:
        if line.startswith("#~"):
            continue
        if line.startswith("#,"):
            message = message or {
                "fuzzy": False,
                "context": None,
                "plural": None,
                "id": "",
                "texts": {},
            }
            message["fuzzy"] = "fuzzy" in line
        elif found := re.match(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])? "(.*)"$', line):
            message = message or {
                "fuzzy": False,
                "context": None,
                "plural": None,
                "id": "",
                "texts": {},
            }
            target = (found[1], int(found[2] or 0))
            put(message, target, found[3])
        elif line.startswith('"'):
            put(message, target, line[1:-1])
        elif not line and message:
            messages[message["context"], message["id"]] = message
            message = None
    return messages


def put(message, target, raw):
    text = re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), raw)
    word, form = target
    if word == "msgstr":
        message["texts"][form] = message["texts"].get(form, "") + text
    else:
        name = {"msgctxt": "context", "msgid": "id", "msgid_plural": "plural"}[word]
        message[name] = (message[name] or "") + text


def extract(target):
    """All sentences of the C sources and of the templates."""
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("*.[ch]"))
    templates = sorted(
        path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt")
    )
    with tempfile.TemporaryDirectory() as folder:
        one, two = pathlib.Path(folder, "c.pot"), pathlib.Path(folder, "templates.pot")
        run(
            "xgettext",
            "--language=C",
            "--from-code=UTF-8",
            "--force-po",
            "--add-location=file",
            "-o",
            one,
            "--keyword",
            *[f"--keyword={word}" for word in KEYWORDS],
            *sources,
        )
        # Its header says when it was made, which would change the file each time.
        body = one.read_text().partition("\n\n")[2]
        one.write_text(HEADER + "\n" + body)
        text = HEADER
        for path, _, context, singular, plural in templatec.extract(templates):
            place = pathlib.Path(path).relative_to(ROOT)
            text += "\n" + entry(
                {"places": [place], "context": context, "id": singular, "plural": plural}, None
            )
        two.write_text(run("msguniq", "--add-location=file", "-", input=text))
        made = run("msgcat", "--add-location=file", "--width=100", "--sort-by-file", one, two)
    target.write_text(made)


def update():
    extract(POT)
    for code, rule in PLURALS.items():
        path = ROOT / "po" / f"{code}.po"
        if not path.exists():
            path.write_text(HEADER + f'"Language: {code}\\n"\n"Plural-Forms: {rule}\\n"\n')
        merged = run(
            "msgmerge",
            "--quiet",
            "--no-fuzzy-matching",
            "--add-location=file",
            "--width=100",
            "--sort-by-file",
            path,
            POT,
        )
        path.write_text(run("msgattrib", "--no-obsolete", "--width=100", "-", input=merged))


def missing(code):
    forms = int(PLURALS[code][9])
    open_ones = [
        {
            "context": message["context"],
            "id": message["id"],
            "plural": message["plural"],
            "texts": [""] * (forms if message["plural"] is not None else 1),
        }
        for message in read(ROOT / "po" / f"{code}.po").values()
        if message["id"] and (message["fuzzy"] or not all(message["texts"].values()))
    ]
    print(json.dumps(open_ones, ensure_ascii=False, indent=1))


def fill(code, file):
    path = ROOT / "po" / f"{code}.po"
    given = [
        message for message in json.loads(pathlib.Path(file).read_text()) if all(message["texts"])
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".po") as more:
        head = path.read_text().partition("\n\n")[0]
        more.write(head + "\n\n" + "\n".join(entry(message, message["texts"]) for message in given))
        more.flush()
        # The first one that has a translation is taken, and then only what the program still says.
        merged = run("msgcat", "--use-first", "--width=100", more.name, path)
    merged = run(
        "msgmerge",
        "--quiet",
        "--no-fuzzy-matching",
        "--add-location=file",
        "--width=100",
        "--sort-by-file",
        "-",
        POT,
        input=merged,
    )
    path.write_text(run("msgattrib", "--no-obsolete", "--width=100", "-", input=merged))


def faults_of_sentence(message):
    for text in filter(None, (message["id"], message["plural"])):
        if re.search(r"<[a-zA-Z/]", text):
            yield "holds markup"
        if text != text.strip():
            yield "begins or ends with a space"


def faults_of_translation(wanted, found, forms):
    if not found or not found["texts"].get(0):
        yield "is not translated"
        return
    if found["fuzzy"]:
        yield "is fuzzy"
    if (
        wanted["plural"] is not None
        and len([text for text in found["texts"].values() if text]) != forms
    ):
        yield f"needs {forms} plural forms"
    holes = set(HOLE.findall(wanted["plural"] or wanted["id"]))
    for text in found["texts"].values():
        if text and set(HOLE.findall(text)) != holes:
            yield f"has other places for values than {sorted(holes)}: {text}"
        if re.search(r"<[a-zA-Z/]", text):
            yield "holds markup in its translation"
        if re.search(r"[^\D0-9]", text):
            yield f"has digits other than 0-9, which are shown as each reader has them: {text}"


def check():
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        fresh = pathlib.Path(folder, "hark.pot")
        extract(fresh)
        wanted = {key: message for key, message in read(fresh).items() if key[1]}
    kept = {key for key in read(POT) if key[1]}
    for key in sorted(set(wanted) ^ kept, key=str):
        faults.append(
            f"po/hark.pot: {key[1]!r} {'is missing' if key in wanted else 'is no longer said'}; "
            "run tools/po.py update"
        )
    for message in wanted.values():
        faults += [f"{message['id']!r} {fault}" for fault in faults_of_sentence(message)]
    for code, rule in PLURALS.items():
        messages = read(ROOT / "po" / f"{code}.po")
        if f"Plural-Forms: {rule}" not in messages[None, ""]["texts"][0]:
            faults.append(f"po/{code}.po: Plural-Forms must be {rule}")
        for key, message in wanted.items():
            for fault in faults_of_translation(message, messages.get(key), int(rule[9])):
                faults.append(f"po/{code}.po: {message['id']!r} {fault}")
    print("\n".join(faults) or f"{len(wanted)} sentences are translated into {', '.join(PLURALS)}.")
    return 1 if faults else 0


def main():
    verbs = {"update": update, "missing": missing, "fill": fill, "check": check}
    if len(sys.argv) < 2 or sys.argv[1] not in verbs:
        sys.exit(__doc__)
    sys.exit(verbs[sys.argv[1]](*sys.argv[2:]))


if __name__ == "__main__":
    main()
