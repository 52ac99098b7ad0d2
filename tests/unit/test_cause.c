/* Causes: who finds out why, and who said it. */

#include "base/text.h"
#include "base/time.h"
#include "cause_world.h"
#include "feedback/cause_link.h"
#include "survey_world.h"
#include "test.h"

/* Deeds. */

static enum hk_result change_work(struct ctx *cx, void *data)
{
	return cause_change(cx, data);
}

static enum hk_result change(struct house_world *world, const struct cause *cause)
{
	cause_fresh(world);
	return ctx_write(&world->cx, change_work, (void *)cause);
}

struct deed {
	struct cause cause;
	const char *words;
	struct ticket ticket;
	int64_t id;
};

static enum hk_result link_work(struct ctx *cx, void *data)
{
	struct deed *deed = data;

	if (deed->id)
		return cause_link_response(cx, &deed->cause, deed->id);
	return cause_link_ticket(cx, &deed->cause, &deed->ticket, deed->words);
}

static enum hk_result link_ticket(struct house_world *world, int64_t number,
				  const struct ticket *ticket, const char *quote)
{
	struct deed deed = { .cause = cause_look(world, number),
			     .ticket = *ticket,
			     .words = quote };

	cause_fresh(world);
	return ctx_write(&world->cx, link_work, &deed);
}

static enum hk_result link_response(struct house_world *world, int64_t number, int64_t response_id)
{
	struct deed deed = { .cause = cause_look(world, number), .id = response_id };

	cause_fresh(world);
	return ctx_write(&world->cx, link_work, &deed);
}

static enum hk_result whys_work(struct ctx *cx, void *data)
{
	struct deed *deed = data;
	const char *texts[CAUSE_WHYS] = { "", "", "", "", "" };

	for (size_t i = 0; i < CAUSE_WHYS && deed->words[i]; i++)
		texts[i] = deed->words[i] == '-'
				   ? ""
				   : hk_format(cx->arena, "Because of %c", deed->words[i]);
	return cause_whys_put(cx, &deed->cause, texts);
}

/* A letter an answer; "-" is none. */
static enum hk_result put_whys(struct house_world *world, int64_t number, const char *letters)
{
	struct deed deed = { .cause = cause_look(world, number), .words = letters };

	cause_fresh(world);
	return ctx_write(&world->cx, whys_work, &deed);
}

/* The tree. */

static void a_cause_has_a_number_a_name_and_one_owner(void **state)
{
	struct house_world *world = *state;
	struct cause cause, bad = { .name = "  " };

	world_act(world, &world->rasa);
	cause = cause_new(world, " Customers tell\ntheir story again ", 0);
	assert_int_equal(cause.number, 1);
	assert_string_equal(cause.name, "Customers tell their story again");
	assert_string_equal(cause.owner_name, "Rasa");
	assert_string_equal(cause.state, "open");
	assert_int_equal(cause_try(world, &bad), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "name");
	bad = (struct cause){ .name = "Nobody's", .owner_id = 12345 };
	assert_int_equal(cause_try(world, &bad), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "owner");
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct cause *cause = data;

	return cause_find(cx, cause->number, cause);
}

static void
of_open_causes_no_two_have_one_name_and_the_same_form_again_is_the_same_cause(void **state)
{
	struct house_world *world = *state;
	struct cause first, again = { .name = "Late vans " }, other = { .name = "Late vans" };

	world_act(world, &world->rasa);
	first = cause_new(world, "Late vans", 0);
	assert_int_equal(cause_try(world, &again), HK_OK);
	assert_int_equal(again.number, first.number);
	assert_int_equal(cause_told(world, &world->rasa, "cause.given"), 0);
	world_act(world, &world->tomas);
	assert_int_equal(cause_try(world, &other), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "name");
	/* Capitals make no other one, whoever writes them, in whatever script. */
	other.name = "LATE vans";
	assert_int_equal(cause_try(world, &other), HK_INVALID);
	world_act(world, &world->rasa);
	again = (struct cause){ .name = "late VANS" };
	assert_int_equal(cause_try(world, &again), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "name");
	(void)cause_new(world, "Šalta žiema", 0);
	again = (struct cause){ .name = "ŠALTA ŽIEMA" };
	assert_int_equal(cause_try(world, &again), HK_INVALID);
	again = (struct cause){ .name = "ŠALTA ŽIEMA ir vėjas" };
	assert_int_equal(cause_try(world, &again), HK_OK);
	world_act(world, &world->tomas);
	other = (struct cause){ .name = "Late vans" };
	/* Once it is over, the name is free. */
	world_act(world, &world->admin);
	assert_int_equal(cause_close_it(world, first.number, "wrong", "They were early."), HK_OK);
	assert_string_equal(cause_look(world, first.number).closed_as, "wrong");
	assert_int_equal(cause_try(world, &other), HK_OK);
	assert_int_not_equal(other.number, first.number);
}

static void customers_find_no_cause_and_make_none(void **state)
{
	struct house_world *world = *state;
	struct cause cause, wish = { .name = "Mine" };

	(void)world_ticket(world, "Kettle", "It is broken.");
	world_act(world, &world->rasa);
	cause = cause_new(world, "Kettles break", 0);
	world_act(world, &world->jonas);
	assert_int_equal(ctx_read(&world->cx, find_work, &cause), HK_NOT_FOUND);
	assert_int_equal(cause_try(world, &wish), HK_NOT_FOUND);
}

static void nothing_becomes_its_own_parent(void **state)
{
	struct house_world *world = *state;
	struct cause one, two, three;

	world_act(world, &world->rasa);
	one = cause_new(world, "Handing over", 0);
	two = cause_new(world, "No notes", one.id);
	three = cause_new(world, "No time for notes", two.id);
	one.parent_id = three.id;
	assert_int_equal(change(world, &one), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "parent");
	one.parent_id = one.id;
	assert_int_equal(change(world, &one), HK_INVALID);
	three.parent_id = one.id;
	assert_int_equal(change(world, &three), HK_OK);
	for (int i = 0; i < CAUSE_DEPTH - 2; i++)
		two = cause_new(world, hk_format(world->arena, "Deeper %d", i), two.id);
	one = (struct cause){ .name = "Too deep", .parent_id = two.id };
	assert_int_equal(cause_try(world, &one), HK_INVALID);
}

static void of_two_who_change_it_the_second_is_told(void **state)
{
	struct house_world *world = *state;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = cause_new(world, "Late vans", 0);
	assert_int_equal(change(world, &cause), HK_OK);
	cause.name = "Vans";
	assert_int_equal(change(world, &cause), HK_CONFLICT);
	assert_string_equal(cause_look(world, cause.number).name, "Late vans");
}

struct whys {
	int64_t cause_id;
	struct cause_why items[CAUSE_WHYS];
};

static enum hk_result read_whys_work(struct ctx *cx, void *data)
{
	struct whys *whys = data;

	return cause_whys(cx, whys->cause_id, whys->items);
}

static void five_whys_stand_in_order_each_with_its_author(void **state)
{
	struct house_world *world = *state;
	struct whys whys;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = cause_new(world, "Late vans", 0);
	assert_int_equal(put_whys(world, cause.number, "a-c"), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "why3");
	assert_int_equal(put_whys(world, cause.number, "ab"), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(put_whys(world, cause.number, "axc"), HK_OK);
	whys.cause_id = cause.id;
	assert_int_equal(ctx_read(&world->cx, read_whys_work, &whys), HK_OK);
	assert_string_equal(whys.items[0].text, "Because of a");
	assert_string_equal(whys.items[0].author_name, "Rasa");
	assert_string_equal(whys.items[1].author_name, "Tomas");
	assert_string_equal(whys.items[3].text, "");
	assert_int_equal(cause_look(world, cause.number).why_count, 3);
	cause_in_order(world);
	assert_int_equal(put_whys(world, cause.number, "a"), HK_OK);
	assert_int_equal(cause_look(world, cause.number).why_count, 1);
}

/* Who said it. */

static void whoever_said_it_three_times_is_one_person(void **state)
{
	struct house_world *world = *state;
	struct ticket first = world_ticket(world, "Kettle", "It is broken.");
	struct ticket second = world_ticket(world, "Kettle again", "It is broken again.");
	struct cause cause;

	world_act(world, &world->rasa);
	cause = cause_new(world, "Kettles break", 0);
	assert_int_equal(link_ticket(world, cause.number, &first, "It is broken."), HK_OK);
	assert_int_equal(link_ticket(world, cause.number, &first, "It is broken!"), HK_OK);
	assert_int_equal(link_ticket(world, cause.number, &second, ""), HK_OK);
	cause = cause_look(world, cause.number);
	assert_int_equal(cause.link_count, 2);
	assert_int_equal(cause.people_count, 1);
	cause_in_order(world);
}

struct voices {
	int64_t cause_id;
	struct cause_voices list;
};

static enum hk_result voices_work(struct ctx *cx, void *data)
{
	struct voices *voices = data;

	return cause_voices(cx, voices->cause_id, INT64_MAX, 20, &voices->list);
}

static struct cause_voices voices_of(struct house_world *world, int64_t cause_id)
{
	struct voices voices = { .cause_id = cause_id };

	assert_int_equal(ctx_read(&world->cx, voices_work, &voices), HK_OK);
	return voices.list;
}

static struct response answered(struct house_world *world, const char *mode, const char *words)
{
	struct invitation_list all;
	struct response response;

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	(void)survey_begin(world, "nps", "contact", mode);
	(void)survey_ticket(world);
	survey_look(world);
	all = survey_invitations(world);
	assert_int_equal(survey_answer(world, &all.items[0], "4", words, false, &response), HK_OK);
	return response;
}

static enum hk_result erase_work(struct ctx *cx, void *data)
{
	return response_erase(cx, ((const struct response *)data)->id);
}

static void a_response_is_linked_with_its_words_and_leaves_when_it_is_erased(void **state)
{
	struct house_world *world = *state;
	struct response response = answered(world, "named", "I had to tell my story again.");
	struct cause_voices voices;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = cause_new(world, "Stories are told twice", 0);
	assert_int_equal(link_response(world, cause.number, response.id), HK_OK);
	voices = voices_of(world, cause.id);
	assert_int_equal(voices.count, 1);
	assert_string_equal(voices.items[0].words, "I had to tell my story again.");
	assert_int_equal(voices.items[0].score, 4);
	assert_true(*voices.items[0].name != '\0');
	cause_in_order(world);
	assert_int_equal(ctx_write(&world->cx, erase_work, &response), HK_OK);
	assert_int_equal(voices_of(world, cause.id).count, 0);
	assert_int_equal(cause_look(world, cause.number).people_count, 0);
	assert_int_equal(link_response(world, cause.number, response.id), HK_NOT_FOUND);
	cause_in_order(world);
}

static enum hk_result survey_work(struct ctx *cx, void *data)
{
	return survey_find(cx, ((const struct survey *)data)->id, data);
}

static void words_of_confidential_answers_stay_away_until_many_say_the_same(void **state)
{
	struct house_world *world = *state;
	struct response response = answered(world, "confidential", "My boss is my neighbour.");
	struct survey survey = { .id = response.survey_id };
	struct cause_voices voices;
	struct cause cause;

	assert_int_equal(ctx_read(&world->cx, survey_work, &survey), HK_OK);
	world_act(world, &world->rasa);
	cause = cause_new(world, "Neighbours", 0);
	/* Not for whoever may not read the results of surveys. */
	assert_int_equal(link_response(world, cause.number, response.id), HK_NOT_FOUND);
	world_act(world, &world->admin);
	/* Nor before it is published. */
	assert_int_equal(link_response(world, cause.number, response.id), HK_NOT_FOUND);
	for (int i = 0; i < 4; i++)
		(void)survey_say(world, &survey, "9", "");
	world->cx.now += 8 * HK_DAY;
	survey_publish(world);
	world_act(world, &world->admin);
	assert_int_equal(link_response(world, cause.number, response.id), HK_OK);
	voices = voices_of(world, cause.id);
	assert_string_equal(voices.items[0].words, "");
	assert_string_equal(voices.items[0].name, "");
	assert_int_equal(voices.items[0].score, -1);
	assert_int_equal(cause_look(world, cause.number).people_count, 1);
}

static enum hk_result jonas_work(struct ctx *cx, void *data)
{
	const struct actor *jonas = data;

	HK_TRY(db_send(cx->db, DB_UPDATE("customer", "name = 'Jonas Kazlauskas'", "id = $2", ""),
		       DB_ARGS(jonas->id)));
	return db_send(cx->db, DB_UPDATE("response", "customer_id = $2", "id > 0", ""),
		       DB_ARGS(jonas->id));
}

static void of_who_is_not_named_people_are_counted_and_not_answers(void **state)
{
	struct house_world *world = *state;
	struct response response = answered(world, "confidential", "Ask me. Jonas Kazlauskas");
	struct survey survey = { .id = response.survey_id };
	struct response said[8];
	struct cause cause;

	assert_int_equal(ctx_read(&world->cx, survey_work, &survey), HK_OK);
	for (size_t i = 0; i < HK_COUNT(said); i++) {
		if (i == 4)
			assert_int_equal(WORLD_WRITE(world, jonas_work, &world->jonas), HK_OK);
		said[i] = survey_say(world, &survey, "1", "Ask me.");
	}
	world->cx.now += 8 * HK_DAY;
	survey_publish(world);
	world_act(world, &world->admin);
	cause = cause_new(world, "Nobody asks", 0);
	assert_int_equal(link_response(world, cause.number, response.id), HK_OK);
	/* Five answers of one person. */
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(link_response(world, cause.number, said[i].id), HK_OK);
	assert_int_equal(cause_look(world, cause.number).people_count, 1);
	assert_string_equal(voices_of(world, cause.id).items[0].words, "");
	for (size_t i = 4; i < 8; i++)
		assert_int_equal(link_response(world, cause.number, said[i].id), HK_OK);
	assert_int_equal(cause_look(world, cause.number).people_count, 5);
	assert_string_equal(voices_of(world, cause.id).items[0].words, "Ask me.");
	assert_string_equal(voices_of(world, cause.id).items[8].words, "Ask me. ••• •••");
}

static enum hk_result restrict_work(struct ctx *cx, void *data)
{
	return db_send(
		cx->db,
		DB_UPDATE("ticket", "is_restricted = 1, owner_id = 0, team_id = 0", "id = $2", ""),
		DB_ARGS(((const struct ticket *)data)->id));
}

static void what_its_reader_may_not_see_is_counted_without_words(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "It is broken.");
	struct cause cause;

	world_act(world, &world->admin);
	cause = cause_new(world, "Kettles break", 0);
	assert_int_equal(link_ticket(world, cause.number, &ticket, "Broken"), HK_OK);
	assert_string_equal(voices_of(world, cause.id).items[0].words, "Broken");
	assert_int_equal(ctx_write(&world->cx, restrict_work, &ticket), HK_OK);
	assert_string_equal(voices_of(world, cause.id).items[0].words, "");
	assert_int_equal(voices_of(world, cause.id).items[0].ticket_number, 0);
	assert_int_equal(cause_look(world, cause.number).people_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_cause_has_a_number_a_name_and_one_owner),
		in_house(
			of_open_causes_no_two_have_one_name_and_the_same_form_again_is_the_same_cause),
		in_house(customers_find_no_cause_and_make_none),
		in_house(nothing_becomes_its_own_parent),
		in_house(of_two_who_change_it_the_second_is_told),
		in_house(five_whys_stand_in_order_each_with_its_author),
		in_house(whoever_said_it_three_times_is_one_person),
		in_house(a_response_is_linked_with_its_words_and_leaves_when_it_is_erased),
		in_house(words_of_confidential_answers_stay_away_until_many_say_the_same),
		in_house(of_who_is_not_named_people_are_counted_and_not_answers),
		in_house(what_its_reader_may_not_see_is_counted_without_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
