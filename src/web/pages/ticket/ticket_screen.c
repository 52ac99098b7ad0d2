#include "web/pages/ticket/ticket_screen.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/settings.h"
#include "feedback/loop/loop_case.h"
#include "people/customer.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/clock/clocks.h"
#include "ticket/clock/follow_up.h"
#include "ticket/clock/legal.h"
#include "ticket/complaint/complaint.h"
#include "ticket/file/picture.h"
#include "ticket/history.h"
#include "ticket/owner/why_words.h"
#include "ticket/purpose/harm_heard.h"
#include "ticket/purpose/lifecycle.h"
#include "ticket/work/follower.h"
#include "ticket/write/apology.h"
#include "ticket/write/draft.h"
#include "ticket/write/later.h"
#include "ticket/write/saved_reply.h"
#include "web/pages/admin/standard_words.h"
#include "web/pages/ticket/harm_words.h"
#include "web/pages/ticket/ticket_people.h"
#include "web/pages/ticket/ticket_saved.h"

enum { OTHERS = 6, PROMISES_IN_ROW = 3 };

static bool is_aside(const struct ticket *ticket)
{
	return hk_equal(ticket->bucket, "spam") || hk_equal(ticket->bucket, "deleted");
}

static const char *due_text(struct ctx *cx, const char *sentence, int64_t when)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	return i18n_fill(cx->arena, i18n_text(cx->language, sentence), "time",
			 i18n_due(&reader, cx->now, when), NULL);
}

/* One that runs on until its reply leaves has not stopped. */
static int64_t ended_at(const struct ctx *cx, const struct clock *clock)
{
	return hk_equal(clock->state, "running") ? cx->now : clock->stopped_at;
}

static struct part_promise promise_of(struct ctx *cx, const struct clock_shown *shown)
{
	const struct clock *clock = &shown->clock;
	int64_t left = clock->due_at - cx->now;
	struct part_promise promise = {
		.title = i18n_text(cx->language, clock_word(clock->kind)->words),
		.tone = "",
		.whole = clock->due_at > clock->started_at ? clock->due_at - clock->started_at : 1,
		.used = ended_at(cx, clock) - clock->started_at,
	};

	if (promise.used > promise.whole)
		promise.used = promise.whole;
	if (hk_equal(clock->state, "running")) {
		promise.words = due_text(cx, left < 0 ? TR("Was due {time}") : TR("Due {time}"),
					 clock->due_at);
		promise.due_at = clock->due_at;
		promise.tone = left < 0 ? "danger" : left < HK_HOUR ? "warn" : "";
	} else if (shown->is_leaving && left < 0) {
		promise.words = due_text(cx, TR("Was due {time}"), clock->due_at);
		promise.tone = "danger";
	} else if (shown->is_leaving) {
		promise.words = i18n_text(cx->language, TR("Kept once the reply has left"));
	} else if (hk_equal(clock->state, "met")) {
		promise.words = due_text(cx, TR("Kept, {time}"), clock->stopped_at);
		promise.tone = "good";
	} else if (hk_equal(clock->state, "missed")) {
		promise.words = due_text(cx, TR("Late, {time}"), clock->stopped_at);
		promise.tone = "danger";
	} else if (hk_equal(clock->state, "unanswered")) {
		promise.words =
			due_text(cx, TR("Ended without a reply, {time}"), clock->stopped_at);
	} else {
		promise.words = i18n_text(cx->language, TR("Rests: the customer has the word"));
		promise.whole = 0;
	}
	return promise;
}

/* What one of them sees to is all seen to. */
static void late_put(const struct ctx *cx, const struct clock *clock, struct ticket_facts *ret)
{
	if (!hk_equal(clock->state, "running") || clock->due_at >= cx->now)
		return;
	ret->is_late = true;
	if (*clock->known_by)
		ret->known_by = clock->known_by;
}

static int64_t due_next(const struct part_promise *promise)
{
	return promise->due_at ? promise->due_at : CLOCK_NEVER;
}

/* A row has room for three. Of more those stand there that are due next; each part keeps its
 * order. */
static void promises_part(struct ctx *cx, const struct part_promises *all, struct ticket_facts *ret)
{
	struct part_promise *shown = hk_alloc(cx->arena, all->count, sizeof(*shown));
	struct part_promise *others = hk_alloc(cx->arena, all->count, sizeof(*others));

	ret->promises = (struct part_promises){ shown, 0 };
	ret->more_promises = (struct part_promises){ others, 0 };
	for (size_t i = 0; i < all->count; i++) {
		size_t before = 0;

		for (size_t k = 0; k < all->count; k++)
			before += due_next(&all->items[k]) < due_next(&all->items[i]) ||
				  (due_next(&all->items[k]) == due_next(&all->items[i]) && k < i);
		if (before < PROMISES_IN_ROW)
			shown[ret->promises.count++] = all->items[i];
		else
			others[ret->more_promises.count++] = all->items[i];
	}
	ret->more_count = (int64_t)ret->more_promises.count;
}

static enum hk_result promises_find(struct ctx *cx, const struct ticket *ticket,
				    struct ticket_facts *ret)
{
	static const char *const order[] = { COMPLAINT_SAFETY_CLOCK, COMPLAINT_PERSON_CLOCK,
					     "first_answer",         "next_update",
					     COMPLAINT_ANSWER_CLOCK, LEGAL_ACK_CLOCK,
					     LEGAL_FINAL_CLOCK,      "resolve" };
	struct part_promise *items = hk_alloc(cx->arena, HK_COUNT(order), sizeof(*items));
	struct part_promises all = { items, 0 };
	struct clocks_shown seen;

	HK_TRY(clocks_see(cx, ticket, &seen));
	for (size_t i = 0; i < HK_COUNT(order); i++)
		for (size_t k = 0; k < seen.count; k++)
			if (strcmp(seen.items[k].clock.kind, order[i]) == 0 && !is_aside(ticket))
				items[all.count++] = promise_of(cx, &seen.items[k]);
	promises_part(cx, &all, ret);
	for (size_t k = 0; k < seen.count && !is_aside(ticket); k++)
		late_put(cx, &seen.items[k].clock, ret);
	if (seen.count && *seen.items[0].standard && hk_equal(ticket->bucket, "active"))
		ret->standard =
			standard_words(cx, seen.items[0].standard, seen.items[0].first_answer_ms);
	return HK_OK;
}

/* Somebody who is no longer there still has a name here. */
static enum hk_result names_find(struct ctx *cx, const struct ticket *ticket,
				 struct ticket_facts *facts)
{
	struct staff owner = { .name = "" };
	struct team team = { .name = "" };
	enum hk_result result = HK_OK;
	struct why why;

	if (facts->is_mine)
		owner.name = cx->actor->name;
	else
		result = staff_find(cx, ticket->owner_id, &owner);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	result = ticket->team_id ? team_find(cx, ticket->team_id, &team) : HK_OK;
	facts->owner = owner.name;
	facts->chosen = why_read(cx, ticket->why, &why) ? why_words(cx, cx->language, &why) : "";
	facts->team = team.name;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* Two were merged: who waits is not whom this ticket answers. */
static enum hk_result waits_find(struct ctx *cx, const struct ticket *ticket, const char **ret)
{
	struct customer customer;
	struct loop_case one;
	enum hk_result result = ticket->loop_response
					? loop_case_find(cx, ticket->loop_response, &one)
					: HK_NOT_FOUND;

	if (result == HK_OK && one.customer_id != ticket->customer_id)
		result = customer_find(cx, one.customer_id, &customer);
	else if (result == HK_OK)
		result = HK_NOT_FOUND;
	*ret = result == HK_OK ? customer.name : "";
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* Costs nothing before its first step. */
static enum hk_result step_find(struct ctx *cx, const struct ticket *ticket,
				struct ticket_facts *facts)
{
	const struct step *step;
	struct lifecycle lifecycle;

	facts->step = "";
	if (!*ticket->step)
		return HK_OK;
	HK_TRY(lifecycle_find(cx, ticket->type, &lifecycle));
	step = lifecycle_step(&lifecycle, ticket->step);
	facts->step = step ? step_label(cx, step, cx->language) : ticket->step;
	return HK_OK;
}

enum hk_result ticket_facts_find(struct ctx *cx, const struct ticket *ticket,
				 struct ticket_facts *ret)
{
	*ret = (struct ticket_facts){
		.number = ticket->number,
		.live = hk_format(cx->arena, "/tickets/%" PRId64 "/facts", ticket->number),
		.type = type_word(ticket->type),
		.priority = priority_word(ticket->priority),
		.state = state_word(ticket->state, ticket->bucket, ticket->closed_as),
		.language = ticket->language,
		.snoozed_until = ticket->snoozed_until,
		.version = ticket->last_message_id,
		.is_mine = ticket->owner_id == cx->actor->id,
		.why = priority_why(cx, ticket->priority, ticket->priority_harm,
				    ticket->priority_reason),
		.is_plain_priority = hk_equal(ticket->priority, "normal") && !*ticket->harms &&
				     !*ticket->priority_reason,
		.standard = "",
		.known_by = "",
		.loop_response = ticket->loop_response,
		.waits = "",
		.complaint =
			complaint_is_any(ticket)
				? i18n_text(cx->language,
					    complaint_words_of(complaint_stages, ticket->complaint))
				: "",
		.is_suspected = hk_equal(ticket->complaint, "suspected") && !is_aside(ticket),
		.heard = is_aside(ticket) ? "" : harms_words(cx, harm_waits(ticket)),
	};
	HK_TRY(names_find(cx, ticket, ret));
	HK_TRY(waits_find(cx, ticket, &ret->waits));
	HK_TRY(step_find(cx, ticket, ret));
	HK_TRY(answer_facts_find(cx, ticket, &ret->answers));
	if (ticket->due_at != CLOCK_NEVER && !is_aside(ticket))
		HK_TRY(clocks_closed_until(cx, ticket, &ret->opens_at));
	HK_TRY(given_find(cx, ticket, &ret->given));
	HK_TRY(ties_shown_find(cx, ticket, &ret->ties));
	for (size_t i = 0; i < ret->ties.count; i++)
		ret->has_children = ret->has_children || ret->ties.items[i].is_child;
	return promises_find(cx, ticket, ret);
}

static struct ticket_deeds deeds_of(struct ctx *cx, const struct ticket *ticket)
{
	const struct actor *actor = cx->actor;

	return (struct ticket_deeds){
		.self = hk_format(cx->arena, "/tickets/%" PRId64, ticket->number),
		.may_reply = actor_may(actor, RIGHT_TICKET_REPLY),
		.may_assign = actor_may(actor, RIGHT_TICKET_ASSIGN),
		.may_put_aside = actor_may(actor, RIGHT_TICKET_DELETE),
		.may_change = actor_may(actor, RIGHT_TICKET_REPLY),
		.is_active = hk_equal(ticket->bucket, "active"),
		.is_aside = is_aside(ticket),
		.may_owe =
			hk_equal(ticket->bucket, "active") || hk_equal(ticket->bucket, "resolved"),
		.is_mine = ticket->owner_id == actor->id,
		.may_complain = actor_may(actor, RIGHT_TICKET_REPLY) && !is_aside(ticket) &&
				!complaint_is_open(ticket),
	};
}

struct customer_addresses customer_addresses_shown(struct ctx *cx, const struct address_list *list)
{
	struct customer_address *items = hk_alloc(cx->arena, list->count, sizeof(*items));

	for (size_t i = 0; i < list->count; i++) {
		const struct address *one = &list->items[i];
		bool is_mail = hk_equal(one->kind, "email");

		items[i] = (struct customer_address){
			/* icons: mail phone */
			.icon = is_mail ? "mail" : "phone",
			.shown = one->shown,
			.value = one->value,
			.url = hk_format(cx->arena, "%s:%s", is_mail ? "mailto" : "tel",
					 one->value),
			.is_failing = one->is_failing != 0,
		};
	}
	return (struct customer_addresses){ items, list->count };
}

static enum hk_result others_find(struct ctx *cx, const struct ticket *ticket,
				  struct customer_panel *panel)
{
	struct ticket_lines lines;

	/* One more for the ticket itself, and one to know whether there are still more. */
	HK_TRY(ticket_page(cx, TICKETS_CUSTOMER, ticket->customer_id,
			   (struct ticket_cursor){ 0, 0 }, OTHERS + 2, &lines));
	panel->others.items = hk_alloc(cx->arena, lines.count, sizeof(*panel->others.items));
	for (size_t i = 0; i < lines.count; i++) {
		if (lines.items[i].id == ticket->id)
			continue;
		if (panel->others.count == OTHERS)
			panel->has_more = true;
		else
			panel->others.items[panel->others.count++] =
				list_row(cx, &lines.items[i], false, "");
	}
	return HK_OK;
}

static const char *working_address(const struct address_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (hk_equal(list->items[i].kind, "email") && !list->items[i].is_failing &&
		    !customer_is_unknown(list->items[i].value))
			return list->items[i].value;
	return "";
}

static enum hk_result note_find(struct ctx *cx, const struct ticket *ticket,
				struct ticket_deeds *ret)
{
	bool can_mail = true;

	if (ret->may_reply && hk_equal(ticket->bucket, "resolved"))
		HK_TRY(follow_up_can_mail(cx, ticket, &can_mail));
	ret->may_note = !can_mail;
	return HK_OK;
}

static enum hk_result panel_find(struct ctx *cx, const struct ticket *ticket,
				 struct ticket_screen *ret)
{
	struct customer_panel *panel = &ret->customer;
	struct customer customer;
	struct address_list addresses;

	HK_TRY(customer_find(cx, ticket->customer_id, &customer));
	HK_TRY(customer_addresses(cx, customer.id, &addresses));
	*panel = (struct customer_panel){
		.url = hk_format(cx->arena, "/customers/%" PRId64, customer.id),
		.name = customer.name,
		.language = customer.language,
		.timezone = customer.timezone,
		.note = customer.note,
		.since = customer.created_at,
		.addresses = customer_addresses_shown(cx, &addresses),
	};
	ret->composer.customer = customer.name;
	ret->composer.address = working_address(&addresses);
	ret->composer.language = *customer.language ? customer.language : ticket->language;
	return others_find(cx, ticket, panel);
}

static enum hk_result present_find(struct ctx *cx, const struct ticket *ticket,
				   struct part_composer *composer)
{
	struct presence_list list;
	struct part_here *items;

	HK_TRY(presence_others(cx, ticket->id, &list));
	items = hk_alloc(cx->arena, list.count, sizeof(*items));
	for (size_t i = 0; i < list.count; i++)
		items[i] = (struct part_here){ list.items[i].staff_id, list.items[i].name,
					       list.items[i].doing };
	composer->present.items = items;
	composer->present.count = list.count;
	return HK_OK;
}

/* Which of the two forms stands in front: as asked, else the one that was begun last; a note where
 * no reply can be sent. */
static const char *front_of(const struct web_request *req, const struct draft *reply,
			    const struct draft *note, bool can_send)
{
	const char *asked = web_query(req, "kind");

	if (asked && (hk_equal(asked, "note") || hk_equal(asked, "reply")))
		return asked;
	return note->updated_at > reply->updated_at || !can_send ? "note" : "reply";
}

struct part_kept kept_shown(struct ctx *cx, const struct ticket *ticket, const char *kind,
			    const struct attachment_list *files)
{
	struct part_kept kept = { hk_alloc(cx->arena, files->count, sizeof(*kept.items)), 0 };

	for (size_t i = 0; i < files->count; i++) {
		const struct attachment *file = &files->items[i];
		bool is_picture = picture_may_be(file);

		kept.items[kept.count++] = (struct part_kept_file){
			.blob = file->blob,
			.name = file->name,
			.size = file->size,
			.picture = is_picture ? picture_name(cx->arena, file) : "",
			.url = is_picture ? hk_format(cx->arena,
						      "/tickets/%" PRId64 "/draft/files/%s?kind=%s",
						      ticket->number, file->blob, kind)
					  : "",
		};
	}
	return kept;
}

static void kept_find(struct ctx *cx, const struct ticket *ticket, const struct draft *reply,
		      const struct draft *note, struct part_composer *ret)
{
	struct attachment_list of_reply = draft_files(cx, reply), of_note = draft_files(cx, note);

	ret->reply_kept = kept_shown(cx, ticket, "reply", &of_reply);
	ret->note_kept = kept_shown(cx, ticket, "note", &of_note);
}

/* Every message of the ticket, where all of them stand there; else NULL. */
static const struct message_list *all_of(const struct timeline *timeline)
{
	return timeline->newest.count && !*timeline->older ? &timeline->newest : NULL;
}

/* His newest message of that kind: mostly it stands there; further back only the database looks. */
static enum hk_result said_last(struct ctx *cx, const struct ticket *ticket,
				const struct timeline *timeline, const char *kind, int64_t *ret_id)
{
	const struct message_list *list = &timeline->newest;

	for (size_t i = list->count; i-- > 0;) {
		const struct message *one = &list->items[i];

		if (one->author_id == cx->actor->id && hk_equal(one->kind, kind) &&
		    hk_equal(one->author_kind, "staff")) {
			*ret_id = one->id;
			return HK_OK;
		}
	}
	if (all_of(timeline)) {
		*ret_id = 0;
		return HK_OK;
	}
	return message_last_own(cx, ticket, kind, ret_id);
}

static enum hk_result composer_find(struct web_request *req, const struct ticket *ticket,
				    const struct ticket_screen *screen, struct part_composer *ret)
{
	const struct ticket_deeds *deeds = &screen->deeds;
	struct ctx *cx = req->cx;
	struct draft reply, note;
	struct people_text text;
	int64_t later_id;

	HK_TRY(draft_both(cx, ticket->id, &reply, &note));
	ret->number = ticket->number;
	ret->tasks = ticket->task_open;
	ret->version = ticket->last_message_id;
	HK_TRY(history_newest(cx, ticket, &ret->stood));
	text = draft_people(&reply);
	HK_TRY(people_shown(cx, ticket, &text, true, all_of(&screen->timeline), &ret->people));
	ret->dir = "auto";
	ret->reply = reply.text;
	ret->note = note.text;
	kept_find(cx, ticket, &reply, &note, ret);
	ret->reply_drafted = draft_version(cx, &reply);
	ret->note_drafted = draft_version(cx, &note);
	ret->reply_saved_at = reply.updated_at;
	ret->note_saved_at = note.updated_at;
	HK_TRY(said_last(cx, ticket, &screen->timeline, "out", &ret->reply_said));
	HK_TRY(later_last_own(cx, ticket, &later_id));
	if (later_id > ret->reply_said)
		ret->reply_said = later_id;
	HK_TRY(said_last(cx, ticket, &screen->timeline, "note", &ret->note_said));
	HK_TRY(saved_choices(cx, &ret->saved));
	HK_TRY(later_choices(cx, ticket, &ret->later));
	ret->file_max = setting_number(cx->house->settings, SETTING_UPLOAD_MAX);
	ret->can_send = deeds->may_reply && !deeds->is_aside && *ret->address;
	ret->kind = front_of(req, &reply, &note, ret->can_send);
	ret->why_not = "";
	if (deeds->is_aside)
		ret->why_not = i18n_text(cx->language,
					 TR("This ticket was put aside. Bring it back to answer."));
	else if (!*ret->address)
		ret->why_not =
			i18n_text(cx->language,
				  TR("This customer has no e-mail address that works. Please find "
				     "another way, and write a note about it."));
	return present_find(cx, ticket, ret);
}

enum hk_result ticket_screen_find(struct web_request *req, const struct ticket *ticket,
				  const struct timeline_wish *wish, struct ticket_screen *ret)
{
	const struct list_wish usual = { .current = ticket->number, .is_beside = true };
	const struct list_wish wish_of_list = { .name = web_query(req, "in"),
						.after = web_query(req, "after"),
						.current = ticket->number,
						.is_beside = true };
	struct ctx *cx = req->cx;
	enum hk_result result;

	*ret = (struct ticket_screen){ .ticket = ticket, .deeds = deeds_of(cx, ticket) };
	HK_TRY(ticket_facts_find(cx, ticket, &ret->facts));
	if (req->page.handovers)
		HK_TRY(handover_row_find(cx, ticket->number, &ret->facts.handover));
	HK_TRY(timeline_find(cx, ticket, wish, &ret->timeline));
	HK_TRY(later_view_find(cx, ticket, &ret->later));
	HK_TRY(ticket_tasks_find(cx, ticket, &ret->tasks));
	HK_TRY(follower_has(cx, ticket, &ret->deeds.is_following));
	HK_TRY(note_find(cx, ticket, &ret->deeds));
	HK_TRY(panel_find(cx, ticket, ret));
	HK_TRY(composer_find(req, ticket, ret, &ret->composer));
	ret->composer.owner = ret->facts.is_mine ? "" : ret->facts.owner;
	ret->composer.apology = "";
	if (ret->facts.is_late && ret->composer.can_send)
		HK_TRY(apology_fill(cx, ticket, ret->composer.language, &ret->composer.apology));
	result = list_view_find(req, &wish_of_list, &ret->list);
	/* A list that is no more is no reason to hide the ticket. */
	if (result == HK_NOT_FOUND)
		result = list_view_find(req, &usual, &ret->list);
	if (result == HK_OK)
		req->page.beside = ret->list.url;
	return result;
}
