#include "web/pages/api/api_openapi.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

struct member {
	const char *name, *type, *sentence;
};

/* What bodies hold; answers are described by the ticket's own members. */
static const struct member new_ticket[] = {
	{ "subject", "string", "What it is about, in a few words." },
	{ "text", "string", "The customer's words." },
	{ "body", "string", "The same, as it was called first." },
	{ "channel", "string", "How it came: api when absent, or phone, letter, email, ..." },
	{ "type", "string", "inquiry, order, service, incident, invoice or complaint." },
	{ "harms", "array",
	  "What the customer suffers: safety, stranded, vulnerable, money, many, deadline. The "
	  "priority follows from it." },
	{ "priority", "string", "urgent, high, normal or low; absent: as the harms say." },
	{ "priority_reason", "string", "Why the priority is another one than the harms say." },
	{ "language", "string", "en, bn, lt or ta; found from the text when absent." },
	{ "customer", "object", "name, and email or phone." },
	{ NULL, NULL, NULL },
};
static const struct member ticket_change_members[] = {
	{ "version", "integer",
	  "The version that was read; a newer one answers 409. "
	  "Absent: whatever stands there is changed." },
	{ "subject", "string", "As above." },
	{ "type", "string", "As above." },
	{ "harms", "array", "As above." },
	{ "priority", "string", "As above." },
	{ "priority_reason", "string", "As above." },
	{ "language", "string", "As above." },
	{ "answers", "object",
	  "What is answered to the questions of its type: their codes, with a text each." },
	{ "state", "string", "resolved or open." },
	{ "step", "string",
	  "The code of the step of its type to go to; what is missing answers 409." },
	{ "step_word", "string", "What was found or done, where that step wants it." },
	{ "tasks", "string", "leave: resolve it although tasks are open, which else answers 409." },
	{ "owner", "string", "The e-mail address of who shall own it." },
	{ "snoozed_until", "string",
	  "Its owner puts it away until this time; null brings it back." },
	{ "snooze_reason", "string",
	  "Why it may wait, where something that is promised comes before that time." },
	{ NULL, NULL, NULL },
};
static const struct member new_message[] = {
	{ "kind", "string", "reply, which is mailed to the customer, or note." },
	{ "text", "string", "Markdown." },
	{ "body", "string", "The same, as a ticket calls it too." },
	{ "then", "string",
	  "Of a reply: open (we go on with it and promise the next word), waiting (for the "
	  "customer's answer) or resolved. Absent: open." },
	{ "tasks", "string", "leave: then may be resolved although tasks are open." },
	{ "version", "integer",
	  "Of a reply: the version of the ticket that was read; a newer one answers 409. Absent: "
	  "it is sent whatever came since." },
	{ NULL, NULL, NULL },
};

static const struct member complaint_members[] = {
	{ "version", "integer",
	  "The version of the complaint that was read; a newer one answers 409. Absent: whatever "
	  "stands there is changed." },
	{ "description", "string", "What the customer complains about." },
	{ "remedy", "string", "What he wants." },
	{ "remedy_stated", "string", "not_stated: he did not say what he wants." },
	{ "product", "string", "Which product or service." },
	{ "immediate", "string", "What was done at once." },
	{ "severity", "string", "minor, serious or grave; with complexity and impact." },
	{ "complexity", "string", "simple or complex." },
	{ "impact", "string", "one, several or many." },
	{ "safety", "boolean", "Somebody may be in danger." },
	{ "needs_action", "boolean", "Something must be done at once." },
	{ "subject", "string",
	  "The e-mail address of whom of the staff it is about; empty: nobody." },
	{ "reviewer", "string", "The e-mail address of who examines it." },
	{ "cause", "string",
	  "delivery, quality, service, waiting, information, price, data or other." },
	{ "evidence", "string", "What was found; it goes into the log." },
	{ "outcome", "string",
	  "accepted, partly, goodwill or rejected; with reasons and remedies." },
	{ "reasons", "string", "Why it is decided so, for the customer." },
	{ "remedies", "string", "What he gets, or what is done now, for the customer." },
	{ "amount", "string", "Money that he gets, such as 12.50." },
	{ "currency", "string", "Of the amount, such as EUR." },
	{ "reply", "string", "What he says to it: accepted or rejected, with reply_words." },
	{ "reply_words", "string", "How he said so." },
	{ "done", "boolean", "true: what was decided is done." },
	{ NULL, NULL, NULL },
};

static const struct member merge_members[] = {
	{ "into", "integer", "The number of the ticket that stays." },
	{ "sure", "integer", "1: also when they are of two customers." },
	{ NULL, NULL, NULL },
};
static const struct member link_members[] = {
	{ "kind", "string", "belongs, duplicate or caused." },
	{ "other", "integer", "The number of the other ticket." },
	{ NULL, NULL, NULL },
};

static const struct member new_purchase[] = {
	{ "order", "string", "What the shop calls the order; the same one counts once." },
	{ "customer", "object", "name, language, and email or phone: who received it." },
	{ "channel", "string", "Where he bought: shop, web, ..." },
	{ "at", "string", "When he received it, such as 2026-11-22T10:14:05Z; absent: now." },
	{ NULL, NULL, NULL },
};
static const struct member new_survey_invitation[] = {
	{ "ticket", "integer", "The number of the ticket that the call or chat was about." },
	{ "channel", "string", "phone or chat." },
	{ "contact", "string",
	  "What your system calls the call or chat; the same one counts once." },
	{ NULL, NULL, NULL },
};
static const struct member new_survey_response[] = {
	{ "invitation", "string", "As the invitation was answered." },
	{ "answers", "array",
	  "A text for each question in its order: the number of a scale, which choice (0 is the "
	  "first), or words; empty: none." },
	{ "may_contact", "integer", "1: he asked that somebody gets in touch." },
	{ NULL, NULL, NULL },
};
static const struct member new_task[] = {
	{ "text", "string", "What shall be done." },
	{ "for", "string", "The e-mail address of who shall do it; or team." },
	{ "team", "string", "The name of the team of which somebody takes it." },
	{ "due_at", "string", "By when: a time such as 2026-11-30T15:00:00.000Z." },
	{ NULL, NULL, NULL },
};
static const struct member task_end_members[] = {
	{ "state", "string",
	  "done, declined, taken_back; taken: it is yours from now on; given_back: your team's "
	  "again." },
	{ "word", "string", "What came of it; declined needs to say why." },
	{ NULL, NULL, NULL },
};
static const struct member new_promise[] = {
	{ "text", "string", "What is promised, as the customer reads it." },
	{ "due_at", "string", "By when: a time such as 2026-11-30T15:00:00.000Z." },
	{ NULL, NULL, NULL },
};
static const struct member promise_members[] = {
	{ "version", "integer",
	  "The version of the promise that was read; a newer one answers 409." },
	{ "state", "string",
	  "kept, withdrawn (with consent), or open: the customer waits for it again." },
	{ "done_at", "string", "Of kept: when it was done; absent: now." },
	{ "consent", "string", "How the customer agreed that it is withdrawn or moved." },
	{ "due_at", "string", "Another time that the customer agreed to." },
	{ NULL, NULL, NULL },
};
static const struct member new_bulk[] = {
	{ "deed", "string", "assign, move, resolve, spam, priority or tell." },
	{ "value", "string",
	  "Of assign the e-mail address of the owner, of move the name of the team, of priority "
	  "the priority." },
	{ "text", "string",
	  "Of tell what is mailed to the customer of each ticket, from his own; Markdown." },
	{ "then", "string", "Of tell: open (usual), waiting or resolved, as of a message." },
	{ "tickets", "array", "The numbers of the tickets, at most 2000." },
	{ "read_at", "string",
	  "When the tickets were read: one whose customer has written later is not resolved, nor "
	  "told and left to him. Absent: whatever came since." },
	{ NULL, NULL, NULL },
};
static const struct member bulk_members[] = {
	{ "state", "string", "undone: take back what nobody touched since." },
	{ NULL, NULL, NULL },
};
static const struct member view_members[] = {
	{ "name", "string", "What it is called." },
	{ "share", "string", "The name of the team that sees it too; empty: nobody." },
	{ "state", "string", "As of a ticket; empty: whatever is not at its end." },
	{ "type", "string", "As of a ticket; empty: any." },
	{ "priority", "string", "As of a ticket; empty: any." },
	{ "language", "string", "As of a ticket; empty: any." },
	{ "channel", "string", "As of a ticket; empty: any." },
	{ "owner", "string", "me, or an e-mail address; empty: anybody." },
	{ "team", "string", "The name of a team; empty: any." },
	{ "mailbox", "string", "An address of ours; empty: any." },
	{ "age_hours", "integer", "As old at least; 0: any." },
	{ "words", "string", "Words of the subject." },
	{ NULL, NULL, NULL },
};

static const struct {
	const char *method, *path, *sentence;
	const struct member *body;
	const char *status;
	bool takes_key; /* Idempotency-Key */
} calls[] = {
	{ "POST", "/api/v1/tickets",
	  "Opens a ticket. With an Idempotency-Key the same request opens one.", new_ticket, "201",
	  true },
	{ "GET", "/api/v1/tickets",
	  "Tickets, page by page, the newest first: all that are no spam and not deleted, or those "
	  "for which state, owner (me or an e-mail address) and customer (an e-mail address) hold "
	  "together. next goes on as after.",
	  NULL, "200", false },
	{ "GET", "/api/v1/tickets/{number}", "One ticket, whole.", NULL, "200", false },
	{ "PATCH", "/api/v1/tickets/{number}", "Changes a ticket.", ticket_change_members, "200",
	  false },
	{ "POST", "/api/v1/tickets/{number}/messages",
	  "Adds a reply or a note. With an Idempotency-Key the same request adds one.", new_message,
	  "201", true },
	{ "POST", "/api/v1/tickets/{number}/merge",
	  "Merges the ticket into another one, which is answered. From then on its number finds "
	  "that "
	  "one.",
	  merge_members, "200", true },
	{ "POST", "/api/v1/tickets/{number}/links", "Links the ticket with another one.",
	  link_members, "201", true },
	{ "PATCH", "/api/v1/tickets/{number}/complaint",
	  "Records the ticket as a complaint, if it is none yet, and sets what is said of it: each "
	  "part with its checks, as on the page.",
	  complaint_members, "200", false },
	{ "POST", "/api/v1/purchases",
	  "Tells that somebody received an order. Whether he is asked how it was is decided by the "
	  "rules of asking and by lot.",
	  new_purchase, "201", true },
	{ "POST", "/api/v1/surveys/{id}/invitations",
	  "Asks whether the person of a call or chat that ends now is asked how it was: by the "
	  "rules "
	  "of asking and by lot. Answered with ask, and if so with the questions in his language.",
	  new_survey_invitation, "201", false },
	{ "POST", "/api/v1/surveys/{id}/responses",
	  "What he answered. Sent again it changes nothing; sent otherwise it corrects his answer.",
	  new_survey_response, "201", false },
	{ "GET", "/api/v1/tasks",
	  "Tasks of the person of the token: mine (usual), given or ended, as view says.", NULL,
	  "200", false },
	{ "GET", "/api/v1/tasks/{id}", "One task.", NULL, "200", false },
	{ "PATCH", "/api/v1/tasks/{id}", "Takes a task, or ends it.", task_end_members, "200",
	  false },
	{ "POST", "/api/v1/tickets/{number}/tasks", "Gives a task; the ticket is answered.",
	  new_task, "201", true },
	{ "POST", "/api/v1/tickets/{number}/promises",
	  "Notes a promise to the customer; the ticket is answered.", new_promise, "201", true },
	{ "PATCH", "/api/v1/tickets/{number}/promises/{id}",
	  "Says that a promise was kept, is withdrawn, moved, or waited for again.",
	  promise_members, "200", false },
	{ "POST", "/api/v1/bulk",
	  "Does one deed for many tickets, the first at once and the others in the background.",
	  new_bulk, "201", true },
	{ "GET", "/api/v1/bulk/{id}", "How far it is, and what could not be done.", NULL, "200",
	  false },
	{ "PATCH", "/api/v1/bulk/{id}", "Takes it back.", bulk_members, "200", false },
	{ "GET", "/api/v1/views", "Saved lists, of one's own and of one's teams.", NULL, "200",
	  false },
	{ "POST", "/api/v1/views", "Saves a list.", view_members, "201", true },
	{ "GET", "/api/v1/views/{id}", "One saved list.", NULL, "200", false },
	{ "PATCH", "/api/v1/views/{id}", "Changes a saved list of one's own.", view_members, "200",
	  false },
	{ "DELETE", "/api/v1/views/{id}", "Removes a saved list of one's own.", NULL, "204",
	  false },
	{ "GET", "/api/v1/views/{id}/tickets",
	  "The tickets of a saved list, what is due first first. next goes on as after.", NULL,
	  "200", false },
	{ "GET", "/api/v1/search", "Tickets and customers by their words.", NULL, "200", false },
	{ "GET", "/api/v1/openapi.json", "This description.", NULL, "200", false },
};

bool openapi_has_member(const struct web_route *route, const char *name)
{
	for (size_t i = 0; i < HK_COUNT(calls); i++) {
		if (strcmp(calls[i].method, route->method) != 0 ||
		    strcmp(calls[i].path, route->path) != 0)
			continue;
		for (const struct member *one = calls[i].body; one && one->name; one++)
			if (strcmp(one->name, name) == 0)
				return true;
	}
	return false;
}

static bool takes_key(const struct web_route *route)
{
	for (size_t i = 0; i < HK_COUNT(calls); i++)
		if (strcmp(calls[i].method, route->method) == 0 &&
		    strcmp(calls[i].path, route->path) == 0)
			return calls[i].takes_key;
	return false;
}

static void put_body(struct hk_json *json, const struct member *members)
{
	hk_json_open(json, "requestBody", '{');
	hk_json_open(json, "content", '{');
	hk_json_open(json, "application/json", '{');
	hk_json_open(json, "schema", '{');
	hk_json_text(json, "type", "object");
	hk_json_open(json, "properties", '{');
	for (; members->name; members++) {
		hk_json_open(json, members->name, '{');
		hk_json_text(json, "type", members->type);
		hk_json_text(json, "description", members->sentence);
		hk_json_close(json, '}');
	}
	for (int i = 0; i < 5; i++)
		hk_json_close(json, '}');
}

static void put_parameter(struct hk_json *json, const char *name, const char *in, const char *type)
{
	hk_json_open(json, NULL, '{');
	hk_json_text(json, "name", name);
	hk_json_text(json, "in", in);
	hk_json_bool(json, "required", strcmp(in, "path") == 0);
	hk_json_open(json, "schema", '{');
	hk_json_text(json, "type", type);
	hk_json_close(json, '}');
	hk_json_close(json, '}');
}

static void put_parameters(struct hk_json *json, const struct web_route *route)
{
	const struct web_param *param = route->params;

	hk_json_open(json, "parameters", '[');
	if (strstr(route->path, "{number}"))
		put_parameter(json, "number", "path", "integer");
	if (strstr(route->path, "{id}"))
		put_parameter(json, "id", "path", "string");
	for (; param && param->name; param++)
		put_parameter(json, param->name, "query",
			      param->kind == PARAM_NUMBER ? "integer" : "string");
	if (takes_key(route))
		put_parameter(json, "Idempotency-Key", "header", "string");
	hk_json_close(json, ']');
}

static void put_answer(struct hk_json *json, const char *status)
{
	hk_json_open(json, "responses", '{');
	hk_json_open(json, status, '{');
	hk_json_text(json, "description", "Done.");
	hk_json_close(json, '}');
	hk_json_open(json, "default", '{');
	hk_json_text(
		json, "description",
		"A problem (RFC 9457, application/problem+json), with what is wrong by field.");
	hk_json_close(json, '}');
	hk_json_close(json, '}');
}

static void put_call(struct hk_json *json, const struct web_route *route)
{
	scoped_arena *arena = hk_arena_new();

	hk_json_open(json, hk_lower_ascii(arena, route->method), '{');
	put_parameters(json, route);
	for (size_t i = 0; i < HK_COUNT(calls); i++) {
		if (strcmp(calls[i].method, route->method) != 0 ||
		    strcmp(calls[i].path, route->path) != 0)
			continue;
		hk_json_text(json, "summary", calls[i].sentence);
		if (calls[i].body)
			put_body(json, calls[i].body);
		put_answer(json, calls[i].status);
	}
	hk_json_close(json, '}');
}

static bool is_first_of_path(const struct web_route *routes, const struct web_route *route)
{
	for (; routes < route; routes++)
		if (strcmp(routes->path, route->path) == 0)
			return false;
	return true;
}

void openapi_write(struct hk_json *json, const struct web_route *routes)
{
	hk_json_open(json, NULL, '{');
	hk_json_text(json, "openapi", "3.1.0");
	hk_json_open(json, "info", '{');
	hk_json_text(json, "title", "Hark");
	hk_json_text(json, "version", "1");
	hk_json_close(json, '}');
	hk_json_open(json, "paths", '{');
	for (const struct web_route *route = routes; route->method; route++) {
		if (!is_first_of_path(routes, route))
			continue;
		hk_json_open(json, route->path, '{');
		for (const struct web_route *same = route; same->method; same++)
			if (strcmp(same->path, route->path) == 0)
				put_call(json, same);
		hk_json_close(json, '}');
	}
	hk_json_close(json, '}');
	hk_json_open(json, "components", '{');
	hk_json_open(json, "securitySchemes", '{');
	hk_json_open(json, "token", '{');
	hk_json_text(json, "type", "http");
	hk_json_text(json, "scheme", "bearer");
	for (int i = 0; i < 4; i++)
		hk_json_close(json, '}');
}
