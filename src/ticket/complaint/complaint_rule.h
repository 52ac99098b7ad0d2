/*
 * complaint_rule: how the house handles complaints: its times, to whom a customer can turn outside
 * of it, and who may decide and give how much (ISO 10002, 4.14 and 7.9).
 */
#pragma once

#include "core/ctx.h"

struct complaint_rule {
	int64_t person_ms;   /* within which a person answers */
	int64_t answer_days; /* within which it is decided; 0: not promised */
	int64_t offer_days;  /* that a customer has to answer a decision */
	int64_t keep_years;
	int64_t version; /* 0: the usual ones */
};

struct complaint_authority {
	int64_t staff_id;
	int64_t most; /* for one complaint, minor units; 0: no money */
	const char *currency, *training;
	int64_t valid_until, given_at, given_by;
};

struct complaint_authorities {
	struct complaint_authority *items;
	size_t count;
};

enum hk_result complaint_rule_find(struct ctx *cx, struct complaint_rule *ret);
/* version guards. HK_INVALID beside "person", "answer", "offer", "keep". */
enum hk_result complaint_rule_put(struct ctx *cx, const struct complaint_rule *wish);

/* Until when the record of one that ends now is kept, ms UTC. */
enum hk_result complaint_keep_until(struct ctx *cx, int64_t *ret);

/* As the house wrote it; "": it did not. */
enum hk_result complaint_outside_find(struct ctx *cx, const char *language, const char **ret);
/* The same, or general words in that language. */
enum hk_result complaint_outside(struct ctx *cx, const char *language, const char **ret);
/* HK_INVALID beside that field: too long. "" takes it away. */
enum hk_result complaint_outside_put(struct ctx *cx, const char *field, const char *language,
				     const char *words);

/* HK_NOT_FOUND: he may not decide. One that is over is found too. */
enum hk_result complaint_authority_find(struct ctx *cx, int64_t staff_id,
					struct complaint_authority *ret);
enum hk_result complaint_authority_every(struct ctx *cx, struct complaint_authorities *ret);
/* HK_INVALID beside "staff", "most", "currency", "training", "until". */
enum hk_result complaint_authority_put(struct ctx *cx, const struct complaint_authority *wish);
enum hk_result complaint_authority_remove(struct ctx *cx, int64_t staff_id);
/* HK_DENIED with a sentence: the actor may not decide, not any more, or not give so much. */
enum hk_result complaint_authority_need(struct ctx *cx, int64_t amount, const char *currency);
