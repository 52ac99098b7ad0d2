/*
 * legal_pack: times that a law or a sector demands, as a text that people read and check: name,
 * country, source, version, review date, and within which time something is acknowledged and
 * answered. Hark brings some along, each a place to begin for the house's lawyer and no legal
 * advice; an administrator switches on what holds for the house, or writes one. A pack that is on
 * stays as it was then, whatever a later Hark brings along.
 */
#pragma once

#include "core/ctx.h"

enum { LEGAL_TEXT_LETTERS = 4000, LEGAL_CODE_LETTERS = 40 };

struct legal_span {
	int64_t count;    /* 0: none is demanded */
	const char *unit; /* hours, calendar days, business days, weeks, months */
};

struct legal_pack {
	const char *code, *name, *country, *source, *version, *note;
	const char *dated;  /* of which day its words are, 2026-11-29; "": it does not say */
	const char *review; /* 2027-05-29 */
	struct legal_span acknowledge, final;
	int64_t pause_ms; /* how long it may rest for the customer, in all; 0: not at all */
	const char *text;
	bool is_on, is_own;
	bool is_newer_there; /* Hark brings another version along */
};

struct legal_packs {
	struct legal_pack *items;
	size_t count;
};

/* Those of the house first, then those that Hark brings along. */
enum hk_result legal_pack_every(struct ctx *cx, struct legal_packs *ret);
enum hk_result legal_pack_find(struct ctx *cx, const char *code, struct legal_pack *ret);
/* Of those that are on. */
enum hk_result legal_pack_on(struct ctx *cx, struct legal_packs *ret);
/* From now on; what runs stays as it was promised. */
enum hk_result legal_pack_switch(struct ctx *cx, const char *code, bool is_on);
/* One of the house, written or changed. HK_INVALID beside "text", with the line that is wrong.
 * HK_CONFLICT: Hark brings one of that code along. */
enum hk_result legal_pack_put(struct ctx *cx, const char *text, const char **ret_code);

/* When such a time is over that began then: the end of a day, by the clock of the house; hours are
 * counted as they pass. Business days are those on which the calendar has open time, without one
 * Monday to Friday. The day itself does not count. */
enum hk_result legal_due(struct ctx *cx, const struct legal_span *span, int64_t calendar_id,
			 int64_t from, int64_t *ret);
