#include "core/search.h"

#include <string.h>

#include "base/text.h"
#include "core/words.h"

enum { TEXT_MAX_BYTES = 100 * 1000, QUERY_MAX_BYTES = 400, KINDS = 8, BEGINNING_LETTERS = 3 };

struct hit {
	int64_t id;
};

static const struct db_column columns[] = { DB_COLUMN(struct hit, id) };
static const struct db_record record = DB_RECORD("search", struct hit, columns);

int64_t search_space(const struct ctx *cx, enum search_kind kind, int64_t restricted_team)
{
	/* Ids of teams are far above org_id * KINDS, so the two never meet. */
	return restricted_team ? restricted_team : cx->org_id * KINDS + (int64_t)kind;
}

const char *search_tokens(struct ctx *cx, int64_t space, const char *language, const char *text)
{
	size_t length = hk_utf8_fit(text, TEXT_MAX_BYTES);

	return words_document(cx->kit->words, cx->arena, space, *language ? language : NULL,
			      hk_copy(cx->arena, text, length));
}

enum hk_result search_put(struct ctx *cx, int64_t id, const char *tokens)
{
	if (!*tokens)
		return search_drop(cx, id);
	return db_send(cx->db, db_search(cx->db)->put, DB_ARGS(id, tokens));
}

enum hk_result search_drop(struct ctx *cx, int64_t id)
{
	return db_send(cx->db, db_search(cx->db)->drop, DB_ARGS(id));
}

/* Who is still typing means a beginning by the last word. Of one or two letters it would say
 * nothing yet, so that "jonas@ex" finds what "jonas" finds. */
static const char *with_star(struct ctx *cx, const char *text)
{
	static const char between[] = " \t*.,;!?@-_/:";
	size_t length = strlen(text), last = length;

	if (length == 0 || strchr(" \t*.,;!?", text[length - 1]))
		return text;
	while (last > 0 && !strchr(between, text[last - 1]))
		last--;
	if (last > 0 && hk_letters(text + last) < BEGINNING_LETTERS)
		return hk_copy(cx->arena, text, last);
	return hk_letters(text) < BEGINNING_LETTERS ? text : hk_format(cx->arena, "%s*", text);
}

/* One question for all spaces, so that the index gives what it finds by age, whosever it is. */
static const char *query_of(struct ctx *cx, const struct search_wish *wish)
{
	bool is_tsquery = db_search(cx->db)->is_tsquery;
	const char *cut = hk_copy(cx->arena, wish->text, hk_utf8_fit(wish->text, QUERY_MAX_BYTES));
	const char *text = wish->is_typing ? with_star(cx, cut) : cut, *query = NULL;

	for (size_t i = 0; i < wish->space_count; i++) {
		const char *one =
			words_query(cx->kit->words, cx->arena, wish->spaces[i], is_tsquery, text);
		if (!one)
			return NULL;
		query = query ? hk_format(cx->arena, "%s %s (%s)", query, is_tsquery ? "|" : "OR",
					  one)
			      : hk_format(cx->arena, "(%s)", one);
	}
	return query;
}

bool search_has_word(struct ctx *cx, const struct search_wish *wish)
{
	return query_of(cx, wish) != NULL;
}

enum hk_result search_find(struct ctx *cx, const struct search_wish *wish, struct search_ids *ret)
{
	const char *query = query_of(cx, wish);
	struct db_rows rows;

	*ret = (struct search_ids){ NULL, 0 };
	if (!query)
		return HK_OK;
	HK_TRY(db_select(cx->db, &record, db_search(cx->db)->find,
			 DB_ARGS(query, wish->before_id, wish->limit), &rows));
	ret->items = rows.items; /* struct hit is its id */
	ret->count = rows.count;
	return HK_OK;
}
