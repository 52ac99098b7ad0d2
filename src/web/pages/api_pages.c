#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/markdown.h"
#include "core/search.h"
#include "intake/intake.h"
#include "people/customer.h"
#include "people/staff.h"
#include "ticket/assignment.h"
#include "ticket/reply.h"
#include "ticket/state.h"
#include "web/pages/api_json.h"
#include "web/pages/api_openapi.h"
#include "web/pages/families.h"
#include "web/ticket_json.h"

enum { LIMIT_USUAL = 50, LIMIT_MOST = 200, KEY_MAX_BYTES = 200 };

struct idempotency {
	int64_t staff_id, seen;
	const char *name;
	struct db_blob digest;
};

static const struct db_column idempotency_columns[] = {
	DB_COLUMN(struct idempotency, digest),
	DB_COLUMN(struct idempotency, seen),
};
static const struct db_record idempotency_record =
	DB_RECORD("idempotency", struct idempotency, idempotency_columns);

/* A key stands for one request: the same again is the same ticket, another one is refused. */
static enum hk_result key_check(struct ctx *cx, void *data)
{
	const struct idempotency *wish = data;
	struct idempotency row;

	HK_TRY(db_select_one(cx->db, &idempotency_record,
			     DB_ADD("idempotency", "staff_id, name, digest, number, seen, at",
				    "$2, $3, $4, 0, 1, $5",
				    "ON CONFLICT (org_id, staff_id, name) DO UPDATE SET"
				    " seen = idempotency.seen + 1 RETURNING digest, seen"),
			     DB_ARGS(wish->staff_id, wish->name, wish->digest, cx->now), &row));
	if (row.digest.length == wish->digest.length &&
	    memcmp(row.digest.bytes, wish->digest.bytes, row.digest.length) == 0)
		return HK_OK;
	return problem(cx, HK_INVALID, "This Idempotency-Key was used for another request.");
}

static enum hk_result write_ticket(struct web_request *req, const struct ticket *ticket,
				   unsigned status)
{
	struct hk_json json = api_answer(req, status);

	return ticket_json_write(req->cx, ticket, &json);
}

struct answer {
	struct web_request *req;
	struct ticket *ticket;
	unsigned status;
};

static enum hk_result answer_ticket(struct ctx *cx, void *data)
{
	const struct answer *answer = data;

	(void)cx;
	return write_ticket(answer->req, answer->ticket, answer->status);
}

static void read_request(struct web_request *req, const json_t *body,
			 struct intake_request *request)
{
	const json_t *customer = json_object_get(body, "customer");

	*request = (struct intake_request){
		.channel = api_text(req, body, "channel", "api"),
		.type = api_text(req, body, "type", "inquiry"),
		.priority = api_text(req, body, "priority", "normal"),
		.subject = api_text(req, body, "subject", ""),
		.text = api_text(req, body, "body", ""),
		.language = api_text(req, body, "language", ""),
		.name = api_text(req, customer, "name", ""),
		.email = api_text(req, customer, "email", ""),
		.phone = api_text(req, customer, "phone", ""),
	};
}

static enum hk_result create(struct web_request *req)
{
	struct ctx *cx = req->cx;
	const char *key = web_request_header(req, "Idempotency-Key");
	struct idempotency once = { .staff_id = cx->actor->id, .name = key };
	struct intake_request request;
	struct ticket ticket;
	scoped_json *body = NULL;
	size_t length;
	const char *bytes = web_body(req, &length);

	HK_TRY(api_read(req, &body));
	read_request(req, body, &request);
	if (cx->field_count)
		return HK_INVALID;
	if (key && (!*key || strlen(key) > KEY_MAX_BYTES))
		return problem(cx, HK_INVALID, "The Idempotency-Key has 1 to 200 characters.");
	request.key = hk_format(cx->arena, "api %" PRId64 " %s", cx->actor->id,
				key ? key : hk_token_new(cx->arena));
	if (key) {
		unsigned char *digest = hk_alloc(cx->arena, HK_DIGEST, 1);
		hk_sha256(bytes, length, digest);
		once.digest = (struct db_blob){ digest, HK_DIGEST };
		request.first = key_check;
		request.first_data = &once;
	}
	HK_TRY(intake_request(cx, &request, &ticket));
	web_header(req, "Location",
		   hk_format(cx->arena, "/api/v1/tickets/%" PRId64, ticket.number));
	return ctx_read(cx, answer_ticket, &(struct answer){ req, &ticket, 201 });
}

static enum hk_result show(struct web_request *req)
{
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(req->cx, number, &ticket));
	return write_ticket(req, &ticket, 200);
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

static enum hk_result page_of(struct web_request *req, struct ticket_cursor after, int64_t limit,
			      struct ticket_lines *ret)
{
	const char *state = web_query(req, "state"), *owner = web_query(req, "owner");
	const char *customer = web_query(req, "customer");
	struct customer found;
	int64_t owner_id;

	if (owner) {
		HK_TRY(owner_of(req, owner, &owner_id));
		return ticket_page(req->cx, TICKETS_MINE, owner_id, after, limit, ret);
	}
	if (customer) {
		const char *email = customer_email(req->cx, customer);
		HK_TRY(customer_by_address(req->cx, "email", email ? email : "", &found));
		return ticket_page(req->cx, TICKETS_CUSTOMER, found.id, after, limit, ret);
	}
	if (state)
		return ticket_page_state(req->cx, state, after, limit, ret);
	return ticket_page(req->cx, TICKETS_OPENED, 0, after, limit, ret);
}

static enum hk_result list(struct web_request *req)
{
	int64_t limit = web_query_number(req, "limit", LIMIT_USUAL);
	const char *cursor = web_query(req, "after");
	struct ticket_cursor after = { 0, 0 };
	struct ticket_lines lines = { NULL, 0 };
	enum hk_result result;

	if (limit < 1 || limit > LIMIT_MOST)
		return field_problem(req->cx, "limit", "This is a number from 1 to 200.");
	if (cursor && !api_cursor_read(cursor, &after.at, &after.id))
		return field_problem(req->cx, "after", "This is no cursor of ours.");
	result = page_of(req, after, limit, &lines);
	/* An owner or customer that is not there has no tickets. */
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;

	struct hk_json json = api_answer(req, 200);

	hk_json_open(&json, NULL, '{');
	hk_json_open(&json, "items", '[');
	for (size_t i = 0; i < lines.count; i++)
		ticket_json_line(&json, &lines.items[i]);
	hk_json_close(&json, ']');
	if (lines.count == (size_t)limit) {
		const struct ticket_line *last = &lines.items[lines.count - 1];
		int64_t at = web_query(req, "owner") ? last->due_at : last->opened_at;
		hk_json_text(&json, "next",
			     hk_format(req->cx->arena, "%" PRId64 ".%" PRId64, at, last->id));
	} else {
		hk_json_null(&json, "next");
	}
	hk_json_close(&json, '}');
	return HK_OK;
}

struct change {
	int64_t number, version, owner_id;
	const char *subject, *type, *priority, *language, *state, *owner;
	struct ticket ticket;
};

static enum hk_result change_state(struct ctx *cx, struct change *change)
{
	if (!*change->state || strcmp(change->state, change->ticket.state) == 0)
		return HK_OK;
	if (strcmp(change->state, "resolved") == 0)
		return ticket_resolve(cx, &change->ticket, NULL);
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

static enum hk_result change_run(struct ctx *cx, void *data)
{
	struct change *change = data;
	struct ticket wish;

	HK_TRY(ticket_find(cx, change->number, &change->ticket));
	wish = change->ticket;
	wish.version = change->version ? change->version : wish.version;
	wish.subject = *change->subject ? change->subject : wish.subject;
	wish.type = *change->type ? change->type : wish.type;
	wish.priority = *change->priority ? change->priority : wish.priority;
	wish.language = *change->language ? change->language : wish.language;
	HK_TRY(ticket_change(cx, &wish));
	HK_TRY(ticket_find(cx, change->number, &change->ticket));
	HK_TRY(change_owner(cx, change));
	return change_state(cx, change);
}

static enum hk_result patch(struct web_request *req)
{
	struct change change = { .number = 0 };
	scoped_json *body = NULL;

	HK_TRY(web_path_number(req, "number", &change.number));
	HK_TRY(api_read(req, &body));
	change.version = api_number(req, body, "version", 0);
	change.subject = api_text(req, body, "subject", "");
	change.type = api_text(req, body, "type", "");
	change.priority = api_text(req, body, "priority", "");
	change.language = api_text(req, body, "language", "");
	change.state = api_text(req, body, "state", "");
	change.owner = api_text(req, body, "owner", "");
	if (req->cx->field_count)
		return HK_INVALID;
	HK_TRY(ctx_write(req->cx, change_run, &change));
	return ctx_read(req->cx, answer_ticket, &(struct answer){ req, &change.ticket, 200 });
}

struct saying {
	int64_t number, message_id;
	struct reply reply;
	struct ticket ticket;
};

static enum hk_result message_run(struct ctx *cx, void *data)
{
	struct saying *saying = data;

	HK_TRY(ticket_find(cx, saying->number, &saying->ticket));
	return reply_add(cx, &saying->ticket, &saying->reply, &saying->message_id);
}

static enum hk_result add_message(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct saying saying = { .number = 0 };
	scoped_json *body = NULL;
	const char *kind;

	HK_TRY(web_path_number(req, "number", &saying.number));
	HK_TRY(api_read(req, &body));
	kind = api_text(req, body, "kind", "");
	saying.reply.text = api_text(req, body, "text", "");
	if (strcmp(kind, "reply") != 0 && strcmp(kind, "note") != 0)
		hk_ignore(field_problem(cx, "kind", "This is reply or note."));
	if (cx->field_count)
		return HK_INVALID;
	saying.reply.is_note = strcmp(kind, "note") == 0;
	saying.reply.is_sure = true; /* a program reads what it answers by itself */
	saying.reply.html = markdown_render(cx->arena, saying.reply.text).html;
	saying.reply.tokens_space = search_space(cx, SEARCH_TICKETS, 0);
	saying.reply.tokens = search_tokens(cx, saying.reply.tokens_space, "", saying.reply.text);
	HK_TRY(ctx_write(cx, message_run, &saying));
	return ctx_read(cx, answer_ticket, &(struct answer){ req, &saying.ticket, 201 });
}

static void write_people(struct hk_json *json, const struct customer_list *people)
{
	hk_json_open(json, "customers", '[');
	for (size_t i = 0; i < people->count; i++) {
		hk_json_open(json, NULL, '{');
		hk_json_int(json, "id", people->items[i].id);
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
static const struct web_param search_params[] = { { "q", PARAM_TEXT, 400 },
						  { NULL, PARAM_TEXT, 0 } };

const struct web_route api_pages[] = {
	ROUTE("POST", "/api/v1/tickets", RIGHT_TICKET_CREATE, create, WEB_API, NULL),
	ROUTE("GET", "/api/v1/tickets", RIGHT_TICKET_READ, list, WEB_API, list_params),
	ROUTE("GET", "/api/v1/tickets/{number}", RIGHT_TICKET_READ, show, WEB_API, NULL),
	ROUTE("PATCH", "/api/v1/tickets/{number}", RIGHT_TICKET_REPLY, patch, WEB_API, NULL),
	ROUTE("POST", "/api/v1/tickets/{number}/messages", RIGHT_TICKET_REPLY, add_message, WEB_API,
	      NULL),
	ROUTE("GET", "/api/v1/search", RIGHT_TICKET_READ, search, WEB_API, search_params),
	ROUTE("GET", "/api/v1/openapi.json", RIGHT_PUBLIC, describe, WEB_API | WEB_ANONYMOUS, NULL),
	{ 0 },
};
