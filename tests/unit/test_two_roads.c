/* Over which mailbox a mail comes, and what comes over two. */
#include <string.h>

#include "base/time.h"
#include "house_world.h"
#include "intake/intake.h"
#include "test.h"

#define in_reading_house(test) \
	cmocka_unit_test_setup_teardown(test, house_world_open_parse, house_world_close)

#define OURS "help@nordhome.example"

static struct intake_outcome take_to(struct house_world *world, const char *mailbox,
				     const char *raw)
{
	struct intake_mail mail = { .raw = raw, .length = strlen(raw), .mailbox = mailbox };
	struct intake_outcome outcome;

	assert_int_equal(intake_mail(&world->cx, &mail, &outcome), HK_OK);
	return outcome;
}

static void two_mailboxes_of_ours_are_one_ticket(void **state)
{
	struct house_world *world = *state;
	static const char mail[] =
		"From: jonas@example.net\r\nTo: " OURS ", sales@nordhome.example\r\n"
		"Subject: Kettle\r\nMessage-ID: <both@example.net>\r\n%s\r\n"
		"%sThe lid is broken.\r\n";
	struct intake_outcome first, same, less, more;

	first = take_to(world, OURS, hk_format(world->arena, mail, "", "[Outside] "));
	same = take_to(world, "", hk_format(world->arena, mail, "", "[Outside] "));
	less = take_to(world, OURS, hk_format(world->arena, mail, "X-Road: b\r\n", ""));
	more = take_to(world, OURS, hk_format(world->arena, mail, "", "Be careful! [Outside] "));
	assert_string_equal(first.outcome, "ticket");
	assert_string_equal(same.outcome, "duplicate");
	assert_string_equal(less.outcome, "duplicate");
	assert_string_equal(more.outcome, "follow-up");
	assert_int_equal(less.ticket_number, first.ticket_number);
	assert_int_equal(more.ticket_number, first.ticket_number);
	/* Days later somebody says it again, with a program that counts no mails. */
	world->cx.now += 2 * HK_DAY;
	same = take_to(world, OURS, hk_format(world->arena, mail, "X-Road: c\r\n", ""));
	assert_string_equal(same.outcome, "ticket");
	assert_int_not_equal(same.ticket_number, first.ticket_number);
}

/* There are programs that write the same Message-ID into all their mail. */
static void the_same_message_id_alone_makes_nothing_the_same(void **state)
{
	struct house_world *world = *state;
	static const char mail[] = "From: %s\r\nSubject: %s\r\nMessage-ID: <form@shop.example>\r\n"
				   "\r\n%s\r\n";
	struct intake_outcome first = take_to(
		world, OURS,
		hk_format(world->arena, mail, "form@shop.example", "Form", "A kettle, please."));

	assert_int_not_equal(take_to(world, OURS,
				     hk_format(world->arena, mail, "form@shop.example", "Form",
					       "My lamp is broken."))
				     .ticket_number,
			     first.ticket_number);
	assert_int_not_equal(take_to(world, OURS,
				     hk_format(world->arena, mail, "eve@example.org", "Form",
					       "A kettle, please."))
				     .ticket_number,
			     first.ticket_number);
	assert_int_not_equal(take_to(world, OURS,
				     hk_format(world->arena, mail, "form@shop.example", "Other",
					       "A kettle, please."))
				     .ticket_number,
			     first.ticket_number);
}

static void a_mailbox_that_stands_only_in_the_copy_or_in_the_trace_is_found(void **state)
{
	struct house_world *world = *state;
	static const char *const heads[] = {
		"To: boss@example.net\r\nCc: a@example.net, Help <" OURS ">\r\n",
		"Delivered-To: " OURS "\r\n",
		"Delivered-To: forwarder@example.net\r\nDelivered-To: " OURS "\r\n",
		"X-Original-To: <" OURS ">\r\n",
		"Envelope-To: other@example.net,\r\n " OURS "\r\n",
		"To: undisclosed-recipients:;\r\nEnvelope-to: help+42@nordhome.example\r\n",
	};

	for (size_t i = 0; i < HK_COUNT(heads); i++) {
		const char *raw = hk_format(world->arena,
					    "From: jonas%zu@example.net\r\nSubject: Kettle\r\n"
					    "%s\r\nHello.\r\n",
					    i, heads[i]);

		assert_string_equal(take_to(world, "", raw).outcome, "ticket");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(two_mailboxes_of_ours_are_one_ticket),
		in_reading_house(the_same_message_id_alone_makes_nothing_the_same),
		in_reading_house(a_mailbox_that_stands_only_in_the_copy_or_in_the_trace_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
