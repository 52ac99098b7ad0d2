/* Macros: what a person does with one press, as himself, and takes back with another. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "ticket/history.h"
#include "ticket/rule/because.h"
#include "ticket/rule/rule_act.h"
#include "ticket/write/reply.h"

/* What was done, to be taken back: the place of the action, its row, what was before. */
struct doing {
	struct action_list done;
	const char *reason; /* why the first that was refused was */
};

static enum hk_result do_one(struct ctx *cx, const struct action *action, size_t place,
			     struct ticket *ticket, struct doing *doing)
{
	struct action_done done;
	const char *reason;

	HK_TRY(action_check(cx, action, ticket, &reason));
	if (reason) {
		if (!doing->reason)
			doing->reason = reason;
		return HK_OK;
	}
	HK_TRY(action_do(cx, action, ticket, &done));
	doing->done.items[doing->done.count++] =
		(struct action){ .kind = hk_format(cx->arena, "%zu", place),
				 .value = hk_format(cx->arena, "%" PRId64, done.undo_id),
				 .text = done.was };
	return ticket_by_id(cx, ticket->id, ticket);
}

static bool has_undo(const struct action_list *actions)
{
	for (size_t i = 0; i < actions->count; i++)
		if (action_has_undo(&actions->items[i]))
			return true;
	return false;
}

bool macro_has_word(struct ctx *cx, const struct rule *rule)
{
	struct action_list actions = action_read(cx, rule->actions);

	for (size_t i = 0; i < actions.count; i++)
		if (strcmp(actions.items[i].kind, "resolve") == 0 ||
		    strcmp(actions.items[i].kind, "send") == 0)
			return true;
	return false;
}

enum hk_result macro_apply(struct ctx *cx, const struct rule *rule, struct ticket *ticket,
			   int64_t *ret_hit)
{
	struct action_list actions = action_read(cx, rule->actions);
	struct doing doing = { .done = { hk_alloc(cx->arena, ACTIONS_MOST, sizeof(struct action)),
					 0 } };
	struct rule_hit hit = { .rule_id = rule->id,
				.ticket_id = ticket->id,
				.id = ctx_new_id(cx),
				.version = rule->version,
				.staff_id = cx->actor->id };
	struct rule_hit twin;
	bool is_new;
	enum hk_result result =
		rule_hit_since(cx, ticket, rule->id, cx->now - REPLY_HOLD_MS, &twin);

	/* A form that was sent twice, as of a reply: done once. */
	if (result == HK_OK)
		*ret_hit = has_undo(&actions) ? twin.id : 0;
	if (result != HK_NOT_FOUND)
		return result;
	hit.effect_key = hk_format(cx->arena, "macro %" PRId64, hit.id);
	HK_TRY(history_record(cx, ticket->id, "ruled", because_line(cx, rule, ""), NULL));
	for (size_t i = 0; i < actions.count; i++)
		HK_TRY(do_one(cx, &actions.items[i], i, ticket, &doing));
	if (doing.done.count == 0)
		return problem(cx, HK_CONFLICT,
			       doing.reason ? doing.reason : TR("This was done already."));
	HK_TRY(rule_hit_add(cx, &hit, &is_new));
	hit.done = action_write(cx, &doing.done);
	hit.ticket_version = ticket->version;
	*ret_hit = has_undo(&actions) ? hit.id : 0;
	return rule_hit_store(cx, &hit);
}

/* The last one first, as one goes back by the way that one came. */
static enum hk_result undo_all(struct ctx *cx, const struct rule *rule, const struct rule_hit *hit,
			       struct ticket *ticket, bool *ret_all)
{
	struct action_list actions = action_read(cx, rule->actions);
	struct action_list done = action_read(cx, hit->done);

	*ret_all = true;
	for (size_t i = done.count; i > 0; i--) {
		const struct action *one = &done.items[i - 1];
		struct action_done what = { .was = one->text };
		int64_t place;

		if (!hk_number(one->kind, &place) || (size_t)place >= actions.count ||
		    !hk_number(one->value, &what.undo_id))
			return HK_INVALID;
		if (!action_has_undo(&actions.items[place])) {
			*ret_all = false;
			continue;
		}
		HK_TRY(action_undo(cx, &actions.items[place], &what, ticket));
		HK_TRY(ticket_by_id(cx, ticket->id, ticket));
	}
	return HK_OK;
}

enum hk_result macro_undo(struct ctx *cx, struct ticket *ticket, int64_t hit_id, bool *ret_all)
{
	struct rule_hit hit;
	struct rule rule;

	HK_TRY(rule_hit_find(cx, ticket, hit_id, &hit));
	if (hit.undone_at)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	if (ticket->version != hit.ticket_version)
		return problem(cx, HK_CONFLICT,
			       TR("Something happened there since, so it was left as it is."));
	HK_TRY(rule_in_version(cx, hit.rule_id, hit.version, &rule));
	HK_TRY(undo_all(cx, &rule, &hit, ticket, ret_all));
	HK_TRY(history_record(cx, ticket->id, "undone", "", NULL));
	hit.undone_at = cx->now;
	return rule_hit_store(cx, &hit);
}
