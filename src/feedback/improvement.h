/*
 * improvement: you said, we did. What changed because of a cause, in words for customers, and who
 * of those who said it was told: each once, until he says it again.
 *
 * It is written when an action worked, or when one who may decide says that it is told anyway. A
 * person sends it; then the house tells one after the other, under the rules that protect them
 * (asking_may_tell), which may take days. Who wants no messages is not written to, and still finds
 * it in his letter.
 */
#pragma once

#include "feedback/asking.h"
#include "feedback/cause.h"

enum {
	IMPROVEMENT_HEADLINE_LETTERS = 120,
	IMPROVEMENT_TEXT_LETTERS = 1000,
	IMPROVEMENT_OLD_DAYS = 60, /* nobody is written to about what is older */
	IMPROVEMENT_SLICE = 100,
};

struct improvement {
	int64_t id, cause_id, prevention_id;
	const char *state; /* draft, telling, told */
	int64_t is_public, made_at, made_by, sent_at, sent_by, people_count, told_count, version;
	int64_t edits; /* rises with each change of its words */
};

struct improvement_list {
	struct improvement *items;
	size_t count;
};

struct improvement_text {
	int64_t improvement_id;
	const char *language, *headline, *text;
};

struct improvement_texts {
	struct improvement_text *items;
	size_t count;
};

/* Of one action, or of none (0): the one that is there, or a new one. HK_DENIED: nothing worked,
 * and the actor may not decide it. */
enum hk_result improvement_begin(struct ctx *cx, const struct cause *cause, int64_t prevention_id,
				 struct improvement *ret);
enum hk_result improvement_find(struct ctx *cx, int64_t id, struct improvement *ret);
enum hk_result improvement_of(struct ctx *cx, int64_t cause_id, struct improvement_list *ret);
enum hk_result improvement_texts(struct ctx *cx, int64_t id, struct improvement_texts *ret);
/* One text a language; both lines empty take it away. id and edits are of the improvement as its
 * writer saw it: HK_CONFLICT says that somebody changed its words since; what stands there already
 * is none. HK_INVALID beside "headline_LANGUAGE", "text_LANGUAGE"; HK_DENIED: it was sent, and the
 * actor may not decide what customers read. */
enum hk_result improvement_texts_put(struct ctx *cx, const struct improvement *improvement,
				     const struct improvement_text *texts, size_t count);
/* The text in that language, else in English, else the first: its language says which.
 * NULL: there is none. */
const struct improvement_text *improvement_text_for(const struct improvement_texts *texts,
						    const char *language);
/* Everybody who said it and is not among those yet is told from now on. HK_DENIED: the actor may
 * not decide it; HK_CONFLICT: it has no text. */
enum hk_result improvement_send(struct ctx *cx, const struct improvement *improvement,
				bool is_public);

/* Somebody of that cause (0: all of it) was linked only now: whoever said it before an improvement
 * was sent is told of it too, without another press. Who said it afterwards is not: for him it was
 * not put right, and a person decides. */
enum hk_result improvement_catch_up(struct ctx *cx, int64_t cause_id, int64_t customer_id);

/* Those who wait and whose time has come, at most IMPROVEMENT_SLICE. Runs as the house. */
struct improvement_wait {
	int64_t customer_id;
};

struct improvement_waits {
	struct improvement_wait *items;
	size_t count;
};

enum hk_result improvement_due(struct ctx *cx, int64_t id, struct improvement_waits *ret);
/* Another letter about this cause reached him, and he has not said it since. */
enum hk_result improvement_was_heard(struct ctx *cx, const struct improvement *improvement,
				     int64_t customer_id, bool *ret);
/* ret_is_first: false when he was told already, so that nobody writes again. */
enum hk_result improvement_told(struct ctx *cx, int64_t id, int64_t customer_id,
				const char *language, bool *ret_is_first);
enum hk_result improvement_later(struct ctx *cx, int64_t id, int64_t customer_id,
				 const char *reason, int64_t at);
enum hk_result improvement_never(struct ctx *cx, int64_t id, int64_t customer_id,
				 const char *reason);
/* When the next one has to be looked at; HK_NOT_FOUND: nobody waits, and it is told. */
enum hk_result improvement_next_at(struct ctx *cx, int64_t id, int64_t *ret);

/* Whom it does not reach, or not yet, of those who said it. */
struct improvement_left {
	int64_t waiting; /* for their turn */
	int64_t stopped; /* not written to, whatever comes */
	int64_t unknown; /* nobody knows who they are: anonymous, or erased */
};

/* Before it is sent only the unknown are counted. */
enum hk_result improvement_left_find(struct ctx *cx, const struct improvement *improvement,
				     struct improvement_left *ret);

/* For everybody, the newest first. */
enum hk_result improvement_public(struct ctx *cx, int64_t limit, struct improvement_list *ret);
/* Of one customer: of what he said himself. */
enum hk_result improvement_of_customer(struct ctx *cx, int64_t customer_id, int64_t limit,
				       struct improvement_list *ret);

/* What he said of that cause: his request or his answer. */
struct improvement_said {
	int64_t cause_id, at;
	int64_t number; /* of his ticket; 0 */
	const char *words, *language;
};

struct improvement_saids {
	struct improvement_said *items;
	size_t count;
};

enum hk_result improvement_said_by(struct ctx *cx, int64_t customer_id, int64_t limit,
				   struct improvement_saids *ret);

/* The duty that tells them (job/loop/improvement_tell.c). */
#define IMPROVEMENT_JOB "improvement.tell"
