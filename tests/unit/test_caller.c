/* Who calls: one number is one customer, however it is written. */
#include "base/text.h"
#include "house_world.h"
#include "people/customer.h"
#include "test.h"

struct caller {
	struct customer_new what;
	struct customer customer;
	const char *sought;
	struct customer_list found;
};

static enum hk_result keep_caller(struct ctx *cx, void *data)
{
	struct caller *caller = data;

	return customer_ensure(cx, &caller->what, &caller->customer);
}

static enum hk_result seek_caller(struct ctx *cx, void *data)
{
	struct caller *caller = data;

	return customer_search(cx, caller->sought, true, 10, &caller->found);
}

static int64_t keep_number(struct house_world *world, const char *name, const char *phone)
{
	struct caller caller = { .what = { .name = name,
					   .email = "",
					   .phone = phone,
					   .language = "",
					   .tokens =
						   customer_tokens(&world->cx, name, "", phone) } };

	assert_int_equal(ctx_write(&world->cx, keep_caller, &caller), HK_OK);
	return caller.customer.id;
}

static void assert_finds(struct house_world *world, const char *sought, int64_t id)
{
	struct caller caller = { .sought = sought };

	assert_int_equal(ctx_read(&world->cx, seek_caller, &caller), HK_OK);
	if (caller.found.count != 1)
		fail_msg("%s finds %zu", sought, caller.found.count);
	assert_int_equal(caller.found.items[0].id, id);
}

static int64_t keep_address(struct house_world *world, const char *name, const char *email)
{
	struct caller caller = { .what = { .name = name,
					   .email = email,
					   .phone = "",
					   .language = "",
					   .tokens =
						   customer_tokens(&world->cx, name, email, "") } };

	assert_int_equal(ctx_write(&world->cx, keep_caller, &caller), HK_OK);
	return caller.customer.id;
}

static void whose_whole_address_it_is_stands_before_who_has_it_among_his_words(void **state)
{
	struct house_world *world = *state;
	int64_t grace = keep_address(world, "Grace", "grace@example.net");
	struct caller caller = { .sought = " GRACE@example.net " };

	for (int i = 0; i < 12; i++)
		(void)keep_address(world, "Grace",
				   hk_format(world->cx.arena, "grace.%d@example.net", i));
	assert_int_equal(ctx_read(&world->cx, seek_caller, &caller), HK_OK);
	assert_int_equal(caller.found.count, 10);
	assert_int_equal(caller.found.items[0].id, grace);
}

static void a_caller_is_found_however_his_number_is_written(void **state)
{
	static const char *const whole[] = { "+370 612 99999", "+37061299999", "0037061299999",
					     "37061299999",    "8 612 99999",  "861299999",
					     "0 612 99999",    "61299999",     "(8-612) 99 999",
					     "+3706129",       "37061299",     "86129",
					     "6129",           "৬১২৯৯৯৯৯" };
	struct house_world *world = *state;
	int64_t jonas = keep_number(world, "Jonas", "+370 612 99999");

	(void)keep_number(world, "Ona", "+370 655 00000");
	for (size_t i = 0; i < HK_COUNT(whole); i++)
		assert_finds(world, whole[i], jonas);
}

static void a_caller_who_was_kept_without_his_country_is_found_with_it(void **state)
{
	static const char *const sought[] = { "+37061299999", "8 612 99999", "61299999" };
	struct house_world *world = *state;
	int64_t jonas = keep_number(world, "Jonas", "8 612 99999");

	for (size_t i = 0; i < HK_COUNT(sought); i++)
		assert_finds(world, sought[i], jonas);

	/* Of Estonia, seven digits. */
	int64_t mari = keep_number(world, "Mari", "512 3456");

	assert_finds(world, "+372 512 3456", mari);
}

static void a_number_with_its_sign_or_without_is_one_customer(void **state)
{
	struct house_world *world = *state;
	int64_t jonas = keep_number(world, "Jonas", "+370 612 99999");

	assert_int_equal(keep_number(world, "", "37061299999"), jonas);
	assert_int_equal(keep_number(world, "", "00 370 612 99 999"), jonas);
}

struct number_added {
	struct customer customer;
	const char *number;
};

static enum hk_result add_number(struct ctx *cx, void *data)
{
	struct number_added *added = data;

	return customer_address_add(cx, &added->customer, added->number, "");
}

static void nobody_gets_the_number_of_somebody_else_by_writing_it_otherwise(void **state)
{
	struct house_world *world = *state;
	int64_t jonas = keep_number(world, "Jonas", "+370 612 99999");
	struct caller ona = { .what = { .name = "Ona",
					.email = "ona@example.net",
					.phone = "37061299999",
					.language = "",
					.tokens = "" } };

	assert_int_equal(ctx_write(&world->cx, keep_caller, &ona), HK_OK);
	assert_int_not_equal(ona.customer.id, jonas);
	assert_int_equal(keep_number(world, "", "37061299999"), jonas);

	struct number_added wish = { .customer = ona.customer, .number = "370 612 99999" };

	assert_int_equal(ctx_write(&world->cx, add_number, &wish), HK_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_caller_is_found_however_his_number_is_written),
		in_house(whose_whole_address_it_is_stands_before_who_has_it_among_his_words),
		in_house(a_caller_who_was_kept_without_his_country_is_found_with_it),
		in_house(a_number_with_its_sign_or_without_is_one_customer),
		in_house(nobody_gets_the_number_of_somebody_else_by_writing_it_otherwise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
