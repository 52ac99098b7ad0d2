
#include "base/text.h"
#include "core/i18n.h"
#include "test.h"
#include "web/route.h"
#include "web/transport.h"

static enum hk_result answer(struct web_request *req)
{
	(void)req;
	return HK_OK;
}

enum { OPEN = WEB_ANONYMOUS };

static const struct web_route tickets[] = {
	ROUTE("GET", "/", RIGHT_PUBLIC, answer, OPEN, NULL),
	ROUTE("GET", "/tickets/{number}", RIGHT_TICKET_READ, answer, 0, NULL),
	ROUTE("PATCH", "/tickets/{number}", RIGHT_TICKET_REPLY, answer, 0, NULL),
	ROUTE("GET", "/tickets/new", RIGHT_TICKET_READ, answer, 0, NULL),
	ROUTE("POST", "/tickets/{id}/files/{name}", RIGHT_TICKET_REPLY, answer, 0, NULL),
	{ 0 },
};
static const struct web_family families[] = { { "tickets", tickets }, { 0 } };

struct fixture {
	struct router *router;
	struct hk_arena *arena;
};

static int open_router(void **state)
{
	static struct fixture fixture;

	fixture.arena = hk_arena_new();
	*state = &fixture;
	return router_new(families, &fixture.router) == HK_OK ? 0 : -1;
}

static int close_router(void **state)
{
	struct fixture *fixture = *state;

	router_free(fixture->router);
	hk_arena_free(fixture->arena);
	return 0;
}

static const struct web_route *find(void **state, const char *method, const char *path,
				    struct route_found *ret)
{
	struct fixture *fixture = *state;

	*ret = (struct route_found){ 0 };
	return route_find(fixture->router, fixture->arena, method, path, ret) == HK_OK ? ret->route
										       : NULL;
}

static void a_written_segment_goes_before_a_name(void **state)
{
	struct route_found found;

	assert_ptr_equal(&tickets[3], find(state, "GET", "/tickets/new", &found));
	assert_int_equal(0, found.count);
	assert_ptr_equal(&tickets[1], find(state, "GET", "/tickets/17", &found));
	assert_string_equal("number", found.values[0].name);
	assert_string_equal("17", found.values[0].value);
}

static void a_name_is_tried_where_a_written_segment_leads_nowhere(void **state)
{
	struct route_found found;

	assert_ptr_equal(&tickets[2], find(state, "PATCH", "/tickets/new", &found));
	assert_ptr_equal(&tickets[4], find(state, "POST", "/tickets/new/files/a", &found));
}

static void values_are_decoded_and_named_by_their_own_route(void **state)
{
	struct route_found found;

	assert_non_null(find(state, "POST", "/tickets/1%2F2/files/%E0%A6%95+b", &found));
	assert_int_equal(2, found.count);
	assert_string_equal("id", found.values[0].name);
	assert_string_equal("1/2", found.values[0].value);
	assert_string_equal("name", found.values[1].name);
	assert_string_equal("\xe0\xa6\x95+b", found.values[1].value);
}

static void head_is_answered_like_get(void **state)
{
	struct route_found found;

	assert_ptr_equal(&tickets[0], find(state, "HEAD", "/", &found));
}

static void paths_that_nobody_wrote_are_not_found(void **state)
{
	static const char *const paths[] = {
		"",
		"x",
		"/x",
		"/tickets",
		"/tickets/",
		"/tickets//files/a",
		"//tickets/1",
		"/tickets/1/",
		"/Tickets/1",
		"/tickets/%ff",
		"/tickets/a%0ab",
		"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < HK_COUNT(paths); i++) {
		struct route_found found;

		assert_int_equal(HK_NOT_FOUND, route_find(fixture->router, fixture->arena, "GET",
							  paths[i], &found));
	}
}

static void another_method_is_told_which_there_are(void **state)
{
	struct fixture *fixture = *state;
	struct route_found found;

	assert_int_equal(HK_DENIED, route_find(fixture->router, fixture->arena, "DELETE",
					       "/tickets/1", &found));
	assert_string_equal("GET, HEAD, PATCH", found.allow);
	assert_int_equal(HK_DENIED, route_find(fixture->router, fixture->arena, "BREW",
					       "/tickets/new", &found));
	assert_string_equal("GET, HEAD, PATCH", found.allow);
}

static enum hk_result try_tables(const struct web_route *routes)
{
	const struct web_family family[] = { { "bad", routes }, { 0 } };
	struct router *router;
	enum hk_result result = router_new(family, &router);

	if (result == HK_OK)
		router_free(router);
	return result;
}

static void wrong_tables_do_not_start(void **state)
{
	static const struct web_route twice[] = {
		ROUTE("GET", "/a/{x}", RIGHT_PUBLIC, answer, OPEN, NULL),
		ROUTE("GET", "/a/{y}", RIGHT_PUBLIC, answer, OPEN, NULL),
		{ 0 },
	};
	static const struct web_route method[] = {
		ROUTE("HEAD", "/a", RIGHT_PUBLIC, answer, OPEN, NULL), { 0 }
	};
	static const struct web_route slash[] = {
		ROUTE("GET", "a", RIGHT_PUBLIC, answer, OPEN, NULL), { 0 }
	};
	static const struct web_route nobody[] = {
		ROUTE("GET", "/a", RIGHT_PUBLIC, NULL, OPEN, NULL), { 0 }
	};
	static const struct web_route unsaid[] = {
		ROUTE("GET", "/a", RIGHT_PUBLIC, answer, 0, NULL), { 0 }
	};
	static const struct web_route contrary[] = {
		ROUTE("GET", "/a", RIGHT_ADMIN, answer, OPEN, NULL), { 0 }
	};

	(void)state;
	assert_int_equal(HK_FAILED, try_tables(twice));
	assert_int_equal(HK_FAILED, try_tables(method));
	assert_int_equal(HK_FAILED, try_tables(slash));
	assert_int_equal(HK_FAILED, try_tables(nobody));
	assert_int_equal(HK_FAILED, try_tables(unsaid));
	assert_int_equal(HK_FAILED, try_tables(contrary));
	assert_int_equal(HK_OK, try_tables(tickets));
}

static void a_language_is_taken_from_the_path(void **state)
{
	const char *rest = NULL;

	(void)state;
	assert_string_equal("bn", language_in_path("/bn/help", &rest)->code);
	assert_string_equal("/help", rest);
	assert_string_equal("lt", language_in_path("/lt", &rest)->code);
	assert_string_equal("/", rest);
	assert_null(language_in_path("/bnx/help", &rest));
	assert_null(language_in_path("/de/help", &rest));
	assert_null(language_in_path("", &rest));
}

static void private_hosts_are_known(void **state)
{
	static const char *const near[] = {
		"localhost",  "shop.localhost", "127.0.0.1",   "127.9.9.9",      "10.0.0.1",
		"172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.1.1",    "::1",
		"fd00::1",    "fe80::1",        "hark.local",  "hark.home.arpa",
	};
	static const char *const far[] = {
		"example.org",
		"172.15.0.1",
		"172.32.0.1",
		"192.169.0.1",
		"11.0.0.1",
		"2001:db8::1",
		"::",
		"localhost.example.org",
		"",
		"128.0.0.1",
		"notlocal",
	};

	(void)state;
	for (size_t i = 0; i < HK_COUNT(near); i++)
		assert_true(host_is_private(near[i]));
	for (size_t i = 0; i < HK_COUNT(far); i++)
		assert_false(host_is_private(far[i]));
}

static void a_host_is_cut_from_what_stands_around_it(void **state)
{
	struct fixture *fixture = *state;

	assert_string_equal("help.example.org",
			    host_of(fixture->arena, "https://Help.Example.org:8443/x"));
	assert_string_equal("::1", host_of(fixture->arena, "[::1]:8025"));
	assert_string_equal("10.0.0.1", host_of(fixture->arena, "10.0.0.1"));
	assert_string_equal("", host_of(fixture->arena, ""));
}

static void unreadable_proxies_are_refused(void **state)
{
	static const char *const lists[] = { "10.0.0.0/33", "10.0.0",      "::1/129",  "a",
					     "10.0.0.0/",   "10.0.0.0/-1", "1.1.1.1,x" };
	struct proxies *proxies;

	(void)state;
	for (size_t i = 0; i < HK_COUNT(lists); i++)
		assert_int_equal(HK_INVALID, proxies_new(lists[i], &proxies));
	assert_int_equal(HK_OK, proxies_new(" 10.0.0.0/8, ::1 ,unix, 2001:db8::/32,,", &proxies));
	proxies_free(proxies);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_written_segment_goes_before_a_name),
		cmocka_unit_test(a_name_is_tried_where_a_written_segment_leads_nowhere),
		cmocka_unit_test(values_are_decoded_and_named_by_their_own_route),
		cmocka_unit_test(head_is_answered_like_get),
		cmocka_unit_test(paths_that_nobody_wrote_are_not_found),
		cmocka_unit_test(another_method_is_told_which_there_are),
		cmocka_unit_test(wrong_tables_do_not_start),
		cmocka_unit_test(a_language_is_taken_from_the_path),
		cmocka_unit_test(private_hosts_are_known),
		cmocka_unit_test(a_host_is_cut_from_what_stands_around_it),
		cmocka_unit_test(unreadable_proxies_are_refused),
	};

	return cmocka_run_group_tests(tests, open_router, close_router);
}
