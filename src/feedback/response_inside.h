/*
 * response_inside: what the files of responses share, and nobody else.
 */
#pragma once

#include "feedback/response.h"

extern const struct db_record response_answer_record; /* struct response_answer */

/* by: 1 puts it into the sums, the figure and each further question with a scale; -1 takes it out.
 * What is not published is in none, so nothing moves. */
enum hk_result response_sums_move(struct ctx *cx, const struct response *response,
				  const struct response_answer *answers, size_t count, int64_t by);
