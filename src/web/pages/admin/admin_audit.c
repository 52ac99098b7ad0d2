#include "web/pages/admin/admin_audit.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "people/customer.h"
#include "people/staff.h"
#include "web/pages/admin/admin_view.h"

enum { PAGE = 50 };

static const struct {
	const char *action, *sentence;
} deeds[] = {
	{ "staff.add", TR("Added somebody to staff") },
	{ "staff.change", TR("Changed a member of staff") },
	{ "team.add", TR("Added a team") },
	{ "team.change", TR("Changed a team") },
	{ "mailbox.add", TR("Added a mailbox") },
	{ "mailbox.change", TR("Changed a mailbox") },
	{ "import.add", TR("Brought an old mailbox") },
	{ "import.stop", TR("Stopped bringing an old mailbox") },
	{ "import.go_on", TR("Went on bringing an old mailbox") },
	{ "import.undo", TR("Undid bringing an old mailbox") },
	{ "standard.add", TR("Added a response standard") },
	{ "standard.change", TR("Changed a response standard") },
	{ "ledger.replay", TR("Had messages read again") },
	{ "outbox.again", TR("Sent a mail once more") },
	{ "outbox.done", TR("Called a mail in trouble done") },
	{ "alarm.settle", TR("Saw to automatic mail that was stopped") },
	{ "customer.address_works", TR("Said that an address works again") },
	{ "customer.no_questions", TR("Wrote down that a customer wants no questions") },
	{ "customer.questions", TR("Took back that a customer wants no questions") },
	{ "answer.erase", TR("Erased what somebody answered") },
	{ "organisation.change", TR("Changed the organisation") },
	{ "token.add", TR("Made a token") },
	{ "token.revoke", TR("Revoked a token") },
	{ "sign_in", TR("Signed in") },
	{ "sign_in.failed", TR("Tried to sign in in vain") },
	{ "sign_in.link", TR("Signed in by a mailed link") },
	{ "password.change", TR("Changed the own password") },
	{ "totp.set", TR("Switched the second step on") },
	{ "totp.remove", TR("Switched the second step off") },
	{ "totp.take_off", TR("Took somebody's authenticator off") },
	{ "recovery.use", TR("Signed in with a recovery code") },
	{ "apology.change", TR("Changed the words of an apology") },
	{ "calendar.add", TR("Added a calendar") },
	{ "calendar.change", TR("Changed a calendar") },
	{ "complaint.authority", TR("Said who may decide complaints") },
	{ "complaint.authority.remove", TR("Took from somebody that he may decide complaints") },
	{ "complaint.rule", TR("Changed the times of complaints") },
	{ "harm.change", TR("Changed the priority from harm") },
	{ "legal.change", TR("Changed times by law") },
	{ "legal.on", TR("Switched times by law on") },
	{ "legal.off", TR("Switched times by law off") },
	{ "mailbox.access", TR("Changed how a mailbox is signed in to") },
	{ "mailbox.access.given", TR("Was given access to a mailbox") },
	{ "mailbox.access.drop", TR("Took away access to a mailbox") },
	{ "mailbox.sending", TR("Changed through which server a mailbox sends") },
	{ "mailbox.sending.drop", TR("Took away the server through which a mailbox sends") },
	{ "question.change", TR("Changed a question") },
	{ "question.remove", TR("Took a question away") },
	{ "rule.add", TR("Added a rule") },
	{ "rule.change", TR("Changed a rule") },
	{ "rule.on", TR("Switched a rule on") },
	{ "rule.off", TR("Switched a rule off") },
	{ "rule.remove", TR("Took a rule away") },
	{ "saved_reply.add", TR("Added a saved reply") },
	{ "saved_reply.change", TR("Changed a saved reply") },
	{ "saved_reply.archive", TR("Put a saved reply away") },
	{ "saved_reply.restore", TR("Brought a saved reply back") },
	{ "standard.reviewed", TR("Looked at a response standard again") },
	{ "standard.rule", TR("Said which standard holds when") },
	{ "standard.rule.remove", TR("Took a rule of standards away") },
	{ "steps.change", TR("Changed the steps of a purpose") },
	{ "survey.add", TR("Added a survey") },
	{ "survey.change", TR("Changed a survey") },
	{ "survey.questions", TR("Changed the questions of a survey") },
	{ "survey.rules", TR("Changed whom surveys ask") },
	{ "wall.add", TR("Added a screen on a wall") },
	{ "wall.end", TR("Ended a screen on a wall") },
	{ "work.change", TR("Changed how much work a ticket is") },
	{ "work.channels", TR("Changed how many tickets one has at once") },
	{ "cause.merge", TR("Merged two causes") },
	{ "availability.status", TR("Said that somebody is here or away") },
	{ "availability.shift", TR("Changed somebody's working hours") },
	{ "availability.absence", TR("Changed when somebody is out of office") },
	{ "theme.confirm", TR("Confirmed a theme") },
	{ "theme.reject", TR("Rejected a theme") },
	{ "theme.restore", TR("Brought a theme back") },
	{ "theme.merge", TR("Merged two themes") },
};

static const struct {
	const char *field, *label;
} fields[] = {
	{ "name", TR("Name") },           { "email", TR("E-mail") },
	{ "role", TR("Role") },           { "is_active", TR("Works here") },
	{ "language", TR("Language") },   { "timezone", TR("Time zone") },
	{ "accent", TR("Colour") },       { "phone", TR("Phone") },
	{ "hours", TR("Opening hours") },
};

static const char *deed_of(const char *action)
{
	for (size_t i = 0; i < HK_COUNT(deeds); i++)
		if (hk_equal(deeds[i].action, action))
			return deeds[i].sentence;
	return action;
}

static const char *label_of(const char *field)
{
	for (size_t i = 0; i < HK_COUNT(fields); i++)
		if (hk_equal(fields[i].field, field))
			return fields[i].label;
	return field;
}

/* "" when nobody has that id (any more). */
static enum hk_result name_of(struct ctx *cx, const char *kind, int64_t id, const char **ret)
{
	struct staff staff = { .name = "" };
	struct customer customer = { .name = "" };
	enum hk_result result = HK_NOT_FOUND;

	if (hk_equal(kind, "staff"))
		result = staff_find(cx, id, &staff);
	else if (hk_equal(kind, "customer"))
		result = customer_find(cx, id, &customer);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = hk_equal(kind, "staff") ? staff.name : customer.name;
	return HK_OK;
}

static enum hk_result actor_name(struct ctx *cx, const struct audit *one, const char **ret)
{
	HK_TRY(name_of(cx, one->actor_kind, one->actor_id, ret));
	if (!**ret)
		*ret = i18n_text(cx->language, hk_equal(one->actor_kind, "system")
						       ? TR("The house itself")
						       : TR("Somebody unknown"));
	return HK_OK;
}

/* A line of audit_changed(): field, old and new with tabs between. */
static const char *change_words(struct ctx *cx, const char *line)
{
	char *rest, *copy = hk_copy_text(cx->arena, line);
	const char *field = strsep(&copy, "\t");
	const char *old = copy ? strsep(&copy, "\t") : "";

	rest = copy;
	return i18n_fill(cx->arena, i18n_text(cx->language, TR("{field}: {old} → {new}")), "field",
			 i18n_text(cx->language, label_of(field)), "old", *old ? old : "–", "new",
			 rest && *rest ? rest : "–", NULL);
}

/* What it is about, or a person by name where his kind and id stand; then each change. */
static enum hk_result about_words(struct ctx *cx, const char *about, const char **ret)
{
	char *lines = hk_copy_text(cx->arena, about);
	const char *words = strsep(&lines, "\n");
	size_t kind = strcspn(words, " ");
	int64_t id;

	if (words[kind] && hk_number(words + kind + 1, &id))
		HK_TRY(name_of(cx, hk_copy(cx->arena, words, kind), id, &words));
	else if (hk_number(words, &id))
		words = ""; /* a token, which people know by no number */
	for (const char *line; (line = strsep(&lines, "\n"));)
		words = hk_format(cx->arena, "%s; %s", words, change_words(cx, line));
	*ret = words;
	return HK_OK;
}

enum hk_result admin_show_audit(struct web_request *req)
{
	static const char *const heads[] = { TR("When"), TR("Who"), TR("What"), TR("About") };
	struct ctx *cx = req->cx;
	struct admin_list list = { .title = TR("Audit log"),
				   .lead = "",
				   .add = "",
				   .empty = TR("Nothing was changed yet."),
				   .next = "",
				   .heads = { heads, HK_COUNT(heads) } };
	struct audit_list rows;

	HK_TRY(audit_page(cx, web_query_number(req, "before", INT64_MAX), PAGE, &rows));
	admin_list_room(req, &list, rows.count);
	for (size_t i = 0; i < rows.count; i++) {
		const struct audit *one = &rows.items[i];
		struct admin_row *row = admin_row_add(req, &list);
		const char *who, *about;

		HK_TRY(actor_name(cx, one, &who));
		HK_TRY(about_words(cx, one->about, &about));
		admin_time_add(row, one->at);
		admin_cell_add(row, who, "");
		admin_words_add(req, row, deed_of(one->action), "");
		admin_cell_add(row, about, "");
	}
	if (rows.count == PAGE)
		list.next = hk_format(cx->arena, "/admin/audit?before=%" PRId64,
				      rows.items[rows.count - 1].id);
	return admin_list_show(req, &list);
}
