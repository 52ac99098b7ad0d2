/* Over which mailbox a mail comes, and what comes over two. */

#include "base/time.h"
#include "deeds.h"
#include "house_world.h"
#include "intake/intake.h"
#include "test.h"

#define OURS "help@nordhome.example"

static void two_mailboxes_of_ours_are_one_ticket(void **state)
{
	struct house_world *world = *state;
	static const char mail[] =
		"From: jonas@example.net\r\nTo: " OURS ", sales@nordhome.example\r\n"
		"Subject: Kettle\r\nMessage-ID: <both@example.net>\r\n%s\r\n"
		"%sThe lid is broken.\r\n";
	struct intake_outcome first, same, less, more;

	first = deed_mail(world, OURS, hk_format(world->arena, mail, "", "[Outside] "));
	same = deed_mail(world, "", hk_format(world->arena, mail, "", "[Outside] "));
	less = deed_mail(world, OURS, hk_format(world->arena, mail, "X-Road: b\r\n", ""));
	more = deed_mail(world, OURS, hk_format(world->arena, mail, "", "Be careful! [Outside] "));
	assert_string_equal(first.outcome, "ticket");
	assert_string_equal(same.outcome, "duplicate");
	assert_string_equal(less.outcome, "duplicate");
	assert_string_equal(more.outcome, "follow-up");
	assert_int_equal(less.ticket_number, first.ticket_number);
	assert_int_equal(more.ticket_number, first.ticket_number);
	/* Days later somebody says it again, with a program that counts no mails. */
	world->cx.now += 2 * HK_DAY;
	same = deed_mail(world, OURS, hk_format(world->arena, mail, "X-Road: c\r\n", ""));
	assert_string_equal(same.outcome, "ticket");
	assert_int_not_equal(same.ticket_number, first.ticket_number);
}

/* There are programs that write the same Message-ID into all their mail. */
static void the_same_message_id_alone_makes_nothing_the_same(void **state)
{
	struct house_world *world = *state;
	static const char mail[] = "From: %s\r\nSubject: %s\r\nMessage-ID: <form@shop.example>\r\n"
				   "\r\n%s\r\n";
	struct intake_outcome first = deed_mail(
		world, OURS,
		hk_format(world->arena, mail, "form@shop.example", "Form", "A kettle, please."));

	assert_int_not_equal(deed_mail(world, OURS,
				       hk_format(world->arena, mail, "form@shop.example", "Form",
						 "My lamp is broken."))
				     .ticket_number,
			     first.ticket_number);
	assert_int_not_equal(deed_mail(world, OURS,
				       hk_format(world->arena, mail, "eve@example.org", "Form",
						 "A kettle, please."))
				     .ticket_number,
			     first.ticket_number);
	assert_int_not_equal(deed_mail(world, OURS,
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

		assert_string_equal(deed_mail(world, "", raw).outcome, "ticket");
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
