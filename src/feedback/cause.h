/*
 * cause: why something goes wrong for customers, as people found out: a tree, each cause with one
 * owner. Tickets and responses are linked to it by a person who saw that this is why
 * (cause_link.h), so that it knows how many said it, and in which words.
 *
 * It is closed by proof alone: by an action against it that worked (prevention.h), and not while
 * what was measured contradicts itself: after an action that made it worse, one has to work that
 * began when that was known. What turns out to be no cause is set aside by whoever reads reports,
 * with a reason that stays, and is not counted as closed. Of those that are not over no two have
 * the same name. Of two that mean the same one has all (cause_merge.h): whoever looks for the other
 * finds it.
 *
 * Whoever works here may read a cause; to change one takes the right to read tickets. Customers
 * find none. All functions need cx->db; what is changed needs version, and HK_CONFLICT says that
 * somebody else was faster.
 */
#pragma once

#include "core/ctx.h"

enum {
	CAUSE_NAME_LETTERS = 120,
	CAUSE_WORDS_LETTERS = 600,
	CAUSE_WHYS = 5,
	CAUSE_DEPTH = 6, /* of the tree */
};

struct cause {
	int64_t id, number;
	const char *name;
	int64_t parent_id, owner_id;
	const char *state; /* open, acting, closed */
	int64_t opened_at, opened_by, closed_at, closed_by;
	const char *closed_why; /* "" where an action worked */
	const char *closed_as;  /* worked, wrong (set aside), no_use (the same); "" */
	int64_t people_count, link_count, why_count;
	int64_t voice_id, stop_id, version;
	int64_t into_id; /* the cause that has all of it now; 0: it stands for itself */
	/* Filled by the functions that find it. verdict: "worse" as long as such a one stands
	 * (CAUSE_WORSE), else of the last action, once it was measured; "" where there is none, or
	 * it was given up or runs. */
	const char *owner_name, *verdict;
};

struct cause_list {
	struct cause *items;
	size_t count;
};

struct cause_why {
	int64_t position; /* 1 to CAUSE_WHYS */
	const char *text; /* "" where nobody has answered yet */
	int64_t author_id, at;
	const char *author_name;
};

/* The actor works here; he may change causes; he may close one without proof, let a line go on,
 * and have customers told. */
bool cause_may_read(const struct ctx *cx);
bool cause_may_work(const struct ctx *cx);
bool cause_may_decide(const struct ctx *cx);
bool cause_is_closed(const struct cause *cause);

/* Of one that was merged: the one that has all of it now, by its own number and id. HK_NOT_FOUND:
 * there is none, or the actor does not work here. */
enum hk_result cause_find(struct ctx *cx, int64_t number, struct cause *ret);
enum hk_result cause_by_id(struct ctx *cx, int64_t id, struct cause *ret);
/* Those that are not closed, in the order in which they were opened; at most limit. */
enum hk_result cause_living(struct ctx *cx, int64_t limit, struct cause_list *ret);
/* Those that are, but for what was merged, the newest first. */
enum hk_result cause_closed(struct ctx *cx, int64_t limit, struct cause_list *ret);
enum hk_result cause_children(struct ctx *cx, int64_t id, struct cause_list *ret);
/* Those that went over to it (cause_merge.h). */
enum hk_result cause_merged_into(struct ctx *cx, int64_t id, struct cause_list *ret);

/* name, parent_id, owner_id (0: the actor). Sets the rest; the same again by the same person is the
 * same cause. HK_INVALID beside "name", "parent", "owner". */
enum hk_result cause_add(struct ctx *cx, struct cause *cause);
/* name, parent_id and owner_id; nothing may become its own parent. */
enum hk_result cause_change(struct ctx *cx, const struct cause *cause);

/* Where no action worked: as what it is set aside (closed_as), and why. */
struct cause_end {
	const char *as, *reason;
};

/* WORSE: an action made it worse, and none that began after it was measured has worked. */
enum cause_proof { CAUSE_UNPROVED, CAUSE_WORSE, CAUSE_PROVED };

enum hk_result cause_proof_find(struct ctx *cx, int64_t id, enum cause_proof *ret);
/* HK_INVALID beside "as" or "reason": it is not proved, and it is not said what it is then;
 * HK_DENIED: the actor may not set it aside. An action that runs, or a line that is stopped:
 * HK_CONFLICT. */
enum hk_result cause_close(struct ctx *cx, const struct cause *cause, const struct cause_end *end);
enum hk_result cause_open_again(struct ctx *cx, const struct cause *cause);

/* Causes that are not over, and actions that run, of somebody who has left: to who sees to it from
 * now on (people/heir.h), and who is told. Runs as the house; again changes nothing. */
enum hk_result cause_release(struct ctx *cx, int64_t staff_id);

/* All five, in their order; ret has room for CAUSE_WHYS. */
enum hk_result cause_whys(struct ctx *cx, int64_t cause_id, struct cause_why *ret);
/* One text a why; those that say the same as before keep their author. Nothing stands below an
 * empty one: HK_INVALID beside "why2", ... */
enum hk_result cause_whys_put(struct ctx *cx, const struct cause *cause,
			      const char *const texts[CAUSE_WHYS]);

/* For the files of this room: the state follows its actions. */
enum hk_result cause_state_put(struct ctx *cx, int64_t id, const char *state);
/* Puts a problem on the field "owner" of somebody who does not work here now. */
enum hk_result cause_check_owner(struct ctx *cx, int64_t owner_id);
/* Rings the bell of a colleague, once for each kind, about_id (an action or a stop) and person. */
enum hk_result cause_tell(struct ctx *cx, const struct cause *cause, int64_t about_id,
			  int64_t staff_id, const char *kind, const char *words);
