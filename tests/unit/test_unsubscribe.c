/* The address by which somebody wants no more mails that he did not ask for. */
#include <inttypes.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "deeds.h"
#include "people/unsubscribe.h"
#include "test.h"

struct wish {
	const char *token;
	bool is_done;
};

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct wish *wish = data;

	return unsubscribe_find(cx, wish->token, &wish->is_done);
}

static enum hk_result do_work(struct ctx *cx, void *data)
{
	return unsubscribe_do(cx, ((const struct wish *)data)->token);
}

static enum hk_result look(struct house_world *world, const char *token, bool *ret_is_done)
{
	struct wish wish = { .token = token };
	enum hk_result result = ctx_read(&world->cx, find_work, &wish);

	*ret_is_done = wish.is_done;
	return result;
}

/* Jonas, who has asked something once. */
static int64_t somebody(struct house_world *world)
{
	return world_ticket(world, "Kettle", "It is broken.").customer_id;
}

static void each_mail_has_an_address_of_its_own_that_tells_nothing(void **state)
{
	struct house_world *world = *state;
	int64_t id = somebody(world);
	const char *first = unsubscribe_token(&world->cx, id);
	const char *second = unsubscribe_token(&world->cx, id);
	const char *number = hk_format(world->arena, "%" PRId64, id);
	bool is_done;

	assert_string_not_equal(first, second);
	assert_int_equal(strlen(first), strlen(unsubscribe_token(&world->cx, INT64_MAX)));
	for (size_t i = 0; i + 4 < strlen(first); i++)
		assert_true(strncmp(first + i, second + i, 4) != 0);
	assert_null(strchr(first, '.'));
	assert_true(strlen(number) < 4 || !strstr(first, number));
	/* Both lead to him, and one of them is enough. */
	assert_int_equal(look(world, first, &is_done), HK_OK);
	assert_false(is_done);
	assert_int_equal(WORLD_WRITE(world, do_work, &(struct wish){ .token = second }), HK_OK);
	assert_int_equal(look(world, first, &is_done), HK_OK);
	assert_true(is_done);
}

static void an_address_that_was_changed_or_is_of_another_house_leads_nowhere(void **state)
{
	struct house_world *world = *state;
	int64_t id = somebody(world), org_id = world->cx.org_id;
	const char *good = unsubscribe_token(&world->cx, id);
	bool is_done;

	assert_int_equal(look(world, good, &is_done), HK_OK);
	for (size_t i = 0; i < strlen(good); i++) {
		char *bad = hk_copy(world->arena, good, strlen(good));

		bad[i] = bad[i] == 'A' ? 'B' : 'A';
		assert_int_equal(look(world, bad, &is_done), HK_NOT_FOUND);
	}
	assert_int_equal(look(world, unsubscribe_token(&world->cx, 4711), &is_done), HK_NOT_FOUND);
	assert_int_equal(look(world, "", &is_done), HK_NOT_FOUND);
	world->cx.org_id = org_id + 1;
	good = unsubscribe_token(&world->cx, id);
	world->cx.org_id = org_id;
	assert_int_equal(look(world, good, &is_done), HK_NOT_FOUND);
}

/* Of mails that left before addresses told nothing. */
static const char *earlier(struct house_world *world, int64_t customer_id, int64_t said_id)
{
	const char *name = hk_format(world->arena, "unsubscribe %" PRId64 " %" PRId64,
				     world->cx.org_id, customer_id);
	unsigned char digest[HK_DIGEST];

	hk_hmac(world->cx.house->key, name, strlen(name), digest);
	return hk_format(world->arena, "%" PRId64 ".%s", said_id,
			 hk_base64url(world->arena, digest, HK_TOKEN));
}

static void an_address_of_an_earlier_version_still_holds(void **state)
{
	struct house_world *world = *state;
	int64_t id = somebody(world);
	bool is_done;

	assert_int_equal(look(world, earlier(world, id, id), &is_done), HK_OK);
	assert_int_equal(look(world, earlier(world, id, id + 1), &is_done), HK_NOT_FOUND);
	assert_int_equal(
		WORLD_WRITE(world, do_work, &(struct wish){ .token = earlier(world, id, id) }),
		HK_OK);
	assert_int_equal(look(world, earlier(world, id, id), &is_done), HK_OK);
	assert_true(is_done);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(each_mail_has_an_address_of_its_own_that_tells_nothing),
		in_house(an_address_that_was_changed_or_is_of_another_house_leads_nowhere),
		in_house(an_address_of_an_earlier_version_still_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
