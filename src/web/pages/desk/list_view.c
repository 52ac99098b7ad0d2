#include "web/pages/desk/list_view.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "people/team.h"
#include "standard/clock.h"
#include "ticket/clock/legal.h"
#include "ticket/complaint/complaint.h"
#include "ticket/link/saved_view.h"
#include "web/pages/cursor.h"
#include "web/pages/ticket/harm_words.h"
#include "web/pages/ticket/ticket_words.h"

enum { GROUPS_MAX = 4, DAY_AND_A_HALF_HOURS = 36 };

struct kind {
	const char *name;
	enum ticket_view view;
	const char *title, *hint, *url, *empty_icon, *empty_title, *empty_words;
	bool is_own, is_by_due;
};

#define BY_DUE TR("urgent first, then by promise")
#define BY_AGE TR("the newest first")

static const struct kind kinds[] = {
	{ "", TICKETS_MINE, TR("Inbox"), BY_DUE, "/inbox", "inbox", TR("Nothing waits for you"),
	  TR("New tickets that are yours appear here by themselves, the most urgent first."), true,
	  true },
	{ "snoozed", TICKETS_SNOOZED, TR("Put away"), BY_DUE, "/inbox/snoozed", "alarm-clock",
	  TR("Nothing is put away"),
	  TR("Tickets that you put away wait here and come back by themselves."), true, true },
	{ "all", TICKETS_ACTIVE, TR("All active tickets"), BY_DUE, "/inbox/all", "layers",
	  TR("No ticket is open"), TR("Whatever customers write appears here by itself."), false,
	  true },
	{ "solved", TICKETS_RESOLVED, TR("Was it really solved?"), "", "/inbox/solved",
	  "circle-help", TR("Every end is confirmed"),
	  TR("Tickets that you resolved stay here until the customer says that it is true."), true,
	  false },
	{ "closed", TICKETS_CLOSED, TR("Closed tickets"), BY_AGE, "/inbox/closed", "check",
	  TR("Nothing is closed yet"),
	  TR("Tickets come here when the customer confirms the end, or does not answer."), false,
	  false },
	{ "spam", TICKETS_SPAM, TR("Spam"), "", "/inbox/spam", "ban", TR("There is no spam"),
	  TR("What somebody marks as spam is kept here and can be brought back."), false, false },
	{ "deleted", TICKETS_DELETED, TR("Deleted tickets"), "", "/inbox/deleted", "trash-2",
	  TR("Nothing is deleted"), TR("Deleted tickets are kept here and can be brought back."),
	  false, false },
	{ "team-", TICKETS_TEAM, "", BY_DUE, "/inbox/team/", "users-round",
	  TR("Nothing waits for this team"), TR("Its tickets appear here, the most urgent first."),
	  false, true },
	{ "view-", TICKETS_ACTIVE, "", BY_DUE, "/inbox/view/", "layers",
	  TR("No ticket is like that"), TR("What fits the conditions appears here by itself."),
	  false, true },
};

/* By conditions that somebody wrote down. */
static bool is_saved(const struct kind *kind)
{
	return hk_equal(kind->name, "view-");
}

static const struct kind *kind_find(const char *name)
{
	for (size_t i = 0; i < HK_COUNT(kinds); i++) {
		bool is_named = kinds[i].view == TICKETS_TEAM || is_saved(&kinds[i]);

		if (is_named ? hk_starts(name, kinds[i].name) : hk_equal(name, kinds[i].name))
			return &kinds[i];
	}
	return NULL;
}

static enum hk_result team_named(struct web_request *req, const char *number, int64_t *ret_id,
				 const char **ret_name)
{
	struct team team;

	if (!hk_number(number, ret_id))
		return HK_NOT_FOUND;
	for (size_t i = 0; i < req->page.teams.count; i++)
		if (req->page.teams.items[i].id == *ret_id) {
			*ret_name = req->page.teams.items[i].name;
			return HK_OK;
		}
	HK_TRY(team_find(req->cx, *ret_id, &team));
	*ret_name = team.name;
	return team.is_restricted ? HK_NOT_FOUND : HK_OK;
}

/* What a list is about, once it is found by its name. */
struct source {
	const struct kind *kind;
	int64_t about;
	struct saved_view saved;
	const char *title, *url;
};

static enum hk_result source_find(struct web_request *req, const char *name, struct source *ret)
{
	const struct kind *kind = kind_find(name);
	int64_t id;

	if (!kind)
		return HK_NOT_FOUND;
	*ret = (struct source){ .kind = kind, .title = kind->title, .url = kind->url };
	ret->about = kind->is_own ? req->cx->actor->id : 0;
	if (is_saved(kind)) {
		if (!hk_number(name + strlen(kind->name), &id))
			return HK_NOT_FOUND;
		HK_TRY(saved_view_find(req->cx, id, &ret->saved));
		ret->title = ret->saved.name;
		ret->url = hk_format(req->cx->arena, "%s%" PRId64, kind->url, id);
	}
	if (kind->view == TICKETS_TEAM) {
		HK_TRY(team_named(req, name + strlen(kind->name), &ret->about, &ret->title));
		ret->url = hk_format(req->cx->arena, "%s%" PRId64, kind->url, ret->about);
	}
	return HK_OK;
}

static enum hk_result source_page(struct ctx *cx, const struct source *source,
				  struct ticket_cursor after, int64_t limit,
				  struct ticket_lines *ret)
{
	if (is_saved(source->kind))
		return ticket_page_saved(cx, &source->saved, after, limit, ret);
	return ticket_page(cx, source->kind->view, source->about, after, limit, ret);
}

/* Of these numbers those that fit the conditions. */
static enum hk_result saved_only(struct ctx *cx, const struct saved_view *view,
				 const int64_t *numbers, size_t count, struct ticket_lines *ret)
{
	int64_t ids[LIST_ONLY];
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		struct ticket ticket;
		enum hk_result result = ticket_find(cx, numbers[i], &ticket);

		if (result != HK_OK && result != HK_NOT_FOUND)
			return result;
		if (result == HK_OK && saved_view_has(cx, view, &ticket))
			ids[found++] = ticket.id;
	}
	return ticket_lines_of(cx, ids, found, ret);
}

/* The time follows: "Answer due in 18 min", "Answer due 5 min ago". */
static const char *due_words(const char *kind)
{
	if (hk_equal(kind, "promise"))
		return TR("Promise due");
	if (hk_equal(kind, "first_answer"))
		return TR("Answer due");
	if (hk_equal(kind, COMPLAINT_PERSON_CLOCK))
		return TR("Answer to the complaint due");
	if (hk_equal(kind, COMPLAINT_SAFETY_CLOCK))
		return TR("Danger: action due");
	if (hk_equal(kind, LEGAL_ACK_CLOCK) || hk_equal(kind, LEGAL_FINAL_CLOCK))
		return TR("Answer due by law");
	if (hk_equal(kind, COMPLAINT_ANSWER_CLOCK))
		return TR("Decision due");
	return hk_equal(kind, "resolve") ? TR("Solution due") : TR("Update due");
}

static void fill_due(struct ctx *cx, const struct ticket_line *line, struct part_row *row)
{
	int64_t left = line->due_at - cx->now;

	if (line->due_at >= CLOCK_NEVER || !hk_equal(line->bucket, "active"))
		return;
	row->due_at = line->due_at;
	row->tone = left < 0 ? "danger" : left < HK_HOUR ? "warn" : "info";
	row->due_words = i18n_text(cx->language, due_words(line->due_kind));
}

/* Its owner put it away: that says more than its kind. */
static const char *away_words(struct ctx *cx, int64_t until)
{
	const struct i18n_reader mine = i18n_reader_of(cx);

	return i18n_fill(cx->arena, i18n_text(cx->language, TR("Put away until {time}")), "time",
			 i18n_due(&mine, cx->now, until), NULL);
}

static bool is_urgent(const struct ticket_line *line)
{
	return hk_equal(line->priority, "urgent") && hk_equal(line->bucket, "active");
}

struct part_row list_row(struct ctx *cx, const struct ticket_line *line, bool shows_owner,
			 const char *suffix)
{
	const struct ticket_word *channel = channel_word(line->channel);
	const struct ticket_word *state = state_word(line->state, line->bucket, line->closed_as);
	bool is_plain = hk_equal(line->state, "new") || hk_equal(line->state, "open");
	struct part_row row = {
		.number = line->number,
		.url = hk_format(cx->arena, "/tickets/%" PRId64 "%s", line->number, suffix),
		.icon = channel->icon,
		.channel = i18n_text(cx->language, channel->words),
		.customer = line->customer_name,
		.customer_language = line->language,
		.subject = ticket_subject(cx->language, line->subject),
		.language = line->preview_language,
		.preview = line->preview,
		.tone = "",
		.due_words = "",
		.urgent = is_urgent(line) ? priority_why(cx, line->priority, line->priority_harm,
							 line->priority_reason)
					  : "",
		.owner = shows_owner ? line->owner_name : "",
		.state = i18n_text(cx->language, is_plain && hk_equal(line->bucket, "active")
							 ? type_word(line->type)->words
							 : state->words),
		.at = line->last_in_at ? line->last_in_at : line->opened_at,
		/* The customer had the last word: its owner did nothing since. */
		.is_unread =
			is_plain && line->last_in_at > 0 && line->handled_at <= line->last_in_at,
	};

	if (line->snoozed_until)
		row.state = away_words(cx, line->snoozed_until);
	fill_due(cx, line, &row);
	return row;
}

/* What is urgent and waits for us stands before the others, by TICKET_PLACE. */
static bool is_first(const struct ticket_line *line)
{
	return line->place_at == line->due_at;
}

/* Which group a line belongs to: 0 now, 1 today, 2 later, 3 nothing is due. */
static size_t group_of(const struct ticket_line *line, int64_t soon, int64_t midnight)
{
	if (line->due_at < soon || is_first(line))
		return 0;
	if (line->due_at < midnight)
		return 1;
	return line->due_at < CLOCK_NEVER ? 2 : 3;
}

static int64_t midnight_after(struct ctx *cx)
{
	int64_t today = i18n_day_start(cx->kit->formats, cx->timezone, cx->now);

	return i18n_day_start(cx->kit->formats, cx->timezone,
			      today + DAY_AND_A_HALF_HOURS * (int64_t)HK_HOUR);
}

static void fill_groups(struct ctx *cx, const struct ticket_lines *lines, struct list_rows rows,
			bool is_by_due, struct list_groups *ret)
{
	static const char *const titles[GROUPS_MAX] = { TR("Needs you now"), TR("Promised today"),
							TR("Later"),
							TR("Waiting for the customer") };
	struct list_group *groups = hk_alloc(cx->arena, GROUPS_MAX, sizeof(*groups));
	int64_t soon = cx->now + HK_HOUR, midnight = is_by_due ? midnight_after(cx) : 0;
	size_t count = 0;

	for (size_t i = 0; i < rows.count; i++) {
		const char *title =
			is_by_due ? titles[group_of(&lines->items[i], soon, midnight)] : "";

		if (count == 0 || groups[count - 1].title != title)
			groups[count++] = (struct list_group){ title, { &rows.items[i], 0 } };
		groups[count - 1].rows.count++;
	}
	*ret = (struct list_groups){ groups, count };
}

/* What goes along with each ticket of the list. */
static const char *suffix_of(struct ctx *cx, const char *name, const char *after)
{
	bool has_after = after && *after;

	if (!*name && !has_after)
		return "";
	return hk_format(cx->arena, "?in=%s%s%s", name, has_after ? "&after=" : "",
			 has_after ? after : "");
}

static const char *next_url(struct ctx *cx, const struct list_view *view, bool is_by_age,
			    const struct ticket_line *last)
{
	struct ticket_cursor here = { is_by_age ? last->opened_at : last->place_at, last->id };

	return hk_format(cx->arena, "%s?after=%s", view->url, cursor_text(cx->arena, here));
}

/* The same list again, for what is live: as long as it is shown. */
static const char *live_url(struct ctx *cx, const struct list_view *view, const char *after)
{
	const char *few = view->is_beside ? "beside=1" : "";

	if (view->is_first)
		return view->is_beside ? hk_format(cx->arena, "%s?%s", view->url, few) : view->url;
	return hk_format(cx->arena, "%s?after=%s%s%s", view->url, after, *few ? "&" : "", few);
}

static size_t rows_most(const struct list_wish *wish)
{
	if (wish->only)
		return LIST_ONLY;
	return wish->is_beside ? LIST_ROWS_BESIDE : LIST_ROWS;
}

/* For a script that knows their numbers: they may stand on any page. */
static enum hk_result only_find(struct ctx *cx, const struct list_wish *wish,
				const struct source *source, struct ticket_lines *ret)
{
	int64_t numbers[LIST_ONLY];
	char *rest, *words = hk_copy_text(cx->arena, wish->only);
	size_t count = 0;

	for (char *word = strtok_r(words, ",", &rest); word && count < LIST_ONLY;
	     word = strtok_r(NULL, ",", &rest))
		if (hk_number(word, &numbers[count]))
			count++;
	if (is_saved(source->kind))
		return saved_only(cx, &source->saved, numbers, count, ret);
	return ticket_page_only(cx, source->kind->view, source->about, numbers, count, ret);
}

static void fill_rows(struct ctx *cx, const struct kind *kind, const struct list_wish *wish,
		      struct ticket_lines *lines, struct list_view *ret)
{
	size_t most = rows_most(wish);
	const char *suffix = suffix_of(cx, ret->name, wish->after);
	bool is_by_age = kind->view == TICKETS_CLOSED;
	struct list_rows rows = { hk_alloc(cx->arena, most, sizeof(*rows.items)), 0 };

	ret->next = "";
	if (lines->count > most) {
		lines->count = most;
		ret->next = next_url(cx, ret, is_by_age, &lines->items[most - 1]);
	}
	for (size_t i = 0; i < lines->count; i++) {
		rows.items[i] = list_row(cx, &lines->items[i], !kind->is_own, suffix);
		/* The name of the list says it already. */
		if (kind->view == TICKETS_RESOLVED)
			rows.items[i].state = "";
		rows.items[i].is_current = wish->current && lines->items[i].number == wish->current;
	}
	rows.count = lines->count;
	fill_groups(cx, lines, rows, kind->is_by_due && !wish->only, &ret->groups);
	if (wish->only && ret->groups.count)
		ret->groups.items[0].title = TR("New");
}

/* What the customer never confirmed is no success: it is counted apart. */
static enum hk_result ends_hint(struct ctx *cx, const char **ret)
{
	struct ticket_ends ends;

	HK_TRY(ticket_count_ends(cx, &ends));
	*ret = i18n_fill(
		cx->arena,
		i18n_text(cx->language,
			  ends.by_phone + ends.not_asked
				  ? TR("confirmed: {confirmed}, by phone: {phone}, not confirmed: "
				       "{open}, could not be asked: {unasked}")
				  : TR("confirmed: {confirmed}, not confirmed: {open}")),
		"confirmed", hk_format(cx->arena, "%" PRId64, ends.confirmed), "phone",
		hk_format(cx->arena, "%" PRId64, ends.by_phone), "open",
		hk_format(cx->arena, "%" PRId64, ends.not_confirmed), "unasked",
		hk_format(cx->arena, "%" PRId64, ends.not_asked), NULL);
	return HK_OK;
}

enum hk_result list_view_find(struct web_request *req, const struct list_wish *wish,
			      struct list_view *ret)
{
	const char *name = wish->name ? wish->name : "";
	struct ctx *cx = req->cx;
	struct ticket_cursor cursor;
	struct ticket_lines lines;
	struct source source;

	if (!cursor_read(cx->arena, wish->after, &cursor))
		return HK_NOT_FOUND;
	HK_TRY(source_find(req, name, &source));
	*ret = (struct list_view){ .name = name,
				   .title = source.title,
				   .hint = source.kind->hint,
				   .url = source.url,
				   .is_first = !wish->after || !*wish->after || wish->only,
				   .is_beside = wish->is_beside,
				   .empty_icon = source.kind->empty_icon,
				   .empty_title = source.kind->empty_title,
				   .empty_words = source.kind->empty_words };
	if (source.kind->view == TICKETS_CLOSED)
		HK_TRY(ends_hint(cx, &ret->hint));
	if (source.kind->view == TICKETS_MINE && !wish->is_beside && !wish->only)
		HK_TRY(handover_rows_find(req, &ret->handovers));
	ret->live = live_url(cx, ret, wish->after);
	if (wish->only)
		HK_TRY(only_find(cx, wish, &source, &lines));
	else
		HK_TRY(source_page(cx, &source, cursor, (int64_t)rows_most(wish) + 1, &lines));
	fill_rows(cx, source.kind, wish, &lines, ret);
	return HK_OK;
}

enum hk_result list_lines_find(struct web_request *req, const char *name,
			       struct ticket_cursor after, int64_t limit, struct list_lines *ret)
{
	struct source source;

	HK_TRY(source_find(req, name, &source));
	ret->title = source.title;
	ret->url = source.url;
	return source_page(req->cx, &source, after, limit, &ret->lines);
}

struct ticket_cursor list_cursor_after(const char *name, const struct ticket_line *last)
{
	bool is_by_age = hk_equal(name, "closed");

	return (struct ticket_cursor){ is_by_age ? last->opened_at : last->place_at, last->id };
}
