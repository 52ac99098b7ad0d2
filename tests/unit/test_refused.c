/* What is refused for good stands in the ledger, and nothing else of it anywhere. */
#include <dirent.h>
#include <string.h>

#include "base/time.h"
#include "core/blob.h"
#include "house_world.h"
#include "intake/intake.h"
#include "intake/ledger.h"
#include "test.h"

static const char large[] = "From: Jonas <jonas@example.net>\r\nTo: help@nordhome.example\r\n"
			    "Subject: A film\r\nMessage-ID: <film@example.net>\r\n\r\n"
			    "It is attached, and it is long, long, long, long, long, long.\r\n";

static enum hk_result read_ledger(struct ctx *cx, void *data)
{
	return inbound_page(cx, &(struct inbound_filter){ .outcome = "" }, INT64_MAX, 50, data);
}

static struct inbound_list ledger(struct house_world *world)
{
	struct inbound_list list;

	assert_int_equal(ctx_read(&world->cx, read_ledger, &list), HK_OK);
	return list;
}

static enum hk_result hand_over(struct house_world *world, const char *mailbox, const char *raw,
				struct intake_outcome *ret)
{
	struct intake_mail mail = { .raw = raw,
				    .length = strlen(raw),
				    .mailbox = mailbox,
				    .sender = "bounces@example.net" };

	return intake_mail(&world->cx, &mail, ret);
}

static bool has_files(const struct house_world *world)
{
	DIR *folder = opendir(blobs_folder(world->house.blobs));
	struct dirent *entry;
	bool found = false;

	while (folder && (entry = readdir(folder)))
		found = found || entry->d_name[0] != '.';
	if (folder)
		closedir(folder);
	return found;
}

static void a_mail_that_is_too_large_stands_in_the_ledger_with_its_sender_and_why(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;

	world->settings.values[SETTING_MAIL_MAX] = "100";
	assert_int_equal(hand_over(world, "help@nordhome.example", large, &outcome), HK_INVALID);
	assert_string_equal(outcome.outcome, "rejected");
	assert_string_equal(outcome.reason, "It is larger than the setting mail_max allows.");
	assert_int_equal(outcome.ticket_number, 0);

	struct inbound_list list = ledger(world);

	assert_int_equal(list.count, 1);
	assert_string_equal(list.items[0].outcome, "rejected");
	assert_string_equal(list.items[0].reason, outcome.reason);
	assert_string_equal(list.items[0].sender, "jonas@example.net");
	assert_string_equal(list.items[0].mail_id, "film@example.net");
	assert_int_equal(list.items[0].mailbox_id, world->mailbox.id);
	assert_int_equal(list.items[0].size, strlen(large));
	assert_string_equal(list.items[0].raw_blob, "");
	assert_false(has_files(world));
}

static void the_mailbox_is_found_in_the_head_too(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;

	world->cx.org_id = 0;
	world->settings.values[SETTING_MAIL_MAX] = "100";
	assert_int_equal(hand_over(world, "", large, &outcome), HK_INVALID);
	assert_int_equal(ledger(world).items[0].mailbox_id, world->mailbox.id);
}

static void the_same_again_is_the_same_row(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;

	world->settings.values[SETTING_MAIL_MAX] = "100";
	for (int i = 0; i < 3; i++)
		assert_int_equal(hand_over(world, "help@nordhome.example", large, &outcome),
				 HK_INVALID);
	assert_int_equal(ledger(world).count, 1);
	assert_int_equal(ledger(world).items[0].seen, 3);
	world->cx.now += HK_DAY;
	assert_int_equal(hand_over(world, "help@nordhome.example", large, &outcome), HK_INVALID);
	assert_int_equal(ledger(world).count, 2);
}

static void of_a_mail_that_was_only_announced_the_envelope_tells(void **state)
{
	struct house_world *world = *state;
	struct intake_mail mail = { .raw = "",
				    .mailbox = "help@nordhome.example",
				    .sender = "ola@example.net" };
	struct intake_outcome outcome;

	assert_int_equal(intake_mail_too_big(&world->cx, &mail, 99000000, &outcome), HK_INVALID);
	assert_int_equal(ledger(world).count, 1);
	assert_string_equal(ledger(world).items[0].sender, "ola@example.net");
	assert_int_equal(ledger(world).items[0].size, 99000000);
}

static void who_writes_to_no_mailbox_of_ours_leaves_no_trace(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;

	assert_int_equal(hand_over(world, "guess@nordhome.example", large, &outcome), HK_NOT_FOUND);
	world->settings.values[SETTING_MAIL_MAX] = "100";
	assert_int_equal(hand_over(world, "guess@nordhome.example", large, &outcome), HK_NOT_FOUND);
	assert_int_equal(ledger(world).count, 0);
	assert_false(has_files(world));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(
			a_mail_that_is_too_large_stands_in_the_ledger_with_its_sender_and_why),
		in_reading_house(the_mailbox_is_found_in_the_head_too),
		in_reading_house(the_same_again_is_the_same_row),
		in_reading_house(of_a_mail_that_was_only_announced_the_envelope_tells),
		in_reading_house(who_writes_to_no_mailbox_of_ours_leaves_no_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
