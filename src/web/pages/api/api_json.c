#include "web/pages/api/api_json.h"

#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "base/time.h"
#include "web/pages/api/api_openapi.h"
#include "web/pages/cursor.h"
#include "web/ticket_json.h"

enum { NAME_MAX_BYTES = 100 };

static void refuse_member(struct web_request *req, const char *within, const char *name)
{
	const char *shown = hk_copy(req->cx->arena, name, hk_utf8_fit(name, NAME_MAX_BYTES));

	if (*within)
		shown = hk_format(req->cx->arena, "%s.%s", within, shown);
	hk_ignore(field_problem(req->cx, shown, "This is no field that is known here."));
}

/* A name that is spelt wrongly would be left out without a word. */
static void members_check(struct web_request *req, json_t *object)
{
	const char *name;
	json_t *value;

	json_object_foreach(object, name, value)
	{
		if (!openapi_has_member(req->route, name))
			refuse_member(req, "", name);
	}
}

void api_members_within(struct web_request *req, const json_t *object, const char *within,
			const char *const names[], size_t count)
{
	json_t *inner = json_object_get(object, within), *value;
	const char *name;

	if (inner && !json_is_null(inner) && !json_is_object(inner))
		hk_ignore(field_problem(req->cx, within, "This must be an object."));
	json_object_foreach(inner, name, value)
	{
		bool is_known = false;

		for (size_t i = 0; i < count; i++)
			is_known = is_known || strcmp(names[i], name) == 0;
		if (!is_known)
			refuse_member(req, within, name);
	}
}

/* "customer" and "customer.email" are about the same. */
static bool is_about(const char *field, const char *other)
{
	size_t length = strcspn(field, ".");

	return length == strcspn(other, ".") && memcmp(field, other, length) == 0 &&
	       (!field[length] || !other[length] || strcmp(field, other) == 0);
}

void api_fields_once(struct ctx *cx)
{
	size_t count = 0;

	for (size_t i = 0; i < cx->field_count; i++) {
		bool is_said = false;

		for (size_t k = 0; k < count; k++)
			is_said = is_said || is_about(cx->fields[k].field, cx->fields[i].field);
		if (!is_said)
			cx->fields[count++] = cx->fields[i];
	}
	cx->field_count = count;
}

static const char *reading_problem(struct ctx *cx, const json_error_t *error)
{
	if (json_error_code(error) == json_error_null_character)
		return hk_format(cx->arena,
				 "A text in line %d has the character U+0000, which no text may "
				 "hold.",
				 error->line);
	return hk_format(cx->arena, "The body is no JSON: %s (line %d).", error->text, error->line);
}

enum hk_result api_read(struct web_request *req, json_t **ret)
{
	json_error_t error;
	size_t length;
	const char *body = web_body(req, &length);

	*ret = json_loadb(body, length, JSON_REJECT_DUPLICATES, &error);
	/* NOLINTNEXTLINE(misc-redundant-expression): the library's macro asks again */
	if (*ret && json_is_object(*ret)) {
		members_check(req, *ret);
		return HK_OK;
	}
	return problem(req->cx, HK_INVALID,
		       *ret ? "The body must be a JSON object." : reading_problem(req->cx, &error));
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
	return hk_utf8_clean(req->cx->arena, json_string_value(value), json_string_length(value));
}

const char *api_text(struct web_request *req, const json_t *object, const char *name,
		     const char *otherwise)
{
	return text_of(req, json_object_get(object, name), name, otherwise);
}

const char *api_word(struct web_request *req, const json_t *object, const char *name)
{
	const char *text = api_text(req, object, name, NULL);

	if (text && !hk_has_ink(text))
		hk_ignore(field_problem(req->cx, name,
					"This is empty. Leave it out, or say what it is to be."));
	return text ? text : "";
}

const char *api_words(struct web_request *req, const json_t *object)
{
	bool is_text = json_object_get(object, "text") != NULL;

	if (is_text && json_object_get(object, "body"))
		hk_ignore(field_problem(req->cx, "body", "This is said already, as text."));
	return api_text(req, object, is_text ? "text" : "body", "");
}

const char *api_text_within(struct web_request *req, const json_t *object, const char *within,
			    const char *name)
{
	return text_of(req, json_object_get(json_object_get(object, within), name),
		       hk_format(req->cx->arena, "%s.%s", within, name), "");
}

size_t api_texts(struct web_request *req, const json_t *object, const char *name,
		 const char *const **ret)
{
	const json_t *list = json_object_get(object, name);
	size_t count = json_array_size(list), before = req->cx->field_count;
	const char **items = hk_alloc(req->cx->arena, count, sizeof(*items));

	if (list && !json_is_null(list) && !json_is_array(list))
		hk_ignore(field_problem(req->cx, name, "This must be a list of texts."));
	for (size_t i = 0; i < count && req->cx->field_count == before; i++)
		items[i] = text_of(req, json_array_get(list, i), name, "");
	*ret = items;
	return req->cx->field_count == before ? count : 0;
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
	/* A read whose line to the database broke is done again, and begins its answer anew. */
	hk_buf_clear(req->out->to);
	req->status = status;
	req->type = "application/json";
	return hk_json_to(req->out->to);
}

void api_location(struct web_request *req, const char *place, int64_t id)
{
	web_header(req, "Location", hk_format(req->cx->arena, "/api/v1/%s/%" PRId64, place, id));
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

/* "15:00", "15:00:30", "15:00:30.250" and a Z. */
static bool clock_read(const char *text, int64_t *ret)
{
	static const char shape[] = "00:00:00.000";
	static const int64_t worth[] = { 10 * HK_HOUR,
					 HK_HOUR,
					 0,
					 10 * HK_MINUTE,
					 HK_MINUTE,
					 0,
					 10 * HK_SECOND,
					 HK_SECOND,
					 0,
					 100,
					 10,
					 1 };
	size_t length = strcspn(text, "Z");

	if (strcmp(text + length, "Z") != 0 ||
	    (length != sizeof("00:00") - 1 && length != sizeof("00:00:00") - 1 &&
	     length != sizeof(shape) - 1))
		return false;
	*ret = 0;
	for (size_t i = 0; i < length; i++) {
		bool is_digit = text[i] >= '0' && text[i] <= '9';

		if (shape[i] == '0' ? !is_digit : text[i] != shape[i])
			return false;
		*ret += is_digit ? (text[i] - '0') * worth[i] : 0;
	}
	return *ret < HK_DAY;
}

int64_t api_time(struct web_request *req, const json_t *object, const char *name)
{
	const char *text = api_text(req, object, name, "");
	size_t length = strcspn(text, "T");
	int64_t day, clock;

	if (!*text)
		return 0;
	if (text[length] && hk_day_read(hk_copy(req->cx->arena, text, length), &day) &&
	    clock_read(text + length + 1, &clock))
		return day * HK_DAY + clock;
	hk_ignore(field_problem(req->cx, name, "This is a time such as 2026-11-30T15:00:00.000Z."));
	return 0;
}

enum hk_result api_answer_lines(struct web_request *req, const struct ticket_lines *lines,
				int64_t limit, int64_t at)
{
	struct hk_json json = api_answer(req, 200);

	hk_json_open(&json, NULL, '{');
	hk_json_open(&json, "items", '[');
	for (size_t i = 0; i < lines->count; i++)
		ticket_json_line(&json, &lines->items[i]);
	hk_json_close(&json, ']');
	if (lines->count && lines->count == (size_t)limit)
		hk_json_text(&json, "next",
			     cursor_text(req->cx->arena,
					 (struct ticket_cursor){
						 at, lines->items[lines->count - 1].id }));
	else
		hk_json_null(&json, "next");
	hk_json_close(&json, '}');
	return HK_OK;
}
