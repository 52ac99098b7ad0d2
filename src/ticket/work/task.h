/*
 * task: a piece of work inside a ticket for somebody else: a colleague, another department. Who
 * shall do it need not see the ticket: he sees what the giver wrote and the messages that the giver
 * chose, nothing else. It has a time of its own, which never stands for what the customer was
 * promised, and exactly one end, of which its giver hears.
 */
#pragma once

#include "ticket/message.h"

struct task {
	int64_t id, ticket_id;
	const char *text;
	int64_t giver_id;
	int64_t staff_id; /* who shall do it; 0: whoever of the team takes it */
	int64_t team_id;  /* 0: it was given to a person */
	int64_t due_at;
	const char *state; /* open, done, declined, taken_back */
	const char *word;  /* with which it ended */
	int64_t created_at, ended_at, ended_by, late_at, version;
	/* Names, and of the ticket what the reader may see: filled by the functions that find it.
	 */
	const char *giver_name, *staff_name, *team_name, *ender_name, *subject;
	int64_t number; /* of the ticket, and who looks after that */
	int64_t owner_id;
	int64_t may_see;    /* its reader may see the ticket; else number is 0 and subject "" */
	int64_t is_of_team; /* its reader belongs to the team */
};

struct task_list {
	struct task *items;
	size_t count;
};

enum { TASK_TEXT_LETTERS = 2000, TASK_WORD_LETTERS = 1000, TASK_MESSAGES_MAX = 20 };

struct task_new {
	const char *text;
	int64_t staff_id, team_id; /* one of them; the other 0 */
	int64_t due_at;
	const int64_t *messages; /* of the ticket, which its doer may read */
	size_t message_count;
	int64_t giver_id; /* who hears of its end; 0: the actor */
};

/* HK_INVALID beside "text", "who", "due" or "messages". The same task given twice in one form is
 * given once. */
enum hk_result task_give(struct ctx *cx, struct ticket *ticket, const struct task_new *new,
			 int64_t *ret_id);
/* HK_NOT_FOUND unless the actor gave it, may do it, or may see its ticket. */
enum hk_result task_find(struct ctx *cx, int64_t id, struct task *ret);
/* All of a ticket that the actor sees, the open ones first; at most fifty. Behind them those of
 * tickets that were merged into it. */
enum hk_result task_of_ticket(struct ctx *cx, const struct ticket *ticket, struct task_list *ret);

enum task_view {
	TASKS_MINE,  /* open, mine or of a team of mine that nobody has taken */
	TASKS_GIVEN, /* open, and I gave them to others */
	TASKS_ENDED, /* I did or gave them, the newest end first */
};

enum hk_result task_page(struct ctx *cx, enum task_view view, int64_t limit, struct task_list *ret);
/* The messages that were chosen for it. */
enum hk_result task_messages(struct ctx *cx, const struct task *task, struct message_list *ret);

bool task_is_open(const struct task *task);
/* The actor may do or decline it; it is given to his team and he may take it; he took it from his
 * team and may give it back to that; he may take it back: who gave it, who looks after the ticket,
 * and who leads. */
bool task_may_end(const struct ctx *cx, const struct task *task);
bool task_may_take(const struct ctx *cx, const struct task *task);
bool task_may_give_back(const struct ctx *cx, const struct task *task);
bool task_may_take_back(const struct ctx *cx, const struct task *task);

/* It is the actor's from now on. HK_CONFLICT: somebody was faster. */
enum hk_result task_take(struct ctx *cx, int64_t id);
/* It waits for anybody of its team again, who are told. HK_DENIED: the actor did not take it. */
enum hk_result task_give_back(struct ctx *cx, int64_t id);
/* state: done, declined (its word says why), taken_back. The same end by the same person changes
 * nothing, with the same word or none. HK_CONFLICT: it came to its end already, otherwise;
 * HK_INVALID beside "word"; HK_DENIED: it is not the actor's. */
enum hk_result task_end(struct ctx *cx, int64_t id, const char *state, const char *word);
/* The same by the house, whoever the actor is: what it was given for is over. */
enum hk_result task_settle(struct ctx *cx, int64_t id, const char *state);
/* All open ones of a ticket at once, by who resolves it. */
enum hk_result task_take_back_all(struct ctx *cx, struct ticket *ticket);
/* Whoever left does nothing more: what is his goes back to his team, else to who gave it, else to
 * the owner of the ticket. */
enum hk_result task_release(struct ctx *cx, int64_t staff_id);
/* Its time is over: doer and giver are told, once. Runs as the house. */
enum hk_result task_late(struct ctx *cx, int64_t id);

/* Open tasks of a ticket that is to be resolved: HK_CONFLICT with a sentence unless its writer
 * knows of them. */
enum hk_result task_none_open(struct ctx *cx, const struct ticket *ticket);

/* The duty that says that it is late (job/task_late.c). */
#define TASK_LATE_JOB "task.late"
