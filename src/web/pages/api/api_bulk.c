#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "ticket/link/batch.h"
#include "web/pages/api/api_json.h"
#include "web/pages/api/api_once.h"
#include "web/pages/api/api_work.h"

struct many {
	struct web_request *req;
	int64_t id;
	const char *value;
	int64_t *numbers;
	size_t count;
	int64_t read_at; /* when the program read the tickets; 0: not said */
	struct api_once once;
	struct batch batch;
	struct batch_item_list failed;
};

static enum hk_result number_of(struct ctx *cx, int64_t ticket_id, int64_t *ret)
{
	struct ticket ticket;
	enum hk_result result = ticket_by_id(cx, ticket_id, &ticket);

	*ret = result == HK_OK ? ticket.number : 0;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result look(struct ctx *cx, void *data)
{
	struct many *many = data;

	HK_TRY(batch_find(cx, many->id, &many->batch));
	HK_TRY(batch_items(cx, &many->batch, true, BATCH_SHOWN, &many->failed));
	many->numbers = hk_alloc(cx->arena, many->failed.count, sizeof(*many->numbers));
	for (size_t i = 0; i < many->failed.count; i++)
		HK_TRY(number_of(cx, many->failed.items[i].ticket_id, &many->numbers[i]));
	return HK_OK;
}

static void write_failed(const struct many *many, struct hk_json *json)
{
	hk_json_open(json, "not_done", '[');
	for (size_t i = 0; i < many->failed.count; i++) {
		/* One that may not be seen any more is not named. */
		if (!many->numbers[i])
			continue;
		hk_json_open(json, NULL, '{');
		hk_json_int(json, "ticket", many->numbers[i]);
		hk_json_text(json, "reason", many->failed.items[i].reason);
		hk_json_close(json, '}');
	}
	hk_json_close(json, ']');
}

static void answer(struct web_request *req, const struct many *many, unsigned status)
{
	struct hk_json json = api_answer(req, status);

	hk_json_open(&json, NULL, '{');
	hk_json_id(&json, "id", many->batch.id);
	hk_json_text(&json, "deed", many->batch.kind);
	hk_json_text(&json, "state", many->batch.state);
	hk_json_int(&json, "total", many->batch.total);
	hk_json_int(&json, "done", many->batch.done);
	hk_json_int(&json, "failed", many->batch.failed);
	hk_json_int(&json, "undone", many->batch.undone);
	write_failed(many, &json);
	hk_json_close(&json, '}');
}

enum hk_result api_bulk(struct web_request *req)
{
	struct many many = { .req = req };

	HK_TRY(web_path_number(req, "id", &many.id));
	HK_TRY(look(req->cx, &many));
	answer(req, &many, 200);
	return HK_OK;
}

static enum hk_result value_find(struct ctx *cx, struct many *many)
{
	bool is_assign = strcmp(many->batch.kind, "assign") == 0;
	int64_t id = 0;

	if (!is_assign && strcmp(many->batch.kind, "move") != 0) {
		many->batch.value = many->value;
		return HK_OK;
	}
	HK_TRY(is_assign ? api_staff(cx, many->value, "value", &id)
			 : api_team(cx, many->value, "value", &id));
	many->batch.value = hk_format(cx->arena, "%" PRId64, id);
	return HK_OK;
}

/* Numbers that nobody has are left out, as on the page. */
static enum hk_result choices_find(struct ctx *cx, const struct many *many,
				   struct batch_choice *choices, size_t *ret_count)
{
	size_t count = 0;

	for (size_t i = 0; i < many->count; i++) {
		struct ticket ticket;
		enum hk_result result = ticket_find(cx, many->numbers[i], &ticket);
		bool is_new = result == HK_OK;

		if (result != HK_OK && result != HK_NOT_FOUND)
			return result;
		for (size_t k = 0; k < count && is_new; k++)
			is_new = choices[k].ticket_id != ticket.id;
		if (!is_new)
			continue;
		/* What was said after the tickets were read counts as not seen. */
		choices[count++] =
			(struct batch_choice){ ticket.id,
					       many->read_at && ticket.last_in_at > many->read_at
						       ? 0
						       : ticket.last_message_id };
	}
	*ret_count = count;
	return HK_OK;
}

static enum hk_result start_run(struct ctx *cx, void *data)
{
	struct many *many = data;
	struct batch_choice *choices = hk_alloc(cx->arena, many->count, sizeof(*choices));
	bool is_again;
	size_t count;

	HK_TRY(api_once_take(cx, &many->once, &is_again));
	many->id = many->once.number;
	if (is_again)
		return HK_OK;
	HK_TRY(value_find(cx, many));
	HK_TRY(choices_find(cx, many, choices, &count));
	HK_TRY(batch_draft(cx, &many->batch, choices, count));
	many->id = many->batch.id;
	HK_TRY(api_once_keep(cx, &many->once, many->id));
	return batch_start(cx, many->id, &many->batch);
}

static enum hk_result renamed(struct ctx *cx, enum hk_result result)
{
	for (size_t i = 0; i < cx->field_count; i++) {
		const char *field = cx->fields[i].field;

		if (strcmp(field, "ticket") == 0)
			cx->fields[i].field = "tickets";
		else if (strcmp(field, "deed") != 0 && strcmp(field, "text") != 0)
			cx->fields[i].field = "value";
	}
	return result;
}

static void numbers_read(struct web_request *req, const json_t *body, struct many *many)
{
	const json_t *list = json_object_get(body, "tickets");

	many->count = json_array_size(list);
	if (many->count > BATCH_MOST)
		many->count = BATCH_MOST + 1;
	many->numbers = hk_alloc(req->cx->arena, many->count, sizeof(*many->numbers));
	for (size_t i = 0; i < many->count; i++) {
		const json_t *one = json_array_get(list, i);

		if (json_is_integer(one)) {
			many->numbers[i] = json_integer_value(one);
			continue;
		}
		hk_ignore(field_problem(req->cx, "tickets", "This is a list of whole numbers."));
		return;
	}
	if (!json_is_array(list))
		hk_ignore(field_problem(req->cx, "tickets", "This is a list of whole numbers."));
	else if (many->count > BATCH_MOST)
		hk_ignore(field_problem(req->cx, "tickets", "These are more than 2000."));
}

/* The states that a ticket has then, as of a message; kept as the page of a batch names them. */
static const char *then_read(struct web_request *req, const json_t *body)
{
	const char *then = api_text(req, body, "then", "open");

	if (strcmp(then, "waiting") == 0)
		return "wait";
	if (strcmp(then, "resolved") == 0)
		return "resolve";
	if (strcmp(then, "open") != 0)
		hk_ignore(field_problem(req->cx, "then", "This is open, waiting or resolved."));
	return "open";
}

/* What is said belongs to one deed alone: of another one it would be lost unseen. */
static void words_read(struct web_request *req, const json_t *body, struct many *many)
{
	many->batch.text = api_text(req, body, "text", "");
	many->value = api_text(req, body, "value", "");
	if (strcmp(many->batch.kind, "tell") == 0)
		many->value = then_read(req, body);
	else if (*many->batch.text)
		hk_ignore(field_problem(req->cx, "text", "Only tell takes this."));
	else if (json_object_get(body, "then"))
		hk_ignore(field_problem(req->cx, "then", "Only tell takes this."));
}

enum hk_result api_bulk_start(struct web_request *req)
{
	struct many many = { .req = req };
	scoped_json *body = NULL;

	HK_TRY(api_once_read(req, req->path, &many.once));
	HK_TRY(api_read(req, &body));
	many.batch.kind = api_text(req, body, "deed", "");
	words_read(req, body, &many);
	numbers_read(req, body, &many);
	many.read_at = api_time(req, body, "read_at");
	if (!batch_kind_exists(many.batch.kind))
		hk_ignore(field_problem(req->cx, "deed",
					"This is assign, move, resolve, spam, priority or tell."));
	if (req->cx->field_count)
		return HK_INVALID;
	HK_TRY(renamed(req->cx, ctx_write(req->cx, start_run, &many)));
	HK_TRY(ctx_read(req->cx, look, &many));
	api_location(req, "bulk", many.id);
	answer(req, &many, 201);
	return HK_OK;
}

static enum hk_result undo_run(struct ctx *cx, void *data)
{
	struct many *many = data;

	return batch_undo(cx, many->id, &many->batch);
}

enum hk_result api_bulk_undo(struct web_request *req)
{
	struct many many = { .req = req };
	scoped_json *body = NULL;

	HK_TRY(web_path_number(req, "id", &many.id));
	HK_TRY(api_read(req, &body));
	if (strcmp(api_text(req, body, "state", ""), "undone") != 0)
		hk_ignore(field_problem(req->cx, "state", "This is undone."));
	if (req->cx->field_count)
		return HK_INVALID;
	HK_TRY(ctx_write(req->cx, undo_run, &many));
	HK_TRY(ctx_read(req->cx, look, &many));
	answer(req, &many, 200);
	return HK_OK;
}
