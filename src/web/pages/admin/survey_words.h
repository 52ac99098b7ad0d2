/* Kinds, occasions and modes of surveys in words. */
#pragma once

#include "feedback/survey.h"
#include "web/pages/ticket/ticket_words.h"

const char *survey_kind_words(const char *kind);
const char *survey_occasion_words(const char *occasion);
const char *survey_mode_words(const char *mode);
const char *survey_state_words(const char *state);
