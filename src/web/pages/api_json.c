#include "web/pages/api_json.h"

#include "web/ticket_json.h"

enum hk_result api_read(struct web_request *req, json_t **ret)
{
	json_error_t error;
	size_t length;
	const char *body = web_body(req, &length);

	*ret = json_loadb(body, length, JSON_REJECT_DUPLICATES, &error);
	/* NOLINTNEXTLINE(misc-redundant-expression): the library's macro asks again */
	if (*ret && json_is_object(*ret))
		return HK_OK;
	return problem(req->cx, HK_INVALID,
		       *ret ? "The body must be a JSON object."
			    : hk_format(req->cx->arena, "The body is no JSON: %s (line %d).",
					error.text, error.line));
}

/* field: how a wrong one is named. */
static const char *text_of(struct web_request *req, const json_t *value, const char *field,
			   const char *otherwise)
{
	if (!value || json_is_null(value))
		return otherwise;
	if (!json_is_string(value)) {
		hk_ignore(field_problem(req->cx, field, "This must be a text."));
		return otherwise;
	}
	return hk_copy(req->cx->arena, json_string_value(value), json_string_length(value));
}

const char *api_text(struct web_request *req, const json_t *object, const char *name,
		     const char *otherwise)
{
	return text_of(req, json_object_get(object, name), name, otherwise);
}

const char *api_text_within(struct web_request *req, const json_t *object, const char *within,
			    const char *name)
{
	return text_of(req, json_object_get(json_object_get(object, within), name),
		       hk_format(req->cx->arena, "%s.%s", within, name), "");
}

int64_t api_number(struct web_request *req, const json_t *object, const char *name,
		   int64_t otherwise)
{
	const json_t *value = json_object_get(object, name);

	if (!value || json_is_null(value))
		return otherwise;
	if (!json_is_integer(value)) {
		hk_ignore(field_problem(req->cx, name, "This must be a whole number."));
		return otherwise;
	}
	return json_integer_value(value);
}

struct hk_json api_answer(struct web_request *req, unsigned status)
{
	req->status = status;
	req->type = "application/json";
	return hk_json_to(req->out->to);
}

struct answer {
	struct web_request *req;
	const struct ticket *ticket;
	unsigned status;
};

static enum hk_result answer_work(struct ctx *cx, void *data)
{
	const struct answer *answer = data;
	struct hk_json json = api_answer(answer->req, answer->status);

	return ticket_json_write(cx, answer->ticket, &json);
}

enum hk_result api_answer_ticket(struct web_request *req, const struct ticket *ticket,
				 unsigned status)
{
	struct answer answer = { req, ticket, status };

	return ctx_read(req->cx, answer_work, &answer);
}
