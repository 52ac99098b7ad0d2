/*
 * Gives FTS5 the tokens that core/words.c made, one between two spaces, and
 * adds the beginnings of words, so that finding one is as cheap as finding a
 * word: "7wkettle" is indexed also as 7pket, 7pkett, 7pkettl and 7pkettle. They
 * stand in the index only; the stored text does not grow.
 */
#include <string.h>

#include "db/sqlite.h"

enum { LETTERS_MIN = 3, LETTERS_MAX = 8, TOKEN_MAX_BYTES = 512 };

typedef int take_token(void *context, int flags, const char *token, int length, int start, int end);

struct text {
	void *context;
	take_token *take;
	const char *bytes;
};

static bool is_first_byte(char byte)
{
	return ((unsigned char)byte & 0xc0) != 0x80;
}

/* How many bytes of the token stand before its word: digits and a kind; 0 when it is no word. */
static int head_of(const char *token, int length)
{
	int at = 0;

	while (at < length && token[at] >= '0' && token[at] <= '9')
		at++;
	return at > 0 && at < length && token[at] == 'w' ? at + 1 : 0;
}

static int give_beginnings(const struct text *text, int start, int end)
{
	char token[TOKEN_MAX_BYTES];
	int length = end - start, head = head_of(text->bytes + start, length), letters = 0;
	int rc = SQLITE_OK;

	if (head == 0 || length > TOKEN_MAX_BYTES)
		return SQLITE_OK;
	memcpy(token, text->bytes + start, (size_t)length);
	token[head - 1] = 'p';
	for (int at = head + 1; at <= length && letters < LETTERS_MAX && rc == SQLITE_OK; at++) {
		if (at < length && !is_first_byte(token[at]))
			continue;
		if (++letters >= LETTERS_MIN)
			rc = text->take(text->context, FTS5_TOKEN_COLOCATED, token, at, start, end);
	}
	return rc;
}

static int tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *bytes,
		    int length, take_token *take)
{
	struct text text = { context, take, bytes };
	int rc = SQLITE_OK;

	(void)tokenizer;
	for (int start = 0, end; start < length && rc == SQLITE_OK; start = end + 1) {
		end = start;
		while (end < length && bytes[end] != ' ')
			end++;
		if (end == start)
			continue;
		rc = take(context, 0, bytes + start, end - start, start, end);
		if (rc == SQLITE_OK && (flags & FTS5_TOKENIZE_DOCUMENT))
			rc = give_beginnings(&text, start, end);
	}
	return rc;
}

/* It has no state of its own; FTS5 only wants something that is not NULL. */
static int create(void *context, const char **words, int count, Fts5Tokenizer **ret)
{
	(void)words;
	(void)count;
	*ret = context;
	return SQLITE_OK;
}

static void destroy(Fts5Tokenizer *tokenizer)
{
	(void)tokenizer;
}

int db_sqlite_tokens_register(sqlite3 *handle)
{
	fts5_tokenizer hark = { create, destroy, tokenize };
	fts5_api *api = NULL;
	sqlite3_stmt *statement;
	int rc = sqlite3_prepare_v2(handle, "SELECT fts5($1)", -1, &statement, NULL);

	if (rc != SQLITE_OK)
		return rc;
	sqlite3_bind_pointer(statement, 1, (void *)&api, "fts5_api_ptr", NULL);
	sqlite3_step(statement);
	rc = sqlite3_finalize(statement);
	if (!api)
		return rc == SQLITE_OK ? SQLITE_ERROR : rc;
	return api->xCreateTokenizer(api, "hark", handle, &hark, NULL);
}
