/*
 * What Hark says of a mail, a line of JSON for each file, in the form that the other readers of
 * this folder use. "here" reads in this process, where the sanitisers see it; "pool" asks the
 * caged children, as the server does.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "parse/inside.h"
#include "parse/part.h"

enum { FILE_BYTES = 64 << 20, PATIENCE_MS = 30000, USAGE = 64 };

/* Of the sanitisers, where there are any. */
__attribute__((weak)) void lsan_disable(void) __asm__("__lsan_disable");
__attribute__((weak)) void lsan_enable(void) __asm__("__lsan_enable");

static enum hk_result read_here(struct hk_arena *arena, const struct parse_source *source,
				struct mail *ret)
{
	struct request request = { .len = source->len, .limits = parse_limits_usual };
	g_autoptr(GString) out = g_string_new(NULL);

	mail_parse(&request, hk_copy(arena, source->bytes, source->len), out);
	return mail_read(arena, (unsigned char *)hk_copy(arena, out->str, out->len), out->len,
			 source->len, &parse_limits_usual, ret);
}

static enum hk_result read_in_pool(struct parse_pool *pool, struct hk_arena *arena,
				   const struct parse_source *source, struct mail *ret)
{
	struct parse_limits limits = parse_limits_usual;

	/* A machine that tests is busy; a child that hangs still fails. */
	limits.deadline_ms = PATIENCE_MS;
	return parse_mail(pool, arena, source, &limits, ret);
}

static json_t *addresses_of(const struct mail *mail, enum mail_role role)
{
	json_t *all = json_array();

	for (uint32_t i = 0; i < mail->address_count; i++)
		if (mail->addresses[i].role == role)
			json_array_append_new(all, json_pack("[s, s]", mail->addresses[i].name,
							     mail->addresses[i].address));
	return all;
}

/* Others make "\n" of "\r\n" while they decode, so each counts a line end once. */
static size_t size_in_lines(const char *bytes, size_t len)
{
	size_t size = len;

	for (size_t i = 0; i + 1 < len; i++)
		size -= bytes[i] == '\r' && bytes[i + 1] == '\n';
	return size;
}

/* Of a text that is shown only in part Hark offers the whole as a file, which the mail has not. */
static bool is_of_hark(const struct mail *mail, const struct mail_part *part)
{
	return (mail->flags & MAIL_CUT) && part->is_inline && !part->content_id[0] &&
	       (strcmp(part->type, "text/html") == 0 || strcmp(part->type, "text/plain") == 0);
}

/* The files of a mail that came along are not those of the mail: the others do not look into it. */
static bool is_within(const struct mail *mail, const struct mail_part *part)
{
	for (uint32_t i = 0; i < mail->part_count; i++) {
		const struct mail_part *one = &mail->parts[i];

		if (one != part && strncmp(one->type, "message/", 8) == 0 &&
		    part->offset >= one->offset &&
		    part->offset + part->length <= one->offset + one->length)
			return true;
	}
	return false;
}

/* claimed: what the child says; given: how many bytes a person gets. */
static json_t *parts_of(struct hk_arena *arena, const struct parse_source *source,
			const struct mail *mail)
{
	json_t *all = json_array();

	for (uint32_t i = 0; i < mail->part_count; i++) {
		const struct mail_part *part = &mail->parts[i];
		const char *bytes = "";
		size_t len = 0;

		if (is_of_hark(mail, part) || is_within(mail, part))
			continue;
		(void)mail_part_load(arena, source, part, FILE_BYTES, &bytes, &len);
		json_array_append_new(all,
				      json_pack("{s: s, s: s, s: I, s: I, s: I}", "name",
						part->name, "type", part->type, "size",
						(json_int_t)size_in_lines(bytes, len), "claimed",
						(json_int_t)part->size, "given", (json_int_t)len));
	}
	return all;
}

static json_t *reports_of(const struct mail *mail)
{
	static const char *const actions[MAIL_ACTIONS] = {
		[MAIL_FAILED] = "failed", [MAIL_DELAYED] = "delayed", [MAIL_OTHER_ACTION] = "other"
	};
	json_t *all = json_array();

	for (uint32_t i = 0; i < mail->report_count; i++)
		json_array_append_new(all, json_pack("[s, s, s]", actions[mail->reports[i].action],
						     mail->reports[i].recipient,
						     mail->reports[i].status));
	return all;
}

static json_t *mail_tell(struct hk_arena *arena, const struct parse_source *source,
			 const struct mail *mail)
{
	json_t *told = json_object();

	json_object_set_new(told, "from", addresses_of(mail, MAIL_FROM));
	json_object_set_new(told, "reply-to", addresses_of(mail, MAIL_REPLY_TO));
	json_object_set_new(told, "to", addresses_of(mail, MAIL_TO));
	json_object_set_new(told, "cc", addresses_of(mail, MAIL_CC));
	json_object_set_new(told, "subject", json_string(mail->subject));
	json_object_set_new(told, "parts", parts_of(arena, source, mail));
	json_object_set_new(told, "flags", json_integer(mail->flags));
	json_object_set_new(told, "text", json_string(mail->text));
	json_object_set_new(told, "reports", reports_of(mail));
	return told;
}

static int file_tell(struct parse_pool *pool, const char *path)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source = { .fd = -1 };
	struct mail mail = { 0 };
	char *raw;
	size_t len;

	if (hk_file_read(arena, path, FILE_BYTES, &raw, &len) != HK_OK)
		return 1;
	source.bytes = raw;
	source.len = len;

	enum hk_result result =
		pool ? read_in_pool(pool, arena, &source, &mail) : read_here(arena, &source, &mail);
	json_t *told = result == HK_OK ? mail_tell(arena, &source, &mail) : json_object();

	json_object_set_new(told, "file", json_string(path));
	json_object_set_new(told, "result", json_integer((json_int_t)result));
	json_dumpf(told, stdout, JSON_COMPACT);
	json_decref(told);
	(void)putchar('\n');
	return fflush(stdout) != 0;
}

int main(int count, char **arguments)
{
	struct parse_pool *pool = NULL;
	int failed = 0;

	if (count < 3) {
		(void)fprintf(stderr, "usage: mail_probe here|pool FILE...\n");
		return USAGE;
	}
	if (strcmp(arguments[1], "pool") == 0 &&
	    parse_pool_open(&parse_settings_usual, &pool) != HK_OK)
		return 1;
	/* The MIME library never frees its table of types. */
	if (lsan_disable)
		lsan_disable();
	if (!pool)
		mail_start();
	if (lsan_enable)
		lsan_enable();
	for (int i = 2; i < count; i++)
		failed |= file_tell(pool, arguments[i]);
	parse_pool_close(pool);
	return failed;
}
