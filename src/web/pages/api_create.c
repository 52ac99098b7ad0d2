#include "web/pages/api_create.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "intake/intake.h"
#include "people/customer.h"
#include "web/pages/api_json.h"

enum { KEY_MAX_BYTES = 200 };

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

static void read_request(struct web_request *req, const json_t *body,
			 struct intake_request *request)
{
	*request = (struct intake_request){
		.channel = api_text(req, body, "channel", "api"),
		.type = api_text(req, body, "type", "inquiry"),
		.priority = api_text(req, body, "priority", "normal"),
		.subject = api_text(req, body, "subject", ""),
		.text = api_text(req, body, "body", ""),
		.language = api_text(req, body, "language", ""),
		.name = api_text_within(req, body, "customer", "name"),
		.email = api_text_within(req, body, "customer", "email"),
		.phone = api_text_within(req, body, "customer", "phone"),
	};
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
	if (cx->field_count)
		return HK_INVALID;
	check_customer(cx, request);
	hk_ignore(intake_request_check(cx, request));
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result take_key(struct web_request *req, struct intake_request *request,
			       struct idempotency *once)
{
	struct ctx *cx = req->cx;
	const char *key = web_request_header(req, "Idempotency-Key");
	unsigned char *digest = hk_alloc(cx->arena, HK_DIGEST, 1);
	size_t length;
	const char *bytes = web_body(req, &length);

	hk_sha256(bytes, length, digest);
	/* With the body, because the ledger remembers longer than the key is kept: one that is free
	 * again opens another ticket. */
	request->key = hk_format(cx->arena, "api %" PRId64 " %s %s", cx->actor->id,
				 key ? key : hk_token_new(cx->arena),
				 key ? hk_hex(cx->arena, digest, HK_DIGEST) : "");
	if (!key)
		return HK_OK;
	if (!*key || strlen(key) > KEY_MAX_BYTES)
		return problem(cx, HK_INVALID, "The Idempotency-Key has 1 to 200 characters.");
	*once = (struct idempotency){ .staff_id = cx->actor->id,
				      .name = key,
				      .digest = { digest, HK_DIGEST } };
	request->first = key_check;
	request->first_data = once;
	return HK_OK;
}

enum hk_result api_create(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct idempotency once;
	struct intake_request request;
	struct ticket ticket;
	scoped_json *body = NULL;

	HK_TRY(api_read(req, &body));
	read_request(req, body, &request);
	HK_TRY(check(cx, &request));
	HK_TRY(take_key(req, &request, &once));
	HK_TRY(intake_request(cx, &request, &ticket));
	web_header(req, "Location",
		   hk_format(cx->arena, "/api/v1/tickets/%" PRId64, ticket.number));
	return api_answer_ticket(req, &ticket, 201);
}
