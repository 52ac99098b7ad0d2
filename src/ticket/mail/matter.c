#include "ticket/mail/matter.h"

#include <string.h>

#include "base/text.h"
#include "core/search.h"
#include "ticket/message.h"

/* So much of the shorter one stands in the other: it is the same. */
enum { SAME_PERCENT = 75, BEFORE_MAX = 20, WORDS_MAX = 200 };

struct said {
	int64_t ticket_id;
	const char *subject, *reply;
};

static const struct db_column columns[] = {
	DB_COLUMN_AS(struct said, ticket_id, "message.ticket_id"),
	DB_COLUMN_AS(struct said, subject, "ticket.subject"),
	DB_COLUMN_AS(struct said, reply, "substr(message.reply, 1, 4000)"),
};
static const struct db_record record =
	DB_RECORD_FROM("message",
		       "message JOIN ticket ON ticket.org_id = message.org_id"
		       " AND ticket.id = message.ticket_id",
		       struct said, columns);

/* Words as written, folded; each once. */
struct words_said {
	const char *items[WORDS_MAX];
	size_t count;
};

/* What has a digit is a number of something, and another each time. */
static bool is_word(const char *token)
{
	return token[0] == '0' && token[1] == 'w' && !strpbrk(token + 2, "0123456789");
}

static void words_read(struct ctx *cx, const struct said *said, struct words_said *ret)
{
	const char *text = hk_format(cx->arena, "%s %s", said->subject, said->reply);
	const char *found = search_tokens(cx, 0, "", text);
	char *tokens = hk_copy(cx->arena, found, strlen(found)), *rest;

	ret->count = 0;
	for (char *token = strtok_r(tokens, " ", &rest); token && ret->count < WORDS_MAX;
	     token = strtok_r(NULL, " ", &rest))
		if (is_word(token))
			ret->items[ret->count++] = token;
}

static bool has(const struct words_said *words, const char *word)
{
	return hk_one_of(word, words->items, words->count);
}

static bool is_same(const struct words_said *a, const struct words_said *b)
{
	size_t fewer = a->count < b->count ? a->count : b->count, common = 0;

	for (size_t i = 0; i < a->count; i++)
		common += has(b, a->items[i]);
	return common * 100 >= fewer * SAME_PERCENT;
}

static enum hk_result read(struct ctx *cx, const struct ticket *ticket, int64_t since,
			   struct db_rows *ret)
{
	return db_select(cx->db, &record,
			 DB_WHERE("message.ticket_id IN (SELECT asked.id FROM ticket AS asked WHERE"
				  " asked.org_id = $1 AND asked.customer_id = $2 AND"
				  " asked.opened_at >= $3) AND message.kind = 'in' AND "
				  "(message.ticket_id <> $4 OR"
				  " message.id = (SELECT min(id) FROM message AS first WHERE"
				  " first.org_id = $1 AND first.ticket_id = $4))",
				  "ORDER BY +message.id DESC LIMIT $5"),
			 DB_ARGS(ticket->customer_id, since, ticket->id, (int64_t)BEFORE_MAX + 1),
			 ret);
}

enum hk_result matter_is_new(struct ctx *cx, const struct ticket *ticket, int64_t since, bool *ret)
{
	struct words_said asked = { .count = 0 }, before;
	struct db_rows rows;

	HK_TRY(read(cx, ticket, since, &rows));

	const struct said *all = rows.items;

	for (size_t i = 0; i < rows.count; i++)
		if (all[i].ticket_id == ticket->id)
			words_read(cx, &all[i], &asked);
	*ret = asked.count > 0 && rows.count <= BEFORE_MAX;
	for (size_t i = 0; *ret && i < rows.count; i++) {
		if (all[i].ticket_id == ticket->id)
			continue;
		words_read(cx, &all[i], &before);
		*ret = !is_same(&asked, &before);
	}
	return HK_OK;
}

static enum hk_result first_words(struct ctx *cx, const struct ticket *ticket,
				  struct words_said *ret)
{
	struct said said = { .subject = ticket->subject, .reply = "" };
	enum hk_result result =
		db_select_one(cx->db, &record,
			      DB_WHERE("message.ticket_id = $2 AND message.kind = 'in'",
				       "ORDER BY message.id LIMIT 1"),
			      DB_ARGS(ticket->id), &said);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	words_read(cx, &said, ret);
	return HK_OK;
}

enum hk_result matter_is_same(struct ctx *cx, const struct ticket *one, const struct ticket *other,
			      bool *ret)
{
	struct words_said words, others;

	HK_TRY(first_words(cx, one, &words));
	HK_TRY(first_words(cx, other, &others));
	*ret = is_same(&words, &others);
	return HK_OK;
}
