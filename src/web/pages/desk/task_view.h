/* Tasks as pages show them: on their ticket, in the list of who does or gave them, and alone. */
#pragma once

#include "ticket/work/task.h"
#include "web/parts.h"
#include "web/web.h"

struct task_item {
	const char *url;    /* "/tasks/5" */
	const char *ticket; /* "/tickets/17"; "" where its reader may not see it */
	const char *text;   /* its words; in lists their beginning */
	const char *subject, *giver, *doer;
	const char *state, *tone; /* how it ended, in words; "" while it is open */
	const char *word;         /* with which it ended */
	const char *ender;
	int64_t number, due_at, ended_at;
	bool is_open, is_late;
};

struct task_items {
	struct task_item *items;
	size_t count;
};

/* On the page of a ticket: those that are open. */
struct ticket_tasks {
	int64_t number;
	const char *self; /* "/tickets/17" */
	struct task_items items;
};

/* What was decided on an opening sheet, and is mine. */
struct task_decision {
	const char *url, *done; /* its sheet; where it is said to be done */
	const char *text;
	int64_t due_at;
	bool is_late;
};

struct task_decisions {
	struct task_decision *items;
	size_t count;
};

/* /tasks */
struct task_lists {
	struct task_items mine, given, ended;
	struct task_decisions decisions;
};

/* A message that was chosen for a task. */
struct task_message {
	const char *who, *language, *words;
	int64_t at;
};

struct task_messages {
	struct task_message *items;
	size_t count;
};

/* /tasks/5 */
struct task_page_view {
	struct task_item task;
	struct task_messages messages;
	bool may_end, may_take, may_give_back, may_take_back;
	const char *word; /* as typed */
	const char *problem;
	struct part_errors errors;
};

/* The form that gives one. */
struct task_form {
	int64_t number;
	const char *self, *subject, *language;
	const char *text, *due;
	struct part_options people, teams;

	struct task_choices {
		struct task_choice {
			int64_t id, at;
			const char *who, *words, *language;
			bool is_ticked;
		} * items;

		size_t count;
	} messages;

	const char *problem;
	struct part_errors errors;
};

struct task_item task_item_of(struct ctx *cx, const struct task *task, bool is_whole);
enum hk_result task_lists_find(struct ctx *cx, struct task_lists *ret);
/* Costs nothing where no task is open. */
enum hk_result ticket_tasks_find(struct ctx *cx, const struct ticket *ticket,
				 struct ticket_tasks *ret);
enum hk_result task_page_find(struct ctx *cx, int64_t id, struct task_page_view *ret);
/* Whom the form gives it to: "person-17" or "team-3" in its field "who"; 0: none of that kind. */
int64_t task_who(const struct web_request *req, const char *kind);
/* What may be chosen; what was typed stands in it again. */
enum hk_result task_form_find(struct web_request *req, const struct ticket *ticket,
			      struct task_form *ret);
