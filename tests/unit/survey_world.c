#include "survey_world.h"

#include <inttypes.h>
#include <string.h>

#include "base/time.h"
#include "feedback/publish.h"
#include "job/survey/survey_ask.h"
#include "test.h"

static enum hk_result begin_work(struct ctx *cx, void *data)
{
	struct survey *survey = data;

	HK_TRY(survey_add(cx, survey));
	survey->state = "running";
	HK_TRY(survey_change(cx, survey));
	return survey_find(cx, survey->id, survey);
}

struct survey survey_begin(struct house_world *world, const char *kind, const char *occasion,
			   const char *mode)
{
	struct survey survey = { .name = "After a request",
				 .kind = kind,
				 .occasion = occasion,
				 .mode = mode,
				 .chance = 100,
				 .every_days = strcmp(occasion, "rhythm") == 0 ? 90 : 0,
				 .least = 5 };

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, begin_work, &survey), HK_OK);
	return survey;
}

static enum hk_result alter_work(struct ctx *cx, void *data)
{
	struct survey *survey = data;

	HK_TRY(survey_change(cx, survey));
	return survey_find(cx, survey->id, survey);
}

void survey_alter(struct house_world *world, struct survey *survey)
{
	world_act(world, &world->admin);
	assert_int_equal(WORLD_WRITE(world, alter_work, survey), HK_OK);
}

static enum hk_result look_work(struct ctx *cx, void *data)
{
	return survey_ask_due(cx, data);
}

void survey_look(struct house_world *world)
{
	size_t count;

	world_act(world, &actor_house);
	do {
		assert_int_equal(ctx_write(&world->cx, look_work, &count), HK_OK);
	} while (count);
}

struct ticket survey_ticket(struct house_world *world)
{
	struct ticket ticket = world_ticket(
		world, hk_format(world->arena, "Kettle %" PRId64, world->cx.now), "It is broken.");

	world_act(world, &world->rasa);
	assert_int_equal(deed_resolve(world, ticket.number, NULL), HK_OK);
	ticket.resolved_at = world->cx.now;
	world->cx.now += 25 * HK_HOUR;
	world_act(world, &world->jonas);
	assert_int_equal(deed_answer(world, ticket.number, true), HK_OK);
	return ticket;
}

static const struct db_column event_columns[] = {
	DB_COLUMN(struct survey_event, id),        DB_COLUMN(struct survey_event, survey_id),
	DB_COLUMN(struct survey_event, ticket_id), DB_COLUMN(struct survey_event, customer_id),
	DB_COLUMN(struct survey_event, staff_id),  DB_COLUMN(struct survey_event, at),
	DB_COLUMN(struct survey_event, next_at),   DB_COLUMN(struct survey_event, decision),
	DB_COLUMN(struct survey_event, reason),    DB_COLUMN(struct survey_event, chance),
	DB_COLUMN(struct survey_event, draw),      DB_COLUMN(struct survey_event, decided_at),
};
static const struct db_record events =
	DB_RECORD("survey_event", struct survey_event, event_columns);
static const struct db_column invitation_columns[] = {
	DB_COLUMN(struct invitation, id),          DB_COLUMN(struct invitation, survey_id),
	DB_COLUMN(struct invitation, version),     DB_COLUMN(struct invitation, event_id),
	DB_COLUMN(struct invitation, customer_id), DB_COLUMN(struct invitation, channel),
	DB_COLUMN(struct invitation, language),    DB_COLUMN(struct invitation, sent_at),
	DB_COLUMN(struct invitation, reminded_at), DB_COLUMN(struct invitation, answered_at),
	DB_COLUMN(struct invitation, declined_at), DB_COLUMN(struct invitation, remind_at),
	DB_COLUMN(struct invitation, expires_at),
};
static const struct db_record invitations =
	DB_RECORD("invitation", struct invitation, invitation_columns);

static enum hk_result events_work(struct ctx *cx, void *data)
{
	return db_select(cx->db, &events, DB_WHERE("id > 0", "ORDER BY id"), DB_NONE, data);
}

struct survey_events survey_events_all(struct house_world *world)
{
	struct db_rows rows;

	assert_int_equal(ctx_read(&world->cx, events_work, &rows), HK_OK);
	return (struct survey_events){ rows.items, rows.count };
}

static enum hk_result invitations_work(struct ctx *cx, void *data)
{
	return db_select(cx->db, &invitations, DB_WHERE("id > 0", "ORDER BY id"), DB_NONE, data);
}

struct invitation_list survey_invitations(struct house_world *world)
{
	struct db_rows rows;

	assert_int_equal(ctx_read(&world->cx, invitations_work, &rows), HK_OK);
	return (struct invitation_list){ rows.items, rows.count };
}

struct answering {
	const struct invitation *invitation;
	const char *score, *text;
	bool may_contact;
	struct response response;
};

static enum hk_result answer_work(struct ctx *cx, void *data)
{
	struct answering *answering = data;
	struct survey_version version;
	struct survey survey;

	HK_TRY(survey_find(cx, answering->invitation->survey_id, &survey));
	HK_TRY(survey_version_find(cx, survey.id, answering->invitation->version, &version));

	const struct response_new new = { .survey = &survey,
					  .version = &version,
					  .invitation = answering->invitation,
					  .channel = "email",
					  .language = answering->invitation->language,
					  .values = { answering->score, answering->text },
					  .may_contact = answering->may_contact };

	return response_put(cx, &new, &answering->response);
}

enum hk_result survey_answer(struct house_world *world, const struct invitation *invitation,
			     const char *score, const char *text, bool may_contact,
			     struct response *ret)
{
	struct answering answering = {
		.invitation = invitation, .score = score, .text = text, .may_contact = may_contact
	};
	enum hk_result result;

	world->cx.problem = NULL;
	world->cx.field_count = 0;
	result = ctx_write(&world->cx, answer_work, &answering);
	if (ret)
		*ret = answering.response;
	return result;
}

struct saying {
	const struct survey *survey;
	const char *score, *text;
	struct response response;
};

static enum hk_result say_work(struct ctx *cx, void *data)
{
	struct saying *saying = data;
	struct survey_version version;

	HK_TRY(survey_version_find(cx, saying->survey->id, saying->survey->version, &version));

	const struct response_new new = { .survey = saying->survey,
					  .version = &version,
					  .channel = "web",
					  .language = "en",
					  .values = { saying->score, saying->text } };

	return response_put(cx, &new, &saying->response);
}

struct response survey_say(struct house_world *world, const struct survey *survey,
			   const char *score, const char *text)
{
	struct saying saying = { .survey = survey, .score = score, .text = text };

	world_act(world, &actor_house);
	assert_int_equal(ctx_write(&world->cx, say_work, &saying), HK_OK);
	return saying.response;
}

static enum hk_result publish_work(struct ctx *cx, void *data)
{
	return publish_due(cx, data);
}

void survey_publish(struct house_world *world)
{
	const struct actor *actor = world->cx.actor;
	size_t count;

	world_act(world, &actor_house);
	do {
		assert_int_equal(ctx_write(&world->cx, publish_work, &count), HK_OK);
	} while (count);
	world->cx.actor = actor;
}

struct invitation survey_only_invitation(struct house_world *world)
{
	struct invitation_list all = survey_invitations(world);

	assert_int_equal(all.count, 1);
	return all.items[0];
}

void survey_be_at_noon(struct house_world *world)
{
	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
}
