"""Writes the expressions of a template as C, with as much of their types as the headers tell."""
import re

from jinja2 import nodes

from template_types import BOOL, INT, SIZE, TEXT, UNKNOWN, Type

SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">="}
ARITHMETIC = {nodes.Add: "+", nodes.Sub: "-", nodes.Mul: "*", nodes.FloorDiv: "/", nodes.Mod: "%"}
HOLE = re.compile(r"\{(\w*)\}")


def c_string(text):
    """Trigraphs are still in C17, hence the question mark."""
    signs = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "?": "\\?"}
    return '"' + "".join(signs.get(sign, sign) for sign in text) + '"'


class Expressions:
    def __init__(self, writer):
        self.writer, self.types = writer, writer.types
        self.names, self.loop = {}, None

    def refuse(self, node, sentence):
        self.writer.refuse(node, sentence)

    def write(self, node):
        """(C, type) of a value."""
        do = getattr(self, "do_" + type(node).__name__, None)
        if not do:
            self.refuse(node, f"{type(node).__name__} is not part of the template language")
        return do(node)

    def printed(self, node):
        text, kind = self.write(node)
        if kind.is_bool:
            self.refuse(node, 'a yes or no cannot be printed: write {{ "..." if ... else "..." }}')
        if (
            kind.depth == 0
            and kind.base
            in ("uint8_t", "int8_t", "uint16_t", "int16_t", "short", "uint32_t", "int32_t")
            or kind.base.startswith("enum ")
        ):
            return f"(int64_t)({text})"
        return text

    def argument(self, node):
        """Structs are handed over by their address, markup as it is."""
        text, kind = self.write(node)
        return f"&{text}" if kind.is_struct and kind.base != "struct markup" else text

    def truth(self, node):
        """What is empty is false: "", 0, NULL, no items."""
        if isinstance(node, nodes.Not):
            return f"!({self.truth(node.node)})"
        if isinstance(node, (nodes.And, nodes.Or)):
            sign = "&&" if isinstance(node, nodes.And) else "||"
            return f"({self.truth(node.left)}) {sign} ({self.truth(node.right)})"
        text, kind = self.write(node)
        if kind.is_text:
            return f"html_is_set({text})"
        if kind.base == "struct markup" and kind.depth == 0:
            return f"html_is_set({text}.html)"
        if self.types.is_list(kind):
            return f"{text}.count > 0" if kind.depth == 0 else f"{text} && {text}->count > 0"
        if kind.is_struct:
            self.refuse(node, "this is always there: ask one of its members")
        return (
            text
            if kind.is_bool or kind == UNKNOWN
            else f"{text} != 0"
            if kind.depth == 0
            else f"{text} != NULL"
        )

    def sequence(self, node):
        """(items, count, type of one item) of what a loop runs over."""
        if not isinstance(node, (nodes.Name, nodes.Getattr)):
            self.refuse(node, "a loop runs over a name or a member; set a name first")
        text, kind = self.write(node)
        if not self.types.is_list(kind):
            self.refuse(node, "a loop runs over a struct with items and count")
        items = self.types.member(kind, "items")
        item = Type(items.base, items.depth - 1)
        if kind.depth == 0:
            return f"{text}.items", f"{text}.count", item
        return f"{text}->items", f"({text} ? {text}->count : 0)", item

    # One by one

    def do_Name(self, node):
        name = node.name
        if name in self.names:
            return name, self.names[name]
        if name in self.types.constants:
            return name, INT
        self.refuse(node, f"unknown name {name}")

    def do_Getattr(self, node):
        if isinstance(node.node, nodes.Name) and node.node.name == "loop":
            return self.of_loop(node)
        text, kind = self.write(node.node)
        if not (kind.is_struct or kind.is_struct_pointer):
            self.refuse(node, f"{text} has no members")
        if kind.base.removeprefix("struct ") not in self.types.structs:
            self.refuse(node, f"{kind.base} is not declared: name its header after uses:")
        member = self.types.member(kind, node.attr)
        if not member:
            self.refuse(node, f"{kind.base} has no member {node.attr}")
        return f"{text}{'->' if kind.depth else '.'}{node.attr}", member

    def of_loop(self, node):
        if not self.loop:
            self.refuse(node, "loop is known only inside a loop")
        at, count = self.loop[0] + "_at", self.loop[1]
        facts = {
            "index": (f"(int64_t)({at} + 1)", INT),
            "index0": (f"(int64_t){at}", INT),
            "first": (f"({at} == 0)", BOOL),
            "last": (f"({at} + 1 == {count})", BOOL),
            "length": (count, SIZE),
        }
        if node.attr not in facts:
            self.refuse(node, f"loop has {', '.join(facts)}")
        return facts[node.attr]

    def do_Const(self, node):
        if isinstance(node.value, bool):
            return str(node.value).lower(), BOOL
        if isinstance(node.value, str):
            return c_string(node.value), TEXT
        if isinstance(node.value, int):
            return f"INT64_C({node.value})", INT
        self.refuse(node, "only texts, whole numbers, true and false are known")

    def do_Neg(self, node):
        text, kind = self.write(node.node)
        return f"-({text})", kind

    def do_Not(self, node):
        return f"({self.truth(node)})", BOOL

    do_And = do_Or = do_Not

    def do_CondExpr(self, node):
        text, kind = self.write(node.expr1)
        if node.expr2 is None:
            if not kind.is_text:
                self.refuse(node, "say what stands here otherwise: x if ... else y")
            return f'({self.truth(node.test)} ? {text} : "")', TEXT
        other, other_kind = self.write(node.expr2)
        return (
            f"({self.truth(node.test)} ? {text} : {other})",
            kind if kind != UNKNOWN else other_kind,
        )

    def do_Compare(self, node):
        if len(node.ops) != 1:
            self.refuse(node, "compare two values at a time")
        operand = node.ops[0]
        if operand.op in ("in", "notin"):
            return self.one_of(node, operand)
        return self.compare(node.expr, operand.expr, SIGNS[operand.op]), BOOL

    def compare(self, left, right, sign):
        (a, a_kind), (b, b_kind) = self.write(left), self.write(right)
        if a_kind.is_text or b_kind.is_text:
            if sign not in ("==", "!="):
                self.refuse(left, "texts are equal or not; there is no other order in a template")
            return f"{'!' if sign == '!=' else ''}hk_equal({a}, {b})"
        if SIZE in (a_kind, b_kind) or "uint64_t" in (a_kind.base, b_kind.base):
            a, b = f"(int64_t)({a})", f"(int64_t)({b})"
        return f"({a} {sign} {b})"

    def one_of(self, node, operand):
        if not isinstance(operand.expr, (nodes.Tuple, nodes.List)):
            self.refuse(node, 'write what it may be: x in ("a", "b")')
        tests = " || ".join(self.compare(node.expr, item, "==") for item in operand.expr.items)
        return f"{'!' if operand.op == 'notin' else ''}({tests})", BOOL

    def arithmetic(self, node):
        texts = []
        for side in (node.left, node.right):
            text, kind = self.write(side)
            if kind.is_text:
                self.refuse(node, "texts are joined with ~")
            texts.append(text if kind == INT else f"(int64_t)({text})")
        return f"({texts[0]} {ARITHMETIC[type(node)]} {texts[1]})", INT

    do_Add = do_Sub = do_Mul = do_FloorDiv = do_Mod = arithmetic

    def do_Concat(self, node):
        parts = [f"html_string(out, {self.printed(part)})" for part in node.nodes]
        text = parts[0]
        for part in parts[1:]:
            text = f"html_join(out, {text}, {part})"
        return text, TEXT

    def do_Filter(self, node):
        name = "show_" + node.name
        if name not in self.types.functions:
            known = sorted(f[5:] for f in self.types.functions if f.startswith("show_"))
            self.refuse(node, f"there is no filter {node.name}; there are {', '.join(known)}")
        values = [node.node] + list(node.args)
        return (
            f"{name}({', '.join(['out'] + [self.argument(v) for v in values])})",
            self.types.functions[name],
        )

    def do_Call(self, node):
        name = getattr(node.node, "name", None)
        if name in ("_", "gettext", "pgettext"):
            return self.sentence(node, 1 if name == "pgettext" else 0)
        if name == "ngettext":
            return self.plural(node)
        if name not in self.types.functions:
            self.refuse(
                node,
                f"no header that is used declares {name}()"
                if name
                else "only plain functions can be called",
            )
        return (
            f"{name}({', '.join(self.argument(arg) for arg in node.args)})",
            self.types.functions[name],
        )

    # Sentences

    def constants_of(self, node, count):
        texts = [
            arg.value
            for arg in node.args
            if isinstance(arg, nodes.Const) and isinstance(arg.value, str)
        ]
        if len(texts) != count or len(node.args) != count:
            self.refuse(node, "a sentence is one constant text in quotes")
        if any(re.search(r"<[a-z/]", text) for text in texts):
            self.refuse(node, "a sentence holds no markup: split it, or put the markup around it")
        if any(text != text.strip() or not text for text in texts):
            self.refuse(node, "a sentence neither begins nor ends with a space")
        return texts

    def sentence(self, node, has_context):
        texts = self.constants_of(node, 1 + has_context)
        function = "html_pgettext" if has_context else "html_gettext"
        found = f"{function}(out, {', '.join(c_string(text) for text in texts)})"
        return self.filled(node, found, set(HOLE.findall(texts[-1]))), TEXT

    def plural(self, node):
        one, many = self.constants_of(node, 2)
        number = next((keyword.value for keyword in node.kwargs if keyword.key == "n"), None)
        if number is None or "{n}" not in one or "{n}" not in many:
            self.refuse(
                node, 'write ngettext("{n} thing", "{n} things", n=number): every form holds {n}'
            )
        text, kind = self.write(number)
        text = text if kind == INT else f"(int64_t)({text})"
        found = f"html_ngettext(out, {c_string(one)}, {c_string(many)}, {text})"
        holes = set(HOLE.findall(one + many))
        return self.filled(node, found, holes, {"n": f"show_number(out, {text})"}), TEXT

    def filled(self, node, found, holes, ready=None):
        values = dict(ready or {})
        for keyword in node.kwargs:
            if keyword.key not in values:
                values[keyword.key] = f"html_string(out, {self.printed(keyword.value)})"
        if set(values) != holes:
            self.refuse(
                node, f"the sentence has {sorted(holes)}, but the values are {sorted(values)}"
            )
        if not values:
            return found
        pairs = ", ".join(f"{c_string(name)}, {text}" for name, text in values.items())
        return f"i18n_fill(out->arena, {found}, {pairs}, NULL)"
