#include "core/ctx.h"

#include <stdlib.h>

#include "core/i18n.h"
#include "core/id.h"
#include "core/language.h"
#include "core/words.h"

static const struct actor nobody = {
	.kind = ACTOR_NOBODY, .name = "", .email = "", .role = "", .rights = 1
};

const struct actor actor_house = {
	.kind = ACTOR_SYSTEM, .name = "", .email = "", .role = "", .rights = ~(uint64_t)0
};

const char *actor_kind_name(const struct actor *actor)
{
	static const char *const names[] = {
		[ACTOR_NOBODY] = "nobody",
		[ACTOR_CUSTOMER] = "customer",
		[ACTOR_STAFF] = "staff",
		[ACTOR_SYSTEM] = "system",
	};

	return names[actor->kind];
}

struct kit *kit_new(void)
{
	struct kit *kit = calloc(1, sizeof(*kit));

	if (!kit)
		abort();
	kit->words = words_open();
	kit->languages = languages_open();
	kit->formats = i18n_formats_new();
	return kit;
}

void kit_free(struct kit *kit)
{
	if (!kit)
		return;
	words_close(kit->words);
	languages_close(kit->languages);
	i18n_formats_free(kit->formats);
	hk_arena_free(kit->kept_arena);
	hk_free(kit);
}

void ctx_init(struct ctx *cx, const struct house *house, struct kit *kit, struct hk_arena *arena,
	      int64_t now)
{
	*cx = (struct ctx){ .arena = arena,
			    .house = house,
			    .kit = kit,
			    .actor = &nobody,
			    .now = now,
			    .language = "en",
			    .timezone = "UTC" };
}

enum hk_result problem(struct ctx *cx, enum hk_result result, const char *sentence)
{
	cx->problem = sentence;
	return result;
}

enum hk_result field_problem(struct ctx *cx, const char *field, const char *sentence)
{
	if (cx->field_count < FIELD_PROBLEMS_MAX)
		cx->fields[cx->field_count++] = (struct field_problem){ field, sentence };
	if (!cx->problem)
		cx->problem = TR("Please look at what is marked; nothing is lost.");
	return HK_INVALID;
}

void field_refuse(struct ctx *cx, const char *field, const char *sentence)
{
	if (cx->refused_count < FIELD_PROBLEMS_MAX)
		cx->refused[cx->refused_count++] = (struct field_problem){ field, sentence };
}

static enum hk_result refuse(struct ctx *cx)
{
	cx->problem = NULL;
	cx->field_count = 0;
	for (size_t i = 0; i < cx->refused_count; i++)
		(void)field_problem(cx, cx->refused[i].field, cx->refused[i].sentence);
	return HK_INVALID;
}

struct work {
	struct ctx *cx;
	ctx_work *work;
	void *data;
	const struct actor *actor;
	int64_t now;
};

/* What an earlier try left in the context must not show in this one: it may have ended where it
 * spoke for somebody else, of another time. */
static enum hk_result work_run(struct db *db, void *data)
{
	struct work *work = data;
	struct ctx *cx = work->cx;
	struct db *before = cx->db;

	cx->db = db;
	cx->problem = NULL;
	cx->is_limited = false;
	cx->field_count = 0;
	cx->has_news = false;
	cx->actor = work->actor;
	cx->now = work->now;

	enum hk_result result = work->work(cx, work->data);

	cx->db = before;
	return result;
}

static struct db_task task_of(struct ctx *cx, struct work *work)
{
	return (struct db_task){
		.work = work_run, .data = work, .arena = cx->arena, .org_id = cx->org_id
	};
}

static enum hk_result explain(struct ctx *cx, enum hk_result result)
{
	if (result == HK_UNAVAILABLE && !cx->problem)
		cx->problem = TR("The database does not answer just now. Nothing was changed; "
				 "please try again in a moment.");
	return result;
}

enum hk_result ctx_read(struct ctx *cx, ctx_work *work, void *data)
{
	struct work what = { cx, work, data, cx->actor, cx->now };

	if (cx->db)
		return work(cx, data);

	struct db_task task = task_of(cx, &what);

	return explain(cx, db_read(cx->house->store, &task));
}

static enum hk_result write_task(struct ctx *cx, ctx_work *work, void *data, bool is_repeatable)
{
	struct work what = { cx, work, data, cx->actor, cx->now };
	struct db_task task = task_of(cx, &what);

	if (cx->refused_count)
		return refuse(cx);
	task.is_repeatable = is_repeatable;

	enum hk_result result = db_write(cx->house->store, &task);

	if (result == HK_OK && cx->has_news)
		db_ring(cx->house->store);
	return explain(cx, result);
}

enum hk_result ctx_write(struct ctx *cx, ctx_work *work, void *data)
{
	return write_task(cx, work, data, false);
}

enum hk_result ctx_write_repeatable(struct ctx *cx, ctx_work *work, void *data)
{
	return write_task(cx, work, data, true);
}

int64_t ctx_new_id(struct ctx *cx)
{
	return id_next(cx->house->ids, cx->now);
}
