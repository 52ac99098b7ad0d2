#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/audit.h"
#include "people/sign_in.h"
#include "people/skill.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/mail/mailbox.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/families.h"

static const struct {
	const char *value, *label;
} roles[] = {
	{ "employee", TR("Employee: own settings only") },
	{ "agent", TR("Agent: answers customers") },
	{ "supervisor", TR("Supervisor: sees the whole team") },
	{ "manager", TR("Manager: reads and reports") },
	{ "admin", TR("Administrator: everything") },
};

static const char *role_label(const char *role)
{
	for (size_t i = 0; i < HK_COUNT(roles); i++)
		if (strcmp(roles[i].value, role) == 0)
			return roles[i].label;
	return role;
}

static enum hk_result show_staff(struct web_request *req)
{
	static const char *const heads[] = { TR("Name"),   TR("E-mail"),       TR("Role"),
					     TR("Skills"), TR("Open tickets"), TR("State") };
	struct admin_list list = { .title = TR("Staff"),
				   .lead = "",
				   .add = "/admin/staff/new",
				   .add_title = TR("Add a person"),
				   .empty = TR("Nobody is here yet."),
				   .next = "",
				   .heads = { heads, HK_COUNT(heads) } };
	struct staff_list staff;
	struct skill_list skills;

	HK_TRY(staff_every(req->cx, &staff));
	HK_TRY(skill_every(req->cx, &skills));
	admin_list_room(req, &list, staff.count);
	for (size_t i = 0; i < staff.count; i++) {
		const struct staff *one = &staff.items[i];
		struct skill_list own = skill_pick(&skills, one->id);
		struct admin_row *row = admin_row_add(req, &list);
		admin_cell_add(row, one->name,
			       hk_format(req->cx->arena, "/admin/staff/%" PRId64, one->id));
		admin_cell_add(row, one->email, "");
		admin_words_add(req, row, role_label(one->role), "");
		admin_cell_add(row, skill_text(req->cx, &own), "");
		admin_cell_add(row, hk_format(req->cx->arena, "%" PRId64, one->active_count), "");
		admin_words_add(req, row, one->is_active ? TR("Works here") : TR("Has left"),
				one->is_active ? "good" : "line");
	}
	return admin_list_show(req, &list);
}

static void staff_fields(struct web_request *req, struct admin_form *form,
			 const struct staff *staff, const char *skills)
{
	struct admin_field *field;

	admin_field_add(req, form, "text", "name", TR("Name"), staff->name);
	admin_field_add(req, form, "email", "email", TR("E-mail"), staff->email);
	field = admin_select_add(req, form, "role", TR("Role"), staff->role);
	for (size_t i = 0; i < HK_COUNT(roles); i++)
		admin_option_add(req, field, roles[i].value, roles[i].label);
	admin_field_add(req, form, "text", "skills", TR("Skills"), skills)->hint =
		TR("Each with a level from 1 to 5, such as \"bengali:5, returns:3\", and with its "
		   "last "
		   "day where it has one: \"gas:4:2027-06-30\".");
}

static enum hk_result new_staff_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = { .title = TR("Add a person"),
				   .lead = TR("He signs in with a link that is mailed to him, and "
					      "may set a password then."),
				   .action = "/admin/staff",
				   .button = TR("Add"),
				   .back = "/admin/staff",
				   .back_title = TR("Staff") };

	(void)cx;
	staff_fields(req, &form, &(struct staff){ .name = "", .email = "", .role = "agent" }, "");
	return admin_form_show(req, &form);
}

static enum hk_result show_new_staff(struct web_request *req)
{
	return new_staff_form(req->cx, req);
}

/* Who is new shares the work of every team that is open to all. */
static enum hk_result add_staff(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct staff staff = { .name = page_form(req, "name"),
			       .email = page_form(req, "email"),
			       .role = page_form(req, "role") };
	struct team_list teams;

	HK_TRY(mailbox_is_not(cx, staff.email));
	HK_TRY(staff_add(cx, &staff));
	HK_TRY(skill_put(cx, staff.id, page_form(req, "skills")));
	HK_TRY(team_every(cx, &teams));
	for (size_t i = 0; i < teams.count; i++)
		if (!teams.items[i].is_restricted && strcmp(staff.role, "agent") == 0)
			HK_TRY(team_join(cx, teams.items[i].id, staff.id));
	return audit_record(cx, "staff.add", staff.email);
}

static enum hk_result post_new_staff(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ add_staff, new_staff_form, req, "/admin/staff",
						     TR("Added.") });
}

static enum hk_result one_staff_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = { .title = TR("Change a person"),
				   .lead = "",
				   .button = TR("Save"),
				   .back = "/admin/staff",
				   .back_title = TR("Staff") };
	struct skill_list skills;
	struct staff staff;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(staff_find(cx, id, &staff));
	HK_TRY(skill_of_staff(cx, id, &skills));
	form.version = staff.version;
	form.action = hk_format(cx->arena, "/admin/staff/%" PRId64, id);
	staff_fields(req, &form, &staff, skill_text(cx, &skills));
	struct admin_field *field =
		admin_field_add(req, &form, "check", "is_active", TR("Works here"), "");
	field->is_chosen = staff.is_active != 0;
	field->hint = TR("Who has left is signed out at once and gets no more tickets.");
	if (staff.totp_secret.bytes) {
		field = admin_field_add(req, &form, "check", "code_off",
					TR("Take the authenticator off"), "");
		field->hint = TR("For whoever lost it, and the recovery codes too. Signing in asks "
				 "for no code then; a mail says so to this person.");
	}
	return admin_form_show(req, &form);
}

static enum hk_result show_one_staff(struct web_request *req)
{
	return one_staff_form(req->cx, req);
}

static const char *staff_changes(struct ctx *cx, const struct staff *before,
				 const struct staff *now)
{
	const char *about = audit_changed(cx, before->email, "name", before->name, now->name);

	about = audit_changed(cx, about, "email", before->email, now->email);
	about = audit_changed(cx, about, "role", before->role, now->role);
	return audit_changed(cx, about, "is_active", before->is_active ? "1" : "0",
			     now->is_active ? "1" : "0");
}

static enum hk_result save_staff(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct staff staff, before;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(staff_find(cx, id, &staff));
	before = staff;
	staff.name = page_form(req, "name");
	staff.email = page_form(req, "email");
	staff.role = page_form(req, "role");
	staff.is_active = *page_form(req, "is_active") != '\0';
	staff.version = web_form_number(req, "version", 0);
	if (staff.is_active)
		HK_TRY(mailbox_is_not(cx, staff.email));
	HK_TRY(staff_change(cx, &staff));
	if (*page_form(req, "code_off"))
		HK_TRY(totp_take_off(cx, &before));
	if (web_form(req, "skills"))
		HK_TRY(skill_put(cx, id, page_form(req, "skills")));
	return audit_record(cx, "staff.change", staff_changes(cx, &before, &staff));
}

static enum hk_result post_one_staff(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ save_staff, one_staff_form, req,
						     "/admin/staff", TR("Saved.") });
}

static enum hk_result show_teams(struct web_request *req)
{
	static const char *const heads[] = { TR("Name"), TR("Members"), TR("Open tickets"),
					     TR("Who sees its tickets") };
	struct admin_list list = { .title = TR("Teams"),
				   .lead = "",
				   .add = "/admin/teams/new",
				   .add_title = TR("Add a team"),
				   .empty = TR("There is no team yet."),
				   .next = "",
				   .heads = { heads, HK_COUNT(heads) } };
	struct team_list teams;

	HK_TRY(team_every(req->cx, &teams));
	admin_list_room(req, &list, teams.count);
	for (size_t i = 0; i < teams.count; i++) {
		const struct team *one = &teams.items[i];
		struct admin_row *row = admin_row_add(req, &list);
		struct staff_list members;
		HK_TRY(team_members(req->cx, one->id, &members));
		admin_cell_add(row, one->name,
			       hk_format(req->cx->arena, "/admin/teams/%" PRId64, one->id));
		admin_cell_add(row, hk_format(req->cx->arena, "%zu", members.count), "");
		admin_cell_add(row, hk_format(req->cx->arena, "%" PRId64, one->active_count), "");
		admin_words_add(req, row, one->is_restricted ? TR("Members only") : TR("All staff"),
				"");
	}
	return admin_list_show(req, &list);
}

static bool staff_holds(const struct staff_list *list, int64_t id)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].id == id)
			return true;
	return false;
}

/* A box for everybody who works here, and who they are, so that only of them anybody leaves. */
static enum hk_result members_add(struct web_request *req, struct admin_form *form,
				  const struct staff_list *members)
{
	struct ctx *cx = req->cx;
	struct admin_field *field = admin_several_add(req, form, "member", TR("Members"));
	const char *shown = "";
	struct staff_list staff;

	HK_TRY(staff_every(cx, &staff));
	for (size_t i = 0; i < staff.count && field->options.count < ADMIN_OPTIONS_MAX; i++) {
		const char *id = hk_format(cx->arena, "%" PRId64, staff.items[i].id);

		if (!staff.items[i].is_active)
			continue;
		admin_tick_add(req, field, id, staff.items[i].name,
			       staff_holds(members, staff.items[i].id));
		shown = hk_format(cx->arena, "%s %s", shown, id);
	}
	admin_field_add(req, form, "hidden", "shown", "", shown);
	return HK_OK;
}

static enum hk_result new_team_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = { .title = TR("Add a team"),
				   .lead = "",
				   .action = "/admin/teams",
				   .button = TR("Add"),
				   .back = "/admin/teams",
				   .back_title = TR("Teams") };

	(void)cx;
	admin_field_add(req, &form, "text", "name", TR("Name"), "");
	HK_TRY(members_add(req, &form, &(struct staff_list){ NULL, 0 }));
	admin_field_add(req, &form, "check", "is_restricted", TR("Only members see its tickets"),
			"")
		->hint = TR("This cannot be changed later, because its tickets carry it.");
	return admin_form_show(req, &form);
}

static enum hk_result show_new_team(struct web_request *req)
{
	return new_team_form(req->cx, req);
}

/* Was he among those whom the form showed? Somebody else may have added him since. */
static bool was_shown(struct web_request *req, int64_t id)
{
	const char *sign = hk_format(req->cx->arena, " %" PRId64 " ", id);

	return strstr(hk_format(req->cx->arena, " %s ", page_form(req, "shown")), sign) != NULL;
}

static enum hk_result members_put(struct web_request *req, int64_t team_id)
{
	const char *const *ticked;
	size_t count = web_form_all(req, "member", &ticked);
	struct staff_list wanted = { hk_alloc(req->cx->arena, count, sizeof(struct staff)), count };
	struct staff_list members;

	for (size_t i = 0; i < count; i++) {
		int64_t id;

		if (!hk_number(ticked[i], &id))
			return HK_NOT_FOUND;
		HK_TRY(staff_find(req->cx, id, &wanted.items[i]));
	}
	HK_TRY(team_members(req->cx, team_id, &members));
	for (size_t i = 0; i < members.count; i++) {
		int64_t id = members.items[i].id;

		if (was_shown(req, id) && !staff_holds(&wanted, id))
			HK_TRY(team_leave(req->cx, team_id, id));
	}
	for (size_t i = 0; i < count; i++)
		HK_TRY(team_join(req->cx, team_id, wanted.items[i].id));
	return HK_OK;
}

static enum hk_result add_team(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct team team = { .name = page_form(req, "name"),
			     .is_restricted = *page_form(req, "is_restricted") != '\0' };

	HK_TRY(team_add(cx, &team));
	HK_TRY(members_put(req, team.id));
	return audit_record(cx, "team.add", team.name);
}

static enum hk_result post_new_team(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ add_team, new_team_form, req, "/admin/teams",
						     TR("Added.") });
}

static enum hk_result one_team_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = { .title = TR("Change a team"),
				   .lead = "",
				   .button = TR("Save"),
				   .back = "/admin/teams",
				   .back_title = TR("Teams") };
	struct staff_list members;
	struct team team;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(team_find(cx, id, &team));
	HK_TRY(team_members(cx, id, &members));
	form.version = team.version;
	form.action = hk_format(cx->arena, "/admin/teams/%" PRId64, id);
	admin_field_add(req, &form, "text", "name", TR("Name"), team.name);
	HK_TRY(members_add(req, &form, &members));
	return admin_form_show(req, &form);
}

static enum hk_result show_one_team(struct web_request *req)
{
	return one_team_form(req->cx, req);
}

static enum hk_result save_team(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct team team;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(team_find(cx, id, &team));
	team.name = page_form(req, "name");
	team.version = web_form_number(req, "version", 0);
	HK_TRY(team_change(cx, &team));
	HK_TRY(members_put(req, id));
	return audit_record(cx, "team.change", team.name);
}

static enum hk_result post_one_team(struct web_request *req)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	return admin_save(
		req, &(struct admin_save){ save_team, one_team_form, req,
					   hk_format(req->cx->arena, "/admin/teams/%" PRId64, id),
					   TR("Saved.") });
}

static const struct web_param staff_params[] = {
	{ "name", PARAM_TEXT, 200 },    { "email", PARAM_TEXT, 254 },
	{ "role", PARAM_TEXT, 20 },     { "is_active", PARAM_TEXT, 1 },
	{ "version", PARAM_NUMBER, 0 }, { "skills", PARAM_TEXT, SKILLS_TEXT_MAX },
	{ "code_off", PARAM_TEXT, 1 },  { NULL, PARAM_TEXT, 0 },
};

enum { SHOWN_MAX_BYTES = ADMIN_OPTIONS_MAX * 20 };

static const struct web_param team_params[] = {
	{ "name", PARAM_TEXT, 100 },
	{ "is_restricted", PARAM_TEXT, 1 },
	{ "member", PARAM_NUMBER, 0 },
	{ "version", PARAM_NUMBER, 0 },
	{ "shown", PARAM_TEXT, SHOWN_MAX_BYTES },
	{ NULL, PARAM_TEXT, 0 },
};

const struct web_route admin_people_pages[] = {
	ROUTE("GET", "/admin/staff", RIGHT_ADMIN, show_staff, 0, NULL),
	ROUTE("POST", "/admin/staff", RIGHT_ADMIN, post_new_staff, 0, staff_params),
	ROUTE("GET", "/admin/staff/new", RIGHT_ADMIN, show_new_staff, 0, NULL),
	ROUTE("GET", "/admin/staff/{id}", RIGHT_ADMIN, show_one_staff, 0, NULL),
	ROUTE("POST", "/admin/staff/{id}", RIGHT_ADMIN, post_one_staff, 0, staff_params),
	ROUTE("GET", "/admin/teams", RIGHT_ADMIN, show_teams, 0, NULL),
	ROUTE("POST", "/admin/teams", RIGHT_ADMIN, post_new_team, 0, team_params),
	ROUTE("GET", "/admin/teams/new", RIGHT_ADMIN, show_new_team, 0, NULL),
	ROUTE("GET", "/admin/teams/{id}", RIGHT_ADMIN, show_one_team, 0, NULL),
	ROUTE("POST", "/admin/teams/{id}", RIGHT_ADMIN, post_one_team, 0, team_params),
	{ 0 },
};
