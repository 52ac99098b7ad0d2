#include <string.h>

#include "base/result.h"
#include "core/markdown.h"
#include "parse/html.h"
#include "test.h"

#define LINK_END "\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">"

static int open_world(void **state)
{
	*state = hk_arena_new();
	return 0;
}

static int close_world(void **state)
{
	hk_arena_free(*state);
	return 0;
}

struct pair {
	const char *text, *result;
};

static void assert_rendered(void **state, const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *html = markdown_render(*state, pairs[i].text).html;

		assert_string_equal(html, pairs[i].result);
		assert_true(html_is_canonical(html));
	}
}

#define RENDERED(state, pairs) assert_rendered(state, pairs, sizeof(pairs) / sizeof((pairs)[0]))

static void paragraphs_breaks_and_marks_are_rendered(void **state)
{
	static const struct pair pairs[] = {
		{ "one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>" },
		{ "**bold** and *italic* `code <b>`",
		  "<p><strong>bold</strong> and <em>italic</em> <code>code &lt;b&gt;</code></p>" },
		{ "- a\n- b", "<ul><li>a</li><li>b</li></ul>" },
		{ "3. a\n4. b", "<ol start=\"3\"><li>a</li><li>b</li></ol>" },
		{ "> said\n\nanswer", "<blockquote><p>said</p></blockquote><p>answer</p>" },
		{ "```\nx < y\n\"z\"\n```", "<pre><code>x &lt; y\n&quot;z&quot;\n</code></pre>" },
		{ "# Big", "<p><strong>Big</strong></p>" },
		{ "a\n\n---\n\nb", "<p>a</p><hr><p>b</p>" },
		{ "    not code", "<p>not code</p>" },
		{ "**আপনার** அனுப்பு", "<p><strong>আপনার</strong> அனுப்பு</p>" },
		{ "&lt;&amp;&quot; &nbsp;&copy; &#8364;&#x41;&#0;&#xd800;&#x110000;",
		  "<p>&lt;&amp;&quot; \xc2\xa0&amp;copy; "
		  "€A\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd</p>" },
		{ "", "" },
	};

	RENDERED(state, pairs);
}

static void html_in_the_text_stays_text(void **state)
{
	static const struct pair pairs[] = {
		{ "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" },
		{ "a <img src=x onerror=alert(1)>", "<p>a &lt;img src=x onerror=alert(1)&gt;</p>" },
		{ "<!-- x -->", "<p>&lt;!-- x --&gt;</p>" },
	};

	RENDERED(state, pairs);
}

static void links_go_only_where_links_may_go(void **state)
{
	static const struct pair pairs[] = {
		{ "[a](https://example.org/?a=1&b=\"2\")",
		  "<p><a href=\"https://example.org/?a=1&amp;b=%222%22" LINK_END "a</a></p>" },
		{ "https://example.org/x",
		  "<p><a href=\"https://example.org/x" LINK_END "https://example.org/x</a></p>" },
		{ "[m](MAILTO:a@example.org)",
		  "<p><a href=\"mailto:a@example.org" LINK_END "m</a></p>" },
		{ "[t](tel:+37050000000)", "<p><a href=\"tel:+37050000000" LINK_END "t</a></p>" },
		{ "[x](javascript:alert(1))", "<p>x</p>" },
		{ "[x](JaVaScRiPt:alert(1))", "<p>x</p>" },
		{ "[x](java&#115;cript:alert(1))", "<p>x</p>" },
		{ "[x](&#1;javascript:alert(1))", "<p>x</p>" },
		{ "[x](data:text/html;base64,PHg+)", "<p>x</p>" },
		{ "[x](//example.org)", "<p>x</p>" },
		{ "[x](/tickets/5)", "<p>x</p>" },
		{ "[x](https:///etc)", "<p>x</p>" },
		{ "[x]()", "<p>x</p>" },
		{ "[a **b**](https://example.org)",
		  "<p><a href=\"https://example.org" LINK_END "a <strong>b</strong></a></p>" },
	};

	RENDERED(state, pairs);
}

static void only_pictures_of_this_message_are_shown(void **state)
{
	static const struct pair pairs[] = {
		{ "![a \"b\" **c**](cid:p1@hark)",
		  "<p><img data-cid=\"p1@hark\" alt=\"a &quot;b&quot; c\"></p>" },
		{ "![words](https://example.org/spy.gif)", "<p>words</p>" },
		{ "[![words](https://example.org/spy.gif)](https://example.org)",
		  "<p><a href=\"https://example.org" LINK_END "words</a></p>" },
		{ "![a ![b](cid:x) [c](https://example.org)](cid:y)",
		  "<p><img data-cid=\"y\" alt=\"a b c\"></p>" },
	};

	RENDERED(state, pairs);
}

static char *many(struct hk_arena *arena, const char *what, size_t count)
{
	size_t length = strlen(what);
	char *text = hk_alloc(arena, count * length + 1, 1);

	for (size_t i = 0; i < count; i++)
		memcpy(text + i * length, what, length);
	return text;
}

static void depth_and_length_are_bounded(void **state)
{
	static const char *const bits[] = { "> ", "- ", "[", "![", "*a", "`", "&#8364;", "x\n\n" };

	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		const char *text = many(*state, bits[i], 20000);

		assert_true(html_is_canonical(markdown_render(*state, text).html));
		assert_non_null(markdown_plain(*state, text));
	}

	const char *endless = many(*state, "**a** ", 100000);

	assert_memory_equal(markdown_render(*state, endless).html, "<p>**a** ", 9);
	assert_string_equal(markdown_plain(*state, endless), endless);
}

static void the_plain_form_reads_well(void **state)
{
	static const struct pair pairs[] = {
		{ "one\ntwo\n\n**three** *four* `five`", "one\ntwo\n\nthree four five\n" },
		{ "- a\n- b\n  c\n\nd", "- a\n- b\n  c\n\nd\n" },
		{ "9. a\n10. b\n    - c", "9. a\n10. b\n    - c\n" },
		{ "- a\n\n- b", "- a\n\n- b\n" },
		{ "> a\n> b\n\nc", "> a\n> b\n\nc\n" },
		{ "> a\n>\n> b\n\nc", "> a\n>\n> b\n\nc\n" },
		{ "> a\n>\n> > b\n> >\n> > c\n>\n> d", "> a\n>\n> > b\n> >\n> > c\n>\n> d\n" },
		{ "> a\n\n\n1. b\n\n2. c", "> a\n\n1. b\n\n2. c\n" },
		{ "- > a\n  >\n  > b", "- > a\n  >\n  > b\n" },
		{ "> - a\n>   b", "> - a\n>   b\n" },
		{ "- > a\n  > b", "- > a\n  > b\n" },
		{ "[here](https://example.org/x)", "here (https://example.org/x)\n" },
		{ "https://example.org/x", "https://example.org/x\n" },
		{ "<a@example.org>", "a@example.org\n" },
		{ "[](https://example.org)", " (https://example.org)\n" },
		{ "[x](javascript:alert(1))", "x\n" },
		{ "```\na\n  b\n```\nc", "a\n  b\n\nc\n" },
		{ "a\n\n---\n\nb", "a\n\n---\n\nb\n" },
		{ "a \\* b &amp; &lt;c&gt;", "a * b & <c>\n" },
		{ "![a picture](cid:x)", "a picture\n" },
		{ "-\n- a", "- \n- a\n" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		assert_string_equal(markdown_plain(*state, pairs[i].text), pairs[i].result);
}

static void plain_text_becomes_paragraphs(void **state)
{
	assert_string_equal(markup_from_text(*state, "\na <b>\nc\n\n\nd\n").html,
			    "<p>a &lt;b&gt;<br>c</p><p>d</p>");
	assert_string_equal(markup_from_text(*state, "").html, "<p></p>");
}

static void markup_that_is_not_canonical_is_shown_as_text(void **state)
{
	assert_string_equal(markup_from_canonical(*state, "<p>a</p>").html, "<p>a</p>");
	assert_string_equal(markup_from_canonical(*state, "<script>").html,
			    "<p>&lt;script&gt;</p>");
	assert_string_equal(markup_from_canonical(*state, "<p onclick=\"x\">a</p>").html,
			    "<p>&lt;p onclick=&quot;x&quot;&gt;a&lt;/p&gt;</p>");
	assert_string_equal(markup_from_canonical(*state, "<p>open").html, "<p>&lt;p&gt;open</p>");
}

static void own_pictures_are_shown_and_others_are_not(void **state)
{
	const struct markup_picture picture = { "a@b", "/files/1?inline=1" };
	struct markup mail = { "<p><img data-cid=\"a@b\" alt=\"x\"><img data-cid=\"c@d\">"
			       "<img data-remote=\"https://e.example/f\">&lt;img data-cid=</p>" };
	bool has_remote;

	assert_string_equal(markup_show_pictures(*state, mail, &picture, 1, &has_remote).html,
			    "<p><img src=\"/files/1?inline=1\" loading=\"lazy\" alt=\"x\"><img "
			    "data-cid=\"c@d\">"
			    "<img data-remote=\"https://e.example/f\">&lt;img data-cid=</p>");
	assert_true(has_remote);
	mail.html = "<p>data-remote=</p>";
	assert_string_equal(markup_show_pictures(*state, mail, NULL, 0, &has_remote).html,
			    mail.html);
	assert_false(has_remote);
}

static void earlier_mail_is_folded_away_in_markup_too(void **state)
{
	static const struct {
		const char *html, *reply, *head, *tail;
	} cases[] = {
		{ "<p>New <b>words</b>.</p><blockquote>Old.</blockquote>", "New words.",
		  "<p>New <b>words</b>.</p>", "<blockquote>Old.</blockquote>" },
		{ "<div>Hello,<br><ul><li>one</li></ul>On Monday you wrote:<br>old</div>",
		  "Hello,\n\n- one", "<div>Hello,<br><ul><li>one</li></ul></div>",
		  "<div>On Monday you wrote:<br>old</div>" },
		{ "<p title=\"t\">a &amp; b &lt;c&gt;<br>old</p>", "a & b <c>",
		  "<p title=\"t\">a &amp; b &lt;c&gt;<br></p>", "<p title=\"t\">old</p>" },
		{ "<p>\xe0\xa6\x95\xc2\xa0\xe0\xa6\x96</p><p>old</p>", "\xe0\xa6\x95 \xe0\xa6\x96",
		  "<p>\xe0\xa6\x95\xc2\xa0\xe0\xa6\x96</p>", "<p>old</p>" },
		{ "<p>All of it.</p><div><br></div>", "All of it.",
		  "<p>All of it.</p><div><br></div>", "" },
		{ "<p>Look:</p><p><img data-cid=\"x\"></p>", "Look:", "<p>Look:</p>",
		  "<p><img data-cid=\"x\"></p>" },
		{ "<pre>Yes.\n-- \nKettles &amp; Co\n</pre>", "Yes.\n", "<pre>Yes.\n</pre>",
		  "<pre>-- \nKettles &amp; Co\n</pre>" },
		{ "<pre>Merci\n\n&gt; Le 30 nov. il a \u00e9crit :\n&gt; Bonjour\n</pre>",
		  "Merci\n", "<pre>Merci\n\n</pre>",
		  "<pre>&gt; Le 30 nov. il a \u00e9crit :\n&gt; Bonjour\n</pre>" },
		{ "<pre>Good\n:-&gt;\n____\nFrom: us\n</pre>", "Good\n:->\n",
		  "<pre>Good\n:-&gt;\n</pre>", "<pre>____\nFrom: us\n</pre>" },
		{ "<p>Good<br>:-)</p><p>old</p>", "Good\n:-)\n", "<p>Good<br>:-)</p>",
		  "<p>old</p>" },
	};
	struct markup head, tail;

	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		struct markup whole = { cases[i].html };

		assert_true(markup_fold(*state, whole, cases[i].reply, &head, &tail));
		assert_string_equal(head.html, cases[i].head);
		assert_string_equal(tail.html, cases[i].tail);
		assert_string_equal(markup_from_canonical(*state, head.html).html, head.html);
		assert_string_equal(markup_from_canonical(*state, tail.html).html, tail.html);
	}
}

static void faces_that_say_something_else_are_not_cut(void **state)
{
	struct markup head, tail, whole = { "<p>One face</p><p>old</p>" };

	assert_false(markup_fold(*state, whole, "Another face", &head, &tail));
	assert_false(markup_fold(*state, whole, "One face old and more", &head, &tail));
	assert_false(markup_fold(*state, whole, "One faces", &head, &tail));
	assert_false(markup_fold(*state, whole, " - ", &head, &tail));
	whole.html = "";
	assert_false(markup_fold(*state, whole, "x", &head, &tail));
}

static void a_link_that_names_another_host_says_where_it_leads(void **state)
{
	static const struct {
		const char *href, *text, *host; /* host: NULL for a link that is what it says */
	} links[] = {
		{ "http://evil.example/login", "http://paypal.com", "evil.example" },
		{ "https://evil.example/", "https://www.PayPal.com/login", "evil.example" },
		{ "https://paypal.com@evil.example:8080/x", "paypal.com", "evil.example" },
		{ "https://paypal.com.evil.example/", "<b>paypal</b>.com",
		  "paypal.com.evil.example" },
		{ "https://notpaypal.com/", "paypal.com", "notpaypal.com" },
		{ "https://evil.example/", "Sign in at www.paypal.com now", "evil.example" },
		{ "https://evil.example/?q=https://paypal.com", "https://paypal.com",
		  "evil.example" },
		{ "https://paypal.com/", "http://paypal.com", NULL },
		{ "https://checkout.paypal.com/a?b=1&amp;c=2", "www.paypal.com", NULL },
		{ "https://paypal.com/shop", "shop.paypal.com", NULL },
		{ "https://evil.example/", "Press here", NULL },
		{ "https://files.example/a", "Bill.pdf", NULL },
		{ "https://shop.example/", "Version 2.10, and more.", NULL },
		{ "mailto:a@evil.example", "paypal.com", NULL },
	};

	for (size_t i = 0; i < HK_COUNT(links); i++) {
		const char *link = hk_format(*state, "<p><a href=\"%s" LINK_END "%s</a> end</p>",
					     links[i].href, links[i].text);
		const char *shown =
			markup_show_hosts(*state, (struct markup){ link }, "(leads to {host})")
				.html;
		const char *note = hk_format(*state,
					     "</a> <span class=\"leads\">(leads to <bdi "
					     "dir=\"ltr\">%s</bdi>)</span> end</p>",
					     links[i].host ? links[i].host : "");

		if (!links[i].host)
			assert_string_equal(link, shown);
		else if (!strstr(shown, note))
			fail_msg("%s", shown);
	}
}

/* Each piece has the two bytes of a letter and an escaped sign that must not be torn. */
static const char *repeated(struct hk_arena *arena, const char *piece, size_t count)
{
	size_t length = strlen(piece);
	char *text = hk_alloc(arena, count * length + 1, 1);

	for (size_t i = 0; i < count; i++)
		memcpy(text + i * length, piece, length);
	return text;
}

static void the_beginning_of_an_endless_letter_is_whole_markup(void **state)
{
	static const char *const pieces[] = {
		"<div><p>\xc4\x85&amp;<b>x</b> y</p></div>", "\xc4\x85", "&amp;", "word ", "<br>",
	};
	struct markup shown, whole;

	for (size_t i = 0; i < HK_COUNT(pieces); i++) {
		whole.html = hk_format(*state, "<p>%s</p>", repeated(*state, pieces[i], 60000));
		if (strlen(whole.html) < 128 * 1024) {
			assert_false(markup_begin(*state, whole, &shown));
			whole.html =
				hk_format(*state, "<p>%s</p>", repeated(*state, pieces[i], 90000));
		}
		assert_true(markup_begin(*state, whole, &shown));
		assert_true(strlen(shown.html) >= 64 * 1024);
		assert_true(strlen(shown.html) < 66 * 1024);
		assert_ptr_not_equal(strstr(shown.html, "</p>"), NULL);
		/* It passes the checker, so nothing in it is torn or open. */
		assert_string_equal(markup_from_canonical(*state, shown.html).html, shown.html);
	}
	whole.html = "<p>Short.</p>";
	assert_false(markup_begin(*state, whole, &shown));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paragraphs_breaks_and_marks_are_rendered),
		cmocka_unit_test(html_in_the_text_stays_text),
		cmocka_unit_test(links_go_only_where_links_may_go),
		cmocka_unit_test(only_pictures_of_this_message_are_shown),
		cmocka_unit_test(depth_and_length_are_bounded),
		cmocka_unit_test(the_plain_form_reads_well),
		cmocka_unit_test(plain_text_becomes_paragraphs),
		cmocka_unit_test(markup_that_is_not_canonical_is_shown_as_text),
		cmocka_unit_test(own_pictures_are_shown_and_others_are_not),
		cmocka_unit_test(a_link_that_names_another_host_says_where_it_leads),
		cmocka_unit_test(earlier_mail_is_folded_away_in_markup_too),
		cmocka_unit_test(faces_that_say_something_else_are_not_cut),
		cmocka_unit_test(the_beginning_of_an_endless_letter_is_whole_markup),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
