#include <string.h>

#include "house_world.h"
#include "intake/intake.h"
#include "intake/ledger.h"
#include "standard/clock.h"
#include "test.h"
#include "ticket/mail/mail_id.h"
#include "ticket/state.h"
#include "ticket/write/reply.h"

static enum hk_result mail_to(struct house_world *world, const char *mailbox, const char *raw,
			      struct intake_outcome *ret)
{
	struct intake_mail mail = { .raw = raw, .length = strlen(raw), .mailbox = mailbox };

	return intake_mail(&world->cx, &mail, ret);
}

static const char first_mail[] = "From: Jonas <jonas@example.net>\r\n"
				 "To: help@nordhome.example\r\n"
				 "Subject: Kettle\r\n"
				 "Message-ID: <one@example.net>\r\n\r\n"
				 "The lid of my kettle is broken, please send me a new one.\r\n";

static int64_t open_first(struct house_world *world)
{
	struct intake_outcome outcome;

	assert_int_equal(mail_to(world, "help@nordhome.example", first_mail, &outcome), HK_OK);
	assert_string_equal(outcome.outcome, "ticket");
	return outcome.ticket_number;
}

static void a_mail_becomes_a_ticket_of_its_sender(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_look(world, open_first(world));

	assert_string_equal(ticket.subject, "Kettle");
	assert_string_equal(ticket.language, "en");
	assert_int_equal(ticket.mailbox_id, world->mailbox.id);
	assert_int_equal(ticket.message_count, 1);
}

static void the_same_mail_over_another_road_is_the_same_ticket(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;
	int64_t number = open_first(world);
	const char *again = hk_format(world->arena,
				      "Received: from elsewhere\r\n by us; Sun\r\n"
				      "Delivered-To: help@nordhome.example\r\n%s",
				      first_mail);

	assert_int_equal(mail_to(world, "", again, &outcome), HK_OK);
	assert_string_equal(outcome.outcome, "duplicate");
	assert_int_equal(outcome.ticket_number, number);
}

static void mail_to_nobody_is_refused_and_nothing_is_kept(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;

	assert_int_equal(mail_to(world, "other@nordhome.example", first_mail, &outcome),
			 HK_NOT_FOUND);
	assert_int_equal(open_first(world), 1);
}

static const char *answer_to(struct house_world *world, const char *from, const char *reference,
			     const char *subject, const char *more)
{
	return hk_format(
		world->arena,
		"From: %s\r\nTo: help@nordhome.example\r\nSubject: %s\r\n"
		"Message-ID: <answer-%s@example.net>\r\n%s%s%s%s\r\nAnd another thing.\r\n",
		from, subject, hk_token_new(world->arena), *reference ? "In-Reply-To: <" : "",
		reference, *reference ? ">\r\n" : "", more);
}

static void an_answer_to_our_signed_mail_comes_home(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;
	int64_t number = open_first(world);
	struct ticket ticket = world_look(world, number);
	const char *ours = mail_id_make(&world->cx, ticket.id, 99, "help@nordhome.example");

	assert_int_equal(mail_to(world, "help@nordhome.example",
				 answer_to(world, "jonas@example.net", ours, "Re: Kettle", ""),
				 &outcome),
			 HK_OK);
	assert_string_equal(outcome.outcome, "follow-up");
	assert_int_equal(outcome.ticket_number, number);
	assert_int_equal(world_look(world, number).message_count, 2);
}

static enum hk_result put_aside(struct ctx *cx, void *data)
{
	struct ticket *ticket = data;

	return ticket_put_aside(cx, ticket, "spam", NULL);
}

static void spam_comes_back_when_it_answers_us(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;
	int64_t number = open_first(world);
	struct ticket ticket = world_look(world, number);
	const char *ours = mail_id_make(&world->cx, ticket.id, 99, "help@nordhome.example");

	world_act(world, &world->rasa);
	assert_int_equal(WORLD_WRITE(world, put_aside, &ticket), HK_OK);
	world_act(world, &world->system);
	/* More of the same, which answers itself and nobody here. */
	assert_int_equal(
		mail_to(world, "help@nordhome.example",
			answer_to(world, "jonas@example.net", "one@example.net", "Re: Kettle", ""),
			&outcome),
		HK_OK);
	assert_int_equal(outcome.ticket_number, number);
	assert_string_equal(world_look(world, number).bucket, "spam");
	assert_int_equal(mail_to(world, "help@nordhome.example",
				 answer_to(world, "jonas@example.net", ours, "Re: Kettle", ""),
				 &outcome),
			 HK_OK);
	assert_int_equal(outcome.ticket_number, number);
	ticket = world_look(world, number);
	assert_string_equal(ticket.bucket, "active");
	assert_int_not_equal(ticket.owner_id, 0);
	assert_true(ticket.due_at < CLOCK_NEVER);
}

static void a_stranger_with_our_signature_gets_a_ticket_of_his_own(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;
	int64_t number = open_first(world);
	struct ticket ticket = world_look(world, number);
	const char *ours = mail_id_make(&world->cx, ticket.id, 99, "help@nordhome.example");

	assert_int_equal(mail_to(world, "help@nordhome.example",
				 answer_to(world, "stranger@example.org", ours, "Re: Kettle", ""),
				 &outcome),
			 HK_OK);
	assert_string_equal(outcome.outcome, "ticket");
	assert_int_not_equal(outcome.ticket_number, number);
	/* What it has more is a note for its owner. */
	assert_int_equal(world_look(world, number).message_count, 2);
	assert_int_equal(world_look(world, number).last_in_at, ticket.last_in_at);
}

static void a_forged_signature_is_worth_nothing(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;
	int64_t number = open_first(world), found;
	struct ticket ticket = world_look(world, number);
	char *ours = hk_copy_text(world->arena,
				  mail_id_make(&world->cx, ticket.id, 99, "help@nordhome.example"));

	ours[34] = ours[34] == 'A' ? 'B' : 'A';
	assert_false(mail_id_read(&world->cx, ours, &found));
	assert_int_equal(mail_to(world, "help@nordhome.example",
				 answer_to(world, "stranger@example.org", ours, "Re: Kettle", ""),
				 &outcome),
			 HK_OK);
	assert_int_not_equal(outcome.ticket_number, number);
}

static void a_number_in_the_subject_counts_for_those_who_belong_alone(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;
	int64_t number = open_first(world);

	assert_int_equal(mail_to(world, "help@nordhome.example",
				 answer_to(world, "jonas@example.net", "", "Re: Kettle [#1]", ""),
				 &outcome),
			 HK_OK);
	assert_int_equal(outcome.ticket_number, number);
	assert_int_equal(mail_to(world, "help@nordhome.example",
				 answer_to(world, "eve@example.org", "", "Re: Kettle [#1]", ""),
				 &outcome),
			 HK_OK);
	assert_int_not_equal(outcome.ticket_number, number);
}

static int64_t filed_under(struct house_world *world, const char *source)
{
	struct intake_outcome outcome;

	assert_int_equal(mail_to(world, "help@nordhome.example", source, &outcome), HK_OK);
	return outcome.ticket_number;
}

/* It stands in To of every ticket, so it would belong to all of them. */
static void who_calls_himself_our_mailbox_belongs_to_no_ticket(void **state)
{
	struct house_world *world = *state;
	int64_t number = open_first(world);

	assert_int_not_equal(filed_under(world, answer_to(world, "help@nordhome.example", "",
							  "Re: Kettle [#1]", "")),
			     number);
}

static void of_several_numbers_in_a_subject_the_own_one_counts(void **state)
{
	struct house_world *world = *state;
	int64_t number = open_first(world);

	assert_int_equal(filed_under(world, answer_to(world, "jonas@example.net", "",
						      "Re: [#99] [#] [#x] Kettle [#1]", "")),
			 number);
}

static void a_stranger_who_says_he_is_a_machine_stays_a_stranger(void **state)
{
	struct house_world *world = *state;
	int64_t number = open_first(world);
	struct ticket ticket = world_look(world, number);
	const char *ours = mail_id_make(&world->cx, ticket.id, 99, "help@nordhome.example");

	assert_int_not_equal(
		filed_under(world, answer_to(world, "eve@example.org", ours, "Re: Kettle",
					     "Auto-Submitted: auto-replied\r\n")),
		number);
	assert_int_equal(filed_under(world, answer_to(world, "jonas@example.net", ours, "Away",
						      "Auto-Submitted: auto-replied\r\n")),
			 number);
}

static void a_machine_gets_no_answer_and_reopens_nothing(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;
	int64_t before;

	assert_int_equal(mail_to(world, "help@nordhome.example",
				 answer_to(world, "robot@example.org", "", "Out of office",
					   "Auto-Submitted: auto-replied\r\n"),
				 &outcome),
			 HK_OK);
	assert_string_equal(outcome.outcome, "ticket");
	before = world_outbox(world, "queued");
	world_run_jobs(world);
	/* Its owner may be told; the machine is not. */
	assert_int_equal(world_outbox(world, "queued"), before + 1);
}

static void a_mail_of_our_own_that_comes_back_is_no_ticket(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;
	const char *ours = mail_id_make(&world->cx, 5, 99, "help@nordhome.example");
	const char *raw =
		hk_format(world->arena,
			  "From: help@nordhome.example\r\nTo: help@nordhome.example\r\n"
			  "Subject: We have your message\r\nMessage-ID: <%s>\r\n\r\nHi\r\n",
			  ours);

	assert_int_equal(mail_to(world, "help@nordhome.example", raw, &outcome), HK_OK);
	assert_string_equal(outcome.outcome, "rejected");
	assert_int_equal(outcome.ticket_number, 0);
}

static void a_mail_without_sender_subject_or_text_is_kept_all_the_same(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;

	assert_int_equal(mail_to(world, "help@nordhome.example", "\r\n", &outcome), HK_OK);
	assert_string_equal(outcome.outcome, "ticket");
	world_run_jobs(world);
	assert_true(world_outbox(world, "queued") <= 1);
}

static void a_word_after_the_end_reopens_it(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_look(world, open_first(world));
	struct intake_outcome outcome;

	assert_string_equal(ticket.state, "new");
	assert_int_equal(
		mail_to(world, "help@nordhome.example",
			answer_to(world, "jonas@example.net", "one@example.net", "Re: Kettle", ""),
			&outcome),
		HK_OK);
	assert_string_equal(outcome.outcome, "follow-up");
}

static void a_language_is_told_by_the_text(void **state)
{
	static const struct {
		const char *text, *language;
	} mails[] = {
		{ "Laba diena, mano skalbimo mašina praleidžia vandenį nuo pat pirmos dienos. "
		  "Prašau kuo greičiau atsiųsti meistrą, nes grindys jau šlapios.",
		  "lt" },
		{ "আমার ওয়াশিং মেশিন থেকে পানি পড়ছে, দয়া করে কাউকে পাঠান।", "bn" },
		{ "என் சலவை இயந்திரத்திலிருந்து தண்ணீர் கசிகிறது, யாரையாவது அனுப்புங்கள்.", "ta" },
		{ "My washing machine has been leaking since the first day, please send somebody "
		  "as soon as you can because the floor is wet already.",
		  "en" },
	};
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(mails); i++) {
		struct intake_outcome outcome;
		const char *raw = hk_format(world->arena,
					    "From: c%zu@example.net\r\nSubject: x\r\n"
					    "Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
					    i, mails[i].text);

		assert_int_equal(mail_to(world, "help@nordhome.example", raw, &outcome), HK_OK);
		assert_string_equal(world_look(world, outcome.ticket_number).language,
				    mails[i].language);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(a_mail_becomes_a_ticket_of_its_sender),
		in_reading_house(the_same_mail_over_another_road_is_the_same_ticket),
		in_reading_house(mail_to_nobody_is_refused_and_nothing_is_kept),
		in_reading_house(an_answer_to_our_signed_mail_comes_home),
		in_reading_house(spam_comes_back_when_it_answers_us),
		in_reading_house(a_stranger_with_our_signature_gets_a_ticket_of_his_own),
		in_reading_house(a_forged_signature_is_worth_nothing),
		in_reading_house(a_number_in_the_subject_counts_for_those_who_belong_alone),
		in_reading_house(who_calls_himself_our_mailbox_belongs_to_no_ticket),
		in_reading_house(of_several_numbers_in_a_subject_the_own_one_counts),
		in_reading_house(a_stranger_who_says_he_is_a_machine_stays_a_stranger),
		in_reading_house(a_machine_gets_no_answer_and_reopens_nothing),
		in_reading_house(a_mail_of_our_own_that_comes_back_is_no_ticket),
		in_reading_house(a_mail_without_sender_subject_or_text_is_kept_all_the_same),
		in_reading_house(a_word_after_the_end_reopens_it),
		in_reading_house(a_language_is_told_by_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
