/* What web.c shows by itself: problems, and the counts and addresses of every page. */
#pragma once

#include "web/web_server.h"

extern const struct web_pages house_pages;

/* Counts of the side bar and the last event, for members of staff; pages have them already. */
enum hk_result house_counts(struct web_request *req);

/* What the page of a problem says; texts are translated where they are shown. */
struct house_problem {
	unsigned status;
	const char *title, *words, *next; /* next: what to do now */
	const char *url, *action;         /* where a button leads, "" for none */
};
