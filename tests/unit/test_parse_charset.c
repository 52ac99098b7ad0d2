#include "test.h"
/* cmocka comes first */
#include "base/text.h"
#include "parse_help.h"

/* Some replies are two words, of which the only letter beyond ASCII is one of another language too.
 */
enum { SURE_OF_100 = 90 };

static const char *subject_of(struct hk_arena *arena, const char *value)
{
	const char *raw = hk_format(arena, "From: a@b.example\nSubject: %s\n\nx\n", value);

	return mail_from_text(arena, raw).subject;
}

static struct mail body_of(struct hk_arena *arena, const char *charset, const char *bytes)
{
	return mail_from_text(arena, hk_format(arena,
					       "Content-Type: text/plain; charset=%s\n"
					       "Content-Transfer-Encoding: 8bit\n\n%s\n",
					       charset, bytes));
}

/* said: the parameters of its Content-Type. */
static struct mail body_said(struct hk_arena *arena, const char *said, const char *bytes)
{
	return mail_from_text(arena, hk_format(arena,
					       "Content-Type: text/plain%s\n"
					       "Content-Transfer-Encoding: 8bit\n\n%s\n",
					       said, bytes));
}

static const char *written(struct hk_arena *arena, const char *charset, const char *text)
{
	g_autofree char *bytes = g_convert(text, -1, charset, "UTF-8", NULL, NULL, NULL);

	assert_non_null(bytes);
	return hk_format(arena, "%s", bytes);
}

static const char *name_of(struct hk_arena *arena, const char *headers)
{
	struct mail mail = mail_from_text(
		arena, hk_format(arena, "MIME-Version: 1.0\nContent-Type: application/pdf%s\n\nx\n",
				 headers));

	assert_int_equal(mail.part_count, 1);
	return mail.parts[0].name;
}

static void words_of_many_charsets_are_read(void **state)
{
	static const char *const cases[][2] = {
		{ "=?koi8-r?Q?=F0=D2=C9=D7=C5=D4?=", "Привет" },
		{ "=?KOI8-R?b?8NLJ18XU?=", "Привет" },
		{ "=?gb2312?B?1tDOxA==?=", "中文" },
		{ "=?big5?Q?=A4=A4=A4=E5?=", "中文" },
		{ "=?ks_c_5601-1987?Q?=C7=D1=B1=B9=BE=EE?=", "한국어" },
		{ "=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=", "日本語" },
		{ "=?shift_jis?Q?=93=FA=96{?=", "日本" },
		{ "=?TSCII?Q?=C5=BD=EC=B8=F5?=", "வணக்கம்" },
		{ "=?windows-1257?Q?=D0iauliai?=", "Šiauliai" },
		{ "=?utf-7?Q?+AVM-?=", "œ" },
		{ "=?utf-8*lt?Q?A=C4=8Di=C5=AB?=", "Ačiū" },
		{ "=?no-such-charset?Q?na=EFve_caf=E9?=", "naïve café" },
		{ "=?utf-8?Q?caf=E9?=", "café" },
	};
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++)
		assert_string_equal(subject_of(arena, cases[i][0]), cases[i][1]);
}

static void neighbouring_words_are_one_text_however_they_are_torn(void **state)
{
	static const char *const cases[][2] = {
		/* One character in two words, of either coding and of both. */
		{ "=?utf-8?Q?=E0=A6?= =?utf-8?Q?=86=E0=A6=AE?=", "আম" },
		{ "=?utf-8?B?4KY=?=\n =?utf-8?Q?=86?= =?UTF-8?B?4Kau?=", "আম" },
		/* Each word of Japanese goes back to ASCII, and the next one leaves it again. */
		{ "=?iso-2022-jp?B?GyRCRnwbKEI=?=\n =?ISO-2022-JP?B?GyRCS1wbKEI=?=", "日本" },
		/* A zero hides nothing. */
		{ "=?utf-8?Q?a=00b?=", "a b" },
		/* Padding that is missing, and a sign too many. */
		{ "=?utf-8?B?QUI=?=", "AB" },
		{ "=?utf-8?B?QUI?=", "AB" },
		{ "=?utf-8?B?QQ=?=", "A" },
		{ "=?utf-8?B?QUJDR?=", "ABC" },
		/* Other charsets side by side, with and without a space. */
		{ "=?koi8-r?Q?=F0?= =?utf-8?Q?=D1=80?= x", "Пр x" },
		{ "=?koi8-r?Q?=F0?==?windows-1251?Q?=F0?=", "Пр" },
		/* What is not a word stays. */
		{ "a =?utf-8?Q?b?= c =?utf-8?Q?d", "a b c  ?utf-8?Q?d" },
	};
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++)
		assert_string_equal(subject_of(arena, cases[i][0]), cases[i][1]);
}

/* Found by the fuzzer: what many words hold together was too long for one. */
static void words_that_hold_a_long_text_together_are_read_whole(void **state)
{
	enum { WORDS = 400 };

	scoped_arena *arena = hk_arena_new();
	const char *words = "", *expected = "";

	(void)state;
	for (int i = 0; i < WORDS; i++) {
		words = hk_format(arena, "%s=?utf-8?Q?%d=E0=A6=86=E0=A6=AE?=\n ", words, i % 10);
		expected = hk_format(arena, "%s%dআম", expected, i % 10);
	}

	const char *subject = subject_of(arena, words);

	assert_true(strlen(subject) > 500);
	assert_true(hk_starts(expected, subject));
}

static void a_body_in_the_charset_it_declares_is_read(void **state)
{
	static const char *const cases[][3] = {
		{ "TSCII", "\xc5\xbd\xec\xb8\xf5", "வணக்கம்\n" },
		{ "koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет\n" },
		{ "gb2312", "\xd6\xd0\xce\xc4", "中文\n" },
		{ "iso-2022-jp", "\x1b$BF|K\\8l\x1b(B", "日本語\n" },
		{ "iso-2022-jp", "\x1b$BF|\x1b(B\x1b$BK\\\x1b(J\x1b(B 1", "日本 1\n" },
		{ "iso-8859-13", "A\xe8i\xfb", "Ačiū\n" },
		{ "macintosh", "caf\x8e", "café\n" },
		{ "\"iso-8859-8-i\"", "\xf9\xec\xe5\xed", "שלום\n" },
	};
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		struct mail mail = body_of(arena, cases[i][0], cases[i][1]);

		assert_string_equal(mail.text, cases[i][2]);
		assert_int_equal(mail.flags, 0);
	}
}

static void a_broken_byte_does_not_cost_the_whole_text(void **state)
{
	static const char *const charsets[] = { "utf-8", "us-ascii", "nonsense" };
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(charsets); i++) {
		struct mail mail = body_of(arena, charsets[i], "আমার পার্সেল আ\xe0সেনি।");

		assert_string_equal(mail.text, "আমার পার্সেল আ�সেনি।\n");
		assert_true(mail.flags & MAIL_CHARSET_GUESSED);
	}
	/* In a charset of one byte a sign what it cannot be is as rare. */
	struct mail mail = body_of(arena, "iso-8859-7",
				   "\xea\xe1\xeb\xe7\xec\xdd\xf1\xe1 \xea\xe1"
				   "\xeb\xe7 \xae \xeb\xdd");

	assert_string_equal(mail.text, "καλημέρα καλη � λέ\n");
	assert_true(mail.flags & MAIL_CHARSET_GUESSED);
}

static void a_lie_about_the_charset_is_seen_through(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = body_of(arena, "gb2312", "caf\xe9 na\xefve \xe9t\xe9 \xff");

	(void)state;
	assert_string_equal(mail.text, "café naïve été ÿ\n");
	assert_true(mail.flags & MAIL_CHARSET_GUESSED);
	mail = body_of(arena, "iso-8859-1", "Ačiū");
	assert_string_equal(mail.text, "Ačiū\n");
	assert_int_equal(mail.flags, 0);
}

/* What a sender types in a program that names no charset, or the wrong one. */
static void a_charset_that_is_not_named_is_known_by_the_letters(void **state)
{
	static const char *const cases[][2] = {
		{ "windows-1251", "Здравствуйте, у меня не работает стиральная машина" },
		{ "windows-1251", "Здравствуйте" },
		{ "windows-1251", "СРОЧНО! НЕ РАБОТАЕТ СТИРАЛЬНАЯ МАШИНА" },
		{ "KOI8-R", "Здравствуйте, у меня не работает стиральная машина" },
		{ "KOI8-R", "СРОЧНО! НЕ РАБОТАЕТ СТИРАЛЬНАЯ МАШИНА" },
		{ "KOI8-U", "Добрий день, моя пральна машина не працює. Її привезли вчора" },
		{ "windows-1257", "Sveiki, ačiū už pagalbą, šiandien žiūrėsiu" },
		{ "windows-1257", "Laba diena, mano siuntinys neatėjo" },
		{ "iso-8859-13", "Sveiki, ačiū už pagalbą, šiandien žiūrėsiu" },
		{ "windows-1257", "Labdien, paldies par palīdzību, viss kārtībā" },
		{ "windows-1250", "Dzień dobry, żółć i gęś, proszę o pomoc. Są tu? Muszą" },
		{ "iso-8859-2", "Dzień dobry, żółć i gęś, proszę o pomoc. Są tu? Muszą" },
		{ "windows-1250", "Dzień dobry" },
		{ "windows-1250", "Dobrý den, můj balík ještě nepřišel, děkuji" },
		{ "iso-8859-2", "Dobrý den, můj balík ještě nepřišel, děkuji" },
		{ "windows-1250", "Jó napot kívánok, a mosógép nem működik, őszintén" },
		{ "windows-1254", "Merhaba, çamaşır makinesi çalışmıyor, teşekkürler" },
		{ "windows-1251", "Мой iPhone сломан, модель 14Pro, жду ответа" },
		{ "windows-1253", "Καλημέρα, το πλυντήριο δεν λειτουργεί" },
		{ "shift_jis", "お問い合わせありがとうございます。冷蔵庫が壊れました。" },
		{ "euc-jp", "お問い合わせありがとうございます。冷蔵庫が壊れました。" },
		{ "gbk", "您好，我的冰箱坏了，请问什么时候可以来修？谢谢" },
		{ "big5", "您好，我的冰箱壞了，請問什麼時候可以來修？謝謝" },
		{ "euc-kr", "안녕하세요. 냉장고가 고장났습니다. 언제 수리할 수 있나요?" },
		{ "iso-2022-jp", "冷蔵庫が壊れました" },
	};
	static const char *const said[] = { "", "; charset=iso-8859-1", "; charset=us-ascii",
					    "; charset=utf-8", "; charset=x-nonsense" };
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++)
		for (size_t k = 0; k < HK_COUNT(said); k++) {
			struct mail mail =
				body_said(arena, said[k], written(arena, cases[i][0], cases[i][1]));

			assert_string_equal(mail.text, hk_format(arena, "%s\n", cases[i][1]));
			assert_true(mail.flags & MAIL_CHARSET_GUESSED);
		}
}

/* The other side of it: what was right before any guess stays right. */
static void a_western_text_stays_one_whatever_it_says(void **state)
{
	static const char *const cases[] = {
		"Grüße aus München, Rechnung Nr. 12 für Öl",
		"Straße",
		"Wir treffen uns im Café in der Straße, Müller.",
		"Ich hätte gern die Crème brûlée und einen Kaffee, groß bitte",
		"Café Straße",
		"ÖFFNUNGSZEITEN FÜR GÄSTE",
		"Voilà la facture, à bientôt. Ça va être très compliqué, mon père est déjà là",
		"à bientôt",
		"Où est mon colis ?",
		"¿Dónde está mi paquete? El año que viene, señor Núñez",
		"Não recebi a encomenda, já não é a primeira vez; três botões",
		"La città è bella, perché non c'è più? Così sarà",
		"Tvättmaskinen är trasig, när kommer ni på måndag?",
		"Vaskemaskinen på første sal er i stykker, kære venner",
		"Hún er biluð, þvottavélin mín, og ég veit það ekki",
		"Pesukone on rikki, pyydän apua. Tämä on jo väärä päivä",
		"“smart” – €5 quotes’ and 20 °C, 3 m², ½ cup, caf\u00e9s",
		"Price: 5 £ ± 2",
		"naïve café résumé",
		"Herr Müller, Frau Gómez, M. Lefèvre",
		"De coöperatie heeft geen reünie, hè?",
		"El col·legi és a prop d'aquí, oi? Això és així",
		"Â",
		"é",
	};
	static const char *const said[] = { "", "; charset=iso-8859-1", "; charset=windows-1252",
					    "; charset=utf-8" };
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++)
		for (size_t k = 0; k < HK_COUNT(said); k++) {
			assert_string_equal(body_said(arena, said[k], cases[i]).text,
					    hk_format(arena, "%s\n", cases[i]));
			assert_string_equal(
				body_said(arena, said[k], written(arena, "windows-1252", cases[i]))
					.text,
				hk_format(arena, "%s\n", cases[i]));
		}
}

/* The lines of the replies in that language, read in that charset without its name: how many of
 * those that are beyond ASCII come out right, of 100. */
static size_t lines_read(const char *language, const char *charset, bool is_whole)
{
	scoped_arena *arena = hk_arena_new();
	const char *path = hk_format(arena, "%s/replies/%s.txt", TEST_CORPUS, language);
	g_auto(GStrv) lines = NULL;
	size_t seen = 0, right = 0, len;
	char *all;

	assert_int_equal(hk_file_read(arena, path, FILE_BYTES, &all, &len), HK_OK);
	lines = g_strsplit(all, is_whole ? "\n==== " : "\n", -1);
	for (size_t i = 0; lines[i]; i++) {
		g_autofree char *bytes =
			g_convert(lines[i], -1, charset, "UTF-8", NULL, NULL, NULL);
		g_autoptr(GString) text = g_string_new(bytes);

		if (!bytes || g_utf8_validate(bytes, -1, NULL))
			continue;
		(void)text_to_utf8(text, NULL);
		seen++;
		right += strcmp(text->str, lines[i]) == 0;
	}
	assert_true(seen > 10);
	print_message("# %s %s: %zu of %zu\n", language, charset, right, seen);
	return seen ? right * 100 / seen : 0;
}

static void the_languages_of_the_replies_are_known_by_their_letters(void **state)
{
	static const char *const western[] = { "de", "fr", "es" };
	static const char *const others[][2] = { { "ru", "windows-1251" },
						 { "ru", "KOI8-R" },
						 { "pl", "windows-1250" },
						 { "pl", "iso-8859-2" },
						 { "lt", "windows-1257" } };

	(void)state;
	for (size_t i = 0; i < HK_COUNT(western); i++)
		assert_int_equal(lines_read(western[i], "windows-1252", false), 100);
	for (size_t i = 0; i < HK_COUNT(others); i++)
		assert_true(lines_read(others[i][0], others[i][1], true) >= SURE_OF_100);
}

static void utf8_that_calls_itself_something_else_is_utf8(void **state)
{
	static const char *const said[] = { "; charset=windows-1251", "; charset=koi8-r",
					    "; charset=iso-8859-2", "; charset=windows-1257" };
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t k = 0; k < HK_COUNT(said); k++)
		assert_string_equal(body_said(arena, said[k], "Ačiū, Привет").text,
				    "Ačiū, Привет\n");
}

static void a_page_is_read_in_the_charset_that_its_meta_names(void **state)
{
	static const char *const metas[] = {
		"<meta charset=\"windows-1251\">",
		"<META CHARSET=windows-1251 />",
		"<meta http-equiv=\"Content-Type\" content=\"text/html; charset=windows-1251\">",
	};
	static const char *const said[] = { "", "; charset=utf-8", "; charset=iso-8859-1" };
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(metas); i++)
		for (size_t k = 0; k < HK_COUNT(said); k++) {
			/* Two letters could be French, as the last of these says that they are. */
			const char *word = k < 2 ? "Щи" : "Щи и каша";
			const char *raw = hk_format(
				arena,
				"Content-Type: text/html%s\n\n<html><head><title>x</title>%s"
				"</head><body><p>%s</p></body></html>\n",
				said[k], metas[i], written(arena, "windows-1251", word));

			assert_string_equal(mail_from_text(arena, raw).text,
					    hk_format(arena, "%s\n", word));
		}
	/* One that lies itself does no harm. */
	assert_string_equal(mail_from_text(arena, "Content-Type: text/html\n\n<meta charset="
						  "windows-1251><p>Ačiū</p>\n")
				    .text,
			    "Ačiū\n");
	assert_string_equal(mail_from_text(arena, "Content-Type: text/html\n\n<meta charset="
						  "utf-16><p>caf\xe9</p>\n")
				    .text,
			    "café\n");
	assert_string_equal(mail_from_text(arena, "Content-Type: text/html; charset=iso-8859-1\n\n"
						  "<meta charset=windows-1251><p>Gr\xfc\xdf"
						  "e aus M\xfcnchen</p>\n")
				    .text,
			    "Grüße aus München\n");
}

static void names_of_files_are_read_in_any_charset(void **state)
{
	static const char *const cases[][2] = {
		{ "\nContent-Disposition: attachment; filename*=koi8-r'ru'%F0%D2.pdf", "Пр.pdf" },
		{ "; name*=TSCII''%C5%BD%EC%B8%F5.pdf", "வணக்கம்.pdf" },
		{ "\nContent-Disposition: attachment; filename*0*=iso-2022-jp''%1B$B%46%7C;\n"
		  " filename*1*=%4B%5C%1B(B.pdf",
		  "日本.pdf" },
		{ "\nContent-Disposition: attachment; filename*0*=utf-8''%E0%A6;\n"
		  " filename*1*=%86.pdf",
		  "আ.pdf" },
		{ "\nContent-Disposition: attachment; filename=\"=?koi8-r?B?8NI=?=.pdf\"",
		  "Пр.pdf" },
		{ "\nContent-Disposition: attachment; filename*=us-ascii''A%C4%8Di%C5%AB.pdf",
		  "Ačiū.pdf" },
		{ "\nContent-Disposition: attachment; filename=Ačiū.pdf", "Ačiū.pdf" },
		{ "; name=\"a'b*=c'd'e.pdf\"", "a'b*=c'd'e.pdf" },
		/* Nothing that is dropped hides a dot or a folder. */
		{ "; name=\"\x02.pdf\"", "pdf" },
		{ "; name=\"a/\x02..\\\\.b\"", "b" },
	};
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++)
		assert_string_equal(name_of(arena, cases[i][0]), cases[i][1]);

	/* The last 200 bytes are kept, and they begin with dots. */
	char *longer = hk_format(arena, "; name=\"%0300d\"", 7);

	memset(strchr(longer, '0') + 90, '.', 50);
	assert_string_equal(name_of(arena, longer) + 158, "07");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_many_charsets_are_read),
		cmocka_unit_test(neighbouring_words_are_one_text_however_they_are_torn),
		cmocka_unit_test(words_that_hold_a_long_text_together_are_read_whole),
		cmocka_unit_test(a_body_in_the_charset_it_declares_is_read),
		cmocka_unit_test(a_broken_byte_does_not_cost_the_whole_text),
		cmocka_unit_test(a_lie_about_the_charset_is_seen_through),
		cmocka_unit_test(a_charset_that_is_not_named_is_known_by_the_letters),
		cmocka_unit_test(a_western_text_stays_one_whatever_it_says),
		cmocka_unit_test(the_languages_of_the_replies_are_known_by_their_letters),
		cmocka_unit_test(utf8_that_calls_itself_something_else_is_utf8),
		cmocka_unit_test(a_page_is_read_in_the_charset_that_its_meta_names),
		cmocka_unit_test(names_of_files_are_read_in_any_charset),
	};

	return cmocka_run_group_tests(tests, mail_setup, NULL);
}
