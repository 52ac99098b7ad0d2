/* Lists by conditions: what stands in them, who sees them, and in which order. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "people/team.h"
#include "test.h"
#include "ticket/link/saved_view.h"

struct step {
	struct saved_view view;
	struct saved_view_list list;
	struct ticket_lines lines;
	int64_t id, count;
};

static enum hk_result put(struct ctx *cx, void *data)
{
	struct step *step = data;

	return saved_view_put(cx, &step->view, &step->view.id);
}

static enum hk_result look(struct ctx *cx, void *data)
{
	struct step *step = data;
	struct ticket_cursor begin = { 0, 0 };

	HK_TRY(saved_view_find(cx, step->view.id, &step->view));
	HK_TRY(ticket_count_saved(cx, &step->view, &step->count));
	return ticket_page_saved(cx, &step->view, begin, 200, &step->lines);
}

/* What stands behind the tenth. */
static enum hk_result look_behind(struct ctx *cx, void *data)
{
	struct step *step = data;
	struct ticket_cursor after = { step->lines.items[9].place_at, step->lines.items[9].id };

	return ticket_page_saved(cx, &step->view, after, 200, &step->lines);
}

/* The three that stand behind the last that was seen. */
static enum hk_result look_on(struct ctx *cx, void *data)
{
	struct step *step = data;
	struct ticket_cursor after = { 0, 0 };

	if (step->lines.count) {
		const struct ticket_line *last = &step->lines.items[step->lines.count - 1];

		after = (struct ticket_cursor){ last->place_at, last->id };
	}
	return ticket_page_saved(cx, &step->view, after, 3, &step->lines);
}

static enum hk_result every(struct ctx *cx, void *data)
{
	struct step *step = data;

	return saved_view_every(cx, &step->list);
}

static enum hk_result up(struct ctx *cx, void *data)
{
	return saved_view_up(cx, ((struct step *)data)->id);
}

static enum hk_result take_away(struct ctx *cx, void *data)
{
	return saved_view_remove(cx, ((struct step *)data)->id);
}

static struct saved_view any(const char *name)
{
	return (struct saved_view){ .name = name,
				    .state = "",
				    .type = "",
				    .priority = "",
				    .language = "",
				    .channel = "",
				    .words = "" };
}

static struct step put_one(struct house_world *world, struct saved_view view)
{
	struct step step = { .view = view };

	world_act(world, &world->rasa);
	assert_int_equal(WORLD_WRITE(world, put, &step), HK_OK);
	step.view.version = 1;
	return step;
}

/* The numbers that stand in it for Rasa, with commas; both ways of asking agree. */
static const char *numbers(struct house_world *world, struct saved_view view)
{
	struct step step = put_one(world, view);
	const char *line = "";

	assert_int_equal(ctx_read(&world->cx, look, &step), HK_OK);
	assert_int_equal(step.count, step.lines.count);
	for (size_t i = 0; i < step.lines.count; i++) {
		struct ticket ticket = world_look(world, step.lines.items[i].number);

		world_act(world, &world->rasa);
		assert_true(saved_view_has(&world->cx, &step.view, &ticket));
		line = hk_format(world->arena, "%s%s%" PRId64, line, i ? "," : "", ticket.number);
	}
	step.id = step.view.id;
	assert_int_equal(ctx_write(&world->cx, take_away, &step), HK_OK);
	return line;
}

/* Another one, which has nothing to do yet. */
static enum hk_result found_team(struct ctx *cx, void *data)
{
	struct team team = { .name = "Sales" };

	HK_TRY(team_add(cx, &team));
	*(int64_t *)data = team.id;
	return HK_OK;
}

static void every_condition_leaves_out_what_does_not_hold(void **state)
{
	struct house_world *world = *state;
	struct saved_view view;
	struct ticket one, two;

	one = world_ticket(world, "The Kettle leaks", "It leaks.");
	world->cx.now += 3 * HK_HOUR;
	two = world_ticket(world, "100% broken_lamp", "Dark.");
	world_ticket(world, "Third", "Third");
	world_act(world, &world->rasa);
	assert_int_equal(deed_resolve(world, 3, NULL), HK_OK);
	if (one.owner_id != world->rasa.id)
		assert_int_equal(deed_assign(world, 1, world->rasa.id, NULL), HK_OK);
	if (two.owner_id != world->tomas.id)
		assert_int_equal(deed_assign(world, 2, world->tomas.id, NULL), HK_OK);

	assert_string_equal(numbers(world, any("All")), "1,2");
	view = any("Resolved");
	view.state = "resolved";
	assert_string_equal(numbers(world, view), "3");
	view = any("New");
	view.state = "new";
	assert_string_equal(numbers(world, view), "1,2");
	view.type = "complaint";
	assert_string_equal(numbers(world, view), "");
	view = any("Mine");
	view.owner_id = VIEW_OWN;
	assert_string_equal(numbers(world, view), "1");
	view.owner_id = world->tomas.id;
	assert_string_equal(numbers(world, view), "2");
	view = any("Of the team");
	view.team_id = world->team.id;
	view.mailbox_id = world->mailbox.id;
	assert_string_equal(numbers(world, view), "1,2");
	assert_int_equal(ctx_write(&world->cx, found_team, &view.team_id), HK_OK);
	assert_string_equal(numbers(world, view), "");
	view = any("Old");
	view.age_hours = 2;
	assert_string_equal(numbers(world, view), "1");
	view = any("Kettles");
	view.words = "kettle";
	assert_string_equal(numbers(world, view), "1");
	/* What SQL would read as more is a letter like others. */
	view.words = "100% b";
	assert_string_equal(numbers(world, view), "2");
	view.words = "broken_l";
	assert_string_equal(numbers(world, view), "2");
	view.words = "%";
	assert_string_equal(numbers(world, view), "2");
	view = any("By web");
	view.channel = "web";
	view.priority = "normal";
	view.language = world_look(world, 1).language;
	assert_int_equal(*numbers(world, view), '1');
	view.channel = "phone";
	assert_string_equal(numbers(world, view), "");
}

static void a_list_does_not_get_the_name_of_another_one_of_its_maker(void **state)
{
	struct house_world *world = *state;
	struct step first = put_one(world, any("Kettles")), again = { .view = any("KETTLES") };
	struct step other = put_one(world, any("Lamps"));

	world_act(world, &world->rasa);
	assert_int_equal(WORLD_WRITE(world, put, &again), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "name");
	world_act(world, &world->rasa);
	other.view.name = "kettles";
	assert_int_equal(WORLD_WRITE(world, put, &other), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "name");
	world_act(world, &world->rasa);
	first.view.name = "kettles";
	assert_int_equal(WORLD_WRITE(world, put, &first), HK_OK);
	/* Those of others are no matter of hers. */
	again.view = any("Kettles");
	world_act(world, &world->tomas);
	assert_int_equal(WORLD_WRITE(world, put, &again), HK_OK);
}

/* More than are asked for in one question, and not in the order in which they came. */
static void words_find_every_ticket_in_the_order_in_which_they_are_due(void **state)
{
	enum { KETTLES = 95 };
	struct house_world *world = *state;
	struct saved_view view = any("Kettles");
	struct step step;

	for (int i = 0; i < KETTLES; i++) {
		world->cx.now -= HK_MINUTE;
		world_ticket(world, hk_format(world->arena, "Kettles, the %dth", i), "Leaks.");
		world_ticket(world, hk_format(world->arena, "A lamp, the %dth", i),
			     "It is beside the kettle.");
	}
	world->cx.now = WORLD_BEGIN;
	view.words = "kettle";
	step = put_one(world, view);
	assert_int_equal(ctx_read(&world->cx, look, &step), HK_OK);
	assert_int_equal(step.count, KETTLES);
	assert_int_equal(step.lines.count, KETTLES);
	for (size_t i = 1; i < step.lines.count; i++)
		assert_true(step.lines.items[i - 1].due_at <= step.lines.items[i].due_at);
	assert_int_equal(step.lines.items[0].number, 2 * KETTLES - 1);
	assert_int_equal(ctx_read(&world->cx, look_behind, &step), HK_OK);
	assert_int_equal(step.lines.count, KETTLES - 10);
}

struct recast {
	int64_t number;
	const char *type, *language, *priority;
};

static enum hk_result recast_work(struct ctx *cx, void *data)
{
	const struct recast *recast = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, recast->number, &ticket));
	ticket.type = recast->type;
	ticket.language = recast->language;
	ticket.priority = recast->priority;
	ticket.priority_reason = "So it was said.";
	return ticket_change(cx, &ticket);
}

/* A ticket of that purpose, in that language. */
static int64_t make(struct house_world *world, const char *type, const char *language,
		    const char *priority)
{
	struct recast recast = { .type = type, .language = language, .priority = priority };

	recast.number =
		world_ticket(world, hk_format(world->arena, "Kettle at %" PRId64, world->cx.now),
			     "It leaks.")
			.number;
	world_act(world, &world->rasa);
	assert_int_equal(WORLD_WRITE(world, recast_work, &recast), HK_OK);
	return recast.number;
}

static void what_is_urgent_stands_first_in_a_list_by_words_too(void **state)
{
	struct house_world *world = *state;
	struct saved_view view = any("Kettles");

	make(world, "order", "en", "normal");
	world->cx.now += HK_HOUR;
	make(world, "order", "en", "urgent");
	world->cx.now += HK_HOUR;
	make(world, "order", "en", "normal");
	view.words = "kettle";
	assert_string_equal(numbers(world, view), "2,1,3");
}

static void lists_of_purposes_and_languages_go_on_in_one_order(void **state)
{
	static const char *const codes[] = { "lt", "bn", "en" };
	struct house_world *world = *state;
	struct saved_view view = any("Orders");
	struct step step;

	for (int i = 0; i < 12; i++) {
		world->cx.now += HK_MINUTE;
		make(world, i % 4 ? "order" : "service", codes[i % 3],
		     i == 7 ? "urgent" : "normal");
	}
	view.type = "order";
	assert_string_equal(numbers(world, view), "8,2,3,4,6,7,10,11,12");
	view.language = "lt";
	assert_string_equal(numbers(world, view), "4,7,10");
	view.language = "ta";
	assert_string_equal(numbers(world, view), "");
	view.type = "";
	view.language = "bn";
	assert_string_equal(numbers(world, view), "8,2,5,11");
	view.team_id = world->team.id;
	assert_string_equal(numbers(world, view), "8,2,5,11");
	view.type = "service";
	assert_string_equal(numbers(world, view), "5");

	/* Page by page nothing is met twice or left out. */
	view = any("Orders, by three");
	view.type = "order";
	step = put_one(world, view);
	world_act(world, &world->rasa);
	step.lines = (struct ticket_lines){ NULL, 0 };
	for (const char *page = "8,2,3 4,6,7 10,11,12 "; *page; page = strchr(page, ' ') + 1) {
		const char *line = "";

		assert_int_equal(ctx_read(&world->cx, look_on, &step), HK_OK);
		assert_int_equal(step.lines.count, 3);
		for (size_t i = 0; i < step.lines.count; i++)
			line = hk_format(world->arena, "%s%s%" PRId64, line, i ? "," : "",
					 step.lines.items[i].number);
		assert_true(hk_starts(page, hk_format(world->arena, "%s ", line)));
	}
	assert_int_equal(ctx_read(&world->cx, look_on, &step), HK_OK);
	assert_int_equal(step.lines.count, 0);
}

static void a_subject_that_a_colleague_writes_anew_is_found_by_its_words(void **state)
{
	struct house_world *world = *state;
	struct saved_view view = any("Samovars");

	world_ticket(world, "The thing", "It leaks.");
	world_act(world, &world->rasa);
	view.words = "samovar";
	assert_string_equal(numbers(world, view), "");
	assert_int_equal(deed_change(world, 1, "The samovar leaks"), HK_OK);
	world_run_jobs(world);
	assert_string_equal(numbers(world, view), "1");
}

static void words_that_many_messages_have_find_a_ticket_all_the_same(void **state)
{
	enum { MANY = 1001 };
	struct house_world *world = *state;
	struct saved_view view = any("Kettles");

	world_ticket(world, "The kettle", "It leaks.");
	world_ticket(world, "The lamp", "It is dark.");
	world_act(world, &world->jonas);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(deed_word(world, 2, "By the kettle.", false), HK_OK);
	view.words = "kettle";
	assert_string_equal(numbers(world, view), "1");
}

static void a_count_stops_at_what_is_shown(void **state)
{
	struct house_world *world = *state;
	struct step step = put_one(world, any("All"));

	for (int i = 0; i < VIEW_COUNT_MOST + 3; i++)
		world_ticket(world, hk_format(world->arena, "Ticket %d", i), "It leaks.");
	world_act(world, &world->rasa);
	assert_int_equal(ctx_read(&world->cx, look, &step), HK_OK);
	assert_int_equal(step.count, VIEW_COUNT_MOST);
	assert_int_equal(step.lines.count, VIEW_COUNT_MOST + 3);
}

static void a_list_is_ones_own_until_it_is_shared_with_a_team(void **state)
{
	struct house_world *world = *state;
	struct step step = put_one(world, any("Mine alone"));

	world_act(world, &world->tomas);
	assert_int_equal(ctx_read(&world->cx, look, &step), HK_NOT_FOUND);
	world_act(world, &world->rasa);
	step.view.shared_id = world->team.id;
	assert_int_equal(WORLD_WRITE(world, put, &step), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(ctx_read(&world->cx, look, &step), HK_OK);
	assert_int_equal(ctx_read(&world->cx, every, &step), HK_OK);
	assert_int_equal(step.list.count, 1);
	/* He looks; it stays hers. */
	step.id = step.view.id;
	assert_int_equal(WORLD_WRITE(world, put, &step), HK_NOT_FOUND);
	assert_int_equal(ctx_write(&world->cx, take_away, &step), HK_NOT_FOUND);
	assert_int_equal(ctx_write(&world->cx, up, &step), HK_NOT_FOUND);
	/* With a team that she does not belong to she shares nothing. */
	world_act(world, &world->rasa);
	step.view.shared_id = 99;
	assert_int_equal(WORLD_WRITE(world, put, &step), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "share");
}

static void lists_stand_in_the_order_that_their_maker_gave_them(void **state)
{
	struct house_world *world = *state;
	struct step one = put_one(world, any("One")), two = put_one(world, any("Two")),
		    three = put_one(world, any("Three"));

	three.id = three.view.id;
	assert_int_equal(ctx_write(&world->cx, up, &three), HK_OK);
	assert_int_equal(ctx_read(&world->cx, every, &three), HK_OK);
	assert_string_equal(three.list.items[0].name, "One");
	assert_string_equal(three.list.items[1].name, "Three");
	assert_string_equal(three.list.items[2].name, "Two");
	one.id = one.view.id;
	assert_int_equal(ctx_write(&world->cx, up, &one), HK_OK);
	two.id = two.view.id;
	assert_int_equal(ctx_write(&world->cx, take_away, &two), HK_OK);
	assert_int_equal(ctx_read(&world->cx, every, &one), HK_OK);
	assert_int_equal(one.list.count, 2);
	assert_string_equal(one.list.items[0].name, "One");
}

static void wrong_conditions_are_said_beside_their_fields(void **state)
{
	struct house_world *world = *state;
	struct step step = { .view = any(" ") };

	step.view.state = "closed";
	step.view.priority = "much";
	step.view.age_hours = -1;
	world_act(world, &world->rasa);
	assert_int_equal(WORLD_WRITE(world, put, &step), HK_INVALID);
	assert_int_equal(world->cx.field_count, 4);
}

static void a_star_says_in_a_list_what_it_says_in_a_rule(void **state)
{
	struct house_world *world = *state;
	struct step step = { .view = any("Towed") };

	world_ticket(world, "Towing to Kaunas", "Please come.");
	world_act(world, &world->rasa);
	step.view.words = " * ";
	assert_int_equal(WORLD_WRITE(world, put, &step), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "words");
	step = put_one(world, (step.view.words = "tow*", step.view));
	step.id = step.view.id;
	assert_int_equal(ctx_read(&world->cx, look, &step), HK_OK);
	assert_int_equal(step.lines.count, 1);
}

static void a_list_of_somebody_who_is_not_there_is_refused_beside_the_field(void **state)
{
	struct house_world *world = *state;
	struct step step = { .view = any("Kettles") };

	step.view.owner_id = 12345;
	step.view.team_id = 12346;
	step.view.mailbox_id = 12347;
	world_act(world, &world->rasa);
	assert_int_equal(WORLD_WRITE(world, put, &step), HK_INVALID);
	assert_int_equal(world->cx.field_count, 3);
	assert_string_equal(world->cx.fields[0].field, "owner");
	assert_string_equal(world->cx.fields[1].field, "team");
	assert_string_equal(world->cx.fields[2].field, "mailbox");
	step.view = any("Kettles");
	step.view.owner_id = world->tomas.id;
	step.view.team_id = world->team.id;
	assert_int_equal(WORLD_WRITE(world, put, &step), HK_OK);
}

/* The form sent twice, or a name that is taken. */
static void a_name_stands_once_among_ones_own(void **state)
{
	struct house_world *world = *state;
	struct step step = put_one(world, any("Kettles"));

	step.view = any("Kettles");
	assert_int_equal(WORLD_WRITE(world, put, &step), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "name");
	world_act(world, &world->tomas);
	assert_int_equal(WORLD_WRITE(world, put, &step), HK_OK);
}

static void of_two_windows_the_later_one_is_told(void **state)
{
	struct house_world *world = *state;
	struct step step = put_one(world, any("Kettles"));
	struct step other = step;

	step.view.words = "kettle";
	assert_int_equal(WORLD_WRITE(world, put, &step), HK_OK);
	other.view.words = "pot";
	assert_int_equal(WORLD_WRITE(world, put, &other), HK_CONFLICT);
	assert_int_equal(ctx_read(&world->cx, look, &step), HK_OK);
	assert_string_equal(step.view.words, "kettle");
	/* Who has seen it may mean it. */
	other.view.version = step.view.version;
	assert_int_equal(WORLD_WRITE(world, put, &other), HK_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(every_condition_leaves_out_what_does_not_hold),
		in_house(a_list_does_not_get_the_name_of_another_one_of_its_maker),
		in_house(words_find_every_ticket_in_the_order_in_which_they_are_due),
		in_house(what_is_urgent_stands_first_in_a_list_by_words_too),
		in_house(lists_of_purposes_and_languages_go_on_in_one_order),
		in_house(a_subject_that_a_colleague_writes_anew_is_found_by_its_words),
		in_house(words_that_many_messages_have_find_a_ticket_all_the_same),
		in_house(a_name_stands_once_among_ones_own),
		in_house(a_count_stops_at_what_is_shown),
		in_house(a_list_is_ones_own_until_it_is_shared_with_a_team),
		in_house(lists_stand_in_the_order_that_their_maker_gave_them),
		in_house(wrong_conditions_are_said_beside_their_fields),
		in_house(a_star_says_in_a_list_what_it_says_in_a_rule),
		in_house(a_list_of_somebody_who_is_not_there_is_refused_beside_the_field),
		in_house(of_two_windows_the_later_one_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
