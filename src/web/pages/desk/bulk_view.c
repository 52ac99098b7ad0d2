#include "web/pages/desk/bulk_view.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"
#include "core/i18n.h"
#include "people/customer.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/mail/people.h"
#include "web/pages/ticket/ticket_words.h"

enum { WHOLE = 100, PASTS_SHOWN = 5 };

enum hk_result bulk_reach(struct ctx *cx, const struct ticket *ticket, const char **ret)
{
	struct recipient_list usual;
	struct customer customer;
	const struct i18n_language *language;
	const char *line = "";

	HK_TRY(people_usual(cx, ticket, &usual));
	for (size_t i = 0; i < usual.count; i++)
		line = hk_format(cx->arena, "%s%s%s", line, i ? ", " : "", usual.items[i].address);
	HK_TRY(customer_find(cx, ticket->customer_id, &customer));
	language = i18n_find(*customer.language ? customer.language : ticket->language);
	*ret = *line && language ? hk_format(cx->arena, "%s · %s", line, language->name) : line;
	return HK_OK;
}

static const char *with_name(struct ctx *cx, const char *sentence, const char *name)
{
	return i18n_fill(cx->arena, i18n_text(cx->language, sentence), "name", name, NULL);
}

/* And what each ticket is then. */
static const char *tell_words(const struct batch *batch)
{
	if (hk_equal(batch->value, "resolve"))
		return TR("Tell every customer, and resolve");
	return hk_equal(batch->value, "wait") ? TR("Tell every customer, and wait for the answer")
					      : TR("Tell every customer; the tickets stay open");
}

/* What is done, in words. */
static enum hk_result deed_words(struct ctx *cx, const struct batch *batch, const char **ret)
{
	struct staff staff = { .name = "" };
	struct team team = { .name = "" };
	int64_t id = 0;

	hk_ignore(hk_number(batch->value, &id));
	if (hk_equal(batch->kind, "assign")) {
		HK_TRY(staff_find(cx, id, &staff));
		*ret = with_name(cx, TR("Give to {name}"), staff.name);
	} else if (hk_equal(batch->kind, "move")) {
		HK_TRY(team_find(cx, id, &team));
		*ret = with_name(cx, TR("Move to the team {name}"), team.name);
	} else if (hk_equal(batch->kind, "priority")) {
		*ret = with_name(cx, TR("Set the priority to {name}"),
				 i18n_text(cx->language, priority_word(batch->value)->words));
	} else if (hk_equal(batch->kind, "spam")) {
		*ret = i18n_text(cx->language, TR("Mark as spam"));
	} else if (hk_equal(batch->kind, "tell")) {
		*ret = i18n_text(cx->language, tell_words(batch));
	} else {
		*ret = i18n_text(cx->language, TR("Resolve"));
	}
	return HK_OK;
}

static int order_of(const void *key, const void *item)
{
	int64_t id = *(const int64_t *)key, other = ((const struct ticket *)item)->id;

	return (id > other) - (id < other);
}

/* NULL: it will be done. */
static enum hk_result reason_find(struct ctx *cx, const struct bulk_view *view,
				  const struct ticket_list *tickets, const struct batch_item *item,
				  const char **ret)
{
	const struct ticket *ticket;

	*ret = item->reason;
	if (!view->may_start)
		return HK_OK;
	ticket = tickets->count ? bsearch(&item->ticket_id, tickets->items, tickets->count,
					  sizeof(*tickets->items), order_of)
				: NULL;
	if (!ticket) {
		*ret = TR("You cannot see this ticket.");
		return HK_OK;
	}
	return batch_check(cx, &view->batch, item, ticket, ret);
}

static void reason_count(struct ctx *cx, const char *reason, struct bulk_view *view)
{
	const char *words = i18n_text(cx->language, reason);
	struct bulk_reasons *list = &view->reasons;
	size_t i = 0;

	while (i < list->count && !hk_equal(list->items[i].words, words))
		i++;
	if (i == list->count)
		list->items[list->count++] = (struct bulk_reason){ .words = words };
	list->items[i].count++;
	view->refused++;
}

static enum hk_result line_add(struct ctx *cx, const struct batch_item *item, const char *reason,
			       struct bulk_view *view)
{
	struct bulk_line *line = &view->lines.items[view->lines.count++];
	struct ticket_lines lines;
	struct ticket ticket;

	*line = (struct bulk_line){
		.url = "",
		.customer = "",
		.subject = "",
		.language = "",
		.note = "",
		.words = i18n_text(cx->language, reason ? reason : TR("Will be done")),
		.tone = reason ? "warn" : "good",
	};
	HK_TRY(ticket_lines_of(cx, &item->ticket_id, 1, &lines));
	if (lines.count == 0) {
		line->words = i18n_text(cx->language, TR("You cannot see this ticket."));
		line->tone = "warn";
		return HK_OK;
	}
	line->number = lines.items[0].number;
	line->url = hk_format(cx->arena, "/tickets/%" PRId64, line->number);
	line->customer = lines.items[0].customer_name;
	line->subject = ticket_subject(cx->language, lines.items[0].subject);
	line->language = lines.items[0].language;
	if (!view->may_start || !hk_equal(view->batch.kind, "tell"))
		return HK_OK;
	HK_TRY(ticket_by_id(cx, item->ticket_id, &ticket));
	return bulk_reach(cx, &ticket, &line->note);
}

/* Every one is looked at, as the deed will; what stays as it is comes first. */
static enum hk_result lines_fill(struct ctx *cx, struct bulk_view *view)
{
	struct ticket_list tickets = { NULL, 0 };
	struct batch_item_list items;
	const char **reasons;

	HK_TRY(batch_items(cx, &view->batch, !view->may_start, BATCH_MOST, &items));
	if (view->may_start)
		HK_TRY(batch_tickets(cx, &view->batch, &tickets));
	reasons = hk_alloc(cx->arena, items.count, sizeof(*reasons));
	view->reasons.items = hk_alloc(cx->arena, items.count, sizeof(*view->reasons.items));
	view->lines.items = hk_alloc(cx->arena, BATCH_SHOWN, sizeof(*view->lines.items));
	for (size_t i = 0; i < items.count; i++) {
		HK_TRY(reason_find(cx, view, &tickets, &items.items[i], &reasons[i]));
		if (reasons[i])
			reason_count(cx, reasons[i], view);
		if (reasons[i] && view->lines.count < BATCH_SHOWN)
			HK_TRY(line_add(cx, &items.items[i], reasons[i], view));
	}
	for (size_t i = 0; i < items.count && view->lines.count < BATCH_SHOWN; i++)
		if (!reasons[i])
			HK_TRY(line_add(cx, &items.items[i], NULL, view));
	view->has_more = items.count > view->lines.count;
	return HK_OK;
}

enum hk_result bulk_view_find(struct ctx *cx, int64_t id, struct bulk_view *ret)
{
	struct batch *batch = &ret->batch;
	int64_t over;

	*ret = (struct bulk_view){ .self = hk_format(cx->arena, "/bulk/%" PRId64, id) };
	HK_TRY(batch_find(cx, id, batch));
	HK_TRY(deed_words(cx, batch, &ret->deed));
	ret->text = batch->text;
	ret->is_live = hk_equal(batch->state, "running") || hk_equal(batch->state, "undoing");
	ret->may_start = hk_equal(batch->state, "draft");
	ret->may_undo = hk_equal(batch->state, "done") && batch->done > 0;
	over = hk_equal(batch->state, "undoing") ? batch->undone : batch->done + batch->failed;
	ret->percent = batch->total ? WHOLE * over / batch->total : WHOLE;
	return ret->is_live ? HK_OK : lines_fill(cx, ret);
}

static struct bulk_past past_of(struct ctx *cx, const struct batch *batch)
{
	struct bulk_past past = { .url = hk_format(cx->arena, "/bulk/%" PRId64, batch->id),
				  .total = batch->total,
				  .at = batch->created_at,
				  .state = TR("Done"),
				  .tone = "good",
				  .icon = "check" };

	if (hk_equal(batch->state, "running") || hk_equal(batch->state, "undoing")) {
		past.state = TR("Under way");
		past.tone = "info";
		past.icon = "clock";
	} else if (hk_equal(batch->state, "undone")) {
		past.state = TR("Taken back");
		past.tone = "line";
		past.icon = "undo-2";
	}
	return past;
}

enum hk_result bulk_pasts_find(struct ctx *cx, struct bulk_pasts *ret)
{
	struct batch_list batches;

	HK_TRY(batch_recent(cx, PASTS_SHOWN, &batches));
	*ret = (struct bulk_pasts){ hk_alloc(cx->arena, batches.count, sizeof(*ret->items)), 0 };
	for (size_t i = 0; i < batches.count; i++) {
		struct bulk_past *past = &ret->items[ret->count++];

		*past = past_of(cx, &batches.items[i]);
		HK_TRY(deed_words(cx, &batches.items[i], &past->deed));
	}
	return HK_OK;
}
