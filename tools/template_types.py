"""Reads the plain C headers that a template uses: structs and their members, functions, constants.

Only the house's own style of header is understood. The C compiler has the last word; this is
known early so that `a.b.c` can be written with the right arrows, texts are compared as texts and
a misspelt name is refused with the template's own line.
"""
import pathlib
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Type:
    base: str  # "char", "int64_t", "struct ticket"; "" when nobody knows
    depth: int = 0  # how many stars

    @property
    def is_text(self):
        return self.base == "char" and self.depth == 1

    @property
    def is_struct(self):
        return self.base.startswith("struct ") and self.depth == 0

    @property
    def is_struct_pointer(self):
        return self.base.startswith("struct ") and self.depth == 1

    @property
    def is_bool(self):
        return self.base == "bool" and self.depth == 0


TEXT, INT, BOOL, UNKNOWN = Type("char", 1), Type("int64_t"), Type("bool"), Type("")
SIZE = Type("size_t")
QUALIFIERS = re.compile(r"\b(const|volatile|static|inline|extern|unsigned(?=\s+\w))\b")


def clean(source):
    source = re.sub(r"/\*.*?\*/", " ", source, flags=re.S)
    source = re.sub(r"//[^\n]*", " ", source)
    source = re.sub(r"\\\n", " ", source)
    return re.sub(r"__attribute__\s*\(\(.*?\)\)(?=[\s;,{])", " ", source, flags=re.S)


def close_of(text, at):
    """Where the brace that opens at `at` closes."""
    depth = 0
    for i in range(at, len(text)):
        depth += (text[i] == "{") - (text[i] == "}")
        if depth == 0:
            return i
    return len(text)


class Types:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.structs, self.functions, self.constants, self.files = {}, {}, set(), []
        self.nameless = 0

    def use(self, header):
        """Takes in a header and those that it includes; False when it is not there."""
        path = self.root / header
        if path in self.files:
            return True
        if not path.is_file():
            return False
        self.files.append(path)
        source = path.read_text()
        for found in re.finditer(r'^\s*#\s*include\s+"([^"]+)"', source, re.M):
            self.use(found[1])
        source = clean(source)
        self.constants.update(re.findall(r"^\s*#\s*define\s+([A-Z][A-Z0-9_]+)\s", source, re.M))
        self.declarations(re.sub(r"^\s*#.*$", "", source, flags=re.M))
        return True

    def declarations(self, source):
        for found in re.finditer(r"\benum\b[^{};]*\{", source):
            self.constants.update(
                re.findall(
                    r"\b[A-Z][A-Z0-9_]+\b", source[found.end() : close_of(source, found.end() - 1)]
                )
            )
        at = 0
        while found := re.compile(r"\bstruct\s+(\w+)\s*\{").search(source, at):
            at = close_of(source, found.end() - 1)
            self.structs.setdefault(found[1], self.members(source[found.end() : at]))
        flat = source
        while "{" in flat:
            start = flat.index("{")
            flat = flat[:start] + ";" + flat[close_of(flat, start) + 1 :]
        for statement in flat.split(";"):
            found = re.match(r"\s*((?:[\w]+\s+|\*\s*)+?)(\**)(\w+)\s*\(", statement)
            if found and found[3] not in ("if", "while", "for", "switch", "return"):
                self.functions[found[3]] = self.type_of(found[1] + found[2])

    def members(self, body):
        """The members of one struct body, in which structs may be nested."""
        members = {}
        while found := re.search(r"\b(struct|union|enum)\s*(\w*)\s*\{", body):
            end = close_of(body, found.end() - 1)
            inner, name = body[found.end() : end], found[2]
            if not name:
                self.nameless += 1
                name = f"nameless_{self.nameless}"
            if found[1] == "enum":
                self.constants.update(re.findall(r"\b[A-Z][A-Z0-9_]+\b", inner))
            else:
                self.structs[name] = self.members(inner)
            after = body[end + 1 :].lstrip()
            if after.startswith(";") and found[1] != "enum":
                members.update(self.structs[name])
            body = body[: found.start()] + f"{found[1]} {name} " + body[end + 1 :]
        for declaration in body.split(";"):
            if "(" in declaration:
                continue
            parts = declaration.split(",")
            first = re.match(
                r"(.*?)(\**\s*(?:const\s+)?\w+\s*(?:\[.*)?(?::\s*\d+)?)\s*$", parts[0].strip(), re.S
            )
            if not first or not first[1].strip():
                continue
            for part in [first[2]] + parts[1:]:
                found = re.match(r"\s*([\s*]*)(?:const\s+)?(\w+)\s*((?:\[[^\]]*\])*)", part)
                if found:
                    members[found[2]] = self.type_of(
                        first[1] + found[1] + "*" * found[3].count("[")
                    )
        return members

    @staticmethod
    def type_of(text):
        depth = text.count("*")
        base = " ".join(QUALIFIERS.sub(" ", text.replace("*", " ")).split())
        return Type(base, depth)

    def member(self, owner, name):
        members = self.structs.get(owner.base.removeprefix("struct "))
        return None if members is None else members.get(name)

    def is_list(self, owner):
        members = self.structs.get(owner.base.removeprefix("struct "), {})
        return (
            owner.base.startswith("struct ")
            and owner.depth < 2
            and {"items", "count"} <= set(members)
        )
