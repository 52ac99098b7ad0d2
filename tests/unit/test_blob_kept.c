#include <string.h>

#include "base/file.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/time.h"
#include "core/blob_kept.h"
#include "deeds.h"
#include "intake/intake.h"
#include "job/sweep.h"
#include "test.h"

/* Rows of three pages; more steps than all phases, pages and folders together. */
enum { CROWD = 2600, STEPS = 300 };

static const char *mail_of(struct house_world *world, size_t letters)
{
	char *text = hk_alloc(world->arena, letters + 1, 1);

	memset(text, 'x', letters);
	return hk_format(world->arena,
			 "From: jonas@example.net\r\nTo: help@nordhome.example\r\n"
			 "Subject: Kettle\r\n\r\nThe lid is broken. %s\r\n",
			 text);
}

/* Its name. */
static const char *take(struct house_world *world, const char *raw)
{
	unsigned char digest[HK_DIGEST];

	assert_string_equal(deed_mail(world, "help@nordhome.example", raw).outcome, "ticket");
	hk_sha256(raw, strlen(raw), digest);
	return hk_hex(world->arena, digest, sizeof(digest));
}

static bool is_file(struct house_world *world, const char *name)
{
	return blob_file_check(world->house.blobs, world->cx.org_id, name) == HK_OK;
}

static void expect_bytes(struct house_world *world, const char *name, const char *raw)
{
	int64_t length;
	size_t size;
	char *bytes;
	int opened;

	assert_int_equal(blob_open(&world->cx, name, &opened, &length), HK_OK);

	scoped_fd fd = opened;

	assert_int_equal(hk_fd_read(world->arena, fd, strlen(raw), &bytes, &size), HK_OK);
	assert_int_equal(length, strlen(raw));
	assert_int_equal(size, strlen(raw));
	assert_memory_equal(bytes, raw, size);
}

static void a_small_mail_makes_no_file_and_is_read_as_it_came(void **state)
{
	struct house_world *world = *state;
	const char *raw = mail_of(world, 100), *name = take(world, raw);

	assert_false(is_file(world, name));
	expect_bytes(world, name, raw);
	assert_int_equal(blob_check(&world->cx, name), HK_OK);
}

static void a_large_mail_is_a_file_and_is_read_alike(void **state)
{
	struct house_world *world = *state;
	const char *raw = mail_of(world, BLOB_ROW_BYTES), *name = take(world, raw);

	assert_true(is_file(world, name));
	expect_bytes(world, name, raw);
	assert_int_equal(blob_check(&world->cx, name), HK_OK);
}

static void a_small_mail_that_is_a_file_from_before_is_read_too(void **state)
{
	struct house_world *world = *state;
	const char *raw = mail_of(world, 10), *name;

	assert_int_equal(blob_put(world->house.blobs, world->arena, world->cx.org_id, raw,
				  strlen(raw), &name),
			 HK_OK);
	expect_bytes(world, name, raw);
	assert_int_equal(blob_check(&world->cx, name), HK_OK);
}

static void what_nobody_kept_is_not_found(void **state)
{
	struct house_world *world = *state;
	const char *name = "00000000000000000000000000000000000000000000000000000000000000aa";
	int64_t length;
	int fd;

	assert_int_equal(blob_open(&world->cx, name, &fd, &length), HK_NOT_FOUND);
	assert_int_equal(blob_check(&world->cx, name), HK_NOT_FOUND);
	world->cx.org_id++; /* nor what another organisation has */
	assert_int_equal(blob_check(&world->cx, name), HK_NOT_FOUND);
}

static enum hk_result spoil(struct ctx *cx, void *data)
{
	return db_send(cx->db, DB_UPDATE("raw_mail", "bytes = $3", "name = $2", ""),
		       DB_ARGS((const char *)data, ((struct db_blob){ "other", 5 })));
}

static void bytes_that_were_changed_are_told_by_their_digest(void **state)
{
	struct house_world *world = *state;
	const char *name = take(world, mail_of(world, 1));

	assert_int_equal(ctx_write(&world->cx, spoil, hk_copy_text(world->arena, name)), HK_OK);
	assert_int_equal(blob_check(&world->cx, name), HK_INVALID);
}

struct put {
	const char *name, *bytes;
};

static enum hk_result put(struct ctx *cx, void *data)
{
	const struct put *put = data;

	return blob_row_put(cx, put->name, (struct db_blob){ put->bytes, strlen(put->bytes) });
}

static const char *row_put(struct house_world *world, const char *bytes)
{
	unsigned char digest[HK_DIGEST];
	struct put one = { .bytes = bytes };

	hk_sha256(bytes, strlen(bytes), digest);
	one.name = hk_hex(world->arena, digest, sizeof(digest));
	assert_int_equal(ctx_write(&world->cx, put, &one), HK_OK);
	return one.name;
}

static void only_old_rows_that_nobody_names_are_swept_away(void **state)
{
	struct house_world *world = *state;
	struct sweep *sweep = sweep_new();
	const char *named = take(world, mail_of(world, 1)), *lost = row_put(world, "nobody");
	const char *again = row_put(world, "again"), *fresh;
	bool is_idle = false;

	world->cx.now += 2 * HK_DAY;
	fresh = row_put(world, "fresh");
	(void)row_put(world, "again");
	while (!is_idle)
		assert_int_equal(sweep_step(sweep, &world->cx, hk_clock_now(), &is_idle), HK_OK);
	assert_int_equal(blob_check(&world->cx, lost), HK_NOT_FOUND);
	assert_int_equal(blob_check(&world->cx, named), HK_OK);
	assert_int_equal(blob_check(&world->cx, again), HK_OK);
	assert_int_equal(blob_check(&world->cx, fresh), HK_OK);
	sweep_free(sweep);
}

struct crowd {
	int from, step;
};

static enum hk_result put_crowd(struct ctx *cx, void *data)
{
	const struct crowd *crowd = data;

	for (int i = crowd->from; i < CROWD; i += crowd->step)
		HK_TRY(blob_row_put(cx, hk_format(cx->arena, "ffff%060d", i),
				    (struct db_blob){ "x", 1 }));
	return HK_OK;
}

/* What is named is on the first page; of the others every second was put again. */
static void rows_are_swept_away_page_after_page(void **state)
{
	struct house_world *world = *state;
	struct sweep *sweep = sweep_new();
	const char *named[3];
	struct blob_names left;
	bool is_idle = false;

	for (size_t i = 0; i < HK_COUNT(named); i++)
		named[i] = take(world, mail_of(world, i));
	assert_int_equal(ctx_write(&world->cx, put_crowd, &(struct crowd){ 0, 1 }), HK_OK);
	world->cx.now += 2 * HK_DAY;
	assert_int_equal(ctx_write(&world->cx, put_crowd, &(struct crowd){ 0, 2 }), HK_OK);
	for (int step = 0; step < STEPS && !is_idle; step++)
		assert_int_equal(sweep_step(sweep, &world->cx, hk_clock_now(), &is_idle), HK_OK);
	assert_true(is_idle);
	for (size_t i = 0; i < HK_COUNT(named); i++)
		assert_int_equal(blob_check(&world->cx, named[i]), HK_OK);
	assert_int_equal(blob_row_names(&world->cx, "", 2 * CROWD, &left), HK_OK);
	assert_int_equal(left.count, HK_COUNT(named) + CROWD / 2);
	for (int i = 0; i < CROWD / 2; i++)
		assert_string_equal(left.items[HK_COUNT(named) + (size_t)i],
				    hk_format(world->arena, "ffff%060d", 2 * i));
	sweep_free(sweep);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(a_small_mail_makes_no_file_and_is_read_as_it_came),
		in_reading_house(a_large_mail_is_a_file_and_is_read_alike),
		in_house(a_small_mail_that_is_a_file_from_before_is_read_too),
		in_house(what_nobody_kept_is_not_found),
		in_reading_house(bytes_that_were_changed_are_told_by_their_digest),
		in_reading_house(only_old_rows_that_nobody_names_are_swept_away),
		in_reading_house(rows_are_swept_away_page_after_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
