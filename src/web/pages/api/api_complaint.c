#include "web/pages/api/api_complaint.h"

#include "people/staff.h"
#include "ticket/complaint/complaint.h"
#include "web/pages/api/api_json.h"
#include "web/pages/complaint/complaint_view.h"

/* What came, and where it goes. */
struct telling {
	struct web_request *req;
	const json_t *body;
	int64_t number, version; /* version: where the body has one */
	struct ticket ticket;
	struct complaint now;
};

static bool has(const struct telling *telling, const char *name)
{
	return json_object_get(telling->body, name) != NULL;
}

static const char *text(struct telling *telling, const char *name, const char *stands)
{
	return api_text(telling->req, telling->body, name, stands);
}

static int64_t flag(struct telling *telling, const char *name, int64_t stands)
{
	const json_t *value = json_object_get(telling->body, name);

	if (!value)
		return stands;
	if (!json_is_boolean(value))
		hk_ignore(field_problem(telling->req->cx, name, "This must be true or false."));
	return json_is_true(value);
}

/* The page's fields have these names too, so that what is wrong is said beside them. */
static enum hk_result receive(struct ctx *cx, struct telling *telling)
{
	struct complaint wish = telling->now;

	if (!has(telling, "description") && !has(telling, "remedy") &&
	    !has(telling, "remedy_stated") && !has(telling, "product") &&
	    !has(telling, "immediate"))
		return HK_OK;
	wish.version = COMPLAINT_VERSION_ANY;
	wish.description = text(telling, "description", wish.description);
	wish.remedy = text(telling, "remedy", wish.remedy);
	wish.remedy_stated = text(telling, "remedy_stated", wish.remedy_stated);
	wish.product = text(telling, "product", wish.product);
	wish.immediate = text(telling, "immediate", wish.immediate);
	return cx->field_count ? HK_INVALID : complaint_receive(cx, &telling->ticket, &wish);
}

static enum hk_result need(struct ctx *cx)
{
	return right_need(cx, RIGHT_COMPLAINT);
}

static enum hk_result assess(struct ctx *cx, struct telling *telling)
{
	struct complaint wish = telling->now;

	if (!has(telling, "severity") && !has(telling, "complexity") && !has(telling, "impact") &&
	    !has(telling, "safety") && !has(telling, "needs_action"))
		return HK_OK;
	HK_TRY(need(cx));
	wish.version = COMPLAINT_VERSION_ANY;
	wish.severity = text(telling, "severity", wish.severity);
	wish.complexity = text(telling, "complexity", wish.complexity);
	wish.impact = text(telling, "impact", wish.impact);
	wish.is_safety = flag(telling, "safety", wish.is_safety);
	wish.needs_action = flag(telling, "needs_action", wish.needs_action);
	return cx->field_count ? HK_INVALID : complaint_assess(cx, &telling->ticket, &wish);
}

static enum hk_result person(struct ctx *cx, struct telling *telling, const char *name,
			     int64_t *ret)
{
	const char *email = text(telling, name, "");
	struct staff staff;
	enum hk_result result;

	if (!has(telling, name))
		return HK_OK;
	*ret = 0;
	if (!*email)
		return HK_OK;
	result = staff_by_email(cx, email, &staff);
	if (result == HK_NOT_FOUND)
		return field_problem(cx, name, "Nobody here has that e-mail address.");
	HK_TRY(result);
	*ret = staff.id;
	return HK_OK;
}

static enum hk_result examine(struct ctx *cx, struct telling *telling)
{
	struct complaint wish = telling->now;

	if (has(telling, "evidence")) {
		HK_TRY(need(cx));
		HK_TRY(complaint_evidence(cx, &telling->ticket, text(telling, "evidence", "")));
	}
	if (!has(telling, "subject") && !has(telling, "reviewer") && !has(telling, "cause"))
		return HK_OK;
	HK_TRY(need(cx));
	wish.version = COMPLAINT_VERSION_ANY;
	HK_TRY(person(cx, telling, "subject", &wish.subject_id));
	HK_TRY(person(cx, telling, "reviewer", &wish.reviewer_id));
	wish.cause = text(telling, "cause", wish.cause);
	return cx->field_count ? HK_INVALID : complaint_examine(cx, &telling->ticket, &wish);
}

static enum hk_result decide(struct ctx *cx, struct telling *telling)
{
	struct complaint wish = { .version = COMPLAINT_VERSION_ANY,
				  .outcome = text(telling, "outcome", ""),
				  .reasons = text(telling, "reasons", ""),
				  .remedies = text(telling, "remedies", ""),
				  .amount = complaint_amount_read(text(telling, "amount", "")),
				  .currency = text(telling, "currency", "") };

	if (!has(telling, "outcome"))
		return HK_OK;
	HK_TRY(need(cx));
	return cx->field_count ? HK_INVALID : complaint_decide(cx, &telling->ticket, &wish);
}

static enum hk_result end(struct ctx *cx, struct telling *telling)
{
	if (has(telling, "reply")) {
		HK_TRY(need(cx));
		HK_TRY(complaint_answer(cx, &telling->ticket, text(telling, "reply", ""),
					text(telling, "reply_words", "")));
	}
	if (!flag(telling, "done", 0))
		return cx->field_count ? HK_INVALID : HK_OK;
	HK_TRY(need(cx));
	return complaint_done(cx, &telling->ticket);
}

static enum hk_result run(struct ctx *cx, void *data)
{
	struct telling *telling = data;

	HK_TRY(ticket_find(cx, telling->number, &telling->ticket));
	HK_TRY(complaint_mark(cx, &telling->ticket, 0));
	HK_TRY(complaint_find(cx, &telling->ticket, &telling->now));
	if (has(telling, "version") && telling->version != telling->now.version)
		return problem(cx, HK_CONFLICT, "Somebody else has changed this complaint.");
	HK_TRY(receive(cx, telling));
	HK_TRY(assess(cx, telling));
	HK_TRY(examine(cx, telling));
	HK_TRY(decide(cx, telling));
	return end(cx, telling);
}

enum hk_result api_complaint(struct web_request *req)
{
	struct telling telling = { .req = req };
	scoped_json *body = NULL;

	HK_TRY(web_path_number(req, "number", &telling.number));
	HK_TRY(api_read(req, &body));
	telling.body = body;
	telling.version = api_number(req, body, "version", 0);
	if (req->cx->field_count)
		return HK_INVALID;
	HK_TRY(ctx_write(req->cx, run, &telling));
	return api_answer_ticket(req, &telling.ticket, 200);
}
