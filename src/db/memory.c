/*
 * What a link was asked, and what the answer was. It outlives the task that asked, so its rows lie
 * in one piece, which is copied into the arena of whoever asks again: rows first, then the bytes
 * that they point to.
 */
#include "db/memory.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "db/scan.h"

enum {
	ASKED_MAX = 256,
	BUCKETS = 256, /* a power of two */
	TABLES = 512,  /* bits of struct db_sources: tables in one place are forgotten together */
	BLOCK_MAX = 64 * 1024,
	BYTES_MAX = 512 * 1024,
	FULL_AT = BYTES_MAX - 2 * BLOCK_MAX, /* what comes next may not fit */
};

/* A question and its answer. */
struct asked {
	const struct db_record *record;
	const char *text;
	const struct db_value *values;
	size_t count;
	uint64_t changes; /* how many there had been in its tables */
	struct asked *next;
	unsigned char *block;
	size_t rows, bytes;
};

struct db_memory {
	unsigned char *bytes; /* BYTES_MAX; used of them are what is known */
	size_t used;
	int64_t moment;
	struct asked asked[ASKED_MAX], *buckets[BUCKETS];
	size_t count;
	uint64_t changes[TABLES]; /* by table, how often something was written into it */
};

struct db_memory *db_memory_new(void)
{
	struct db_memory *memory = calloc(1, sizeof(*memory));

	if (!memory)
		abort();
	memory->bytes = calloc(BYTES_MAX, 1);
	if (!memory->bytes)
		abort();
	return memory;
}

void db_memory_free(struct db_memory *memory)
{
	if (!memory)
		return;
	hk_free(memory->bytes);
	hk_free(memory);
}

void db_memory_clear(struct db_memory *memory)
{
	if (memory->count == 0)
		return;
	memset(memory->buckets, 0, sizeof(memory->buckets));
	memory->count = memory->used = 0;
}

void db_memory_at(struct db_memory *memory, int64_t moment)
{
	if (memory->moment != moment)
		db_memory_clear(memory);
	memory->moment = moment;
}

static size_t place_of(const char *table, size_t length)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)table[i]) * 0x100000001b3u;
	return (size_t)(hash >> 32) % TABLES;
}

struct db_sources db_memory_sources(const char *text)
{
	struct db_sources sources = { 0 };
	size_t length;

	for (const char *name = db_scan_table(text, &length); name;
	     name = db_scan_table(name + length, &length)) {
		size_t place = place_of(name, length);
		sources.bits[place / 64] |= (uint64_t)1 << place % 64;
	}
	return sources;
}

/* The counts only rise, so their sum is the same as long as each of them is. */
uint64_t db_memory_changes(const struct db_memory *memory, struct db_sources sources)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < HK_COUNT(sources.bits); i++)
		for (uint64_t bits = sources.bits[i]; bits; bits &= bits - 1)
			sum += memory->changes[i * 64 + (size_t)__builtin_ctzll(bits)];
	return sum;
}

static const char *after(const char *text, const char *beginning)
{
	size_t length = strlen(beginning);

	return strncmp(text, beginning, length) == 0 ? text + length : NULL;
}

void db_memory_forget(struct db_memory *memory, const struct db_call *call)
{
	static const char *const beginnings[] = { "INSERT INTO ", "INSERT OR REPLACE INTO ",
						  "UPDATE ", "DELETE FROM " };
	const char *table = db_call_inserts(call) ? call->record->table : NULL;

	for (size_t i = 0; !table && i < HK_COUNT(beginnings); i++)
		table = after(call->text, beginnings[i]);
	if (table)
		memory->changes[place_of(table, strcspn(table, " "))]++;
	else
		db_memory_clear(memory);
}

static struct asked **bucket_of(struct db_memory *memory, const struct db_call *call)
{
	uint64_t hash = (uintptr_t)call->text ^ (uint64_t)(uintptr_t)call->record << 1;

	for (size_t i = 0; i < call->count; i++)
		hash = (hash ^ (uint64_t)call->values[i].number ^ call->values[i].bytes.length) *
		       0x9e3779b97f4a7c15u;
	return &memory->buckets[hash >> 32 & (BUCKETS - 1)];
}

static bool is_same_value(const struct db_value *one, const struct db_value *other)
{
	if (one->type != other->type || one->number != other->number ||
	    one->bytes.length != other->bytes.length || !one->bytes.bytes != !other->bytes.bytes)
		return false;
	return !one->bytes.bytes ||
	       memcmp(one->bytes.bytes, other->bytes.bytes, one->bytes.length) == 0;
}

bool db_are_same_values(const struct db_value *one, const struct db_value *other, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!is_same_value(&one[i], &other[i]))
			return false;
	return true;
}

static bool is_same(const struct asked *asked, const struct db_call *call)
{
	return asked->text == call->text && asked->record == call->record &&
	       asked->count == call->count &&
	       db_are_same_values(asked->values, call->values, call->count);
}

/* Text and blobs both begin with the pointer. */
static const char *pointer_at(const unsigned char *place)
{
	const char *pointer;

	memcpy(&pointer, place, sizeof(pointer));
	return pointer;
}

static size_t length_at(const struct db_column *column, const unsigned char *place)
{
	struct db_blob blob;

	if (column->type == DB_TEXT)
		return strlen(pointer_at(place));
	memcpy(&blob, place, sizeof(blob));
	return blob.length;
}

/* The end of a piece that grows at the end of what is known. */
struct piece {
	unsigned char *at, *end;
};

/* NULL: it does not fit. */
static unsigned char *piece_put(struct piece *piece, const void *bytes, size_t length)
{
	unsigned char *place = piece->at;

	if (length > (size_t)(piece->end - piece->at))
		return NULL;
	if (length)
		memcpy(place, bytes, length);
	piece->at += length;
	return place;
}

static bool row_put(struct piece *piece, const struct db_record *record, unsigned char *row)
{
	for (size_t i = 0; i < record->count; i++) {
		const struct db_column *column = &record->columns[i];
		unsigned char *place = row + column->offset;
		if (column->type == DB_INT || !pointer_at(place))
			continue;
		unsigned char *copy =
			piece_put(piece, pointer_at(place), length_at(column, place) + 1);
		if (!copy)
			return false;
		memcpy(place, &copy, sizeof(copy));
	}
	return true;
}

/* What the rows point to comes behind them. */
static bool rows_put(struct piece *piece, const struct db_call *call, unsigned char **ret)
{
	const struct db_record *record = call->record;
	size_t count = call->rows.count;
	unsigned char *block = piece_put(piece, call->rows.items, count * record->size);

	if (!block)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!row_put(piece, record, block + i * record->size))
			return false;
	*ret = block;
	return true;
}

static bool values_put(struct piece *piece, const struct db_call *call, const struct db_value **ret)
{
	size_t size = call->count * sizeof(**ret);
	unsigned char *place = piece_put(piece, call->values, size);
	struct db_value *values = (void *)place;

	if (!place)
		return false;
	for (size_t i = 0; i < call->count; i++) {
		struct db_blob *blob = &values[i].bytes;
		if (!blob->bytes)
			continue;
		blob->bytes = piece_put(piece, blob->bytes, blob->length);
		if (!blob->bytes)
			return false;
	}
	*ret = values;
	return true;
}

/* The same rows at another place: their pointers point there. */
static struct db_rows rows_of(const struct asked *asked, struct hk_arena *arena)
{
	struct db_rows rows = { .count = asked->rows };
	const struct db_record *record = asked->record;
	unsigned char *copy = asked->rows ? hk_room(arena, asked->bytes) : NULL;

	if (!copy)
		return rows;
	memcpy(copy, asked->block, asked->bytes);
	for (size_t i = 0; i < asked->rows; i++)
		for (size_t k = 0; k < record->count; k++) {
			unsigned char *place = copy + i * record->size + record->columns[k].offset;
			const char *old =
				record->columns[k].type == DB_INT ? NULL : pointer_at(place);
			if (!old)
				continue;
			const unsigned char *moved = copy + (old - (const char *)asked->block);
			memcpy(place, &moved, sizeof(moved));
		}
	rows.items = copy;
	return rows;
}

bool db_memory_find(struct db_memory *memory, struct db_call *call, struct db_sources sources)
{
	const struct asked *asked = *bucket_of(memory, call);

	while (asked && !is_same(asked, call))
		asked = asked->next;
	if (!asked || asked->changes != db_memory_changes(memory, sources))
		return false;
	call->rows = rows_of(asked, call->arena);
	return true;
}

/* Whole and in order for whatever stands in it; nothing of it stays when it is too long. */
static bool asked_put(struct db_memory *memory, const struct db_call *call, struct asked *asked)
{
	size_t from = (memory->used + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	struct piece piece = { memory->bytes + from, memory->bytes + from + BLOCK_MAX };

	if (!values_put(&piece, call, &asked->values))
		return false;
	piece.at += -(uintptr_t)piece.at & (alignof(max_align_t) - 1);
	if (piece.at > piece.end || !rows_put(&piece, call, &asked->block))
		return false;
	asked->bytes = (size_t)(piece.at - asked->block);
	memory->used = (size_t)(piece.at - memory->bytes);
	return true;
}

void db_memory_add(struct db_memory *memory, const struct db_call *call, uint64_t changes)
{
	const struct db_record *record = call->record;

	if (memory->count == ASKED_MAX || memory->used > FULL_AT)
		db_memory_clear(memory);

	struct asked **bucket = bucket_of(memory, call);
	struct asked *asked = &memory->asked[memory->count];

	*asked = (struct asked){ .record = record,
				 .text = call->text,
				 .count = call->count,
				 .changes = changes,
				 .next = *bucket,
				 .rows = call->rows.count };
	if (!asked_put(memory, call, asked))
		return;
	memory->count++;
	*bucket = asked;
}
