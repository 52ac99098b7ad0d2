#include "web/pages/api_json.h"

#include <string.h>

#include "base/text.h"

enum { CURSOR_BYTES = 48 };

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

const char *api_text(struct web_request *req, const json_t *object, const char *name,
		     const char *otherwise)
{
	const json_t *value = json_object_get(object, name);

	if (!value || json_is_null(value))
		return otherwise;
	if (!json_is_string(value)) {
		hk_ignore(field_problem(req->cx, name, "This must be a text."));
		return otherwise;
	}
	return hk_copy(req->cx->arena, json_string_value(value), json_string_length(value));
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

bool api_cursor_read(const char *text, int64_t *ret_at, int64_t *ret_id)
{
	const char *dot = strchr(text, '.');
	char at[CURSOR_BYTES] = { 0 };

	if (!dot || (size_t)(dot - text) >= sizeof(at))
		return false;
	memcpy(at, text, (size_t)(dot - text));
	return hk_number(at, ret_at) && hk_number(dot + 1, ret_id);
}
