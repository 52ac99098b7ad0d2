#include "survey_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"

enum { HOURS = 24, DAYS_MONTH = 30, DAYS_YEAR = 365, MOST = 4, AGE_HOURS = 72 };

struct event {
	int64_t id, survey_id, ticket_id, customer_id, staff_id, at, chance, draw, decided_at;
	const char *decision, *reason, *channel;
	int64_t survey_chance, quota, delay_hours;
	const char *zone;
};

struct contact {
	int64_t customer_id, id, at;
	const char *kind;
};

struct invitation {
	int64_t event_id, customer_id, sent_at, reminded_at, answered_at;
	const char *channel;
};

struct wish {
	int64_t customer_id, survey_id, until, made_at;
	const char *kind;
};

/* What was done about an answer that needs a word of ours. */
struct line {
	int64_t customer_id, response_id, at;
	const char *kind;
};

static const struct db_column event_columns[] = {
	DB_COLUMN_AS(struct event, id, "survey_event.id"),
	DB_COLUMN(struct event, survey_id),
	DB_COLUMN(struct event, ticket_id),
	DB_COLUMN(struct event, customer_id),
	DB_COLUMN(struct event, staff_id),
	DB_COLUMN(struct event, at),
	DB_COLUMN_AS(struct event, chance, "survey_event.chance"),
	DB_COLUMN(struct event, draw),
	DB_COLUMN(struct event, decided_at),
	DB_COLUMN(struct event, decision),
	DB_COLUMN(struct event, reason),
	DB_COLUMN(struct event, channel),
	DB_COLUMN_AS(struct event, survey_chance, "survey.chance"),
	DB_COLUMN(struct event, quota),
	DB_COLUMN(struct event, delay_hours),
	DB_COLUMN_AS(struct event, zone, "customer.timezone"),
};
static const struct db_record event_record = DB_RECORD_FROM(
	"survey_event",
	"survey_event JOIN survey ON survey.org_id = survey_event.org_id AND"
	" survey.id = survey_event.survey_id JOIN customer ON"
	" customer.org_id = survey_event.org_id AND customer.id = survey_event.customer_id",
	struct event, event_columns);
static const struct db_column contact_columns[] = { DB_COLUMN(struct contact, customer_id),
						    DB_COLUMN(struct contact, id),
						    DB_COLUMN(struct contact, at),
						    DB_COLUMN(struct contact, kind) };
static const struct db_record contact_record =
	DB_RECORD("reached", struct contact, contact_columns);
static const struct db_column invitation_columns[] = {
	DB_COLUMN(struct invitation, event_id),    DB_COLUMN(struct invitation, customer_id),
	DB_COLUMN(struct invitation, sent_at),     DB_COLUMN(struct invitation, reminded_at),
	DB_COLUMN(struct invitation, answered_at), DB_COLUMN(struct invitation, channel)
};
static const struct db_record invitation_record =
	DB_RECORD("invitation", struct invitation, invitation_columns);
static const struct db_column wish_columns[] = {
	DB_COLUMN(struct wish, customer_id), DB_COLUMN(struct wish, survey_id),
	DB_COLUMN(struct wish, until), DB_COLUMN(struct wish, made_at), DB_COLUMN(struct wish, kind)
};
static const struct db_record wish_record = DB_RECORD("contact_rule", struct wish, wish_columns);
static const struct db_column line_columns[] = {
	DB_COLUMN_AS(struct line, customer_id, "response.customer_id"),
	DB_COLUMN_AS(struct line, response_id, "loop_log.response_id"),
	DB_COLUMN_AS(struct line, at, "loop_log.at"),
	DB_COLUMN_AS(struct line, kind, "loop_log.kind"),
};
static const struct db_record line_record =
	DB_RECORD_FROM("loop_log",
		       "loop_log JOIN response ON response.org_id = loop_log.org_id AND"
		       " response.id = loop_log.response_id",
		       struct line, line_columns);

struct book {
	struct survey_check *check;
	struct db_rows events, contacts, invitations, wishes, lines;
};

static void blame(struct survey_check *check, const struct event *event, const char *why)
{
	if (check->violations++ == 0)
		(void)snprintf(check->first, sizeof(check->first), "event %" PRId64 ": %s",
			       event ? event->id : 0, why);
}

/* Rows come ordered by customer; the first of his. */
#define FIRST_OF(type, rows, who, ret)                        \
	do {                                                  \
		size_t low = 0, high = (rows)->count;         \
		const type *all_ = (rows)->items;             \
		while (low < high) {                          \
			size_t middle = (low + high) / 2;     \
			if (all_[middle].customer_id < (who)) \
				low = middle + 1;             \
			else                                  \
				high = middle;                \
		}                                             \
		(ret) = low;                                  \
	} while (0)

static bool is_survey(const struct contact *contact)
{
	return strcmp(contact->kind, "survey") == 0 || strcmp(contact->kind, "reminder") == 0;
}

static int64_t unanswered_before(const struct book *book, const struct event *event)
{
	const struct invitation *all = book->invitations.items;
	int64_t count = 0;
	size_t i;

	FIRST_OF(struct invitation, &book->invitations, event->customer_id, i);
	for (; i < book->invitations.count && all[i].customer_id == event->customer_id &&
	       all[i].sent_at < event->decided_at;
	     i++)
		count = all[i].answered_at && all[i].answered_at <= event->decided_at ? 0
										      : count + 1;
	return count;
}

struct seen {
	bool is_floor, is_budget;
	int64_t here; /* at this very moment */
};

/* What he had heard of us before. */
static struct seen look_back(const struct book *book, const struct event *event)
{
	const struct contact *all = book->contacts.items;
	int64_t gap = DAYS_MONTH * HK_DAY << (unanswered_before(book, event) / 2);
	int64_t now = event->decided_at, year = 0, month = 0;
	bool is_asked = strcmp(event->decision, "ask") == 0;
	struct seen seen = { 0 };
	size_t i;

	FIRST_OF(struct contact, &book->contacts, event->customer_id, i);
	for (; i < book->contacts.count && all[i].customer_id == event->customer_id; i++) {
		if (all[i].at > now)
			continue;
		/* What this very decision wrote; of another one at that moment he hears as well. */
		if (all[i].at == now && is_asked) {
			seen.here += strcmp(all[i].kind, "survey") == 0;
			continue;
		}
		seen.is_floor = seen.is_floor || all[i].at + HOURS * HK_HOUR > now;
		if (is_survey(&all[i])) {
			seen.is_budget = seen.is_budget || all[i].at + gap > now;
			year += all[i].at > now - DAYS_YEAR * HK_DAY;
		}
		if (is_survey(&all[i]) || strcmp(all[i].kind, "marketing") == 0)
			month += all[i].at > now - DAYS_MONTH * HK_DAY;
	}
	seen.is_budget = seen.is_budget || year >= MOST || month >= MOST;
	return seen;
}

static bool has_wish(const struct book *book, const struct event *event)
{
	const struct wish *all = book->wishes.items;
	size_t i;

	FIRST_OF(struct wish, &book->wishes, event->customer_id, i);
	for (; i < book->wishes.count && all[i].customer_id == event->customer_id; i++)
		if (all[i].made_at < event->decided_at && all[i].until > event->decided_at &&
		    (!all[i].survey_id || all[i].survey_id == event->survey_id))
			return true;
	return false;
}

/* Within it; also where it began or ended at that very moment: before or after, nobody can say. */
static bool may_have_trouble(const struct survey_check *check, const struct event *event)
{
	for (size_t i = 0; i < check->trouble_count; i++)
		if (check->troubles[i].customer_id == event->customer_id &&
		    check->troubles[i].from <= event->decided_at &&
		    check->troubles[i].until >= event->decided_at)
			return true;
	return false;
}

static bool has_trouble(const struct survey_check *check, const struct event *event)
{
	for (size_t i = 0; i < check->trouble_count; i++)
		if (check->troubles[i].customer_id == event->customer_id &&
		    check->troubles[i].from < event->decided_at &&
		    check->troubles[i].until > event->decided_at)
			return true;
	return false;
}

/* Whether he waits for a word of ours after that line of one answer's log. */
static bool waits_after(const struct line *line, bool waits)
{
	static const char *const begins[] = { "opened", "lost" };
	static const char *const ends[] = { "called", "answered", "ended", "gone" };

	for (size_t i = 0; i < HK_COUNT(begins); i++)
		if (strcmp(line->kind, begins[i]) == 0)
			return true;
	for (size_t i = 0; i < HK_COUNT(ends); i++)
		if (strcmp(line->kind, ends[i]) == 0)
			return false;
	return waits;
}

/* By what was noted before that moment; until: so many ms later. */
static bool waited(const struct book *book, const struct event *event, int64_t until)
{
	const struct line *all = book->lines.items;
	bool waits = false;
	size_t i;

	FIRST_OF(struct line, &book->lines, event->customer_id, i);
	for (; i < book->lines.count && all[i].customer_id == event->customer_id; i++) {
		if (i && all[i].response_id != all[i - 1].response_id && waits)
			return true;
		if (i && all[i].response_id != all[i - 1].response_id)
			waits = false;
		if (all[i].at < event->decided_at + until)
			waits = waits_after(&all[i], waits);
	}
	return waits;
}

/* Zones without summer time, so that nobody else has to say what time it is there. */
static bool is_day(const char *zone, int64_t at)
{
	int64_t shift = strcmp(zone, "Asia/Dhaka") == 0     ? 6 * HK_HOUR
			: strcmp(zone, "Asia/Kolkata") == 0 ? 5 * HK_HOUR + 30 * HK_MINUTE
							    : 0;
	int64_t hour = (at + shift) % HK_DAY / HK_HOUR;

	return hour >= 9 && hour < 20;
}

/* While he is on the telephone or in a chat. */
static bool is_here(const char *channel)
{
	return strcmp(channel, "phone") == 0 || strcmp(channel, "chat") == 0;
}

/* When a message may reach him, and what it is too late for. */
static void judge_time(struct survey_check *check, const struct event *event,
		       const struct seen *seen)
{
	if (seen->is_floor)
		blame(check, event, "he heard from us within a day");
	if (!is_day(event->zone, event->decided_at))
		blame(check, event, "it was night where he is");
	if (event->decided_at > event->at + (event->delay_hours + AGE_HOURS) * HK_HOUR)
		blame(check, event, "it was too long ago");
	if (event->decided_at < event->at + event->delay_hours * HK_HOUR)
		blame(check, event, "it was too soon");
}

/* About this matter, by whatever survey and way. */
static bool was_asked(const struct book *book, const struct event *event)
{
	const struct event *all = book->events.items;

	for (size_t i = 0; event->ticket_id && i < book->events.count; i++)
		if (all[i].ticket_id == event->ticket_id && all[i].survey_id == event->survey_id &&
		    all[i].id != event->id && all[i].decided_at <= event->decided_at &&
		    strcmp(all[i].decision, "ask") == 0)
			return true;
	return false;
}

static void judge_asked(const struct book *book, const struct event *event)
{
	struct survey_check *check = book->check;
	struct seen seen = look_back(book, event);

	check->asked++;
	check->here += is_here(event->channel);
	if (seen.here != 1)
		blame(check, event, "he got more than one survey at once, or none");
	if (!is_here(event->channel))
		judge_time(check, event, &seen);
	else if (event->decided_at != event->at)
		blame(check, event, "he was gone by then");
	if (was_asked(book, event))
		blame(check, event, "he was asked about this already");
	if (seen.is_budget)
		blame(check, event, "his budget was used up");
	if (has_wish(book, event))
		blame(check, event, "he wanted none");
	if (has_trouble(check, event))
		blame(check, event, "he had trouble with us");
	if (waited(book, event, 0) && waited(book, event, 1))
		blame(check, event, "he waited for a word of ours");
	if (event->draw < 0 || event->draw >= event->chance ||
	    event->chance != event->survey_chance)
		blame(check, event, "the lot did not fall on him");
}

static void judge_stopped(const struct book *book, const struct event *event)
{
	struct survey_check *check = book->check;
	bool may_wait = waited(book, event, 0) || waited(book, event, 1);

	check->stopped++;
	if (is_here(event->channel) &&
	    (strcmp(event->reason, "floor") == 0 || strcmp(event->reason, "window") == 0 ||
	     strcmp(event->reason, "address") == 0))
		blame(check, event, "nothing is sent to who is here");
	if (strcmp(event->reason, "answered") == 0 && !was_asked(book, event))
		blame(check, event, "he was not asked about it");
	if (strcmp(event->reason, "lot") == 0 &&
	    (event->draw < event->chance || event->chance != event->survey_chance))
		blame(check, event, "it was stopped by a lot that fell on him");
	if (strcmp(event->reason, "lot") != 0 && strcmp(event->reason, "window") != 0 &&
	    strcmp(event->reason, "address") != 0 && event->chance != 0)
		blame(check, event, "it has a chance though it never came to the lot");
	if (strcmp(event->reason, "budget") == 0 && !look_back(book, event).is_budget)
		blame(check, event, "his budget was not used up");
	if (strcmp(event->reason, "floor") == 0 && !look_back(book, event).is_floor)
		blame(check, event, "he had not heard from us");
	if (strcmp(event->reason, "complaint") != 0 || may_have_trouble(check, event))
		return;
	check->waiting += may_wait;
	if (!may_wait)
		blame(check, event, "he had no trouble");
}

static int by_staff(const void *left, const void *right)
{
	const struct event *const *a = left, *const *b = right;

	if ((*a)->survey_id != (*b)->survey_id)
		return (*a)->survey_id < (*b)->survey_id ? -1 : 1;
	if ((*a)->staff_id != (*b)->staff_id)
		return (*a)->staff_id < (*b)->staff_id ? -1 : 1;
	if ((*a)->decided_at != (*b)->decided_at)
		return (*a)->decided_at < (*b)->decided_at ? -1 : 1;
	return (*a)->id < (*b)->id ? -1 : (*a)->id > (*b)->id;
}

/* Within any seven days, of each colleague. */
static void judge_quotas(const struct book *book)
{
	const struct event *all = book->events.items, **asked;
	size_t count = 0;

	asked = calloc(book->events.count + 1, sizeof(void *));
	if (!asked)
		abort();
	for (size_t i = 0; i < book->events.count; i++)
		if (strcmp(all[i].decision, "ask") == 0 && all[i].staff_id && all[i].quota)
			asked[count++] = &all[i];
	qsort(asked, count, sizeof(struct event *), by_staff);
	for (size_t i = 0; i < count; i++) {
		size_t quota = (size_t)asked[i]->quota;

		if (i >= quota && asked[i - quota]->staff_id == asked[i]->staff_id &&
		    asked[i - quota]->survey_id == asked[i]->survey_id &&
		    asked[i - quota]->decided_at > asked[i]->decided_at - 7 * HK_DAY)
			blame(book->check, asked[i], "the colleague's quota was used up");
	}
	free(asked);
}

static void judge_reminders(const struct book *book)
{
	const struct invitation *all = book->invitations.items;

	for (size_t i = 0; i < book->invitations.count; i++) {
		if (!all[i].reminded_at)
			continue;
		book->check->reminded++;
		if (is_here(all[i].channel))
			blame(book->check, NULL, "who was here is not reminded");
		if (all[i].reminded_at < all[i].sent_at + 3 * HK_DAY)
			blame(book->check, NULL, "a reminder came too soon");
		if (all[i].answered_at && all[i].answered_at < all[i].reminded_at)
			blame(book->check, NULL, "he had answered before the reminder");
	}
}

enum hk_result survey_check_work(struct ctx *cx, void *data)
{
	struct book book = { .check = data };
	const struct event *all;

	book.check->asked = book.check->stopped = book.check->violations = 0;
	book.check->reminded = book.check->here = book.check->waiting = 0;
	HK_TRY(db_select(cx->db, &event_record,
			 DB_WHERE(DB_WALKS
				  "decided_at > 0 AND customer.org_id = $1 AND survey.org_id = $1",
				  "ORDER BY survey_event.id"),
			 DB_NONE, &book.events));
	HK_TRY(db_select(cx->db, &contact_record,
			 DB_WHERE(DB_WALKS "id > 0", "ORDER BY customer_id, at"), DB_NONE,
			 &book.contacts));
	HK_TRY(db_select(cx->db, &invitation_record,
			 DB_WHERE(DB_WALKS "event_id > 0", "ORDER BY customer_id, sent_at"),
			 DB_NONE, &book.invitations));
	HK_TRY(db_select(cx->db, &wish_record, DB_WHERE("customer_id > 0", "ORDER BY customer_id"),
			 DB_NONE, &book.wishes));
	HK_TRY(db_select(cx->db, &line_record,
			 DB_WHERE(DB_WALKS "response.customer_id > 0",
				  "ORDER BY response.customer_id, loop_log.response_id, "
				  "loop_log.id"),
			 DB_NONE, &book.lines));
	all = book.events.items;
	for (size_t i = 0; i < book.events.count; i++) {
		if (strcmp(all[i].decision, "ask") == 0)
			judge_asked(&book, &all[i]);
		else if (strcmp(all[i].decision, "stop") == 0)
			judge_stopped(&book, &all[i]);
		else if (is_here(all[i].channel))
			blame(book.check, &all[i], "it waits, and he is gone");
	}
	judge_quotas(&book);
	judge_reminders(&book);
	return HK_OK;
}
