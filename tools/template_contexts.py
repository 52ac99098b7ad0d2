"""Follows the HTML of a template, piece by piece, and says in which context a value would stand.

The house's rules for markup are kept here too: what a strict content security policy would block,
or what would let a value become code, is refused while the template is compiled. Branches are
followed each by itself and must end in the same place.
"""
import copy
import re

URLS = set(
    """href src action formaction poster cite xlink:href hx-get hx-post hx-push-url
    hx-sse:connect""".split()
)
HTMX = set(
    "hx-get hx-post hx-target hx-swap hx-trigger hx-push-url hx-select hx-sse:connect".split()
)
# A value here would be a program, a rule or a list of addresses, which no escaping makes safe.
NO_VALUES = set(
    "style srcset srcdoc sizes ping sandbox nonce hx-trigger hx-swap integrity is".split()
)
REFUSED_TAGS = set(
    "style base object embed iframe frame applet portal set animate foreignobject".split()
)
TOKEN = 'name="form_token" value="{{ page.form_token }}"'
SPOKEN = set("title alt placeholder aria-label aria-description aria-valuetext label".split())
# Around these, and only these, white space shows nothing.
BLOCKS = set(
    """html head body title meta link script main header footer nav section article aside div p ul
    ol li dl dt dd table caption thead tbody tfoot tr td th h1 h2 h3 h4 h5 h6 form fieldset legend
    figure figcaption hr br details summary option optgroup dialog address blockquote pre noscript
    template symbol defs path g use circle rect line polyline polygon search hgroup menu
    datalist""".split()
)
RUNNING = set(
    """a abbr b bdi bdo cite code data dfn em i kbd mark q s samp small span strong sub sup time u
    var label""".split()
)
KEEP = {"pre", "textarea"}
UNSPOKEN = {"code", "kbd", "pre", "samp", "script"}
WORD = re.compile(r"[A-Za-z]*[a-z][A-Za-z]+|[A-Za-z]+[a-z][A-Za-z]*")
NAMES = {"Hark", "html"}


class Refusal(Exception):
    def __init__(self, line, sentence):
        super().__init__(sentence)
        self.line, self.sentence = line, sentence


class Html:
    """Where we are in the markup. Copied at a branch, joined after it."""

    def __init__(self, is_mail=False):
        self.is_mail = is_mail
        self.mode = "text"  # text < name tag attribute equals dq sq declaration
        self.tag, self.closing, self.attribute, self.literal = "", False, "", ""
        self.is_blank = True  # nothing but values stand before, in this attribute
        self.attributes, self.ids = frozenset(), frozenset()
        self.kept = self.unspoken = self.loops = 0
        self.after_space = True
        self.in_script = False
        self.form = ""  # "" outside of forms, "get", "post" or "post, with token"

    def fork(self):
        return copy.copy(self)

    def place(self):
        inside = (self.tag, self.closing) if self.mode != "text" else ()
        return (
            self.mode,
            inside,
            self.mode in ("dq", "sq") and self.attribute,
            self.kept,
            self.unspoken,
            self.in_script,
            self.form,
        )

    def join(self, other, line):
        if self.place() != other.place():
            raise Refusal(
                line,
                "the branches end in different places of the markup, such as in and outside a tag",
            )
        self.is_blank = self.is_blank or other.is_blank
        if self.literal != other.literal:
            self.literal += "\0"
        self.attributes = self.attributes & other.attributes
        self.ids = self.ids | other.ids
        self.after_space = self.after_space and other.after_space

    # Values

    def value(self, line):
        """The context of a value that stands here: text, attribute, url or url_part."""
        if self.mode == "text":
            if self.in_script:
                raise Refusal(line, "a value may not stand in <script>")
            self.after_space = False
            return "text"
        if self.mode in ("dq", "sq"):
            name = self.attribute
            if name.startswith("on") or name in NO_VALUES:
                raise Refusal(line, f"a value may not stand in {name}=")
            if name in URLS:
                return "url" if self.is_blank else "url_part"
            self.literal += "\0"
            return "attribute"
        raise Refusal(
            line,
            {
                "equals": "put quotes around the value of this attribute",
                "<": "a value may not be the name of a tag",
            }.get(self.mode, "a value may not stand inside a tag, only in a quoted attribute"),
        )

    # Fixed text

    def feed(self, text, line):
        """Takes fixed text and returns it without needless white space."""
        at, out, words = 0, [], ""
        while at < len(text):
            sign = text[at]
            if self.mode == "text" and sign != "<":
                run = re.compile(r"\s+|[^\s<]+").match(text, at)[0]
                if self.in_script and not run.isspace():
                    raise Refusal(line, "a <script> may hold nothing: put the program into a file")
                if self.kept or not run[0].isspace():
                    out.append(run)
                    self.after_space = False
                else:
                    out.append(self.space(run, text[at + len(run) :]))
                words += run
                line += run.count("\n")
                at += len(run)
                continue
            if self.mode == "text":
                self.spoken(words, line)
                words = ""
            out.append(
                getattr(self, "on_" + {"<": "less"}.get(self.mode, self.mode))(
                    sign, text[at + 1 :], line
                )
            )
            line += sign == "\n"
            at += 1
        self.spoken(words, line)
        self.settle(line)
        if self.mode == "tag" and out and text[-1].isspace():
            out.append(" ")
        return "".join(out)

    def settle(self, line):
        """A name of a tag or an attribute ends where the fixed text ends."""
        if self.mode == "name":
            self.check_tag(line)
            self.mode = "tag"
        elif self.mode == "attribute":
            self.attribute = self.attribute.lower()
            self.check_attribute(line)
            self.mode = "tag"

    def space(self, run, rest):
        found = re.match(r"</?([A-Za-z][\w-]*)", rest)
        if self.after_space or (found and found[1].lower() in BLOCKS):
            return ""
        self.after_space = True
        return "\n" if "\n" in run else " "

    def spoken(self, words, line):
        if self.unspoken:
            return
        words = re.sub(r"&#?\w+;", " ", words)
        for word in WORD.findall(words):
            if word not in NAMES:
                raise Refusal(
                    line,
                    f'"{" ".join(words.split())[:40]}" is for people: write {{{{ _("...") }}}}',
                )

    def on_text(self, sign, rest, line):
        if rest.startswith("!--"):
            raise Refusal(line, "write comments as {# ... #}, which nobody but us can read")
        self.mode = "<"
        return sign

    def on_less(self, sign, rest, line):
        if sign == "!":
            self.mode = "declaration"
            return sign
        self.closing = sign == "/"
        self.tag = "" if self.closing else sign.lower()
        if not self.closing and not sign.isalpha():
            raise Refusal(line, "write &lt; for a less-than sign")
        self.mode, self.attributes = "name", frozenset()
        return sign.lower()

    def on_declaration(self, sign, rest, line):
        if sign == ">":
            self.mode, self.after_space = "text", True
        return sign

    def on_name(self, sign, rest, line):
        if sign.isspace() or sign in "/>":
            self.check_tag(line)
            self.mode = "tag"
            return self.on_tag(sign, rest, line)
        self.tag += sign
        return sign

    def check_tag(self, line):
        if self.tag == "form" and self.form and not self.closing:
            raise Refusal(line, "a <form> stands inside a <form>")
        if self.tag in REFUSED_TAGS and not (self.tag == "style" and self.is_mail):
            raise Refusal(
                line, f"<{self.tag}> is not allowed: the content security policy blocks it"
            )
        if self.in_script and not (self.closing and self.tag == "script"):
            raise Refusal(line, "a <script> may hold nothing: put the program into a file")

    def on_tag(self, sign, rest, line):
        if sign == ">":
            self.end_tag(line)
            return sign
        if sign.isspace():
            following = rest.lstrip()
            return (
                " "
                if rest[:1] and not rest[:1].isspace() and following[:1] not in ("", ">", "/")
                else ""
            )
        if sign == "/":
            if not rest.startswith(">"):
                raise Refusal(line, "a stray / inside a tag")
            return sign
        if not re.match(r"[\w:@-]", sign):
            raise Refusal(line, f"{sign} may not stand inside a tag")
        self.mode, self.attribute = "attribute", sign
        return sign

    def on_attribute(self, sign, rest, line):
        if re.match(r"[\w:.-]", sign):
            self.attribute += sign
            return sign
        self.attribute = self.attribute.lower()
        self.check_attribute(line)
        self.mode = "equals" if sign == "=" else "tag"
        return sign if sign == "=" else self.on_tag(sign, rest, line)

    def check_attribute(self, line):
        name = self.attribute
        if name == "http-equiv" and not self.is_mail:
            raise Refusal(line, "http-equiv= is not allowed: the server sends headers")
        if name.startswith("on"):
            raise Refusal(line, f"{name}= is not allowed: the content security policy blocks it")
        if name == "srcdoc" or (name == "style" and not self.is_mail):
            raise Refusal(line, f"{name}= is not allowed: give the element a class")
        if name.startswith(("hx-", "data-hx-")) and (name not in HTMX or self.is_mail):
            raise Refusal(
                line, f"{name}= is not one of the htmx attributes we use: {', '.join(sorted(HTMX))}"
            )
        if name in self.attributes:
            raise Refusal(line, f"{name}= stands twice in <{self.tag}>")
        self.attributes |= {name}

    def on_equals(self, sign, rest, line):
        if sign not in "\"'":
            raise Refusal(line, "put quotes around the value of this attribute")
        self.mode, self.literal, self.is_blank = ("dq" if sign == '"' else "sq"), "", True
        return sign

    def on_dq(self, sign, rest, line):
        return self.in_value(sign, '"', line)

    def on_sq(self, sign, rest, line):
        return self.in_value(sign, "'", line)

    def in_value(self, sign, quote, line):
        if sign == quote:
            self.end_value(line)
            self.mode = "tag"
            return sign
        self.is_blank = False
        self.literal += sign
        return sign

    def end_value(self, line):
        name, literal = self.attribute, self.literal
        if name in URLS and re.match(
            r"\s*(javascript\s*:|vbscript\s*:|data\s*:(?!image/))", literal, re.I
        ):
            raise Refusal(line, "a program may not stand in an address")
        if name.startswith("hx-") and (
            "[" in literal and name == "hx-trigger" or re.match(r"\s*js:", literal)
        ):
            raise Refusal(line, f"{name}= may not hold a program")
        if name in SPOKEN and WORD.search(literal) and literal not in NAMES:
            raise Refusal(line, f'"{literal[:40]}" is for people: write {{{{ _("...") }}}}')
        self.mind_form(name, literal)
        if name == "id" and literal and "\0" not in literal:
            if self.loops:
                raise Refusal(
                    line,
                    f'id="{literal}" is made again in every turn of the loop: put a value into it',
                )
            if literal in self.ids:
                raise Refusal(line, f'id="{literal}" is given twice')
            self.ids |= {literal}

    def mind_form(self, name, literal):
        if self.tag == "form" and name == "method" and literal.lower() == "post":
            self.form = "post"
        elif name == "name" and literal == "form_token" and self.form == "post":
            self.form = "post, with token"

    def mind_form_tag(self, line):
        if self.closing and self.form == "post" and not self.is_mail:
            raise Refusal(line, f'a form that posts needs <input type="hidden" {TOKEN}>')
        if not self.closing and "method" not in self.attributes:
            self.form = "get"
        if self.closing:
            self.form = ""

    def end_tag(self, line):
        tag = self.tag
        if not self.closing:
            if tag == "img" and "alt" not in self.attributes:
                raise Refusal(
                    line, 'an <img> needs alt="", and words in it when the picture says something'
                )
            if tag == "script" and "src" not in self.attributes:
                raise Refusal(
                    line,
                    "a <script> needs src=: the content security policy blocks programs in pages",
                )
        if tag == "form":
            self.mind_form_tag(line)
        step = -1 if self.closing else 1
        self.kept = max(0, self.kept + step * (tag in KEEP))
        self.unspoken = max(0, self.unspoken + step * (tag in UNSPOKEN))
        self.in_script = tag == "script" and not self.closing
        self.mode = "text"
        if tag in BLOCKS:
            self.after_space = True
        elif tag not in RUNNING:
            self.after_space = False

    def finish(self, line):
        if self.mode != "text" or self.in_script:
            raise Refusal(line, "the template ends inside a tag")


class Plain:
    """A mail as plain text: a first line "Subject: ...", an empty line, the text."""

    def __init__(self):
        self.is_header, self.is_start, self.loops = False, True, 0

    def fork(self):
        return copy.copy(self)

    def join(self, other, line):
        if self.is_header != other.is_header:
            raise Refusal(
                line, "the branches end in different places: one in the subject, one in the text"
            )

    def value(self, line):
        return "header" if self.is_header else "plain"

    def feed(self, text, line):
        if self.is_start:
            text = text.lstrip("\n")
            if text:
                self.is_start = False
                self.is_header = text.startswith("Subject:")
        for part in text.splitlines(keepends=True):
            spoken = part.removeprefix("Subject:") if self.is_header else part
            for word in WORD.findall(re.sub(r"https?://\S*", "", spoken)):
                if word not in NAMES:
                    raise Refusal(
                        line,
                        f'"{spoken.strip()[:40]}" is for people: write {{{{ _("...") }}}}',
                    )
            line += part.count("\n")
            self.is_header = self.is_header and not part.endswith("\n")
        return text

    def finish(self, line):
        pass
