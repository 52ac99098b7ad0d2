/* Pictures within the text of a reply: named by their bytes, sent along, shown where they were put.
 */
#include <string.h>

#include "base/buf.h"
#include "core/blob.h"
#include "core/markdown.h"
#include "deeds.h"
#include "job/mail/compose.h"
#include "test.h"
#include "ticket/file/picture.h"

static const char bytes_of_one[] = "\x89PNG\r\n\x1a\n one";

struct sending {
	int64_t number, message_id;
	const char *text;
	struct attachment_list files;
	struct message message;
	struct outbox mail;
	struct attachment_list kept;
};

static struct attachment picture(struct house_world *world, const char *type)
{
	struct attachment one = { .name = "tap.png",
				  .type = type,
				  .size = sizeof(bytes_of_one),
				  .content_id = "",
				  .encoding = "plain" };

	assert_int_equal(blob_put(world->house.blobs, world->arena, world->cx.org_id, bytes_of_one,
				  sizeof(bytes_of_one), &one.blob),
			 HK_OK);
	one.sha256 = one.blob;
	one.blob_length = one.size;
	return one;
}

static enum hk_result send_work(struct ctx *cx, void *data)
{
	struct sending *sending = data;
	struct ticket ticket;
	struct reply reply = { .text = sending->text,
			       .html = markdown_render(cx->arena, sending->text).html,
			       .tokens = "",
			       .seen_id = INT64_MAX,
			       .attachments = sending->files,
			       .hold_ms = REPLY_HOLD_MS };

	HK_TRY(ticket_find(cx, sending->number, &ticket));
	HK_TRY(reply_add(cx, &ticket, &reply, &sending->message_id));
	HK_TRY(message_attachments(cx, &ticket, &sending->kept));
	return outbox_of_message(cx, sending->message_id, &sending->mail);
}

static struct sending send_it(struct house_world *world, const char *text, struct attachment *file)
{
	struct sending sending = { .number = world_ticket(world, "Tap", "It drips.").number,
				   .text = text,
				   .files = { file, 1 } };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, send_work, &sending), HK_OK);
	world_act(world, &world->system);
	return sending;
}

static void a_picture_in_the_text_goes_along_under_its_name(void **state)
{
	struct house_world *world = *state;
	struct attachment file = picture(world, "image/png");
	const char *name = picture_name(world->arena, &file);
	struct sending sending =
		send_it(world, hk_format(world->arena, "Look: ![The tap](cid:%s)", name), &file);
	const struct compose_sender sender = { "help@nordhome.example", false };
	scoped_buf bytes;

	assert_int_equal(sending.kept.count, 1);
	assert_int_equal(sending.kept.items[0].is_inline, 1);
	assert_string_equal(sending.kept.items[0].content_id, name);
	hk_buf_init(&bytes, 1024 * 1024);
	assert_int_equal(compose_outbox(&world->cx, &sending.mail, sender, &bytes), HK_OK);
	assert_non_null(strstr(bytes.bytes, "multipart/related"));
	assert_non_null(strstr(bytes.bytes, hk_format(world->arena, "Content-ID: <%s>", name)));
	assert_non_null(strstr(bytes.bytes, "cid:picture-"));
	assert_null(strstr(bytes.bytes, "data-cid"));
	assert_non_null(strstr(bytes.bytes, "Look: The tap"));
}

static void a_file_that_the_text_does_not_show_is_attached(void **state)
{
	struct house_world *world = *state;
	struct attachment file = picture(world, "image/png");
	struct sending sending = send_it(world, "Look at the file.", &file);

	assert_int_equal(sending.kept.items[0].is_inline, 0);
	assert_string_equal(sending.kept.items[0].content_id, "");
}

static void what_is_no_picture_is_never_shown_within(void **state)
{
	struct house_world *world = *state;
	struct attachment file = picture(world, "image/svg+xml");
	const char *text =
		hk_format(world->arena, "![x](cid:%s)", picture_name(world->arena, &file));
	struct attachment_list files = { &file, 1 };

	pictures_settle(world->arena, text, &files);
	assert_int_equal(file.is_inline, 0);
	assert_true(picture_is_missing(world->arena, text, &files));
}

static void a_picture_that_was_taken_away_is_missed(void **state)
{
	struct house_world *world = *state;
	struct attachment file = picture(world, "image/png");
	const char *text =
		hk_format(world->arena, "![x](cid:%s)", picture_name(world->arena, &file));
	const struct attachment_list none = { NULL, 0 }, one = { &file, 1 };

	assert_true(picture_is_missing(world->arena, text, &none));
	assert_false(picture_is_missing(world->arena, text, &one));
	assert_false(picture_is_missing(world->arena, "No picture at all.", &none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_picture_in_the_text_goes_along_under_its_name),
		in_house(a_file_that_the_text_does_not_show_is_attached),
		in_house(what_is_no_picture_is_never_shown_within),
		in_house(a_picture_that_was_taken_away_is_missed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
