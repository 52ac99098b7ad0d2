/* The tickets behind a figure of the control centre. Texts are never NULL. */
#pragma once

#include "web/pages/desk/list_view.h"

struct control_tab {
	const char *title, *url;
	bool is_chosen;
};

struct control_tabs {
	struct control_tab *items;
	size_t count;
};

struct control_list {
	const char *title, *hint, *url;
	int64_t team_id;  /* -1: every team */
	const char *team; /* its name, "" for every team */
	struct control_tabs tabs;
	struct list_rows rows;
	bool has_more; /* there are others behind those that are shown */
};
