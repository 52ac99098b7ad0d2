#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/time.h"
#include "db/postgres.h"

enum { OPTIONS_MAX = 80, LOG_MS = 1000, LINE_MAX_BYTES = 8192 };

/* Every wait ends: in the server by its own limits, on a cut cable by the kernel's and by ours. */
static const char limits[] = "-c statement_timeout=8s -c lock_timeout=5s"
			     " -c idle_in_transaction_session_timeout=30s";

static const struct {
	const char *keyword, *value;
} defaults[] = {
	{ "application_name", "hark" }, { "client_encoding", "UTF8" },
	{ "keepalives_idle", "10" },    { "keepalives_interval", "5" },
	{ "keepalives_count", "3" },    { "tcp_user_timeout", "10000" },
};

struct db_engine *db_postgres_engine_open(const char *url, bool *ret_is_damaged)
{
	char *error = NULL;
	PQconninfoOption *options;
	struct pq pq;

	*ret_is_damaged = false; /* that is the server's own business */
	if (pq_load(&pq) != HK_OK)
		return NULL;
	options = pq.PQconninfoParse(url, &error);

	/* The library's own words may quote the URL, and with it the password. */
	if (!options)
		hk_log(HK_LOG_ERROR, "db.closed", "reason=\"the URL cannot be read\"");
	if (error)
		pq.PQfreemem(error);
	if (!options)
		return NULL;

	struct db_engine *engine = calloc(1, sizeof(*engine));

	if (!engine)
		abort();
	engine->pq = pq;
	engine->options = options;
	return engine;
}

void db_postgres_engine_close(struct db_engine *engine)
{
	engine->pq.PQconninfoFree(engine->options);
	hk_free(engine);
}

/* One "keyword='value' " of a connection line. */
static void word_add(struct hk_buf *line, const char *keyword, const char *value)
{
	hk_buf_format(line, "%s='", keyword);
	for (; *value; value++)
		hk_buf_format(line, "%s%c", *value == '\'' || *value == '\\' ? "\\" : "", *value);
	hk_buf_text(line, "' ");
}

enum hk_result db_url_split(struct hk_arena *arena, const char *url, const char **ret_target,
			    const char **ret_password)
{
	const char *password = "";
	PQconninfoOption *options;
	scoped_buf line = { 0 };
	struct pq pq;

	HK_TRY(pq_load(&pq));
	options = pq.PQconninfoParse(url, NULL);
	hk_buf_init(&line, LINE_MAX_BYTES);
	if (!options)
		return HK_INVALID;
	/* Said first, so that the URL may say something else. */
	word_add(&line, "target_session_attrs", "read-write");
	for (const PQconninfoOption *option = options; option->keyword; option++) {
		bool is_secret = strcmp(option->dispchar, "*") == 0;
		if (option->val && strcmp(option->keyword, "password") == 0)
			password = hk_copy_text(arena, option->val);
		if (option->val && !is_secret)
			word_add(&line, option->keyword, option->val);
	}
	pq.PQconninfoFree(options);
	*ret_target = hk_copy(arena, line.bytes, line.length);
	*ret_password = password;
	return HK_OK;
}

struct settings {
	const char *keywords[OPTIONS_MAX], *values[OPTIONS_MAX];
	size_t count;
};

static void put(struct settings *settings, const char *keyword, const char *value)
{
	size_t at = 0;

	while (at < settings->count && strcmp(settings->keywords[at], keyword) != 0)
		at++;
	if (at >= OPTIONS_MAX - 1)
		return;
	settings->keywords[at] = keyword;
	settings->values[at] = value;
	settings->count += at == settings->count ? 1 : 0;
}

static const char *value_of(const struct db_engine *engine, const char *keyword,
			    const char *otherwise)
{
	for (const PQconninfoOption *option = engine->options; option->keyword; option++)
		if (strcmp(option->keyword, keyword) == 0 && option->val)
			return option->val;
	return otherwise;
}

/* The library would write to standard error. */
static void keep_silent(void *data, const PGresult *result)
{
	(void)data;
	(void)result;
}

/* Once a second: a server that is gone is called often. */
static void log_closed(struct db_engine *engine, const PGconn *handle)
{
	int64_t now = hk_clock_monotonic(), last = engine->logged_at;

	if ((last && now - last < LOG_MS) ||
	    !atomic_compare_exchange_strong(&engine->logged_at, &last, now))
		return;
	hk_log(HK_LOG_ERROR, "db.closed", "reason=\"%s\"", engine->pq.PQerrorMessage(handle));
}

PGconn *db_postgres_connect(struct db_engine *engine, const char *target, const char *session,
			    int64_t wait_ms)
{
	const struct pq *pq = &engine->pq;
	scoped_arena *arena = hk_arena_new();
	struct settings settings = { .count = 0 };

	for (size_t i = 0; i < HK_COUNT(defaults); i++)
		put(&settings, defaults[i].keyword, defaults[i].value);
	put(&settings, "connect_timeout", wait_ms < DB_WAIT_MS ? "2" : "5");
	put(&settings, "target_session_attrs", target);
	for (const PQconninfoOption *option = engine->options; option->keyword; option++)
		if (option->val)
			put(&settings, option->keyword, option->val);
	put(&settings, "options",
	    hk_format(arena, "%s %s %s", limits, session, value_of(engine, "options", "")));

	PGconn *handle = pq->PQconnectdbParams(settings.keywords, settings.values, 0);

	pq->PQsetNoticeReceiver(handle, keep_silent, NULL);
	if (pq->PQstatus(handle) == CONNECTION_OK)
		return handle;
	log_closed(engine, handle);
	pq->PQfinish(handle);
	return NULL;
}

/*
 * "The transaction has already committed locally, but might not have been
 * replicated to the standby" arrives as a warning beside a successful COMMIT.
 */
void db_postgres_notice(void *data, const PGresult *result)
{
	struct db_link *link = data;
	const char *severity =
		link->engine->pq.PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);

	if (link->is_committing && severity && strcmp(severity, "WARNING") == 0)
		link->is_unknown = true;
}

enum hk_result db_postgres_lost(struct db_link *link)
{
	hk_log(HK_LOG_WARNING, "db.lost", "unknown=%d", link->is_committing);
	link->is_broken = true;
	link->is_unknown = link->is_committing;
	link->may_retry = !link->is_committing;
	return HK_UNAVAILABLE;
}

/* Of class 42 (a fault in the text) the words are told; others may quote what people wrote. */
static void log_fault(const struct pq *pq, const PGresult *result, const char *state)
{
	const char *table = pq->PQresultErrorField(result, PG_DIAG_TABLE_NAME);
	const char *constraint = pq->PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
	const char *words = pq->PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	hk_log(HK_LOG_ERROR, "db.failed", "state=%s table=%s constraint=%s reason=\"%s\"", state,
	       table ? table : "-", constraint ? constraint : "-",
	       words && strncmp(state, "42", 2) == 0 ? words : "");
}

enum hk_result db_postgres_judge(struct db_link *link, const PGresult *result)
{
	static const struct {
		const char *state;
		enum hk_result result;
		bool may_retry, is_silent;
	} states[] = {
		{ "40001", HK_UNAVAILABLE, true, true },  { "40P01", HK_UNAVAILABLE, true, true },
		{ "55P03", HK_UNAVAILABLE, true, false }, { "57014", HK_UNAVAILABLE, false, false },
		{ "23505", HK_CONFLICT, false, true },    { "23", HK_INVALID, false, true },
		{ "53", HK_UNAVAILABLE, false, false },   { "58", HK_UNAVAILABLE, false, false },
		{ "22", HK_INVALID, false, false },       { "54", HK_INVALID, false, false },
	};

	const struct pq *pq = &link->engine->pq;
	ExecStatusType status = pq->PQresultStatus(result);
	const char *state = pq->PQresultErrorField(result, PG_DIAG_SQLSTATE);

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
	    status == PGRES_PIPELINE_SYNC)
		return HK_OK;
	if (pq->PQstatus(link->handle) == CONNECTION_BAD ||
	    (state && strncmp(state, "57P", 3) == 0))
		return db_postgres_lost(link);
	if (state && strcmp(state, "25006") == 0)
		return link->is_reader ? HK_DENIED : db_postgres_lost(link); /* no primary now */
	for (size_t i = 0; state && i < HK_COUNT(states); i++)
		if (strncmp(state, states[i].state, strlen(states[i].state)) == 0) {
			link->may_retry = states[i].may_retry;
			if (!states[i].is_silent)
				log_fault(pq, result, state);
			return states[i].result;
		}
	if (status != PGRES_PIPELINE_ABORTED)
		log_fault(pq, result, state ? state : "-");
	return HK_FAILED;
}

struct table {
	const char *name;
};

static const struct db_column table_columns[] = { DB_COLUMN(struct table, name) };
static const struct db_record table_record = DB_RECORD("pg_class", struct table, table_columns);

/* Reads every row of one table whole, so that checksums and lengths are looked at. */
static enum hk_result check_table(struct db_link *link, struct hk_arena *arena, const char *name)
{
	const struct pq *pq = &link->engine->pq;
	char *quoted = pq->PQescapeIdentifier(link->handle, name, strlen(name));
	enum hk_result result = db_postgres_send(
		link,
		hk_format(arena, "SELECT sum(octet_length(CAST(t AS text))) FROM %s t", quoted));

	pq->PQfreemem(quoted);
	return result == HK_OK ? db_postgres_answer(link, NULL) : result;
}

enum hk_result db_postgres_check(struct db_link *link, struct hk_arena *arena,
				 const char **ret_fault)
{
	struct db db = { .link = link, .arena = arena };
	struct db_rows tables;

	HK_TRY(db_select(&db, &table_record, link->driver->tables, DB_NONE, &tables));
	HK_TRY(db_postgres_send(link, "SET statement_timeout = 0"));
	HK_TRY(db_postgres_answer(link, NULL));
	link->wait_ms = INT32_MAX;
	*ret_fault = NULL;
	for (size_t i = 0; i < tables.count; i++) {
		const char *name = ((const struct table *)tables.items)[i].name;
		enum hk_result result = check_table(link, arena, name);

		if (link->is_broken)
			return result;
		if (result != HK_OK && !*ret_fault)
			*ret_fault = hk_format(arena, "Table %s cannot be read whole.", name);
	}
	link->wait_ms = DB_WAIT_MS;
	HK_TRY(db_postgres_send(link, "RESET statement_timeout"));
	return db_postgres_answer(link, NULL);
}
