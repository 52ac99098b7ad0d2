/*
 * condition: what must be so about a ticket, as data: a field, how it is compared, with what. Saved
 * views and rules ask the same conditions, so that a list shows what a rule would take.
 *
 * They are kept as lines "all TAB field TAB op TAB value". Of those with "all" each must hold, of
 * those with "any" one at least. A value of choices or ids names several with blanks between, of
 * words several with commas: one of them is enough.
 */
#pragma once

#include "ticket/ticket.h"

enum { CONDITIONS_MOST = 12, CONDITION_LETTERS = 1000 };

enum condition_kind {
	CONDITION_CHOICE, /* codes: is, not */
	CONDITION_ID,     /* of a person, team or mailbox: is, not */
	CONDITION_WORDS,  /* has, lacks; of the subject also part, anywhere within */
	CONDITION_NUMBER, /* least, most */
	CONDITION_YES,    /* is, not; no value */
};

struct condition_field {
	const char *name;
	enum condition_kind kind;
	bool is_dear; /* costs statements; the others are asked first */
};

struct condition {
	const char *any; /* "all" or "any" */
	const char *field, *op, *value;
	const char
		*folded; /* of words: as they are compared, once for many tickets; NULL: not yet */
};

struct condition_list {
	struct condition *items;
	size_t count;
};

/* All that can be asked, in the order of menus. */
const struct condition_field *condition_fields(size_t *ret_count);
const struct condition_field *condition_field_find(const char *name);
/* The code may stand in the value of that field. */
bool condition_choice_exists(const struct condition_field *field, const char *code);
/* The ways in which it can be compared, ended by NULL; the first is the usual one. */
const char *const *condition_ops(const struct condition_field *field);

struct condition_list condition_read(struct ctx *cx, const char *lines);
const char *condition_write(struct ctx *cx, const struct condition_list *list);
/* What is said where a * has nothing before it. */
extern const char condition_star_words[];
/* HK_INVALID: field, op or value is none; says so beside the field of that name. */
enum hk_result condition_check(struct ctx *cx, const char *name, const struct condition *condition);
/* The value at that place in a list with blanks between; NULL: there are no more. */
const char *condition_value_at(struct ctx *cx, const char *values, size_t place);

/* What conditions look at: a ticket as it was at a time, or is now. What costs a statement is
 * fetched when it is asked for, and kept. */
struct facts {
	const struct ticket *ticket;
	int64_t at;         /* the time for which it is asked */
	const char *state;  /* as it was then */
	int64_t heard_at;   /* when somebody wrote last; 0: it is the time of the newest message */
	int64_t message_id; /* whose words count; 0: the newest of the customer */
	bool is_first;      /* the first of the customer counts */
	/* Filled when they are asked for: */
	bool knows_text, knows_who;
	const char *subject, *text, *who; /* folded */
	bool is_automatic;
};

/* Of a ticket as it is now. */
struct facts facts_now(const struct ctx *cx, const struct ticket *ticket);
enum hk_result condition_holds(struct ctx *cx, const struct condition *condition,
			       struct facts *facts, bool *ret);
/* Of the whole list; nothing is asked of an empty one. */
enum hk_result conditions_hold(struct ctx *cx, const struct condition_list *list,
			       struct facts *facts, bool *ret);
