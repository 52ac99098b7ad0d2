#include "job/clock_whom.h"

#include <string.h>

#include "base/text.h"
#include "people/team.h"
#include "ticket/sight.h"

struct search {
	struct ctx *cx;
	const struct whom_house *house;
	const struct ticket *ticket;
	const struct staff *place_of; /* whoever is found stands in his place; NULL */
	struct whom *found;
	struct whom_one *away; /* not called, since they are out of office */
	size_t away_count;
};

static enum hk_result begin(struct ctx *cx, struct whom_house *house, const struct ticket *ticket,
			    struct whom *found, struct search *ret)
{
	if (!house->is_known) {
		HK_TRY(staff_every(cx, &house->staff));
		HK_TRY(absence_every_now(cx, &house->away));
		house->is_known = true;
	}
	*found = (struct whom){ .missed = { "", "", "" } };
	found->called = hk_alloc(cx->arena, house->staff.count + 1, sizeof(*found->called));
	*ret = (struct search){ .cx = cx, .house = house, .ticket = ticket, .found = found };
	ret->away = hk_alloc(cx->arena, house->staff.count + 1, sizeof(*ret->away));
	return HK_OK;
}

static const struct staff *person(const struct search *search, int64_t id)
{
	const struct staff_list *all = &search->house->staff;

	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].id == id)
			return &all->items[i];
	return NULL;
}

/* The one that lasts longest, as absence_now() finds it; NULL: he is not out of office. */
static const struct absence *absence_of(const struct search *search, int64_t id)
{
	const struct absence_list *away = &search->house->away;
	const struct absence *found = NULL;

	for (size_t i = 0; i < away->count; i++)
		if (away->items[i].staff_id == id &&
		    (!found || found->until_at < away->items[i].until_at))
			found = &away->items[i];
	return found;
}

static void call(struct search *search, const struct staff *staff, const struct staff *place_of)
{
	struct whom *found = search->found;

	for (size_t i = 0; i < found->count; i++)
		if (found->called[i].staff->id == staff->id)
			return;
	found->called[found->count++] = (struct whom_one){ staff, place_of };
}

static void miss(struct search *search, const struct staff *staff, enum whom_why why)
{
	const char **names = &search->found->missed[why];

	for (size_t i = 0; why == WHOM_AWAY && i < search->away_count; i++)
		if (search->away[i].staff->id == staff->id)
			return;
	if (why == WHOM_AWAY)
		search->away[search->away_count++] = (struct whom_one){ staff, NULL };
	*names = hk_format(search->cx->arena, "%s%s%s", *names, **names ? ", " : "", staff->name);
}

/* Why he is not called; WHOM_WHYS: he is. */
static enum hk_result why_not(const struct search *search, const struct staff *staff,
			      enum whom_why *ret)
{
	bool may;

	*ret = WHOM_LEFT;
	if (!staff->is_active)
		return HK_OK;
	HK_TRY(sight_has(search->cx, search->ticket, staff, &may));
	*ret = may ? WHOM_WHYS : WHOM_UNSEEN;
	if (may && absence_of(search, staff->id))
		*ret = WHOM_AWAY;
	return HK_OK;
}

static enum hk_result try_stand_in(struct search *search, const struct staff *away)
{
	const struct staff *stand_in = person(search, absence_of(search, away->id)->stand_in_id);
	enum whom_why why;

	if (!stand_in || stand_in->id == search->ticket->owner_id)
		return HK_OK;
	HK_TRY(why_not(search, stand_in, &why));
	if (why == WHOM_WHYS)
		call(search, stand_in, away);
	return HK_OK;
}

static enum hk_result try_one(struct search *search, const struct staff *staff)
{
	enum whom_why why;

	if (staff->id == search->ticket->owner_id)
		return HK_OK;
	HK_TRY(why_not(search, staff, &why));
	if (why == WHOM_WHYS) {
		call(search, staff, search->place_of);
		return HK_OK;
	}
	miss(search, staff, why);
	return why == WHOM_AWAY ? try_stand_in(search, staff) : HK_OK;
}

static enum hk_result try_all(struct search *search, const struct staff_list *list,
			      const char *role)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct staff *staff = &list->items[i];

		if (staff->is_active && (!role || strcmp(staff->role, role) == 0))
			HK_TRY(try_one(search, staff));
	}
	return HK_OK;
}

static enum hk_result try_supervisors(struct search *search)
{
	static const char *const roles[] = { "supervisor", "admin" };
	const struct ticket *ticket = search->ticket;
	struct staff_list team = { NULL, 0 };

	if (ticket->team_id)
		HK_TRY(staff_of_team(search->cx, ticket->team_id, &team));
	HK_TRY(try_all(search, &team, "supervisor"));
	if (ticket->is_restricted && !search->found->count)
		HK_TRY(try_all(search, &team, NULL));
	for (size_t i = 0; i < HK_COUNT(roles) && !ticket->is_restricted; i++)
		if (!search->found->count)
			HK_TRY(try_all(search, &search->house->staff, roles[i]));
	return HK_OK;
}

static void call_away(struct search *search)
{
	if (search->found->count)
		return;
	for (size_t i = 0; i < search->away_count; i++)
		call(search, search->away[i].staff, NULL);
}

enum hk_result whom_supervisors(struct ctx *cx, struct whom_house *house,
				const struct ticket *ticket, struct whom *ret)
{
	struct search search;

	HK_TRY(begin(cx, house, ticket, ret, &search));
	HK_TRY(try_supervisors(&search));
	call_away(&search);
	return HK_OK;
}

enum hk_result whom_person(struct ctx *cx, struct whom_house *house, const struct ticket *ticket,
			   int64_t staff_id, struct whom *ret)
{
	struct search search;
	const struct staff *staff;

	HK_TRY(begin(cx, house, ticket, ret, &search));
	staff = person(&search, staff_id);
	if (staff)
		HK_TRY(try_one(&search, staff));
	/* Who has it anyway has nobody in his place. */
	search.place_of = staff_id == ticket->owner_id ? NULL : staff;
	if (!ret->count && !ticket->is_restricted)
		HK_TRY(try_all(&search, &house->staff, "admin"));
	if (!ret->count)
		HK_TRY(try_supervisors(&search));
	call_away(&search);
	return HK_OK;
}

enum hk_result whom_for_owner(struct ctx *cx, struct whom_house *house, const struct ticket *ticket,
			      struct whom *ret)
{
	struct search search;

	HK_TRY(begin(cx, house, ticket, ret, &search));
	search.place_of = person(&search, ticket->owner_id);
	if (!search.place_of || !absence_of(&search, ticket->owner_id))
		return HK_OK;
	HK_TRY(try_stand_in(&search, search.place_of));
	return ret->count ? HK_OK : try_supervisors(&search);
}
