/* Mails as they should not be, and the same mail many times at once. */
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "core/org.h"
#include "deeds.h"
#include "intake/intake.h"
#include "job/mail/compose.h"
#include "people/customer.h"
#include "test.h"
#include "ticket/mail/mail_id.h"
#include "ticket/mail/outbox.h"

static struct intake_outcome take(struct house_world *world, const char *raw, const char *sender)
{
	struct intake_mail mail = { .raw = raw,
				    .length = strlen(raw),
				    .mailbox = "help@nordhome.example",
				    .sender = sender };
	struct intake_outcome outcome;

	world->cx.org_id = 0;
	assert_int_equal(intake_mail(&world->cx, &mail, &outcome), HK_OK);
	return outcome;
}

static const char *mail_with(struct house_world *world, const char *headers)
{
	return hk_format(world->arena,
			 "To: help@nordhome.example\r\nSubject: Kettle\r\n%s\r\nThe lid is broken, "
			 "please send a new one.\r\n",
			 headers);
}

/* How many mails to that address wait to be sent. */
struct tally {
	const char *address;
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
static const struct db_record mails = DB_RECORD("outbox", struct tally, tally_columns);

static enum hk_result count_mails(struct ctx *cx, void *data)
{
	struct tally *tally = data, found;

	HK_TRY(db_select_one(cx->db, &mails, DB_WHERE(DB_WALKS "recipients LIKE $2", ""),
			     DB_ARGS(hk_format(cx->arena, "%%\t%s\t%%", tally->address)), &found));
	tally->count = found.count;
	return HK_OK;
}

static int64_t mails_to(struct house_world *world, const char *address)
{
	struct tally tally = { .address = address };

	world_run_jobs(world);
	assert_int_equal(ctx_read(&world->cx, count_mails, &tally), HK_OK);
	return tally.count;
}

static void the_null_path_asks_for_no_answer(void **state)
{
	struct house_world *world = *state;

	(void)take(world, mail_with(world, "From: a@example.net\r\n"), "");
	assert_int_equal(mails_to(world, "a@example.net"), 0);
	(void)take(world, mail_with(world, "From: b@example.net\r\n"), "b@example.net");
	assert_int_equal(mails_to(world, "b@example.net"), 1);
	(void)take(world, mail_with(world, "From: c@example.net\r\n"), NULL);
	assert_int_equal(mails_to(world, "c@example.net"), 1);
	(void)take(world,
		   mail_with(world, "From: d@example.net\r\n"
				    "X-Auto-Response-Suppress: DR, OOF, AutoReply\r\n"),
		   NULL);
	assert_int_equal(mails_to(world, "d@example.net"), 0);
}

static enum hk_result compose_all(struct ctx *cx, void *data)
{
	struct outbox_list *list = data;

	return outbox_claim(cx, 20, list);
}

/* Every mail in the outbox can be written. */
static size_t all_can_be_written(struct house_world *world)
{
	struct outbox_list list;

	world_run_jobs(world);
	world->cx.now += HK_MINUTE;
	assert_int_equal(ctx_write(&world->cx, compose_all, &list), HK_OK);
	for (size_t i = 0; i < list.count; i++) {
		scoped_buf bytes;
		hk_buf_init(&bytes, 1 << 20);
		assert_int_equal(
			compose_outbox(&world->cx, &list.items[i],
				       (struct compose_sender){ "help@nordhome.example", true },
				       &bytes),
			HK_OK);
		assert_null(strstr(bytes.bytes, "\nBcc:"));
		assert_null(strstr(bytes.bytes, "\nX-Evil:"));
	}
	return list.count;
}

static void a_strange_message_id_stops_no_answer(void **state)
{
	static const char *const ids[] = { "<with space@example.net>",
					   "<with\ttab@example.net>",
					   "without brackets@example.net",
					   "<\xc3\xa4@example.net>",
					   "<>",
					   "<<a@b>>" };
	struct house_world *world = *state;
	char *long_id = hk_alloc(world->arena, 5001, 1);

	memset(long_id, 'x', 5000);
	for (size_t i = 0; i <= HK_COUNT(ids); i++) {
		const char *id = i < HK_COUNT(ids) ? ids[i] : long_id;
		const char *headers =
			hk_format(world->arena,
				  "From: Jonas <jonas%zu@example.net>\r\nMessage-ID: %s\r\n"
				  "References: %s <one two@example.net>\r\nIn-Reply-To: %s\r\n",
				  i, id, id, id);
		int64_t number = take(world, mail_with(world, headers), NULL).ticket_number;

		world_act(world, &world->rasa);
		assert_int_equal(deed_reply(world, number, "Here it is.", REPLY_WAIT, NULL), HK_OK);
		world_act(world, &world->system);
		assert_true(all_can_be_written(world) >= 2);
	}
}

static void names_and_subjects_make_no_headers(void **state)
{
	struct house_world *world = *state;
	struct intake_request request = { .channel = "web",
					  .type = "inquiry",
					  .priority = "normal",
					  .subject = "Kettle\r\nBcc: x@example.org\r\n\r\nHello",
					  .text = "The lid is broken.",
					  .language = "",
					  .name = "Jonas\nX-Evil: yes",
					  .email = "jonas@example.net",
					  .phone = "",
					  .key = "one" };
	struct ticket ticket;

	assert_int_equal(intake_request(&world->cx, &request, &ticket), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, ticket.number, "Here.", REPLY_WAIT, NULL), HK_OK);
	assert_int_equal(deed_change(world, ticket.number, "Lid\r\nBcc: y@example.org"), HK_OK);
	assert_int_equal(deed_reply(world, ticket.number, "And this.", REPLY_RESOLVE, NULL), HK_OK);
	world_act(world, &world->system);
	world->cx.now += HK_MINUTE;
	assert_true(all_can_be_written(world) >= 4);
	/* The same by mail, where words of RFC 2047 can carry anything. */
	(void)take(world,
		   "From: =?utf-8?q?Eve=0D=0AX-Evil:_yes?= <eve@example.net>\r\n"
		   "To: help@nordhome.example\r\n"
		   "Subject: =?utf-8?q?Hi=0D=0ABcc:_z@example.org?=\r\n\r\nPlease help me.\r\n",
		   NULL);
	assert_true(all_can_be_written(world) >= 1);
}

struct person {
	const char *email;
	int64_t number;
	size_t addresses;
	struct customer customer;
};

static enum hk_result find_person(struct ctx *cx, void *data)
{
	struct person *person = data;

	return customer_by_address(cx, "email", person->email, &person->customer);
}

static enum hk_result find_owner_of(struct ctx *cx, void *data)
{
	struct person *person = data;
	struct address_list list;
	struct ticket ticket;

	HK_TRY(ticket_by_number(cx, person->number, &ticket));
	HK_TRY(customer_addresses(cx, ticket.customer_id, &list));
	person->addresses = list.count;
	return customer_find(cx, ticket.customer_id, &person->customer);
}

static struct person owner_of(struct house_world *world, int64_t number)
{
	struct person person = { .number = number };

	assert_int_equal(ctx_read(&world->cx, find_owner_of, &person), HK_OK);
	return person;
}

static void whoever_has_no_address_stays_nobody(void **state)
{
	struct house_world *world = *state;
	struct person nobody = { .email = CUSTOMER_UNKNOWN };
	int64_t first, second;

	(void)take(world,
		   mail_with(world, "From: jonas@example.net\r\nCc: undisclosed-recipients:;\r\n"
				    "Cc: <>\r\n"),
		   NULL);
	first = take(world, mail_with(world, "From: =?x?=\r\nX-One: 1\r\n"), NULL).ticket_number;
	second = take(world, mail_with(world, "From: Mallory <broken@@>\r\n"), NULL).ticket_number;
	assert_int_not_equal(first, second);
	/* A number in the subject does not let him in. */
	assert_string_equal(
		take(world, "From: Mallory <broken@@>\r\nSubject: Re: [#1]\r\n\r\nHello\r\n", NULL)
			.outcome,
		"ticket");
	(void)take(world, mail_with(world, "From: Trudy <unknown@localhost>\r\n"), NULL);
	assert_int_equal(ctx_read(&world->cx, find_person, &nobody), HK_NOT_FOUND);
	/* Nobody's mails are shown as somebody else's. */
	assert_int_not_equal(owner_of(world, first).customer.id,
			     owner_of(world, second).customer.id);
	assert_string_equal(owner_of(world, first).customer.name, "Unknown sender");
	assert_string_equal(owner_of(world, second).customer.name, "Unknown sender");
	assert_int_equal(owner_of(world, second).addresses, 0);
	assert_int_equal(mails_to(world, CUSTOMER_UNKNOWN), 0);
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, first, "Who are you?", REPLY_WAIT, NULL), HK_INVALID);
}

static void a_mail_that_names_nobody_is_of_who_stands_on_its_envelope(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome taken =
		take(world, "Subject: No From at all\r\n\r\nPlease help.\r\n", "real@y.example");

	assert_int_equal(owner_of(world, taken.ticket_number).addresses, 1);
	assert_string_equal(owner_of(world, taken.ticket_number).customer.name, "real@y.example");
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, taken.ticket_number, "Here is help.", REPLY_WAIT, NULL),
			 HK_OK);
}

struct said {
	int64_t number;
	struct message message;
};

static enum hk_result find_said(struct ctx *cx, void *data)
{
	struct said *said = data;
	struct message_list list;
	struct ticket ticket;

	HK_TRY(ticket_by_number(cx, said->number, &ticket));
	HK_TRY(message_page(cx, &ticket, INT64_MAX, 1, &list));
	said->message = list.items[0];
	return HK_OK;
}

static void a_mail_without_a_name_is_shown_with_the_one_that_we_know(void **state)
{
	struct house_world *world = *state;
	struct said said;

	(void)take(world, mail_with(world, "From: Jonas Jonaitis <jonas@example.net>\r\n"), NULL);
	said.number = take(world, mail_with(world, "From: jonas@example.net\r\nX-Two: 2\r\n"), NULL)
			      .ticket_number;
	assert_int_equal(ctx_read(&world->cx, find_said, &said), HK_OK);
	assert_string_equal(said.message.from_name, "Jonas Jonaitis");
	said.number =
		take(world, mail_with(world, "From: ona@example.net\r\n"), NULL).ticket_number;
	assert_int_equal(ctx_read(&world->cx, find_said, &said), HK_OK);
	assert_string_equal(said.message.from_name, "");
}

struct letter_of {
	int64_t number;
	struct outbox mail;
};

static enum hk_result find_confirmation(struct ctx *cx, void *data)
{
	struct letter_of *letter = data;
	struct outbox_list list;
	struct ticket ticket;

	HK_TRY(ticket_by_number(cx, letter->number, &ticket));
	HK_TRY(outbox_claim(cx, 20, &list));
	for (size_t i = 0; i < list.count; i++)
		if (hk_equal(list.items[i].effect_key,
			     hk_format(cx->arena, "confirm %" PRId64, ticket.id)))
			letter->mail = list.items[i];
	return letter->mail.id ? HK_OK : HK_NOT_FOUND;
}

/* A machine's subject of any length fits a page and an answer. */
static void a_subject_without_an_end_is_cut(void **state)
{
	enum { LONG = 100 * 1000 };

	static const char *const words[] = { "x", "long word ", "বাংলা শব্দ " };
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(words); i++) {
		struct letter_of letter = { .number = 0 };
		scoped_buf subject, bytes;

		hk_buf_init(&subject, LONG + 100);
		hk_buf_init(&bytes, 1000 * 1000);
		while (subject.length < LONG)
			hk_buf_text(&subject, words[i]);
		letter.number =
			take(world,
			     hk_format(world->arena,
				       "From: s%zu@example.net\r\nSubject: %s\r\n\r\nHi\r\n", i,
				       subject.bytes),
			     NULL)
				.ticket_number;

		const char *kept = world_look(world, letter.number).subject;

		assert_true(hk_letters(kept) > 150 && hk_letters(kept) <= 202);
		assert_true(hk_ends(kept, "…"));
		assert_true(hk_utf8_is_valid(kept, strlen(kept)));
		world_run_jobs(world);
		assert_int_equal(ctx_write(&world->cx, find_confirmation, &letter), HK_OK);
		assert_int_equal(
			compose_outbox(&world->cx, &letter.mail,
				       (struct compose_sender){ "help@nordhome.example", false },
				       &bytes),
			HK_OK);
	}
}

static void a_mail_that_nobody_asked_for_says_how_to_end_it(void **state)
{
	static const struct {
		const char *url;
		bool is_one_click;
	} cases[] = {
		{ "https://help.nordhome.example/en/unsubscribe/1.AAAAAAAAAAAAAAAAAAAAAA", true },
		/* RFC 8058 3.1 wants https. */
		{ "http://127.0.0.1:8025/en/unsubscribe/1.AAAAAAAAAAAAAAAAAAAAAA", false },
	};
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		const struct outbox mail = { .effect_key = "survey 1 ask",
					     .is_automatic = 1,
					     .from_name = "Nordhome",
					     .recipients = "to\tona@example.net\tOna\n",
					     .subject = "One question",
					     .body = "How was it?\n",
					     .html = "",
					     .language = "en",
					     .mail_id = "1@nordhome.example",
					     .in_reply_to = "",
					     .refs = "",
					     .turn = "",
					     .unsubscribe = cases[i].url };
		scoped_buf bytes;

		hk_buf_init(&bytes, 1000 * 1000);
		assert_int_equal(
			compose_outbox(&world->cx, &mail,
				       (struct compose_sender){ "help@nordhome.example", false },
				       &bytes),
			HK_OK);
		/* In one line, since programs read it as it stands. */
		assert_non_null(strstr(
			bytes.bytes,
			hk_format(world->arena, "\r\nList-Unsubscribe: <%s>\r\n", cases[i].url)));
		assert_int_equal(strstr(bytes.bytes, "\r\nList-Unsubscribe-Post: "
						     "List-Unsubscribe=One-Click\r\n") != NULL,
				 cases[i].is_one_click);
	}
}

static void the_answer_goes_where_he_wrote_from(void **state)
{
	struct house_world *world = *state;
	struct intake_request request = { .channel = "web",
					  .type = "inquiry",
					  .priority = "normal",
					  .subject = "Kettle",
					  .text = "The lid is broken.",
					  .language = "",
					  .name = "Ona",
					  .email = "ona@example.net",
					  .phone = "+37060000001",
					  .key = "one" };
	struct ticket ticket, other;

	assert_int_equal(intake_request(&world->cx, &request, &ticket), HK_OK);
	assert_int_equal(mails_to(world, "ona@example.net"), 1);
	/* Her neighbour gives the same telephone: she is somebody else all the same. */
	request.email = "neighbour@example.net";
	request.name = "Petras";
	request.key = "two";
	assert_int_equal(intake_request(&world->cx, &request, &other), HK_OK);
	assert_int_not_equal(ticket.customer_id, other.customer_id);
	assert_int_equal(mails_to(world, "neighbour@example.net"), 1);
	assert_int_equal(mails_to(world, "ona@example.net"), 1);
}

static enum hk_result add_address(struct ctx *cx, void *data)
{
	struct person *person = data;

	HK_TRY(find_person(cx, person));
	return customer_address_add(cx, &person->customer, "jonas@work.example", "");
}

static void of_two_addresses_the_one_he_used_is_answered(void **state)
{
	struct house_world *world = *state;
	struct person jonas = { .email = "jonas@example.net" };
	int64_t number;

	(void)take(world, mail_with(world, "From: jonas@example.net\r\n"), NULL);
	assert_int_equal(mails_to(world, "jonas@example.net"), 1);
	assert_int_equal(ctx_write(&world->cx, add_address, &jonas), HK_OK);
	number = take(world, mail_with(world, "From: Jonas@Work.example\r\n"), NULL).ticket_number;
	assert_int_equal(mails_to(world, "jonas@work.example"), 1);
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, number, "Here.", REPLY_WAIT, NULL), HK_OK);
	assert_int_equal(mails_to(world, "jonas@work.example"), 2);
	assert_int_equal(mails_to(world, "jonas@example.net"), 1);
}

static const char *read_file(struct house_world *world, const char *name, size_t *ret_length)
{
	const char *path = hk_format(world->arena, "%s/mail/%s", TEST_CORPUS, name);
	char *bytes;

	assert_int_equal(hk_file_read(world->arena, path, 1 << 20, &bytes, ret_length), HK_OK);
	return bytes;
}

static void every_mail_of_the_corpus_is_kept(void **state)
{
	static const char *const names[] = {
		"bn-question.eml",        "broken-charset.eml",
		"en-bounce.eml",          "en-flowed.eml",
		"en-forward.eml",         "en-html-only.eml",
		"en-inline-picture.eml",  "en-list.eml",
		"en-out-of-office.eml",   "lt-iso-8859-13.eml",
		"lt-undeclared-utf8.eml", "lt-windows-1257.eml",
		"no-sender.eml",          "reply-bn.eml",
		"reply-de.eml",           "reply-outlook.eml",
		"ta-attachment.eml",      "unknown-charset.eml",
	};
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(names); i++) {
		struct intake_mail mail = { .mailbox = "help@nordhome.example" };
		struct intake_outcome outcome;

		mail.raw = read_file(world, names[i], &mail.length);
		if (intake_mail(&world->cx, &mail, &outcome) != HK_OK)
			fail_msg("%s is not kept", names[i]);
		assert_true(outcome.ticket_number > 0);
	}
	(void)all_can_be_written(world);
}

enum { ROADS = 8, ROUNDS = 5 };

struct road {
	struct house_world *world;
	const char *raw;
	struct intake_outcome outcome;
	enum hk_result result;
	pthread_t thread;
};

static void *take_on_road(void *data)
{
	struct road *road = data;
	struct house_world *world = road->world;
	struct hk_arena *arena = hk_arena_new();
	struct kit *kit = kit_new();
	struct intake_mail mail = { .raw = road->raw,
				    .length = strlen(road->raw),
				    .mailbox = "help@nordhome.example" };
	struct ctx cx;

	ctx_init(&cx, &world->house, kit, arena, world->cx.now);
	road->result = intake_mail(&cx, &mail, &road->outcome);
	kit_free(kit);
	hk_arena_free(arena);
	return NULL;
}

static void the_same_mail_on_many_roads_at_once_is_one_ticket(void **state)
{
	struct house_world *world = *state;

	for (int round = 0; round < ROUNDS; round++) {
		struct road roads[ROADS] = { 0 };
		const char *raw = mail_with(world, hk_format(world->arena,
							     "From: j%d@example.net\r\n"
							     "Message-ID: <%d@example.net>\r\n",
							     round, round));
		int64_t news = 0;

		for (int i = 0; i < ROADS; i++) {
			roads[i].world = world;
			roads[i].raw = raw;
			assert_int_equal(
				pthread_create(&roads[i].thread, NULL, take_on_road, &roads[i]), 0);
		}
		for (int i = 0; i < ROADS; i++) {
			pthread_join(roads[i].thread, NULL);
			assert_int_equal(roads[i].result, HK_OK);
			assert_int_equal(roads[i].outcome.ticket_number, round + 1);
			news += strcmp(roads[i].outcome.outcome, "ticket") == 0;
		}
		assert_int_equal(news, 1);
	}
	world_agrees(world);
	world_run_jobs(world);
	assert_int_equal(mails_to(world, "j0@example.net"), 1);
}

struct other_house {
	struct mailbox mailbox;
	int64_t org_id;
};

static enum hk_result make_other(struct ctx *cx, void *data)
{
	struct other_house *other = data;
	struct org org = { .code = "other",
			   .name = "Other",
			   .host = "other.example",
			   .language = "en",
			   .timezone = "UTC",
			   .email = "" };

	HK_TRY(org_add(cx, &org));
	other->org_id = org.org_id;
	return mailbox_add(cx, &other->mailbox, "");
}

static void an_address_belongs_to_one_organisation(void **state)
{
	struct house_world *world = *state;
	struct other_house other = { .mailbox = world->mailbox };

	other.mailbox.id = 0;
	assert_int_equal(ctx_write(&world->cx, make_other, &other), HK_CONFLICT);
	assert_int_equal(
		take(world, mail_with(world, "From: a@example.net\r\n"), NULL).ticket_number, 1);
	assert_int_equal(world->cx.org_id, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(the_null_path_asks_for_no_answer),
		in_reading_house(a_strange_message_id_stops_no_answer),
		in_reading_house(names_and_subjects_make_no_headers),
		in_reading_house(a_mail_that_names_nobody_is_of_who_stands_on_its_envelope),
		in_reading_house(whoever_has_no_address_stays_nobody),
		in_reading_house(a_mail_without_a_name_is_shown_with_the_one_that_we_know),
		in_reading_house(a_subject_without_an_end_is_cut),
		in_house(a_mail_that_nobody_asked_for_says_how_to_end_it),
		in_reading_house(the_answer_goes_where_he_wrote_from),
		in_reading_house(of_two_addresses_the_one_he_used_is_answered),
		in_reading_house(every_mail_of_the_corpus_is_kept),
		in_reading_house(the_same_mail_on_many_roads_at_once_is_one_ticket),
		in_reading_house(an_address_belongs_to_one_organisation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
