/*
 * sheet: the opening sheet of a meeting, whose first words are the customer's. It is drafted from
 * what the wall, promises and complaints hold on that day, then people change its words and write
 * down what was decided. It is a record: later changes of the data do not change it.
 *
 * Everybody who works here reads it, so its draft holds what the wall would show to everybody:
 * masked, and nothing of restricted teams.
 */
#pragma once

#include "core/ctx.h"

enum { SHEET_TITLE_LETTERS = 120, SHEET_TEXT_LETTERS = 4000, SHEET_DECISION_LETTERS = 500 };

enum { SHEET_DECISIONS_MOST = 100, SHEET_PAGE = 50 };

enum sheet_kind {
	SHEET_GOOD,
	SHEET_BAD,
	SHEET_CAUSE,
	SHEET_PROMISES,
	SHEET_COMPLAINT,
	SHEET_SILENT,
	SHEET_METRIC,
	SHEET_NOTES,
	SHEET_KINDS,
};

/* "good", ...: as rows and forms name it. */
const char *sheet_kind_name(enum sheet_kind kind);

struct sheet {
	int64_t id;
	const char *title;
	int64_t meets_at;
	const char *language;
	int64_t made_by, made_at, version;
};

struct sheet_list {
	struct sheet *items;
	size_t count;
};

struct sheet_texts {
	const char *of[SHEET_KINDS];
};

/* What somebody wrote, and what stood there when he began. */
struct sheet_change {
	int64_t version;
	struct sheet_texts texts;
	struct sheet_texts marks; /* sheet_mark() of each text that he was shown; "": not known */
};

struct sheet_decision {
	int64_t sheet_id, id;
	const char *text;
	int64_t owner_id, due_at, number, made_by, made_at, done_at, done_by;
	const char *owner; /* his name */
};

struct sheet_decisions {
	struct sheet_decision *items;
	size_t count;
};

/* The actor may draft sheets, change their words and write down decisions. */
bool sheet_may_write(const struct ctx *cx);

/* The newest meeting first. */
enum hk_result sheet_page(struct ctx *cx, struct sheet_list *ret);
enum hk_result sheet_find(struct ctx *cx, int64_t id, struct sheet *ret);
enum hk_result sheet_texts_find(struct ctx *cx, int64_t id, struct sheet_texts *ret);
enum hk_result sheet_decisions_find(struct ctx *cx, int64_t id, struct sheet_decisions *ret);

/* Drafted in the language of the actor. The same meeting twice is one sheet. HK_INVALID beside
 * "title", or "day": it is from a week ago to a year from now. */
enum hk_result sheet_add(struct ctx *cx, const char *title, int64_t meets_at, int64_t *ret_id);
/* A form carries every part, also those that its writer left alone: of these nothing is written, so
 * that two may write at once, and what was erased meanwhile stays away. HK_CONFLICT where somebody
 * else changed the same part. HK_INVALID beside the name of a kind. */
enum hk_result sheet_write(struct ctx *cx, int64_t id, const struct sheet_change *change);
/* By which a form knows again what stood there; no word can be read from it. */
const char *sheet_mark(struct ctx *cx, const char *text);
/* text, owner_id, due_at and number; with a number it is given as a task from that ticket too.
 * HK_INVALID beside "decision", "owner", "due" or "ticket". The same twice within an hour is one.
 */
enum hk_result sheet_decide(struct ctx *cx, int64_t id, const struct sheet_decision *decision);
/* By its owner, or whoever may write; twice is harmless. */
enum hk_result sheet_decision_end(struct ctx *cx, int64_t id, int64_t decision_id);

/* Tells owner and writer, each once, of those whose day ended at that time or before and that are
 * still open. */
enum hk_result sheet_late(struct ctx *cx, int64_t id, int64_t at);
/* The duty that does so (job/tell/decision_late.c); about a sheet. */
#define SHEET_LATE_JOB "sheet.late"

/* Open ones of the actor that are no task of a ticket, the first due first. */
enum hk_result sheet_decisions_mine(struct ctx *cx, int64_t limit, struct sheet_decisions *ret);
/* Those of somebody who has left go to who sees to it from now on (people/heir.h). Runs as the
 * house; again changes nothing. */
enum hk_result sheet_release(struct ctx *cx, int64_t staff_id);

/* An answer is erased: takes the lines that quote it out of every sheet. name: of who said it; ""
 * where nobody knows. is_veiled: said in confidence, so that no line ever named him. As no line
 * names a customer, the same words of somebody else go along; what a colleague has put into other
 * words stays. */
enum hk_result sheet_forget(struct ctx *cx, const char *words, const char *name, bool is_veiled);

/* What the data says, in the language of cx. */
enum hk_result sheet_draft(struct ctx *cx, struct sheet_texts *ret);
