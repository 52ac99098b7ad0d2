/* Two causes that mean the same become one. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "cause_world.h"
#include "core/audit.h"
#include "feedback/cause_link.h"
#include "feedback/cause_merge.h"
#include "feedback/cause_stop.h"
#include "feedback/improvement.h"
#include "feedback/prevention.h"
#include "people/customer.h"
#include "test.h"

/* Deeds. */

struct merging {
	struct cause_merge wish;
	struct cause into;
};

static enum hk_result merge_work(struct ctx *cx, void *data)
{
	struct merging *merging = data;

	return cause_merge(cx, &merging->wish, &merging->into);
}

static enum hk_result merge(struct house_world *world, const struct cause *from,
			    const struct cause *into)
{
	struct merging merging = { .wish = { from->number, from->version, into->id } };

	cause_fresh(world);
	return ctx_write(&world->cx, merge_work, &merging);
}

/* Who said what, in which ticket, when and in which words. */
struct said {
	const struct cause *cause;
	const char *email, *quote;
	int64_t ticket_id, at;
};

static enum hk_result said_work(struct ctx *cx, void *data)
{
	const struct said *said = data;
	const struct customer_new new = {
		.name = "Eva", .email = said->email, .phone = "", .language = "en", .tokens = ""
	};
	struct customer customer;

	HK_TRY(customer_ensure(cx, &new, &customer));
	HK_TRY(db_send(cx->db,
		       DB_ADD("cause_link",
			      "id, cause_id, ticket_id, response_id, customer_id, at, quote,"
			      " linked_by, linked_at",
			      "$2, $3, $4, 0, $5, $6, $7, 1, $6", ""),
		       DB_ARGS(ctx_new_id(cx), said->cause->id, said->ticket_id, customer.id,
			       said->at, said->quote)));
	/* The sums of the cause, and who is to be told, follow. */
	return cause_links_move(cx, -1, said->cause->id);
}

static void said(struct house_world *world, const struct cause *cause, const char *email,
		 int64_t ticket_id, const char *quote)
{
	struct said said = { cause, email, quote, ticket_id, world->cx.now };

	assert_int_equal(ctx_write(&world->cx, said_work, &said), HK_OK);
}

struct deed {
	struct cause cause;
	struct prevention action;
	struct improvement improvement;
};

static enum hk_result whys_work(struct ctx *cx, void *data)
{
	const char *const texts[CAUSE_WHYS] = { "Nobody reads the notes.", "", "", "", "" };
	struct deed *deed = data;

	return cause_whys_put(cx, &deed->cause, texts);
}

static enum hk_result act_work(struct ctx *cx, void *data)
{
	struct deed *deed = data;

	deed->action = (struct prevention){ .cause_id = deed->cause.id,
					    .what = "Notes go along",
					    .measure = "per_thousand",
					    .expected_percent = 50,
					    .begin_at = cx->now };
	return prevention_add(cx, &deed->action, 4);
}

static enum hk_result stop_work(struct ctx *cx, void *data)
{
	return cause_stop_raise(cx, &((struct deed *)data)->cause, "Water runs out.");
}

static enum hk_result release_work(struct ctx *cx, void *data)
{
	return cause_stop_release(cx, &((struct deed *)data)->cause, "New clips.");
}

static enum hk_result do_it(struct house_world *world, ctx_work *work, struct deed *deed)
{
	deed->cause = cause_look(world, deed->cause.number);
	cause_fresh(world);
	return ctx_write(&world->cx, work, deed);
}

/* Looking. */

struct look {
	int64_t id;
	struct cause_why whys[CAUSE_WHYS];
	struct cause_voices voices;
	struct prevention_list actions;
	struct cause_stops stops;
	struct cause_list children, merged;
	struct audit_list audit;
};

static enum hk_result look_work(struct ctx *cx, void *data)
{
	struct look *look = data;

	HK_TRY(cause_whys(cx, look->id, look->whys));
	HK_TRY(cause_voices(cx, look->id, INT64_MAX, 10, &look->voices));
	HK_TRY(prevention_of(cx, look->id, &look->actions));
	HK_TRY(cause_stops_find(cx, look->id, &look->stops));
	HK_TRY(cause_children(cx, look->id, &look->children));
	HK_TRY(cause_merged_into(cx, look->id, &look->merged));
	return audit_page(cx, INT64_MAX, 1, &look->audit);
}

static struct look look(struct house_world *world, const struct cause *cause)
{
	struct look look = { .id = cause->id };

	assert_int_equal(ctx_read(&world->cx, look_work, &look), HK_OK);
	return look;
}

/* The tests. */

static void all_that_one_has_goes_over_and_each_person_counts_once(void **state)
{
	struct house_world *world = *state;
	struct deed deed = { .action = { 0 } };
	struct cause from, into, child;
	struct look seen;

	world_act(world, &world->rasa);
	from = cause_new(world, "Stories are told twice", 0);
	child = cause_new(world, "Notes are not read", from.id);
	world_act(world, &world->admin);
	into = cause_new(world, "Customers repeat themselves", 0);
	said(world, &from, "eva@example.org", 51, "I told you already.");
	said(world, &from, "finn@example.org", 52, "");
	said(world, &into, "eva@example.org", 51, "");
	said(world, &into, "gita@example.org", 53, "");
	world->cx.now += 15 * HK_DAY;
	deed.cause = from;
	assert_int_equal(do_it(world, whys_work, &deed), HK_OK);
	assert_int_equal(do_it(world, act_work, &deed), HK_OK);
	assert_int_equal(do_it(world, stop_work, &deed), HK_OK);
	assert_int_equal(do_it(world, release_work, &deed), HK_OK);
	from = cause_look(world, from.number);
	assert_int_equal(merge(world, &from, &into), HK_OK);

	into = cause_look(world, into.number);
	assert_int_equal(into.people_count, 3);
	assert_int_equal(into.link_count, 3);
	assert_int_equal(into.why_count, 1);
	assert_string_equal(into.state, "acting");
	seen = look(world, &into);
	assert_string_equal(seen.whys[0].text, "Nobody reads the notes.");
	assert_int_equal(seen.actions.count, 1);
	assert_int_equal(seen.actions.items[0].cause_number, into.number);
	assert_int_equal(seen.stops.count, 1);
	assert_int_equal(seen.children.count, 1);
	assert_int_equal(seen.children.items[0].number, child.number);
	/* The same ticket stood for both: his words stay. */
	assert_int_equal(seen.voices.count, 3);
	assert_string_equal(seen.voices.items[1].words, "I told you already.");
	/* The old number leads to the new one, and who had it knows. */
	assert_int_equal(cause_look(world, from.number).number, into.number);
	assert_int_equal(seen.merged.count, 1);
	assert_string_equal(seen.merged.items[0].name, "Stories are told twice");
	assert_string_equal(seen.audit.items[0].action, "cause.merge");
	assert_string_equal(seen.audit.items[0].about, "RC-1 into RC-3");
	cause_in_order(world);
	assert_int_equal(cause_told(world, &world->rasa, "cause.merged"), 1);
}

static void whys_that_stand_are_not_overwritten(void **state)
{
	struct house_world *world = *state;
	struct deed deed = { .action = { 0 } };
	struct cause from, into;

	world_act(world, &world->admin);
	from = cause_new(world, "Stories are told twice", 0);
	into = cause_new(world, "Customers repeat themselves", 0);
	deed.cause = from;
	assert_int_equal(do_it(world, whys_work, &deed), HK_OK);
	deed.cause = into;
	assert_int_equal(do_it(world, whys_work, &deed), HK_OK);
	from = cause_look(world, from.number);
	assert_int_equal(merge(world, &from, &into), HK_OK);
	assert_int_equal(cause_look(world, into.number).why_count, 1);
	cause_in_order(world);
}

static void it_takes_one_who_may_decide_and_of_two_the_second_is_told(void **state)
{
	struct house_world *world = *state;
	struct cause from, into, third;
	struct deed deed;

	world_act(world, &world->rasa);
	from = cause_new(world, "Stories are told twice", 0);
	into = cause_new(world, "Customers repeat themselves", 0);
	third = cause_new(world, "Vans are late", 0);
	assert_int_equal(merge(world, &from, &into), HK_DENIED);
	world_act(world, &world->admin);
	assert_int_equal(merge(world, &from, &from), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "into");
	assert_int_equal(merge(world, &from, &(struct cause){ .id = 12345 }), HK_INVALID);
	/* A line that stands still is let go first. */
	deed.cause = from;
	assert_int_equal(do_it(world, stop_work, &deed), HK_OK);
	from = cause_look(world, from.number);
	assert_int_equal(merge(world, &from, &into), HK_CONFLICT);
	assert_int_equal(do_it(world, release_work, &deed), HK_OK);
	/* Meanwhile it was changed: the form is of an older one. */
	assert_int_equal(merge(world, &from, &into), HK_CONFLICT);
	from = cause_look(world, from.number);
	assert_int_equal(merge(world, &from, &into), HK_OK);
	/* The button pressed twice is one merging; another wish comes too late, also the reverse.
	 */
	assert_int_equal(merge(world, &from, &into), HK_OK);
	assert_int_equal(merge(world, &from, &third), HK_CONFLICT);
	assert_int_equal(merge(world, &into, &from), HK_INVALID);
	assert_int_equal(cause_close_it(world, third.number, "wrong", "They were early."), HK_OK);
	into = cause_look(world, into.number);
	assert_int_equal(merge(world, &into, &third), HK_INVALID);
	cause_in_order(world);
}

static void one_below_it_takes_its_place_and_earlier_ones_go_along(void **state)
{
	struct house_world *world = *state;
	struct cause top, from, between, into, last;

	world_act(world, &world->admin);
	top = cause_new(world, "Service", 0);
	from = cause_new(world, "Stories are told twice", top.id);
	between = cause_new(world, "Notes are not read", from.id);
	into = cause_new(world, "Customers repeat themselves", between.id);
	last = cause_new(world, "We do not listen", 0);
	assert_int_equal(merge(world, &from, &into), HK_OK);
	assert_int_equal(cause_look(world, into.number).parent_id, top.id);
	assert_int_equal(cause_look(world, between.number).parent_id, into.id);
	into = cause_look(world, into.number);
	assert_int_equal(merge(world, &into, &last), HK_OK);
	assert_int_equal(cause_look(world, from.number).number, last.number);
	assert_int_equal(look(world, &last).merged.count, 2);
	assert_int_equal(cause_look(world, between.number).parent_id, last.id);
	cause_in_order(world);
}

static void nothing_new_belongs_to_one_that_went_over(void **state)
{
	struct house_world *world = *state;
	struct cause from, into, bad = { .name = "Late" };

	world_act(world, &world->admin);
	from = cause_new(world, "Stories are told twice", 0);
	into = cause_new(world, "Customers repeat themselves", 0);
	assert_int_equal(merge(world, &from, &into), HK_OK);
	bad.parent_id = from.id;
	assert_int_equal(cause_try(world, &bad), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "parent");
}

/* Who is told. */

static enum hk_result tell_work(struct ctx *cx, void *data)
{
	struct deed *deed = data;

	HK_TRY(improvement_begin(cx, &deed->cause, 0, &deed->improvement));
	HK_TRY(improvement_texts_put(
		cx, &deed->improvement,
		&(struct improvement_text){ .language = "en",
					    .headline = "Notes go along",
					    .text = "You tell your story once." },
		1));
	return improvement_send(cx, &deed->improvement, false);
}

struct mail {
	const char *effect_key, *recipients;
};

struct post {
	const char *to;
	size_t count;
};

static enum hk_result post_work(struct ctx *cx, void *data)
{
	static const struct db_column columns[] = { DB_COLUMN(struct mail, effect_key),
						    DB_COLUMN(struct mail, recipients) };
	static const struct db_record mails = DB_RECORD("outbox", struct mail, columns);
	struct post *post = data;
	const struct mail *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &mails, DB_WHERE(DB_WALKS "id > 0", ""), DB_NONE, &rows));
	items = rows.items;
	post->count = 0;
	for (size_t i = 0; i < rows.count; i++)
		post->count += strncmp(items[i].effect_key, "improvement ", 12) == 0 &&
			       strstr(items[i].recipients, post->to) != NULL;
	return HK_OK;
}

static size_t mails_to(struct house_world *world, const char *to)
{
	struct post post = { .to = to };

	assert_int_equal(ctx_read(&world->cx, post_work, &post), HK_OK);
	return post.count;
}

static void tell(struct house_world *world, const struct cause *cause)
{
	struct deed deed = { .cause = *cause };

	world_act(world, &world->admin);
	assert_int_equal(do_it(world, tell_work, &deed), HK_OK);
	world_run_jobs(world);
	world_act(world, &world->admin);
}

static void nobody_hears_of_both_and_whoever_said_it_before_hears_of_one(void **state)
{
	struct house_world *world = *state;
	struct cause from, into;

	/* In the middle of a working day in Vilnius. */
	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	world_act(world, &world->admin);
	from = cause_new(world, "Stories are told twice", 0);
	into = cause_new(world, "Customers repeat themselves", 0);
	said(world, &from, "eva@example.org", 51, "");
	said(world, &into, "eva@example.org", 52, "");
	said(world, &into, "gita@example.org", 53, "");
	tell(world, &from);
	assert_int_equal(mails_to(world, "eva@"), 1);
	assert_int_equal(mails_to(world, "gita@"), 0);
	world->cx.now += 2 * HK_DAY;
	from = cause_look(world, from.number);
	assert_int_equal(merge(world, &from, &into), HK_OK);
	world_run_jobs(world);
	/* She had said it before that news left, and it is hers too now. */
	assert_int_equal(mails_to(world, "gita@"), 1);
	world->cx.now += 40 * HK_DAY;
	tell(world, &into);
	world->cx.now += 2 * HK_DAY;
	world_run_jobs(world);
	assert_int_equal(mails_to(world, "eva@"), 1);
	assert_int_equal(mails_to(world, "gita@"), 1);
	cause_in_order(world);
	/* He says it again, so he is told again. */
	world_act(world, &world->admin);
	said(world, &into, "eva@example.org", 54, "");
	world->cx.now += 40 * HK_DAY;
	tell(world, &into);
	assert_int_equal(mails_to(world, "eva@"), 2);
	assert_int_equal(mails_to(world, "gita@"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(all_that_one_has_goes_over_and_each_person_counts_once),
		in_house(whys_that_stand_are_not_overwritten),
		in_house(it_takes_one_who_may_decide_and_of_two_the_second_is_told),
		in_house(one_below_it_takes_its_place_and_earlier_ones_go_along),
		in_house(nothing_new_belongs_to_one_that_went_over),
		in_house(nobody_hears_of_both_and_whoever_said_it_before_hears_of_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
