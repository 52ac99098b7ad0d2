/* Kinds, occasions, modes and months of surveys in words. */
#pragma once

#include "feedback/survey.h"
#include "web/pages/ticket/ticket_words.h"

const char *survey_kind_words(const char *kind);
const char *survey_occasion_words(const char *occasion);
const char *survey_mode_words(const char *mode);
const char *survey_state_words(const char *state);
/* The month that begins on that day; where the days from and until (of 1970, both within) leave
 * out a part of it, that is said. In cx->arena. */
const char *survey_month_words(struct ctx *cx, int64_t first, int64_t from, int64_t until);
