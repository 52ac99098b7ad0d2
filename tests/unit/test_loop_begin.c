/* How somebody comes to wait for a word of ours: by an answer of long ago, and without a ticket. */
#include "base/time.h"
#include "feedback/loop/loop_case.h"
#include "intake/intake.h"
#include "job/loop/first_mail.h"
#include "loop_world.h"
#include "test.h"
#include "ticket/link/merge.h"
#include "ticket/owner/why.h"

/* Who answered before the house kept cases. */

struct making {
	int64_t response_id, at, since, count;
};

/* As it was then: an answer, and no case. */
static enum hk_result past_work(struct ctx *cx, void *data)
{
	const struct making *making = data;

	HK_TRY(db_send(cx->db, DB_DELETE("loop_log", "response_id = $2"),
		       DB_ARGS(making->response_id)));
	HK_TRY(db_send(cx->db, DB_DELETE("loop_case", "response_id = $2"),
		       DB_ARGS(making->response_id)));
	return db_send(cx->db, DB_UPDATE("response", "at = $3", "id = $2", ""),
		       DB_ARGS(making->response_id, making->at));
}

static enum hk_result make_up_work(struct ctx *cx, void *data)
{
	struct making *making = data;

	return loop_case_make_up(cx, making->since, 2000, &making->count);
}

static int64_t make_up(const struct loop_scene *scene, int64_t answered_at)
{
	struct making making = { .response_id = scene->response.id,
				 .at = answered_at,
				 .since = scene->world->cx.now - 30 * HK_DAY };

	world_act(scene->world, &actor_house);
	assert_int_equal(ctx_write(&scene->world->cx, past_work, &making), HK_OK);
	assert_int_equal(ctx_write(&scene->world->cx, make_up_work, &making), HK_OK);
	return making.count;
}

static void who_answered_before_cases_were_kept_gets_one_with_its_full_day(void **state)
{
	struct house_world *world = *state;
	struct loop_scene scene = loop_scene(world, "2");
	struct making again = { .since = 0 };
	struct loop_case one;

	assert_int_equal(make_up(&scene, world->cx.now - 29 * HK_DAY), 1);
	one = loop_scene_case(&scene);
	assert_string_equal(one.state, "open");
	assert_int_equal(one.due_at, world->cx.now + HK_DAY);
	assert_int_equal(one.owner_id, scene.ticket.owner_id);
	assert_int_equal(ctx_write(&world->cx, make_up_work, &again), HK_OK);
	assert_int_equal(again.count, 0);
}

static void who_answered_long_ago_is_not_called_late_today(void **state)
{
	struct house_world *world = *state;
	struct loop_scene scene = loop_scene(world, "2");

	assert_int_equal(make_up(&scene, world->cx.now - 31 * HK_DAY), 0);
}

static void who_was_content_then_gets_none(void **state)
{
	struct house_world *world = *state;
	struct loop_scene scene = loop_scene(world, "9");

	assert_int_equal(make_up(&scene, world->cx.now - HK_DAY), 0);
}

/* The first mail to whoever has no ticket. */

static enum hk_result lose_work(struct ctx *cx, void *data)
{
	const struct loop_case *one = data;

	return db_send(cx->db, DB_UPDATE("loop_case", "ticket_id = 0", "response_id = $2", ""),
		       DB_ARGS(one->response_id));
}

static enum hk_result write_to(const struct loop_scene *scene, const struct actor *who,
			       const char *text, struct ticket *ret)
{
	const struct reply mail = { .text = text,
				    .html = "<p>text</p>",
				    .tokens = "",
				    .then = REPLY_KEEP_OPEN,
				    .seen_id = INT64_MAX,
				    .people = { false, "", "", "" },
				    .hold_ms = REPLY_HOLD_MS };
	const struct first_mail first = { scene->response.id, "Your answer", &mail };
	struct ctx *cx = &scene->world->cx;

	cx->problem = NULL;
	cx->field_count = 0;
	world_act(scene->world, who);
	return first_mail_send(cx, &first, ret);
}

static void of_two_first_mails_the_second_is_told_and_not_lost(void **state)
{
	struct house_world *world = *state;
	struct loop_scene scene = loop_scene(world, "2");
	struct loop_case one = loop_scene_case(&scene);
	struct ticket ticket, other;
	int64_t before;

	assert_int_equal(ctx_write(&world->cx, lose_work, &one), HK_OK);
	assert_int_equal(write_to(&scene, &world->rasa, "I am sorry.", &ticket), HK_OK);
	/* Nothing comes between the ticket and the case that knows it. */
	assert_int_equal(loop_scene_case(&scene).ticket_id, ticket.id);
	before = world_outbox(world, "queued") + world_outbox(world, "held");
	assert_int_equal(write_to(&scene, &world->tomas, "Me too.", &other), HK_CONFLICT);
	assert_non_null(world->cx.problem);
	assert_int_equal(world_outbox(world, "queued") + world_outbox(world, "held"), before);
	assert_int_equal(loop_scene_case(&scene).ticket_id, ticket.id);
}

static enum hk_result end_work(struct ctx *cx, const struct ticket *ticket, void *data)
{
	(void)cx;
	(void)ticket;
	(void)data;
	return HK_FAILED;
}

static void a_ticket_whose_case_cannot_be_told_is_not_opened(void **state)
{
	struct house_world *world = *state;
	struct loop_scene scene = loop_scene(world, "2");
	struct intake_request request = { .channel = "web",
					  .type = "inquiry",
					  .priority = "normal",
					  .subject = "Kettle",
					  .text = "It is broken.",
					  .language = "",
					  .name = "Jonas",
					  .email = "jonas@example.net",
					  .phone = "",
					  .key = "told",
					  .last = end_work };
	struct ticket ticket;

	(void)scene;
	world_act(world, &world->rasa);
	assert_int_equal(intake_request(&world->cx, &request, &ticket), HK_FAILED);
	/* Sent again, it is opened: nothing of the first try stayed. */
	request.last = NULL;
	assert_int_equal(intake_request(&world->cx, &request, &ticket), HK_OK);
	assert_int_equal(ticket.number, scene.ticket.number + 1);
}

/* Two tickets of two people become one. */

static enum hk_result join_work(struct ctx *cx, void *data)
{
	const int64_t *numbers = data;
	struct ticket from, into, joint;
	struct merge wish = { .from = &from, .into = &into, .is_sure = true };
	int64_t passage_id;

	HK_TRY(ticket_find(cx, numbers[0], &from));
	HK_TRY(ticket_find(cx, numbers[1], &into));
	return merge(cx, &wish, &joint, &passage_id);
}

static void who_waits_in_a_ticket_of_somebody_else_is_written_to_in_one_of_his_own(void **state)
{
	struct house_world *world = *state;
	struct loop_scene scene = loop_scene(world, "2");
	struct intake_request request = { .channel = "web",
					  .type = "inquiry",
					  .priority = "normal",
					  .subject = "Lamp",
					  .text = "It leaks.",
					  .language = "",
					  .name = "Ona",
					  .email = "ona@example.net",
					  .phone = "",
					  .key = "lamp" };
	struct ticket onas, own, again;

	assert_int_equal(intake_request(&world->cx, &request, &onas), HK_OK);
	int64_t numbers[] = { scene.ticket.number, onas.number };

	/* While the ticket is his own, his mail is written there. */
	assert_int_equal(write_to(&scene, &world->rasa, "I am sorry.", &own), HK_CONFLICT);
	assert_int_equal(ctx_write(&world->cx, join_work, numbers), HK_OK);
	assert_int_equal(loop_scene_case(&scene).ticket_id, onas.id);
	assert_int_equal(write_to(&scene, &world->rasa, "I am sorry.", &own), HK_OK);
	assert_int_equal(own.customer_id, scene.ticket.customer_id);
	assert_int_equal(loop_scene_case(&scene).ticket_id, own.id);
	assert_int_equal(world_look(world, onas.number).loop_response, 0);
	assert_int_equal(world_look(world, own.number).loop_response, scene.response.id);
	assert_int_equal(write_to(&scene, &world->tomas, "Me too.", &again), HK_CONFLICT);
	assert_int_equal(world_faults(world, "case"), 0);
}

struct coming {
	struct survey survey;
	int64_t customer_id;
	const char *score;
	struct response response;
};

static enum hk_result come_work(struct ctx *cx, void *data)
{
	struct coming *coming = data;
	struct survey_version version;

	HK_TRY(survey_version_find(cx, coming->survey.id, coming->survey.version, &version));

	const struct response_new new = { .survey = &coming->survey,
					  .version = &version,
					  .customer_id = coming->customer_id,
					  .channel = "qr",
					  .language = "en",
					  .values = { coming->score, "Nobody called." },
					  .may_contact = true };

	return response_put(cx, &new, &coming->response);
}

/* Jonas, whom nobody asked, answers a page that is open to everybody. */
static struct response come(struct house_world *world, const char *mode, int64_t customer_id)
{
	struct coming coming = { .survey = survey_begin(world, "nps", "open", mode),
				 .customer_id = customer_id,
				 .score = "3" };

	world_act(world, &world->jonas);
	assert_int_equal(ctx_write(&world->cx, come_work, &coming), HK_OK);
	return coming.response;
}

static void who_signed_in_and_answers_an_open_page_gets_an_owner_and_a_day(void **state)
{
	struct house_world *world = *state;
	struct loop_scene scene = { .world = world };
	struct loop_case one;

	(void)world_ticket(world, "Kettle", "It is broken.");
	scene.response = come(world, "named", world->jonas.id);
	one = loop_scene_case(&scene);
	assert_string_equal(one.state, "open");
	assert_int_equal(one.customer_id, world->jonas.id);
	assert_int_equal(one.due_at, world->cx.now + HK_DAY);
	assert_int_not_equal(one.owner_id, 0);
	scene.response = come(world, "named", 0);
	assert_int_equal(scene.response.needs_answer, 0);
	assert_int_equal(come(world, "anonymous", world->jonas.id).customer_id, 0);
}

struct loop_why {
	int64_t response_id;
	struct loop_lines lines;
};

static enum hk_result lines_work(struct ctx *cx, void *data)
{
	struct loop_why *asked = data;

	return loop_log(cx, asked->response_id, &asked->lines);
}

static const char *why_opened(struct house_world *world, int64_t response_id)
{
	struct loop_why asked = { .response_id = response_id };

	assert_int_equal(ctx_read(&world->cx, lines_work, &asked), HK_OK);
	assert_true(asked.lines.count > 0);
	assert_string_equal(asked.lines.items[0].kind, "opened");
	return asked.lines.items[0].words;
}

static void why_its_owner_has_it_is_kept_with_the_case(void **state)
{
	struct house_world *world = *state;
	struct loop_scene scene = loop_scene(world, "2");
	struct response open;
	struct why why;

	assert_string_equal(why_opened(world, scene.response.id), LOOP_HIS_TICKET);
	/* Nobody has a ticket of it: somebody is chosen, by what is said of him. */
	open = come(world, "named", world->jonas.id);
	assert_true(why_read(&world->cx, why_opened(world, open.id), &why));
	assert_true(*why.name);
}

struct tally {
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
static const struct db_record rows = DB_RECORD("response", struct tally, tally_columns);
static const struct db_record cases = DB_RECORD("loop_case", struct tally, tally_columns);
static const struct db_record voices = DB_RECORD("voice", struct tally, tally_columns);
static const struct db_record bells = DB_RECORD("notification", struct tally, tally_columns);

struct heard {
	struct tally rows, cases, voices, bells;
};

static enum hk_result heard_work(struct ctx *cx, void *data)
{
	struct heard *heard = data;
	const struct db_sql all = DB_WHERE(DB_WALKS "org_id > 0", "");

	HK_TRY(db_select_one(cx->db, &rows, all, DB_NONE, &heard->rows));
	HK_TRY(db_select_one(cx->db, &cases, all, DB_NONE, &heard->cases));
	HK_TRY(db_select_one(cx->db, &voices, all, DB_NONE, &heard->voices));
	return db_select_one(cx->db, &bells, DB_WHERE(DB_WALKS "kind = 'loop.new'", ""), DB_NONE,
			     &heard->bells);
}

static int64_t come_again(struct house_world *world, struct coming *coming, const char *score)
{
	coming->score = score;
	world_act(world, &world->jonas);
	assert_int_equal(ctx_write(&world->cx, come_work, coming), HK_OK);
	return coming->response.id;
}

static void who_signed_in_corrects_what_he_said_on_an_open_page_for_thirty_days(void **state)
{
	struct house_world *world = *state;
	struct coming coming = { .survey = survey_begin(world, "nps", "open", "named") };
	struct heard heard;
	int64_t first;

	(void)world_ticket(world, "Kettle", "It is broken.");
	coming.customer_id = world->jonas.id;
	first = come_again(world, &coming, "2");
	world_run_jobs(world);
	assert_int_equal(come_again(world, &coming, "2"), first);
	world->cx.now += 29 * HK_DAY;
	assert_int_equal(come_again(world, &coming, "4"), first);
	world_run_jobs(world);
	assert_int_equal(coming.response.score, 4);
	assert_int_equal(ctx_read(&world->cx, heard_work, &heard), HK_OK);
	assert_int_equal(heard.rows.count, 1);
	assert_int_equal(heard.cases.count, 1);
	assert_int_equal(heard.voices.count, 1);
	assert_int_equal(heard.bells.count, 1);
	assert_int_equal(world_faults(world, ""), 0);
	/* The next round hears him anew; of a stranger nobody knows whether he came before. */
	world->cx.now += 2 * HK_DAY;
	assert_int_not_equal(come_again(world, &coming, "9"), first);
	coming.customer_id = 0;
	first = come_again(world, &coming, "9");
	assert_int_not_equal(come_again(world, &coming, "9"), first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(who_answered_before_cases_were_kept_gets_one_with_its_full_day),
		in_house(who_signed_in_and_answers_an_open_page_gets_an_owner_and_a_day),
		in_house(who_signed_in_corrects_what_he_said_on_an_open_page_for_thirty_days),
		in_house(why_its_owner_has_it_is_kept_with_the_case),
		in_house(who_answered_long_ago_is_not_called_late_today),
		in_house(who_was_content_then_gets_none),
		in_house(of_two_first_mails_the_second_is_told_and_not_lost),
		in_house(who_waits_in_a_ticket_of_somebody_else_is_written_to_in_one_of_his_own),
		in_house(a_ticket_whose_case_cannot_be_told_is_not_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
