/*
 * What somebody has answered so far in the web form, and the page of it that he
 * is on. It is kept under a random key, for this visit or session alone.
 */
#pragma once

#include "web/pages/customer/ask_view.h"
#include "web/web.h"

/* The questions in their order. About harm is asked where the purpose asks for it; ASK_MORE are its
 * own questions; the one about the person is not asked who is signed in. */
enum ask_step { ASK_ABOUT, ASK_TELL, ASK_FILES, ASK_HARM, ASK_MORE, ASK_YOU, ASK_CHECK };

struct ask_draft {
	struct web_request *req;
	const char *key; /* NULL: nothing was kept yet */
	struct ask_view view;
	struct question_list questions;     /* of its purpose */
	const char *values[QUESTIONS_MOST]; /* what was said to each; NULL: nothing yet */
	size_t place;                       /* of ASK_MORE: which one */
};

bool ask_is_customer(const struct web_request *req);
const char *ask_draft_path(const struct ask_draft *draft, const char *page);
struct ask_visitor ask_visitor_of(const struct web_request *req);
struct ask_draft ask_draft_new(struct web_request *req);
enum hk_result ask_draft_load(struct ask_draft *draft, bool *ret_is_over);
enum hk_result ask_draft_put(struct ctx *cx, void *data);
/* What this purpose asks besides; ask_draft_load() has done it. Needs cx->db. */
enum hk_result ask_questions_find(struct ctx *cx, struct ask_draft *draft);
/* To the next page, or back to where everything is seen. */
enum hk_result ask_go_on(struct ask_draft *draft, enum ask_step from);
void ask_draft_fill(struct ask_draft *draft, enum ask_step step);
