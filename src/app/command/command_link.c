#include <stdio.h>
#include <sysexits.h>

#include "app/command/command.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "core/org.h"
#include "people/sign_in.h"

enum { LINE_MAX_BYTES = 4096 };

struct wish {
	const char *email;
	bool is_json;
	const char *url; /* out */
};

static enum hk_result make(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	struct sign_in_link link;
	enum hk_result result;
	bool is_reached;

	HK_TRY(org_is_reached(cx, &is_reached));
	if (!is_reached)
		return problem(
			cx, HK_CONFLICT,
			"Another organisation answers at the address of the house; give this "
			"one a host name with `hark init --host`.");
	result = sign_in_link_make(cx, wish->email, HK_HOUR, &link);
	if (result == HK_NOT_FOUND)
		return problem(cx, HK_NOT_FOUND, "Nobody here has that e-mail address.");
	HK_TRY(result);
	return org_url(cx, hk_format(cx->arena, "/link/%s", link.token), &wish->url);
}

static void print_json(const char *link)
{
	scoped_buf buf;
	struct hk_json json = hk_json_to(&buf);

	hk_buf_init(&buf, LINE_MAX_BYTES);
	hk_json_open(&json, NULL, '{');
	hk_json_text(&json, "link", link);
	hk_json_close(&json, '}');
	puts(buf.bytes);
}

static enum hk_result run(struct ctx *cx, struct open_house *open, void *data)
{
	struct wish *wish = data;

	(void)open;
	HK_TRY(ctx_write(cx, make, wish));
	if (wish->is_json)
		print_json(wish->url);
	else
		puts(wish->url);
	return HK_OK;
}

int command_link(struct command_line *line)
{
	struct wish wish = { .email = command_word(line), .is_json = line->is_json };

	if (!wish.email) {
		fprintf(stderr, "hark: link needs an e-mail address.\n");
		return EX_USAGE;
	}
	return command_is_done(line) ? command_run_plain(line, 0, run, &wish) : EX_USAGE;
}
