/* What web.c shows by itself: problems, and the counts and addresses of every page. */
#pragma once

#include "web/web_server.h"

extern const struct web_pages house_pages;

/* What the page of a problem says; texts are translated where they are shown. */
struct house_problem {
	unsigned status;
	const char *title, *words, *next; /* next: what to do now */
	const char *url, *action;         /* where a button leads, "" for none */
};

typedef enum hk_result house_show(struct web_request *req, void *data);

/*
 * A form that was not right is shown again, with what was typed: prepares the page under
 * ctx_read() and runs show, with cx->problem and cx->fields as they are now. For handlers of
 * POST, which have no cx->db of their own.
 */
enum hk_result house_show_again(struct web_request *req, unsigned status, house_show *show,
				void *data);
