/* A read that lost its database halfway is done again; programs must get one document, not two. */
#include "base/buf.h"
#include "test.h"
#include "web/pages/api/api_json.h"

enum { ROOM = 1024 };

static void an_answer_that_is_begun_anew_is_one_document(void **state)
{
	scoped_buf text;
	struct html out = { .to = &text };
	struct web_request req = { .out = &out };
	struct hk_json json;

	(void)state;
	hk_buf_init(&text, ROOM);
	json = api_answer(&req, 201);
	hk_json_open(&json, NULL, '{');
	hk_json_int(&json, "number", 20418);
	json = api_answer(&req, 201);
	hk_json_open(&json, NULL, '{');
	hk_json_int(&json, "number", 20418);
	hk_json_close(&json, '}');
	assert_int_equal(text.length, strlen("{\"number\":20418}"));
	assert_memory_equal(text.bytes, "{\"number\":20418}", text.length);
	assert_int_equal(req.status, 201);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_that_is_begun_anew_is_one_document),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
