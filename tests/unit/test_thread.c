/* Which ticket a mail belongs to, by whatever a mail program leaves of what we wrote. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "intake/intake.h"
#include "job/mail/compose.h"
#include "test.h"
#include "ticket/history.h"
#include "ticket/mail/mail_id.h"
#include "ticket/mail/outbox.h"

static struct intake_outcome take(struct house_world *world, const char *raw)
{
	return deed_mail(world, "help@nordhome.example", raw);
}

static struct ticket open_first(struct house_world *world)
{
	return world_look(world, take(world, "From: Jonas <jonas@example.net>\r\n"
					     "To: help@nordhome.example\r\nSubject: Kettle\r\n"
					     "Message-ID: <one@example.net>\r\n\r\n"
					     "The lid of my kettle is broken.\r\n")
					 .ticket_number);
}

static const char *mark_of(struct house_world *world, const struct ticket *ticket)
{
	return mail_mark_of(&world->cx,
			    mail_id_make(&world->cx, ticket->id, 99, "help@nordhome.example"));
}

static const char *plus_of(struct house_world *world, const struct ticket *ticket)
{
	return mail_plus_make(&world->cx, ticket->id, "help@nordhome.example");
}

/* Without the headers that would say what it answers, and with another subject. */
static const char *bare(struct house_world *world, const char *from, const char *head,
			const char *body)
{
	return hk_format(world->arena,
			 "From: %s\r\n%sSubject: My lid\r\nMessage-ID: <%s@example.net>\r\n\r\n"
			 "It is blue.\r\n\r\n%s\r\n",
			 from, head, hk_token_new(world->arena), body);
}

static void an_answer_finds_home_by_the_mark_that_it_quotes(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = open_first(world);
	const char *quoted =
		hk_format(world->arena, "> Good morning\r\n> [%s]\r\n", mark_of(world, &ticket));
	struct intake_outcome outcome = take(
		world, bare(world, "jonas@example.net", "To: help@nordhome.example\r\n", quoted));

	assert_string_equal(outcome.outcome, "follow-up");
	assert_int_equal(outcome.ticket_number, ticket.number);
}

/* A mail program that names all of a thread and not the one that it answers. */
static void the_newest_reference_wins_where_nothing_else_says_what_is_answered(void **state)
{
	struct house_world *world = *state;
	static const char *const words[] = { "lid", "spout", "plug" };
	const char *ids[HK_COUNT(words)];
	struct ticket tickets[HK_COUNT(words)];

	for (size_t i = 0; i < HK_COUNT(words); i++) {
		const char *raw = hk_format(world->arena,
					    "From: Jonas <jonas@example.net>\r\n"
					    "To: help@nordhome.example\r\nSubject: My %s\r\n"
					    "Message-ID: <%s@example.net>\r\n\r\nThe %s.\r\n",
					    words[i], words[i], words[i]);

		tickets[i] = world_look(world, take(world, raw).ticket_number);
		ids[i] = mail_id_make(&world->cx, tickets[i].id, (int64_t)i + 1,
				      "help@nordhome.example");
	}
	for (size_t last = 0; last < HK_COUNT(words); last++) {
		const char *head = hk_format(world->arena,
					     "To: help@nordhome.example\r\n"
					     "References: <%s> <%s>\r\n <%s>\r\n",
					     ids[(last + 1) % 3], ids[(last + 2) % 3], ids[last]);
		struct intake_outcome outcome =
			take(world, bare(world, "jonas@example.net", head, words[last]));

		assert_int_equal(outcome.ticket_number, tickets[last].number);
	}
	/* And an id that somebody wrote down without its brackets. */
	struct intake_outcome outcome = take(
		world, bare(world, "jonas@example.net",
			    hk_format(world->arena,
				      "To: help@nordhome.example\r\nIn-Reply-To: %s\r\n", ids[1]),
			    "bare"));

	assert_int_equal(outcome.ticket_number, tickets[1].number);
}

static void a_mark_in_html_alone_is_found_too(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = open_first(world);
	const char *head = "To: help@nordhome.example\r\nMIME-Version: 1.0\r\n"
			   "Content-Type: text/html; charset=utf-8\r\n";
	const char *quoted = hk_format(world->arena, "<blockquote><p>[%s]</p></blockquote>",
				       mark_of(world, &ticket));

	assert_int_equal(take(world, bare(world, "jonas@example.net", head, quoted)).ticket_number,
			 ticket.number);
}

static void a_mark_speaks_for_no_stranger(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = open_first(world);
	struct intake_outcome outcome =
		take(world, bare(world, "eve@example.org", "", mark_of(world, &ticket)));

	assert_string_equal(outcome.outcome, "ticket");
	assert_int_not_equal(outcome.ticket_number, ticket.number);
}

static void a_changed_mark_is_worth_nothing(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = open_first(world);
	char *forged = hk_copy_text(world->arena, mark_of(world, &ticket));
	struct mail_mark mark;

	assert_true(mail_mark_find(&world->cx, forged, strlen(forged), &mark));
	forged[9] = forged[9] == 'A' ? 'B' : 'A';
	assert_false(mail_mark_find(&world->cx, forged, strlen(forged), &mark));
	assert_false(mail_mark_find(&world->cx, "hark.", 5, &mark));
	assert_int_not_equal(
		take(world, bare(world, "jonas@example.net", "", forged)).ticket_number,
		ticket.number);
}

static void an_address_with_the_ticket_in_it_is_found_wherever_it_stands(void **state)
{
	static const char *const heads[] = {
		"To: <%s>\r\n",
		"To: a@example.org\r\nCc: Help <%s>\r\n",
		"Delivered-To: a@example.org\r\nDelivered-To: %s\r\n",
		"X-Original-To: %s\r\n",
		"Envelope-To: a@example.org, %s\r\n",
	};
	struct house_world *world = *state;
	struct ticket ticket = open_first(world);
	const char *plus = plus_of(world, &ticket);

	for (size_t i = 0; i < HK_COUNT(heads); i++) {
		const char *at = strstr(heads[i], "%s");
		const char *head = hk_format(world->arena, "%.*s%s%s", (int)(at - heads[i]),
					     heads[i], plus, at + 2);
		assert_int_equal(
			take(world, bare(world, "jonas@example.net", head, "")).ticket_number,
			ticket.number);
	}
	assert_int_equal(
		deed_mail(world, plus, bare(world, "jonas@example.net", "", "")).ticket_number,
		ticket.number);
	/* Some mail programs write addresses in capitals. */
	assert_int_equal(
		deed_mail(world, "HELP+H@nordhome.example",
			  bare(world, "jonas@example.net",
			       hk_format(world->arena, "To: HELP+H%.26s@nordhome.example\r\n",
					 strchr(plus, '+') + 2),
			       ""))
			.ticket_number,
		ticket.number);
}

static void a_guessed_address_leads_nowhere(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = open_first(world);
	char *plus = hk_copy_text(world->arena, plus_of(world, &ticket));
	int64_t found;

	assert_true(mail_plus_find(&world->cx, plus, &found));
	assert_int_equal(found, ticket.id);
	plus[15] = plus[15] == 'a' ? 'b' : 'a';
	assert_false(mail_plus_find(&world->cx, plus, &found));
	assert_false(mail_plus_find(&world->cx, "help+h@nordhome.example", &found));
	assert_int_not_equal(
		deed_mail(world, plus, bare(world, "jonas@example.net", "", "")).ticket_number,
		ticket.number);
	/* Too long for a mail server is not offered. */
	assert_null(mail_plus_make(&world->cx, ticket.id,
				   "the.desk.of.all.who.buy.or.use.kettles@nordhome.example"));
}

struct sight {
	int64_t number;
	struct ticket ticket;
	struct message_list messages;
	struct history_list history;
};

static enum hk_result look(struct ctx *cx, void *data)
{
	struct sight *sight = data;

	HK_TRY(ticket_by_number(cx, sight->number, &sight->ticket));
	HK_TRY(message_page(cx, &sight->ticket, INT64_MAX, 50, &sight->messages));
	return history_since(cx, &sight->ticket, 0, &sight->history);
}

static struct sight see(struct house_world *world, int64_t number)
{
	struct sight sight = { .number = number };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_read(&world->cx, look, &sight), HK_OK);
	return sight;
}

static size_t lines_of(const struct sight *sight, const char *kind)
{
	size_t count = 0;

	for (size_t i = 0; i < sight->history.count; i++)
		count += strcmp(sight->history.items[i].kind, kind) == 0;
	return count;
}

static void a_strangers_answer_is_linked_and_the_owner_hears_of_it(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = open_first(world);
	const char *ours = mail_id_make(&world->cx, ticket.id, 99, "help@nordhome.example");
	const char *head = hk_format(world->arena, "In-Reply-To: <%s>\r\n", ours);
	struct sight first, own;
	int64_t mails;

	world_run_jobs(world);
	mails = world_outbox(world, "queued");
	own = see(world, take(world, bare(world, "eve@example.org", head, "")).ticket_number);
	first = see(world, ticket.number);
	assert_int_not_equal(own.number, ticket.number);
	assert_int_equal(lines_of(&own, "linked"), 1);
	assert_int_equal(lines_of(&first, "stranger"), 1);
	assert_int_equal(first.messages.count, 2);
	assert_string_equal(first.messages.items[1].kind, "note");
	assert_string_equal(first.messages.items[1].author_kind, "system");
	assert_non_null(strstr(first.messages.items[1].body, "eve@example.org"));
	assert_non_null(strstr(first.messages.items[1].body,
			       hk_format(world->arena, "#%" PRId64, own.number)));
	assert_string_equal(first.ticket.state, "new");
	/* The owner of each, and eve. */
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), mails + 3);
}

static void a_stranger_who_writes_again_and_again_fills_no_ticket_with_notes(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = open_first(world);
	struct sight first;

	for (int i = 0; i < 8; i++)
		(void)take(world, bare(world, "eve@example.org", "", mark_of(world, &ticket)));
	first = see(world, ticket.number);
	assert_int_equal(first.messages.count, 1 + 5);
	assert_int_equal(lines_of(&first, "stranger"), 8);
}

static void a_mail_in_the_name_of_a_colleague_is_no_word_of_staff(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = open_first(world);
	struct intake_outcome outcome;
	struct sight sight;

	outcome = take(world, bare(world, "Rasa <rasa@nordhome.example>",
				   "In-Reply-To: <one@example.net>\r\n", mark_of(world, &ticket)));
	assert_int_not_equal(outcome.ticket_number, ticket.number);
	sight = see(world, outcome.ticket_number);
	assert_string_equal(sight.messages.items[0].kind, "in");
	assert_string_equal(sight.messages.items[0].author_kind, "customer");
	assert_int_not_equal(sight.messages.items[0].author_id, world->rasa.id);
	assert_string_equal(see(world, ticket.number).ticket.state, "new");
}

static enum hk_result claim(struct ctx *cx, void *data)
{
	return outbox_claim(cx, 1, data);
}

/* Lines that quoted-printable broke are whole again. */
static const char *unbroken(struct house_world *world, const struct hk_buf *bytes)
{
	char *text = hk_copy(world->arena, bytes->bytes, bytes->length);

	for (char *at = text; (at = strstr(at, "=\r\n"));)
		memmove(at, at + 3, strlen(at + 3) + 1);
	return text;
}

static const char *composed(struct house_world *world, bool takes_plus)
{
	struct compose_sender sender = { "help@nordhome.example", takes_plus };
	struct outbox_list list;
	scoped_buf bytes;

	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, claim, &list), HK_OK);
	assert_int_equal(list.count, 1);
	hk_buf_init(&bytes, 1 << 20);
	assert_int_equal(compose_outbox(&world->cx, &list.items[0], sender, &bytes), HK_OK);
	return unbroken(world, &bytes);
}

static size_t times(const char *text, const char *what)
{
	size_t count = 0;

	for (const char *at = text; (at = strstr(at, what)); at++)
		count++;
	return count;
}

static void every_mail_about_a_ticket_carries_the_mark_in_both_its_faces(void **state)
{
	struct house_world *world = *state;
	const char *mail;

	(void)open_first(world);
	world_run_jobs(world);
	mail = composed(world, false);
	assert_int_equal(times(mail, "[hark."), 2);
	assert_null(strstr(mail, "\nReply-To:"));
}

static enum hk_result sign_as_nordhome(struct ctx *cx, void *data)
{
	struct mailbox mailbox;

	HK_TRY(mailbox_find(cx, *(const int64_t *)data, &mailbox));
	mailbox.signature = "Nordhome, Vilnius";
	return mailbox_change(cx, &mailbox, "");
}

static void the_mark_stands_above_the_signature_and_answers_go_to_the_ticket(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = open_first(world);
	int64_t message_id;
	const char *mail;

	assert_int_equal(ctx_write(&world->cx, sign_as_nordhome, &world->mailbox.id), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, ticket.number, "Coming.", REPLY_WAIT, &message_id),
			 HK_OK);
	world->cx.now += HK_MINUTE;
	mail = composed(world, true);
	assert_true(strstr(mail, "[hark.") < strstr(mail, "Nordhome, Vilnius"));
	assert_non_null(strstr(mail, hk_format(world->arena, "<%s>", plus_of(world, &ticket))));
	assert_non_null(strstr(mail, "\nReply-To:"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(an_answer_finds_home_by_the_mark_that_it_quotes),
		in_reading_house(
			the_newest_reference_wins_where_nothing_else_says_what_is_answered),
		in_reading_house(a_mark_in_html_alone_is_found_too),
		in_reading_house(a_mark_speaks_for_no_stranger),
		in_reading_house(a_changed_mark_is_worth_nothing),
		in_reading_house(an_address_with_the_ticket_in_it_is_found_wherever_it_stands),
		in_reading_house(a_guessed_address_leads_nowhere),
		in_reading_house(a_strangers_answer_is_linked_and_the_owner_hears_of_it),
		in_reading_house(a_stranger_who_writes_again_and_again_fills_no_ticket_with_notes),
		in_reading_house(a_mail_in_the_name_of_a_colleague_is_no_word_of_staff),
		in_reading_house(every_mail_about_a_ticket_carries_the_mark_in_both_its_faces),
		in_reading_house(the_mark_stands_above_the_signature_and_answers_go_to_the_ticket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
