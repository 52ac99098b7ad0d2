/* Rows of loop_case and loop_log, for this folder alone. */
#pragma once

#include "feedback/loop/loop_case.h"
#include "people/team.h"
#include "ticket/ticket.h"

extern const struct db_record loop_case_record;

/* Which cases staff see, beside org_id. $2 is the actor. */
#define LOOP_SEEN SEEN_BY_READER("loop_case")

/* Its first state; sets version, token_hash and is_last, and ends the turn of the round before. */
enum hk_result loop_row_add(struct ctx *cx, struct loop_case *one);
/* Writes what may change, and the next version. HK_CONFLICT: somebody did meanwhile. */
enum hk_result loop_row_put(struct ctx *cx, struct loop_case *one);
enum hk_result loop_note(struct ctx *cx, const struct loop_case *one, const char *kind,
			 int64_t staff_id, const char *words);
/* Pages hear of it; call it last. */
enum hk_result loop_changed(struct ctx *cx, const struct loop_case *one);
/* The ticket carries which case is on in it. */
enum hk_result loop_ticket_keep(struct ctx *cx, int64_t ticket_id);
/* The calls that are still to come, for a clock that runs. */
enum hk_result loop_schedule(struct ctx *cx, const struct loop_case *one);
/* Somebody waits since now: the round after before, with its owner, or the first one (NULL). */
enum hk_result loop_begin(struct ctx *cx, const struct response *response,
			  const struct loop_case *before);
/* Who is to answer: one of these, if he works here and is not away; else who is chosen. 0: there is
 * nobody. ret_why: as why_write() has it of who was chosen; else "". */
enum hk_result loop_owner_choose(struct ctx *cx, const struct loop_case *one, const int64_t *wished,
				 size_t count, int64_t *ret, const char **ret_why);
/* Whether a word reached him, as the messages stand now. ret: it changed, and is written. */
enum hk_result loop_judge(struct ctx *cx, struct loop_case *one, bool *ret_is_new);
