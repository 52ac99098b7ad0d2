#include "core/words.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include "base/buf.h"
#include "base/text.h"
#include "core/fold.h"
#include "core/words_forms.h"

enum {
	WINDOW = 80,               /* characters before the first hit; twice as many behind it */
	TOKENS_MAX_BYTES = 900000, /* of one document; a tsvector takes 1 MiB */
	QUERY_MAX_BYTES = 60000,
	QUERY_WORDS_MAX = 32,
	TOKENS_AT_FIRST = 256, /* places in the set; it grows */
	FIRST_MARK = 0x300,    /* of Unicode */
};

struct words *words_open(void)
{
	struct words *words = calloc(1, sizeof(*words));
	UErrorCode error = U_ZERO_ERROR;

	if (!words)
		abort();
	words->word_breaks = ubrk_open(UBRK_WORD, "en", NULL, 0, &error);
	words->characters = ubrk_open(UBRK_CHARACTER, "en", NULL, 0, &error);
	words->nfc = unorm2_getNFCInstance(&error);
	words->nfd = unorm2_getNFDInstance(&error);
	words->english = sb_stemmer_new("english", "UTF_8");
	words->lithuanian = sb_stemmer_new("lithuanian", "UTF_8");
	words->tamil = sb_stemmer_new("tamil", "UTF_8");
	if (U_FAILURE(error) || !words->english || !words->lithuanian || !words->tamil)
		abort();
	return words;
}

void words_close(struct words *words)
{
	if (!words)
		return;
	ubrk_close(words->word_breaks);
	ubrk_close(words->characters);
	sb_stemmer_delete(words->english);
	sb_stemmer_delete(words->lithuanian);
	sb_stemmer_delete(words->tamil);
	hk_free(words);
}

/* Where each token of a document begins, by its hash; 0 is a free place, so they count from 1. */
struct token_set {
	struct hk_arena *arena;
	uint32_t *starts;
	size_t count, room; /* room is a power of two */
};

/* Tokens on their way into a document or a query. */
struct writer {
	struct hk_buf *to;
	int64_t space;
	bool is_tsquery;
	size_t count;
	struct token_set seen; /* of a document: each token once, for mails repeat themselves */
};

static void put_token(struct writer *writer, char kind, const char *word)
{
	hk_buf_int(writer->to, writer->space);
	hk_buf_char(writer->to, kind);
	hk_buf_text(writer->to, word);
}

/* FNV-1a (draft-eastlake-fnv), to the end of the token. */
static uint32_t token_hash(const char *token)
{
	uint32_t hash = 2166136261u;

	for (; *token && *token != ' '; token++)
		hash = (hash ^ (unsigned char)*token) * 16777619u;
	return hash;
}

static bool is_same_token(const char *a, const char *b)
{
	while (*a && *a != ' ' && *a == *b) {
		a++;
		b++;
	}
	return (!*a || *a == ' ') && (!*b || *b == ' ');
}

/* The place of the token that begins at start, or the free one where it belongs. */
static uint32_t *token_place(const struct token_set *set, const char *tokens, const char *token)
{
	size_t at = token_hash(token);

	while (set->starts[at % set->room] &&
	       !is_same_token(tokens + set->starts[at % set->room] - 1, token))
		at++;
	return &set->starts[at % set->room];
}

static void tokens_grow(struct token_set *set, const char *tokens)
{
	struct token_set wider = { .arena = set->arena, .count = set->count };

	wider.room = set->room ? set->room * 2 : TOKENS_AT_FIRST;
	wider.starts = hk_alloc(set->arena, wider.room, sizeof(*wider.starts));
	for (size_t i = 0; i < set->room; i++)
		if (set->starts[i])
			*token_place(&wider, tokens, tokens + set->starts[i] - 1) = set->starts[i];
	*set = wider;
}

static void put_token_once(struct writer *writer, char kind, const char *word)
{
	struct hk_buf *to = writer->to;
	struct token_set *seen = &writer->seen;
	size_t before = to->length, start = before ? before + 1 : 0;

	if (before)
		hk_buf_char(to, ' ');
	put_token(writer, kind, word);
	if (seen->count * 2 >= seen->room)
		tokens_grow(seen, to->bytes);

	uint32_t *place = token_place(seen, to->bytes, to->bytes + start);

	if (*place) {
		to->length = before;
		to->bytes[before] = 0;
		return;
	}
	*place = (uint32_t)start + 1;
	seen->count++;
}

/* A stem like the word itself would be stored for nothing: queries ask for both. */
static bool is_like_word(const struct forms *forms, size_t i)
{
	return i > 0 && strcmp(forms->text[i] + 1, forms->text[0] + 1) == 0;
}

static void put_word(void *data, const struct forms *forms)
{
	struct writer *writer = data;

	if (writer->to->length > TOKENS_MAX_BYTES)
		return;
	for (size_t i = 0; i < forms->count; i++)
		if (!is_like_word(forms, i))
			put_token_once(writer, forms->text[i][0], forms->text[i] + 1);
}

static const char *arena_copy(struct hk_arena *arena, const struct hk_buf *buf)
{
	return hk_copy(arena, buf->length ? buf->bytes : "", buf->length);
}

const char *words_document(struct words *words, struct hk_arena *arena, int64_t space,
			   const char *language, const char *text)
{
	scoped_buf tokens = { 0 };
	struct writer writer = { .to = &tokens, .space = space, .seen.arena = arena };

	hk_buf_init(&tokens, (size_t)2 * TOKENS_MAX_BYTES);
	words_each(
		words, text,
		(struct word_visitor){ .language = language, .found = put_word, .data = &writer });
	return arena_copy(arena, &tokens);
}

/* The engines differ: tsquery looks for any beginning in its index, FTS5 for a short one as a
 * token, because it would merge the postings of half the vocabulary otherwise. */
static void put_beginning(struct writer *writer, const char *word, size_t letters)
{
	bool is_token = !writer->is_tsquery && letters <= WORDS_BEGINNING_MAX;

	put_token(writer, is_token ? 'p' : 'w', word);
	if (!is_token)
		hk_buf_text(writer->to, writer->is_tsquery ? ":*" : "*");
}

static void put_choice(void *data, const struct forms *forms)
{
	struct writer *writer = data;
	const char *either = writer->is_tsquery ? " | " : " OR ";
	const char *word = forms->text[0] + 1;
	size_t letters = hk_letters(word);

	if (writer->count++ >= QUERY_WORDS_MAX)
		return;
	if (writer->to->length)
		hk_buf_text(writer->to, writer->is_tsquery ? " & " : " AND ");
	if (forms->is_beginning && letters >= WORDS_BEGINNING_MIN) {
		put_beginning(writer, word, letters);
		return;
	}
	hk_buf_char(writer->to, '(');
	put_token(writer, 'w', word);
	for (size_t i = 1; i < forms->count; i++) {
		hk_buf_text(writer->to, either);
		put_token(writer, forms->text[i][0], forms->text[i] + 1);
		if (is_like_word(forms, i))
			continue;
		hk_buf_text(writer->to, either);
		put_token(writer, 'w', forms->text[i] + 1);
	}
	hk_buf_char(writer->to, ')');
}

const char *words_query(struct words *words, struct hk_arena *arena, int64_t space, bool is_tsquery,
			const char *text)
{
	scoped_buf query = { 0 };
	struct writer writer = { .to = &query, .space = space, .is_tsquery = is_tsquery };

	hk_buf_init(&query, QUERY_MAX_BYTES);
	words_each(words, text, (struct word_visitor){ .found = put_choice, .data = &writer });
	return query.length && !query.is_cut ? arena_copy(arena, &query) : NULL;
}

struct words_sought {
	size_t count;
	UChar letters[WORDS_SPANS_MAX + 1]; /* with which its words begin */
	struct forms items[WORDS_SPANS_MAX];
};

static void collect(void *data, const struct forms *forms)
{
	struct words_sought *sought = data;

	if (sought->count == WORDS_SPANS_MAX)
		return;
	sought->letters[sought->count] = forms->letter;
	sought->items[sought->count++] = *forms;
}

const struct words_sought *words_seek(struct words *words, struct hk_arena *arena,
				      const char *query)
{
	struct words_sought *sought = hk_alloc(arena, 1, sizeof(*sought));

	words_each(words, query, (struct word_visitor){ .found = collect, .data = sought });
	return sought;
}

static bool is_same(const struct forms *query, const struct forms *word)
{
	if (query->is_beginning && hk_letters(query->text[0] + 1) >= WORDS_BEGINNING_MIN)
		return strncmp(query->text[0], word->text[0], strlen(query->text[0])) == 0;
	for (size_t i = 0; i < query->count; i++)
		for (size_t k = 0; k < word->count; k++)
			if (strcmp(query->text[i] + (k == 0), word->text[k] + (k == 0)) == 0)
				return true;
	return false;
}

/* Marks of the planes beyond are not told: two ends of a window are looked at closely anyway. */
static bool is_mark(const char *text)
{
	const unsigned char *byte = (const unsigned char *)text;
	UChar32 unit = 0;

	if (byte[0] >= 0xc0 && byte[0] < 0xe0)
		unit = (byte[0] & 0x1f) << 6 | (byte[1] & 0x3f);
	else if (byte[0] >= 0xe0 && byte[0] < 0xf0 && byte[1])
		unit = (byte[0] & 0x0f) << 12 | (byte[1] & 0x3f) << 6 | (byte[2] & 0x3f);
	return unit >= FIRST_MARK && (U_GET_GC_MASK(unit) & U_GC_M_MASK);
}

static bool is_inside(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* The place that so many letters with their marks stand before this one, or after it. */
static size_t back(const char *text, size_t at, int letters)
{
	while (at > 0 && letters > 0)
		if (!is_inside(text[--at]) && !is_mark(text + at))
			letters--;
	return at;
}

static size_t onward(const char *text, size_t at, int letters)
{
	for (; text[at]; at++)
		if (!is_inside(text[at]) && !is_mark(text + at) && letters-- == 0)
			break;
	return at;
}

/* The place itself, or the next one on that side where nothing that a reader sees is cut. */
static size_t whole(UBreakIterator *characters, size_t place, bool is_end)
{
	int32_t at = (int32_t)place;

	if (ubrk_isBoundary(characters, at))
		return place;
	return (size_t)(is_end ? ubrk_following(characters, at) : ubrk_preceding(characters, at));
}

/* What stands around a hit: letters are counted, and only the two ends looked at closely. */
static void open_window(struct words *words, const char *text, size_t hit,
			struct words_snippet *ret)
{
	UErrorCode error = U_ZERO_ERROR;
	UText source = UTEXT_INITIALIZER;

	ret->start = back(text, hit, WINDOW);
	ret->end = onward(text, hit, 2 * WINDOW);
	if (ret->start == 0 && !text[ret->end])
		return;
	utext_openUTF8(&source, text, -1, &error);
	ubrk_setUText(words->characters, &source, &error);
	if (U_SUCCESS(error)) {
		ret->start = whole(words->characters, ret->start, false);
		ret->end = whole(words->characters, ret->end, true);
	}
	utext_close(&source);
}

struct search {
	struct words *words;
	const struct words_sought *sought;
	const char *text;
	struct words_snippet *snippet;
};

static void mark_hit(void *data, const struct forms *forms)
{
	const struct search *search = data;
	const struct words_sought *sought = search->sought;
	struct words_snippet *snippet = search->snippet;

	if (snippet->count == WORDS_SPANS_MAX ||
	    (snippet->count && snippet->hits[snippet->count - 1].start == forms->start))
		return;
	for (size_t i = 0; i < sought->count; i++)
		if (is_same(&sought->items[i], forms)) {
			if (snippet->count == 0)
				open_window(search->words, search->text, forms->start, snippet);
			snippet->hits[snippet->count].start = forms->start;
			snippet->hits[snippet->count++].end = forms->end;
			return;
		}
}

void words_find(struct words *words, const struct words_sought *sought, const char *text,
		struct words_snippet *ret)
{
	struct search search = { words, sought, text, ret };
	size_t kept = 0;

	*ret = (struct words_snippet){ .end = SIZE_MAX };
	words_each(words, text,
		   (struct word_visitor){ .letters = sought->letters,
					  .until = &ret->end,
					  .found = mark_hit,
					  .data = &search });
	if (ret->count == 0)
		open_window(words, text, 0, ret);
	while (kept < ret->count && ret->hits[kept].end <= ret->end)
		kept++;
	ret->count = kept;
}

struct terms {
	void (*found)(void *data, const struct words_term *term);
	void *data;
};

static void hand_on(void *data, const struct forms *forms)
{
	const struct terms *terms = data;
	char shown[WORD_BYTES];
	UErrorCode error = U_ZERO_ERROR;
	int32_t bytes;

	u_strToUTF8(shown, WORD_BYTES - 1, &bytes, forms->units, forms->unit_count, &error);
	if (U_FAILURE(error))
		return;
	shown[bytes] = 0;

	const struct words_term term = { .stem = forms->text[forms->count > 1] + 1,
					 .plain = forms->text[0] + 1,
					 .shown = shown,
					 .start = forms->start,
					 .end = forms->end };

	terms->found(terms->data, &term);
}

void words_terms(struct words *words, const char *language, const char *text,
		 void (*found)(void *data, const struct words_term *term), void *data)
{
	struct terms terms = { found, data };

	words_each(words, text,
		   (struct word_visitor){ .language = language, .found = hand_on, .data = &terms });
}

bool words_alike(struct hk_arena *arena, const char *one, const char *other)
{
	return strcmp(fold_words(arena, one), fold_words(arena, other)) == 0;
}
