#include "db/postgres.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "db/memory.h"

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25 };

enum {
	BINARY = 1,
	AHEAD = 4, /* so many commands without an answer go out before anybody waits for one */
};

/* The next result, or NULL at the end of one command's; a late server breaks the link. One that
 * has much to do is not late: it takes what is left to send while its answers are read. */
static PGresult *next_result(struct db_link *link)
{
	const struct pq *pq = &link->engine->pq;
	int64_t until = hk_clock_monotonic() + link->wait_ms;
	int unsent = pq->PQflush(link->handle);

	while (pq->PQisBusy(link->handle)) {
		struct pollfd wait = { pq->PQsocket(link->handle), POLLIN, 0 };
		if (unsent > 0)
			wait.events |= POLLOUT;

		int64_t left = until - hk_clock_monotonic();

		if (left <= 0 || poll(&wait, 1, (int)left) == 0 ||
		    !pq->PQconsumeInput(link->handle)) {
			hk_ignore(db_postgres_lost(link));
			return NULL;
		}
		unsent = pq->PQflush(link->handle);
	}
	return pq->PQgetResult(link->handle);
}

static struct db_value read_value(const struct pq *pq, const PGresult *result, int row, int column,
				  enum db_type type)
{
	struct db_value value = { .type = type };
	const unsigned char *bytes = (const unsigned char *)pq->PQgetvalue(result, row, column);
	int length = pq->PQgetlength(result, row, column);

	if (pq->PQgetisnull(result, row, column))
		return value;
	value.bytes = (struct db_blob){ bytes, (size_t)length };
	for (int i = 0; type == DB_INT && i < length; i++)
		value.number = (int64_t)((uint64_t)value.number << 8 | bytes[i]);
	if (type == DB_INT && length == 4)
		value.number = (int32_t)value.number;
	if (type == DB_INT && length == 2)
		value.number = (int16_t)value.number;
	return value;
}

/* sum() of bigint is numeric in PostgreSQL: such a column needs a CAST in the text. */
static bool are_columns_readable(const struct pq *pq, const PGresult *result,
				 const struct db_call *call)
{
	if (pq->PQnfields(result) < (int)call->record->count)
		return false;
	for (size_t i = 0; i < call->record->count; i++) {
		Oid oid = pq->PQftype(result, (int)i);
		bool is_number =
			oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2 || oid == OID_BOOL;
		if (call->record->columns[i].type == DB_INT && !is_number)
			return false;
	}
	return true;
}

static enum hk_result read_rows(const struct pq *pq, const PGresult *result, struct db_call *call)
{
	if (!are_columns_readable(pq, result, call)) {
		hk_log(HK_LOG_ERROR, "db.failed", "reason=\"columns do not fit\" text=\"%s\"",
		       call->text);
		return HK_FAILED;
	}
	for (int row = 0; row < pq->PQntuples(result); row++) {
		void *item = db_rows_add(call);
		for (size_t i = 0; i < call->record->count; i++)
			db_put(call, item, i,
			       read_value(pq, result, row, (int)i, call->record->columns[i].type));
	}
	return HK_OK;
}

static void note_sent(struct db_link *link)
{
	link->pending++;
	link->sent++;
}

/* The question to which the next answer belongs, or NULL when nobody expects that one. */
static struct db_expected *first_expected(const struct db_link *link)
{
	struct db_expected *first = link->expected_count ? link->expected[0] : NULL;

	return first && first->serial == link->sent - link->pending + 1 ? first : NULL;
}

/* Its whole answer has come. */
static void remember(struct db_link *link)
{
	struct db_expected *first = first_expected(link);

	if (!first)
		return;
	if (first->is_answered)
		db_memory_add(link->memory, &first->call, first->changes);
	link->expected_count--;
	for (size_t i = 0; i < link->expected_count; i++)
		link->expected[i] = link->expected[i + 1];
}

static enum hk_result read_answer(struct db_link *link, PGresult *result, struct db_call *call)
{
	const struct pq *pq = &link->engine->pq;
	struct db_expected *expected = first_expected(link);

	HK_TRY(db_postgres_judge(link, result));
	if (expected) {
		HK_TRY(read_rows(pq, result, &expected->call));
		expected->is_answered = true;
		return HK_OK;
	}
	if (link->pending > 1 || !call)
		return HK_OK;
	if (!hk_number(pq->PQcmdTuples(result), &call->changed))
		call->changed = 0;
	if (call->record && pq->PQresultStatus(result) == PGRES_TUPLES_OK)
		return read_rows(pq, result, call);
	return HK_OK;
}

/* Reads the answers of every command sent so far; the last one's rows go to call. */
static enum hk_result drain(struct db_link *link, struct db_call *call)
{
	const struct pq *pq = &link->engine->pq;
	enum hk_result first = HK_OK;

	while (link->pending > 0) {
		PGresult *result = next_result(link);
		if (link->is_broken)
			return HK_UNAVAILABLE;
		if (!result) {
			remember(link);
			link->pending--;
			link->owed -= link->owed > 0 ? 1 : 0;
			continue;
		}

		enum hk_result mine = read_answer(link, result, call);

		if (first == HK_OK && mine != HK_OK) {
			first = mine;
			link->is_spoilt = link->is_spoilt || link->owed > 0;
		}
		pq->PQclear(result);
	}
	return first;
}

enum hk_result db_postgres_answer(struct db_link *link, struct db_call *call)
{
	if (!link->is_reader && !link->engine->pq.PQsendFlushRequest(link->handle))
		return db_postgres_lost(link);
	return drain(link, call);
}

/* Ends a pipeline: the server forgets an error only at the sync. */
static enum hk_result sync(struct db_link *link)
{
	const struct pq *pq = &link->engine->pq;

	if (!pq->PQpipelineSync(link->handle))
		return db_postgres_lost(link);

	enum hk_result result = drain(link, NULL);

	while (!link->is_broken) {
		PGresult *sign = next_result(link);
		bool is_end = pq->PQresultStatus(sign) == PGRES_PIPELINE_SYNC;

		pq->PQclear(sign);
		if (is_end)
			break;
	}
	return link->is_broken ? HK_UNAVAILABLE : result;
}

enum hk_result db_postgres_send(struct db_link *link, const char *sql)
{
	if (!link->engine->pq.PQsendQueryParams(link->handle, sql, 0, NULL, NULL, NULL, NULL,
						BINARY))
		return db_postgres_lost(link);
	note_sent(link);
	return HK_OK;
}

/* A name is never used twice in a connection, so that a lost DEALLOCATE does no harm. */
static const char *name_of(const struct db_cached *slot, char ret[24])
{
	snprintf(ret, 24, "s%zu", slot->serial);
	return ret;
}

static enum hk_result prepare(struct db_link *link, const struct db_call *call,
			      struct db_cached *slot)
{
	static const Oid oids[] = {
		[DB_INT] = OID_INT8, [DB_TEXT] = OID_TEXT, [DB_BLOB] = OID_BYTEA
	};
	scoped_buf text = { 0 };
	Oid types[DB_VALUES_MAX];
	char name[24];

	hk_buf_init(&text, DB_TEXT_MAX);
	db_compose(call, &text);
	for (size_t i = 0; i < call->count; i++)
		types[i] = oids[call->values[i].type];
	slot->serial = ++link->serial;
	if (!link->engine->pq.PQsendPrepare(link->handle, name_of(slot, name), text.bytes,
					    (int)call->count, types))
		return db_postgres_lost(link);
	note_sent(link);
	HK_TRY(db_postgres_answer(link, NULL));
	slot->is_ready = true;
	return HK_OK;
}

static enum hk_result run(struct db_link *link, struct db_call *call)
{
	struct db_cached *slot = db_cached(link, call);
	const char *values[DB_VALUES_MAX];
	int lengths[DB_VALUES_MAX], formats[DB_VALUES_MAX];
	unsigned char numbers[DB_VALUES_MAX][8];
	char name[24];

	if (!slot->is_ready)
		HK_TRY(prepare(link, call, slot));
	for (size_t i = 0; i < call->count; i++) {
		const struct db_value *value = &call->values[i];

		for (int byte = 0; byte < 8; byte++)
			numbers[i][byte] =
				(unsigned char)((uint64_t)value->number >> (56 - 8 * byte));
		values[i] = value->type == DB_INT ? (const char *)numbers[i] : value->bytes.bytes;
		lengths[i] = value->type == DB_INT ? 8 : (int)value->bytes.length;
		formats[i] = BINARY;
	}
	if (!link->engine->pq.PQsendQueryPrepared(link->handle, name_of(slot, name),
						  (int)call->count, values, lengths, formats,
						  BINARY))
		return db_postgres_lost(link);
	note_sent(link);
	if (link->is_reader || !call->is_lazy)
		return db_postgres_answer(link, call);
	/* The server begins with them while the function goes on. What does not go out now goes out
	 * with the next answer, where a lost line shows as well. */
	if (link->pending % AHEAD == 0)
		link->engine->pq.PQflush(link->handle);
	return HK_OK;
}

static enum hk_result expect(struct db_link *link, struct db_expected *expected)
{
	struct db_cached *slot = db_cached(link, &expected->call);

	/* What has to be prepared is waited for: with it goes whatever was expected before. */
	if (!slot->is_ready)
		HK_TRY(prepare(link, &expected->call, slot));
	expected->serial = link->sent + 1;
	link->expected[link->expected_count++] = expected;
	return run(link, &expected->call);
}

/* What was taken back is no answer. */
static void forget_answers(struct db_link *link)
{
	db_memory_clear(link->memory);
	link->expected_count = 0;
}

static enum hk_result settle(struct db_link *link)
{
	return db_postgres_answer(link, NULL);
}

static enum hk_result script(struct db_link *link, const char *sql)
{
	db_memory_clear(link->memory);
	HK_TRY(db_postgres_send(link, sql));
	return settle(link);
}

static void forget(struct db_link *link)
{
	hk_ignore(db_postgres_send(link, "DEALLOCATE ALL"));
	if (link->is_reader)
		hk_ignore(settle(link)); /* no pipeline: one command at a time */
}

/*
 * One writer at a time in each organisation, whatever node he is on: what a
 * function has read stays true until it commits, as on SQLite, and two groups
 * that meet in several rows do not fall into a deadlock. Several houses may
 * live in one database, each in its schema: they do not wait for each other.
 */
static enum hk_result lock_organisation(struct db_link *link, int64_t org_id)
{
	static const int64_t house = 0x4861726b00000000; /* "Hark": others may share the server */
	struct db_call call = { .text = "SELECT pg_advisory_xact_lock($1"
					" # hashtextextended(current_schema(), 0))",
				.values = { db_int(org_id ^ house) },
				.count = 1,
				.is_lazy = true };

	return run(link, &call);
}

/* Nothing tells whether somebody else wrote since the last task. */
static enum hk_result read_begin(struct db_link *link)
{
	db_memory_clear(link->memory);
	return HK_OK;
}

/* BEGIN and statements without an answer go out together with the first that needs one. From the
 * organisation's lock on nobody else writes, so what one function of a group was answered the next
 * one need not ask again. */
static enum hk_result begin(struct db_link *link, int64_t org_id)
{
	forget_answers(link);
	link->is_spoilt = link->may_retry = false;
	link->owed = 0;
	HK_TRY(db_postgres_send(link, "BEGIN"));
	link->is_inside = true;
	return lock_organisation(link, org_id);
}

static enum hk_result commit(struct db_link *link)
{
	HK_TRY(db_postgres_send(link, "COMMIT"));
	link->is_committing = true;

	/* Errors of what was sent before show here too; then COMMIT was not executed. */
	enum hk_result result = sync(link);

	link->is_committing = false;
	if (result != HK_OK)
		return result;
	link->is_inside = false;
	link->wait_ms = DB_WAIT_MS;
	return link->is_unknown ? HK_UNAVAILABLE : HK_OK;
}

static void rollback(struct db_link *link)
{
	bool may_retry = link->may_retry;

	if (!link->is_inside)
		return;
	forget_answers(link);
	hk_ignore(sync(link)); /* what failed is known; now the server listens again */
	if (!link->is_broken &&
	    (db_postgres_send(link, "ROLLBACK") != HK_OK || sync(link) != HK_OK))
		link->is_broken = true;
	link->is_inside = false;
	link->wait_ms = DB_WAIT_MS;
	link->may_retry = may_retry;
}

static enum hk_result mark(struct db_link *link)
{
	HK_TRY(db_postgres_send(link, "SAVEPOINT job"));
	link->owed = link->pending;
	return HK_OK;
}

static enum hk_result keep(struct db_link *link)
{
	return db_postgres_send(link, "RELEASE SAVEPOINT job");
}

static enum hk_result undo(struct db_link *link)
{
	forget_answers(link);
	hk_ignore(sync(link));
	if (link->is_broken || link->is_spoilt)
		return HK_FAILED;
	HK_TRY(db_postgres_send(link, "ROLLBACK TO SAVEPOINT job"));
	return keep(link);
}

static enum hk_result unhurry(struct db_link *link)
{
	link->wait_ms = 24 * (int64_t)HK_HOUR;
	HK_TRY(db_postgres_send(link, "SET LOCAL statement_timeout = 0"));
	return db_postgres_send(link, "SET LOCAL lock_timeout = 0");
}

/* PostgreSQL reads the text of a check again for each row that is written. Of words that are
 * compared one after the other, as SQLite has it cheapest (tools/embed_migrations.py), this was a
 * tenth of what a ticket cost; a list that is a constant has a third of that text. */
#define LONG_CHECKS                                                                        \
	"(SELECT conrelid, conname, name, rule FROM (SELECT conrelid, conname,"            \
	" pg_get_constraintdef(oid) AS rule FROM pg_constraint WHERE contype = 'c' AND"    \
	" connamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()))" \
	" AS any_check, substring(rule FROM '^CHECK \\(+(\\w+) = ') AS name WHERE rule ~"  \
	" ('^CHECK \\(\\((\\(' || name || ' = ''[^'']*''::text\\)( OR )?){3,}\\)\\)$'))"   \
	" AS long_check"

/* Those of the first table that has any. */
static enum hk_result shorten(struct db_link *link)
{
	static const char checks[] =
		"DO $$ DECLARE one record; BEGIN FOR one IN"
		" SELECT CAST(conrelid AS regclass) AS place, conname, name, (SELECT"
		" array_agg(word[1]) FROM regexp_matches(rule, '''([^'']*)''::text', 'g') AS word)"
		" AS words FROM " LONG_CHECKS
		" WHERE conrelid = (SELECT min(conrelid) FROM " LONG_CHECKS ") LOOP"
		" EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %I CHECK"
		" (%I = ANY (CAST(%L AS text[])))', one.place, one.conname, one.conname, one.name,"
		" one.words); END LOOP; END $$";

	return script(link, checks);
}

static void close_link(struct db_link *link)
{
	link->engine->pq.PQfinish(link->handle);
	db_link_free(link);
}

/* Who writes finds his rows by keys. So a plan is made once, for whatever values come, and walks no
 * table because it was small when the server last counted it: the first day it would be walked
 * whole for each mail, until somebody counts again. */
static const char writer_session[] = "-c enable_seqscan=off -c jit=off"
				     " -c plan_cache_mode=force_generic_plan";

static struct db_link *open_link(struct db_engine *engine, bool is_reader, int64_t wait_ms)
{
	const struct pq *pq = &engine->pq;
	struct db_link *link = db_link_new(&db_postgres, engine, is_reader, wait_ms);

	/* A session that is read-only by default would not pass as read-write. */
	link->handle = db_postgres_connect(
		engine, is_reader ? "primary" : "read-write",
		is_reader ? "-c default_transaction_read_only=on" : writer_session, wait_ms);
	if (!link->handle || pq->PQsetnonblocking(link->handle, 1) != 0 ||
	    (!is_reader && !pq->PQenterPipelineMode(link->handle))) {
		close_link(link);
		return NULL;
	}
	pq->PQsetNoticeReceiver(link->handle, db_postgres_notice, link);
	return link;
}

const struct db_driver db_postgres = {
	.name = "postgresql",
	.search = {
		.put = { "INSERT INTO search (org_id, id, words)"
			 " VALUES ($1, $2, CAST(CAST($3 AS text) AS tsvector))"
			 " ON CONFLICT (org_id, id) DO UPDATE SET words = excluded.words" },
		.drop = { "DELETE FROM search WHERE org_id = $1 AND id = $2" },
		/* The planner guesses rare words wrong and walks the whole key: so the plan is
		 * spelt out. The newest two thousand tell how common a word is: one that they have
		 * a few times is looked for further back along the key, because the GIN would give
		 * all that there are before the newest could be taken; the others are left to the
		 * GIN ("id + 0" keeps the key out of that branch). */
		.find = { "WITH recent AS MATERIALIZED (SELECT id FROM (SELECT id, words FROM search"
			  " WHERE org_id = $1 AND id < $3 ORDER BY id DESC LIMIT 2000) newest"
			  " WHERE words @@ CAST(CAST($2 AS text) AS tsquery)),"
			  " further AS MATERIALIZED (SELECT id FROM (SELECT id, words FROM search"
			  " WHERE org_id = $1 AND id < $3 ORDER BY id DESC LIMIT 100000) newer"
			  " WHERE words @@ CAST(CAST($2 AS text) AS tsquery)"
			  " AND (SELECT count(*) FROM recent) BETWEEN 3 AND $4 - 1 LIMIT $4),"
			  " older AS MATERIALIZED (SELECT id FROM search WHERE org_id = $1 AND id + 0 < $3"
			  " AND words @@ CAST(CAST($2 AS text) AS tsquery)"
			  " AND (SELECT count(*) FROM recent) < $4"
			  " AND (SELECT count(*) FROM further) < $4)"
			  " SELECT id FROM (SELECT id FROM recent UNION SELECT id FROM further"
			  " UNION SELECT id FROM older) every"
			  " ORDER BY id DESC LIMIT $4" },
		.lost = { "(id > $2 AND NOT EXISTS (SELECT 1 FROM search WHERE search.org_id = $1 AND"
			  " search.id = message.id)) ORDER BY id LIMIT $3" },
		.is_tsquery = true,
	},
	.tables = { "/* every organisation */ SELECT relname AS name FROM pg_class WHERE relkind = 'r'"
			       " AND relnamespace = (SELECT oid FROM pg_namespace"
		    " WHERE nspname = current_schema())"
			       " ORDER BY relname" },
	.columns = { "/* every organisation */ SELECT attname AS name,"
		     " CAST(format_type(atttypid, NULL) AS text) AS kind,"
		     " CAST(coalesce((SELECT place FROM pg_index,"
		     " unnest(CAST(indkey AS int2[])) WITH ORDINALITY AS k(number, place)"
		     " WHERE indrelid = attrelid AND indisprimary AND number = attnum), 0)"
		     " AS bigint) AS place FROM pg_attribute"
		     " WHERE attrelid = to_regclass(CAST($2 AS text)) AND attnum > 0"
		     " AND NOT attisdropped ORDER BY attnum" },
	.moment = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	.group_max = 60, /* a session remembers 64 savepoints that wrote; more cost everybody */
	.survey = "ANALYZE",
	.engine_open = db_postgres_engine_open,
	.engine_close = db_postgres_engine_close,
	.open = open_link,
	.close = close_link,
	.run = run,
	.expect = expect,
	.script = script,
	.forget = forget,
	.read_begin = read_begin,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.mark = mark,
	.keep = keep,
	.undo = undo,
	.settle = settle,
	.unhurry = unhurry,
	.long_checks = { "/* every organisation */ SELECT DISTINCT CAST(CAST(conrelid AS regclass)"
			 " AS text) AS name FROM " LONG_CHECKS },
	.shorten = shorten,
	.check = db_postgres_check,
	.line_open = db_notify_open,
	.line_close = db_notify_close,
	.line_fd = db_notify_fd,
	.line_read = db_notify_read,
	.line_ring = db_notify_ring,
};
