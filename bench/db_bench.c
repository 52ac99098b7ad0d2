/*
 * What the database room can do, on either engine, with tables of its own:
 *
 *   db_bench URL commit SECONDS              one row changed again and again: the disk's own rate
 *   db_bench URL create THREADS SECONDS ORGS durable tickets, nine writes each
 *   db_bench URL load COUNT                  tickets of 14 invented words, for the two below
 *   db_bench URL page                        50 tickets of a list, by keyset
 *   db_bench URL search                      newest 25 by words and beginnings of words
 * and in the database of a Hark, the bare queries of its pages:
 *   db_bench URL find ORG WORD               newest 25
 *   db_bench URL inbox ORG                   50 active tickets, the most urgent first
 *
 * Times are milliseconds; processor is this process alone (on SQLite that is all).
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/time.h"
#include "core/search.h"
#include "core/words.h"
#include "db/migrations.h"

enum {
	THREADS_MAX = 256,
	SAMPLES_MAX = 1 << 20,
	CONNECTIONS = 32,
	LOAD_ORG = 1000,
	LOAD_COMMIT = 500,
	ROUNDS = 300,
	VOCABULARY = 50000,
	DOCUMENT_WORDS = 14,
	SEARCH_MIGRATION = 900,
};

static const char tables[] =
	"CREATE TABLE ledger (org_id bigint NOT NULL, key text NOT NULL, ticket_id bigint NOT NULL,"
	" seen bigint NOT NULL, PRIMARY KEY (org_id, key));"
	"CREATE TABLE counter (org_id bigint NOT NULL, name text NOT NULL, value bigint NOT NULL,"
	" PRIMARY KEY (org_id, name));"
	"CREATE TABLE ticket (org_id bigint NOT NULL, id bigint NOT NULL, number bigint NOT NULL,"
	" customer_id bigint NOT NULL, created_at bigint NOT NULL,"
	" status text NOT NULL CHECK (status IN ('open', 'solved')), subject text NOT NULL,"
	" PRIMARY KEY (org_id, id), UNIQUE (org_id, number));"
	"CREATE INDEX ticket_status ON ticket (org_id, status, created_at, id);"
	"CREATE TABLE message (org_id bigint NOT NULL, ticket_id bigint NOT NULL,"
	" id bigint NOT NULL, created_at bigint NOT NULL, body text NOT NULL,"
	" PRIMARY KEY (org_id, ticket_id, id),"
	" FOREIGN KEY (org_id, ticket_id) REFERENCES ticket (org_id, id));"
	"CREATE TABLE event (org_id bigint NOT NULL, seq bigint NOT NULL, kind text NOT NULL,"
	" about_id bigint NOT NULL, at bigint NOT NULL, PRIMARY KEY (org_id, seq));"
	"CREATE TABLE job (org_id bigint NOT NULL, id bigint NOT NULL, kind text NOT NULL,"
	" about_id bigint NOT NULL, run_at bigint NOT NULL, PRIMARY KEY (org_id, id));";

static const char body[] =
	"Good morning, the kettle with order number 48213 arrived broken: the lid does not close "
	"and water runs out at the handle. Please tell me whether you will replace it or return my "
	"money; I need it before Friday. Photographs are attached. Kind regards, Rasa Petrauskiene";

struct ticket {
	int64_t id, number, customer_id, created_at;
	const char *status, *subject;
};

static const struct db_column ticket_columns[] = {
	DB_COLUMN(struct ticket, id),          DB_COLUMN(struct ticket, number),
	DB_COLUMN(struct ticket, customer_id), DB_COLUMN(struct ticket, created_at),
	DB_COLUMN(struct ticket, status),      DB_COLUMN(struct ticket, subject),
};
static const struct db_record ticket_record = DB_RECORD("ticket", struct ticket, ticket_columns);

struct message {
	int64_t id, ticket_id, created_at;
	const char *body;
};

static const struct db_column message_columns[] = {
	DB_COLUMN(struct message, id),
	DB_COLUMN(struct message, ticket_id),
	DB_COLUMN(struct message, created_at),
	DB_COLUMN(struct message, body),
};
static const struct db_record message_record =
	DB_RECORD("message", struct message, message_columns);

struct number {
	int64_t value;
};

static const struct db_column counter_columns[] = { DB_COLUMN(struct number, value) };
static const struct db_record counter_record = DB_RECORD("counter", struct number, counter_columns);
static const struct db_column seen_columns[] = { DB_COLUMN_AS(struct number, value, "seen") };
static const struct db_record seen_record = DB_RECORD("ledger", struct number, seen_columns);
static const struct db_column hit_columns[] = { DB_COLUMN_AS(struct number, value, "id") };
static const struct db_record hit_record = DB_RECORD("search", struct number, hit_columns);

static void must(enum hk_result result, const char *what)
{
	if (result == HK_OK)
		return;
	fprintf(stderr, "%s: result %d\n", what, (int)result);
	abort();
}

static int by_value(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

struct measure {
	double *samples;
	atomic_size_t count;
	int64_t cpu_us;
	double start;
};

static void measure_start(struct measure *measure)
{
	measure->samples = calloc(SAMPLES_MAX, sizeof(double));
	if (!measure->samples)
		abort();
	measure->count = 0;
	measure->cpu_us = hk_clock_cpu_us();
	measure->start = now_ms();
}

static void measure_add(struct measure *measure, double start)
{
	measure->samples[atomic_fetch_add(&measure->count, 1) % SAMPLES_MAX] = now_ms() - start;
}

static void measure_print(struct measure *measure, const char *what)
{
	size_t count = measure->count;
	double seconds = (now_ms() - measure->start) / 1e3;
	double cpu = (double)(hk_clock_cpu_us() - measure->cpu_us) / 1e3;

	qsort(measure->samples, count, sizeof(double), by_value);
	printf("%-28s %8.0f/s  p50 %7.3f  p99 %8.3f  max %8.2f  processor %.3f of %zu\n", what,
	       (double)count / seconds, measure->samples[count / 2],
	       measure->samples[count * 99 / 100], measure->samples[count - 1], cpu / (double)count,
	       count);
	hk_free(measure->samples);
}

/* What all threads of one run share. */
struct bench {
	struct db_store *store;
	bool is_sqlite;
	atomic_bool is_over;
	atomic_llong next_id;
	struct measure measure;
};

struct worker {
	struct bench *bench;
	int64_t org_id;
	pthread_t thread;
};

/* key: an application-made id of what came in, so that taking it in twice makes one ticket. */
struct creation {
	const char *key, *tokens;
	struct ticket ticket;
};

static enum hk_result counter_next(struct db *db, const char *name, int64_t *ret)
{
	struct number number;

	HK_TRY(db_select_one(
		db, &counter_record,
		DB_ADD("counter", "name, value", "$2, 1",
		       "ON CONFLICT (org_id, name) DO UPDATE SET value = counter.value + 1"
		       " RETURNING value"),
		DB_ARGS(name), &number));
	*ret = number.value;
	return HK_OK;
}

static enum hk_result event_record(struct db *db, const struct ticket *ticket)
{
	HK_TRY(db_send(db,
		       DB_ADD("counter", "name, value", "'event', 1",
			      "ON CONFLICT (org_id, name) DO UPDATE SET value = counter.value + 1"),
		       DB_NONE));
	return db_send(db,
		       DB_ADD_FROM("event", "seq, kind, about_id, at",
				   "value, 'ticket.created', $2, $3", "counter", "name = 'event'"),
		       DB_ARGS(ticket->id, ticket->created_at));
}

static enum hk_result ticket_create(struct db *db, void *data)
{
	struct creation *new = data;
	struct ticket *ticket = &new->ticket;
	struct message message = { ticket->id + 1, ticket->id, ticket->created_at, body };
	struct number seen;

	HK_TRY(db_select_one(db, &seen_record,
			     DB_ADD("ledger", "key, ticket_id, seen", "$2, $3, 1",
				    "ON CONFLICT (org_id, key) DO UPDATE SET seen = ledger.seen + 1"
				    " RETURNING seen"),
			     DB_ARGS(new->key, ticket->id), &seen));
	if (seen.value > 1)
		return HK_OK;
	HK_TRY(counter_next(db, "ticket", &ticket->number));
	HK_TRY(db_insert(db, &ticket_record, ticket));
	HK_TRY(db_insert(db, &message_record, &message));
	HK_TRY(db_send(db, DB_ADD("job", "id, kind, about_id, run_at", "$2, 'greet', $3, $4", ""),
		       DB_ARGS(ticket->id + 2, ticket->id, ticket->created_at)));
	HK_TRY(db_send(db, db_search(db)->put, DB_ARGS(ticket->id, new->tokens)));
	return event_record(db, ticket);
}

static void *create_main(void *data)
{
	const struct worker *worker = data;
	struct bench *bench = worker->bench;
	struct words *words = words_open();
	struct hk_arena *arena = hk_arena_new();

	while (!bench->is_over) {
		int64_t id = atomic_fetch_add(&bench->next_id, 4);
		double start = now_ms();
		struct creation new = {
			.key = hk_format(arena, "mail-%" PRId64, id),
			.tokens = words_document(words, arena, worker->org_id, "en", body),
			.ticket = { .id = id,
				    .customer_id = 7,
				    .created_at = id,
				    .status = "open",
				    .subject = "Kettle" },
		};
		struct db_task task = { .work = ticket_create,
					.data = &new,
					.arena = arena,
					.org_id = worker->org_id,
					.is_repeatable = true };

		must(db_write(bench->store, &task), "create");
		measure_add(&bench->measure, start);
		hk_arena_reset(arena);
	}
	hk_arena_free(arena);
	words_close(words);
	return NULL;
}

static enum hk_result change_one(struct db *db, void *data)
{
	(void)data;
	return db_send(db,
		       DB_ADD("counter", "name, value", "'bare', 1",
			      "ON CONFLICT (org_id, name) DO UPDATE SET value = counter.value + 1"),
		       DB_NONE);
}

static void *commit_main(void *data)
{
	const struct worker *worker = data;
	struct hk_arena *arena = hk_arena_new();
	struct db_task task = { .work = change_one, .arena = arena, .org_id = worker->org_id };

	while (!worker->bench->is_over) {
		double start = now_ms();
		must(db_write(worker->bench->store, &task), "commit");
		measure_add(&worker->bench->measure, start);
	}
	hk_arena_free(arena);
	return NULL;
}

static void run_threads(struct bench *bench, void *(*work)(void *), int threads, int seconds,
			int orgs)
{
	struct worker workers[THREADS_MAX];
	char what[64];

	measure_start(&bench->measure);
	for (int i = 0; i < threads; i++) {
		workers[i] = (struct worker){ .bench = bench, .org_id = 1 + i % orgs };
		pthread_create(&workers[i].thread, NULL, work, &workers[i]);
	}
	hk_pause_ms(seconds * (int64_t)HK_SECOND);
	bench->is_over = true;
	for (int i = 0; i < threads; i++)
		pthread_join(workers[i].thread, NULL);
	snprintf(what, sizeof(what), "%d clients, %d organisations", threads, orgs);
	measure_print(&bench->measure, what);
}

/* Invented words of two to four syllables; the frequent ones have low numbers. */
static void put_word(struct hk_buf *to, uint32_t number)
{
	static const char *const syllables[] = {
		"ka", "pra", "mi", "lo",  "ste", "ru", "vin", "do",
		"ta", "sel", "no", "bri", "ga",  "fu", "che", "wor"
	};

	for (int i = 0; i < 4 && (i < 2 || number > 0); i++, number /= 16)
		hk_buf_text(to, syllables[(number + (uint32_t)i * 5) % HK_COUNT(syllables)]);
}

static const char *load_text(struct hk_arena *arena, int64_t number, unsigned *seed)
{
	static const char *const klient[] = { "klientas", "kliento", "klientui",  "klientą",
					      "klientai", "klientų", "klientams", "klientus" };
	static const char *const grahok[] = { "গ্রাহক", "গ্রাহকের", "গ্রাহকদের", "গ্রাহককে" };
	scoped_buf text = { 0 };

	hk_buf_init(&text, 4096);
	for (int i = 0; i < DOCUMENT_WORDS; i++) {
		double share = (double)rand_r(seed) / RAND_MAX;
		put_word(&text, (uint32_t)(share * share * share * VOCABULARY));
		hk_buf_char(&text, ' ');
	}
	if (rand_r(seed) % 10 == 0)
		hk_buf_text(&text, klient[(size_t)rand_r(seed) % HK_COUNT(klient)]);
	hk_buf_char(&text, ' ');
	if (rand_r(seed) % 10 == 0)
		hk_buf_text(&text, grahok[(size_t)rand_r(seed) % HK_COUNT(grahok)]);
	if (number % 20000 == 7)
		hk_buf_text(&text, " zvaigzde");
	return hk_copy(arena, text.bytes, text.length);
}

struct load {
	const char *texts[LOAD_COMMIT];
	int64_t first;
};

static enum hk_result load_some(struct db *db, void *data)
{
	const struct load *load = data;

	for (int64_t i = 0; i < LOAD_COMMIT; i++) {
		int64_t id = load->first + i;
		struct ticket ticket = {
			id, id, id % 1000, id, i % 4 ? "solved" : "open", "Kettle"
		};

		HK_TRY(db_insert(db, &ticket_record, &ticket));
		HK_TRY(db_send(db, db_search(db)->put, DB_ARGS(id, load->texts[i])));
	}
	return HK_OK;
}

static void load(struct bench *bench, int64_t count)
{
	struct words *words = words_open();
	struct hk_arena *arena = hk_arena_new();
	struct load load = { .first = 1 };
	struct db_task task = {
		.work = load_some, .data = &load, .arena = arena, .org_id = LOAD_ORG
	};
	unsigned seed = 1;

	measure_start(&bench->measure);
	for (; load.first <= count; load.first += LOAD_COMMIT) {
		double start = now_ms();
		for (int i = 0; i < LOAD_COMMIT; i++)
			load.texts[i] = words_document(words, arena, LOAD_ORG, NULL,
						       load_text(arena, load.first + i, &seed));
		must(db_write(bench->store, &task), "load");
		measure_add(&bench->measure, start);
		hk_arena_reset(arena);
	}
	measure_print(&bench->measure, "500 documents");
	hk_arena_free(arena);
	words_close(words);
}

struct page {
	int64_t before;
	struct db_rows rows;
};

static enum hk_result page_read(struct db *db, void *data)
{
	struct page *page = data;

	return db_select(db, &ticket_record,
			 DB_WHERE("status = $2 AND (created_at, id) < ($3, $3)",
				  "ORDER BY created_at DESC, id DESC LIMIT 50"),
			 DB_ARGS("open", page->before), &page->rows);
}

static void page(struct bench *bench)
{
	struct hk_arena *arena = hk_arena_new();
	struct page page = { .before = INT64_MAX };
	struct db_task task = {
		.work = page_read, .data = &page, .arena = arena, .org_id = LOAD_ORG
	};

	measure_start(&bench->measure);
	for (int i = 0; i < ROUNDS * 10; i++) {
		double start = now_ms();
		must(db_read(bench->store, &task), "page");
		measure_add(&bench->measure, start);
		page.before = page.rows.count == 50
				      ? ((struct ticket *)page.rows.items)[49].created_at
				      : INT64_MAX;
		hk_arena_reset(arena);
	}
	measure_print(&bench->measure, "page of 50");
	hk_arena_free(arena);
}

/* before: another one each time, since the same question is answered from memory. */
struct query {
	const char *text;
	int64_t before;
	struct db_rows rows;
};

static enum hk_result query_read(struct db *db, void *data)
{
	struct query *query = data;

	return db_select(db, &hit_record, db_search(db)->find,
			 DB_ARGS(query->text, query->before, 25), &query->rows);
}

static void search_one(struct bench *bench, struct words *words, int64_t org_id, int64_t space,
		       const char *text)
{
	struct hk_arena *arena = hk_arena_new();
	struct query query = { .text = NULL };
	struct db_task task = {
		.work = query_read, .data = &query, .arena = arena, .org_id = org_id
	};
	char what[64];

	measure_start(&bench->measure);
	for (int i = 0; i < ROUNDS; i++) {
		double start = now_ms();
		query.before = INT64_MAX - i;
		query.text = words_query(words, arena, space, !bench->is_sqlite, text);
		must(db_read(bench->store, &task), "search");
		measure_add(&bench->measure, start);
		hk_arena_reset(arena);
	}
	snprintf(what, sizeof(what), "%s (%zu)", text, query.rows.count);
	measure_print(&bench->measure, what);
	hk_arena_free(arena);
}

static void search(struct bench *bench)
{
	static const char *const texts[] = {
		"klientams", "গ্রাহকের", "zvaigzde",  "nowhere", "klientams zvaigzde",
		"kli*",      "klient*", "klientam*", "গ্রা*",    "pra*",
		"prami*",    "zva*"
	};
	struct words *words = words_open();

	for (size_t i = 0; i < HK_COUNT(texts); i++)
		search_one(bench, words, LOAD_ORG, LOAD_ORG, texts[i]);
	words_close(words);
}

static void find(struct bench *bench, int64_t org_id, const char *text)
{
	struct words *words = words_open();
	struct ctx cx = { .org_id = org_id };

	search_one(bench, words, org_id, search_space(&cx, SEARCH_TICKETS, 0), text);
	words_close(words);
}

struct row {
	int64_t id, number, due_at, opened_at;
	const char *subject, *preview, *state, *channel, *language;
};

static const struct db_column row_columns[] = {
	DB_COLUMN(struct row, id),       DB_COLUMN(struct row, number),
	DB_COLUMN(struct row, due_at),   DB_COLUMN(struct row, opened_at),
	DB_COLUMN(struct row, subject),  DB_COLUMN(struct row, preview),
	DB_COLUMN(struct row, state),    DB_COLUMN(struct row, channel),
	DB_COLUMN(struct row, language),
};
static const struct db_record row_record = DB_RECORD("ticket", struct row, row_columns);

struct first {
	int64_t after; /* another one each time, as above */
	struct db_rows rows;
};

static enum hk_result inbox_read(struct db *db, void *data)
{
	struct first *first = data;

	return db_select(
		db, &row_record,
		DB_WHERE("bucket = 'active' AND due_at > $2", "ORDER BY due_at, id LIMIT 50"),
		DB_ARGS(first->after), &first->rows);
}

static void inbox(struct bench *bench, int64_t org_id)
{
	struct hk_arena *arena = hk_arena_new();
	struct first first = { .after = 0 };
	struct db_task task = {
		.work = inbox_read, .data = &first, .arena = arena, .org_id = org_id
	};

	measure_start(&bench->measure);
	for (int i = 0; i < ROUNDS * 10; i++) {
		double start = now_ms();
		first.after = -i;
		must(db_read(bench->store, &task), "inbox");
		measure_add(&bench->measure, start);
		hk_arena_reset(arena);
	}
	measure_print(&bench->measure, "inbox of 50");
	hk_arena_free(arena);
}

static void make_tables(struct db_store *store)
{
	struct db_migration own[2] = { { .number = 1, .name = "bench", .sql = tables } };
	size_t count;

	for (size_t i = 0; i < migration_count; i++)
		if (migrations[i].number == SEARCH_MIGRATION)
			own[1] = migrations[i];
	must(db_migrate(store, own, HK_COUNT(own), 0, &count), "tables");
}

static bool run(struct bench *bench, int count, char **words)
{
	const char *what = words[0];
	long numbers[3] = { 1, 1, 1 };

	for (int i = 1; i < count && i < 4; i++)
		numbers[i - 1] = strtol(words[i], NULL, 10);
	if (strcmp(what, "commit") == 0)
		run_threads(bench, commit_main, 1, (int)numbers[0], 1);
	else if (strcmp(what, "create") == 0 && numbers[0] <= THREADS_MAX)
		run_threads(bench, create_main, (int)numbers[0], (int)numbers[1], (int)numbers[2]);
	else if (strcmp(what, "load") == 0)
		load(bench, numbers[0]);
	else if (strcmp(what, "page") == 0)
		page(bench);
	else if (strcmp(what, "search") == 0)
		search(bench);
	else if (strcmp(what, "find") == 0 && count > 2)
		find(bench, numbers[0], words[2]);
	else if (strcmp(what, "inbox") == 0)
		inbox(bench, numbers[0]);
	else
		return false;
	return true;
}

int main(int argc, char **argv)
{
	struct bench bench = { .next_id = hk_clock_now() * 1000 };

	if (argc < 3) {
		fprintf(stderr, "db_bench URL commit|create|load|page|search|find|inbox ...\n");
		return 2;
	}
	must(db_store_open(&(struct db_settings){ .url = argv[1], .connections = CONNECTIONS },
			   &bench.store),
	     "open");
	bench.is_sqlite = db_store_is_sqlite(bench.store);
	if (strcmp(argv[2], "find") != 0 && strcmp(argv[2], "inbox") != 0)
		make_tables(bench.store);

	bool is_good = run(&bench, argc - 2, argv + 2);

	db_store_close(bench.store);
	return is_good ? 0 : 2;
}
