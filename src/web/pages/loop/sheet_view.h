/* Opening sheets as their pages show them. */
#pragma once

#include "growth/sheet.h"
#include "web/parts.h"
#include "web/web.h"

struct sheet_rows {
	struct sheet_row {
		const char *url, *title, *language;
		int64_t meets_at;
	} * items;

	size_t count;
};

struct sheet_list_view {
	struct sheet_rows rows;
	const char *title, *day; /* of the form */
	bool may_write;
	const char *problem;
	struct part_errors errors;
};

struct sheet_parts {
	struct sheet_part {
		const char *name, *title, *hint, *text;
		const char *mark_name, *mark; /* so that the form says what it showed */
		const char *meanwhile;        /* what somebody else wrote since; "" */
	} * items;

	size_t count;
};

struct sheet_decision_rows {
	struct sheet_decision_row {
		const char *text, *owner, *ticket, *done; /* ticket: "/tickets/17"; done: "" */
		int64_t number, due_at, done_at;
		bool is_late;
	} * items;

	size_t count;
};

struct sheet_view {
	const char *url, *title, *language;
	int64_t meets_at, version;
	struct sheet_parts parts;
	struct sheet_decision_rows decisions;
	struct part_options people;
	const char *decision, *due, *ticket; /* as typed */
	bool may_write, may_task;            /* may_task: from a ticket */
	const char *problem;
	struct part_errors errors;
};

/* What a part is about, for translators, and what may help whoever writes it. */
const char *sheet_kind_title(enum sheet_kind kind);
const char *sheet_kind_hint(enum sheet_kind kind);
/* The sheet on paper, in the language of its reader. False: it is longer than may be. */
bool sheet_print(struct web_request *req, const struct sheet *sheet,
		 const struct sheet_texts *texts, const struct sheet_decisions *decisions);
