#include "web/pages/survey/results_gate.h"

#include <math.h>

#include "base/text.h"
#include "core/i18n.h"
#include "feedback/asking_gate.h"
#include "insight/gating.h"

struct sides {
	const char **names;
	struct gating *items;
	int64_t *ids;
	size_t count;
};

static struct sides sides_new(struct hk_arena *arena, size_t most)
{
	return (struct sides){ .names = hk_alloc(arena, most + 1, sizeof(char *)),
			       .items = hk_alloc(arena, most + 1, sizeof(struct gating)),
			       .ids = hk_alloc(arena, most + 1, sizeof(int64_t)) };
}

static void side_add(struct sides *sides, int64_t id, const char *name,
		     const struct asking_gate *gate)
{
	struct gating *into;
	size_t at = 0;

	while (at < sides->count && sides->ids[at] != id)
		at++;
	if (at == sides->count) {
		sides->items[at] = (struct gating){ 0 };
		sides->names[at] = name;
		sides->ids[at] = id;
		sides->count++;
	}
	into = &sides->items[at];
	into->eligible += gate->eligible;
	into->drawn += gate->drawn;
	into->asked += gate->asked;
	into->hours += (double)gate->hours;
	into->squares += (double)gate->squares;
}

static const char *team_name(const struct team_list *teams, int64_t id)
{
	for (size_t i = 0; i < teams->count; i++)
		if (teams->items[i].id == id)
			return teams->items[i].name;
	return "";
}

static struct survey_gates view_of(struct ctx *cx, const struct sides *sides)
{
	const struct i18n_reader reader = i18n_reader_of(cx);
	struct gating_word *words = hk_alloc(cx->arena, sides->count + 1, sizeof(*words));
	struct survey_gate *items = hk_alloc(cx->arena, sides->count + 1, sizeof(*items));

	gating_judge(cx->arena, sides->items, sides->count, words);
	for (size_t i = 0; i < sides->count; i++)
		items[i] = (struct survey_gate){
			.name = sides->names[i],
			.eligible = i18n_number(&reader, sides->items[i].eligible),
			.drawn = i18n_number(&reader, sides->items[i].drawn),
			.share = i18n_percent(&reader, words[i].share),
			.hours = sides->items[i].asked
					 ? i18n_number(&reader, lround(words[i].hours))
					 : "",
			.is_odd = words[i].is_share_odd,
			.is_late = words[i].is_hours_odd,
		};
	return (struct survey_gates){ items, sides->count };
}

enum hk_result survey_gates_find(struct ctx *cx, const struct figures_filter *filter,
				 const struct team_list *teams, struct survey_gate_lists *ret)
{
	struct asking_gates gates;
	struct sides people, groups;

	HK_TRY(asking_gates_find(cx, filter->survey_id, filter->from_day, filter->until_day,
				 &gates));
	people = sides_new(cx->arena, gates.count);
	groups = sides_new(cx->arena, gates.count);
	for (size_t i = 0; i < gates.count; i++) {
		const struct asking_gate *gate = &gates.items[i];
		const char *team = team_name(teams, gate->team_id);

		if (gate->staff_id)
			side_add(&people, gate->staff_id, gate->name, gate);
		if (*team)
			side_add(&groups, gate->team_id, team, gate);
	}
	ret->people = view_of(cx, &people);
	ret->teams = view_of(cx, &groups);
	return HK_OK;
}
