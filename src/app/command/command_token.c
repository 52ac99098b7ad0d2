#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "app/command/command.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "core/audit.h"
#include "people/staff.h"
#include "people/token.h"

enum { LINE_MAX_BYTES = 64 * 1024 };

struct wish {
	const char *email, *name;
	int64_t id;
	const char *secret; /* out */
	bool is_json;
};

static enum hk_result add(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	struct staff staff;
	enum hk_result result = staff_by_email(cx, wish->email, &staff);

	if (result == HK_NOT_FOUND)
		return problem(cx, HK_NOT_FOUND, "Nobody here has that e-mail address.");
	HK_TRY(result);
	HK_TRY(token_add(cx, staff.id, wish->name, &wish->secret, &wish->id));
	return audit_record(cx, "token.add", staff.email);
}

static void print_new(struct ctx *cx, const void *data)
{
	const struct wish *wish = data;
	scoped_buf buf;
	struct hk_json json = hk_json_to(&buf);

	(void)cx;
	hk_buf_init(&buf, LINE_MAX_BYTES);
	if (!wish->is_json) {
		puts(wish->secret);
		return;
	}
	hk_json_open(&json, NULL, '{');
	hk_json_int(&json, "id", wish->id);
	hk_json_text(&json, "token", wish->secret);
	hk_json_close(&json, '}');
	puts(buf.bytes);
}

static void print_json(const struct token *one)
{
	scoped_buf buf;
	struct hk_json json = hk_json_to(&buf);

	hk_buf_init(&buf, LINE_MAX_BYTES);
	hk_json_open(&json, NULL, '{');
	hk_json_int(&json, "id", one->id);
	hk_json_text(&json, "name", one->name);
	hk_json_time(&json, "created_at", one->created_at);
	hk_json_bool(&json, "revoked", one->revoked_at != 0);
	hk_json_close(&json, '}');
	puts(buf.bytes);
}

static enum hk_result list(struct ctx *cx, void *data)
{
	const struct wish *wish = data;
	struct token_list tokens;

	HK_TRY(token_every(cx, 0, &tokens));
	for (size_t i = 0; i < tokens.count; i++)
		if (wish->is_json)
			print_json(&tokens.items[i]);
		else
			printf("%" PRId64 " %s %s%s\n", tokens.items[i].id,
			       hk_time_iso(cx->arena, tokens.items[i].created_at),
			       tokens.items[i].name,
			       tokens.items[i].revoked_at ? " (revoked)" : "");
	return HK_OK;
}

static enum hk_result revoke(struct ctx *cx, void *data)
{
	const struct wish *wish = data;

	HK_TRY(token_revoke(cx, wish->id, 0));
	return audit_record(cx, "token.revoke", hk_format(cx->arena, "%" PRId64, wish->id));
}

int command_token(struct command_line *line)
{
	const char *verb = command_word(line), *id = NULL;
	struct wish wish = { .email = command_option(line, "--staff"),
			     .name = command_option(line, "--name"),
			     .is_json = line->is_json };
	struct command_work work = { 0, list, &wish, false, NULL };

	wish.name = wish.name ? wish.name : "command line";
	if (verb && strcmp(verb, "add") == 0 && wish.email)
		work = (struct command_work){ 0, add, &wish, true, print_new };
	else if (verb && strcmp(verb, "revoke") == 0 && (id = command_word(line)) &&
		 hk_number(id, &wish.id))
		work = (struct command_work){ 0, revoke, &wish, true, NULL };
	else if (!verb || strcmp(verb, "list") != 0) {
		fprintf(stderr, "hark: token takes add --staff EMAIL, list, or revoke ID.\n");
		return EX_USAGE;
	}
	return command_is_done(line) ? command_run(line, &work) : EX_USAGE;
}
