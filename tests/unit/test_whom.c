/* Who is on the mail: kept from what comes, answered, asked about, hidden. */
#include <string.h>

#include "base/buf.h"
#include "base/time.h"
#include "deeds.h"
#include "intake/intake.h"
#include "job/mail/compose.h"
#include "people/customer.h"
#include "test.h"
#include "ticket/mail/mail_id.h"
#include "ticket/mail/outbox.h"
#include "ticket/write/draft.h"

#define OURS "help@nordhome.example"

/* A mail of jonas; heads: lines that it has beside the usual ones. */
static int64_t jonas_writes(struct house_world *world, const char *heads, const char *text)
{
	const char *raw = hk_format(world->arena,
				    "From: Jonas <jonas@example.net>\r\nSubject: Kettle\r\n"
				    "%s\r\n%s\r\n",
				    heads, text);

	return deed_mail(world, OURS, raw).ticket_number;
}

struct asking {
	int64_t number;
	struct people_text text;
	struct recipient_list list;
	struct doubt_list doubts;
};

static enum hk_result find_usual(struct ctx *cx, void *data)
{
	struct asking *asking = data;
	struct ticket ticket;
	struct message_list messages;
	struct recipient_list among;

	HK_TRY(ticket_find(cx, asking->number, &ticket));
	HK_TRY(message_page(cx, &ticket, INT64_MAX, 100, &messages));
	HK_TRY(people_usual_among(cx, &ticket, &messages, &among));
	HK_TRY(people_usual(cx, &ticket, &asking->list));
	/* Whether the database is asked or the messages that were read makes no difference. */
	assert_int_equal(among.count, asking->list.count);
	for (size_t i = 0; i < among.count; i++) {
		assert_string_equal(among.items[i].role, asking->list.items[i].role);
		assert_string_equal(among.items[i].name, asking->list.items[i].name);
		assert_string_equal(among.items[i].address, asking->list.items[i].address);
	}
	return HK_OK;
}

static enum hk_result find_doubts(struct ctx *cx, void *data)
{
	struct asking *asking = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, asking->number, &ticket));
	HK_TRY(people_read(cx, &ticket, &asking->text, &asking->list));
	return people_doubts(cx, &ticket, &asking->list, &asking->doubts);
}

/* "to jonas@example.net, cc boss@example.net" */
static const char *line_of(struct house_world *world, const struct recipient_list *list)
{
	const char *line = "";

	for (size_t i = 0; i < list->count; i++)
		line = hk_format(world->arena, "%s%s%s %s", line, *line ? ", " : "",
				 list->items[i].role, list->items[i].address);
	return line;
}

static const char *usual(struct house_world *world, int64_t number)
{
	struct asking asking = { .number = number };

	assert_int_equal(ctx_read(&world->cx, find_usual, &asking), HK_OK);
	return line_of(world, &asking.list);
}

/* "i staff@nordhome.example": what speaks against whom. */
static const char *doubts(struct house_world *world, int64_t number, const char *to)
{
	struct asking asking = { .number = number, .text = { true, to, "", "" } };
	const char *line = "";

	assert_int_equal(ctx_read(&world->cx, find_doubts, &asking), HK_OK);
	for (size_t i = 0; i < asking.doubts.count; i++)
		line = hk_format(world->arena, "%s%s%s", line, *line ? " " : "",
				 asking.doubts.items[i].key);
	return line;
}

struct sending {
	int64_t number, message_id;
	struct reply reply;
	struct message message;
	struct outbox mail;
	struct draft draft;
};

static enum hk_result try_to_send(struct house_world *world, struct sending *sending)
{
	return deed_send(world, sending->number, &sending->reply, &sending->message_id);
}

static enum hk_result look_work(struct ctx *cx, void *data)
{
	struct sending *sending = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, sending->number, &ticket));
	HK_TRY(message_find(cx, &ticket, sending->message_id, &sending->message));
	return outbox_of_message(cx, sending->message_id, &sending->mail);
}

/* Sent by Rasa, and looked at. */
static void send_it(struct house_world *world, struct sending *sending)
{
	world_act(world, &world->rasa);
	assert_int_equal(try_to_send(world, sending), HK_OK);
	world_act(world, &world->system);
	assert_int_equal(ctx_read(&world->cx, look_work, sending), HK_OK);
}

static void everybody_on_the_mail_is_answered_and_no_mailbox_of_ours(void **state)
{
	struct house_world *world = *state;
	int64_t number = jonas_writes(
		world,
		"To: Help <" OURS ">, Ona <ona@example.net>\r\n"
		"Cc: Boss@Example.net, help+sales@nordhome.example, ona@example.net\r\n",
		"It is broken.");

	assert_string_equal(usual(world, number),
			    "to jonas@example.net, to ona@example.net, cc boss@example.net");

	struct sending sending = { .number = number,
				   .reply = deed_words("Here.", (struct people_text){ 0 }) };

	send_it(world, &sending);
	assert_string_equal(sending.mail.recipients, "to\tjonas@example.net\tJonas\n"
						     "to\tona@example.net\tOna\n"
						     "cc\tboss@example.net\t\n");
}

static void who_asks_to_be_answered_elsewhere_is_answered_there(void **state)
{
	struct house_world *world = *state;

	assert_string_equal(usual(world, jonas_writes(world,
						      "To: " OURS "\r\nMessage-ID: <a@x>\r\n"
						      "Reply-To: Desk <desk@elsewhere.example>\r\n",
						      "Answer the desk.")),
			    "to desk@elsewhere.example");
	/* A form of ours that asks to be answered at our own mailbox would answer itself. */
	assert_string_equal(usual(world, jonas_writes(world,
						      "To: " OURS "\r\nMessage-ID: <b@x>\r\n"
						      "Reply-To: " OURS "\r\n",
						      "Answer yourselves.")),
			    "to jonas@example.net");
}

/* A Reply-To that a stranger put there is asked about, as any new domain. */
static void an_answer_that_goes_elsewhere_is_asked_about(void **state)
{
	struct house_world *world = *state;
	int64_t number = jonas_writes(world, "To: " OURS "\r\nReply-To: desk@elsewhere.example\r\n",
				      "Answer the desk.");

	assert_string_equal(doubts(world, number, "desk@elsewhere.example"),
			    "n:desk@elsewhere.example");
}

static void only_those_of_the_last_word_are_answered(void **state)
{
	struct house_world *world = *state;
	int64_t number = jonas_writes(
		world, "To: " OURS "\r\nCc: boss@example.net\r\nMessage-ID: <one@example.net>\r\n",
		"It is broken.");
	const char *again =
		"From: Boss <boss@example.net>\r\nTo: " OURS "\r\nSubject: Re: Kettle\r\n"
		"Cc: ona@example.net\r\nIn-Reply-To: <one@example.net>\r\n\r\nMe too.\r\n";

	assert_int_equal(deed_mail(world, OURS, again).ticket_number, number);
	/* The customer stays in it: it is his ticket. */
	assert_string_equal(usual(world, number),
			    "to jonas@example.net, to boss@example.net, cc ona@example.net");
}

static void whoever_is_left_out_gets_nothing(void **state)
{
	struct house_world *world = *state;
	struct sending sending = {
		.number = jonas_writes(
			world, "To: " OURS "\r\nCc: a@example.net, b@example.net\r\n", "Hello."),
		.reply = deed_words("Here.", (struct people_text){ true, "jonas@example.net",
								   "b@example.net", NULL }),
	};

	send_it(world, &sending);
	assert_string_equal(sending.mail.recipients,
			    "to\tjonas@example.net\tJonas\ncc\tb@example.net\t\n");
}

static void a_hidden_copy_is_in_the_envelope_alone(void **state)
{
	struct house_world *world = *state;
	struct sending sending = {
		.number = jonas_writes(world, "To: " OURS "\r\n", "Hello."),
		.reply = deed_words("Here.", (struct people_text){ true, "jonas@example.net", "",
								   "Secret <secret@example.net>" }),
	};
	scoped_buf bytes;

	send_it(world, &sending);
	assert_non_null(strstr(sending.mail.recipients, "bcc\tsecret@example.net\tSecret\n"));
	hk_buf_init(&bytes, 1024 * 1024);
	assert_int_equal(compose_outbox(&world->cx, &sending.mail,
					(struct compose_sender){ OURS, false }, &bytes),
			 HK_OK);
	assert_non_null(memmem(bytes.bytes, bytes.length, "jonas@example.net", 17));
	assert_null(memmem(bytes.bytes, bytes.length, "ecret", 5));
	assert_null(memmem(bytes.bytes, bytes.length, "Bcc", 3));
}

static void what_is_no_address_is_said_beside_its_row(void **state)
{
	struct house_world *world = *state;
	int64_t number = jonas_writes(world, "To: " OURS "\r\n", "Hello.");
	const struct people_text wrong[] = {
		{ true, "nobody at home", "", "" },
		{ true, "jonas@example.net", "a@b@c", "" },
		{ true, "jonas@example.net", "", "Ona <ona>" },
		{ true, "", "jonas@example.net", "" },
		{ true, "jonas@example.net\r\nBcc: x@example.net", "", "" },
	};
	const char *const fields[] = { "to", "cc", "bcc", "to", "to" };

	world_act(world, &world->rasa);
	for (size_t i = 0; i < HK_COUNT(wrong); i++) {
		struct sending sending = { .number = number, .reply = deed_words("Hi.", wrong[i]) };

		assert_int_equal(try_to_send(world, &sending), HK_INVALID);
		assert_string_equal(world->cx.fields[0].field, fields[i]);
	}
}

static void an_inside_address_a_new_domain_and_another_customer_are_asked_about(void **state)
{
	struct house_world *world = *state;
	int64_t number = jonas_writes(world, "To: " OURS "\r\nCc: boss@work.example\r\n", "Hello.");

	(void)deed_mail(world, OURS, "From: meena@example.net\r\nSubject: Other\r\n\r\nHello.\r\n");
	assert_string_equal(doubts(world, number, "jonas@example.net, boss@work.example"), "");
	assert_string_equal(doubts(world, number, "Tomas@Nordhome.example"),
			    "i:tomas@nordhome.example");
	assert_string_equal(doubts(world, number, "nobody.yet@nordhome.example"),
			    "i:nobody.yet@nordhome.example");
	assert_string_equal(doubts(world, number, OURS), "i:" OURS);
	assert_string_equal(doubts(world, number, "meena@example.net"), "c:meena@example.net");
	assert_string_equal(doubts(world, number, "x@new.example"), "n:x@new.example");
	assert_string_equal(doubts(world, number, "x@work.example"), "");
}

/* Each press says yes to those who were shown, and to nobody else. */
static void one_more_press_sends_to_those_who_were_shown(void **state)
{
	struct house_world *world = *state;
	struct sending sending = {
		.number = jonas_writes(world, "To: " OURS "\r\n", "Hello."),
		.reply = deed_words("Hi.", (struct people_text){ true, "jonas@example.net",
								 "x@new.example", "" }),
	};

	world_act(world, &world->rasa);
	assert_int_equal(try_to_send(world, &sending), HK_CONFLICT);
	assert_int_equal(world_outbox(world, "held"), 0);
	sending.reply.sure_of = "n:x@new.example";
	sending.reply.people.cc = "x@new.example, y@new.example";
	assert_int_equal(try_to_send(world, &sending), HK_CONFLICT);
	/* A yes to one is no yes to another whose name begins alike. */
	sending.reply.people.cc = "x@new.example";
	sending.reply.sure_of = "i:x@new.example n:x@new.example.org";
	assert_int_equal(try_to_send(world, &sending), HK_CONFLICT);
	sending.reply.sure_of = "n:y@new.example n:x@new.example";
	assert_int_equal(try_to_send(world, &sending), HK_OK);
	assert_int_equal(world_outbox(world, "held"), 1);
}

static void what_was_shown_for_another_reason_is_shown_again(void **state)
{
	struct house_world *world = *state;
	struct sending sending = {
		.number = jonas_writes(world, "To: " OURS "\r\n", "Hello."),
		.reply = deed_words("Hi.",
				    (struct people_text){ true, "meena@shop.example", "", "" }),
	};

	sending.reply.sure_of = "n:meena@shop.example";
	(void)deed_mail(world, OURS,
			"From: meena@shop.example\r\nSubject: Other\r\n\r\nHello.\r\n");
	world_act(world, &world->rasa);
	assert_int_equal(try_to_send(world, &sending), HK_CONFLICT);
}

static enum hk_result draft_work(struct ctx *cx, void *data)
{
	struct sending *sending = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, sending->number, &ticket));
	HK_TRY(people_settle(cx, &ticket, &sending->reply.people));
	HK_TRY(draft_put_with(cx, ticket.id, "reply", sending->reply.text, &sending->reply.people));
	return draft_find(cx, ticket.id, "reply", &sending->draft);
}

static void a_draft_keeps_whom_it_goes_to_once_it_was_chosen(void **state)
{
	struct house_world *world = *state;
	struct sending sending = {
		.number = jonas_writes(world, "To: " OURS "\r\nCc: a@example.net\r\n", "Hello."),
		.reply = deed_words("Half", (struct people_text){ true, "jonas@example.net", "",
								  "no address" }),
	};

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, draft_work, &sending), HK_OK);
	assert_int_equal(sending.draft.is_addressed, 1);
	assert_string_equal(sending.draft.addressee, "jonas@example.net");
	assert_string_equal(sending.draft.cc, "");
	assert_string_equal(sending.draft.bcc, "no address");
	/* Everybody again: then who is on a later mail is on the answer too. */
	sending.reply.people =
		(struct people_text){ true, "Jonas <jonas@example.net>", "a@example.net", "" };
	assert_int_equal(ctx_write(&world->cx, draft_work, &sending), HK_OK);
	assert_int_equal(sending.draft.is_addressed, 0);
}

static struct sending forward_it(struct house_world *world, int64_t number)
{
	struct sending sending = {
		.number = number,
		.reply = deed_words("Please look.\n\n> It is broken.",
				    (struct people_text){ true, "shop@supplier.example", "", "" }),
	};

	sending.reply.is_forward = true;
	sending.reply.about_id = world_look(world, number).last_message_id;
	sending.reply.sure_of = "n:shop@supplier.example";
	send_it(world, &sending);
	return sending;
}

static enum hk_result let_leave(struct ctx *cx, void *data)
{
	return message_sending_put(cx, ((struct sending *)data)->message_id, "sent");
}

static enum hk_result find_message(struct ctx *cx, void *data)
{
	struct sending *sending = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, sending->number, &ticket));
	return message_find(cx, &ticket, sending->message_id, &sending->message);
}

static void the_customer_sees_nothing_of_what_was_forwarded(void **state)
{
	struct house_world *world = *state;
	int64_t number = jonas_writes(world, "To: " OURS "\r\n", "It is broken.");
	struct ticket before = world_look(world, number);
	struct sending sending = forward_it(world, number);
	struct ticket after = world_look(world, number);
	const struct actor customer = { .kind = ACTOR_CUSTOMER,
					.id = before.customer_id,
					.name = "Jonas",
					.email = "",
					.role = "" };

	assert_int_equal(sending.message.is_inner, 1);
	assert_string_equal(sending.message.kind, "out");
	assert_string_equal(sending.mail.refs, "");
	assert_non_null(strstr(sending.mail.subject, "Fwd: Kettle [#"));
	assert_string_equal(after.state, before.state);
	assert_string_equal(after.preview, before.preview);
	assert_int_equal(after.answered_at, 0);
	assert_int_equal(after.due_at, before.due_at);
	assert_int_equal(ctx_write(&world->cx, let_leave, &sending), HK_OK);
	world_act(world, &customer);
	assert_int_equal(ctx_read(&world->cx, find_message, &sending), HK_NOT_FOUND);
	sending.message_id = before.last_message_id;
	assert_int_equal(ctx_read(&world->cx, find_message, &sending), HK_OK);
}

static void what_the_others_answer_stays_among_us_and_out_of_the_thread(void **state)
{
	struct house_world *world = *state;
	int64_t number = jonas_writes(world, "To: " OURS "\r\nMessage-ID: <one@example.net>\r\n",
				      "It is broken.");
	struct sending sending = forward_it(world, number);
	const char *raw = hk_format(world->arena,
				    "From: Shop <shop@supplier.example>\r\nSubject: Re: Fwd\r\n"
				    "Message-ID: <shop@supplier.example>\r\n"
				    "In-Reply-To: <%s>\r\n\r\nIt costs us nothing.\r\n",
				    sending.message.mail_id);

	assert_int_equal(deed_mail(world, OURS, raw).ticket_number, number);
	sending.message_id = world_look(world, number).last_message_id;
	hk_ignore(ctx_read(&world->cx, look_work, &sending));
	assert_string_equal(sending.message.kind, "in");
	assert_int_equal(sending.message.is_inner, 1);
	assert_string_equal(world_look(world, number).state, "new");
	/* The answer to the customer goes to him alone, and names no mail that he has not. */
	assert_string_equal(usual(world, number), "to jonas@example.net");
	world->cx.now += HK_MINUTE;
	sending.reply = deed_words("Done.", (struct people_text){ 0 });
	send_it(world, &sending);
	assert_string_equal(sending.mail.refs, "one@example.net");
	/* And the supplier's domain is still new to him. */
	assert_string_equal(doubts(world, number, "shop@supplier.example"),
			    "n:shop@supplier.example");
}

static void who_got_a_hidden_copy_and_answers_does_not_give_himself_away(void **state)
{
	struct house_world *world = *state;
	struct sending sending = {
		.number = jonas_writes(world, "To: " OURS "\r\n", "Hello."),
		.reply = deed_words("Here.", (struct people_text){ true, "jonas@example.net", "",
								   "secret@example.net" }),
	};
	const char *raw;

	send_it(world, &sending);
	raw = hk_format(world->arena,
			"From: secret@example.net\r\nSubject: Re\r\nIn-Reply-To: <%s>\r\n\r\n"
			"Well done.\r\n",
			sending.message.mail_id);
	assert_int_equal(deed_mail(world, OURS, raw).ticket_number, sending.number);
	sending.message_id = world_look(world, sending.number).last_message_id;
	hk_ignore(ctx_read(&world->cx, look_work, &sending));
	assert_int_equal(sending.message.is_inner, 1);
	assert_string_equal(usual(world, sending.number), "to jonas@example.net");
}

static enum hk_result find_forward(struct ctx *cx, void *data)
{
	struct sending *sending = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, sending->number, &ticket));
	return draft_find(cx, ticket.id, "forward", &sending->draft);
}

static void what_was_forwarded_and_taken_back_is_no_reply_to_the_customer(void **state)
{
	struct house_world *world = *state;
	int64_t number = jonas_writes(world, "To: " OURS "\r\n", "It is broken.");
	struct sending sending = forward_it(world, number);

	world_act(world, &world->rasa);
	assert_int_equal(deed_undo_reply(world, number, sending.message_id), HK_OK);
	assert_int_equal(ctx_read(&world->cx, find_forward, &sending), HK_OK);
	assert_string_equal(sending.draft.text, "Please look.\n\n> It is broken.");
	assert_string_equal(sending.draft.addressee, "shop@supplier.example");
	assert_int_equal(sending.draft.about_id, sending.reply.about_id);
	assert_int_equal(world_look(world, number).message_count, 1);
}

static void a_mail_of_ours_begins_a_ticket(void **state)
{
	struct house_world *world = *state;
	struct reply mail = deed_words("Your order is here.", (struct people_text){ 0 });
	struct doubt_list asked = { NULL, 0 };
	struct intake_request request = { .channel = "email",
					  .type = "order",
					  .priority = "normal",
					  .subject = "Your order",
					  .text = "Your order is here.",
					  .language = "",
					  .name = "Jonas",
					  .email = "jonas@example.net",
					  .phone = "",
					  .owner_id = world->rasa.id,
					  .key = "first",
					  .mail = &mail,
					  .ret_doubts = &asked };
	struct sending sending;
	struct ticket ticket;

	world_act(world, &world->rasa);
	mail.people.bcc = "tomas@nordhome.example";
	assert_int_equal(intake_request(&world->cx, &request, &ticket), HK_CONFLICT);
	assert_int_equal(asked.count, 1);
	assert_string_equal(asked.items[0].key, "i:tomas@nordhome.example");
	mail.sure_of = "i:tomas@nordhome.example";
	assert_int_equal(intake_request(&world->cx, &request, &ticket), HK_OK);
	sending = (struct sending){ .number = ticket.number, .message_id = ticket.last_message_id };
	world_act(world, &world->system);
	assert_int_equal(ctx_read(&world->cx, look_work, &sending), HK_OK);
	assert_string_equal(sending.mail.subject,
			    hk_format(world->arena, "Your order [#%d]", (int)ticket.number));
	assert_string_equal(sending.mail.recipients, "to\tjonas@example.net\tJonas\n"
						     "bcc\ttomas@nordhome.example\t\n");
	assert_string_equal(world_look(world, ticket.number).state, "waiting");
	/* Nobody confirms to him that he wrote, for he did not. */
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), 0);
	/* Pressed twice it is one. */
	world_act(world, &world->rasa);
	assert_int_equal(intake_request(&world->cx, &request, &ticket), HK_OK);
	assert_int_equal(ticket.number, sending.number);
	assert_int_equal(world_outbox(world, "held"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(everybody_on_the_mail_is_answered_and_no_mailbox_of_ours),
		in_reading_house(who_asks_to_be_answered_elsewhere_is_answered_there),
		in_reading_house(an_answer_that_goes_elsewhere_is_asked_about),
		in_reading_house(only_those_of_the_last_word_are_answered),
		in_reading_house(whoever_is_left_out_gets_nothing),
		in_reading_house(a_hidden_copy_is_in_the_envelope_alone),
		in_reading_house(what_is_no_address_is_said_beside_its_row),
		in_reading_house(
			an_inside_address_a_new_domain_and_another_customer_are_asked_about),
		in_reading_house(one_more_press_sends_to_those_who_were_shown),
		in_reading_house(what_was_shown_for_another_reason_is_shown_again),
		in_reading_house(a_draft_keeps_whom_it_goes_to_once_it_was_chosen),
		in_reading_house(the_customer_sees_nothing_of_what_was_forwarded),
		in_reading_house(what_the_others_answer_stays_among_us_and_out_of_the_thread),
		in_reading_house(who_got_a_hidden_copy_and_answers_does_not_give_himself_away),
		in_reading_house(what_was_forwarded_and_taken_back_is_no_reply_to_the_customer),
		in_house(a_mail_of_ours_begins_a_ticket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
