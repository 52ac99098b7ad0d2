#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/command/command.h"
#include "base/file.h"
#include "base/json.h"
#include "intake/intake.h"

enum { LINE_MAX_BYTES = 64 * 1024, CHUNK = 64 * 1024, DRAIN_MAX = 1024 * 1024 * 1024 };

static void print(const struct intake_outcome *outcome)
{
	scoped_buf buf;
	struct hk_json json = hk_json_to(&buf);

	hk_buf_init(&buf, LINE_MAX_BYTES);
	hk_json_open(&json, NULL, '{');
	hk_json_text(&json, "outcome", outcome->outcome);
	if (outcome->ticket_number)
		hk_json_int(&json, "ticket", outcome->ticket_number);
	else
		hk_json_null(&json, "ticket");
	hk_json_text(&json, "reason", *outcome->reason ? outcome->reason : NULL);
	hk_json_close(&json, '}');
	puts(buf.bytes);
}

struct wish {
	const char *mailbox; /* NULL: look at To and Cc */
	bool is_judged;      /* what is answered is about this mail */
};

/* Whoever hands it over would take it for a fault if we left before he is done. */
static int64_t size_of_all(struct ctx *cx, size_t read_so_far)
{
	char *rest = hk_alloc(cx->arena, CHUNK, 1);
	int64_t size = (int64_t)read_so_far;
	ssize_t got;

	while (size < DRAIN_MAX && (got = read(STDIN_FILENO, rest, CHUNK)) > 0)
		size += got;
	return size;
}

static enum hk_result run(struct ctx *cx, struct open_house *open, void *data)
{
	struct wish *wish = data;
	struct intake_mail mail = { .mailbox = wish->mailbox ? wish->mailbox : "" };
	struct intake_outcome outcome = { .outcome = "rejected", .reason = "" };
	size_t max = (size_t)setting_number(&open->settings, SETTING_MAIL_MAX);
	char *raw;
	enum hk_result result = hk_fd_read(cx->arena, STDIN_FILENO, max, &raw, &mail.length);

	if (result != HK_OK && result != HK_INVALID)
		return HK_UNAVAILABLE;
	mail.raw = raw;
	/* Of what is refused so the mail server tells its sender, by our exit status. */
	mail.is_at_door = result == HK_INVALID;
	result = result == HK_OK
			 ? intake_mail(cx, &mail, &outcome)
			 : intake_mail_too_big(cx, &mail, size_of_all(cx, mail.length), &outcome);
	wish->is_judged = result == HK_OK || result == HK_INVALID || result == HK_NOT_FOUND;
	if (result == HK_NOT_FOUND)
		return problem(cx, HK_NOT_FOUND, "That is no mailbox of ours.");
	if (!wish->is_judged)
		return HK_UNAVAILABLE;
	print(&outcome);
	return result;
}

int command_mail_in(struct command_line *line)
{
	struct wish wish = { .mailbox = command_option(line, "--mailbox") };

	if (!command_is_done(line))
		return EX_TEMPFAIL;

	int code = command_run_plain(line, HOUSE_PARSE, run, &wish);

	/* Whatever is wrong with us, the sender shall not be told that his mail was refused: mail
	 * servers take every code but this one for a refusal. */
	return wish.is_judged ? code : EX_TEMPFAIL;
}
