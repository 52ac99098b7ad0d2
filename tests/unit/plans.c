#include "plans.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/result.h"
#include "db/sqlite.h"
#include "test.h"

/* The tables that people fill by setting the house up, and those of which there is one row a
 * person. All others grow with what comes. */
/* clang-format off */
static const char *const small[] = {
	"absence", "calendar", "calendar_day", "channel_limit", "complaint_authority",
	"complaint_outside", "complaint_rule", "contact_rule", "counter", "escalation", "harm", "legal_pack",
	"lifecycle", "lifecycle_move", "lifecycle_step", "mailbox", "mailbox_access",
	"mailbox_sending", "migration", "node", "org", "question", "role_right", "rule",
	"rule_on", "rule_version", "saved_reply", "saved_reply_text", "saved_view", "setting",
	"shift", "skill", "staff", "staff_channel", "standard", "standard_rule",
	"standard_version", "survey", "survey_question", "survey_version", "team", "team_member",
	"wall", "wording", "work_rule",
};

/* clang-format on */

enum { SLOTS = 4096 }; /* the texts of a program are fewer by far */

struct asked {
	char *text;
	bool is_judged;
};

static struct asked asked[SLOTS];
static size_t asked_count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void note(const char *text)
{
	size_t at = 5381;

	for (const char *sign = text; *sign; sign++)
		at = at * 33 + (unsigned char)*sign;
	while (asked[at % SLOTS].text && strcmp(asked[at % SLOTS].text, text) != 0)
		at++;
	if (asked[at % SLOTS].text)
		return;
	if (++asked_count == SLOTS)
		abort();
	asked[at % SLOTS].text = strdup(text);
}

static int on_statement(unsigned kind, void *data, void *statement, void *text)
{
	(void)kind;
	(void)data;
	(void)statement;
	pthread_mutex_lock(&mutex);
	note(text);
	pthread_mutex_unlock(&mutex);
	return 0;
}

static int on_open(sqlite3 *handle, const char **problem, const struct sqlite3_api_routines *api)
{
	(void)problem;
	(void)api;
	return sqlite3_trace_v2(handle, SQLITE_TRACE_STMT, on_statement, NULL);
}

void plans_watch(void)
{
	sqlite3_auto_extension((void (*)(void))on_open);
}

/* No plan for what is no question, and none for what says that it wants all. */
static bool is_exempt(const char *text)
{
	static const char *const words[] = { "SELECT", "INSERT", "UPDATE", "DELETE", "WITH" };

	if (strstr(text, "/* every organisation */") || strstr(text, DB_WALKS) ||
	    strstr(text, "(1 = 1)"))
		return true;
	for (size_t i = 0; i < HK_COUNT(words); i++)
		if (strncasecmp(text, words[i], strlen(words[i])) == 0)
			return false;
	return true;
}

/* One line of a plan, such as "SEARCH tie USING INDEX tie_other (org_id=? AND other_id=?)". */
struct line {
	const char *text; /* of the statement */
	const char *plan;
	char alias[64];
	char index[64];
	char table[64]; /* empty: none of the schema */
};

static void word_after(const char *plan, const char *before, char *ret, size_t size)
{
	const char *found = strstr(plan, before);

	*ret = '\0';
	if (found)
		snprintf(ret, size, "%.*s", (int)strcspn(found + strlen(before), " "),
			 found + strlen(before));
}

static sqlite3_stmt *prepare(sqlite3 *handle, const char *text)
{
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v2(handle, text, -1, &statement, NULL) != SQLITE_OK)
		print_error("%s: %s\n", sqlite3_errmsg(handle), text);
	return statement;
}

/* The plan names a table as the text does; an index knows whose it is. */
static void find_table(sqlite3 *handle, struct line *line)
{
	sqlite3_stmt *schema = prepare(
		handle, "SELECT tbl_name FROM sqlite_schema WHERE (type = 'index' AND name = ?1) OR"
			" (type = 'table' AND ?1 = '' AND (name = ?2 OR"
			" instr(?3, ' ' || name || ' ' || ?2 || ' ') OR"
			" instr(?3, ' ' || name || ' AS ' || ?2 || ' ')))");

	word_after(line->plan, line->plan[1] == 'C' ? "SCAN " : "SEARCH ", line->alias,
		   sizeof(line->alias));
	word_after(line->plan, " INDEX ", line->index, sizeof(line->index));
	if (*line->index == '(')
		*line->index = '\0'; /* one that SQLite makes for this question alone */
	sqlite3_bind_text(schema, 1, line->index, -1, SQLITE_STATIC);
	sqlite3_bind_text(schema, 2, line->alias, -1, SQLITE_STATIC);
	sqlite3_bind_text(schema, 3, line->text, -1, SQLITE_STATIC);
	*line->table = '\0';
	if (sqlite3_step(schema) == SQLITE_ROW)
		snprintf(line->table, sizeof(line->table), "%s",
			 (const char *)sqlite3_column_text(schema, 0));
	sqlite3_finalize(schema);
}

static bool grows(const struct line *line)
{
	for (size_t i = 0; i < HK_COUNT(small); i++)
		if (strcmp(line->table, small[i]) == 0)
			return false;
	return *line->table != '\0';
}

/* Whether the text asks for the rows of one ticket, by the alias or without one. */
static bool names_a_ticket(sqlite3 *handle, const struct line *line)
{
	static const char one[] = "ticket_id = ";
	size_t length = strlen(line->alias);

	if (sqlite3_table_column_metadata(handle, NULL, line->table, "ticket_id", NULL, NULL, NULL,
					  NULL, NULL) != SQLITE_OK)
		return false;
	for (const char *at = line->text; (at = strstr(at, one)); at += sizeof(one) - 1) {
		if (at[-1] == ' ' || at[-1] == '(')
			return true;
		if (at[-1] == '.' && (size_t)(at - line->text) > length &&
		    strncmp(at - 1 - length, line->alias, length) == 0)
			return true;
	}
	return false;
}

/* An index of states that a ticket's rows share with those of all others looks to the planner,
 * which counts columns, as good as their key. */
static bool is_beside_the_key(sqlite3 *handle, const struct line *line)
{
	const char *terms = strchr(line->plan, '(');

	for (const char *at = terms; at && (at = strstr(at, "id=?")); at += 4)
		if (strncmp(at - 4, "org_id", 6) != 0)
			return false;
	return terms && !strpbrk(terms, "<>") && names_a_ticket(handle, line);
}

static bool is_walk(sqlite3 *handle, const char *text, const char *plan)
{
	struct line line = { .text = text, .plan = plan };

	if (strncmp(plan, "SCAN ", 5) != 0 && strncmp(plan, "SEARCH ", 7) != 0)
		return false;
	find_table(handle, &line);
	if (!grows(&line))
		return false;
	/* The words are found by MATCH or by the row's number, which stands behind the colon. */
	if (strstr(plan, "VIRTUAL TABLE"))
		return plan[strlen(plan) - 1] == ':';
	return strncmp(plan, "SCAN ", 5) == 0 || strstr(plan, " AUTOMATIC ") ||
	       strstr(plan, "(org_id=?)") || is_beside_the_key(handle, &line);
}

static bool is_good(sqlite3 *handle, const char *text)
{
	char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", text);
	sqlite3_stmt *plan = prepare(handle, explain);
	bool is_good = plan != NULL;

	while (plan && sqlite3_step(plan) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(plan, 3);

		if (!is_walk(handle, text, line))
			continue;
		print_error("A statement walks a table that grows with the house "
			    "(docs/database.md, Asking):\n%s\n    %s\n",
			    text, line);
		is_good = false;
	}
	sqlite3_finalize(plan);
	sqlite3_free(explain);
	return is_good;
}

bool plans_are_good(const char *path)
{
	sqlite3 *handle;
	bool are_good = true;

	if (sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
	    db_sqlite_tokens_register(handle) != SQLITE_OK)
		abort();
	sqlite3_trace_v2(handle, 0, NULL, NULL);
	for (size_t i = 0; i < SLOTS; i++) {
		if (!asked[i].text || asked[i].is_judged)
			continue;
		asked[i].is_judged = true;
		are_good &= is_exempt(asked[i].text) || is_good(handle, asked[i].text);
	}
	sqlite3_close(handle);
	return are_good;
}
