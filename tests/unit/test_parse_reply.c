#include "test.h"
/* cmocka comes first */
#include "parse_help.h"

static void expect(const char *text, bool is_forward, const char *reply)
{
	g_autoptr(GString) got = g_string_new(NULL);

	text_reply(text, &(struct reply_hints){ .is_forward = is_forward }, got);
	assert_string_equal(got->str, reply);
}

static void history_is_cut_in_every_language(void **state)
{
	static const struct {
		const char *file, *reply;
	} mails[] = {
		{ "reply-en.eml", "Yes, it works now.\n\nThank you\n" },
		{ "reply-lt.eml", "Taip, dabar veikia. Ačiū!\n" },
		{ "reply-bn.eml", "হ্যাঁ, এখন কাজ করছে। ধন্যবাদ।\n" },
		{ "reply-ta.eml", "ஆம், இப்போது வேலை செய்கிறது. நன்றி.\n" },
		{ "reply-de.eml", "Ja, danke, das war es.\n" },
		{ "reply-fr.eml", "Oui, merci beaucoup.\n" },
		{ "reply-outlook.eml", "It is solved.\n" },
	};

	(void)state;
	for (size_t i = 0; i < HK_COUNT(mails); i++) {
		scoped_arena *arena = hk_arena_new();
		struct parse_source source;
		struct mail mail = mail_from_corpus(arena, mails[i].file, &source);

		assert_string_equal(mail.reply, mails[i].reply);
	}
}

/* A mail of HTML alone has no quote marks in its text. */
static void history_without_quote_marks_is_cut_too(void **state)
{
	(void)state;
	expect("Good.\n\nOn Mon, 23 Nov 2026 at 10:14, Help <h@hark.example> wrote:\nDoes it?\n",
	       false, "Good.\n");
	expect("Gerai.\n\n2026-11-23, pr, 10:14 Pagalba <h@hark.example> rašė:\nAr veikia?\n",
	       false, "Gerai.\n");
	expect("ভালো।\n\nসোম, ২৩ নভে, ২০২৬ তারিখে ১০:১৪ AM এ সহায়তা <h@hark.example> "
	       "লিখেছেন:\nকাজ করছে?\n",
	       false, "ভালো।\n");
	expect("நன்று.\n\nதிங்., 23 நவ., 2026, முற்பகல் 10:14 அன்று, உதவி <h@hark.example> "
	       "எழுதியது:\nவேலை?\n",
	       false, "நன்று.\n");
	expect("Gut.\n\nMax Muster <h@hark.example> schrieb am 23.11.2026 10:14:\nGeht es?\n",
	       false, "Gut.\n");
}

static void history_in_html_alone_is_cut(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = mail_from_text(
		arena,
		"Content-Type: text/html; charset=utf-8\n\n<div dir=ltr>Ačiū, veikia.</div><div "
		"class=gmail_quote>2026-11-23, pr, 10:14 Pagalba &lt;<a "
		"href='mailto:h@hark.example'>"
		"h@hark.example</a>&gt; rašė:<br><blockquote>Ar "
		"veikia?<p>Pagalba</blockquote></div>");

	(void)state;
	assert_string_equal(mail.reply, "Ačiū, veikia.\n");
	assert_non_null(strstr(mail.text, "> Ar veikia?"));
}

static void outlook_blocks_are_cut(void **state)
{
	(void)state;
	expect("Fixed.\n\n-----Original Message-----\nFrom: x\nold\n", false, "Fixed.\n");
	expect("Gut.\n\n-----Ursprüngliche Nachricht-----\nVon: x\nalt\n", false, "Gut.\n");
	expect("Gut.\n\nVon: Hilfe <h@hark.example>\nGesendet: Montag\nAn: Max\nBetreff: "
	       "x\n\nalt\n",
	       false, "Gut.\n");
	expect("Bien.\n\nDe : Aide <h@hark.example>\nEnvoyé : lundi\nÀ : Max\nObjet : x\n\nvieux\n",
	       false, "Bien.\n");
	expect("Gerai.\n\nNuo: Pagalba\nIšsiųsta: pirmadienis 10:14\nKam: Jonas\nTema: x\n\nsena\n",
	       false, "Gerai.\n");
	expect("Good.\n\n*From:* Help\n*Sent:* Monday 10:14 AM\n*To:* Ann\n*Subject:* x\n\nold\n",
	       false, "Good.\n");
}

static void signatures_and_telephones_are_cut(void **state)
{
	(void)state;
	expect("Thanks\n-- \nAnn\nAccounts\n", false, "Thanks\n");
	expect("Thanks\n\nSent from my iPhone\n", false, "Thanks\n");
	expect("Danke\n\nVon meinem iPhone gesendet\n", false, "Danke\n");
	expect("Danke\n\nVon meinem Konto fehlt Geld\n", false,
	       "Danke\n\nVon meinem Konto fehlt Geld\n");
}

static void what_only_looks_like_history_stays(void **state)
{
	(void)state;
	expect("My neighbour wrote:\nplease call me\n", false,
	       "My neighbour wrote:\nplease call me\n");
	expect("From: Vilnius\nI want to travel to Kaunas.\n", false,
	       "From: Vilnius\nI want to travel to Kaunas.\n");
	expect("Rooms:\n- one\n- two\n", false, "Rooms:\n- one\n- two\n");
	expect("3 things at 10:00:\nfirst\n", false, "3 things at 10:00:\nfirst\n");
}

static void answers_between_quotations_keep_them(void **state)
{
	static const char text[] = "On Monday 23 Nov Help wrote:\n> Which colour?\nBlue.\n> Which "
				   "size?\nLarge.\n";

	(void)state;
	expect(text, false, text);
	expect("On Monday 23 Nov 10:14, Help wrote:\n> Which colour?\n> Which size?\n\nBlue and "
	       "large.\n",
	       false, "Blue and large.\n");
	expect("> On Monday 23 Nov 10:14, Help wrote:\n> Which colour?\nBlue.\n", false, "Blue.\n");
}

static void a_forwarded_message_stays(void **state)
{
	static const char text[] =
		"See that.\n\nFrom: Bob\nDate: Monday 10:14\nTo: Ann\nSubject: x\n\nYou said so.\n";

	(void)state;
	expect(text, true, text);
	expect(text, false, "See that.\n");
}

static void when_nothing_would_be_left_the_whole_text_is_the_answer(void **state)
{
	static const char quoted[] = "> only a quotation\n> of ours\n";
	static const char signature[] = "-- \nAnn\n";

	(void)state;
	expect(quoted, false, quoted);
	expect(signature, false, signature);
	expect("", false, "");
	expect("\n \n", false, "\n \n");
	expect("no newline at its end", false, "no newline at its end\n");
}

static void many_lines_take_linear_time(void **state)
{
	g_autoptr(GString) text = g_string_new(NULL), got = g_string_new(NULL);

	(void)state;
	for (int i = 0; i < 200000; i++)
		g_string_append(text, i % 3 == 0 ? "> 1\n" : i % 3 == 1 ? "On 1 wrote:\n" : "\n");
	text_reply(text->str, &(struct reply_hints){ 0 }, got);
	assert_true(got->len > 0);
	g_string_truncate(text, 0);
	g_string_truncate(got, 0);
	for (int i = 0; i < 100000; i++)
		g_string_append(text, i % 2 ? "-- \n____________________\n" : "x:\n\nFrom: a\n");
	text_reply(text->str, &(struct reply_hints){ 0 }, got);
	assert_true(got->len > 0);
	g_string_truncate(text, 0);
	for (int i = 0; i < 1000000; i++)
		g_string_append_c(text, '\n');
	g_string_append(text, "end");
	g_string_truncate(got, 0);
	text_reply(text->str, &(struct reply_hints){ 0 }, got);
	assert_string_equal(got->str, "end\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(history_is_cut_in_every_language),
		cmocka_unit_test(history_without_quote_marks_is_cut_too),
		cmocka_unit_test(history_in_html_alone_is_cut),
		cmocka_unit_test(outlook_blocks_are_cut),
		cmocka_unit_test(signatures_and_telephones_are_cut),
		cmocka_unit_test(what_only_looks_like_history_stays),
		cmocka_unit_test(answers_between_quotations_keep_them),
		cmocka_unit_test(a_forwarded_message_stays),
		cmocka_unit_test(when_nothing_would_be_left_the_whole_text_is_the_answer),
		cmocka_unit_test(many_lines_take_linear_time),
	};

	return cmocka_run_group_tests(tests, mail_setup, NULL);
}
