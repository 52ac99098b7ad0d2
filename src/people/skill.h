/*
 * skill: what somebody who works here is good at, and how good: a code that
 * the organisation chooses (bengali, returns, heat-pump) and a level from 1
 * (has begun) to 5 (teaches it). Nobody has a skill twice. One that has a last
 * day, as a certificate has, counts no more after it.
 */
#pragma once

#include "base/json.h"
#include "core/ctx.h"

enum { SKILL_LEVEL_MAX = 5, SKILL_CODE_MAX = 40, SKILLS_MAX = 40 };

enum { SKILLS_TEXT_MAX = SKILLS_MAX * (SKILL_CODE_MAX + 15) };

struct skill {
	int64_t staff_id;
	const char *code;
	int64_t level;
	int64_t expires_at, warned_at; /* ms UTC; 0: it does not end; nobody was told of its end */
};

struct skill_list {
	struct skill *items;
	size_t count;
};

/* Lower case letters, digits, hyphens, dots: what a skill may be called. */
bool skill_is_code(const char *text);
/* By code. */
enum hk_result skill_of_staff(struct ctx *cx, int64_t staff_id, struct skill_list *ret);
/* Everybody's, by person and code. */
enum hk_result skill_every(struct ctx *cx, struct skill_list *ret);
/* Those of one person out of what skill_every() gave, without another question. */
struct skill_list skill_pick(const struct skill_list *every, int64_t staff_id);
/* "bengali:5, returns:3:2027-06-30", as people write it and read it: the last one has a last day,
 * which ends in UTC. */
const char *skill_text(struct ctx *cx, const struct skill_list *skills);
/* Writes "skills":[{"code":...,"level":...,"last_day":...}]; the last day only where there is one.
 */
void skill_json(struct hk_arena *arena, struct hk_json *json, const struct skill_list *skills);
/* The person has exactly these from now on. HK_INVALID, with a sentence beside the field "skills",
 * when the text cannot be read. */
enum hk_result skill_put(struct ctx *cx, int64_t staff_id, const char *text);
/* Those whose skill ends within 30 days are told, once for each: a job a skill. */
enum hk_result skill_warn(struct ctx *cx, int64_t limit);
