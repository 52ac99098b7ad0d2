#include <stdio.h>
#include <string.h>
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
	struct sign_in_link link;
	bool is_json;
};

struct place {
	const char *base_url, *ret_url;
};

/* "https://help.example:8443/desk" with another host. */
static const char *url_with(struct ctx *cx, const char *url, const char *host)
{
	const char *begin = strstr(url, "://");

	begin = begin ? begin + strlen("://") : url;
	return hk_format(cx->arena, "%.*s%s%s", (int)(begin - url), url, host,
			 begin + strcspn(begin, ":/"));
}

static const char *host_in(struct ctx *cx, const char *url)
{
	const char *begin = strstr(url, "://");

	begin = begin ? begin + strlen("://") : url;
	return hk_copy(cx->arena, begin, strcspn(begin, ":/"));
}

static enum hk_result place_find(struct ctx *cx, void *data)
{
	struct place *place = data;
	int64_t own = cx->org_id;
	struct org org, there;
	enum hk_result result;

	HK_TRY(org_find(cx, &org));
	place->ret_url = "";
	if (*org.host) {
		place->ret_url = url_with(cx, place->base_url, org.host);
		return HK_OK;
	}
	result = org_by_host(cx, host_in(cx, place->base_url), &there);
	cx->org_id = own;
	if (result == HK_OK && there.org_id == own)
		place->ret_url = place->base_url;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result command_link_url(struct ctx *cx, const char *base_url, const char *token,
				const char **ret)
{
	struct place place = { .base_url = base_url };

	HK_TRY(ctx_read(cx, place_find, &place));
	*ret = *place.ret_url ? hk_format(cx->arena, "%s/link/%s", place.ret_url, token) : "";
	return HK_OK;
}

static enum hk_result make(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	enum hk_result result = sign_in_link_make(cx, wish->email, HK_HOUR, &wish->link);

	if (result == HK_NOT_FOUND)
		return problem(cx, HK_NOT_FOUND, "Nobody here has that e-mail address.");
	return result;
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

	const char *link;

	HK_TRY(ctx_write(cx, make, wish));
	HK_TRY(command_link_url(cx, setting(&open->settings, SETTING_BASE_URL), wish->link.token,
				&link));
	if (!*link)
		return problem(
			cx, HK_CONFLICT,
			"Another organisation answers at the address of the house; give this "
			"one a host name with `hark init --host`.");
	if (wish->is_json)
		print_json(link);
	else
		puts(link);
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
