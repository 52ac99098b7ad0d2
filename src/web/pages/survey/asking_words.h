/* Why somebody was asked or not, in words: of a survey in a chosen time, and of one person. */
#pragma once

#include "feedback/figures.h"
#include "web/pages/survey/asking_view.h"
#include "web/web.h"

/* Of all decisions in the days of the filter, whoever was asked by whatever way. */
enum hk_result survey_reasons_find(struct ctx *cx, const struct figures_filter *filter,
				   struct survey_reasons *ret);
/* The last few of him. */
enum hk_result customer_askings_find(struct ctx *cx, int64_t customer_id,
				     struct customer_askings *ret);
