#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "app/command/command.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/org.h"
#include "people/sign_in.h"
#include "people/staff.h"
#include "people/team.h"
#include "standard/delivered.h"
#include "ticket/mail/mailbox.h"
#include "ticket/rule/rule_deliver.h"

enum { LINE_MAX_BYTES = 4096 };

struct wish {
	const char *org, *code, *host, *admin, *mailbox, *language, *timezone;
	bool is_json;
	const char *link; /* out; "": another organisation answers there */
	const char *made; /* its code */
	bool is_new;
};

/* "Nordhome UAB" becomes "nordhome". */
static const char *code_of(struct ctx *cx, const char *name)
{
	char *code = hk_lower_ascii(cx->arena, name);
	size_t length = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789");

	code[length] = '\0';
	return length ? code : "main";
}

/* Each answers under a name of its own, so that no link leads to another one. */
static enum hk_result host_check(struct ctx *cx, const struct wish *wish, const char *code)
{
	static const char signs[] = "abcdefghijklmnopqrstuvwxyz0123456789.-";
	struct org_list orgs;

	if (wish->host[strspn(wish->host, signs)])
		return problem(cx, HK_INVALID, "--host is a name such as help.example.com.");
	HK_TRY(org_every(cx, &orgs));
	for (size_t i = 0; *wish->host && i < orgs.count; i++)
		if (strcmp(orgs.items[i].host, wish->host) == 0 &&
		    strcmp(orgs.items[i].code, code) != 0)
			return problem(cx, HK_CONFLICT,
				       "Another organisation answers under this host name.");
	return HK_OK;
}

static enum hk_result host_put(struct ctx *cx, struct org *org, const char *host)
{
	if (!*host || strcmp(org->host, host) == 0)
		return HK_OK;
	org->host = host;
	return org_change(cx, org);
}

/* The command may be run again, also when somebody has renamed the organisation meanwhile; but two
 * whose names begin alike must not become one. */
static enum hk_result org_again(struct ctx *cx, const struct wish *wish, const char *code)
{
	struct org org;
	struct staff admin;

	HK_TRY(org_by_code(cx, code));
	HK_TRY(org_find(cx, &org));

	enum hk_result result =
		strcmp(org.name, wish->org) == 0 ? HK_OK : staff_by_email(cx, wish->admin, &admin);

	if (result == HK_OK)
		return host_put(cx, &org, wish->host);
	if (result != HK_NOT_FOUND)
		return result;
	return problem(cx, HK_CONFLICT,
		       hk_format(cx->arena,
				 "There is another organisation with the code \"%s\"; give this "
				 "one its own with --code.",
				 code));
}

static enum hk_result org_ensure(struct ctx *cx, struct wish *wish)
{
	struct org org = { .code = wish->code ? wish->code : code_of(cx, wish->org),
			   .name = wish->org,
			   .host = wish->host,
			   .language = wish->language,
			   .timezone = wish->timezone,
			   .email = wish->mailbox };
	enum hk_result result;

	HK_TRY(host_check(cx, wish, org.code));
	result = org_add(cx, &org);
	wish->made = org.code;
	wish->is_new = result == HK_OK;
	return result == HK_CONFLICT ? org_again(cx, wish, org.code) : result;
}

static enum hk_result admin_ensure(struct ctx *cx, const struct wish *wish, struct staff *ret)
{
	enum hk_result result = staff_by_email(cx, wish->admin, ret);
	const char *at = strchr(wish->admin, '@');

	if (result != HK_NOT_FOUND)
		return result;
	*ret = (struct staff){ .email = wish->admin,
			       .name = at ? hk_copy(cx->arena, wish->admin,
						    (size_t)(at - wish->admin))
					  : wish->admin,
			       .role = "admin" };
	return staff_add(cx, ret);
}

/* A house that has standards keeps them. */
static enum hk_result standard_ensure(struct ctx *cx, const struct wish *wish, int64_t admin_id,
				      struct standard *ret)
{
	enum hk_result result = standard_usual(cx, ret);

	if (result != HK_NOT_FOUND)
		return result;
	return standard_deliver(cx, admin_id, wish->language, ret);
}

static enum hk_result team_ensure(struct ctx *cx, const struct wish *wish, int64_t admin_id,
				  struct team *ret)
{
	struct team_list teams;

	HK_TRY(team_every(cx, &teams));
	if (teams.count) {
		*ret = teams.items[0];
		return HK_OK;
	}
	*ret = (struct team){ .name = i18n_text(wish->language, TR("Customer care")) };
	HK_TRY(team_add(cx, ret));
	return team_join(cx, ret->id, admin_id);
}

static enum hk_result mailbox_ensure(struct ctx *cx, const struct wish *wish, int64_t team_id,
				     int64_t standard_id)
{
	struct mailbox mailbox;
	enum hk_result result = mailbox_by_address(cx, wish->mailbox, &mailbox);

	if (result != HK_NOT_FOUND)
		return result;
	mailbox = (struct mailbox){ .address = wish->mailbox,
				    .name = wish->org,
				    .language = wish->language,
				    .team_id = team_id,
				    .standard_id = standard_id,
				    .signature = "",
				    .confirmation = "",
				    .is_active = 1 };
	return mailbox_add(cx, &mailbox, "");
}

static enum hk_result init(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	struct standard standard;
	struct staff admin;
	struct team team;
	struct sign_in_link link;
	bool is_reached;

	HK_TRY(org_ensure(cx, wish));
	HK_TRY(admin_ensure(cx, wish, &admin));
	HK_TRY(standard_ensure(cx, wish, admin.id, &standard));
	HK_TRY(team_ensure(cx, wish, admin.id, &team));
	HK_TRY(rule_deliver(cx, wish->language));
	if (*wish->mailbox)
		HK_TRY(mailbox_ensure(cx, wish, team.id, standard.id));
	wish->link = "";
	HK_TRY(org_is_reached(cx, &is_reached));
	if (!is_reached)
		return HK_OK;
	HK_TRY(sign_in_link_make(cx, admin.email, HK_HOUR, &link));
	return org_url(cx, hk_format(cx->arena, "/link/%s", link.token), &wish->link);
}

static enum hk_result find_all(struct ctx *cx, void *data)
{
	return org_every(cx, data);
}

/* Standard output has the link alone, for scripts. */
static enum hk_result tell_others(struct ctx *cx, const struct wish *wish)
{
	struct org_list orgs;

	HK_TRY(ctx_read(cx, find_all, &orgs));
	if (orgs.count < 2 || !wish->is_new)
		return HK_OK;
	fprintf(stderr,
		"hark: \"%s\" is a new organisation beside the others; its code is \"%s\". "
		"From now on every command needs --org with one of:",
		wish->org, wish->made);
	for (size_t i = 0; i < orgs.count; i++)
		fprintf(stderr, " %s", orgs.items[i].code);
	fprintf(stderr, "\n");
	return HK_OK;
}

static void print_json(const struct wish *wish)
{
	scoped_buf buf;
	struct hk_json json = hk_json_to(&buf);

	hk_buf_init(&buf, LINE_MAX_BYTES);
	hk_json_open(&json, NULL, '{');
	hk_json_text(&json, "link", wish->link);
	hk_json_text(&json, "organisation", wish->made);
	hk_json_bool(&json, "is_new", wish->is_new);
	hk_json_close(&json, '}');
	puts(buf.bytes);
}

static enum hk_result run(struct ctx *cx, struct open_house *open, void *data)
{
	struct wish *wish = data;

	if (!i18n_language_exists(wish->language))
		return problem(cx, HK_INVALID, "--language is one of en, bn, lt, ta.");
	if (!i18n_timezone_exists(wish->timezone))
		return problem(cx, HK_INVALID, "--timezone is a name such as Europe/Vilnius.");
	HK_TRY(ctx_write(cx, init, wish));
	if (!*wish->link)
		fprintf(stderr,
			"hark: another organisation answers at %s. To reach this one, give it a "
			"host name: run this again with --host NAME.\n",
			setting(&open->settings, SETTING_BASE_URL));
	if (wish->is_json)
		print_json(wish);
	else if (*wish->link)
		puts(wish->link);
	return tell_others(cx, wish);
}

int command_init(struct command_line *line)
{
	struct wish wish = {
		.org = command_option(line, "--org"),
		.code = command_option(line, "--code"),
		.host = command_option(line, "--host"),
		.admin = command_option(line, "--admin"),
		.mailbox = command_option(line, "--mailbox"),
		.language = command_option(line, "--language"),
		.timezone = command_option(line, "--timezone"),
		.is_json = line->is_json,
	};

	/* Every command takes --org; here it is the name of what is made. */
	if (!wish.org)
		wish.org = line->org;
	wish.host = wish.host ? wish.host : "";
	wish.mailbox = wish.mailbox ? wish.mailbox : "";
	wish.language = wish.language ? wish.language : "en";
	wish.timezone = wish.timezone ? wish.timezone : "UTC";
	if (!command_is_done(line))
		return EX_USAGE;
	if (!wish.org || !*wish.org || !wish.admin) {
		fprintf(stderr, "hark: init needs --org NAME and --admin EMAIL.\n");
		return EX_USAGE;
	}
	return command_run_plain(line, HOUSE_MIGRATE | HOUSE_CREATE, run, &wish);
}
