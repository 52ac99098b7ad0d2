/* Small pictures of attachments: made once, after the mail was taken, and kept. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "core/blob_kept.h"
#include "deeds.h"
#include "job/sweep.h"
#include "job/thumb.h"
#include "test.h"
#include "ticket/file/attachment_file.h"
#include "ticket/file/thumb.h"
/* cmocka comes first */
#include "picture_help.h"
#include "tnef_help.h"

/* A mail with that file so many times; frees the file. */
static int64_t mail_take(struct house_world *world, GString *file, const char *type, int times)
{
	g_autofree char *coded =
		g_base64_encode((const unsigned char *)file->str, (gsize)file->len);
	g_autoptr(GString) raw = g_string_new(
		"From: jonas@example.net\r\nTo: help@nordhome.example\r\nSubject: Kettle\r\n"
		"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee it.\r\n");

	for (int i = 0; i < times; i++)
		g_string_append_printf(raw,
				       "--b\r\nContent-Type: %s; name=a%d\r\n"
				       "Content-Transfer-Encoding: base64\r\n\r\n%s\r\n",
				       type, i, coded);
	g_string_append(raw, "--b--\r\n");
	g_string_free(file, TRUE);
	return deed_mail(world, "help@nordhome.example", raw->str).ticket_number;
}

/* One in each step. Returns how many were looked at. */
static int make_all(struct house_world *world)
{
	bool is_idle = false;
	int steps = -1;

	world_act(world, &world->system);
	for (; !is_idle; steps++)
		assert_int_equal(thumb_step(&world->cx, 0, &is_idle), HK_OK);
	return steps;
}

struct files {
	int64_t number;
	struct attachment_list list;
};

static enum hk_result files_read(struct ctx *cx, void *data)
{
	struct files *files = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, files->number, &ticket));
	return message_attachments(cx, &ticket, &files->list);
}

static struct attachment_list files_of(struct house_world *world, int64_t number)
{
	struct files files = { .number = number };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_read(&world->cx, files_read, &files), HK_OK);
	return files.list;
}

static void expect_small(struct house_world *world, const struct attachment *file, int64_t width,
			 int64_t height)
{
	char head[12];
	int64_t length;
	int opened;

	assert_int_equal(file->thumb_width, width);
	assert_int_equal(file->thumb_height, height);
	assert_int_equal(file->thumb_due, 0);
	assert_int_equal(blob_open(&world->cx, file->thumb_blob, &opened, &length), HK_OK);

	scoped_fd fd = opened;

	assert_int_equal(pread(fd, head, sizeof(head), 0), sizeof(head));
	assert_memory_equal(head + 8, "WEBP", 4);
}

static void a_picture_gets_a_small_one_beside_it_once(void **state)
{
	struct house_world *world = *state;
	int64_t number = mail_take(world, jpeg_make(1000, 500, 6, false), "image/jpeg", 1);

	assert_int_equal(files_of(world, number).items[0].thumb_due, 1);
	assert_string_equal(files_of(world, number).items[0].thumb_blob, "");
	assert_int_equal(make_all(world), 1);
	expect_small(world, &files_of(world, number).items[0], 160, 320);
	assert_int_equal(make_all(world), 0);
}

static void those_that_come_together_are_made_in_one_step(void **state)
{
	struct house_world *world = *state;
	int64_t number = mail_take(world, png_make(640, 640), "image/png", 3);
	bool is_idle;

	world_act(world, &world->system);
	assert_int_equal(thumb_step(&world->cx, hk_clock_monotonic() + HK_MINUTE, &is_idle), HK_OK);
	assert_false(is_idle);
	for (size_t i = 0; i < 3; i++)
		expect_small(world, &files_of(world, number).items[i], 320, 320);
	assert_int_equal(make_all(world), 0);
}

static void a_picture_in_a_winmail_dat_gets_one(void **state)
{
	struct house_world *world = *state;
	g_autoptr(GString) lump = lump_new(), picture = png_make(640, 640);
	GString *raw;
	int64_t number;

	lump_file(lump, "oven.png", picture->str, picture->len);
	raw = lump_mail("See it.", lump);
	number = deed_mail(world, "help@nordhome.example", raw->str).ticket_number;
	g_string_free(raw, TRUE);
	assert_int_equal(make_all(world), 1);

	struct attachment file = files_of(world, number).items[0];

	assert_string_equal(file.name, "oven.png");
	expect_small(world, &file, 320, 320);

	int64_t size;
	int opened;

	assert_int_equal(attachment_open(&world->cx, &file, &opened, &size), HK_OK);

	scoped_fd fd = opened;
	g_autofree char *bytes = g_malloc(picture->len);

	assert_int_equal(size, picture->len);
	assert_int_equal(pread(fd, bytes, picture->len, 0), picture->len);
	assert_memory_equal(bytes, picture->str, picture->len);
}

static void what_only_claims_to_be_a_picture_is_tried_once(void **state)
{
	struct house_world *world = *state;
	int64_t number = mail_take(world, g_string_new("\xff\xd8\xff, he said"), "image/jpeg", 1);

	assert_int_equal(make_all(world), 1);
	assert_string_equal(files_of(world, number).items[0].thumb_blob, "");
	assert_int_equal(files_of(world, number).items[0].thumb_due, 0);
	assert_int_equal(make_all(world), 0);
}

static void what_claims_to_be_something_else_is_not_tried(void **state)
{
	struct house_world *world = *state;

	(void)mail_take(world, png_make(20, 20), "application/pdf", 1);
	assert_int_equal(make_all(world), 0);
}

static void of_very_many_pictures_the_first_ones_get_small_ones(void **state)
{
	struct house_world *world = *state;
	int64_t number = mail_take(world, png_make(40, 20), "image/png", 60);
	struct attachment_list list;

	assert_int_equal(make_all(world), THUMBS_OF_A_MESSAGE);
	list = files_of(world, number);
	assert_int_equal(list.count, 60);
	expect_small(world, &list.items[THUMBS_OF_A_MESSAGE - 1], 40, 20);
	assert_string_equal(list.items[THUMBS_OF_A_MESSAGE].thumb_blob, "");
}

static void a_picture_whose_bytes_are_gone_is_no_longer_waited_for(void **state)
{
	struct house_world *world = *state;
	int64_t number = mail_take(world, png_make(40, 20), "image/png", 1);

	world_lose(world, files_of(world, number).items[0].blob);
	assert_int_equal(make_all(world), 1);
	assert_int_equal(make_all(world), 0);
}

static void a_small_picture_is_not_swept_away(void **state)
{
	struct house_world *world = *state;
	struct sweep *sweep = sweep_new();
	int64_t number = mail_take(world, png_make(400, 200), "image/png", 1);
	struct timespec old[2] = { { .tv_sec = 1000000 }, { .tv_sec = 1000000 } };
	bool is_idle = false;

	(void)make_all(world);

	const char *name = files_of(world, number).items[0].thumb_blob;

	assert_int_equal(utimensat(AT_FDCWD,
				   hk_format(world->arena, "%s/%lld/%.2s/%s",
					     blobs_folder(world->house.blobs),
					     (long long)world->cx.org_id, name, name),
				   old, 0),
			 0);
	while (!is_idle)
		assert_int_equal(sweep_step(sweep, &world->cx, hk_clock_now(), &is_idle), HK_OK);
	assert_int_equal(blob_check(&world->cx, name), HK_OK);
	sweep_free(sweep);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(a_picture_gets_a_small_one_beside_it_once),
		in_reading_house(those_that_come_together_are_made_in_one_step),
		in_reading_house(a_picture_in_a_winmail_dat_gets_one),
		in_reading_house(what_only_claims_to_be_a_picture_is_tried_once),
		in_reading_house(what_claims_to_be_something_else_is_not_tried),
		in_reading_house(of_very_many_pictures_the_first_ones_get_small_ones),
		in_reading_house(a_picture_whose_bytes_are_gone_is_no_longer_waited_for),
		in_reading_house(a_small_picture_is_not_swept_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
