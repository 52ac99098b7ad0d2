#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "app/command/command.h"
#include "base/json.h"
#include "base/text.h"
#include "core/audit.h"
#include "people/sign_in.h"
#include "people/skill.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/mail/mailbox.h"

enum { LINE_MAX_BYTES = 64 * 1024 };

struct wish {
	struct staff staff;
	const char *skills[SKILLS_MAX + 1]; /* each CODE:LEVEL */
	size_t skill_count;
	bool is_json;
	struct staff added; /* out */
	struct skill_list given;
};

/* Who is new shares the work of every team that is open to all. */
static enum hk_result join_teams(struct ctx *cx, int64_t staff_id)
{
	struct team_list teams;

	HK_TRY(team_every(cx, &teams));
	for (size_t i = 0; i < teams.count; i++)
		if (!teams.items[i].is_restricted)
			HK_TRY(team_join(cx, teams.items[i].id, staff_id));
	return HK_OK;
}

static const char *skills_joined(struct ctx *cx, const struct wish *wish)
{
	const char *text = "";

	for (size_t i = 0; i < wish->skill_count; i++)
		text = hk_format(cx->arena, "%s %s", text, wish->skills[i]);
	return text;
}

static enum hk_result add(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	struct staff staff = wish->staff;

	HK_TRY(mailbox_is_not(cx, staff.email));
	HK_TRY(staff_add(cx, &staff));
	HK_TRY(skill_put(cx, staff.id, skills_joined(cx, wish)));
	if (strcmp(staff.role, "agent") == 0 || strcmp(staff.role, "supervisor") == 0)
		HK_TRY(join_teams(cx, staff.id));
	HK_TRY(skill_every(cx, &wish->given));
	wish->given = skill_pick(&wish->given, staff.id);
	wish->added = staff;
	return audit_record(cx, "staff.add", staff.email);
}

static void print_json(struct ctx *cx, const struct staff *one, const struct skill_list *skills)
{
	scoped_buf buf;
	struct hk_json json = hk_json_to(&buf);

	hk_buf_init(&buf, LINE_MAX_BYTES);
	hk_json_open(&json, NULL, '{');
	hk_json_text(&json, "email", one->email);
	hk_json_text(&json, "name", one->name);
	hk_json_text(&json, "role", one->role);
	hk_json_bool(&json, "active", one->is_active != 0);
	skill_json(cx->arena, &json, skills);
	hk_json_close(&json, '}');
	puts(buf.bytes);
}

static void print_added(struct ctx *cx, const void *data)
{
	const struct wish *wish = data;

	if (wish->is_json)
		print_json(cx, &wish->added, &wish->given);
}

static enum hk_result list(struct ctx *cx, void *data)
{
	const struct wish *wish = data;
	struct staff_list all;
	struct skill_list skills;

	HK_TRY(staff_every(cx, &all));
	HK_TRY(skill_every(cx, &skills));
	for (size_t i = 0; i < all.count; i++) {
		const struct staff *one = &all.items[i];
		struct skill_list own = skill_pick(&skills, one->id);
		if (wish->is_json)
			print_json(cx, one, &own);
		else
			printf("%-32s %-12s %s%s%s%s\n", one->email, one->role, one->name,
			       one->is_active ? "" : " (left)", own.count ? "; " : "",
			       skill_text(cx, &own));
	}
	return HK_OK;
}

static enum hk_result code_off(struct ctx *cx, void *data)
{
	const struct wish *wish = data;
	struct staff staff;

	HK_TRY(staff_by_email(cx, wish->staff.email, &staff));
	return totp_take_off(cx, &staff);
}

/* One more than anybody may have is taken too, so that it is refused with a sentence. */
static void skills_take(struct command_line *line, struct wish *wish)
{
	const char *skill;

	while (wish->skill_count <= SKILLS_MAX && (skill = command_option(line, "--skill")))
		wish->skills[wish->skill_count++] = skill;
}

int command_staff(struct command_line *line)
{
	const char *verb = command_word(line);
	struct wish wish = { .is_json = line->is_json };

	if (verb && strcmp(verb, "add") == 0) {
		wish.staff.email = command_word(line);
		wish.staff.name = command_option(line, "--name");
		wish.staff.role = command_option(line, "--role");
		skills_take(line, &wish);
		if (!wish.staff.email || !wish.staff.name || !wish.staff.role) {
			fprintf(stderr, "hark: staff add needs EMAIL, --name and --role.\n");
			return EX_USAGE;
		}
		if (!staff_role_exists(wish.staff.role)) {
			fprintf(stderr, "hark: --role is employee, agent, supervisor, manager or "
					"admin (an administrator).\n");
			return EX_DATAERR;
		}
	} else if (verb && strcmp(verb, "code-off") == 0) {
		wish.staff.email = command_word(line);
		if (!wish.staff.email || !command_is_done(line)) {
			fprintf(stderr, "hark: staff code-off needs EMAIL.\n");
			return EX_USAGE;
		}
		return command_run(line, &(struct command_work){ 0, code_off, &wish, true, NULL });
	} else if (!verb || strcmp(verb, "list") != 0) {
		fprintf(stderr, "hark: staff takes add, list or code-off.\n");
		return EX_USAGE;
	}
	if (!command_is_done(line))
		return EX_USAGE;
	if (wish.staff.email)
		return command_run(line,
				   &(struct command_work){ 0, add, &wish, true, print_added });
	return command_run(line, &(struct command_work){ 0, list, &wish, false, NULL });
}
