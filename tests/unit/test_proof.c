/* Whom a mail server of ours found to have written a mail, and whom nobody may play. */

#include "deeds.h"
#include "intake/auth_results.h"
#include "intake/ledger.h"
#include "intake/proof.h"
#include "test.h"

#define BORDER \
	"Received: from x (x [192.0.2.7]) by mx.nordhome.example (Postfix) with ESMTPS id 1\r\n"
#define PASS "Authentication-Results: mx.nordhome.example; dmarc=pass header.from=example.net\r\n"

static enum hk_result change(struct ctx *cx, void *data)
{
	struct mailbox mailbox;

	HK_TRY(mailbox_find(cx, ((struct house_world *)data)->mailbox.id, &mailbox));
	mailbox.trusted_server = ((struct house_world *)data)->mailbox.trusted_server;
	return mailbox_change(cx, &mailbox, "");
}

static enum hk_result trust(struct house_world *world, const char *server)
{
	world->mailbox.trusted_server = server;
	world_act(world, &world->system);
	return ctx_write(&world->cx, change, world);
}

struct found {
	struct inbound_list rows;
	struct proof proof;
	struct proof_list of_ticket;
};

static enum hk_result look(struct ctx *cx, void *data)
{
	struct found *found = data;

	HK_TRY(inbound_page(cx, &(struct inbound_filter){ .outcome = "" }, INT64_MAX, 1,
			    &found->rows));
	HK_TRY(proof_of_inbound(cx, found->rows.items[0].id, &found->proof));
	return proof_every(cx, found->rows.items[0].ticket_id, &found->of_ticket);
}

static struct found found(struct house_world *world)
{
	struct found found;

	assert_int_equal(ctx_read(&world->cx, look, &found), HK_OK);
	return found;
}

/* The verdict on a mail of jonas@example.net with these lines on top. */
static const char *verdict(struct house_world *world, const char *lines)
{
	deed_mail(world, "help@nordhome.example",
		  hk_format(world->arena,
			    "%sFrom: Jonas <jonas@example.net>\r\nTo: help@nordhome.example\r\n"
			    "Subject: Kettle\r\nMessage-ID: <%s@example.net>\r\n\r\nIt leaks.\r\n",
			    lines, hk_token_new(world->arena)));
	return found(world).proof.verdict;
}

static void the_verdict_follows_what_the_trusted_server_found(void **state)
{
	static const struct {
		const char *results, *verdict;
	} cases[] = {
		{ "dmarc=pass header.from=example.net", "confirmed" },
		{ "dmarc=pass header.from=evil.example", "unconfirmed" },
		{ "dmarc=fail header.from=example.net; dkim=pass header.d=evil.example", "failed" },
		{ "dmarc=none header.from=example.net; dkim=pass header.d=example.net",
		  "confirmed" },
		{ "dkim=fail header.d=example.net; dkim=pass header.i=@mail.example.net",
		  "confirmed" },
		{ "dkim=pass header.d=evil.example", "unconfirmed" },
		{ "dkim=pass header.d=net", "unconfirmed" },
		{ "dkim=pass header.d=notexample.net", "unconfirmed" },
		{ "dkim=fail header.d=example.net", "unconfirmed" },
		{ "spf=pass smtp.mailfrom=bounce@example.net", "confirmed" },
		{ "spf=pass smtp.mailfrom=evil.example", "unconfirmed" },
		{ "spf=fail smtp.mailfrom=example.net", "failed" },
		{ "spf=softfail smtp.mailfrom=example.net", "unconfirmed" },
		{ "none", "unconfirmed" },
	};
	struct house_world *world = *state;

	assert_int_equal(trust(world, "MX.nordhome.example"), HK_OK);
	for (size_t i = 0; i < HK_COUNT(cases); i++)
		assert_string_equal(
			verdict(world, hk_format(world->arena,
						 "Authentication-Results: mx.nordhome.example;"
						 " %s\r\n" BORDER,
						 cases[i].results)),
			cases[i].verdict);
}

static void only_what_our_side_wrote_on_top_counts(void **state)
{
	static const struct {
		const char *lines, *verdict;
	} cases[] = {
		/* As Postfix, Gmail and a mail store behind the border write them. */
		{ PASS BORDER, "confirmed" },
		{ BORDER PASS, "confirmed" },
		{ "Received: by 2002:a05:6a10:1 with SMTP id 2; Sun\r\n" BORDER PASS, "confirmed" },
		{ "Received: from mx.nordhome.example ([127.0.0.1]) by store.nordhome.example"
		  " with LMTP id 3\r\n" PASS BORDER,
		  "confirmed" },
		{ "Received: from mx (mx [10.0.0.2]) by store.nordhome.example with "
		  "ESMTP\r\n" BORDER PASS,
		  "confirmed" },
		/* Another name, or below what came from elsewhere. */
		{ "Authentication-Results: mx.evil.example; dmarc=pass\r\n" BORDER, "" },
		{ "Received: from y (y [192.0.2.8]) by mx.evil.example with SMTP\r\n" PASS, "" },
		{ BORDER
		  "Received: from y (y [192.0.2.8]) by mx.nordhome.example with SMTP\r\n" PASS,
		  "" },
		{ BORDER "Received: by mx.nordhome.example with SMTP\r\n" PASS, "" },
		/* A sender that calls himself by an address of ours is still elsewhere. */
		{ "Received: from [127.0.0.1] (x [192.0.2.7]) by mx.nordhome.example with SMTP\r\n"
		  "Received: from y (y [192.0.2.8]) by mx.nordhome.example with SMTP\r\n" PASS,
		  "" },
		/* One that counted is the last: neither a second pass nor another method. */
		{ "Authentication-Results: mx.nordhome.example; spf=fail smtp.mailfrom=example.net"
		  "\r\n" BORDER PASS,
		  "failed" },
		{ "Authentication-Results: mx.nordhome.example; dmarc=fail\r\n" PASS BORDER,
		  "failed" },
	};
	struct house_world *world = *state;

	assert_int_equal(trust(world, "mx.nordhome.example"), HK_OK);
	for (size_t i = 0; i < HK_COUNT(cases); i++)
		assert_string_equal(verdict(world, cases[i].lines), cases[i].verdict);
}

static void nobody_is_believed_until_an_administrator_names_him(void **state)
{
	struct house_world *world = *state;

	assert_string_equal(verdict(world, PASS BORDER), "");
	assert_int_equal(trust(world, "mx.nordhome.example; x"), HK_INVALID);
	assert_int_equal(trust(world, "mx.nordhome.example"), HK_OK);
	assert_string_equal(verdict(world, PASS BORDER), "confirmed");
	assert_string_equal(verdict(world, BORDER), "");
}

static void two_authors_are_never_confirmed(void **state)
{
	struct house_world *world = *state;

	assert_int_equal(trust(world, "mx.nordhome.example"), HK_OK);
	assert_string_equal(verdict(world, PASS BORDER "From: Eve <eve@evil.example>\r\n"),
			    "unconfirmed");
}

static void the_proof_stands_with_the_message_and_in_the_ledger(void **state)
{
	struct house_world *world = *state;
	struct found seen;

	assert_int_equal(trust(world, "mx.nordhome.example"), HK_OK);
	verdict(world,
		"Authentication-Results: mx.nordhome.example; spf=fail (no) smtp.mailfrom=a@b"
		"; dkim=pass header.d=example.net\r\n" BORDER);
	seen = found(world);
	assert_int_equal(seen.of_ticket.count, 1);
	assert_int_equal(seen.of_ticket.items[0].message_id, seen.rows.items[0].message_id);
	assert_string_equal(seen.proof.server, "mx.nordhome.example");
	assert_string_equal(seen.proof.detail, "dkim=pass spf=fail");
}

static void a_header_is_read_with_its_comments_quotes_and_faults(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct auth_results results;

	(void)state;
	assert_true(auth_results_read(
		arena,
		" (by (us) \\) ) mx.example 1 ; DKIM/1 = Pass (good) reason=\"all; \\\"well\\\"\""
		" header.D=\"a.example\" ; spf=fail smtp.mailfrom=a@b.example;;dmarc=pass",
		&results));
	assert_string_equal(results.server, "mx.example");
	assert_int_equal(results.count, 2);
	assert_string_equal(results.items[0].method, "dkim");
	assert_string_equal(results.items[0].result, "pass");
	assert_string_equal(auth_property(&results.items[0], "reason"), "all; \"well\"");
	assert_string_equal(auth_property(&results.items[0], "header.d"), "a.example");
	assert_string_equal(auth_property(&results.items[1], "smtp.mailfrom"), "a@b.example");
	assert_false(auth_results_read(arena, " (nothing", &results));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(the_verdict_follows_what_the_trusted_server_found),
		in_reading_house(only_what_our_side_wrote_on_top_counts),
		in_reading_house(nobody_is_believed_until_an_administrator_names_him),
		in_reading_house(two_authors_are_never_confirmed),
		in_reading_house(the_proof_stands_with_the_message_and_in_the_ledger),
		cmocka_unit_test(a_header_is_read_with_its_comments_quotes_and_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
