/* The saved replies that a reply box offers. */
#pragma once

#include "ticket/ticket.h"
#include "web/parts.h"
#include "web/web.h"

struct saved_option {
	int64_t id;
	const char *title, *shortcut;
	const char *text, *language;
	const char *spoken; /* the name of its language where that is not the customer's; "" */
};

struct saved_options {
	const struct saved_option *items;
	size_t count;
};

/* Their titles, for a list in a form without a script. */
enum hk_result saved_choices(struct ctx *cx, struct part_options *ret);
/* The button of that list was pressed: the chosen one (form field "saved") below what is written in
 * that field; *ret_notice says how it is there. ticket: id 0 is one not opened yet. Opens its
 * transaction. HK_INVALID with a sentence: none was chosen. HK_NOT_FOUND. */
enum hk_result saved_put_below(struct web_request *req, const struct ticket *ticket,
			       const char *field, const char **ret_text);
/* What a form takes for it. */
#define SAVED_PARAMS                    \
	{ "saved", PARAM_NUMBER, 0 },   \
	{                               \
		"insert", PARAM_TEXT, 0 \
	}

/* Put into a draft: what the script asked for. */
struct saved_answer {
	const char *text, *notice;
};
