#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/markdown.h"
#include "core/search.h"
#include "people/customer.h"
#include "people/staff.h"
#include "ticket/owner/assignment.h"
#include "ticket/purpose/answer.h"
#include "ticket/purpose/harm.h"
#include "ticket/purpose/lifecycle.h"
#include "ticket/state.h"
#include "ticket/work/snooze.h"
#include "ticket/work/task.h"
#include "ticket/write/reply.h"
#include "web/pages/api/api_complaint.h"
#include "web/pages/api/api_create.h"
#include "web/pages/api/api_json.h"
#include "web/pages/api/api_links.h"
#include "web/pages/api/api_once.h"
#include "web/pages/api/api_openapi.h"
#include "web/pages/api/api_purchase.h"
#include "web/pages/api/api_survey.h"
#include "web/pages/api/api_work.h"
#include "web/pages/cursor.h"
#include "web/pages/families.h"
#include "web/ticket_json.h"

enum { LIMIT_USUAL = 50, LIMIT_MOST = 200, VERSION_ANY = -1 };

static enum hk_result show(struct web_request *req)
{
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(req->cx, number, &ticket));
	struct hk_json json = api_answer(req, 200);

	return ticket_json_write(req->cx, &ticket, &json);
}

static enum hk_result owner_of(struct web_request *req, const char *owner, int64_t *ret)
{
	struct staff staff;

	*ret = req->cx->actor->id;
	if (strcmp(owner, "me") == 0)
		return HK_OK;
	HK_TRY(staff_by_email(req->cx, owner, &staff));
	*ret = staff.id;
	return HK_OK;
}

static enum hk_result customer_of(struct web_request *req, const char *address, int64_t *ret)
{
	const char *email = customer_email(req->cx, address);
	struct customer customer;

	HK_TRY(customer_by_address(req->cx, "email", email ? email : "", &customer));
	*ret = customer.id;
	return HK_OK;
}

static enum hk_result page_of(struct web_request *req, struct ticket_cursor after, int64_t limit,
			      struct ticket_lines *ret)
{
	const char *owner = web_query(req, "owner"), *customer = web_query(req, "customer");
	struct ticket_filter filter = { .state = web_query(req, "state") };

	if (owner)
		HK_TRY(owner_of(req, owner, &filter.owner_id));
	if (customer)
		HK_TRY(customer_of(req, customer, &filter.customer_id));
	return ticket_page_filtered(req->cx, &filter, after, limit, ret);
}

static enum hk_result list_check(struct web_request *req, int64_t limit,
				 struct ticket_cursor *ret_after)
{
	const char *state = web_query(req, "state");

	if (limit < 1 || limit > LIMIT_MOST ||
	    (web_query(req, "limit") && web_query_number(req, "limit", -1) < 0))
		return field_problem(req->cx, "limit", "This is a number from 1 to 200.");
	if (!cursor_read(req->cx->arena, web_query(req, "after"), ret_after))
		return field_problem(req->cx, "after", "This is no cursor of ours.");
	if (state && !ticket_state_exists(state))
		return field_problem(req->cx, "state",
				     "This is new, open, waiting, resolved or closed.");
	return HK_OK;
}

static enum hk_result list(struct web_request *req)
{
	int64_t limit = web_query_number(req, "limit", LIMIT_USUAL);
	struct ticket_cursor after = { 0, 0 };
	struct ticket_lines lines = { NULL, 0 };
	enum hk_result result;

	HK_TRY(list_check(req, limit, &after));
	result = page_of(req, after, limit, &lines);
	/* An owner or customer that is not there has no tickets. */
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;

	return api_answer_lines(req, &lines, limit,
				lines.count ? lines.items[lines.count - 1].opened_at : 0);
}

struct change {
	int64_t number, version, owner_id;
	const char *subject, *type, *priority, *language, *state, *owner;
	const char *harms, *reason; /* NULL: not said */
	const json_t *answers;      /* NULL: not said */
	const char *step, *step_word;
	const char *tasks; /* leave: resolve although some are open */
	int64_t snoozed_until;
	const char *snooze_reason;
	bool is_woken;
	struct ticket ticket;
};

static enum hk_result change_state(struct ctx *cx, struct change *change)
{
	if (!*change->state || strcmp(change->state, change->ticket.state) == 0)
		return HK_OK;
	if (strcmp(change->state, "resolved") == 0) {
		if (strcmp(change->tasks, "leave") != 0)
			HK_TRY(task_none_open(cx, &change->ticket));
		return ticket_resolve(cx, &change->ticket, NULL);
	}
	if (strcmp(change->state, "open") == 0)
		return ticket_reopen(cx, &change->ticket, "api");
	return field_problem(cx, "state",
			     "A program may set resolved or open; the customer closes.");
}

static enum hk_result change_owner(struct ctx *cx, struct change *change)
{
	struct staff staff;
	enum hk_result result;

	if (!*change->owner)
		return HK_OK;
	result = staff_by_email(cx, change->owner, &staff);
	if (result == HK_NOT_FOUND)
		return field_problem(cx, "owner", "Nobody here has that e-mail address.");
	HK_TRY(result);
	return staff.id == change->ticket.owner_id
		       ? HK_OK
		       : ticket_assign(cx, &change->ticket, staff.id, NULL);
}

static bool is_same(const struct ticket *wish, const struct ticket *ticket)
{
	return strcmp(wish->subject, ticket->subject) == 0 &&
	       strcmp(wish->type, ticket->type) == 0 && strcmp(wish->harms, ticket->harms) == 0 &&
	       strcmp(wish->priority, ticket->priority) == 0 &&
	       strcmp(wish->priority_reason, ticket->priority_reason) == 0 &&
	       strcmp(wish->language, ticket->language) == 0 && wish->version == ticket->version;
}

/* Harms without a priority let it follow them. A priority is its own reason where none is given,
 * but the same one again is no wish. */
static void priority_wish(const struct change *change, struct ticket *wish)
{
	bool is_other = *change->priority && strcmp(change->priority, wish->priority) != 0;

	if (change->harms && strcmp(change->harms, wish->harms) != 0 && !*change->priority)
		wish->priority = "";
	wish->harms = change->harms ? change->harms : wish->harms;
	wish->priority = *change->priority ? change->priority : wish->priority;
	if (change->reason)
		wish->priority_reason = change->reason;
	else if (is_other)
		wish->priority_reason = priority_by_program;
}

/* What changes nothing makes no new version, for which others would be refused. */
static enum hk_result change_words(struct ctx *cx, struct change *change)
{
	struct ticket wish = change->ticket;

	wish.version = change->version != VERSION_ANY ? change->version : wish.version;
	wish.subject = *change->subject ? change->subject : wish.subject;
	wish.type = *change->type ? change->type : wish.type;
	priority_wish(change, &wish);
	wish.language = *change->language ? change->language : wish.language;
	if (is_same(&wish, &change->ticket))
		return HK_OK;
	HK_TRY(ticket_change(cx, &wish));
	return ticket_find(cx, change->number, &change->ticket);
}

/* By the form as it is now; a field is blamed by the name that the program gave it. */
static enum hk_result change_answers(struct ctx *cx, struct change *change)
{
	const char *values[QUESTIONS_MOST], *name;
	struct question_form form;
	enum hk_result result;
	json_t *value;
	size_t known = 0;

	if (!change->answers)
		return HK_OK;
	HK_TRY(question_form_find(cx, change->ticket.type, &form));
	for (size_t i = 0; i < form.questions.count; i++) {
		value = json_object_get(change->answers, form.questions.items[i].code);
		values[i] = value ? json_string_value(value) : NULL;
		known += value != NULL;
		if (value && !json_is_string(value))
			return field_problem(cx, "answers", "An answer must be a text.");
	}
	if (known < json_object_size(change->answers))
		return field_problem(cx, "answers", "There is no such question in this form.");
	result = answers_change(cx, &change->ticket, &form.questions, values);
	for (size_t i = 0; i < cx->field_count; i++) {
		name = cx->fields[i].field;
		if (name[0] == 'a' && name[1] >= '0' && name[1] <= '9')
			cx->fields[i].field = "answers";
	}
	return result;
}

static enum hk_result change_snooze(struct ctx *cx, struct change *change)
{
	enum hk_result result;

	if (change->is_woken)
		return snooze_end(cx, &change->ticket);
	if (!change->snoozed_until)
		return HK_OK;
	result = snooze_put(cx, &change->ticket, change->snoozed_until, change->snooze_reason);
	for (size_t i = 0; i < cx->field_count; i++) {
		if (strcmp(cx->fields[i].field, "until") == 0)
			cx->fields[i].field = "snoozed_until";
		if (strcmp(cx->fields[i].field, "why") == 0)
			cx->fields[i].field = "snooze_reason";
	}
	return result;
}

static enum hk_result change_run(struct ctx *cx, void *data)
{
	struct change *change = data;

	HK_TRY(ticket_find(cx, change->number, &change->ticket));
	HK_TRY(change_words(cx, change));
	HK_TRY(change_answers(cx, change));
	HK_TRY(change_owner(cx, change));
	if (*change->step)
		HK_TRY(step_go(cx, &change->ticket, change->step, change->step_word));
	HK_TRY(change_state(cx, change));
	return change_snooze(cx, change);
}

static void read_harms(struct web_request *req, const json_t *body, struct change *change)
{
	const char *const *codes;
	size_t count = api_texts(req, body, "harms", &codes);

	change->reason = api_text(req, body, "priority_reason", NULL);
	change->answers = json_object_get(body, "answers");
	if (change->answers && !json_is_object(change->answers))
		hk_ignore(field_problem(req->cx, "answers", "This must be an object."));
	if (json_is_array(json_object_get(body, "harms")))
		hk_ignore(harms_of(req->cx, codes, count, &change->harms));
}

static void read_snooze(struct web_request *req, const json_t *body, struct change *change)
{
	change->is_woken = json_is_null(json_object_get(body, "snoozed_until"));
	if (!change->is_woken)
		change->snoozed_until = api_time(req, body, "snoozed_until");
	change->snooze_reason = api_text(req, body, "snooze_reason", "");
}

static enum hk_result patch(struct web_request *req)
{
	struct change change = { .number = 0 };
	scoped_json *body = NULL;

	HK_TRY(web_path_number(req, "number", &change.number));
	HK_TRY(api_read(req, &body));
	change.version = api_number(req, body, "version", VERSION_ANY);
	change.subject = hk_one_line(req->cx->arena, api_word(req, body, "subject"));
	change.type = api_word(req, body, "type");
	change.priority = api_word(req, body, "priority");
	change.language = i18n_code(api_word(req, body, "language"));
	change.state = api_word(req, body, "state");
	change.step = api_word(req, body, "step");
	change.step_word = api_text(req, body, "step_word", "");
	change.tasks = api_word(req, body, "tasks");
	change.owner = api_word(req, body, "owner");
	read_harms(req, body, &change);
	read_snooze(req, body, &change);
	if (req->cx->field_count)
		return HK_INVALID;
	HK_TRY(ctx_write(req->cx, change_run, &change));
	return api_answer_ticket(req, &change.ticket, 200);
}

struct saying {
	int64_t number, version, message_id;
	struct reply reply;
	struct api_once once;
	struct ticket ticket;
};

static enum hk_result message_run(struct ctx *cx, void *data)
{
	struct saying *saying = data;

	bool is_again;

	HK_TRY(ticket_find(cx, saying->number, &saying->ticket));
	HK_TRY(api_once_take(cx, &saying->once, &is_again));
	if (is_again)
		return HK_OK;
	if (saying->version != VERSION_ANY && saying->version != saying->ticket.version)
		return problem(cx, HK_CONFLICT,
			       TR("Something new arrived since you looked. Please read it first."));
	return reply_add(cx, &saying->ticket, &saying->reply, &saying->message_id);
}

/* The states that a ticket has then. */
static bool then_read(const char *text, enum reply_then *ret)
{
	static const struct {
		const char *text;
		enum reply_then then;
	} words[] = { { "open", REPLY_KEEP_OPEN },
		      { "waiting", REPLY_WAIT },
		      { "resolved", REPLY_RESOLVE } };

	for (size_t i = 0; i < HK_COUNT(words); i++)
		if (strcmp(words[i].text, text) == 0) {
			*ret = words[i].then;
			return true;
		}
	return false;
}

static enum hk_result add_message(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct saying saying = { .number = 0 };
	scoped_json *body = NULL;
	const char *kind;

	HK_TRY(web_path_number(req, "number", &saying.number));
	HK_TRY(api_once_read(req, req->path, &saying.once));
	HK_TRY(api_read(req, &body));
	kind = api_text(req, body, "kind", "");
	saying.reply.text = api_words(req, body);
	if (strcmp(kind, "reply") != 0 && strcmp(kind, "note") != 0)
		hk_ignore(field_problem(cx, "kind", "This is reply or note."));
	if (!then_read(api_text(req, body, "then", "open"), &saying.reply.then))
		hk_ignore(field_problem(cx, "then", "This is open, waiting or resolved."));
	if (cx->field_count)
		return HK_INVALID;
	saying.version = api_number(req, body, "version", VERSION_ANY);
	saying.reply.knows_tasks = strcmp(api_text(req, body, "tasks", ""), "leave") == 0;
	saying.reply.channel = "api";
	saying.reply.is_note = strcmp(kind, "note") == 0;
	saying.reply.is_sure = true; /* what it read, it says by the version */
	saying.reply.html = markdown_render(cx->arena, saying.reply.text).html;
	saying.reply.tokens_space = search_space(cx, SEARCH_TICKETS, 0);
	saying.reply.tokens = search_tokens(cx, saying.reply.tokens_space, "", saying.reply.text);
	HK_TRY(ctx_write(cx, message_run, &saying));
	api_location(req, "tickets", saying.ticket.number);
	return api_answer_ticket(req, &saying.ticket, 201);
}

static void write_people(struct hk_json *json, const struct customer_list *people)
{
	hk_json_open(json, "customers", '[');
	for (size_t i = 0; i < people->count; i++) {
		hk_json_open(json, NULL, '{');
		hk_json_id(json, "id", people->items[i].id);
		hk_json_text(json, "name", people->items[i].name);
		hk_json_text(json, "language", people->items[i].language);
		hk_json_close(json, '}');
	}
	hk_json_close(json, ']');
}

static enum hk_result search(struct web_request *req)
{
	const char *words = web_query(req, "q");
	struct ticket_lines lines;
	struct customer_list people;

	if (!words || !*words)
		return field_problem(req->cx, "q", "Please say what to look for.");
	HK_TRY(ticket_search(req->cx, words, false, 25, &lines));
	HK_TRY(customer_search(req->cx, words, false, 25, &people));

	struct hk_json json = api_answer(req, 200);

	hk_json_open(&json, NULL, '{');
	hk_json_open(&json, "tickets", '[');
	for (size_t i = 0; i < lines.count; i++)
		ticket_json_line(&json, &lines.items[i]);
	hk_json_close(&json, ']');
	write_people(&json, &people);
	hk_json_open(&json, "articles", '[');
	hk_json_close(&json, ']');
	hk_json_close(&json, '}');
	return HK_OK;
}

static enum hk_result describe(struct web_request *req)
{
	struct hk_json json = api_answer(req, 200);

	openapi_write(&json, api_pages);
	return HK_OK;
}

static const struct web_param list_params[] = {
	{ "state", PARAM_TEXT, 16 },     { "owner", PARAM_TEXT, 254 },
	{ "customer", PARAM_TEXT, 254 }, { "after", PARAM_CURSOR, 48 },
	{ "limit", PARAM_NUMBER, 0 },    { NULL, PARAM_TEXT, 0 },
};
static const struct web_param task_params[] = { { "view", PARAM_TEXT, 16 },
						{ NULL, PARAM_TEXT, 0 } };
static const struct web_param page_params[] = { { "after", PARAM_CURSOR, 48 },
						{ "limit", PARAM_NUMBER, 0 },
						{ NULL, PARAM_TEXT, 0 } };
static const struct web_param search_params[] = { { "q", PARAM_TEXT, 400 },
						  { NULL, PARAM_TEXT, 0 } };

const struct web_route api_pages[] = {
	ROUTE("POST", "/api/v1/tickets", RIGHT_TICKET_CREATE, api_create, WEB_API, NULL),
	ROUTE("GET", "/api/v1/tickets", RIGHT_TICKET_READ, list, WEB_API, list_params),
	ROUTE("GET", "/api/v1/tickets/{number}", RIGHT_TICKET_READ, show, WEB_API, NULL),
	ROUTE("PATCH", "/api/v1/tickets/{number}", RIGHT_TICKET_REPLY, patch, WEB_API, NULL),
	ROUTE("POST", "/api/v1/tickets/{number}/messages", RIGHT_TICKET_REPLY, add_message, WEB_API,
	      NULL),
	ROUTE("POST", "/api/v1/tickets/{number}/merge", RIGHT_TICKET_REPLY, api_merge, WEB_API,
	      NULL),
	ROUTE("POST", "/api/v1/tickets/{number}/links", RIGHT_TICKET_REPLY, api_link, WEB_API,
	      NULL),
	ROUTE("PATCH", "/api/v1/tickets/{number}/complaint", RIGHT_TICKET_REPLY, api_complaint,
	      WEB_API, NULL),
	ROUTE("POST", "/api/v1/purchases", RIGHT_ADMIN, api_purchase, WEB_API, NULL),
	ROUTE("POST", "/api/v1/surveys/{id}/invitations", RIGHT_ADMIN, api_survey_ask, WEB_API,
	      NULL),
	ROUTE("POST", "/api/v1/surveys/{id}/responses", RIGHT_ADMIN, api_survey_answer, WEB_API,
	      NULL),
	ROUTE("POST", "/api/v1/tickets/{number}/tasks", RIGHT_TICKET_REPLY, api_task_give, WEB_API,
	      NULL),
	ROUTE("GET", "/api/v1/tasks", RIGHT_SIGNED_IN, api_tasks, WEB_API, task_params),
	ROUTE("GET", "/api/v1/tasks/{id}", RIGHT_SIGNED_IN, api_task, WEB_API, NULL),
	ROUTE("PATCH", "/api/v1/tasks/{id}", RIGHT_SIGNED_IN, api_task_end, WEB_API, NULL),
	ROUTE("POST", "/api/v1/tickets/{number}/promises", RIGHT_TICKET_REPLY, api_promise_give,
	      WEB_API, NULL),
	ROUTE("PATCH", "/api/v1/tickets/{number}/promises/{id}", RIGHT_TICKET_REPLY, api_promise,
	      WEB_API, NULL),
	ROUTE("POST", "/api/v1/bulk", RIGHT_TICKET_READ, api_bulk_start, WEB_API, NULL),
	ROUTE("GET", "/api/v1/bulk/{id}", RIGHT_TICKET_READ, api_bulk, WEB_API, NULL),
	ROUTE("PATCH", "/api/v1/bulk/{id}", RIGHT_TICKET_READ, api_bulk_undo, WEB_API, NULL),
	ROUTE("GET", "/api/v1/views", RIGHT_TICKET_READ, api_views, WEB_API, NULL),
	ROUTE("POST", "/api/v1/views", RIGHT_TICKET_READ, api_view_add, WEB_API, NULL),
	ROUTE("GET", "/api/v1/views/{id}", RIGHT_TICKET_READ, api_view, WEB_API, NULL),
	ROUTE("PATCH", "/api/v1/views/{id}", RIGHT_TICKET_READ, api_view_change, WEB_API, NULL),
	ROUTE("DELETE", "/api/v1/views/{id}", RIGHT_TICKET_READ, api_view_remove, WEB_API, NULL),
	ROUTE("GET", "/api/v1/views/{id}/tickets", RIGHT_TICKET_READ, api_view_tickets, WEB_API,
	      page_params),
	ROUTE("GET", "/api/v1/search", RIGHT_TICKET_READ, search, WEB_API, search_params),
	ROUTE("GET", "/api/v1/openapi.json", RIGHT_PUBLIC, describe, WEB_API | WEB_ANONYMOUS, NULL),
	{ 0 },
};
