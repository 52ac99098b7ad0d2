#include "test.h"
/* cmocka comes first */
#include "base/text.h"
#include "parse_help.h"

/*
 * Ways by which a script has got into a page. None may leave a tag, attribute or scheme that the
 * allow-list does not have: the checker says so for each, and the words below look again.
 */
static const char *const vectors[] = {
	"<script>alert(1)</script>",
	"<ScRiPt src=//evil.example></sCrIpT>",
	"<script/x>alert(1)</script/y>",
	"<scr<script>ipt>alert(1)</scr</script>ipt>",
	"<img src=x onerror=alert(1)>",
	"<img src=x onerror\n=\nalert(1)//>",
	"<img/src=x/onerror=alert(1)>",
	"<img \"\"\"><script>alert(1)</script>\">",
	"<img src=`javascript:alert(1)`>",
	"<img src='java\tscript:alert(1)'>",
	"<img src=\"data:image/svg+xml;base64,PHN2Zy8+\">",
	"<img srcset=\"javascript:alert(1) 1x\">",
	"<a href=\"javascript:alert(1)\">x</a>",
	"<a href=\" &#14; javascript:alert(1)\">x</a>",
	"<a href=\"java&#x0A;script:alert(1)\">x</a>",
	"<a href=\"jAvAsCrIpT&colon;alert(1)\">x</a>",
	"<a href=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)\">x</a>",
	"<a href=\"vbscript:msgbox(1)\">x</a>",
	"<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
	"<a href=\"//evil.example\">x</a>",
	"<a href=\"https:/\\evil.example\" onfocus=alert(1) autofocus>x</a>",
	"<a href='x\"onmouseover=\"alert(1)'>x</a>",
	"<a href=\"https://a.example/\"onclick=\"alert(1)\">x</a>",
	"<svg onload=alert(1)>",
	"<svg><script>alert(1)</script></svg>",
	"<svg><style><img src=x onerror=alert(1)></style></svg>",
	"<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
	"<svg><foreignObject><iframe srcdoc=\"<script>alert(1)</script>\"></foreignObject></svg>",
	"<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
	"<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
	"<math><mtext><table><mglyph><style><!--</style><a title=\"--&gt;&lt;img onerror=x>\">",
	"<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
	"<math><annotation-xml encoding=\"text/html\"><script>alert(1)</script></annotation-xml>",
	"<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
	"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
	"<noembed><img title=\"</noembed><img src onerror=alert(1)>\">",
	"<xmp><p title=\"</xmp><svg/onload=alert(1)>\">",
	"<style><p title=\"</style><img src=x onerror=alert(1)>\">",
	"<title><p title=\"</title><img src=x onerror=alert(1)>\">",
	"<textarea><p title=\"</textarea><img src=x onerror=alert(1)>\">",
	"<template><script>alert(1)</script></template>",
	"<select><noembed></select><script x='a@b'a>y='a@b'//a@b%0a\\u0061lert(1)</script x>",
	"<iframe src=javascript:alert(1)></iframe>",
	"<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>",
	"<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
	"<embed src=javascript:alert(1)>",
	"<applet code=x></applet>",
	"<base href=\"javascript:alert(1)//\">",
	"<link rel=stylesheet href=\"javascript:alert(1)\">",
	"<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
	"<body onload=alert(1) background=javascript:alert(1)>",
	"<form action=javascript:alert(1)><input type=submit></form>",
	"<button formaction=javascript:alert(1)>x</button>",
	"<input autofocus onfocus=alert(1)>",
	"<details open ontoggle=alert(1)>",
	"<video><source onerror=alert(1)></video>",
	"<marquee onstart=alert(1)>x</marquee>",
	"<div style=\"background:url(javascript:alert(1))\">x</div>",
	"<div style=\"width:expression(alert(1))\">x</div>",
	"<p id=location name=cookie class=x>clobber</p>",
	"<!--><script>alert(1)</script>-->",
	"<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
	"<![CDATA[<script>alert(1)</script>]]>",
	"<?xml version=\"1.0\"?><script>alert(1)</script>",
	"<!DOCTYPE x [<!ENTITY e \"<script>alert(1)</script>\">]>&e;",
	"&lt;script&gt;alert(1)&lt;/script&gt;",
	"<p title='\"><script>alert(1)</script>'>x</p>",
	"<p title=\"&quot;><img src=x onerror=alert(1)>\">x</p>",
	"<td colspan='1\" onclick=\"alert(1)'>x",
	"<b <script>alert(1)</script>0",
	"<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>",
	"<\x01script>alert(1)</script>",
	"<img src=\"cid:x&quot; onerror=alert(1)\">",
};

static void no_known_vector_leaves_anything_that_runs(void **state)
{
	static const char *const never[] = { "<script", "<svg",   "<style", "<iframe", "<object",
					     "<embed",  "<form",  "<input", "<meta",   "<link",
					     "<base",   " on",    " src=",  " style=", " id=",
					     " name=",  " class=" };

	(void)state;
	for (size_t i = 0; i < HK_COUNT(vectors); i++) {
		scoped_arena *arena = hk_arena_new();
		const char *html = html_of(arena, vectors[i]);

		for (const char *tag = html; (tag = strchr(tag, '<')); tag++) {
			g_autofree char *whole = g_strndup(tag, strcspn(tag, ">"));
			char *value = strchr(whole, '"');

			/* What stands between quotes is a value, where these words do no harm. */
			for (; value && strchr(value + 1, '"'); value = strchr(value + 1, '"')) {
				char *end = strchr(value + 1, '"');

				assert_false(value[-1] == '=' && value[-2] == 'f' &&
					     !hk_starts(value + 1, "http") &&
					     !hk_starts(value + 1, "mailto:") &&
					     !hk_starts(value + 1, "tel:"));
				memset(value + 1, '.', (size_t)(end - value - 1));
				value = end;
			}
			for (size_t k = 0; k < HK_COUNT(never); k++)
				assert_null(strstr(whole, never[k]));
		}
	}
}

static void what_is_allowed_stays(void **state)
{
	scoped_arena *arena = hk_arena_new();

	(void)state;
	assert_string_equal(html_of(arena, "<p>Hello <b>you</b> & me</p>"),
			    "<p>Hello <b>you</b> &amp; me</p>");
	assert_string_equal(html_of(arena, "<ol start=3><li>a<li>b</ol>"),
			    "<ol start=\"3\"><li>a</li><li>b</li></ol>");
	assert_string_equal(html_of(arena, "<a href='mailto:a@b.example?x=1&y=2'>m</a>"),
			    "<a href=\"mailto:a@b.example?x=1&amp;y=2\" rel=\"noopener noreferrer "
			    "nofollow\" target=\"_blank\">m</a>");
	assert_string_equal(html_of(arena, "<p dir=rtl title='a\"b'>x</p>"),
			    "<p title=\"a&quot;b\" dir=\"rtl\">x</p>");
	assert_string_equal(html_of(arena, "<font color=red>kept</font> <blink>too</blink>"),
			    "kept too");
	assert_string_equal(html_of(arena, "<table><tr><td>1</td></tr></table><p>after</p>tail"),
			    "<table><tr><td>1</td></tr></table><p>after</p>tail");
	assert_string_equal(html_of(arena, "<html><body><p>a</p></body></html><p>footer</p>"),
			    "<p>a</p><p>footer</p>");
	assert_string_equal(html_of(arena, "<b>never closed"), "<b>never closed</b>");
	assert_string_equal(html_of(arena, "</b></i>stray"), "stray");
	assert_string_equal(html_of(arena, ""), "");
}

static void a_tag_may_be_longer_than_what_the_library_gets_at_once(void **state)
{
	scoped_arena *arena = hk_arena_new();
	g_autofree char *data = g_strnfill(300000, 'A');
	const char *dirty = hk_format(arena,
				      "<p>a</p><img alt=\"x > y\" src=\"data:image/png;base64,%s\" "
				      "title=\"t>u\"><p>&eacute;nd</p>",
				      data);

	(void)state;
	assert_string_equal(html_of(arena, dirty), "<p>a</p><img alt=\"x &gt; y\" title=\"t&gt;u\">"
						   "<p>énd</p>");
}

static void a_tag_of_many_attributes_loses_them_before_the_library_reads_it(void **state)
{
	g_autoptr(GString) dirty = g_string_new("<p>before</p><a ");
	g_autoptr(GString) html = g_string_new(NULL), text = g_string_new(NULL);

	(void)state;
	for (int i = 0; i < 130000; i++)
		g_string_append_printf(dirty, i % 2 ? "a%d " : "a%d='>' ", i);
	g_string_append(dirty, ">x</a><p>after</p>");
	assert_true(html_clean(dirty->str, dirty->len, html, text));
	assert_string_equal(
		html->str, "<p>before</p><a rel=\"noopener noreferrer nofollow\" target=\"_blank\">"
			   "x</a><p>after</p>");
	assert_true(html_is_canonical(html->str));
}

static void expect_text(const char *dirty, const char *expected)
{
	g_autoptr(GString) html = g_string_new(NULL), text = g_string_new(NULL);

	html_clean(dirty, strlen(dirty), html, text);
	assert_string_equal(text->str, expected);
}

static void the_plain_form_reads_as_a_browser_shows(void **state)
{
	(void)state;
	expect_text("<div>Hello\n   you,</div><div>this is<br>it.</div>",
		    "Hello you,\nthis is\nit.");
	expect_text("<p>One</p>\n\n<p>Two  <b> three</b></p>", "One\n\nTwo three");
	expect_text("<ul><li>a</li><li>b</li></ul>end", "- a\n- b\n\nend");
	expect_text("<table><tr><td>Price</td><td>5</td></tr><tr><td>x</td></tr></table>",
		    "Price 5\nx");
	expect_text("a<pre>b\n  c\n\nd</pre>", "a\n\nb\n  c\n\nd");
	expect_text("a<br><br>b<br><br><br><br><br>c", "a\n\nb\n\n\nc");
	expect_text("<title>no</title><style>no</style>yes<script>no</script>", "yes");
	expect_text(
		"On 1 Nov x@y wrote:<blockquote>old<blockquote>older</blockquote></blockquote>new",
		"On 1 Nov x@y wrote:\n\n> old\n\n>> older\n\nnew");
}

static void what_no_reader_shows_does_not_take_the_text_with_it(void **state)
{
	(void)state;
	expect_text("<p><![if !supportLists]><span>·</span><![endif]>the lid</p>", "·the lid");
	expect_text("<?xml:namespace prefix=o /><p>after</p>", "after");
	expect_text("<!--[if mso]><p>Word only</p><![endif]--><p>all</p>", "all");
	expect_text("<!--[if !mso]><!--><p>all</p><!--<![endif]-->", "all");
	expect_text("a <!-- x > y --> b", "a b");
	expect_text("<p>before</p><!-- x <p>after", "before\n\nafter");
	expect_text("a <!-- b --> c <!-- d > e", "a c e");
	expect_text("1 < 2 and 2 > 1", "1 < 2 and 2 > 1");
	expect_text("<svg onload=alert(1)><p>after</p>", "after");
	expect_text("<svg><a>t</a><path d=x></path></svg>yes", "yes");
	expect_text("<noscript><p>after</p></noscript>", "after");
}

static void a_text_that_is_not_shown_whole_is_said_to_be_cut(void **state)
{
	static const char *const cut[] = { "<style>a{}<p>after</p>", "<title>t<p>after</p>",
					   "<plaintext>aa", "<script>x",
					   "<p>a<a href=\"x>b</a> and more" };
	static const char *const whole[] = { "<style>a{}</style><p>after</p>", "<svg><p>x</p>",
					     "<title>t</title>x" };

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cut); i++) {
		g_autoptr(GString) html = g_string_new(NULL), text = g_string_new(NULL);

		assert_false(html_clean(cut[i], strlen(cut[i]), html, text));
	}
	for (size_t i = 0; i < HK_COUNT(whole); i++) {
		g_autoptr(GString) html = g_string_new(NULL), text = g_string_new(NULL);

		assert_true(html_clean(whole[i], strlen(whole[i]), html, text));
	}
}

static void deep_markup_ends_at_the_limit(void **state)
{
	g_autoptr(GString) dirty = g_string_new(NULL);
	g_autoptr(GString) html = g_string_new(NULL), text = g_string_new(NULL);

	(void)state;
	for (int i = 0; i < 100000; i++)
		g_string_append(dirty, i < 99990 ? "<div>" : "</b></p></div>");
	assert_false(html_clean(dirty->str, dirty->len, html, text));
	assert_true(html_is_canonical(html->str));
}

static const char *const refused[] = {
	"<script>x</script>",
	"<p>open",
	"closed</p>",
	"<p><b>crossed</p></b>",
	"<P>upper</P>",
	"<p >space</p>",
	"<p\n>line</p>",
	"<p/>",
	"<br/>",
	"</br>",
	"<br></br>",
	"a < b",
	"a > b",
	"a & b",
	"a \" b",
	"&nbsp;",
	"&#60;",
	"&lt",
	"<p title=x>unquoted</p>",
	"<p title='x'>single</p>",
	"<p title=\"<\">raw</p>",
	"<p title=\"&\">raw</p>",
	"<p title=\"x\"dir=\"ltr\">no space</p>",
	"<p dir=\"ltr\" title=\"x\">order</p>",
	"<p title=\"x\" title=\"x\">twice</p>",
	"<p dir=\"up\">value</p>",
	"<p onclick=\"x\">x</p>",
	"<p style=\"x\">x</p>",
	"<p id=\"x\">x</p>",
	"<p class=\"x\">x</p>",
	"<a>no rel</a>",
	"<a href=\"https://a.example\">no rel</a>",
	"<a href=\"https://a.example\" rel=\"noopener\" target=\"_blank\">x</a>",
	"<a href=\"javascript:x\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">x</a>",
	"<a href=\"HTTPS://a\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">x</a>",
	"<a href=\"https://a b\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">x</a>",
	"<a href=\"//a.example\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">x</a>",
	"<img src=\"https://a.example/x.png\">",
	"<img data-remote=\"mailto:x\">",
	"<img data-cid=\"a&quot;b\">",
	"<img width=\"12345\">",
	"<img width=\"1 \">",
	"<img width=\"\">",
	"<ol start=\"-1\"></ol>",
	"<!-- comment -->",
	"<!DOCTYPE html>",
	"<",
	"</",
	"<p title=\"",
	"<p title",
	"<a h",
	"&",
};

static void the_checker_refuses_what_the_writer_cannot_write(void **state)
{
	(void)state;
	for (size_t i = 0; i < HK_COUNT(refused); i++)
		if (html_is_canonical(refused[i]))
			fail_msg("accepted: %s", refused[i]);
	assert_true(html_is_canonical("<p title=\"x\" dir=\"ltr\">y<br>z</p>"));
	assert_true(html_is_canonical(""));
}

static void the_checker_counts_depth(void **state)
{
	g_autoptr(GString) html = g_string_new(NULL);

	(void)state;
	for (int i = 0; i < 200; i++)
		g_string_append(html, i < 100 ? "<b>" : "</b>");
	assert_true(html_is_canonical(html->str));
	g_string_prepend(html, "<b>");
	g_string_append(html, "</b>");
	assert_false(html_is_canonical(html->str));
}

static void our_own_markup_passes_the_same_writer(void **state)
{
	scoped_arena *arena = hk_arena_new();
	const char *html = "unset";
	g_autofree char *deep = g_strnfill(5000, 'x');

	(void)state;
	for (size_t i = 0; i + 3 <= 5000; i += 3)
		memcpy(deep + i, "<b>", 3);
	assert_int_equal(html_clean_trusted(arena, "<p>a <code>b</code></p>", 23, &html), HK_OK);
	assert_string_equal(html, "<p>a <code>b</code></p>");
	assert_int_equal(html_clean_trusted(arena, deep, 4998, &html), HK_INVALID);
	assert_string_equal(html, "<p>a <code>b</code></p>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_known_vector_leaves_anything_that_runs),
		cmocka_unit_test(what_is_allowed_stays),
		cmocka_unit_test(a_tag_may_be_longer_than_what_the_library_gets_at_once),
		cmocka_unit_test(a_tag_of_many_attributes_loses_them_before_the_library_reads_it),
		cmocka_unit_test(the_plain_form_reads_as_a_browser_shows),
		cmocka_unit_test(what_no_reader_shows_does_not_take_the_text_with_it),
		cmocka_unit_test(a_text_that_is_not_shown_whole_is_said_to_be_cut),
		cmocka_unit_test(deep_markup_ends_at_the_limit),
		cmocka_unit_test(the_checker_refuses_what_the_writer_cannot_write),
		cmocka_unit_test(the_checker_counts_depth),
		cmocka_unit_test(our_own_markup_passes_the_same_writer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
