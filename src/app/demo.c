#include "app/demo.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/demo_causes.h"
#include "app/demo_complaint.h"
#include "app/demo_contacts.h"
#include "app/demo_history.h"
#include "app/demo_index.h"
#include "app/demo_loop.h"
#include "app/demo_random.h"
#include "app/demo_surveys.h"
#include "app/demo_words.h"
#include "base/time.h"
#include "core/event.h"
#include "core/job.h"
#include "core/markdown.h"
#include "core/org.h"
#include "core/search.h"
#include "feedback/loop/loop_case.h"
#include "job/clock_call.h"
#include "job/tell/digest_tell.h"
#include "people/customer.h"
#include "people/staff.h"
#include "people/team.h"
#include "standard/holidays.h"
#include "ticket/clock/follow_up.h"
#include "ticket/clock/promises.h"
#include "ticket/mail/mailbox.h"
#include "ticket/open.h"
#include "ticket/state.h"
#include "ticket/work/notification.h"
#include "ticket/write/reply.h"

enum {
	BATCH = 250,        /* tickets in one transaction */
	LIVING = 1000,      /* up to so many, follow-ups go on by themselves */
	ACTIVE_MOST = 5000, /* of a large house only the newest are still open */
	STAFF_MAX = 16,
	STORY_STEP = 5,
};

#define PAST (60 * HK_DAY)

static const struct {
	const char *email, *name, *role;
} people[] = {
	{ "rasa@nordhome.example", "Rasa Petrauskienė", "agent" },
	{ "farid@nordhome.example", "Farid Ahmed", "agent" },
	{ "meena@nordhome.example", "Meena Iyer", "agent" },
	{ "tomas@nordhome.example", "Tomas Vaitkus", "supervisor" },
	{ "olga@nordhome.example", "Olga Brandt", "manager" },
};

/* Where a ticket stands when the load is over. */
enum stage { STAGE_NEW, STAGE_OPEN, STAGE_WAITING, STAGE_RESOLVED, STAGE_CONFIRMED, STAGE_SILENT };

struct teller {
	const struct demo *demo;
	uint64_t random;
	int64_t now;          /* when the load began */
	int64_t first, count; /* of this batch */
	struct mailbox mailbox;
	struct actor staff[STAFF_MAX];
	size_t staff_count;
};

static size_t below(struct teller *teller, size_t limit)
{
	return (size_t)(demo_random(&teller->random) % limit);
}

static enum hk_result person_ensure(struct ctx *cx, size_t i, struct staff *ret)
{
	struct team_list teams;
	enum hk_result result = staff_by_email(cx, people[i].email, ret);

	if (result != HK_NOT_FOUND)
		return result;
	*ret = (struct staff){ .email = people[i].email,
			       .name = people[i].name,
			       .role = people[i].role };
	HK_TRY(staff_add(cx, ret));
	HK_TRY(team_every(cx, &teams));
	for (size_t k = 0; k < teams.count; k++)
		HK_TRY(team_join(cx, teams.items[k].id, ret->id));
	return HK_OK;
}

static enum hk_result team_ensure(struct ctx *cx, const char *name)
{
	struct team_list teams;
	struct team team = { .name = name };

	HK_TRY(team_every(cx, &teams));
	for (size_t i = 0; i < teams.count; i++)
		if (strcmp(teams.items[i].name, name) == 0)
			return HK_OK;
	return team_add(cx, &team);
}

static enum hk_result shop_ensure(struct ctx *cx)
{
	static const struct {
		const char *language, *text;
	} hours[] = {
		{ "en", "Monday to Friday 8:00–20:00, Saturday 9:00–18:00" },
		{ "bn", "সোম থেকে শুক্র ৮:০০–২০:০০, শনিবার ৯:০০–১৮:০০" },
		{ "lt", "Pirmadienį–penktadienį 8.00–20.00, šeštadienį 9.00–18.00" },
		{ "ta", "திங்கள் முதல் வெள்ளி வரை 8:00–20:00, சனி 9:00–18:00" },
	};
	struct org org;

	HK_TRY(org_find(cx, &org));
	if (*org.phone)
		return HK_OK;
	org.phone = "+370 5 200 0000";
	for (size_t i = 0; i < HK_COUNT(hours); i++) {
		if (strcmp(hours[i].language, org.language) == 0)
			org.hours = hours[i].text;
		HK_TRY(org_hours_put(cx, hours[i].language, hours[i].text));
	}
	return org_change(cx, &org);
}

/* Ready for a mailbox to take: the stories of the demonstration happen at any hour. */
static enum hk_result calendar_ensure(struct ctx *cx)
{
	static const char workday[] = "08:00-20:00";
	struct calendar shop = { .name = "Shop",
				 .timezone = "Europe/Vilnius",
				 .monday = workday,
				 .tuesday = workday,
				 .wednesday = workday,
				 .thursday = workday,
				 .friday = workday,
				 .saturday = "09:00-18:00",
				 .sunday = "" };
	struct calendar_days days;
	struct calendar_list all;

	HK_TRY(calendar_every(cx, &all));
	if (all.count)
		return HK_OK;
	HK_TRY(calendar_add(cx, &shop));
	HK_TRY(holidays_find(cx, "lt", &days));
	return calendar_days_put(cx, shop.id, &days);
}

static enum hk_result people_prepare(struct ctx *cx, void *data)
{
	struct teller *teller = data;

	teller->staff_count = 0;
	HK_TRY(shop_ensure(cx));
	HK_TRY(calendar_ensure(cx));
	HK_TRY(team_ensure(cx, "Deliveries"));
	HK_TRY(team_ensure(cx, "Repairs"));
	for (size_t i = 0; i < HK_COUNT(people); i++) {
		struct staff staff;
		HK_TRY(person_ensure(cx, i, &staff));
		HK_TRY(demo_complaint_authority(cx, staff.id));
		if (strcmp(staff.role, "agent") == 0 || strcmp(staff.role, "supervisor") == 0)
			teller->staff[teller->staff_count++] =
				(struct actor){ .kind = ACTOR_STAFF,
						.id = staff.id,
						.name = staff.name,
						.email = staff.email,
						.role = staff.role,
						.rights = ~(uint64_t)0 };
	}
	return mailbox_usual(cx, &teller->mailbox);
}

static enum stage stage_of(struct teller *teller, int64_t number)
{
	size_t dice = below(teller, 20);

	/* Old tickets of a large house have come to their end. */
	if (teller->demo->tickets - number > ACTIVE_MOST)
		return dice < 15 ? STAGE_CONFIRMED : STAGE_SILENT;
	if (dice < 4)
		return STAGE_NEW;
	if (dice < 8)
		return STAGE_OPEN;
	if (dice < 12)
		return STAGE_WAITING;
	if (dice < 14)
		return STAGE_RESOLVED;
	return dice < 18 ? STAGE_CONFIRMED : STAGE_SILENT;
}

/* Open tickets are of these hours; what is over is spread over two months. */
static int64_t opened_at(struct teller *teller, enum stage stage, int64_t number)
{
	int64_t share = PAST / teller->demo->tickets;

	switch (stage) {
	case STAGE_NEW: return teller->now - (int64_t)below(teller, 300) * HK_MINUTE;
	case STAGE_OPEN:
	case STAGE_WAITING: return teller->now - (5 + (int64_t)below(teller, 30)) * HK_HOUR;
	case STAGE_RESOLVED: return teller->now - (30 + (int64_t)below(teller, 24)) * HK_HOUR;
	case STAGE_CONFIRMED:
	case STAGE_SILENT: break;
	}
	return teller->now - PAST - 10 * HK_DAY + share * number;
}

/* One of those who speak it, each as likely as the other. */
static const struct demo_name *name_of(struct teller *teller, const char *language)
{
	const struct demo_name *found = &demo_names[0];
	size_t seen = 0;

	for (size_t i = 0; i < demo_name_count; i++)
		if (strcmp(demo_names[i].language, language) == 0 && below(teller, ++seen) == 0)
			found = &demo_names[i];
	return found;
}

static enum hk_result customer_of(struct ctx *cx, struct teller *teller,
				  const struct demo_story *story, int64_t number,
				  struct customer *ret)
{
	const struct demo_name *name = name_of(teller, story->language);
	int64_t which = number / 40; /* a hundred thousand tickets have 2,500 families */

	const char *email =
		which ? hk_format(cx->arena, "%s.%" PRId64 "@example.net", name->latin, which)
		      : hk_format(cx->arena, "%s@example.net", name->latin);
	struct customer_new who = {
		.name = name->name, .email = email, .phone = "", .language = story->language
	};

	who.tokens = customer_tokens(cx, who.name, email, "");
	return customer_ensure(cx, &who, ret);
}

static struct message_new word_of(struct ctx *cx, const struct demo_story *story,
				  const struct customer *customer, const char *text,
				  const char *email)
{
	int64_t space = search_space(cx, SEARCH_TICKETS, 0);

	return (struct message_new){
		.message = { .kind = "in",
			     .channel = story->channel,
			     .at = cx->now,
			     .author_kind = "customer",
			     .author_id = customer->id,
			     .from_name = customer->name,
			     .from_address = email,
			     .subject = story->subject,
			     .body = text,
			     .reply = text,
			     .html = NULL,
			     .language = story->language,
			     .mail_id = "",
			     .raw_blob = "",
			     .sending = "" },
		.tokens_space = space,
		.tokens = search_tokens(
			cx, space, story->language,
			hk_format(cx->arena, "%s %s %s", story->subject, customer->name, text)),
	};
}

static enum hk_result staff_says(struct ctx *cx, struct ticket *ticket,
				 const struct demo_story *story, bool is_note, enum reply_then then)
{
	const char *text = is_note ? story->note : story->answer;
	int64_t space = search_space(cx, SEARCH_TICKETS, 0), id;
	struct reply reply = { .is_note = is_note,
			       .text = text,
			       .html = markdown_render(cx->arena, text).html,
			       .tokens_space = space,
			       .tokens = search_tokens(cx, space, is_note ? "en" : story->language,
						       text),
			       .then = then,
			       .is_sure = true };

	return reply_add(cx, ticket, &reply, &id);
}

static const struct actor *owner_of(const struct teller *teller, const struct ticket *ticket)
{
	for (size_t i = 0; i < teller->staff_count; i++)
		if (teller->staff[i].id == ticket->owner_id)
			return &teller->staff[i];
	return &teller->staff[0];
}

/* Of those who wait for us every third has been promised a call within the working day. */
static enum hk_result promise_call(struct ctx *cx, const struct teller *teller,
				   struct ticket *ticket, int64_t number)
{
	enum { EVERY = 3, HOURS_MOST = 7 };

	int64_t id, due_at = teller->now + (1 + number % HOURS_MOST) * HK_HOUR;

	if (number % EVERY || teller->demo->tickets > LIVING)
		return HK_OK;
	return promises_give(cx, ticket, demo_promise(ticket->language), due_at, &id);
}

/* What the question's own job would have added: a reminder, and the end without a word. */
static enum hk_result remind_later(struct ctx *cx, const struct ticket *ticket)
{
	const char *key =
		hk_format(cx->arena, "%" PRId64 " %" PRId64, ticket->id, ticket->resolved_at);

	HK_TRY(job_add(cx, "follow_up.remind", ticket->id, cx->now + 3 * HK_DAY, key));
	return job_add(cx, "follow_up.close", ticket->id, cx->now + 7 * HK_DAY, key);
}

/* The rest of its life, up to its stage. */
static enum hk_result live(struct ctx *cx, const struct demo_story *story, enum stage stage,
			   struct ticket *ticket, struct message_new *thanks, bool is_living)
{
	if (stage == STAGE_NEW)
		return HK_OK;
	cx->now += 40 * HK_MINUTE;
	if (*story->note)
		HK_TRY(staff_says(cx, ticket, story, true, REPLY_WAIT));
	HK_TRY(staff_says(cx, ticket, story, false, REPLY_WAIT));
	HK_TRY(demo_complaint_look(cx, ticket, story));
	if (stage == STAGE_WAITING)
		return HK_OK;
	cx->now += 90 * HK_MINUTE;
	thanks->message.at = cx->now;
	HK_TRY(answer_add(cx, ticket, thanks));
	if (stage == STAGE_OPEN)
		return HK_OK;
	cx->now += 2 * HK_HOUR;
	HK_TRY(demo_complaint_end(cx, ticket, story));
	HK_TRY(ticket_resolve(cx, ticket, NULL));
	HK_TRY(follow_up_ask(cx, ticket));
	if (stage == STAGE_RESOLVED)
		return is_living ? remind_later(cx, ticket) : HK_OK;
	cx->now += stage == STAGE_CONFIRMED ? 20 * HK_HOUR : 7 * HK_DAY;
	return stage == STAGE_CONFIRMED ? follow_up_answer(cx, ticket, true)
					: follow_up_give_up(cx, ticket);
}

/* Nothing of the demonstration is sent. By ticket, since what was told before is much more. */
static enum hk_result quieten(struct ctx *cx, const struct ticket *ticket)
{
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("message", "sending = 'sent'",
				 "ticket_id = $2 AND sending IN ('held', 'queued')", ""),
		       DB_ARGS(ticket->id)));
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("outbox", "state = 'sent', sent_at = dated_at",
				 "ticket_id = $2 AND state IN ('held', 'queued')", ""),
		       DB_ARGS(ticket->id)));
	return db_send(cx->db, DB_DELETE("job", "kind = 'follow_up.ask' AND about_id = $2"),
		       DB_ARGS(ticket->id));
}

/* In these stories children freeze where it is urgent, and money is lost where it matters much. */
static struct priority why_of(const struct demo_story *story)
{
	const char *harm = "";

	if (strcmp(story->priority, "urgent") == 0)
		harm = "safety";
	else if (strcmp(story->priority, "high") == 0)
		harm = "money";
	return (struct priority){ story->priority, harm, "" };
}

static enum hk_result tell_one(struct ctx *cx, struct teller *teller, int64_t number)
{
	/* Every story in turn, so that neighbours differ. */
	const struct demo_story *story =
		&demo_stories[(size_t)(number * STORY_STEP) % demo_story_count];
	enum stage stage = stage_of(teller, number);
	struct customer customer;
	struct ticket ticket;
	const char *email;

	cx->now = opened_at(teller, stage, number);
	HK_TRY(customer_of(cx, teller, story, number, &customer));
	HK_TRY(customer_mail_address(cx, customer.id, &email));

	struct message_new first = word_of(cx, story, &customer, story->question, email);
	struct message_new thanks = word_of(cx, story, &customer, story->thanks, email);
	struct priority why = why_of(story);
	struct ticket_new new = { .subject = story->subject,
				  .type = story->type,
				  .harms = why.harm,
				  .why = &why,
				  .language = story->language,
				  .channel = story->channel,
				  .mailbox_id = teller->mailbox.id,
				  .customer_id = customer.id,
				  .owner_id = teller->staff[below(teller, teller->staff_count)].id,
				  .first = &first };
	const struct actor *before = cx->actor;

	HK_TRY(ticket_open(cx, &new, &ticket));
	cx->actor = owner_of(teller, &ticket);

	enum hk_result result =
		live(cx, story, stage, &ticket, &thanks, teller->demo->tickets <= LIVING);

	if (result == HK_OK && stage == STAGE_OPEN)
		result = promise_call(cx, teller, &ticket, number);
	cx->actor = before;
	HK_TRY(result);
	return quieten(cx, &ticket);
}

/* What is late in the stories has been late for a while: the tickets say who was called, and nobody
 * gets a dozen mails about it when the server begins. What comes due from now on is told. */
static enum hk_result call_silently(struct ctx *cx, void *data)
{
	size_t count = CLOCK_CALL_BATCH;

	(void)data;
	/* One after the other who is on its chain. */
	while (count > 0)
		HK_TRY(clock_call_due(cx, &count));
	return db_send(cx->db, DB_DELETE("job", "kind = 'clock.tell' AND run_at <= $2"),
		       DB_ARGS(cx->now));
}

/* The same of what customers answered to surveys, of causes and of the wall. */
static enum hk_result hear_silently(struct ctx *cx, void *data)
{
	struct org org;

	(void)data;
	HK_TRY(org_find(cx, &org));
	cx->timezone = org.timezone; /* whose morning it is */
	HK_TRY(digest_pass(cx));
	return db_send(cx->db,
		       DB_DELETE("job", "kind IN ('" LOOP_CALL_JOB "', '" LOOP_TELL_JOB
					"', '" NOTIFICATION_JOB "') AND run_at <= $2"),
		       DB_ARGS(cx->now));
}

static enum hk_result tell_batch(struct ctx *cx, void *data)
{
	struct teller *teller = data;
	struct teller again = *teller; /* the function may run twice */
	int64_t forgotten;

	for (int64_t i = 0; i < again.count; i++)
		HK_TRY(tell_one(cx, &again, again.first + i));
	cx->now = teller->now;
	/* What the hourly tidying would throw away at once. */
	return event_forget(cx, cx->now - 7 * HK_DAY, INT64_MAX, &forgotten);
}

enum hk_result demo_load(struct ctx *cx, const struct demo *demo)
{
	struct teller teller = { .demo = demo, .now = cx->now };
	struct house quiet = *cx->house;
	struct ctx batch = *cx;

	/* No subscribers: nobody is confirmed to, nobody is notified. */
	quiet.subscribers = NULL;
	batch.house = &quiet;
	HK_TRY(ctx_write(&batch, people_prepare, &teller));
	for (teller.first = 0; teller.first < demo->tickets; teller.first += BATCH) {
		scoped_arena *arena = hk_arena_new();
		batch.arena = arena;
		batch.now = teller.now;
		teller.count =
			demo->tickets - teller.first < BATCH ? demo->tickets - teller.first : BATCH;
		teller.random = (uint64_t)(demo->seed * 1000003 + teller.first);
		enum hk_result result = ctx_write(&batch, tell_batch, &teller);
		cx->problem = batch.problem;
		HK_TRY(result);
		if (teller.first == 0)
			HK_TRY(db_survey(cx->house->store));
		if ((teller.first / BATCH) % 40 == 39)
			fprintf(stderr, "%" PRId64 " of %" PRId64 " tickets\n",
				teller.first + teller.count, demo->tickets);
	}
	batch.now = teller.now;
	batch.arena = cx->arena;
	HK_TRY(ctx_write(&batch, call_silently, NULL));
	HK_TRY(demo_surveys_load(&batch, demo->seed));
	if (demo->tickets >= DEMO_HISTORY_TICKETS) {
		HK_TRY(demo_history_load(&batch, demo->seed));
		HK_TRY(demo_index_load(&batch, demo->seed));
		HK_TRY(demo_history_publish(&batch));
		HK_TRY(demo_contacts_load(&batch, demo->seed));
	}
	HK_TRY(demo_causes_load(&batch));
	HK_TRY(demo_loop_load(&batch, demo->seed));
	batch.now = teller.now;
	HK_TRY(ctx_write(&batch, hear_silently, NULL));
	printf("%" PRId64 " tickets in four languages, seed %" PRId64 "\n", demo->tickets,
	       demo->seed);
	return HK_OK;
}
