/* Files from outside wait for the virus scanner, and what it says of them stays. */

#include "base/time.h"
#include "deeds.h"
#include "test.h"
#include "ticket/file/scan.h"
#include "ticket/history.h"

static const char letter[] =
	"From: Jonas <jonas@example.net>\r\nTo: help@nordhome.example\r\nSubject: Bill\r\n"
	"Message-ID: <bill@example.net>\r\nMIME-Version: 1.0\r\n"
	"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nPlease look.\r\n"
	"--b\r\nContent-Disposition: attachment; filename=\"bill.exe\"\r\n\r\nvirus\r\n--b--\r\n";

struct seen {
	int64_t number;
	struct ticket ticket;
	struct attachment_list files;
	struct history_list history;
	struct scan_wait_list waiting;
	int64_t next;
	const char *why, *names;
};

static enum hk_result look(struct ctx *cx, void *data)
{
	struct seen *seen = data;

	HK_TRY(ticket_find(cx, seen->number, &seen->ticket));
	HK_TRY(message_attachments(cx, &seen->ticket, &seen->files));
	HK_TRY(history_since(cx, &seen->ticket, 0, &seen->history));
	HK_TRY(scan_due_list(cx, 10, &seen->waiting));
	HK_TRY(scan_next_at(cx, &seen->next));
	HK_TRY(scan_why_not(cx, seen->ticket.id, seen->ticket.last_message_id, &seen->why));
	return scan_infected_names(cx, seen->ticket.id, seen->ticket.last_message_id, &seen->names);
}

static struct seen see(struct house_world *world, int64_t number)
{
	struct seen seen = { .number = number };

	world_act(world, &world->system);
	assert_int_equal(ctx_read(&world->cx, look, &seen), HK_OK);
	return seen;
}

static struct seen bring(struct house_world *world)
{
	world->settings.values[SETTING_CLAMD] = "127.0.0.1:1";
	return see(world, deed_mail(world, "help@nordhome.example", letter).ticket_number);
}

struct verdict {
	struct scan_wait wait;
	const char *found;
};

static enum hk_result settle(struct ctx *cx, void *data)
{
	const struct verdict *verdict = data;

	return scan_settle(cx, &verdict->wait, verdict->found);
}

static enum hk_result put_off(struct ctx *cx, void *data)
{
	return scan_put_off(cx, data);
}

static void a_file_from_outside_waits_and_says_so(void **state)
{
	struct house_world *world = *state;
	struct seen seen = bring(world);

	assert_int_equal(seen.files.count, 1);
	assert_string_equal(seen.files.items[0].scan, "waiting");
	assert_int_equal(seen.waiting.count, 1);
	assert_int_equal(seen.next, world->cx.now);
	assert_string_equal(seen.why, "It is being checked for viruses.");
	assert_string_equal(seen.names, "");
}

static void without_a_scanner_nothing_waits(void **state)
{
	struct house_world *world = *state;
	struct seen seen =
		see(world, deed_mail(world, "help@nordhome.example", letter).ticket_number);

	assert_string_equal(seen.files.items[0].scan, "");
	assert_int_equal(seen.waiting.count, 0);
	assert_string_equal(seen.why, "");
}

struct collected {
	bool has_old;
	int64_t count;
};

static enum hk_result collect(struct ctx *cx, void *data)
{
	struct collected *collected = data;

	HK_TRY(scan_has_old(cx, &collected->has_old));
	return scan_collect(cx, 10, &collected->count);
}

static struct collected collected(struct house_world *world)
{
	struct collected all;

	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, collect, &all), HK_OK);
	return all;
}

static void
a_file_that_was_there_before_the_scanner_is_handed_out_when_it_was_looked_through(void **state)
{
	struct house_world *world = *state;
	int64_t number = deed_mail(world, "help@nordhome.example", letter).ticket_number;
	struct verdict bad = { .found = "Hark.Test" };
	struct collected all;
	struct seen seen;

	world->settings.values[SETTING_CLAMD] = "127.0.0.1:1";
	seen = see(world, number);
	assert_string_equal(seen.files.items[0].scan, "waiting");
	assert_string_equal(seen.why, "It is being checked for viruses.");
	assert_int_equal(seen.waiting.count, 0);
	all = collected(world);
	assert_true(all.has_old);
	assert_int_equal(all.count, 1);
	all = collected(world);
	assert_false(all.has_old);
	assert_int_equal(all.count, 0);
	seen = see(world, number);
	assert_int_equal(seen.waiting.count, 1);
	bad.wait = seen.waiting.items[0];
	assert_int_equal(ctx_write(&world->cx, settle, &bad), HK_OK);
	assert_string_equal(see(world, number).why, "It has a virus and is not handed out.");
	assert_false(collected(world).has_old);
}

static void what_was_found_stays_and_is_told_once(void **state)
{
	struct house_world *world = *state;
	struct seen seen = bring(world);
	struct verdict bad = { seen.waiting.items[0], "Hark.Test" };
	struct verdict late = { seen.waiting.items[0], "" };
	size_t lines = seen.history.count;

	assert_int_equal(ctx_write(&world->cx, settle, &bad), HK_OK);
	assert_int_equal(ctx_write(&world->cx, settle, &bad), HK_OK);
	assert_int_equal(ctx_write(&world->cx, settle, &late), HK_OK);
	seen = see(world, seen.number);
	assert_string_equal(seen.files.items[0].scan, "infected");
	assert_string_equal(seen.names, "bill.exe (Hark.Test)");
	assert_string_equal(seen.why, "It has a virus and is not handed out.");
	assert_int_equal(seen.waiting.count, 0);
	assert_int_equal(seen.next, INT64_MAX);
	assert_int_equal(seen.history.count, lines + 1);
}

static void a_clean_file_is_handed_out(void **state)
{
	struct house_world *world = *state;
	struct seen seen = bring(world);
	struct verdict good = { seen.waiting.items[0], "" };

	assert_int_equal(ctx_write(&world->cx, settle, &good), HK_OK);
	seen = see(world, seen.number);
	assert_string_equal(seen.files.items[0].scan, "clean");
	assert_string_equal(seen.why, "");
}

static void a_scanner_that_is_away_is_asked_at_longer_and_longer_pauses(void **state)
{
	struct house_world *world = *state;
	struct seen seen = bring(world);
	int64_t begun = world->cx.now, pause = 5 * HK_SECOND;

	for (int i = 0; i < 14; i++) {
		assert_int_equal(seen.waiting.count, 1);
		assert_int_equal(ctx_write(&world->cx, put_off, &seen.waiting.items[0]), HK_OK);
		seen = see(world, seen.number);
		assert_int_equal(seen.waiting.count, 0);
		assert_int_equal(seen.next, begun + pause);
		world->cx.now = begun = seen.next;
		seen = see(world, seen.number);
		pause = pause * 2 < HK_HOUR ? pause * 2 : HK_HOUR;
	}
	assert_int_equal(pause, HK_HOUR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(a_file_from_outside_waits_and_says_so),
		in_reading_house(without_a_scanner_nothing_waits),
		in_reading_house(
			a_file_that_was_there_before_the_scanner_is_handed_out_when_it_was_looked_through),
		in_reading_house(what_was_found_stays_and_is_told_once),
		in_reading_house(a_clean_file_is_handed_out),
		in_reading_house(a_scanner_that_is_away_is_asked_at_longer_and_longer_pauses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
