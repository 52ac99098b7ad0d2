/*
 * hark export DIR: everything out, in formats that anything can read: tickets and
 * people as JSON lines, mails as they came, files as they are. docs/export.md
 * describes it.
 */
#include "app/command/command_export.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/file.h"
#include "core/blob_kept.h"
#include "db/dump.h"
#include "people/customer.h"
#include "people/skill.h"
#include "people/staff.h"
#include "ticket/message.h"
#include "web/ticket_json.h"

enum { PAGE = 200, DOCUMENT_MAX_BYTES = 256 * 1024 * 1024 };

enum hk_result export_line(int fd, struct hk_buf *buf)
{
	hk_buf_char(buf, '\n');
	return hk_fd_write(fd, buf->bytes, buf->length) ? HK_OK : HK_UNAVAILABLE;
}

int export_file(struct ctx *cx, const struct export_out *out, const char *name)
{
	return open(hk_format(cx->arena, "%s/%s", out->folder, name),
		    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

static enum hk_result blob_copy(struct ctx *cx, struct export_out *out, const char *name)
{
	const char *path = hk_format(cx->arena, "%s/blobs/%s", out->folder, name);
	int opened;
	int64_t length;
	char chunk[64 * 1024];
	ssize_t got;

	if (access(path, F_OK) == 0)
		return HK_OK;
	HK_TRY(blob_open(cx, name, &opened, &length));

	scoped_fd from = opened;
	scoped_fd to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	while ((got = read(from, chunk, sizeof(chunk))) > 0)
		if (to < 0 || !hk_fd_write(to, chunk, (size_t)got))
			return HK_UNAVAILABLE;
	out->files++;
	return got == 0 ? HK_OK : HK_UNAVAILABLE;
}

enum hk_result export_blob(struct ctx *cx, struct export_out *out, const char *name)
{
	enum hk_result result = blob_copy(cx, out, name);

	if (result != HK_NOT_FOUND)
		return result;
	out->missing++;
	fprintf(stderr, "hark: the file %s is missing\n", name);
	return HK_OK;
}

static enum hk_result ticket_export(struct ctx *cx, struct export_out *out, int64_t id, int fd)
{
	struct ticket ticket;
	scoped_buf buf;
	struct hk_json json = hk_json_to(&buf);

	hk_buf_init(&buf, DOCUMENT_MAX_BYTES);
	HK_TRY(ticket_by_id(cx, id, &ticket));
	HK_TRY(ticket_json_write(cx, &ticket, &json));
	HK_TRY(export_line(fd, &buf));
	out->tickets++;
	return HK_OK;
}

/* Where a list goes on, and into which file. */
struct listing {
	struct export_out *out;
	int fd;
	struct ticket_cursor after;
	int64_t before; /* of customers */
};

static enum hk_result tickets_page(struct ctx *cx, void *data, bool *ret_is_last)
{
	struct listing *listing = data;
	struct ticket_lines lines;

	HK_TRY(ticket_page_all(cx, NULL, listing->after, PAGE, &lines));
	for (size_t i = 0; i < lines.count; i++)
		HK_TRY(ticket_export(cx, listing->out, lines.items[i].id, listing->fd));
	if (lines.count)
		listing->after = (struct ticket_cursor){ lines.items[lines.count - 1].opened_at,
							 lines.items[lines.count - 1].id };
	*ret_is_last = lines.count < PAGE;
	return HK_OK;
}

static enum hk_result tickets_export(struct ctx *cx, struct export_out *out)
{
	scoped_fd fd = export_file(cx, out, "tickets.jsonl");
	struct listing listing = { .out = out, .fd = fd };

	return command_pages(cx, tickets_page, &listing);
}

static enum hk_result customer_export(struct ctx *cx, const struct customer *one, int fd)
{
	struct address_list addresses;
	scoped_buf buf;
	struct hk_json json = hk_json_to(&buf);

	hk_buf_init(&buf, DOCUMENT_MAX_BYTES);
	HK_TRY(customer_addresses(cx, one->id, &addresses));
	hk_json_open(&json, NULL, '{');
	hk_json_int(&json, "id", one->id);
	hk_json_text(&json, "name", one->name);
	hk_json_text(&json, "language", one->language);
	hk_json_text(&json, "timezone", one->timezone);
	hk_json_text(&json, "note", one->note);
	hk_json_time(&json, "created_at", one->created_at);
	hk_json_open(&json, "addresses", '[');
	for (size_t i = 0; i < addresses.count; i++) {
		hk_json_open(&json, NULL, '{');
		hk_json_text(&json, "kind", addresses.items[i].kind);
		hk_json_text(&json, "value", addresses.items[i].value);
		hk_json_close(&json, '}');
	}
	hk_json_close(&json, ']');
	hk_json_close(&json, '}');
	return export_line(fd, &buf);
}

static enum hk_result customers_page(struct ctx *cx, void *data, bool *ret_is_last)
{
	struct listing *listing = data;
	struct customer_list page;

	HK_TRY(customer_page(cx, listing->before, PAGE, &page));
	for (size_t i = 0; i < page.count; i++)
		HK_TRY(customer_export(cx, &page.items[i], listing->fd));
	if (page.count)
		listing->before = page.items[page.count - 1].id;
	listing->out->customers += (int64_t)page.count;
	*ret_is_last = page.count < PAGE;
	return HK_OK;
}

static enum hk_result customers_export(struct ctx *cx, struct export_out *out)
{
	scoped_fd fd = export_file(cx, out, "customers.jsonl");
	struct listing listing = { .out = out, .fd = fd, .before = INT64_MAX };

	return command_pages(cx, customers_page, &listing);
}

static enum hk_result staff_export(struct ctx *cx, const struct export_out *out)
{
	struct staff_list staff;
	struct skill_list skills;
	scoped_fd fd = export_file(cx, out, "staff.jsonl");

	HK_TRY(staff_every(cx, &staff));
	HK_TRY(skill_every(cx, &skills));
	for (size_t i = 0; i < staff.count; i++) {
		struct skill_list own = skill_pick(&skills, staff.items[i].id);
		scoped_buf buf;
		struct hk_json json = hk_json_to(&buf);
		hk_buf_init(&buf, DOCUMENT_MAX_BYTES);
		hk_json_open(&json, NULL, '{');
		hk_json_text(&json, "email", staff.items[i].email);
		hk_json_text(&json, "name", staff.items[i].name);
		hk_json_text(&json, "role", staff.items[i].role);
		hk_json_bool(&json, "active", staff.items[i].is_active != 0);
		skill_json(cx->arena, &json, &own);
		hk_json_time(&json, "created_at", staff.items[i].created_at);
		hk_json_close(&json, '}');
		HK_TRY(export_line(fd, &buf));
	}
	return HK_OK;
}

static enum hk_result write_all(struct ctx *cx, void *data)
{
	struct export_out *out = data;

	/* Done again, every list is written anew; files that are there stay. */
	out->tickets = out->customers = out->tables = out->missing = 0;
	HK_TRY(customers_export(cx, out));
	HK_TRY(staff_export(cx, out));
	HK_TRY(tickets_export(cx, out));
	return export_tables(cx, out);
}

/* All files tell of the same moment. */
static enum hk_result write_moment(struct ctx *cx, void *data)
{
	HK_TRY(db_moment_begin(cx->db));

	enum hk_result result = write_all(cx, data);

	db_moment_end(cx->db);
	return result;
}

static enum hk_result run(struct ctx *cx, struct open_house *open, void *data)
{
	struct export_out *out = data;

	(void)open;
	if (mkdir(out->folder, 0700) != 0 ||
	    hk_folder_make(hk_format(cx->arena, "%s/blobs", out->folder), 0700) != HK_OK ||
	    hk_folder_make(hk_format(cx->arena, "%s/tables", out->folder), 0700) != HK_OK)
		return problem(cx, HK_CONFLICT, "The folder cannot be made, or is there already.");
	HK_TRY(ctx_read(cx, write_moment, out));
	HK_TRY(hk_folder_sync(out->folder));
	printf("%" PRId64 " tickets, %" PRId64 " customers, %" PRId64 " tables and %" PRId64
	       " files are in %s\n",
	       out->tickets, out->customers, out->tables, out->files, out->folder);
	return out->missing ? problem(cx, HK_INVALID,
				      "Files are missing, as said above; all the rest is there.")
			    : HK_OK;
}

int command_export(struct command_line *line)
{
	struct export_out out = { .folder = command_word(line) };

	if (!out.folder || !command_is_done(line)) {
		fprintf(stderr, "hark: export needs the name of a folder to make.\n");
		return EX_USAGE;
	}
	return command_run_plain(line, 0, run, &out);
}
