#include "ticket/link/saved_view.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/fold.h"
#include "core/i18n.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/mail/mailbox.h"
#include "ticket/rule/condition.h"

enum { NAME_LETTERS = 60, WORDS_LETTERS = 100, HOURS_MOST = 24 * 365 };

static const struct db_column columns[] = {
	DB_COLUMN(struct saved_view, id),         DB_COLUMN(struct saved_view, staff_id),
	DB_COLUMN(struct saved_view, shared_id),  DB_COLUMN(struct saved_view, position),
	DB_COLUMN(struct saved_view, name),       DB_COLUMN(struct saved_view, state),
	DB_COLUMN(struct saved_view, type),       DB_COLUMN(struct saved_view, priority),
	DB_COLUMN(struct saved_view, language),   DB_COLUMN(struct saved_view, channel),
	DB_COLUMN(struct saved_view, owner_id),   DB_COLUMN(struct saved_view, team_id),
	DB_COLUMN(struct saved_view, mailbox_id), DB_COLUMN(struct saved_view, age_hours),
	DB_COLUMN(struct saved_view, words),      DB_COLUMN(struct saved_view, created_at),
	DB_COLUMN(struct saved_view, version),
};
static const struct db_record record = DB_RECORD("saved_view", struct saved_view, columns);

#define SEEN "(saved_view.staff_id = $2 OR saved_view.shared_id IN " TEAMS_OF_READER ")"

enum hk_result saved_view_every(struct ctx *cx, struct saved_view_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE(SEEN, "ORDER BY CASE WHEN saved_view.staff_id = $2 THEN 0 ELSE 1"
					" END, saved_view.position, saved_view.id LIMIT $3"),
			 DB_ARGS(cx->actor->id, (int64_t)VIEWS_MOST * 2), &rows));
	*ret = (struct saved_view_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result saved_view_find(struct ctx *cx, int64_t id, struct saved_view *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("saved_view.id = $3 AND " SEEN, ""),
			     DB_ARGS(cx->actor->id, id), ret);
}

static enum hk_result own_find(struct ctx *cx, int64_t id, struct saved_view *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2 AND staff_id = $3", ""),
			     DB_ARGS(id, cx->actor->id), ret);
}

static enum hk_result own_every(struct ctx *cx, struct saved_view_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("staff_id = $2", "ORDER BY position, id"),
			 DB_ARGS(cx->actor->id), &rows));
	*ret = (struct saved_view_list){ rows.items, rows.count };
	return HK_OK;
}

static bool is_or_none(const char *word, const char *field)
{
	return !*word || condition_choice_exists(condition_field_find(field), word);
}

/* He shares it with a team of his own. */
static enum hk_result share_check(struct ctx *cx, const struct saved_view *view)
{
	bool belongs = true;

	if (view->shared_id)
		HK_TRY(team_has(cx, view->shared_id, cx->actor->id, &belongs));
	if (!belongs)
		(void)field_problem(cx, "share", TR("Please choose a team that you belong to."));
	return HK_OK;
}

/* Of what a condition names, found or not: beside its field when it is not there. */
static enum hk_result is_there(struct ctx *cx, enum hk_result found, const char *field,
			       const char *sentence)
{
	if (found == HK_NOT_FOUND)
		(void)field_problem(cx, field, sentence);
	return found == HK_NOT_FOUND ? HK_OK : found;
}

/* A condition that names nobody would make a list that is empty for ever. Who has left may be
 * named: his tickets may still be there. */
static enum hk_result names_check(struct ctx *cx, const struct saved_view *view)
{
	static const char one_of_these[] = TR("Please choose one of these.");
	struct mailbox mailbox;
	struct staff staff;
	struct team team;

	if (view->owner_id && view->owner_id != VIEW_OWN)
		HK_TRY(is_there(cx, staff_find(cx, view->owner_id, &staff), "owner", one_of_these));
	if (view->team_id)
		HK_TRY(is_there(cx, team_find(cx, view->team_id, &team), "team",
				TR("Please choose a team.")));
	if (view->mailbox_id)
		HK_TRY(is_there(cx, mailbox_find(cx, view->mailbox_id, &mailbox), "mailbox",
				one_of_these));
	return HK_OK;
}

static enum hk_result check(struct ctx *cx, const struct saved_view *view)
{
	if (!hk_has_ink(view->name))
		(void)field_problem(cx, "name", TR("Please give it a name."));
	if (hk_letters(view->name) > NAME_LETTERS)
		(void)field_problem(cx, "name", TR("This is too long. A few words are enough."));
	if (hk_letters(view->words) > WORDS_LETTERS)
		(void)field_problem(cx, "words", TR("This is too long. A few words are enough."));
	if (!is_or_none(view->state, "state") || strcmp(view->state, "closed") == 0)
		(void)field_problem(cx, "state", TR("Please choose one of these."));
	if (!is_or_none(view->type, "type"))
		(void)field_problem(cx, "type", TR("Please choose what it is."));
	if (!is_or_none(view->priority, "priority"))
		(void)field_problem(cx, "priority", TR("Please choose how urgent it is."));
	if (!is_or_none(view->channel, "channel"))
		(void)field_problem(cx, "channel", TR("Please choose one of these."));
	if (!is_or_none(view->language, "language"))
		(void)field_problem(cx, "language", TR("Please choose a language."));
	if (view->age_hours < 0 || view->age_hours > HOURS_MOST)
		(void)field_problem(cx, "age", TR("This is a number of hours, a year at most."));
	HK_TRY(names_check(cx, view));
	HK_TRY(share_check(cx, view));
	return cx->field_count ? HK_INVALID : HK_OK;
}

static bool is_same_name(struct ctx *cx, const char *one, const char *other)
{
	return strcmp(fold_text(cx->arena, one), fold_text(cx->arena, other)) == 0;
}

/* What has its name already keeps it. */
static enum hk_result name_check(struct ctx *cx, const struct saved_view *view,
				 const struct saved_view_list *own)
{
	bool is_taken = false;

	for (size_t i = 0; i < own->count; i++) {
		bool is_same = is_same_name(cx, own->items[i].name, view->name);

		if (is_same && own->items[i].id == view->id)
			return HK_OK;
		is_taken = is_taken || is_same;
	}
	return is_taken ? field_problem(cx, "name", TR("You have a list of this name already."))
			: HK_OK;
}

static enum hk_result add(struct ctx *cx, struct saved_view *view)
{
	struct saved_view_list own;

	HK_TRY(own_every(cx, &own));
	if (own.count >= VIEWS_MOST)
		return problem(cx, HK_CONFLICT,
			       TR("Fifty lists are as many as one can have. Please take one away "
				  "first."));
	HK_TRY(name_check(cx, view, &own));
	view->id = ctx_new_id(cx);
	view->staff_id = cx->actor->id;
	view->created_at = cx->now;
	view->version = 1;
	view->position = own.count ? own.items[own.count - 1].position + 1 : 1;
	return db_insert(cx->db, &record, view);
}

static enum hk_result change(struct ctx *cx, const struct saved_view *view)
{
	struct saved_view_list own;
	struct saved_view old;
	int64_t count;

	HK_TRY(own_find(cx, view->id, &old));
	HK_TRY(own_every(cx, &own));
	HK_TRY(name_check(cx, view, &own));
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("saved_view",
				   "name = $4, shared_id = $5, state = $6, type = $7,"
				   " priority = $8, language = $9, channel = $10,"
				   " version = version + 1",
				   "id = $2 AND version = $3", ""),
			 DB_ARGS(view->id, view->version, view->name, view->shared_id, view->state,
				 view->type, view->priority, view->language, view->channel),
			 &count));
	if (!count)
		return problem(cx, HK_CONFLICT,
			       TR("This list was changed meanwhile, in another window. Here stands "
				  "what you typed; press once more to keep it."));
	return db_send(cx->db,
		       DB_UPDATE("saved_view",
				 "owner_id = $3, team_id = $4, mailbox_id = $5, age_hours = $6,"
				 " words = $7",
				 "id = $2", ""),
		       DB_ARGS(view->id, view->owner_id, view->team_id, view->mailbox_id,
			       view->age_hours, view->words));
}

/* A rule says by a * that a word may go on; here it may in any case. */
static const char *without_star(struct ctx *cx, const char *words)
{
	char *plain = hk_one_line(cx->arena, words);
	size_t length = strlen(plain);

	while (length && (plain[length - 1] == '*' || plain[length - 1] == ' '))
		plain[--length] = '\0';
	return plain;
}

enum hk_result saved_view_put(struct ctx *cx, const struct saved_view *view, int64_t *ret_id)
{
	struct saved_view wish = *view;

	wish.words = without_star(cx, view->words);
	if (!*wish.words && hk_has_ink(view->words))
		(void)field_problem(cx, "words", condition_star_words);
	HK_TRY(check(cx, &wish));
	wish.name = hk_one_line(cx->arena, wish.name);
	HK_TRY(wish.id ? change(cx, &wish) : add(cx, &wish));
	*ret_id = wish.id;
	return HK_OK;
}

enum hk_result saved_view_remove(struct ctx *cx, int64_t id)
{
	struct saved_view view;

	HK_TRY(own_find(cx, id, &view));
	return db_send(cx->db, DB_DELETE("saved_view", "id = $2"), DB_ARGS(id));
}

static enum hk_result place(struct ctx *cx, int64_t id, int64_t position)
{
	return db_send(cx->db, DB_UPDATE("saved_view", "position = $3", "id = $2", ""),
		       DB_ARGS(id, position));
}

enum hk_result saved_view_up(struct ctx *cx, int64_t id)
{
	struct saved_view view;
	struct saved_view_list own;

	HK_TRY(own_find(cx, id, &view));
	HK_TRY(own_every(cx, &own));
	for (size_t i = 1; i < own.count; i++)
		if (own.items[i].id == id) {
			HK_TRY(place(cx, id, own.items[i - 1].position));
			return place(cx, own.items[i - 1].id, own.items[i].position);
		}
	return HK_OK;
}

static const char *id_value(struct ctx *cx, int64_t id)
{
	return id ? hk_format(cx->arena, "%" PRId64, id) : "";
}

/* The same conditions as a rule asks; none of them costs a statement. */
static struct condition_list conditions_of(struct ctx *cx, const struct saved_view *view)
{
	int64_t owner_id = view->owner_id == VIEW_OWN ? cx->actor->id : view->owner_id;
	const struct condition wishes[] = {
		{ "all", "state", "is", view->state, NULL },
		{ "all", "type", "is", view->type, NULL },
		{ "all", "priority", "is", view->priority, NULL },
		{ "all", "language", "is", view->language, NULL },
		{ "all", "channel", "is", view->channel, NULL },
		{ "all", "owner", "is", id_value(cx, owner_id), NULL },
		{ "all", "team", "is", id_value(cx, view->team_id), NULL },
		{ "all", "mailbox", "is", id_value(cx, view->mailbox_id), NULL },
		{ "all", "age", "least", id_value(cx, view->age_hours), NULL },
		{ "all", "subject", "part", view->words, NULL },
	};
	struct condition_list list = { hk_alloc(cx->arena, HK_COUNT(wishes), sizeof(wishes[0])),
				       0 };

	for (size_t i = 0; i < HK_COUNT(wishes); i++)
		if (*wishes[i].value)
			list.items[list.count++] = wishes[i];
	return list;
}

bool saved_view_has(struct ctx *cx, const struct saved_view *view, const struct ticket *ticket)
{
	const struct condition_list list = conditions_of(cx, view);
	const char *bucket = strcmp(view->state, "resolved") == 0 ? "resolved" : "active";
	struct facts facts = facts_now(cx, ticket);
	bool holds = false;

	return strcmp(ticket->bucket, bucket) == 0 &&
	       conditions_hold(cx, &list, &facts, &holds) == HK_OK && holds;
}
