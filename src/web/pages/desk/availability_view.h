/* When somebody works: what the page of it shows. Texts are never NULL. */
#pragma once

#include "standard/availability.h"
#include "web/parts.h"

struct week_field {
	const char *name, *label, *value, *error;
};

struct week_fields {
	struct week_field *items;
	size_t count;
};

struct absence_line {
	int64_t id, from_at, until_at;
	const char *stand_in, *note;
};

struct absence_lines {
	struct absence_line *items;
	size_t count;
};

struct skill_line {
	const char *code;
	int64_t level;
	int64_t last_at; /* a moment of its last day; 0: it does not end */
	bool is_over, is_soon;
};

struct skill_lines {
	struct skill_line *items;
	size_t count;
};

struct person_line {
	const char *name, *url;
	const char *tone, *words; /* "There now", "On a break" */
	int64_t free_from;        /* when he takes tickets again; 0: he does, or nobody knows */
	int64_t tickets, minutes, share;
};

struct person_lines {
	struct person_line *items;
	size_t count;
};

struct availability_view {
	struct part_errors errors;
	const char *problem;
	struct availability who;
	bool is_own, may_plan;
	const char *self; /* "/availability/17" */
	const char *tone, *words;
	int64_t free_from, free_until; /* 0: not to be shown */
	bool has_shift;
	struct week_fields week;
	struct part_options zones, stand_ins;
	const char *share;
	const char *until, *absence_from, *absence_until, *note; /* as typed, or usual ones */
	struct absence_lines absences;
	struct skill_lines skills;
	struct person_lines people; /* of the house, for who may plan */
};
