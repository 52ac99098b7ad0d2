#include <string.h>

#include "base/time.h"
#include "core/audit.h"
#include "core/rights.h"
#include "core/throttle.h"
#include "house_world.h"
#include "job/mail/link_mail.h"
#include "people/customer.h"
#include "people/link.h"
#include "people/session.h"
#include "people/sign_in.h"
#include "people/token.h"
#include "test.h"

struct step {
	const char *token, *text;
	struct actor actor;
	struct session_view view;
	struct link_row link;
	struct customer_new who;
	struct customer customer;
	struct staff staff;
	int64_t id, used_at;
};

static enum hk_result sign_in(struct ctx *cx, void *data)
{
	struct step *step = data;

	return session_add(cx, "staff", step->id, "Firefox", &step->token);
}

static enum hk_result who_is_it(struct ctx *cx, void *data)
{
	struct step *step = data;

	return session_actor(cx, step->token, &step->actor, &step->view);
}

static void a_session_ends_when_nobody_uses_it(void **state)
{
	struct house_world *world = *state;
	struct step step = { .id = world->rasa.id };

	assert_int_equal(ctx_write(&world->cx, sign_in, &step), HK_OK);
	assert_int_equal(ctx_read(&world->cx, who_is_it, &step), HK_OK);
	assert_int_equal(step.actor.id, world->rasa.id);
	assert_true(actor_may(&step.actor, RIGHT_TICKET_REPLY));
	assert_false(actor_may(&step.actor, RIGHT_ADMIN));
	world->cx.now += 15 * (int64_t)HK_HOUR;
	assert_int_equal(ctx_read(&world->cx, who_is_it, &step), HK_NOT_FOUND);
}

static enum hk_result leave(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(staff_find(cx, step->id, &step->staff));
	step->staff.is_active = 0;
	return staff_change(cx, &step->staff);
}

static void who_left_is_signed_out_at_once(void **state)
{
	struct house_world *world = *state;
	struct step step = { .id = world->rasa.id };

	assert_int_equal(ctx_write(&world->cx, sign_in, &step), HK_OK);
	assert_int_equal(ctx_write(&world->cx, leave, &step), HK_OK);
	assert_int_equal(ctx_read(&world->cx, who_is_it, &step), HK_NOT_FOUND);
}

static void the_last_administrator_stays(void **state)
{
	struct house_world *world = *state;
	struct step step = { .id = world->admin.id };

	assert_int_equal(ctx_write(&world->cx, leave, &step), HK_CONFLICT);
	assert_non_null(world->cx.problem);
}

static enum hk_result make_link(struct ctx *cx, void *data)
{
	struct step *step = data;
	struct sign_in_link link;

	HK_TRY(sign_in_link_make(cx, step->text, 15 * HK_MINUTE, &link));
	step->token = link.token;
	return HK_OK;
}

static enum hk_result use_link(struct ctx *cx, void *data)
{
	struct step *step = data;

	return link_use(cx, "sign_in", step->token, &step->link);
}

static enum hk_result look_at_link(struct ctx *cx, void *data)
{
	struct step *step = data;

	return link_find(cx, "sign_in", step->token, &step->link);
}

static void a_link_works_once_and_looking_does_not_use_it_up(void **state)
{
	struct house_world *world = *state;
	struct step step = { .text = "rasa@nordhome.example" };

	assert_int_equal(ctx_write(&world->cx, make_link, &step), HK_OK);
	assert_int_equal(ctx_read(&world->cx, look_at_link, &step), HK_OK);
	assert_int_equal(ctx_read(&world->cx, look_at_link, &step), HK_OK);
	assert_int_equal(ctx_write(&world->cx, use_link, &step), HK_OK);
	assert_int_equal(ctx_write(&world->cx, use_link, &step), HK_NOT_FOUND);
	assert_int_equal(ctx_read(&world->cx, look_at_link, &step), HK_NOT_FOUND);
}

static void a_link_expires(void **state)
{
	struct house_world *world = *state;
	struct step step = { .text = "rasa@nordhome.example" };

	assert_int_equal(ctx_write(&world->cx, make_link, &step), HK_OK);
	world->cx.now += 16 * HK_MINUTE;
	assert_int_equal(ctx_write(&world->cx, use_link, &step), HK_NOT_FOUND);
}

static void links_for_one_address_are_limited(void **state)
{
	struct house_world *world = *state;
	struct link_mail mail = { "rasa@nordhome.example", "192.0.2.1", "" };

	for (int i = 0; i < 5; i++)
		assert_int_equal(ctx_write(&world->cx, link_mail_work, &mail), HK_OK);
	assert_int_equal(ctx_write(&world->cx, link_mail_work, &mail), HK_DENIED);
	world->cx.now += 16 * HK_MINUTE;
	assert_int_equal(ctx_write(&world->cx, link_mail_work, &mail), HK_OK);
}

enum { LINK, OUTBOX, TABLES = 7 };

struct counts {
	int64_t rows[TABLES];
};

struct count {
	int64_t rows;
};

static const struct db_column count_columns[] = { DB_COLUMN_AS(struct count, rows, "count(*)") };

/* How many rows the tables have that a link by mail may touch. */
static enum hk_result count_rows(struct ctx *cx, void *data)
{
	static const struct db_record records[TABLES] = {
		[LINK] = DB_RECORD("link", struct count, count_columns),
		[OUTBOX] = DB_RECORD("outbox", struct count, count_columns),
		DB_RECORD("link_wish", struct count, count_columns),
		DB_RECORD("job", struct count, count_columns),
		DB_RECORD("throttle", struct count, count_columns),
		DB_RECORD("audit", struct count, count_columns),
		DB_RECORD("event", struct count, count_columns),
	};
	struct counts *counts = data;

	for (size_t i = 0; i < TABLES; i++) {
		struct count count;
		HK_TRY(db_select_one(cx->db, &records[i], DB_WHERE("1 = 1", ""), DB_NONE, &count));
		counts->rows[i] = count.rows;
	}
	return HK_OK;
}

static struct counts counted(struct house_world *world)
{
	struct counts counts;

	assert_int_equal(ctx_read(&world->cx, count_rows, &counts), HK_OK);
	return counts;
}

/* What the answer waits for: how many rows each table got. */
static struct counts done_for(struct house_world *world, const char *email)
{
	struct counts before = counted(world), after;
	struct link_mail mail = { email, email, "" };

	assert_int_equal(ctx_write(&world->cx, link_mail_work, &mail), HK_OK);
	after = counted(world);
	for (size_t i = 0; i < TABLES; i++)
		after.rows[i] -= before.rows[i];
	return after;
}

static void asking_for_a_link_does_the_same_for_every_address(void **state)
{
	struct house_world *world = *state;
	struct counts staff, customer, nobody, before;

	(void)world_ticket(world, "Lamp", "Where is it?");
	world_run_jobs(world);
	staff = done_for(world, "rasa@nordhome.example");
	customer = done_for(world, "jonas@example.net");
	nobody = done_for(world, "nobody@example.net");
	assert_memory_equal(&nobody, &staff, sizeof(staff));
	assert_memory_equal(&nobody, &customer, sizeof(customer));
	assert_int_equal(nobody.rows[LINK] + nobody.rows[OUTBOX], 0);

	before = counted(world);
	world_run_jobs(world);
	assert_int_equal(counted(world).rows[LINK] - before.rows[LINK], 2);
	assert_int_equal(counted(world).rows[OUTBOX] - before.rows[OUTBOX], 2);
}

static enum hk_result rasas_link(struct ctx *cx, void *data)
{
	return sign_in_link_make(cx, "rasa@nordhome.example", 15 * HK_MINUTE, data);
}

static enum hk_result newest_two(struct ctx *cx, void *data)
{
	return audit_page(cx, INT64_MAX, 2, data);
}

static void who_comes_in_is_the_one_who_did_it_in_the_log(void **state)
{
	struct house_world *world = *state;
	struct sign_in try = { .email = "rasa@nordhome.example",
			       .password = "correct horse battery",
			       .code = "",
			       .client = "192.0.2.1",
			       .browser = "Firefox" };
	const struct actor nobody = { .kind = ACTOR_NOBODY, .name = "", .email = "" };
	struct sign_in_link link;
	struct audit_list log;

	assert_int_equal(password_change(&world->cx, world->rasa.id, try.password), HK_OK);
	assert_int_equal(ctx_write(&world->cx, rasas_link, &link), HK_OK);
	world->cx.actor = &nobody;
	assert_int_equal(sign_in_by_password(&world->cx, &try), HK_OK);
	assert_int_equal(sign_in_by_link(&world->cx, link.token, &try), HK_OK);
	assert_ptr_equal(world->cx.actor, &nobody);
	assert_int_equal(ctx_read(&world->cx, newest_two, &log), HK_OK);
	assert_int_equal(log.count, 2);
	for (size_t i = 0; i < log.count; i++) {
		assert_string_equal(log.items[i].actor_kind, "staff");
		assert_int_equal(log.items[i].actor_id, world->rasa.id);
	}
}

static void a_password_lets_in_and_ten_wrong_ones_lock(void **state)
{
	struct house_world *world = *state;
	struct sign_in try = { .email = "rasa@nordhome.example",
			       .password = "correct horse battery",
			       .code = "",
			       .client = "192.0.2.1",
			       .browser = "Firefox" };

	assert_int_equal(password_change(&world->cx, world->rasa.id, "short"), HK_INVALID);
	assert_int_equal(password_change(&world->cx, world->rasa.id, try.password), HK_OK);
	assert_int_equal(sign_in_by_password(&world->cx, &try), HK_OK);
	assert_non_null(try.token);
	try.password = "something else entirely";
	for (int i = 0; i < 9; i++)
		assert_int_equal(sign_in_by_password(&world->cx, &try), HK_DENIED);
	try.password = "correct horse battery";
	assert_int_equal(sign_in_by_password(&world->cx, &try), HK_DENIED);
	world->cx.now += 16 * HK_MINUTE;
	assert_int_equal(sign_in_by_password(&world->cx, &try), HK_OK);
}

static void one_account_has_one_limit_however_it_is_written(void **state)
{
	static const char *const forms[] = { "rasa@nordhome.example", "RASA@nordhome.example",
					     " Rasa@Nordhome.Example " };
	struct house_world *world = *state;
	struct sign_in try = { .password = "something else entirely",
			       .code = "",
			       .client = "192.0.2.1",
			       .browser = "" };
	size_t tries = 0;

	do {
		try.email = forms[tries++ % HK_COUNT(forms)];
		assert_int_equal(sign_in_by_password(&world->cx, &try), HK_DENIED);
	} while (!strstr(world->cx.problem, "too often") && tries < 40);
	assert_int_equal(tries, 11);
}

static enum hk_result count_client(struct ctx *cx, void *data)
{
	return throttle_count_client(cx, "test", data, 1, HK_HOUR);
}

static void a_network_of_one_subscriber_has_one_limit(void **state)
{
	struct house_world *world = *state;
	char first[] = "2001:db8:1:2::1", same[] = "2001:db8:1:2:ffff:1::9";
	char other[] = "2001:db8:1:3::1", old[] = "192.0.2.1", old_other[] = "192.0.2.2";

	assert_int_equal(ctx_write(&world->cx, count_client, first), HK_OK);
	assert_int_equal(ctx_write(&world->cx, count_client, same), HK_DENIED);
	assert_int_equal(ctx_write(&world->cx, count_client, other), HK_OK);
	assert_int_equal(ctx_write(&world->cx, count_client, old), HK_OK);
	assert_int_equal(ctx_write(&world->cx, count_client, old_other), HK_OK);
	/* What was refused does not forget what was counted before. */
	for (int i = 0; i < 5; i++)
		assert_int_equal(ctx_write(&world->cx, count_client, first), HK_DENIED);
}

static void an_unknown_address_costs_as_much_as_a_known_one(void **state)
{
	struct house_world *world = *state;
	struct sign_in try = { .password = "something else entirely",
			       .code = "",
			       .client = "192.0.2.1",
			       .browser = "" };
	int64_t begun, known, unknown;

	assert_int_equal(password_change(&world->cx, world->rasa.id, "correct horse battery"),
			 HK_OK);
	try.email = "rasa@nordhome.example";
	begun = hk_clock_cpu_us();
	assert_int_equal(sign_in_by_password(&world->cx, &try), HK_DENIED);
	known = hk_clock_cpu_us() - begun;
	try.email = "nobody@nordhome.example";
	begun = hk_clock_cpu_us();
	assert_int_equal(sign_in_by_password(&world->cx, &try), HK_DENIED);
	unknown = hk_clock_cpu_us() - begun;
	/* The hash is nearly all of it; without one it would be a hundredth. */
	assert_true(unknown > known / 3 && known > unknown / 3);
}

static void an_unknown_address_is_refused_in_the_same_words(void **state)
{
	struct house_world *world = *state;
	struct sign_in try = { .email = "nobody@nordhome.example",
			       .password = "something else entirely",
			       .code = "",
			       .client = "192.0.2.1",
			       .browser = "" };
	const char *words;

	assert_int_equal(sign_in_by_password(&world->cx, &try), HK_DENIED);
	words = world->cx.problem;
	try.email = "rasa@nordhome.example";
	assert_int_equal(sign_in_by_password(&world->cx, &try), HK_DENIED);
	assert_string_equal(world->cx.problem, words);
}

static enum hk_result ensure(struct ctx *cx, void *data)
{
	struct step *step = data;

	return customer_ensure(cx, &step->who, &step->customer);
}

static void one_address_is_one_customer_however_it_is_written(void **state)
{
	struct house_world *world = *state;
	struct step step = { .who = { .name = "Jonas",
				      .email = " Jonas@Example.NET ",
				      .phone = "",
				      .language = "lt",
				      .tokens = "" } };
	int64_t id;

	assert_int_equal(ctx_write(&world->cx, ensure, &step), HK_OK);
	id = step.customer.id;
	step.who.email = "jonas@example.net";
	step.who.name = "Somebody Else";
	assert_int_equal(ctx_write(&world->cx, ensure, &step), HK_OK);
	assert_int_equal(step.customer.id, id);
	assert_string_equal(step.customer.name, "Jonas");
}

static void a_domain_is_the_same_in_any_letters(void **state)
{
	struct house_world *world = *state;
	const char *expected = "jonas@xn--mller-kva.example";

	assert_string_equal(customer_email(&world->cx, "Jonas@müller.example"), expected);
	assert_string_equal(customer_email(&world->cx, "jonas@MÜLLER.Example"), expected);
	assert_string_equal(customer_email(&world->cx, "jonas@XN--mller-KVA.example"), expected);
	assert_string_equal(customer_email(&world->cx, "জোনাস@উদাহরণ.example"),
			    "জোনাস@xn--d5b6ci4b4b3a.example");
	assert_null(customer_email(&world->cx, "jonas@-ü-.example"));
	assert_null(customer_email(&world->cx, "jonas@ü..example"));
	assert_null(customer_email(&world->cx, "jonas@\xc3.example"));
}

static void a_wrong_address_is_told_beside_its_field(void **state)
{
	struct house_world *world = *state;
	struct step step = { .who = { .name = "x",
				      .email = "no address",
				      .phone = "",
				      .language = "",
				      .tokens = "" } };

	assert_int_equal(ctx_write(&world->cx, ensure, &step), HK_INVALID);
	assert_int_equal(world->cx.field_count, 1);
	assert_string_equal(world->cx.fields[0].field, "email");
}

static void phone_numbers_are_the_same_in_any_digits(void **state)
{
	struct house_world *world = *state;

	assert_string_equal(customer_phone(&world->cx, "+880 1711-000000"), "+8801711000000");
	assert_string_equal(customer_phone(&world->cx, "00880 (1711) 000000"), "+8801711000000");
	assert_string_equal(customer_phone(&world->cx, "+৮৮০ ১৭১১ ০০০০০০"), "+8801711000000");
	assert_null(customer_phone(&world->cx, "call me"));
	assert_null(customer_phone(&world->cx, "12"));
}

static enum hk_result make_token(struct ctx *cx, void *data)
{
	struct step *step = data;

	return token_add(cx, step->id, "test", &step->token, &step->id);
}

static enum hk_result use_token(struct ctx *cx, void *data)
{
	struct step *step = data;

	return token_actor(cx, step->token, &step->actor, &step->used_at);
}

static enum hk_result touch_token(struct ctx *cx, void *data)
{
	return token_touch(cx, ((struct step *)data)->token);
}

static enum hk_result end_token(struct ctx *cx, void *data)
{
	return token_revoke(cx, ((struct step *)data)->id, 0);
}

static void a_token_acts_as_its_owner_until_it_is_revoked(void **state)
{
	struct house_world *world = *state;
	struct step step = { .id = world->rasa.id };

	assert_int_equal(WORLD_WRITE(world, make_token, &step), HK_OK);
	assert_int_equal(ctx_read(&world->cx, use_token, &step), HK_OK);
	assert_int_equal(step.actor.id, world->rasa.id);
	assert_int_equal(step.used_at, 0);
	assert_int_equal(ctx_write(&world->cx, touch_token, &step), HK_OK);
	assert_int_equal(ctx_read(&world->cx, use_token, &step), HK_OK);
	assert_int_equal(step.used_at, world->cx.now);
	assert_int_equal(ctx_write(&world->cx, end_token, &step), HK_OK);
	assert_int_equal(ctx_read(&world->cx, use_token, &step), HK_NOT_FOUND);
	assert_int_equal(ctx_write(&world->cx, end_token, &step), HK_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_session_ends_when_nobody_uses_it),
		in_house(who_left_is_signed_out_at_once),
		in_house(the_last_administrator_stays),
		in_house(a_link_works_once_and_looking_does_not_use_it_up),
		in_house(a_link_expires),
		in_house(links_for_one_address_are_limited),
		in_house(asking_for_a_link_does_the_same_for_every_address),
		in_house(who_comes_in_is_the_one_who_did_it_in_the_log),
		in_house(a_password_lets_in_and_ten_wrong_ones_lock),
		in_house(one_account_has_one_limit_however_it_is_written),
		in_house(a_network_of_one_subscriber_has_one_limit),
		in_house(an_unknown_address_costs_as_much_as_a_known_one),
		in_house(an_unknown_address_is_refused_in_the_same_words),
		in_house(one_address_is_one_customer_however_it_is_written),
		in_house(a_domain_is_the_same_in_any_letters),
		in_house(a_wrong_address_is_told_beside_its_field),
		in_house(phone_numbers_are_the_same_in_any_digits),
		in_house(a_token_acts_as_its_owner_until_it_is_revoked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
