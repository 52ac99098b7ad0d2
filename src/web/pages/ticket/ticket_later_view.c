#include "web/pages/ticket/ticket_later_view.h"

#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/markdown.h"
#include "core/org.h"
#include "core/rights.h"
#include "people/customer.h"
#include "people/staff.h"
#include "ticket/history.h"

enum { EVENING = 18 * 60, MORNING = 8 * 60, CHOICES = 3, MONDAY = 1, WEEK = 7 };

static const char *turn_words(const struct later *later)
{
	static const char *const words[][2] = {
		{ "wait", TR("Then it waits for the customer.") },
		{ "open", TR("Then somebody goes on with it.") },
		{ "resolve", TR("Then the ticket is resolved.") },
	};

	for (size_t i = 0; i < HK_COUNT(words); i++)
		if (hk_equal(words[i][0], later->turn))
			return words[i][1];
	return "";
}

static enum hk_result item_fill(struct ctx *cx, const struct ticket *ticket,
				const struct later *later, struct later_item *ret)
{
	struct staff writer = { .name = "" };
	enum hk_result result = staff_find(cx, later->staff_id, &writer);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = (struct later_item){
		.base = hk_format(cx->arena, "/tickets/%" PRId64 "/later/%" PRId64, ticket->number,
				  later->id),
		.who = later->staff_id == cx->actor->id ? i18n_text(cx->language, TR("You"))
							: writer.name,
		.body = markdown_render(cx->arena, later->text),
		.language = ticket->language,
		.turn = i18n_text(cx->language, turn_words(later)),
		.reason = *later->reason ? i18n_text(cx->language, later->reason) : "",
		.send_at = later->send_at,
		.due_at = ticket->due_at < later->send_at ? ticket->due_at : 0,
		.is_stopped = hk_equal(later->state, "stopped"),
		.may_keep = later->send_at > cx->now,
	};
	return HK_OK;
}

enum hk_result later_view_find(struct ctx *cx, const struct ticket *ticket, struct later_view *ret)
{
	struct later_list list;

	HK_TRY(later_of(cx, ticket, &list));
	*ret = (struct later_view){
		.version = ticket->last_message_id,
		.may_decide = actor_may(cx->actor, RIGHT_TICKET_REPLY),
		.items = { hk_alloc(cx->arena, list.count, sizeof(struct later_item)), 0 },
	};
	HK_TRY(history_newest(cx, ticket, &ret->stood));
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(item_fill(cx, ticket, &list.items[i],
				 &ret->items.items[ret->items.count++]));
	return HK_OK;
}

struct choice {
	int64_t at;
	const char *words;
};

/* This evening while it is still to come, tomorrow morning, and Monday where that is another day.
 */
static size_t choices_of(struct ctx *cx, const char *timezone, struct choice ret[CHOICES])
{
	struct i18n_formats *formats = cx->kit->formats;
	int64_t evening = i18n_clock(formats, timezone, cx->now, 0, EVENING);
	int days = (MONDAY - i18n_weekday(formats, timezone, cx->now) + WEEK) % WEEK;
	size_t count = 0;

	if (evening > cx->now + HK_HOUR / 2)
		ret[count++] = (struct choice){ evening, TR("This evening, {time}") };
	ret[count++] = (struct choice){ i18n_clock(formats, timezone, cx->now, 1, MORNING),
					TR("Tomorrow morning, {time}") };
	days = days ? days : WEEK;
	if (days > 1)
		ret[count++] =
			(struct choice){ i18n_clock(formats, timezone, cx->now, days, MORNING),
					 TR("Monday morning, {time}") };
	return count;
}

struct part_options later_options(struct ctx *cx, const char *timezone)
{
	const struct i18n_reader there = { cx->kit->formats, cx->arena, cx->language, timezone,
					   false };
	const struct i18n_reader here = i18n_reader_of(cx);
	struct part_option *items = hk_alloc(cx->arena, CHOICES, sizeof(*items));
	struct choice choices[CHOICES];
	size_t count = choices_of(cx, timezone, choices);

	for (size_t i = 0; i < count; i++)
		items[i] = (struct part_option){
			.value = hk_format(cx->arena, "%" PRId64, choices[i].at),
			.label = i18n_fill(cx->arena, i18n_text(cx->language, choices[i].words),
					   "time", i18n_time(&there, I18N_TIME, choices[i].at),
					   NULL),
			.hint = i18n_due(&here, cx->now, choices[i].at)
		};
	return (struct part_options){ items, count };
}

enum hk_result later_choices(struct ctx *cx, const struct ticket *ticket, struct part_later *ret)
{
	struct i18n_formats *formats = cx->kit->formats;
	struct customer customer;
	struct org org;
	const char *theirs;
	int64_t morning = i18n_clock(formats, cx->timezone, cx->now, 1, MORNING);

	HK_TRY(customer_find(cx, ticket->customer_id, &customer));
	HK_TRY(org_find(cx, &org));
	theirs = *customer.timezone ? customer.timezone : org.timezone;
	*ret = (struct part_later){
		.mine = later_options(cx, cx->timezone),
		.city = "",
		.usual = i18n_clock_write(formats, cx->arena, cx->timezone, morning),
	};
	/* Other clocks are those that show another time now. */
	if (!hk_equal(theirs, cx->timezone) &&
	    i18n_clock(formats, theirs, cx->now, 1, MORNING) != morning) {
		const struct i18n_reader there = { formats, cx->arena, cx->language, theirs,
						   false };

		ret->theirs = later_options(cx, theirs);
		ret->city = i18n_time(&there, I18N_CITY, cx->now);
	}
	return HK_OK;
}
