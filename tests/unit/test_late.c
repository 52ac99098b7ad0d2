/* Libraries that are loaded when they are needed, and what is there before. */
#include <math.h>

#include "base/late.h"
#include "test.h"

/* clang-format off */
#define SUMS(X) X(lrint) X(lround)

/* clang-format on */

struct sums {
	SUMS(HK_LATE_MEMBER)
};

static const char *const sums[] = { SUMS(HK_LATE_NAME) };

static void each_function_stands_in_its_place(void **state)
{
	struct sums library;

	(void)state;
	assert_int_equal(hk_late_load("libm.so.6", sums, HK_COUNT(sums), &library), HK_OK);
	/* To the even one, and away from nothing. */
	assert_int_equal(library.lrint(2.5), 2);
	assert_int_equal(library.lround(2.5), 3);
}

static void a_library_that_is_not_there_is_unavailable(void **state)
{
	struct sums library;

	(void)state;
	assert_int_equal(hk_late_load("libhark-nowhere.so.7", sums, HK_COUNT(sums), &library),
			 HK_UNAVAILABLE);
}

static void a_library_that_lacks_a_function_is_unavailable(void **state)
{
	static const char *const names[] = { "lrint", "lrint_of_hark" };
	void *places[HK_COUNT(names)];

	(void)state;
	assert_int_equal(hk_late_load("libm.so.6", names, HK_COUNT(names), places), HK_UNAVAILABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_function_stands_in_its_place),
		cmocka_unit_test(a_library_that_is_not_there_is_unavailable),
		cmocka_unit_test(a_library_that_lacks_a_function_is_unavailable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
