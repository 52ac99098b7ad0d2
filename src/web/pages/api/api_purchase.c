#include "web/pages/api/api_purchase.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "feedback/asking.h"
#include "people/customer.h"
#include "web/pages/api/api_json.h"
#include "web/pages/api/api_once.h"

enum { ORDER_LETTERS = 100, CHANNEL_LETTERS = 40, MINUTE_LENGTH = 16, SLACK_MINUTES = 5 };

struct purchase {
	const char *order, *channel;
	struct customer_new who;
	int64_t at;
	struct api_once once;
	struct customer customer;
	bool is_known; /* the shop has told of it before */
};

/* "2026-11-22T10:14:05Z", of which the minute counts. */
static bool time_read(struct ctx *cx, const char *text, int64_t *ret)
{
	size_t length = strlen(text);

	return length > MINUTE_LENGTH && text[length - 1] == 'Z' && text[MINUTE_LENGTH] == ':' &&
	       i18n_clock_read(cx->kit->formats, "UTC", hk_copy(cx->arena, text, MINUTE_LENGTH),
			       ret);
}

static void at_read(struct web_request *req, const json_t *body, struct purchase *purchase)
{
	const char *text = api_text(req, body, "at", "");
	struct ctx *cx = req->cx;

	purchase->at = cx->now;
	if (!*text)
		return;
	if (!time_read(cx, text, &purchase->at))
		(void)field_problem(cx, "at",
				    "This is a time in UTC, such as 2026-11-22T10:14:05Z.");
	else if (purchase->at > cx->now + SLACK_MINUTES * HK_MINUTE)
		(void)field_problem(cx, "at", "This has not happened yet.");
}

static void purchase_read(struct web_request *req, const json_t *body, struct purchase *purchase)
{
	static const char *const names[] = { "name", "email", "phone", "language" };
	struct ctx *cx = req->cx;

	api_members_within(req, body, "customer", names, HK_COUNT(names));
	purchase->order = hk_one_line(cx->arena, api_text(req, body, "order", ""));
	purchase->channel = hk_one_line(cx->arena, api_text(req, body, "channel", ""));
	purchase->who = (struct customer_new){
		.name = hk_one_line(cx->arena, api_text_within(req, body, "customer", "name")),
		.email = api_text_within(req, body, "customer", "email"),
		.phone = api_text_within(req, body, "customer", "phone"),
		.language = i18n_code(api_text_within(req, body, "customer", "language")),
	};
	at_read(req, body, purchase);
	if (!hk_has_ink(purchase->order) || hk_letters(purchase->order) > ORDER_LETTERS)
		(void)field_problem(cx, "order",
				    "This is what the shop calls the order, 100 letters at most.");
	if (hk_letters(purchase->channel) > CHANNEL_LETTERS)
		(void)field_problem(cx, "channel", "This has 40 letters at most.");
	if (*purchase->who.language && !i18n_language_exists(purchase->who.language))
		(void)field_problem(cx, "customer.language", "This is en, bn, lt or ta.");
	if (!*purchase->who.email && !*purchase->who.phone)
		(void)field_problem(cx, "customer", "This needs an email or a phone.");
	if (*purchase->who.email && !customer_email(cx, purchase->who.email))
		(void)field_problem(cx, "customer.email",
				    TR("This e-mail address does not look right."));
	if (*purchase->who.phone && !customer_phone(cx, purchase->who.phone))
		(void)field_problem(cx, "customer.phone",
				    TR("This phone number does not look right."));
	api_fields_once(cx);
}

/* An order counts once, as it was told first. */
static enum hk_result known_find(struct ctx *cx, const char *key, struct purchase *purchase)
{
	struct survey_list surveys;
	struct survey_event event;

	HK_TRY(survey_running(cx, "purchase", &surveys));
	for (size_t i = 0; i < surveys.count && !purchase->is_known; i++) {
		enum hk_result result = survey_event_by_key(cx, surveys.items[i].id, key, &event);

		if (result == HK_NOT_FOUND)
			continue;
		HK_TRY(result);
		purchase->is_known = true;
		purchase->at = event.at;
	}
	return HK_OK;
}

static enum hk_result purchase_run(struct ctx *cx, void *data)
{
	struct purchase *purchase = data;
	bool is_again;

	HK_TRY(api_once_take(cx, &purchase->once, &is_again));
	HK_TRY(customer_ensure(cx, &purchase->who, &purchase->customer));
	HK_TRY(known_find(cx, hk_format(cx->arena, "order %s", purchase->order), purchase));

	/* The same order counts once, also without a key. */
	const struct survey_event could = {
		.effect_key = hk_format(cx->arena, "order %s", purchase->order),
		.order_name = purchase->order,
		.customer_id = purchase->customer.id,
		.channel = purchase->channel,
		.outcome = "",
		.at = purchase->at,
	};

	/* The same request again is answered as it was. */
	purchase->is_known = purchase->is_known && !is_again;
	return is_again ? HK_OK : survey_event_add(cx, "purchase", &could);
}

enum hk_result api_purchase(struct web_request *req)
{
	struct purchase purchase = { .order = "" };
	struct ctx *cx = req->cx;
	scoped_json *body = NULL;

	HK_TRY(api_once_read(req, req->path, &purchase.once));
	HK_TRY(api_read(req, &body));
	purchase_read(req, body, &purchase);
	if (cx->field_count)
		return HK_INVALID;
	purchase.who.tokens =
		customer_tokens(cx, purchase.who.name, purchase.who.email, purchase.who.phone);
	HK_TRY(ctx_write(cx, purchase_run, &purchase));

	/* Whether he is asked is decided later, and is nobody's to know who tells of orders. */
	struct hk_json json = api_answer(req, purchase.is_known ? 200 : 201);

	hk_json_open(&json, NULL, '{');
	hk_json_text(&json, "order", purchase.order);
	hk_json_id(&json, "customer", purchase.customer.id);
	hk_json_time(&json, "at", purchase.at);
	hk_json_close(&json, '}');
	return HK_OK;
}
