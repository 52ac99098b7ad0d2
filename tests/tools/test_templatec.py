"""What the template compiler refuses, and what its C writes when it is compiled and run."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tools"))

import templatec  # noqa: E402
from template_contexts import Refusal  # noqa: E402

HEADER = "{# in: const struct demo *d, int64_t now; uses: demo/demo.h #}"
DEMO_H = """
#pragma once
#include "core/html.h"
enum demo_state { DEMO_OPEN, DEMO_CLOSED };
struct demo_owner { const char *name; int64_t id; };
struct demo_list { const struct demo_owner *items; size_t count; };
struct demo_words { const char *const *items; size_t count; };
struct demo {
	int64_t id, big; /* two in one line */
	const char *subject, *state, *nothing, *url, *bad_url;
	char code[8];
	unsigned flags;
	bool is_open;
	enum demo_state kind;
	struct demo_owner owner;
	const struct demo_owner *boss, *nobody;
	struct demo_list list;
	const struct demo_list *none;
	struct demo_words words;
	struct { int64_t deep; } inner;
	struct markup body, empty;
};
bool demo_is_late(const struct demo *demo, int64_t now);
const char *demo_name(const struct demo_owner *owner);
const char *show_loud(struct html *out, const char *text);
const char *show_padded(struct html *out, int64_t number, int64_t width);
"""
HARNESS = r"""
#include <stdio.h>
#include <string.h>
#include "core/i18n.h"
#include "demo/demo.h"
bool demo_is_late(const struct demo *demo, int64_t now) { return demo->id < now; }
const char *demo_name(const struct demo_owner *owner) { return owner->name; }
const char *show_loud(struct html *out, const char *text)
{
	return hk_format(out->arena, "%s!", text);
}
const char *show_padded(struct html *out, int64_t number, int64_t width)
{
	return hk_format(out->arena, "%0*d", (int)width, (int)number);
}
typedef void template(struct html *out, const struct demo *d, int64_t now);
@DECLARE@
int main(void)
{
	static template *const templates[] = { @NAMES@ };
	static const struct demo_owner owners[] = { { "Rasa & Co", 7 }, { "Tomas", 8 }, { "Ona", 9 } };
	static const struct demo_list list = { owners, 3 };
	static const char *const words[] = { "a", "<b>" };
	struct demo d = { .id = 5, .big = 20418, .subject = "<i>\"it's\" &",
		.state = "open", .nothing = "",
		.url = "/x?a=1&b=2",
		.bad_url = "javascript:alert(1)", .code = "HK-5",
		.flags = 3, .is_open = true,
		.kind = DEMO_CLOSED, .owner = owners[0], .boss = &owners[1], .list = list, .words = { words, 2 },
		.inner = { 42 }, .body = { "<p>ready</p>" }, .empty = { "" } };
	struct hk_arena *arena = hk_arena_new();
	struct i18n_formats *formats = i18n_formats_new();
	for (size_t i = 0; i < sizeof(templates) / sizeof(templates[0]); i++) {
		struct hk_buf to;
		hk_buf_init(&to, 100000);
		struct html out = { .to = &to, .arena = arena, .formats = formats, .language = "lt",
			.timezone = "Europe/Vilnius", .now = 1795349100000 };
		templates[i](&out, &d, 9);
		printf("%s%c", to.bytes ? to.bytes : "", 0);
		hk_buf_done(&to);
	}
	i18n_formats_free(formats);
	hk_arena_free(arena);
	return 0;
}
"""

# What is written, what comes out. A third one is the ending of the file.
GOOD = {
    "text is escaped": ("<p>{{ d.subject }}</p>", "<p>&lt;i&gt;&quot;it&#39;s&quot; &amp;</p>"),
    "so are attributes": (
        '<p title="{{ d.subject }}">',
        '<p title="&lt;i&gt;&quot;it&#39;s&quot; &amp;">',
    ),
    "a whole address": ('<a href="{{ d.url }}">', '<a href="/x?a=1&amp;b=2">'),
    "a bad address": ('<a href="{{ d.bad_url }}">', '<a href="#">'),
    "an empty address before a path": ('<a href="{{ d.nothing }}/x">', '<a href="/x">'),
    "two values that begin an address": (
        '<a href="{{ d.nothing }}{{ d.bad_url }}">',
        '<a href="#">',
    ),
    "a part of an address": (
        '<a href="/x/{{ d.subject }}?y={{ d.url }}">',
        '<a href="/x/%3Ci%3E%22it%27s%22%20%26?y=%2Fx%3Fa%3D1%26b%3D2">',
    ),
    "an address of htmx": (
        '<p hx-get="{{ d.bad_url }}" hx-target="#a">',
        '<p hx-get="#" hx-target="#a">',
    ),
    "a value in a title": (
        "<title>{{ d.subject }}</title>",
        "<title>&lt;i&gt;&quot;it&#39;s&quot; &amp;</title>",
    ),
    "ready markup": ("<div>{{ d.body }}</div>", "<div><p>ready</p></div>"),
    "numbers": ("{{ d.id }} {{ d.big }} {{ d.flags }} {{ 7 }} {{ d.list.count }}", "5 20418 3 7 3"),
    "members through structs and pointers": (
        "{{ d.owner.name }} {{ d.boss.name }} {{ d.inner.deep }} {{ d.code }}",
        "Rasa &amp; Co Tomas 42 HK-5",
    ),
    "texts are compared as texts": (
        '{% if d.state == "open" %}1{% endif %}{% if d.state != "open" %}2{% endif %}'
        '{% if "x" == d.state %}3{% endif %}{% if d.code == "HK-5" %}4{% endif %}',
        "14",
    ),
    "numbers are compared": (
        "{% if d.id < 6 and d.id >= 5 and d.list.count == 3 %}1{% endif %}",
        "1",
    ),
    "one of several": (
        '{% if d.state in ("new", "open") %}1{% endif %}{% if d.id not in (5, 6) %}2{% endif %}',
        "1",
    ),
    "constants": ("{% if d.kind == DEMO_CLOSED %}1{% endif %}", "1"),
    "what is empty is false": (
        "{{ 1 if d.nothing else 2 }}{{ 1 if d.nobody else 2 }}{{ 1 if d.none else 2 }}"
        "{{ 1 if d.empty else 2 }}{{ 1 if d.body else 2 }}{{ 1 if d.list else 2 }}"
        "{{ 1 if not d.is_open else 2 }}{{ 1 if d.boss else 2 }}",
        "22221121",
    ),
    "and, or, not": ("{{ 1 if d.nothing or d.is_open and not d.nobody else 2 }}", "1"),
    "elif": ("{% if d.nothing %}1{% elif d.id == 5 %}2{% else %}3{% endif %}", "2"),
    "loops": (
        "{% for o in d.list %}{{ loop.index }}{{ o.name }}{% if not loop.last %}, {% endif %}{% endfor %}",
        "1Rasa &amp; Co, 2Tomas, 3Ona",
    ),
    "loops over texts": (
        "{% for w in d.words %}{% if loop.first %}^{% endif %}{{ w }}{% endfor %}",
        "^a&lt;b&gt;",
    ),
    "an empty loop": ("{% for o in d.none %}x{% else %}{{ _('No such row') }}{% endfor %}", "No such row"),
    "loops in loops": (
        "{% for o in d.list %}{% for w in d.words %}{{ o.id }}{{ w }} {% endfor %}{% endfor %}",
        "7a 7&lt;b&gt; 8a 8&lt;b&gt; 9a 9&lt;b&gt; ",
    ),
    "names": (
        '{% set n = d.id * 2 + 1 %}{% set s = d.state ~ "-" ~ n %}{{ n }} {{ s }} {{ n // 2 }} {{ n % 3 }} {{ n - 1 }}',
        "11 open-11 5 2 10",
    ),
    "a name for a struct": ("{% set o = d.boss %}{{ o.name }}", "Tomas"),
    "filters": (
        "{{ d.state | loud }} {{ d.id | padded(3) }} {{ d.big | number }}",
        "open! 005 20\u00a0418",
    ),
    "filters of times": (
        '<time datetime="{{ now | iso }}">',
        '<time datetime="1970-01-01T00:00:00.009Z">',
    ),
    "functions of headers": (
        "{% if demo_is_late(d, now) %}{{ demo_name(d.boss) }}{{ demo_name(d.owner) }}{% endif %}",
        "TomasRasa &amp; Co",
    ),
    "sentences": (
        '{{ _("Hello {name}", name=d.subject) }}',
        "Hello &lt;i&gt;&quot;it&#39;s&quot; &amp;",
    ),
    "a translated sentence": ('{{ _("today {time}", time="9.00") }}', "šiandien 9.00 val."),
    "plurals": ('{{ ngettext("{n} owl", "{n} owls", n=d.big) }}', "20\u00a0418 owls"),
    "a sentence in an attribute": ('<p title="{{ _("Say") }}">', '<p title="Say">'),
    "a condition in a tag": (
        '<p{% if d.is_open %} class="a {{ d.code }}"{% endif %}{% if d.nothing %} hidden{% endif %}>',
        '<p class="a HK-5">',
    ),
    "a condition in an attribute": (
        '<p class="a{% if d.is_open %} b{% endif %}">',
        '<p class="a b">',
    ),
    "white space between blocks goes": (
        "<ul>\n  <li>\n   {{ d.id }} \n  </li>\n\n</ul>\n",
        "<ul><li>5</li></ul>",
    ),
    "white space between words stays": (
        "<b>{{ d.id }}</b>  \n <i>{{ d.id }}</i>",
        "<b>5</b>\n<i>5</i>",
    ),
    "white space in <pre> stays": ("<pre>\n  {{ d.id }}\n</pre>", "<pre>\n  5\n</pre>"),
    "white space in tags": ('<p\n   class="a"\n   id="b"  >', '<p class="a" id="b">'),
    "the same id in two branches": (
        '{% if d.id %}<p id="a">{% else %}<b id="a">{% endif %}',
        '<p id="a">',
    ),
    "words that are no words": (
        "<code>select</code> HK-{{ d.id }} Hark {{ 'as is' }} &nbsp;",
        "<code>select</code> HK-5 Hark as is &nbsp;",
    ),
    "C strings": ('<p title="??/ \\ 100%">', '<p title="??/ \\ 100%">'),
    "a mail": (
        'Subject: {{ _("Say") }} {{ "a\\nb" }}\n\n{{ d.subject }}\n{% if d.id %}\n  <{{ d.url }}>\n{% endif %}\n',
        'Subject: Say a b\n\n<i>"it\'s" &\n  </x?a=1&b=2>\n',
        ".txt",
    ),
    "a layout": (
        '{% extends "layout.html" %}{% set n = d.id %}{% block main %}{{ n }}{{ super() }}{% endblock %}',
        "<main>5<b>base</b></main><footer>5</footer>",
    ),
    "a layout of a layout": (
        '{% extends "middle.html" %}{% block inner %}{{ d.id }}{% endblock %}',
        "<main><div>5</div></main><footer>5</footer>",
    ),
    "a part": (
        "<ul>{% for o in d.list %}{{ part_row(o, d.owner, d.id + 1) }}{% endfor %}</ul>",
        "<ul><li>Rasa &amp; Co 7 6</li><li>Tomas 7 6</li><li>Ona 7 6</li></ul>",
    ),
    "a form that posts": (
        '<form method="post"><input name="form_token" value="{{ d.code }}"></form><form></form>',
        '<form method="post"><input name="form_token" value="HK-5"></form><form></form>',
    ),
    "Markdown": ("<div>{{ d.state | markdown }}</div>", "<div><p>open</p></div>"),
    "markup for a part": ("{{ part_box(d.body) }}", "<div><p>ready</p></div>"),
}
OTHER = {
    "layout.html": '{# in: const struct demo *d; uses: demo/demo.h #}\n<main>\n{% block main %}<b>{{ "base" }}</b>{% endblock %}\n</main>\n'
    "<footer>{{ d.id }}</footer>\n",
    "middle.html": "{# in: int64_t now; uses: demo/demo.h #}\n{% extends 'layout.html' %}\n{% block main %}<div>{% block inner %}{% endblock %}</div>{% endblock %}\n",
    "parts/row.html": "{# in: const struct demo_owner *o, const struct demo_owner *p, int64_t n; uses: demo/demo.h #}\n"
    "<li>{{ o.name }} {{ p.id }} {{ n }}</li>\n",
    "parts/box.html": "{# in: struct markup m; uses: demo/demo.h #}\n<div>{{ m }}</div>\n",
}

# What is written (from line 2 on), on which line it is refused, and a piece of the reason.
BAD = [
    ("<script>{{ d.id }}</script>", 2, "needs src="),
    ('<script src="/a.js">{{ d.id }}</script>', 2, "may not stand in <script>"),
    ('<script src="/a.js">\nalert(1)</script>', 3, "may hold nothing"),
    ("\n<style>p{}</style>", 3, "<style> is not allowed"),
    ('<p style="color: red">', 2, "style= is not allowed"),
    ('<p\n onclick="x()">', 3, "onclick= is not allowed"),
    ('<p ONCLICK="x()">', 2, "onclick= is not allowed"),
    ('<p onclick="{{ d.id }}">', 2, "onclick= is not allowed"),
    ("<p title={{ d.subject }}>", 2, "put quotes"),
    ("<p title=a>", 2, "put quotes"),
    ("<p {{ d.subject }}>", 2, "inside a tag"),
    ('<p {{ d.subject }}="a">', 2, "inside a tag"),
    ("<{{ d.subject }}>", 2, "name of a tag"),
    ("<h{{ d.id }}>", 2, "inside a tag"),
    ("<!-- {{ d.id }} -->", 2, "write comments as"),
    ('<img alt="" srcset="{{ d.url }}">', 2, "srcset="),
    ('<img src="/a.png">', 2, 'alt=""'),
    ('<iframe srcdoc="{{ d.subject }}">', 2, "<iframe> is not allowed"),
    ('<p hx-on="x">', 2, "hx-on= is not one"),
    ('<p hx-trigger="keyup[alert(1)]">', 2, "may not hold a program"),
    ('<p hx-trigger="{{ d.state }}">', 2, "may not stand in hx-trigger="),
    ('<a href="javascript:{{ d.id }}">', 2, "program"),
    ('<p class="a" class="b">', 2, "stands twice"),
    ('<form method="post" action="/x">\n</form>', 3, "needs <input"),
    ('<form method="POST"><input name="token">\n</form>', 3, "needs <input"),
    (
        '<form method="post">{% if d.id %}<input name="form_token">{% endif %}</form>',
        2,
        "different",
    ),
    ("<form>\n<form></form></form>", 3, "inside a <form>"),
    ('<meta http-equiv="refresh">', 2, "http-equiv= is not allowed"),
    ('<svg><set attributeName="href" to="x"></svg>', 2, "<set> is not allowed"),
    ('<p id="a"></p>\n<p id="a">', 3, "given twice"),
    ('{% for o in d.list %}\n<p id="a">{% endfor %}', 3, "every turn"),
    ('<p title="{{ d.body }}">', None, None),
    ("{{ d.is_open }}", 2, "yes or no"),
    ("{{ x }}", 2, "unknown name x"),
    ("\n{{ d.missing }}", 3, "has no member missing"),
    ("{{ d.owner.missing }}", 2, "has no member missing"),
    ("{{ d.subject.length }}", 2, "has no members"),
    ("{{ d.id | missing }}", 2, "no filter missing"),
    ("{{ missing(d) }}", 2, "declares missing()"),
    ("{{ part_missing(d) }}", 2, "no part missing.html"),
    ('<p title="{{ part_row(d.boss, d.boss, 1) }}">', 2, "between tags"),
    ("{% include 'a.html' %}", 2, "call a part instead"),
    ("{% macro x() %}{% endmacro %}", 2, "Macro is not part"),
    ("{% for o in d.subject %}{% endfor %}", 2, "items and count"),
    ("{% for d in d.list %}{% endfor %}", 2, "already taken"),
    ("{% set d = 1 %}", 2, "already taken"),
    ("{% if d.id %}{% set n = 1 %}{% endif %}{{ n }}", 2, "unknown name n"),
    ("{% if d.owner %}{% endif %}", 2, "always there"),
    ('{% if d.state < "a" %}{% endif %}', 2, "no other order"),
    ("{{ d.subject + d.state }}", 2, "joined with ~"),
    ("<p{% if d.id %}>{% endif %}", 2, "different places"),
    ('<p class="{% if d.id %}"{% endif %}>', 2, "different places"),
    ("{% if d.id %}<pre>{% endif %}</pre>", 2, "different places"),
    ("{% for o in d.list %}<p {% endfor %}>", 2, "different places"),
    ("<p", 1, "ends inside a tag"),
    ("<p>Hello there</p>", 2, "is for people"),
    ('\n<p title="Hello">', 3, "is for people"),
    ('<input placeholder="Your name">', 2, "is for people"),
    ('{{ _("Hello <b>") }}', 2, "no markup"),
    ('{{ _("Hello {name}") }}', 2, "the sentence has"),
    ('{{ _("Hello", name=d.state) }}', 2, "the sentence has"),
    ("{{ _(d.subject) }}", 2, "one constant text"),
    ('{{ _("Hello ") }}', 2, "with a space"),
    ('{{ ngettext("one ticket", "{n} tickets", n=d.id) }}', 2, "every form holds {n}"),
    ('<a href="/x/{{ _("Hello") }}">', 2, "in an address"),
    ("{% extends 'layout.html' %}\n<p>{% block main %}{% endblock %}", 3, "outside of every block"),
    (
        "{% extends 'layout.html' %}{% block other %}{% endblock %}",
        2,
        "no template above has a block other",
    ),
    ("{% extends 'none.html' %}", 2, "no template none.html"),
    ("\n{% if %}", 3, "Expected an expression"),
    ("a < b", 2, "&lt;"),
]


def write(folder, name, text):
    path = folder / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def make_world(folder):
    src = folder / "src"
    (src / "demo").mkdir(parents=True)
    (src / "demo" / "demo.h").write_text(DEMO_H)
    for room in ("base", "core", "web", "db", "parse"):
        (src / room).symlink_to(TOP / "src" / room)
    for name, text in OTHER.items():
        write(folder, name, text)


class Templatec(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        make_world(cls.folder)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def compile(self, path):
        name = templatec.name_of(path)
        templatec.write_c(templatec.Writer(path, self.folder / "src"), self.folder)
        return name

    def cc(self, *args):
        compiler = os.environ.get("CC", "gcc-12").split()[0]
        return subprocess.run(
            [
                compiler,
                "-std=c17",
                "-D_GNU_SOURCE",
                "-Wall",
                "-Wextra",
                "-Wpedantic",
                "-Wconversion",
                "-Wshadow",
                "-Wmissing-prototypes",
                "-Wwrite-strings",
                "-Werror",
                f"-I{self.folder / 'src'}",
                f"-I{self.folder}",
                *map(str, args),
            ],
            capture_output=True,
            text=True,
            check=False,
        )

    def test_compiled_templates_write_what_they_say(self):
        names = []
        for i, (template, _, *ending) in enumerate(GOOD.values()):
            names.append(
                self.compile(
                    write(
                        self.folder,
                        f"mail/t{i}.txt" if ending else f"t{i}.html",
                        HEADER + "\n" + template,
                    )
                )
            )
        extra = [
            self.compile(self.folder / "templates" / name)
            for name in OTHER
            if name.startswith("parts/")
        ]
        harness = self.folder / "harness.c"
        harness.write_text(
            HARNESS.replace(
                "@DECLARE@", "\n".join(f'#include "{name}.h"' for name in names)
            ).replace("@NAMES@", ", ".join(names))
        )
        table = self.folder / "i18n_tables.c"
        subprocess.run(
            [
                sys.executable,
                "-B",
                TOP / "tools" / "embed_mo.py",
                table,
                *sorted((TOP / "po").glob("*.po")),
            ],
            check=True,
        )
        sources = [
            TOP / "src" / name
            for name in (
                "core/html.c",
                "core/show.c",
                "core/markdown.c",
                "core/markdown_plain.c",
                "parse/html_check.c",
                "parse/html_rules.c",
                "core/i18n.c",
                "core/i18n_format.c",
                "base/arena.c",
                "base/buf.c",
                "base/text.c",
                "base/date.c",
                "base/ink.c",
                "base/time.c",
            )
        ]
        objects = []
        for source in [harness, *[self.folder / f"{name}.c" for name in names + extra]]:
            done = self.cc("-Wno-missing-prototypes", "-c", source, "-o", source.with_suffix(".o"))
            self.assertEqual(done.stderr, "", f"{source.name} {source.read_text()}")
            objects.append(source.with_suffix(".o"))
        done = self.cc(
            *objects,
            table,
            *sources,
            "-o",
            self.folder / "all",
            "-licui18n",
            "-licuuc",
            "-lsodium",
            "-lmd4c",
        )
        self.assertEqual(done.stderr, "")
        texts = subprocess.run(
            [self.folder / "all"], capture_output=True, text=True, check=True
        ).stdout.split("\0")
        for (what, (template, wanted, *_)), text in zip(GOOD.items(), texts):
            with self.subTest(what):
                self.assertEqual(text, wanted, template)

    def test_what_is_dangerous_or_wrong_is_refused_with_its_line(self):
        for template, line, reason in BAD:
            if line is None:
                continue
            with self.subTest(template):
                path = write(self.folder, "bad.html", HEADER + "\n" + template)
                with self.assertRaises(Refusal) as caught:
                    templatec.Writer(path, self.folder / "src").run()
                self.assertIn(reason, caught.exception.sentence)
                self.assertEqual(caught.exception.line[1], line)

    def test_ready_markup_in_an_attribute_does_not_compile(self):
        for number, template in enumerate(
            (
                '<p title="{{ d.body }}">',
                '<a href="{{ d.body }}">',
                '<a href="/x/{{ d.body }}">',
                '{{ _("{a}", a=d.body) }}',
            )
        ):
            with self.subTest(template):
                path = write(self.folder, f"markup{number}.html", HEADER + "\n" + template)
                name = self.compile(path)
                done = self.cc("-fsyntax-only", self.folder / f"{name}.c")
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(f"markup{number}.html:2:", done.stderr)

    def test_a_header_must_say_what_is_taken(self):
        for text in ("<p>", "\n" + HEADER, "{# uses: demo/demo.h #}"):
            with self.subTest(text), self.assertRaises(Refusal) as caught:
                templatec.Writer(write(self.folder, "bad.html", text), self.folder / "src")
            self.assertIn("say first what the template takes", caught.exception.sentence)

    def test_a_header_of_several_lines_keeps_the_lines(self):
        text = (
            "{# in: const struct demo *d,\n   int64_t now;\n   uses: demo/demo.h #}\n<p>\n{{ x }}"
        )
        with self.assertRaises(Refusal) as caught:
            templatec.Writer(write(self.folder, "bad.html", text), self.folder / "src").run()
        self.assertEqual(caught.exception.line[1], 5)

    def test_a_fault_in_a_layout_names_the_layout(self):
        write(self.folder, "broken.html", "{# in: ; uses: demo/demo.h #}\n<p>\n<p onclick=''>")
        path = write(self.folder, "bad.html", HEADER + "\n{% extends 'broken.html' %}")
        with self.assertRaises(Refusal) as caught:
            templatec.Writer(path, self.folder / "src").run()
        self.assertEqual(
            (caught.exception.line[0].name, caught.exception.line[1]), ("broken.html", 3)
        )

    def test_mails_may_be_styled_but_not_scripted(self):
        path = write(self.folder, "mail/ok.html", HEADER + '\n<p style="margin: 0">{{ d.id }}</p>')
        templatec.Writer(path, self.folder / "src").run()
        for text in (
            '<p style="{{ d.id }}">',
            '<p hx-get="/x">',
            '<script src="/x"></script>{{ _(x) }}',
        ):
            path = write(self.folder, "mail/bad.html", HEADER + "\n" + text)
            with self.subTest(text), self.assertRaises(Refusal):
                templatec.Writer(path, self.folder / "src").run()

    def test_a_change_of_any_used_file_compiles_the_template_again(self):
        path = write(
            self.folder,
            "deps.html",
            HEADER + "\n{% extends 'middle.html' %}{% block inner %}{{ d.id }}{% endblock %}",
        )
        depfile = self.folder / "deps.d"
        subprocess.run(
            [sys.executable, TOP / "tools/templatec.py", "--src", self.folder / "src",
             "--out", self.folder, "--depfile", depfile, path],
            check=True,
        )
        outs, needs = depfile.read_text().split(": ")
        self.assertEqual(outs, f"{self.folder}/tpl_deps.c {self.folder}/tpl_deps.h")
        for name in (
            "middle.html",
            "layout.html",
            "demo/demo.h",
            "core/html.h",
            "template_contexts.py",
        ):
            self.assertIn(name, needs)

    def test_what_comes_out_the_same_is_not_compiled_again(self):
        path = write(self.folder, "same.html", HEADER + "\n<p>{{ d.id }}</p>")
        made = self.folder / f"{self.compile(path)}.c"
        os.utime(made, (1, 1))
        self.compile(path)
        self.assertEqual(made.stat().st_mtime, 1)
        write(self.folder, "same.html", HEADER + "\n<b>{{ d.id }}</b>")
        self.compile(path)
        self.assertGreater(made.stat().st_mtime, 1)

    def test_every_template_is_in_the_list_of_the_build(self):
        listed = (TOP / "templates/meson.build").read_text()
        for path in [*(TOP / "templates").rglob("*.html"), *(TOP / "templates").rglob("*.txt")]:
            name = str(path.relative_to(TOP / "templates"))
            with self.subTest(name):
                self.assertTrue(
                    f"'{name}'" in listed or name.startswith("layout") or "/layout" in name
                )


if __name__ == "__main__":
    unittest.main()
