/* What handlers ask of a request, and leave as its answer: the functions of web.h. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "core/event.h"
#include "core/i18n.h"
#include "web/transport.h"

enum { TEXT_MAX = 200, NUMBER_MAX = 40, CURSOR_MAX = 100 };

static const struct web_param *declared(const struct web_request *req, const char *name)
{
	const struct web_param *param = req->route->params;

	for (; param && param->name; param++)
		if (strcmp(param->name, name) == 0)
			return param;
	return NULL;
}

static size_t param_max(const struct web_param *param)
{
	if (param->max)
		return param->max;
	if (param->kind == PARAM_NUMBER)
		return NUMBER_MAX;
	return param->kind == PARAM_CURSOR ? CURSOR_MAX : TEXT_MAX;
}

static bool fits(const struct form *form, const struct web_param *param)
{
	const char *value = form_find(form, param->name);

	return !value || hk_letters(value) <= param_max(param);
}

static const char *too_long(struct ctx *cx, const struct web_param *param)
{
	struct i18n_reader reader = i18n_reader_of(cx);

	return i18n_fill(cx->arena,
			 i18n_text(cx->language,
				   TR("This is too long: there is room for {n} letters. Please "
				      "shorten it.")),
			 "n", i18n_number(&reader, (int64_t)param_max(param)), NULL);
}

static bool is_number(struct ctx *cx, const char *value)
{
	int64_t number;

	return !hk_has_ink(value) || hk_number(hk_trim(cx->arena, value), &number);
}

/* So that nobody who reads it with a default saves the default for what was typed, or shows what
 * was not asked for. */
static bool is_number_or_left_out(struct web_request *req, const struct web_param *param)
{
	const char *const *values, *asked = form_find(&req->transport->query, param->name);
	size_t count = web_form_all(req, param->name, &values);

	if (param->kind != PARAM_NUMBER)
		return true;
	for (size_t i = 0; i < count; i++)
		if (!is_number(req->cx, values[i]))
			return false;
	return !asked || is_number(req->cx, asked);
}

static enum hk_result param_refuse(struct web_request *req, const struct web_param *param,
				   const char *sentence)
{
	field_refuse(req->cx, param->name, sentence);
	return field_problem(req->cx, param->name, sentence);
}

/* A form is shown again by who answers it, with what was typed, because nothing that he would do
 * with it is done: see field_refuse(). */
static bool is_shown_again(const struct web_request *req)
{
	if (req->route->flags & WEB_API)
		return false;
	return req->route->flags & WEB_MENDS || !hk_equal(req->route->method, "GET");
}

enum hk_result request_check_params(struct web_request *req)
{
	const struct web_transport *transport = req->transport;
	enum hk_result result = HK_OK;

	for (const struct web_param *param = req->route->params; param && param->name; param++)
		if (!fits(&transport->query, param) || !fits(&transport->form, param))
			result = param_refuse(req, param, too_long(req->cx, param));
		else if (!is_number_or_left_out(req, param))
			result = param_refuse(req, param,
					      TR("Please write a whole number, in digits alone."));
	if (transport->form.crowded)
		field_refuse(
			req->cx, transport->form.crowded,
			TR("These are more files than can be taken at once, so none of them was "
			   "taken. Please choose fewer."));
	return is_shown_again(req) ? HK_OK : result;
}

/* Of all forms of the family that have such a field: the check of each form is its own. */
int64_t page_field_max(const struct page *page, const char *name)
{
	size_t most = 0;

	for (const struct web_route *route = page->family; route && route->method; route++)
		for (const struct web_param *param = route->params; param && param->name; param++) {
			if (strcmp(param->name, name) != 0 || param->kind != PARAM_TEXT)
				continue;
			if (param_max(param) > most)
				most = param_max(param);
		}
	return (int64_t)most;
}

const char *web_path(const struct web_request *req, const char *name)
{
	const struct route_found *found = &req->transport->found;

	for (size_t i = 0; i < found->count; i++)
		if (strcmp(found->values[i].name, name) == 0)
			return found->values[i].value;
	return NULL;
}

const char *web_query(const struct web_request *req, const char *name)
{
	return declared(req, name) ? form_find(&req->transport->query, name) : NULL;
}

const char *web_form(const struct web_request *req, const char *name)
{
	return declared(req, name) ? form_find(&req->transport->form, name) : NULL;
}

size_t web_form_all(const struct web_request *req, const char *name, const char *const **ret)
{
	const struct form *form = &req->transport->form;
	const char **values = hk_alloc(req->cx->arena, form->field_count + 1, sizeof(*values));
	size_t count = 0;

	for (size_t i = 0; declared(req, name) && i < form->field_count; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			values[count++] = form->fields[i].value;
	*ret = values;
	return count;
}

enum hk_result web_path_number(const struct web_request *req, const char *name, int64_t *ret)
{
	const char *value = web_path(req, name);

	return value && hk_number(value, ret) ? HK_OK : HK_NOT_FOUND;
}

static int64_t number_or(struct ctx *cx, const char *value, int64_t otherwise)
{
	int64_t number;

	return value && hk_number(hk_trim(cx->arena, value), &number) ? number : otherwise;
}

/* Of what is declared as something else nobody looked whether it is one. */
static bool is_declared_number(const struct web_request *req, const char *name)
{
	const struct web_param *param = declared(req, name);

	return param && param->kind == PARAM_NUMBER;
}

int64_t web_query_number(const struct web_request *req, const char *name, int64_t otherwise)
{
	return number_or(req->cx, web_query(req, name), otherwise);
}

int64_t web_form_number(const struct web_request *req, const char *name, int64_t otherwise)
{
	return is_declared_number(req, name) ? number_or(req->cx, web_form(req, name), otherwise)
					     : otherwise;
}

size_t web_files(const struct web_request *req, const char *name, const struct web_file **ret)
{
	const struct form *form = &req->transport->form;
	const struct web_param *param = declared(req, name);
	struct web_file *files = hk_alloc(req->cx->arena, form->file_count + 1, sizeof(*files));
	size_t count = 0;

	for (size_t i = 0; param && param->kind == PARAM_FILE && i < form->file_count; i++)
		if (strcmp(form->files[i].field, name) == 0)
			files[count++] = form->files[i].file;
	*ret = files;
	return count;
}

const char *web_body(const struct web_request *req, size_t *ret_length)
{
	*ret_length = req->transport->body_length;
	return req->transport->body ? req->transport->body : "";
}

const char *web_request_header(const struct web_request *req, const char *name)
{
	return http_header(req->transport->http, name);
}

bool web_is_part(const struct web_request *req)
{
	const char *header = web_request_header(req, "HX-Request");

	return header && hk_equal_ascii(header, "true");
}

const char *web_session(const struct web_request *req)
{
	return req->transport->session;
}

const char *web_client(const struct web_request *req)
{
	return req->transport->client.address;
}

struct web_server *web_server_of(const struct web_request *req)
{
	return req->transport->server;
}

static const char *cookie_name(const struct web_request *req, const char *name)
{
	return req->transport->server->is_https ? hk_format(req->cx->arena, "__Host-%s", name)
						: name;
}

/* RFC 6265 4.2: pairs with "; " between them. */
const char *request_cookie(const struct web_request *req, const char *name)
{
	const char *header = web_request_header(req, "Cookie");
	const char *wanted = cookie_name(req, name);
	size_t length = strlen(wanted);

	while (header && *header) {
		size_t size = strcspn(header, ";");

		if (size > length && header[length] == '=' && strncmp(header, wanted, length) == 0)
			return hk_copy(req->cx->arena, header + length + 1, size - length - 1);
		header += size;
		header += strspn(header, "; ");
	}
	return NULL;
}

const char *web_cookie_value(const struct web_request *req, const char *name)
{
	return request_cookie(req, name);
}

enum hk_result web_redirect(struct web_request *req, const char *where)
{
	req->redirect = where;
	return HK_OK;
}

void web_header(struct web_request *req, const char *name, const char *value)
{
	struct web_transport *transport = req->transport;

	if (transport->header_count == ANSWER_HEADERS_MAX)
		abort();
	transport->headers[transport->header_count++] = (struct answer_header){ name, value };
}

const char *answer_header_find(const struct web_transport *transport, const char *name)
{
	for (size_t i = 0; i < transport->header_count; i++)
		if (hk_equal_ascii(transport->headers[i].name, name))
			return transport->headers[i].value;
	return NULL;
}

void web_cookie(struct web_request *req, const char *name, const char *value, int64_t seconds)
{
	bool is_https = req->transport->server->is_https;
	const char *age =
		seconds >= 0 ? hk_format(req->cx->arena, "; Max-Age=%jd", (intmax_t)seconds) : "";

	web_header(req, "Set-Cookie",
		   hk_format(req->cx->arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
			     cookie_name(req, name), value, is_https ? "; Secure" : "", age));
}

static void file_close(struct web_transport *transport)
{
	if (transport->file >= 0)
		close(transport->file);
	transport->file = -1;
}

/* RFC 6266 with RFC 8187: the letters of every language, for every browser of ten years. */
static const char *disposition(struct web_request *req, const char *name)
{
	scoped_buf text;
	struct html out = req->transport->html;

	hk_buf_init(&text, HTTP_SMALL_BODY);
	hk_buf_text(&text, "attachment; filename*=UTF-8''");
	out.to = &text;
	html_url_part_str(&out, name);
	return hk_copy(req->cx->arena, text.bytes, text.length);
}

enum hk_result web_send_file(struct web_request *req, int fd, int64_t size, const char *type,
			     const char *disposition_name)
{
	file_close(req->transport);
	req->transport->file = fd;
	req->transport->file_size = size;
	req->type = type;
	if (disposition_name)
		web_header(req, "Content-Disposition", disposition(req, disposition_name));
	return HK_OK;
}

/* What the browser has seen: the last event of the stream that broke, or the page itself. */
static int64_t seen_by(const struct web_request *req)
{
	const char *last = web_request_header(req, "Last-Event-ID");

	int64_t seen;

	/* What cannot be read says at least that something was seen: the page is to be read anew.
	 */
	if (last)
		return hk_number(last, &seen) && seen >= 0 ? seen : INT64_MAX;
	return number_or(req->cx, form_find(&req->transport->query, "after"), -1);
}

enum hk_result web_stream(struct web_request *req)
{
	struct http_stream *stream = &req->transport->stream;
	int64_t current;

	if (req->cx->actor->kind != ACTOR_STAFF)
		return HK_DENIED;
	HK_TRY(event_last(req->cx, &current));
	stream->topic = hk_format(req->cx->arena, "%jd/staff", (intmax_t)req->cx->org_id);
	stream->owner = req->cx->actor->session_id;
	stream->seen = seen_by(req);
	stream->current = current;
	return HK_OK;
}

enum hk_result web_stream_topic(struct web_request *req, const char *topic, int64_t owner,
				int64_t current)
{
	req->transport->stream = (struct http_stream){
		.topic = topic, .owner = owner, .seen = seen_by(req), .current = current
	};
	return HK_OK;
}

void request_clear_answer(struct web_request *req)
{
	file_close(req->transport);
	hk_buf_clear(req->out->to);
	req->transport->header_count = 0;
	req->transport->stream = (struct http_stream){ 0 };
	req->status = 0;
	req->type = req->redirect = NULL;
}
