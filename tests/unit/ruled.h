/* Rules in tests: made by the administrator, and what they left on a ticket. */
#pragma once

#include "deeds.h"
#include "job/alarm.h"
#include "ticket/history.h"
#include "ticket/rule/rule_run.h"
#include "ticket/write/saved_reply.h"

struct rule_step {
	struct rule rule;
	struct rule_list rules;
	struct rule_version_list versions;
	int64_t id, version, number, hit;
	bool is_on, is_all_undone;
	struct ticket ticket;
	struct history_list history;
	struct message_list messages;
	struct alarm_list alarms;
	struct staff staff;
	struct saved_reply saved;
	const char *key, *fault;
	int64_t hits[RULES_MOST];
	bool may_fail;
};

struct rule_step *rule_step_new(struct house_world *world);
/* Work for ctx_write(): data is a struct rule; a rule_step with id and is_on. */
enum hk_result ruled_put(struct ctx *cx, void *data);
enum hk_result ruled_turn(struct ctx *cx, void *data);
/* A rule of the administrator; on. Its id. */
int64_t ruled_add(struct house_world *world, const char *kind, const char *event,
		  const char *conditions, const char *actions);
/* Time passes, and the queue runs. */
void ruled_wait(struct house_world *world, int64_t ms);
/* The ticket with its messages, history and alarms. */
struct rule_step *ruled_seen(struct house_world *world, int64_t number);
size_t ruled_lines(struct house_world *world, int64_t number, const char *kind);
size_t ruled_notes(struct house_world *world, int64_t number);
size_t ruled_alarms(struct house_world *world, int64_t number, const char *what);
