#include "feedback/theme/corpus.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/words.h"
#include "feedback/theme/corpus_stop.h"

/* Words come with at most 64 UTF-16 units. */
enum { FIRST_ROOM = 256, WORD_BYTES = 256, GRAM_BYTES = CORPUS_GRAM * WORD_BYTES };

/* ---- terms by their key ---- */

/* FNV-1a (draft-eastlake-fnv). */
static size_t key_hash(const char *key)
{
	uint32_t hash = 2166136261u;

	for (; *key; key++)
		hash = (hash ^ (unsigned char)*key) * 16777619u;
	return hash;
}

static uint32_t *place_of(const struct corpus *corpus, const char *key)
{
	size_t at = key_hash(key) % corpus->place_room;

	while (corpus->places[at] && strcmp(corpus->terms[corpus->places[at] - 1].key, key) != 0)
		at = (at + 1) % corpus->place_room;
	return &corpus->places[at];
}

int64_t corpus_find(const struct corpus *corpus, const char *key)
{
	return (int64_t)*place_of(corpus, key) - 1;
}

static void *wider(struct hk_arena *arena, const void *items, size_t count, size_t room,
		   size_t size)
{
	char *copy = hk_alloc(arena, room, size);

	if (count)
		memcpy(copy, items, count * size);
	return copy;
}

static void places_grow(struct corpus *corpus)
{
	corpus->place_room = corpus->place_room ? corpus->place_room * 2 : (size_t)2 * FIRST_ROOM;
	corpus->places = hk_alloc(corpus->arena, corpus->place_room, sizeof(*corpus->places));
	for (size_t i = 0; i < corpus->term_count; i++)
		*place_of(corpus, corpus->terms[i].key) = (uint32_t)i + 1;
}

static uint32_t term_add(struct corpus *corpus, const char *key, uint32_t words)
{
	if (corpus->term_count == corpus->term_room) {
		corpus->term_room = corpus->term_room ? corpus->term_room * 2 : FIRST_ROOM;
		corpus->terms = wider(corpus->arena, corpus->terms, corpus->term_count,
				      corpus->term_room, sizeof(*corpus->terms));
	}
	if (corpus->term_count * 2 >= corpus->place_room)
		places_grow(corpus);
	corpus->terms[corpus->term_count] = (struct corpus_term){
		.key = hk_copy_text(corpus->arena, key), .shown = "", .words = words
	};
	*place_of(corpus, key) = (uint32_t)corpus->term_count + 1;
	return (uint32_t)corpus->term_count++;
}

/* The majority vote of Boyer and Moore: one candidate and how far he leads. */
static void vote(struct corpus *corpus, struct corpus_term *term, const char *shown)
{
	if (term->votes == 0) {
		term->shown = hk_copy_text(corpus->arena, shown);
		term->votes = 1;
	} else if (strcmp(term->shown, shown) == 0) {
		term->votes++;
	} else {
		term->votes--;
	}
}

/* ---- one text ---- */

struct word {
	char stem[WORD_BYTES], shown[WORD_BYTES];
	size_t start, end;
	bool is_stop;
};

struct reading {
	struct corpus *corpus;
	const char *text;
	bool is_kept; /* else terms that nobody knows are left out */
	struct word last[CORPUS_GRAM];
	size_t words; /* read so far */
	uint32_t found[CORPUS_TEXT_WORDS * CORPUS_GRAM];
	size_t count;
};

static bool is_number(const char *word)
{
	return word[strspn(word, "0123456789")] == 0;
}

static bool is_stop(const struct corpus *corpus, const struct words_term *term)
{
	return is_number(term->plain) || (term->plain[0] && !term->plain[1]) ||
	       (corpus->stops && corpus_find(corpus->stops, term->plain) >= 0);
}

/* Nothing but blanks and hyphens between the two. */
static bool is_beside(const char *text, const struct word *a, const struct word *b)
{
	for (size_t i = a->end; i < b->start; i++)
		if (text[i] != ' ' && text[i] != '-')
			return false;
	return b->start >= a->end;
}

/* The word that was read so many words ago. */
static const struct word *word_before(const struct reading *reading, size_t ago)
{
	return &reading->last[(reading->words - ago) % CORPUS_GRAM];
}

static void term_note(struct reading *reading, const char *key, const char *shown, uint32_t words)
{
	struct corpus *corpus = reading->corpus;
	int64_t known = corpus_find(corpus, key);

	if (known < 0 && !reading->is_kept)
		return;

	uint32_t id = known < 0 ? term_add(corpus, key, words) : (uint32_t)known;
	struct corpus_term *term = &corpus->terms[id];

	reading->found[reading->count++] = id;
	if (!reading->is_kept)
		return;
	vote(corpus, term, shown);
	if (term->last != corpus->document_count + 1) {
		term->last = (uint32_t)corpus->document_count + 1;
		term->documents++;
	}
}

/* A word is shorter than WORD_BYTES, so three with blanks between have room. */
static void put_before(char *gram, const char *word)
{
	size_t length = strlen(gram), more = strlen(word) + 1;

	memmove(gram + more, gram, length + 1);
	memcpy(gram, word, more - 1);
	gram[more - 1] = ' ';
}

/* Terms that end with the word that was read last. */
static void grams_note(struct reading *reading)
{
	const struct word *word = word_before(reading, 1);
	char key[GRAM_BYTES], shown[GRAM_BYTES];

	if (word->is_stop)
		return;
	memcpy(key, word->stem, sizeof(word->stem));
	memcpy(shown, word->shown, sizeof(word->shown));
	term_note(reading, key, shown, 1);
	for (size_t i = 2; i <= CORPUS_GRAM && i <= reading->words; i++) {
		const struct word *before = word_before(reading, i);

		if (!is_beside(reading->text, before, word_before(reading, i - 1)))
			return;
		put_before(key, before->stem);
		put_before(shown, before->shown);
		if (!before->is_stop)
			term_note(reading, key, shown, (uint32_t)i);
	}
}

static void word_copy(char *to, const char *word)
{
	size_t length = strnlen(word, WORD_BYTES - 1);

	memcpy(to, word, length);
	to[length] = 0;
}

static void word_read(void *data, const struct words_term *term)
{
	struct reading *reading = data;
	struct word *word = &reading->last[reading->words % CORPUS_GRAM];

	if (reading->words == CORPUS_TEXT_WORDS)
		return;
	word_copy(word->stem, term->stem);
	word_copy(word->shown, term->shown);
	word->start = term->start;
	word->end = term->end;
	word->is_stop = is_stop(reading->corpus, term);
	reading->words++;
	grams_note(reading);
}

static int by_number(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

static struct corpus_document document_of(struct hk_arena *arena, struct reading *reading)
{
	struct corpus_document document = { .length = (uint32_t)reading->count };

	qsort(reading->found, reading->count, sizeof(*reading->found), by_number);
	document.terms = hk_alloc(arena, reading->count, sizeof(*document.terms));
	document.counts = hk_alloc(arena, reading->count, sizeof(*document.counts));
	for (size_t i = 0; i < reading->count; i++) {
		if (!document.count || document.terms[document.count - 1] != reading->found[i])
			document.terms[document.count++] = reading->found[i];
		document.counts[document.count - 1]++;
	}
	return document;
}

static struct corpus_document read_text(struct corpus *corpus, const char *text, bool is_kept)
{
	size_t length = strlen(text);
	struct reading reading = { .corpus = corpus, .is_kept = is_kept };

	if (length > CORPUS_TEXT_BYTES)
		length = hk_utf8_fit(text, CORPUS_TEXT_BYTES);
	reading.text = hk_utf8_clean(corpus->arena, text, length);
	words_terms(corpus->words, *corpus->language ? corpus->language : NULL, reading.text,
		    word_read, &reading);
	return document_of(corpus->arena, &reading);
}

/* ---- the corpus ---- */

static struct corpus *corpus_bare(struct hk_arena *arena, struct words *words, const char *language)
{
	struct corpus *corpus = hk_alloc(arena, 1, sizeof(*corpus));

	corpus->arena = arena;
	corpus->words = words;
	corpus->language = language;
	places_grow(corpus);
	return corpus;
}

static void stop_read(void *data, const struct words_term *term)
{
	struct corpus *stops = data;

	if (corpus_find(stops, term->plain) < 0)
		(void)term_add(stops, term->plain, 1);
}

struct corpus *corpus_new(struct hk_arena *arena, struct words *words, const char *language)
{
	struct corpus *corpus = corpus_bare(arena, words, language);

	corpus->stops = corpus_bare(arena, words, language);
	words_terms(words, language, corpus_stop_words(language), stop_read, corpus->stops);
	return corpus;
}

void corpus_add(struct corpus *corpus, const char *text)
{
	struct corpus_document document = read_text(corpus, text, true);

	if (corpus->document_count == corpus->document_room) {
		corpus->document_room =
			corpus->document_room ? corpus->document_room * 2 : FIRST_ROOM;
		corpus->documents = wider(corpus->arena, corpus->documents, corpus->document_count,
					  corpus->document_room, sizeof(*corpus->documents));
	}
	corpus->documents[corpus->document_count++] = document;
}

struct corpus_document corpus_read(struct corpus *corpus, const char *text)
{
	return read_text(corpus, text, false);
}
