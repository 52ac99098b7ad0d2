/* What the house writes by itself, as its reader wants it. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "job/mail/reply_mail.h"
#include "people/customer.h"
#include "test.h"
#include "ticket/mail/mail_id.h"
#include "ticket/mail/outbox.h"

static bool has_bengali_digit(const char *text)
{
	for (; (text = strstr(text, "\xe0\xa7")); text += 2)
		if ((unsigned char)text[2] >= 0xa6 && (unsigned char)text[2] <= 0xaf)
			return true;
	return false;
}

struct letter {
	const char *beginning, *body;
};

static const struct db_column letter_columns[] = { DB_COLUMN(struct letter, body) };
static const struct db_record letters = DB_RECORD("outbox", struct letter, letter_columns);

static enum hk_result find_letter(struct ctx *cx, void *data)
{
	struct letter *letter = data;

	return db_select_one(cx->db, &letters,
			     DB_WHERE(DB_WALKS "effect_key LIKE $2", "ORDER BY id DESC LIMIT 1"),
			     DB_ARGS(hk_format(cx->arena, "%s %%", letter->beginning)), letter);
}

/* The newest mail of that effect: "confirm", "owner". */
static const char *letter_of(struct house_world *world, const char *beginning)
{
	struct letter letter = { .beginning = beginning };

	assert_int_equal(ctx_read(&world->cx, find_letter, &letter), HK_OK);
	return letter.body;
}

struct reader {
	int64_t id;
	const char *digits;
};

static enum hk_result reads_bengali(struct ctx *cx, void *data)
{
	const struct reader *reader = data;
	struct customer customer;

	HK_TRY(customer_find(cx, reader->id, &customer));
	customer.language = "bn";
	customer.digits = reader->digits;
	return customer_change(cx, &customer, NULL);
}

static void a_customer_reads_the_digits_that_he_chose(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	struct reader reader = { ticket.customer_id, "" };

	assert_int_equal(ctx_write(&world->cx, reads_bengali, &reader), HK_OK);
	world_run_jobs(world);
	assert_true(has_bengali_digit(letter_of(world, "confirm")));

	world_ticket(world, "Lamp", "It flickers.");
	reader.digits = "latin";
	assert_int_equal(ctx_write(&world->cx, reads_bengali, &reader), HK_OK);
	world_run_jobs(world);
	assert_false(has_bengali_digit(letter_of(world, "confirm")));
}

static enum hk_result colleague_reads_bengali(struct ctx *cx, void *data)
{
	struct staff staff;

	HK_TRY(staff_find(cx, *(const int64_t *)data, &staff));
	staff.language = "bn";
	return staff_change_own(cx, &staff);
}

static void colleagues_read_latin_digits_as_on_their_pages(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");

	assert_int_equal(ctx_write(&world->cx, colleague_reads_bengali, &ticket.owner_id), HK_OK);
	world->cx.now += HK_HOUR;
	world_run_jobs(world);
	assert_non_null(strstr(letter_of(world, "owner"), "\xe0\xa6"));
	assert_false(has_bengali_digit(letter_of(world, "owner")));
}

struct thread {
	const char *mail_id, *refs, *in_reply_to;
};

static const struct db_column thread_columns[] = {
	DB_COLUMN(struct thread, mail_id),
	DB_COLUMN(struct thread, refs),
	DB_COLUMN(struct thread, in_reply_to),
};
static const struct db_record threads = DB_RECORD("outbox", struct thread, thread_columns);

static enum hk_result find_thread(struct ctx *cx, void *data)
{
	return db_select_one(cx->db, &threads,
			     DB_WHERE(DB_WALKS "message_id <> 0 AND is_automatic = 0",
				      "ORDER BY id DESC LIMIT 1"),
			     DB_NONE, data);
}

struct mail_word {
	int64_t number;
	const char *mail_id;
};

static enum hk_result word_by_mail(struct ctx *cx, void *data)
{
	const struct mail_word *word = data;
	struct ticket ticket;
	struct message_new new = {
		.message = { .kind = "in",
			     .channel = "email",
			     .at = cx->now,
			     .author_kind = "customer",
			     .from_name = "Jonas",
			     .from_address = "jonas@example.net",
			     .subject = "",
			     .body = "And more.",
			     .reply = "And more.",
			     .language = "en",
			     .mail_id = word->mail_id,
			     .raw_blob = "",
			     .sending = "" },
	};

	HK_TRY(ticket_by_number(cx, word->number, &ticket));
	return answer_add(cx, &ticket, &new);
}

/* Mail programs build the thread from it: whole names, and never the mail's own. */
static void a_reply_names_the_mails_before_it_and_not_itself(void **state)
{
	enum { WORDS = 11 };

	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	struct thread thread = { .mail_id = "" };

	for (int i = 0; i < WORDS; i++) {
		char *mail_id = hk_format(world->arena, "%0*d@example.net",
					  MAIL_ID_MAX_BYTES - (int)strlen("@example.net"), i);
		struct mail_word word = { ticket.number, mail_id };

		assert_true(mail_id_is_plain(mail_id));
		assert_int_equal(ctx_write(&world->cx, word_by_mail, &word), HK_OK);
	}
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, ticket.number, "Here.", REPLY_WAIT, NULL), HK_OK);
	assert_int_equal(ctx_read(&world->cx, find_thread, &thread), HK_OK);
	assert_null(strstr(thread.refs, thread.mail_id));
	assert_int_equal(strlen(thread.refs), WORDS * (MAIL_ID_MAX_BYTES + 1) - 1);
	assert_string_equal(strrchr(thread.refs, ' ') + 1, thread.in_reply_to);
}

struct reply_of {
	int64_t message_id;
	struct outbox *ret;
};

static enum hk_result find_reply(struct ctx *cx, void *data)
{
	struct reply_of *of = data;

	return outbox_of_message(cx, of->message_id, of->ret);
}

/* The newest reply as its reader gets it. */
static struct outbox reply_mail_of(struct house_world *world, int64_t number, enum reply_then then)
{
	struct outbox mail;
	int64_t message_id;

	world->cx.now += HK_MINUTE;
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, number, "The lid is on its way.", then, &message_id),
			 HK_OK);
	world_act(world, &world->system);
	assert_int_equal(ctx_read(&world->cx, find_reply, &(struct reply_of){ message_id, &mail }),
			 HK_OK);
	assert_int_equal(reply_mail_fill(&world->cx, &mail), HK_OK);
	return mail;
}

static void assert_says(const struct outbox *mail, const char *words)
{
	if (!strstr(mail->body, words))
		fail_msg("no %s in: %s", words, mail->body);
	assert_non_null(strstr(mail->html, words));
}

static void assert_has_foot(const struct outbox *mail)
{
	assert_true(hk_starts(mail->body, "The lid is on its way.\n\n"));
	assert_true(strstr(mail->html, "on its way") < strstr(mail->html, "What next"));
	assert_says(mail, "/en/my/requests/");
	assert_says(mail, "ust answer this mail");
	assert_non_null(strstr(mail->body, "\n-- \n"));
}

static void a_reply_says_whose_turn_it_is(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	struct outbox mail = reply_mail_of(world, ticket.number, REPLY_WAIT);

	assert_has_foot(&mail);
	assert_says(&mail, "we need your answer");
	assert_null(strstr(mail.body, "you hear from us by"));

	mail = reply_mail_of(world, ticket.number, REPLY_KEEP_OPEN);
	assert_has_foot(&mail);
	assert_says(&mail, "Rasa");
	assert_says(&mail, "goes on with it, and you hear from us by ");
	assert_int_equal(mail.promised_at, world_look(world, ticket.number).due_at);
	assert_null(strstr(mail.body, "we need your answer"));

	mail = reply_mail_of(world, ticket.number, REPLY_RESOLVE);
	assert_has_foot(&mail);
	assert_says(&mail, "asks you whether it is really solved");
}

static void a_reply_says_it_in_the_language_of_its_reader(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	struct reader reader = { ticket.customer_id, "" };
	struct outbox mail;

	assert_int_equal(ctx_write(&world->cx, reads_bengali, &reader), HK_OK);
	mail = reply_mail_of(world, ticket.number, REPLY_KEEP_OPEN);
	assert_true(hk_starts(mail.body, "The lid is on its way.\n\n"));
	assert_says(&mail, "এরপর: Rasa");
	assert_says(&mail, "/bn/my/requests/");
	assert_true(has_bengali_digit(mail.body));
}

/* What was promised is what stands in it, however often it is tried, whatever happened since. */
static void a_reply_keeps_the_promise_that_it_was_written_with(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	struct outbox first = reply_mail_of(world, ticket.number, REPLY_KEEP_OPEN), again;

	world->cx.now += HK_HOUR;
	assert_int_equal(deed_close(world, ticket.number, "confirmed"), HK_OK);
	assert_int_equal(
		ctx_read(&world->cx, find_reply, &(struct reply_of){ first.message_id, &again }),
		HK_OK);
	assert_int_equal(reply_mail_fill(&world->cx, &again), HK_OK);
	assert_string_equal(again.body, first.body);
	assert_string_equal(again.html, first.html);
}

struct named_thread {
	const char *beginning;
	struct thread found;
};

static enum hk_result find_thread_of(struct ctx *cx, void *data)
{
	struct named_thread *named = data;

	return db_select_one(cx->db, &threads,
			     DB_WHERE(DB_WALKS "effect_key LIKE $2", "ORDER BY id DESC LIMIT 1"),
			     DB_ARGS(hk_format(cx->arena, "%s %%", named->beginning)),
			     &named->found);
}

static struct thread thread_of(struct house_world *world, const char *beginning)
{
	struct named_thread named = { .beginning = beginning };

	assert_int_equal(ctx_read(&world->cx, find_thread_of, &named), HK_OK);
	return named.found;
}

/* The customer asked by mail or by the form, was answered, and asked whether it is solved. */
static void ask_whether_solved(struct house_world *world, int64_t number)
{
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, number, "Done.", REPLY_RESOLVE, NULL), HK_OK);
	world_act(world, &world->system);
	world->cx.now += HK_MINUTE;
	world_run_jobs(world);
	world->cx.now += 4 * HK_DAY;
	world_run_jobs(world);
}

static void every_mail_about_a_ticket_stands_in_one_thread(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	struct thread confirm, reply, ask, remind, owner;

	world_run_jobs(world);
	confirm = thread_of(world, "confirm");
	assert_string_equal(confirm.refs, "");
	ask_whether_solved(world, ticket.number);
	reply = thread_of(world, "reply");
	assert_string_equal(reply.refs, confirm.mail_id);
	assert_string_equal(reply.in_reply_to, confirm.mail_id);
	ask = thread_of(world, "follow_up");
	assert_true(hk_starts(ask.refs, confirm.mail_id));
	assert_non_null(strstr(ask.refs, reply.mail_id));
	assert_string_equal(ask.in_reply_to, reply.mail_id);
	remind = thread_of(world, "reminder");
	assert_string_equal(remind.refs, ask.refs);
	owner = thread_of(world, "owner");
	assert_string_equal(owner.refs, confirm.mail_id);
}

static void what_came_by_mail_begins_the_thread(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	struct mail_word word = { ticket.number, "one@example.net" };
	struct thread ask;

	assert_int_equal(ctx_write(&world->cx, word_by_mail, &word), HK_OK);
	ask_whether_solved(world, ticket.number);
	ask = thread_of(world, "follow_up");
	assert_true(hk_starts(ask.refs, "one@example.net "));
	assert_string_equal(ask.in_reply_to, "one@example.net");
}

enum { REFUSED = 7 };

static enum hk_result refuse_all(struct ctx *cx, void *data)
{
	struct outbox_list claimed;

	for (int i = 0; i < REFUSED; i++) {
		struct outbox mail = { .effect_key = hk_format(cx->arena, "refused %d", i),
				       .mailbox_id = *(const int64_t *)data,
				       .from_name = "",
				       .recipients = outbox_recipient(cx, "to", "a@b.example", ""),
				       .subject = "",
				       .body = "",
				       .html = "",
				       .language = "en",
				       .mail_id = "",
				       .in_reply_to = "",
				       .refs = "" };
		HK_TRY(outbox_add(cx, &mail));
	}
	HK_TRY(outbox_claim(cx, REFUSED, &claimed));
	for (size_t i = 0; i < claimed.count; i++)
		HK_TRY(outbox_settle(cx, &claimed.items[i], "failed", "550 no"));
	return HK_OK;
}

struct pages {
	size_t seen, pages;
	int64_t last;
};

static enum hk_result turn_pages(struct ctx *cx, void *data)
{
	struct pages *pages = data;
	struct outbox_list page;

	*pages = (struct pages){ .last = INT64_MAX };
	do {
		HK_TRY(outbox_troubled(cx, pages->last, 3, &page));
		for (size_t i = 0; i < page.count; i++) {
			if (page.items[i].id >= pages->last)
				return HK_FAILED;
			pages->last = page.items[i].id;
		}
		pages->seen += page.count;
		pages->pages++;
	} while (page.count == 3);
	return HK_OK;
}

static void mail_in_trouble_is_turned_page_by_page_and_none_is_left_out(void **state)
{
	struct house_world *world = *state;
	struct pages pages;

	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, refuse_all, &world->mailbox.id), HK_OK);
	assert_int_equal(ctx_read(&world->cx, turn_pages, &pages), HK_OK);
	assert_int_equal(pages.seen, REFUSED);
	assert_int_equal(pages.pages, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_customer_reads_the_digits_that_he_chose),
		in_house(colleagues_read_latin_digits_as_on_their_pages),
		in_house(mail_in_trouble_is_turned_page_by_page_and_none_is_left_out),
		in_house(a_reply_says_whose_turn_it_is),
		in_house(a_reply_says_it_in_the_language_of_its_reader),
		in_house(a_reply_keeps_the_promise_that_it_was_written_with),
		in_house(every_mail_about_a_ticket_stands_in_one_thread),
		in_house(what_came_by_mail_begins_the_thread),
		in_house(a_reply_names_the_mails_before_it_and_not_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
