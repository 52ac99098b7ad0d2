#!/usr/bin/python3
"""Compiles templates (Jinja2 syntax) into C functions. docs/templates.md tells the language.

  templatec.py --src src --out FOLDER --depfile FILE TEMPLATE...    compile
  templatec.py --extract TEMPLATE...                        list the sentences for translators

Jinja2 parses the template, template_contexts.py follows the markup and says how a value must be
escaped, template_types.py reads the headers that the template uses. This file walks the tree and
writes C. Names become C expressions under #line, so that the C compiler speaks of the template.
"""
import argparse
import functools
import json
import pathlib
import re
import sys

from jinja2 import Environment, TemplateSyntaxError, nodes

import template_types
from template_contexts import Html, Plain, Refusal
from template_expressions import Expressions, c_string

HEADER = re.compile(r"\A\{#-?\s*in:\s*(?P<args>[^;#]*?)\s*;\s*uses:\s*(?P<uses>[^#]*?)\s*-?#\}")
SENTENCES = {"_", "gettext", "ngettext", "pgettext"}


def root_of(path):
    for folder in path.parents:
        if folder.name == "templates":
            return folder
    return path.parent


def name_of(path):
    """parts/reply.html is tpl_part_reply, mail/answer.txt is tpl_mail_answer_text."""
    parts = list(path.relative_to(root_of(path)).with_suffix("").parts)
    parts[0] = "part" if parts[0] == "parts" and len(parts) > 1 else parts[0]
    return "tpl_" + "_".join(parts).replace("-", "_") + ("_text" if path.suffix == ".txt" else "")


class Source:
    """One file: what it takes, what it uses, its tree, its blocks."""

    def __init__(self, path):
        self.path = path
        text = path.read_text()
        header = HEADER.match(text)
        if not header:
            raise Refusal(
                (path, 1),
                "say first what the template takes: {# in: const struct x *x; uses: room/x.h #}",
            )
        self.args = [" ".join(arg.split()) for arg in header["args"].split(",") if arg.strip()]
        self.uses = header["uses"].replace(",", " ").split()
        environment = Environment(
            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=path.suffix == ".txt"
        )
        # The lines of the header stay, so that line numbers are the file's own.
        blank = "{#" + "\n" * header[0].count("\n") + "#}"
        try:
            self.tree = environment.parse(blank + text[header.end() :])
        except TemplateSyntaxError as error:
            raise Refusal((path, error.lineno), error.message) from error
        self.blocks = {block.name: block for block in self.tree.find_all(nodes.Block)}
        extends = self.tree.find(nodes.Extends)
        self.parent = None
        if extends:
            self.parent = root_of(path) / extends.template.value
            if not self.parent.is_file():
                raise Refusal(
                    (path, extends.lineno), f"there is no template {extends.template.value}"
                )


@functools.lru_cache
def layout(path):
    """What many extend."""
    return Source(path)


class Writer:
    def __init__(self, path, src):
        self.types = template_types.Types(src)
        self.chain = [Source(path)]
        while self.chain[-1].parent:
            self.chain.append(layout(self.chain[-1].parent))
        self.origin = self.chain[-1]
        self.parts = set()
        self.place = (
            Plain()
            if path.suffix == ".txt"
            else Html(is_mail=root_of(path) / "mail" in path.parents)
        )
        self.lines, self.depth, self.fixed = [], 1, ""
        self.args = self.merge_args()
        self.uses = list(dict.fromkeys(u for source in reversed(self.chain) for u in source.uses))
        self.types.use("core/html.h")
        for source in self.chain:
            for header in source.uses:
                if not self.types.use(header):
                    raise Refusal((source.path, 1), f"there is no header {header}")
        self.expressions = Expressions(self)
        for arg in self.args:
            found = re.fullmatch(r"(.*?)(\w+)", arg)
            self.expressions.names[found[2]] = self.types.type_of(found[1])

    def merge_args(self):
        merged = {}
        for source in reversed(self.chain):
            for arg in source.args:
                name = re.search(r"\w+$", arg)[0]
                if merged.setdefault(name, arg) != arg:
                    raise Refusal(
                        (source.path, 1), f"{name} is declared otherwise by the template it extends"
                    )
        return list(merged.values())

    def refuse(self, node, sentence):
        raise Refusal((self.origin.path, node.lineno), sentence)

    def guarded(self, line, call, *args):
        try:
            return call(*args, line)
        except Refusal as refusal:
            raise Refusal((self.origin.path, refusal.line), refusal.sentence) from None

    # Lines of C

    def line(self, text, lineno=None):
        self.flush()
        if lineno:
            self.lines.append(f"#line {lineno} {c_string(str(self.origin.path))}")
        self.lines.append("\t" * self.depth + text)

    def flush(self):
        if self.fixed:
            text, self.fixed = self.fixed, ""
            self.lines.append(
                "\t" * self.depth + f"html_raw(out, {c_string(text)}, {len(text.encode())});"
            )

    # The walk

    def run(self):
        self.check_blocks()
        for source in self.chain[:-1]:
            self.origin = source
            for node in source.tree.body:
                self.outside(node)
        self.origin = self.chain[-1]
        self.walk(self.chain[-1].tree.body)
        self.flush()
        self.guarded(1, self.place.finish)
        name = name_of(self.chain[0].path)
        args = "".join(", " + arg for arg in self.args)
        return name, f"void {name}(struct html *out{args})"

    def check_blocks(self):
        for i, source in enumerate(self.chain[:-1]):
            above = set().union(*(other.blocks for other in self.chain[i + 1 :]))
            for name, block in source.blocks.items():
                if name not in above and not self.is_nested(source, block):
                    raise Refusal(
                        (source.path, block.lineno), f"no template above has a block {name}"
                    )

    @staticmethod
    def is_nested(source, block):
        return block not in source.tree.body

    def outside(self, node):
        """In a template that extends another, only names may be set outside of the blocks."""
        if isinstance(node, nodes.Assign):
            self.node(node)
        elif isinstance(node, nodes.Output):
            for child in node.nodes:
                if not isinstance(child, nodes.TemplateData) or child.data.strip():
                    self.refuse(child, "this stands outside of every block, so nobody would see it")
        elif not isinstance(node, (nodes.Extends, nodes.Block)):
            self.refuse(node, "this stands outside of every block, so nobody would see it")

    def walk(self, children):
        for child in children:
            self.node(child)

    def node(self, node):
        do = getattr(self, "do_" + type(node).__name__, None)
        if not do:
            self.refuse(node, f"{type(node).__name__} is not part of the template language")
        do(node)

    def do_Block(self, block):
        self.block(block.name, 0)

    def block(self, name, level):
        before = self.origin, getattr(self, "super_of", None)
        for i in range(level, len(self.chain)):
            if name in self.chain[i].blocks:
                self.origin, self.super_of = self.chain[i], (name, i + 1)
                self.walk(self.chain[i].blocks[name].body)
                break
        self.origin, self.super_of = before

    def do_Include(self, node):
        self.refuse(node, "call a part instead: {{ part_name(values) }}")

    def do_Output(self, output):
        for child in output.nodes:
            if isinstance(child, nodes.TemplateData):
                self.fixed += self.guarded(child.lineno, self.place.feed, child.data)
            elif isinstance(child, nodes.Call) and isinstance(child.node, nodes.Name):
                self.call(child)
            else:
                self.value(child)

    def call(self, call):
        name = call.node.name
        if name == "super" and self.super_of:
            self.block(*self.super_of)
        elif name.startswith("part_"):
            self.part(call, name)
        else:
            self.value(call)

    def part(self, call, name):
        path = (
            root_of(self.origin.path)
            / "parts"
            / (name.removeprefix("part_") + self.chain[0].path.suffix)
        )
        if not path.is_file():
            self.refuse(call, f"there is no part {path.name}")
        if self.guarded(call.lineno, self.place.value) not in ("text", "plain"):
            self.refuse(call, "a part may stand only between tags")
        self.parts.add(path)
        args = "".join(", " + self.expressions.argument(arg) for arg in call.args)
        self.line(f"{name_of(path)}(out{args});", call.lineno)

    def value(self, node):
        context = self.guarded(node.lineno, self.place.value)
        if context.startswith("url") and self.is_sentence(node):
            self.refuse(node, "a sentence may not stand in an address")
        text = self.expressions.printed(node)
        self.line(f"html_{context}(out, {text});", node.lineno)

    @staticmethod
    def is_sentence(node):
        return isinstance(node, nodes.Call) and getattr(node.node, "name", "") in SENTENCES

    def do_If(self, node):
        self.line(f"if ({self.expressions.truth(node.test)}) {{", node.lineno)
        start, ends = self.place, []
        ends.append(self.branch(start, node.body))
        for other in node.elif_:
            self.line(f"}} else if ({self.expressions.truth(other.test)}) {{", other.lineno)
            ends.append(self.branch(start, other.body))
        if node.else_:
            self.line("} else {")
        ends.append(self.branch(start, node.else_))
        self.line("}")
        self.place = ends[0]
        for end in ends[1:]:
            self.guarded(node.lineno, self.place.join, end)

    def branch(self, start, children):
        self.place = start.fork()
        names = dict(self.expressions.names)
        self.depth += 1
        self.walk(children)
        self.flush()
        self.depth -= 1
        self.expressions.names = names
        return self.place

    def do_For(self, node):
        if node.test or node.recursive or not isinstance(node.target, nodes.Name):
            self.refuse(node, "a loop is {% for item in list %}, no more")
        item = node.target.name
        if item in self.expressions.names:
            self.refuse(node, f"the name {item} is already taken")
        items, count, kind = self.expressions.sequence(node.iter)
        self.line(f"for (size_t {item}_at = 0; {item}_at < {count}; {item}_at++) {{", node.lineno)
        star, sign = ("*", "&") if kind.is_struct else ("", "")
        self.depth += 1
        self.line(
            f"const __typeof__({items}[0]) {star}{item} __attribute__((unused)) = "
            f"{sign}{items}[{item}_at];",
            node.lineno,
        )
        self.depth -= 1
        start, names, outer = self.place, dict(self.expressions.names), self.expressions.loop
        self.expressions.names[item] = template_types.Type(kind.base, kind.depth + (star == "*"))
        self.expressions.loop = (item, count)
        start.loops += 1
        self.branch(start, node.body)
        start.loops -= 1
        self.expressions.loop, self.expressions.names = outer, names
        self.line("}")
        self.guarded(node.lineno, self.place.join, start)
        self.place.loops = start.loops
        if node.else_:
            self.line(f"if ({count} == 0) {{", node.lineno)
            end, start = self.place, self.place
            self.branch(start, node.else_)
            self.line("}")
            self.guarded(node.lineno, self.place.join, end)

    def do_Assign(self, node):
        if not isinstance(node.target, nodes.Name):
            self.refuse(node, "only a plain name can be set")
        name = node.target.name
        if name in self.expressions.names:
            self.refuse(node, f"the name {name} is already taken")
        text, kind = self.expressions.write(node.node)
        declared = "const char *const" if kind.is_text else "const __auto_type"
        self.line(f"{declared} {name} __attribute__((unused)) = {text};", node.lineno)
        self.expressions.names[name] = kind


def write_c(writer, folder):
    """name.c and name.h in the folder. What they were made from."""
    path = writer.chain[0].path
    name, template = name_of(path), path.relative_to(root_of(path).parent)
    _, proto = writer.run()
    heads = "".join(
        f'#include "{header}"\n' for header in dict.fromkeys(["core/html.h"] + writer.uses)
    )
    parts = "".join(f'#include "{name_of(part)}.h"\n' for part in sorted(writer.parts))
    write(folder / f"{name}.h", f"/* Made from {template}. */\n#pragma once\n\n{heads}\n{proto};\n")
    unused = "".join(f"\t(void){re.search(r'[0-9A-Za-z_]+$', arg)[0]};\n" for arg in writer.args)
    write(
        folder / f"{name}.c",
        f'/* Made from {template}. */\n#include "{name}.h"\n\n'
        f'#include "base/text.h"\n#include "core/i18n.h"\n{parts}\n'
        '#pragma GCC diagnostic ignored "-Wpedantic" /* __auto_type */\n\n'
        f"{proto}\n{{\n{unused}" + "\n".join(writer.lines) + "\n}\n",
    )
    return {source.path for source in writer.chain} | set(writer.types.files)


def write(path, text):
    """What says the same stays as it is, so that nothing is compiled again for it."""
    if not path.is_file() or path.read_text() != text:
        path.write_text(text)


def compile_all(options):
    needs = set(pathlib.Path(__file__).resolve().parent.glob("template*.py"))
    for path in options.files:
        needs |= write_c(Writer(path, options.src), options.out)
    outs = " ".join(f"{options.out}/{name_of(path)}.{kind}" for path in options.files for kind in "ch")
    options.depfile.write_text(f"{outs}: {' '.join(sorted(map(str, needs)))}\n")


def extract(paths):
    """Every sentence with its place: [file, line, context, one, many]."""
    found = []
    for path in paths:
        for call in Source(path).tree.find_all(nodes.Call):
            name = getattr(call.node, "name", "")
            if name not in SENTENCES:
                continue
            texts = [arg.value for arg in call.args if isinstance(arg, nodes.Const)]
            context = texts.pop(0) if name == "pgettext" else None
            found.append(
                [
                    str(path),
                    call.lineno,
                    context,
                    texts[0],
                    texts[1] if name == "ngettext" else None,
                ]
            )
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--src", default="src")
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--depfile", type=pathlib.Path)
    parser.add_argument("--extract", action="store_true")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    try:
        if options.extract:
            print(json.dumps(extract(options.files), ensure_ascii=False, indent=1))
        else:
            compile_all(options)
    except Refusal as refusal:
        path, line = refusal.line
        sys.exit(f"{path}:{line}: {refusal.sentence}")


if __name__ == "__main__":
    main()
