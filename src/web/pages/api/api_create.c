#include "web/pages/api/api_create.h"

#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "intake/intake.h"
#include "people/customer.h"
#include "ticket/purpose/harm.h"
#include "web/pages/api/api_json.h"
#include "web/pages/api/api_once.h"
#include "web/ticket_json.h"

/* A key stands for one request: the same again is the same ticket, which the ledger finds. */
static enum hk_result key_check(struct ctx *cx, void *data)
{
	bool is_again;

	return api_once_take(cx, data, &is_again);
}

static void read_request(struct web_request *req, const json_t *body,
			 struct intake_request *request)
{
	static const char *const names[] = { "name", "email", "phone" };

	api_members_within(req, body, "customer", names, HK_COUNT(names));
	*request = (struct intake_request){
		.channel = api_text(req, body, "channel", "api"),
		.type = api_text(req, body, "type", "inquiry"),
		.priority = api_text(req, body, "priority", ""),
		.priority_reason = api_text(req, body, "priority_reason", priority_by_program),
		.subject = hk_one_line(req->cx->arena, api_text(req, body, "subject", "")),
		.text = api_words(req, body),
		.language = i18n_code(api_text(req, body, "language", "")),
		.name = hk_one_line(req->cx->arena, api_text_within(req, body, "customer", "name")),
		.email = api_text_within(req, body, "customer", "email"),
		.phone = api_text_within(req, body, "customer", "phone"),
	};
}

static void read_harms(struct web_request *req, const json_t *body, struct intake_request *request)
{
	const char *const *codes;
	size_t count = api_texts(req, body, "harms", &codes);

	hk_ignore(harms_of(req->cx, codes, count, &request->harms));
}

static void check_customer(struct ctx *cx, const struct intake_request *request)
{
	if (!*request->email && !*request->phone)
		(void)field_problem(cx, "customer", "This needs an email or a phone.");
	if (*request->email && !customer_email(cx, request->email))
		(void)field_problem(cx, "customer.email",
				    TR("This e-mail address does not look right."));
	if (*request->phone && !customer_phone(cx, request->phone))
		(void)field_problem(cx, "customer.phone",
				    TR("This phone number does not look right."));
}

/* Everything that is wrong at once, so that a program is mended once. */
static enum hk_result check(struct ctx *cx, const struct intake_request *request)
{
	check_customer(cx, request);
	hk_ignore(intake_request_check(cx, request));
	api_fields_once(cx);
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result take_key(struct web_request *req, struct intake_request *request,
			       struct api_once *once)
{
	struct ctx *cx = req->cx;

	HK_TRY(api_once_read(req, "", once));

	bool has_key = *once->name;

	/* With the body, because the ledger remembers longer than the key is kept: one that is free
	 * again opens another ticket. */
	request->key = hk_format(cx->arena, "api %" PRId64 " %s %s", cx->actor->id,
				 has_key ? once->name : hk_token_new(cx->arena),
				 has_key ? hk_hex(cx->arena, once->digest.bytes, HK_DIGEST) : "");
	request->first = key_check;
	request->first_data = once;
	return HK_OK;
}

struct opened {
	struct web_request *req;
	struct ticket ticket;
	struct message first;
};

static enum hk_result answer_work(struct ctx *cx, void *data)
{
	const struct opened *opened = data;
	struct hk_json json = api_answer(opened->req, 201);

	return ticket_json_write_new(cx, &opened->ticket, &opened->first, &json);
}

enum hk_result api_create(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct api_once once;
	struct intake_request request;
	struct opened opened = { .req = req };
	scoped_json *body = NULL;

	HK_TRY(api_read(req, &body));
	read_request(req, body, &request);
	read_harms(req, body, &request);
	HK_TRY(check(cx, &request));
	HK_TRY(take_key(req, &request, &once));
	request.ret_first = &opened.first;
	HK_TRY(intake_request(cx, &request, &opened.ticket));
	api_location(req, "tickets", opened.ticket.number);
	/* One that a request opened before may have become another meanwhile. */
	if (!opened.first.id)
		return api_answer_ticket(req, &opened.ticket, 201);
	return ctx_read(cx, answer_work, &opened);
}
