/* Whose matters come to the lot of a survey, and how soon those people are asked. */
#pragma once

#include "feedback/figures.h"
#include "people/team.h"
#include "web/pages/admin/survey_results_view.h"
#include "web/web.h"

/* Of colleagues and of teams, in the weeks of the filter's days. */
enum hk_result survey_gates_find(struct ctx *cx, const struct figures_filter *filter,
				 const struct team_list *teams, struct survey_gate_lists *ret);
